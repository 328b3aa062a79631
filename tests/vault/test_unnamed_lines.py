"""Who files a sealed report is not named by a signature either: nobody signs the line, and none says whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from civicdesk.vault import backup
from civicdesk.vault.schema import change, checkpoint
from civicdesk.vault.vault import Vault
from tests.strategies import council, saved
from tests.vault.people import DARA, SOKHA, joined
from tests.vault.test_letters_wait import incident


@pytest.fixture
def officer(vault: Vault) -> Iterator[Vault]:
    """The vault in the eyes of a programme officer, who has no key to security; beside them a colleague."""
    joined(vault, DARA, ("PRG",))
    joined(vault, SOKHA, ("PRG",))
    vault.close()
    opened = Vault.open(vault.path, DARA)
    yield opened
    opened.close()


def lines(vault: Vault) -> list[Any]:
    return list(vault.stores["programme"].db.execute(select(change).order_by(change.c.seq)).mappings())


def signatures(vault: Vault) -> dict[int, Any]:
    found = vault.stores["programme"].db.execute(select(checkpoint)).mappings()
    return {row["seq"]: row for row in found}


def filed(vault: Vault) -> int:
    """File a report; answers the number of its line."""
    with vault.transaction() as tx:
        tx.save(incident())
    (seq,) = [line["seq"] for line in lines(vault) if (line["verb"], line["member"]) == ("file", "")]
    return int(seq)


def test_who_files_and_closes_signs_nothing(officer: Vault) -> None:
    before = signatures(officer)
    seq = filed(officer)
    officer.close()
    colleague = Vault.open(officer.path, SOKHA)
    assert signatures(colleague) == before and seq not in before
    assert colleague.verify().ok
    colleague.close()


def test_who_files_and_makes_a_backup_signs_nothing(officer: Vault, tmp_path: Path) -> None:
    seq = filed(officer)
    medium = tmp_path / "stick"
    medium.mkdir()
    backup.make_backup(officer, medium)
    assert seq not in signatures(officer)


def test_what_was_written_before_a_report_is_signed_as_if_the_session_had_ended_there(officer: Vault) -> None:
    saved(officer, council())
    own = lines(officer)[-1]
    seq = filed(officer)
    mine = signatures(officer)[own["seq"]]
    assert (mine["member"], mine["at"]) == (officer.sid, own["at"])
    saved(officer, council(name="Another council"))
    later = lines(officer)[-1]
    officer.close()
    colleague = Vault.open(officer.path, SOKHA)
    found = signatures(colleague)
    assert seq not in found and found[later["seq"]]["at"] == later["at"]
    assert colleague.verify().ok
    colleague.close()


def test_no_page_of_fifty_lines_is_signed_on_a_line_without_a_name(officer: Vault) -> None:
    store = officer.stores["programme"]
    with officer.transaction() as tx:
        while (store.journal.head(store.db)[0] + 1) % 50:
            tx.note("report", "", "export", "to fill the page")
    seq = filed(officer)
    assert seq % 50 == 0 and seq - 1 in signatures(officer) and seq not in signatures(officer)


def test_nobody_signs_for_somebody_else(officer: Vault) -> None:
    filed(officer)
    officer.close()
    colleague = Vault.open(officer.path, SOKHA)
    before = signatures(colleague)
    colleague.close()
    again = Vault.open(officer.path, SOKHA)
    assert signatures(again) == before
    again.close()


def test_the_next_signature_of_anybody_binds_the_line_without_a_name(officer: Vault) -> None:
    seq = filed(officer)
    officer.close()
    colleague = Vault.open(officer.path, SOKHA)
    saved(colleague, council())
    colleague.close()
    again = Vault.open(officer.path, SOKHA)
    assert max(signatures(again)) > seq and again.verify().ok
    store = again.stores["programme"]
    with again.transaction() as tx:
        db = tx.store_for_writing("programme").db
        db.execute(change.update().where(change.c.seq == seq).values(at="2024-01-01T00:00:00+07:00"))
    keys = {one.sid: one.ed25519 for one in again.opened.header.members}
    assert (seq, "chain") in set(store.journal.faults(store.db, keys))
    again.close()
