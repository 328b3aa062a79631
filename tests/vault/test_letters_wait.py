"""Sealed reports that cannot be taken in now: for another part, of keys that are gone, or on a full disk."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from civicdesk.clock import PHNOM_PENH
from civicdesk.errors import VaultForged
from civicdesk.records.incident import Incident
from civicdesk.vault import letters
from civicdesk.vault.refusals import NotYours
from civicdesk.vault.schema import letter
from civicdesk.vault.vault import Vault
from tests.vault.people import DARA, SOKHA, joined

WHEN = datetime(2024, 3, 1, 9, tzinfo=PHNOM_PENH)


def incident() -> Incident:
    return Incident(
        title="Stopped at the bridge", happened_at=WHEN, place="1409", near_miss=False,
        incident_category="activity_interrupted", what_happened="Two officials asked for the list.",
    )  # fmt: skip


@pytest.fixture
def officer(vault: Vault) -> Iterator[Vault]:
    """The vault in the eyes of a programme officer; beside them a case worker and a member of the board."""
    joined(vault, DARA, ("PRG",))
    joined(vault, SOKHA, ("CSW",))
    joined(vault, "small birds sing before the rain", ("BRD",))
    vault.close()
    opened = Vault.open(vault.path, DARA)
    yield opened
    opened.close()


def filed(officer: Vault) -> Incident:
    with officer.transaction() as tx:
        return tx.save(incident())


@contextmanager
def nothing_more_written() -> Iterator[None]:
    """A disk that takes not one page more."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_who_has_no_key_to_the_programme_files_nothing_and_is_told_of_nothing(officer: Vault) -> None:
    filed(officer)
    officer.close()
    board = Vault.open(officer.path, "small birds sing before the rain")
    assert letters.fileable_types(board) == ()
    assert (letters.waiting(board), letters.take_in(board)) == (0, letters.TakenIn(0, 0))
    with pytest.raises(NotYours), board.transaction() as tx:
        tx.save(incident())
    board.close()


def test_a_report_for_another_part_waits_unseen_by_who_cannot_open_that(
    officer: Vault, vault_passphrase: str
) -> None:
    sent = filed(officer)
    officer.close()
    worker = Vault.open(officer.path, SOKHA)
    assert worker.came_in == letters.TakenIn(0, 0)
    assert letters.waiting(worker) == 0
    worker.close()
    holder = Vault.open(officer.path, vault_passphrase)
    assert holder.came_in == letters.TakenIn(1, 0)
    assert holder.get("incident", sent.id) is not None
    holder.close()


def test_a_report_to_keys_that_are_gone_is_kept_and_counted(officer: Vault, vault_passphrase: str) -> None:
    filed(officer)
    with officer.transaction() as tx:
        tx.store_for_writing("programme").db.execute(letter.update().values(epoch=9))
    officer.close()
    for _again in range(2):
        holder = Vault.open(officer.path, vault_passphrase)
        assert holder.came_in == letters.TakenIn(0, 1)
        assert letters.waiting(holder) == 1
        holder.close()


def test_a_full_disk_keeps_nobody_out_and_the_report_comes_in_at_the_next_unlocking(
    officer: Vault, vault_passphrase: str
) -> None:
    sent = filed(officer)
    officer.close()
    with nothing_more_written():
        holder = Vault.open(officer.path, vault_passphrase)
        assert holder.came_in == letters.TakenIn(0, 0, waiting=1)
        assert letters.waiting(holder) == 1
        assert holder.get("incident", sent.id) is None
    holder.close()
    again = Vault.open(officer.path, vault_passphrase)
    assert again.came_in == letters.TakenIn(1, 0)
    assert [one.id for one in again.iterate("incident")] == [sent.id]
    assert letters.waiting(again) == 0
    assert again.verify().ok
    again.close()


def test_for_a_part_that_the_header_does_not_have_nothing_is_sealed(officer: Vault) -> None:
    found = officer.opened.header
    without = tuple(comp for comp in found.comps if comp.kind != "security")
    officer.adopt(replace(officer.opened, header=replace(found, comps=without)))
    with pytest.raises(NotYours), officer.transaction() as tx:
        tx.save(incident())
    with pytest.raises(VaultForged), officer.transaction() as tx:
        letters.put(tx, officer, incident())
    assert officer.stores["programme"].db.execute(select(letter)).all() == []
