"""Letters by somebody with a few lines of their own: each harms itself only, and forges nothing but words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select

from civicdesk import clock
from civicdesk.errors import DiskTrouble
from civicdesk.records.choices import Classification
from civicdesk.records.plain import canonical, record_plain
from civicdesk.records.record import record_types
from civicdesk.vault import letters, rotation
from civicdesk.vault.compartment import seal
from civicdesk.vault.schema import letter
from civicdesk.vault.vault import Vault
from tests.vault.people import DARA, joined
from tests.vault.test_letters_wait import incident, nothing_more_written

Plain = dict[str, Any]


@pytest.fixture
def officer(vault: Vault) -> Iterator[Vault]:
    """The vault in the eyes of a programme officer, who has no key to security."""
    joined(vault, DARA, ("PRG",))
    vault.close()
    opened = Vault.open(vault.path, DARA)
    yield opened
    opened.close()


def put(officer: Vault, raw: bytes, kind: str = "security") -> None:
    """Seal what one likes, as anybody who holds the public key can."""
    comp = officer.opened.header.current(kind)
    assert comp is not None
    sealed = seal(officer.opened.vid, comp.cid, comp.epoch, comp.box, raw)
    row = {"id": str(uuid4()), "at": "2024-03-01", "cid": comp.cid, "epoch": comp.epoch, "sealed": sealed}
    with officer.transaction() as tx:
        tx.store_for_writing("programme").db.execute(insert(letter).values(**row))


def report(**more: Any) -> Plain:
    """An incident in plain values, as it stands in a letter."""
    return record_plain(incident().replaced(id=str(uuid4()), state="reported", version=1)) | more


def written(record: Any, type_name: Any = "incident", **more: Any) -> bytes:
    return canonical({"type": type_name, "record": record, "by": "", "at": clock.now().isoformat()} | more)


def opened_by_a_holder(officer: Vault, vault_passphrase: str) -> Vault:
    officer.close()
    return Vault.open(officer.path, vault_passphrase)


PERSON = {"display_name": "Ghost", "post_title": "x", "roles": ["DIR"], "account_state": "active"}
FILE = {"id": "ab" * 16, "name": "x", "size": 3, "sha256": "00" * 32, "media": "", "cleaned": False}
BAD = {
    "no list": written([1]),
    "no text": b"\xff\xfe\x00",
    "nothing": b"",
    "too deep": b"[" * 100_000,
    "no fields": canonical({"type": "incident"}),
    "a type nobody files": written(PERSON | {"id": str(uuid4()), "state": "active"}, "staff_member"),
    "a type that is none": written(report(), ["incident"]),
    "a type of another part": written(report(), "case"),
    "another type of the part": written(report(), "risk"),
    "no title": written(report(title=None)),
    "a title without end": written(report(title="x" * 500)),
    "no id": written(report(id="")),
    "an id that is none": written(report(id="../x")),
    "half a character": written(report()).replace(b"Stopped", b"\\ud800"),
    "a link to no type": written(report(linked_to=[{"type": "nothing", "id": "1"}])),
    "a time without a zone": written(report(timeline=[{"at": "0001-01-01T00:00:00", "entry": "x"}])),
    "a time in another zone": written(report(happened_at="2024-03-01T02:00:00+00:00")),
    "files": written(report(attachments=[FILE])),
    "no such classification": written(report(classification="secret")),
    "written at no time": written(report(), at="soon"),
}


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD.keys())
def test_a_letter_without_a_right_report_is_counted_and_kept_and_holds_nobody_up(
    officer: Vault, vault_passphrase: str, raw: bytes
) -> None:
    put(officer, raw)
    with officer.transaction() as tx:
        honest = tx.save(incident())
    holder = opened_by_a_holder(officer, vault_passphrase)
    assert holder.came_in == letters.TakenIn(1, 1)
    assert [one.id for one in holder.iterate("incident")] == [honest.id]
    assert letters.waiting(holder) == 1
    assert holder.verify().ok
    holder.close()


def test_a_letter_decides_its_words_and_nothing_that_the_office_decides(
    officer: Vault, vault_passphrase: str
) -> None:
    forged = report(
        state="closed", classification="internal", ref="INC-MINE", owner=officer.staff_id, is_demo=True, version=9,
        is_historical=True, legal_hold=True, retention_rule="RT-01", dispose_after="2024-01-01",
        created_by=officer.staff_id, updated_by=officer.staff_id,
    )  # fmt: skip
    late = (clock.now() + timedelta(days=900)).isoformat()
    put(officer, written(forged, by="nobody", at=late))
    holder = opened_by_a_holder(officer, vault_passphrase)
    (found,) = holder.iterate("incident")
    assert (found.title, found.state, found.classification) == (
        forged["title"], "reported", Classification.CONFIDENTIAL
    )  # fmt: skip
    assert (found.is_demo, found.is_historical, found.legal_hold, found.version) == (False, False, False, 1)
    assert (found.retention_rule, found.dispose_after, found.created_by) == ("RT-13", None, None)
    assert found.owner == found.updated_by == holder.staff_id
    assert found.ref != "INC-MINE" and found.created_at <= clock.now()
    assert holder.verify().ok
    holder.close()


def test_an_honest_report_keeps_its_writer_and_a_classification_that_was_raised(
    officer: Vault, vault_passphrase: str
) -> None:
    (writer,) = (one.id for one in officer.iterate("staff_member"))
    put(officer, written(report(classification="restricted"), by=writer))
    holder = opened_by_a_holder(officer, vault_passphrase)
    (found,) = holder.iterate("incident")
    assert (found.classification, found.created_by) == (Classification.RESTRICTED, writer)
    holder.close()


def test_the_id_of_another_record_is_not_taken_by_a_letter(officer: Vault, vault_passphrase: str) -> None:
    officer.close()
    holder = Vault.open(officer.path, vault_passphrase)
    (risk,) = [cls for cls in record_types() if cls.meta.name == "risk"]
    with holder.transaction(accept="for the test") as tx:
        taken = tx.take_in(risk(id=str(uuid4()), title="Raid", version=1))
    put(holder, written(report(id=taken.id)))
    assert letters.take_in(holder) == letters.TakenIn(0, 1)
    assert holder.get("risk", taken.id) is not None and holder.get("incident", taken.id) is None
    holder.close()


def test_no_more_letters_than_can_be_looked_at_in_one_unlocking_and_none_waits_for_ever(
    officer: Vault, vault_passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "MOST_AT_ONCE", 2)
    for _number in range(3):
        put(officer, written(report()))
    holder = opened_by_a_holder(officer, vault_passphrase)
    assert holder.came_in == letters.TakenIn(2, 0, waiting=1)
    holder.close()
    again = Vault.open(officer.path, vault_passphrase)
    assert again.came_in == letters.TakenIn(1, 0)
    again.close()


def test_a_letter_that_is_too_long_is_neither_filed_nor_looked_at(
    officer: Vault, vault_passphrase: str
) -> None:
    long = "x" * letters.MOST_BYTES
    with pytest.raises(letters.ReportTooLong), officer.transaction() as tx:
        tx.save(incident().replaced(what_happened=long))
    assert officer.stores["programme"].db.execute(select(func.count()).select_from(letter)).scalar() == 0
    put(officer, written(report(what_happened=long)))
    holder = opened_by_a_holder(officer, vault_passphrase)
    assert holder.came_in == letters.TakenIn(0, 1)
    holder.close()


def test_keys_are_not_renewed_while_the_disk_keeps_a_report_from_coming_in(
    officer: Vault, vault_passphrase: str
) -> None:
    with officer.transaction() as tx:
        sent = tx.save(incident())
    officer.close()
    with nothing_more_written():
        holder = Vault.open(officer.path, vault_passphrase)
        with pytest.raises(DiskTrouble):
            rotation.renew(holder, ("security",))
    assert rotation.renew(holder, ("security",)) == ("security",)
    assert [one.id for one in holder.iterate("incident")] == [sent.id]
    holder.close()
