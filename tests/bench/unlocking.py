"""G4: what unlocking takes besides the deliberate effort of the key derivation."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from civicdesk.vault.keyslot import Kdf
from civicdesk.vault.vault import Vault
from tests.bench.measuring import Measured, by_turns, timed
from tests.bench.twins import PASSPHRASE, Twins


def unlocking(twins: Twins, fewer: Twins) -> Iterator[Measured]:
    """With the files in the system's cache, and after the system was asked to drop them."""
    with _derivation() as derivations:
        rest, small, bare = by_turns(
            lambda: _unlock(twins.path, derivations), lambda: _unlock(fewer.path, derivations), _bare(twins)
        )
        kdf = sorted(derivations)[len(derivations) // 2]
        what = f"unlock minus key derivation ({kdf:.0f} ms), beside it"
        yield Measured("G4", what, twins.rows, rest / kdf, 0.03, rest, bare, kdf)
        what = f"unlock minus key derivation, beside {fewer.rows} rows"
        yield Measured("G4", what, twins.rows, rest / small, 2.0, rest, bare, small)
        dropped, bare = by_turns(
            lambda: _unlock(twins.path, derivations, drop=True), _bare(twins, drop=True), rounds=5
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


def _unlock(path: Path, derivations: list[float], *, drop: bool = False) -> float:
    if drop:
        _drop(path)
    known = len(derivations)
    opened: list[Vault] = []
    whole = timed(lambda: opened.append(Vault.open(path, PASSPHRASE)))
    opened[0].close()
    return whole - sum(derivations[known:])


def _bare(twins: Twins, *, drop: bool = False) -> Callable[[], float]:
    """The twin has no key to derive: its databases are only opened."""

    def once() -> float:
        if drop:
            _drop(twins.path.parent / "plain")
        opened: list[Vault] = []
        whole = timed(lambda: opened.append(Vault(twins.sides[1])))
        opened[0].close()
        return whole

    return once


def _drop(folder: Path) -> None:
    """Ask the system to forget the files, which nobody has open; where it cannot be asked they stay cached."""
    if not hasattr(os, "posix_fadvise"):
        return
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
