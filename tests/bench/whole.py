"""What concerns a vault as a whole: G10 a change of passphrase, locking, and a full verification."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from civicdesk.vault import folder
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.vault import Vault
from tests.bench.far import Work
from tests.bench.measuring import Measured, by_turns, timed
from tests.bench.twins import PASSPHRASE, Twins

OTHER = "seven green frogs cross the bridge"


def passphrase(twins: Twins, fewer: Twins) -> Iterator[Measured]:
    """Changing a passphrase locks a keyslot anew and touches no database."""
    change, small, unlock = by_turns(
        twins.encrypted(_change), fewer.encrypted(_change), twins.encrypted(_unlock), rounds=5, core=False
    )
    yield Measured(
        "G10", "change of passphrase, beside one unlock", twins.rows, change / unlock, 2.5, change, None, unlock
    )
    what = f"change of passphrase, beside {fewer.rows} rows"
    yield Measured("G10", what, twins.rows, change / small, 1.5, change, None, small)


def locking(twins: Twins, _fewer: Twins) -> Iterator[Measured]:
    """Closing after a change: the journals are signed and what was seen last is remembered."""
    locked, bare = by_turns(twins.encrypted(_close), twins.plain(_close))
    yield Measured("LOCK", "closing an open vault", twins.rows, locked, 500, locked, bare, unit="ms")


def verifying(twins: Twins, fewer: Twins) -> Iterator[Measured]:
    """Every page, the structure, the chain and each record; the twin has no pages to authenticate."""
    whole, bare, small = by_turns(
        twins.encrypted(_verify), twins.plain(_verify), fewer.encrypted(_verify), rounds=3
    )
    yield Measured("VERIFY", "full verification, beside plain", twins.rows, whole / bare, 1.5, whole, bare)
    what = f"full verification per record, beside {fewer.rows} rows"
    per_record = (whole / twins.rows) / (small / fewer.rows)
    yield Measured("VERIFY", what, twins.rows, per_record, 1.5, whole, None, small)


@contextmanager
def _change(keys: OpenedKeys) -> Iterator[Work]:
    """There and back again, so that the next turn finds the passphrase it knows; one of the two is counted."""

    def once() -> float:
        there = timed(lambda: folder.change_passphrase(keys.path, PASSPHRASE, OTHER, sid=keys.sid))
        folder.change_passphrase(keys.path, OTHER, PASSPHRASE, sid=keys.sid)
        return there

    yield once


@contextmanager
def _unlock(keys: OpenedKeys) -> Iterator[Work]:
    def once() -> float:
        opened: list[Vault] = []
        whole = timed(lambda: opened.append(Vault.open(keys.path, PASSPHRASE)))
        opened[0].close()
        return whole

    yield once


@contextmanager
def _close(keys: OpenedKeys) -> Iterator[Work]:
    def once() -> float:
        opened = Vault(keys)
        with opened.transaction() as tx:
            tx.note("vault", "", "bench", "")
        return timed(opened.close)

    yield once


@contextmanager
def _verify(keys: OpenedKeys) -> Iterator[Work]:
    opened = Vault(keys)
    try:
        yield lambda: timed(opened.verify)
    finally:
        opened.close()
