"""A vault that is made, checked, renewed, stopped and closed while something goes wrong."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine
from sqlcipher3 import dbapi2
from strategies import council, saved

from civicdesk.clock import PHNOM_PENH
from civicdesk.errors import CivicDeskError, DiskTrouble, VaultLocked
from civicdesk.records.incident import Incident
from civicdesk.records.values import Ref
from civicdesk.vault import connection, header, rotation
from civicdesk.vault.journal_reading import Asked, page
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.layout import Layout
from civicdesk.vault.query import Query
from civicdesk.vault.refusals import RecordRefused
from civicdesk.vault.vault import Vault
from tests.vault.people import DARA, joined

WHEN = datetime(2024, 3, 1, 9, tzinfo=PHNOM_PENH)


def limited(size: int) -> tuple[int, int]:
    """From now on no file is written beyond this size; answers the limits before."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    return before


# making ---------------------------------------------------------------------------------------------


def test_a_vault_whose_first_person_is_refused_leaves_nothing_behind_and_can_be_made_again(
    tmp_path: Path, vault_passphrase: str
) -> None:
    path = tmp_path / "New.civicdesk"
    with pytest.raises(RecordRefused):
        Vault.create(path, vault_passphrase, name="Officer " * 1000, kdf=FLOOR)
    assert not path.exists()
    made = Vault.create(path, vault_passphrase, name="Officer A", kdf=FLOOR)
    assert [one.display_name for one in made.iterate("staff_member")] == ["Officer A"]
    made.close()


def test_a_vault_that_the_disk_stops_while_its_tables_are_made_leaves_nothing_behind(
    tmp_path: Path, vault_passphrase: str
) -> None:
    """Header and keyslot are small and fit; the tables do not."""
    path = tmp_path / "New.civicdesk"
    before = limited(5 * connection.PAGE)
    try:
        with pytest.raises(CivicDeskError):
            Vault.create(path, vault_passphrase, kdf=FLOOR)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not path.exists()
    Vault.create(path, vault_passphrase, kdf=FLOOR).close()
    Vault.open(path, vault_passphrase).close()


# closing --------------------------------------------------------------------------------------------


def test_after_closing_there_are_no_keys(vault: Vault) -> None:
    assert vault.opened.keys("programme")
    vault.close()
    with pytest.raises(VaultLocked):
        _keys = vault.opened
    with pytest.raises(VaultLocked):
        _author = vault.author


@contextmanager
def library_fails(trouble: Exception) -> Iterator[None]:
    """The library fails whenever an engine is given back."""
    with pytest.MonkeyPatch.context() as patch:

        def failing(_engine: Engine) -> None:
            raise trouble

        patch.setattr(Engine, "dispose", failing)
        yield


def test_every_database_is_closed_whatever_the_disk_says_to_one_of_them(
    vault: Vault, vault_passphrase: str
) -> None:
    kept = saved(vault, council())
    files = [vault.opened.database(kind) for kind in vault.compartments]
    bad = dbapi2.OperationalError("disk I/O error")
    bad.sqlite_errorcode = dbapi2.SQLITE_IOERR
    with library_fails(bad):
        vault.close()
    assert len(files) == 4 and not any(connection.open_here(file) for file in files)
    again = Vault.open(vault.path, vault_passphrase)
    assert again.get("stakeholder", kept.id) == kept
    again.close()


def test_a_bug_at_closing_is_not_hidden_and_everything_is_closed_all_the_same(vault: Vault) -> None:
    files = [vault.opened.database(kind) for kind in vault.compartments]
    with library_fails(ZeroDivisionError()), pytest.raises(ZeroDivisionError):
        vault.close()
    assert not any(connection.open_here(file) for file in files)
    assert vault.compartments == ()
    with pytest.raises(VaultLocked):
        _keys = vault.opened


def test_a_query_that_nobody_waits_for_is_stopped_and_the_next_one_is_not(vault: Vault) -> None:
    saved(vault, council())
    raw = vault.stores["programme"].raw
    raw.create_function("nobody_waits", 0, vault.interrupt)
    endless = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(dbapi2.OperationalError, match="interrupted"):
        raw.execute(f"SELECT nobody_waits(), ({endless})").fetchone()
    assert vault.count(Query("stakeholder")) == 1
    assert vault.verify().ok


