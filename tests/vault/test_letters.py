"""Filing what one cannot read: opaque to all but the holders, taken in once, never lost, never named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import select

from civicdesk.clock import PHNOM_PENH
from civicdesk.records.incident import Incident
from civicdesk.records.risk import Risk
from civicdesk.records.values import Attachment
from civicdesk.vault import leaving, letters, rotation
from civicdesk.vault.joining import admit, make_request, read_request
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.refusals import NotYours, RecordRefused
from civicdesk.vault.schema import change, letter
from civicdesk.vault.vault import Vault

DARA = "seven green frogs cross the bridge"
WHEN = datetime(2024, 3, 1, 9, tzinfo=PHNOM_PENH)


def incident(**more: object) -> Incident:
    values = {
        "title": "Stopped at the bridge", "happened_at": WHEN, "place": "1409", "near_miss": False,
        "incident_category": "activity_interrupted", "what_happened": "Two officials asked for the list.",
    }  # fmt: skip
    return Incident(**(values | more))


@pytest.fixture
def officer(vault: Vault) -> Iterator[Vault]:
    """The vault in the eyes of a programme officer, who has no key to security."""
    assert admit(vault, read_request(make_request(vault.path, DARA, kdf=FLOOR)), ("PRG",))
    vault.close()
    opened = Vault.open(vault.path, DARA)
    yield opened
    opened.close()


def filed(officer: Vault, record: Incident) -> Incident:
    with officer.transaction() as tx:
        return tx.save(record)


def test_a_report_is_taken_in_by_the_next_holder_who_unlocks(officer: Vault, vault_passphrase: str) -> None:
    sent = filed(officer, incident())
    assert officer.get("incident", sent.id) is None
    assert officer.verify().ok
    officer.close()
    holder = Vault.open(officer.path, vault_passphrase)
    found = holder.get("incident", sent.id)
    assert found is not None and found.ref.startswith("INC-")
    assert found.what_happened == "Two officials asked for the list."
    assert found.created_at < found.updated_at
    assert letters.waiting(holder) == 0
    assert holder.verify().ok
    holder.close()


def test_nobody_without_the_key_reads_anything_of_a_waiting_report(officer: Vault) -> None:
    filed(officer, incident())
    store = officer.stores["programme"]
    (row,) = store.db.execute(select(letter)).mappings().all()
    assert b"officials" not in row["sealed"] and b"incident" not in row["sealed"]
    assert officer.search("bridge") == []
    assert letters.waiting(officer) == 0  # who may not read them is not told how many there are
    filed(officer, incident(what_happened="x" * 300))
    assert len({len(one["sealed"]) for one in store.db.execute(select(letter)).mappings()}) == 1
    line = store.db.execute(select(change).where(change.c.type == letters.LETTER)).mappings().first()
    assert (line["member"], line["device"], line["fields"], line["reason"]) == ("", "", "{}", None)


def test_a_report_is_taken_in_once_even_if_the_first_time_stopped_halfway(
    officer: Vault, vault_passphrase: str
) -> None:
    filed(officer, incident())
    (kept,) = officer.stores["programme"].db.execute(select(letter)).mappings().all()
    officer.close()
    holder = Vault.open(officer.path, vault_passphrase)
    with holder.transaction() as tx:
        tx.store_for_writing("programme").db.execute(letter.insert().values(**kept))
    assert letters.take_in(holder) == letters.TakenIn(0, 0)
    assert letters.waiting(holder) == 0
    assert len(list(holder.iterate("incident"))) == 1
    holder.close()


def test_a_report_outlives_the_renewal_of_the_keys_it_was_sealed_to(
    officer: Vault, vault_passphrase: str
) -> None:
    filed(officer, incident())
    (kept,) = officer.stores["programme"].db.execute(select(letter)).mappings().all()
    officer.close()
    holder = Vault.open(officer.path, vault_passphrase)
    for record in list(holder.iterate("incident")):
        with holder.transaction() as tx:
            tx.trash(record)
    with holder.transaction() as tx:
        tx.store_for_writing("programme").db.execute(letter.insert().values(**kept))
    rotation.renew(holder, ("security",))
    assert letters.waiting(holder) == 0
    holder.close()


def test_a_letter_that_was_changed_is_kept_and_counted(officer: Vault, vault_passphrase: str) -> None:
    filed(officer, incident())
    with officer.transaction() as tx:
        store = tx.store_for_writing("programme")
        sealed = store.db.execute(select(letter.c.sealed)).scalar()
        store.db.execute(letter.update().values(sealed=sealed[:-1] + bytes([sealed[-1] ^ 1])))
    officer.close()
    holder = Vault.open(officer.path, vault_passphrase)
    assert letters.take_in(holder) == letters.TakenIn(0, 1)
    assert letters.waiting(holder) == 1
    holder.close()


def test_rules_hold_for_what_is_filed(officer: Vault) -> None:
    with pytest.raises(RecordRefused):
        filed(officer, incident(title=""))
    with pytest.raises(letters.FilesStayBehind):
        filed(officer, incident(attachments=(Attachment("0" * 32, "a.jpg", 1, "0" * 64),)))
    assert officer.stores["programme"].db.execute(select(letter)).all() == []


def test_only_what_anybody_may_report_is_filed(officer: Vault) -> None:
    assert {cls.meta.name for cls in letters.fileable_types(officer)} == set(letters.TYPES)
    with pytest.raises(NotYours), officer.transaction() as tx:
        tx.save(Risk(title="Raid"))


def test_a_holder_saves_and_files_nothing(vault: Vault) -> None:
    assert letters.fileable_types(vault) == ()
    with vault.transaction() as tx:
        saved = tx.save(incident())
    assert vault.get("incident", saved.id) is not None
    assert leaving.due_kinds(vault) == ()
