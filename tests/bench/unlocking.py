"""G4: what unlocking takes besides the deliberate effort of the key derivation."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.keyslot import Kdf
from civicdesk.vault.vault import Vault
from tests.bench.far import Work
from tests.bench.measuring import Measured, by_turns, timed
from tests.bench.twins import PASSPHRASE, Twins


def unlocking(twins: Twins, fewer: Twins) -> Iterator[Measured]:
    """With the files in the system's cache, and after the system was asked to drop them."""
    with _derivation() as derivations:
        rest, small, bare = by_turns(
            twins.encrypted(_unlock, derivations, False),
            fewer.encrypted(_unlock, derivations, False),
            twins.plain(_bare, False),
            core=False,  # a key derivation may use several
        )
        kdf = sorted(derivations)[len(derivations) // 2]
        what = f"unlock minus key derivation ({kdf:.0f} ms), beside it"
        yield Measured("G4", what, twins.rows, rest / kdf, 0.03, rest, bare, kdf)
        what = f"unlock minus key derivation, beside {fewer.rows} rows"
        yield Measured("G4", what, twins.rows, rest / small, 2.0, rest, bare, small)
        dropped, bare = by_turns(
            twins.encrypted(_unlock, derivations, True), twins.plain(_bare, True), rounds=5, core=False
        )
        yield Measured(
            "G4", "the same, files not cached", twins.rows, dropped / kdf, 0.08, dropped, bare, kdf
        )


@contextmanager
def _derivation() -> Iterator[list[float]]:
    """Every key derivation inside the block, in milliseconds."""
    found: list[float] = []
    derive = Kdf.derive

    def watched(kdf: Kdf, text: bytes, salt: bytes) -> bytes:
        start = time.perf_counter()
        key = derive(kdf, text, salt)
        found.append((time.perf_counter() - start) * 1000)
        return key

    Kdf.derive = watched
    try:
        yield found
    finally:
        Kdf.derive = derive


@contextmanager
def _unlock(keys: OpenedKeys, derivations: list[float], drop: bool) -> Iterator[Work]:
    def once() -> float:
        if drop:
            _drop(keys.path)
        known = len(derivations)
        opened: list[Vault] = []
        whole = timed(lambda: opened.append(Vault.open(keys.path, PASSPHRASE)))
        opened[0].close()
        return whole - sum(derivations[known:])

    yield once


@contextmanager
def _bare(keys: OpenedKeys, drop: bool) -> Iterator[Work]:
    """The twin has no key to derive: its databases are only opened."""

    def once() -> float:
        if drop:
            _drop(keys.database("programme").parent)
        opened: list[Vault] = []
        whole = timed(lambda: opened.append(Vault(keys)))
        opened[0].close()
        return whole

    yield once


def _drop(folder: Path) -> None:
    """Ask the system to forget the files, which nobody has open; where it cannot be asked they stay cached."""
    if not hasattr(os, "posix_fadvise"):
        return
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