# renewing keys --------------------------------------------------------------------------------------


def test_a_disk_that_fails_at_the_first_page_of_a_renewal_is_named_and_it_is_finished_later(
    vault: Vault, vault_passphrase: str
) -> None:
    kept = saved(vault, council())
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        with pytest.raises(DiskTrouble):  # after the copy that is made first
            rotation.renew(vault, ("programme",), lambda *_told: limited(1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    with pytest.raises(VaultLocked):
        saved(vault, council(name="Written through a key that may be the wrong one"))
    again = Vault.open(vault.path, vault_passphrase)
    assert again.get("stakeholder", kept.id) == kept
    assert rotation.is_half_done(again)
    rotation.finish(again)
    assert again.opened.keys("programme").epoch == 2
    assert again.verify().ok
    again.close()


def test_a_renewal_that_was_stopped_is_finished_by_an_administrator_and_by_nobody_else(
    vault: Vault, vault_passphrase: str
) -> None:
    joined(vault, DARA, ("PRG",))

    def stop(*_told: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.renew(vault, ("programme",), stop)
    vault.close()
    theirs = Vault.open(vault.path, DARA)
    found = theirs.opened.header
    assert not rotation.is_half_done(theirs)
    rotation.finish(theirs)
    assert header.read(Layout(vault.path).header).valid[0] == found
    saved(theirs, council())
    theirs.close()
    founder = Vault.open(vault.path, vault_passphrase)
    assert rotation.is_half_done(founder)
    rotation.finish(founder)
    assert not rotation.is_half_done(founder)
    assert founder.count(Query("stakeholder")) == 1
    founder.close()


# checking -------------------------------------------------------------------------------------------


def test_a_check_that_is_stopped_looks_at_nothing_more_and_says_what_it_saw(vault: Vault) -> None:
    saved(vault, council())
    saved(vault, Incident(
        title="A raid", happened_at=WHEN, place="1409", incident_category="activity_interrupted", near_miss=False,
        what_happened="Two officials came.",
    ))  # fmt: skip
    asked: list[str] = []

    def stop_at_the_second(kind: str, _done: int, _total: int) -> bool:
        asked.append(kind)
        return len(asked) < 2

    report = vault.verify(stop_at_the_second)
    assert asked[:2] == list(vault.compartments)[:2]
    whole = vault.verify()
    assert 0 < report.checked["records"] < whole.checked["records"]
    assert 0 < report.checked["changes"] < whole.checked["changes"]


def test_a_row_that_points_to_a_record_that_is_gone_is_found_and_its_part_named(vault: Vault) -> None:
    above = saved(vault, council())
    below = saved(vault, council(name="Its department", parent=Ref(above.id)))
    assert vault.verify().ok
    raw = vault.stores["programme"].raw
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("UPDATE stakeholder SET parent = 'nowhere' WHERE id = ?", (below.id,))
    raw.execute("PRAGMA foreign_keys = ON")
    found = [(fault.where, fault.what, fault.sentence) for fault in vault.verify().faults]
    assert ("programme", "links", "The programme database has links to records that are gone.") in found


# the journal in words -------------------------------------------------------------------------------


def test_a_line_of_the_journal_says_what_it_is_about(vault: Vault) -> None:
    record = saved(vault, council(name="Council of the hills"))
    (line,) = page(vault, Asked(record=record.id)).lines
    assert line.about == f"Stakeholder {record.ref} Council of the hills"
    child = saved(vault, council(name="Its department", parent=Ref(record.id)))
    assert page(vault, Asked(record=child.id)).lines[0].about.endswith(f"{child.ref} Its department")
    for kind, words in (("vault", "Vault"), ("report", "Report"), ("letter", "Sealed report"), ("else", "")):
        with vault.transaction() as tx:
            tx.note(kind, "", "read", "")
        assert page(vault).lines[0].about == words
    with vault.transaction() as tx:
        tx.note("case", "somewhere-else", "read", "")
    assert page(vault).lines[0].about == "Case Restricted record"
