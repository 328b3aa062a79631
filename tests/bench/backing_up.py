"""G9: a verified hot copy beside SQLite's own backup function and beside a plain copy; and a whole backup."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from civicdesk.vault import backup, connection, snapshot
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.vault import Vault
from tests.bench.far import Work
from tests.bench.measuring import Measured, by_turns, timed
from tests.bench.twins import PASSPHRASE, Twins

KIND = "programme"


def backing_up(twins: Twins, _fewer: Twins) -> Iterator[Measured]:
    """Copied while it is open, flushed, and every page of the copy authenticated."""
    hot, api, plain, whole = by_turns(
        twins.encrypted(_side, _hot), twins.encrypted(_side, _api), twins.encrypted(_side, _cp),
        twins.encrypted(_whole), rounds=5, core=False,
    )  # fmt: skip
    rows = twins.rows
    yield Measured(
        "G9", "verified hot copy, beside the backup function", rows, hot / api, 0.6, hot, plain, api
    )
    yield Measured("G9", "verified hot copy, beside a plain copy", rows, hot / plain, 7.0, hot, plain)
    size = sum(path.stat().st_size for path in (twins.keys.path / "db").iterdir()) / 1e6
    what = f"whole backup of {size:.0f} MB, written, read back and opened"
    bound = 30 * size + 3_000  # a small one is mostly flushes and opening
    yield Measured("G9", what, rows, whole, bound, whole, plain, api, unit="ms")


@contextmanager
def _side(keys: OpenedKeys, copy: Callable[[OpenedKeys, Path], float]) -> Iterator[Work]:
    def once() -> float:
        with tempfile.TemporaryDirectory(dir=keys.path.parent) as folder:
            return copy(keys, Path(folder) / keys.database(KIND).name)

    yield once


def _hot(keys: OpenedKeys, target: Path) -> float:
    with closing(keys.connect(KIND)) as source:

        def work() -> None:
            source.execute("BEGIN IMMEDIATE")
            kept = connection.reading(keys.database(KIND))
            assert kept is not None
            snapshot._copy(kept, target, lambda _count: None, flush=True)
            source.execute("ROLLBACK")
            with closing(_opened(keys, target)) as copy:
                assert copy.execute("PRAGMA cipher_integrity_check").fetchall() == []

        return timed(work)


def _opened(keys: OpenedKeys, path: Path, *, create: bool = False) -> connection.VaultConnection:
    known = keys.keys(KIND)
    return connection.connect(path, known.database_key, create=create, vid=keys.vid, cid=known.cid)


def _api(keys: OpenedKeys, target: Path) -> float:
    with closing(keys.connect(KIND)) as source, closing(_opened(keys, target, create=True)) as copy:
        return timed(lambda: source.backup(copy))


def _cp(keys: OpenedKeys, target: Path) -> float:
    def work() -> None:
        shutil.copyfile(keys.database(KIND), target)
        with target.open("rb+") as file:
            os.fsync(file.fileno())

    return timed(work)


@contextmanager
def _whole(keys: OpenedKeys) -> Iterator[Work]:
    """In a copy of the vault, which remembers its backups."""
    with tempfile.TemporaryDirectory(dir=keys.path.parent) as folder:
        mine = Path(shutil.copytree(keys.path, Path(folder) / "Mine.civicdesk"))
        disk = Path(folder) / "Blue"
        disk.mkdir()
        with closing(_unremembered(mine, Path(folder) / "state")) as vault:

            def once() -> float:
                took = timed(lambda: backup.make_backup(vault, disk))
                for path in disk.iterdir():
                    path.unlink()
                return took

            yield once


def _unremembered(path: Path, state: Path) -> Vault:
    """This computer must not think afterwards that the vault itself is older than its copy."""
    usual = os.environ.get("XDG_STATE_HOME")
    os.environ["XDG_STATE_HOME"] = str(state)
    try:
        return Vault.open(path, PASSPHRASE)
    finally:
        del os.environ["XDG_STATE_HOME"]
        if usual is not None:
            os.environ["XDG_STATE_HOME"] = usual
