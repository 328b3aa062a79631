"""G14: a large file kept in the vault and read again, beside a plain copy, and how much memory that takes."""

from __future__ import annotations

import hashlib
import multiprocessing
import multiprocessing.connection
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from civicdesk.records.values import Attachment
from civicdesk.vault import attachments
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.vault import Vault
from tests.bench.far import Work
from tests.bench.measuring import Measured, by_turns, timed
from tests.bench.twins import PASSPHRASE, Twins, opened

LARGE, SMALL = 250_000_000, 10_000_000
"""The largest file that is taken, and one as a telephone makes it."""
ROUNDS = 5
_BLOCK = 1 << 20


def attaching(twins: Twins) -> Iterator[Measured]:
    """Both sides read the same source; a copy that is digested as well shows what of the time is SHA-256."""
    source = _source(twins.sides[0].path.parent / "source.bin", LARGE)
    small = _source(twins.sides[0].path.parent / "small.bin", SMALL)
    try:
        yield from _times(twins, source)
        yield from _memory(twins, source, small)
    finally:
        source.unlink()
        small.unlink()


def _times(twins: Twins, source: Path) -> Iterator[Measured]:
    # Two cores, as the digest is worked out on a second one.
    add, copy, digested = by_turns(
        twins.encrypted(_adding, source),
        _copying(source),
        _copying(source, digest=True),
        rounds=ROUNDS,
        core=False,
    )
    yield Measured("G14", "a file kept, beside copy + fsync", twins.rows, add / copy, 1.5, add, copy)
    what = "a file kept, beside copy + fsync + SHA-256"
    yield Measured("G14", what, twins.rows, add / digested, 1.5, add, None, digested)
    read, digest = by_turns(twins.encrypted(_reading, source), _digesting(source), rounds=ROUNDS, core=False)
    yield Measured(
        "G14", "a file read and verified, beside SHA-256", twins.rows, read / digest, 2.5, read, digest
    )


def _memory(twins: Twins, source: Path, small: Path) -> Iterator[Measured]:
    path = twins.sides[0].path
    more = _peak(path, source) - _peak(path, small)
    what = f"memory: {LARGE // 10**6} MB kept and read, beside {SMALL // 10**6} MB"
    yield Measured("G14", what, twins.rows, more / 2**20, 16, unit="MiB")


def _source(path: Path, size: int) -> Path:
    with path.open("wb") as file:
        block = os.urandom(_BLOCK)
        for at in range(0, size, _BLOCK):
            file.write(block[: min(_BLOCK, size - at)])
        file.flush()
        os.fsync(file.fileno())
    return path


@contextmanager
def _adding(keys: OpenedKeys, source: Path) -> Iterator[Work]:
    with closing(opened(keys)) as vault:

        def once() -> float:
            made: list[Attachment] = []
            taken = timed(lambda: made.append(attachments.add_file(vault, "programme", source)))
            _forget(vault, made[0])
            return taken

        once()
        yield once


@contextmanager
def _reading(keys: OpenedKeys, source: Path) -> Iterator[Work]:
    with closing(opened(keys)) as vault:
        file = attachments.add_file(vault, "programme", source)
        yield lambda: timed(lambda: attachments.read_into(vault, file, _Nowhere()))
        _forget(vault, file)


def _forget(vault: Vault, file: Attachment) -> None:
    attachments.find(vault, file.id)[1].unlink()


class _Nowhere:
    def write(self, data: bytes) -> int:
        return len(data)


@contextmanager
def _copying(source: Path, *, digest: bool = False) -> Iterator[Work]:
    target = source.with_name("copy.bin")

    def copy() -> None:
        sha = hashlib.sha256()
        with source.open("rb") as old, target.open("wb") as new:
            while block := old.read(_BLOCK):
                if digest:
                    sha.update(block)
                new.write(block)
            new.flush()
            os.fsync(new.fileno())

    def once() -> float:
        taken = timed(copy)
        target.unlink()
        return taken

    yield once


@contextmanager
def _digesting(source: Path) -> Iterator[Work]:
    def digest() -> None:
        with source.open("rb") as file:
            hashlib.file_digest(file, "sha256")

    yield lambda: timed(digest)


def _peak(path: Path, source: Path) -> int:
    """Most bytes that a process of its own held while it kept and read a file."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_keep_and_read, args=(path, source, theirs))
    process.start()
    theirs.close()
    try:
        return int(ours.recv())
    finally:
        process.join()


def _keep_and_read(path: Path, source: Path, answer: multiprocessing.connection.Connection) -> None:
    """What is counted begins after unlocking, whose key derivation takes more than any file."""
    vault = Vault.open(path, PASSPHRASE)
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    file = attachments.add_file(vault, "programme", source)
    attachments.read_into(vault, file, _Nowhere())
    status = Path("/proc/self/status").read_text("ascii")
    answer.send(int(status.split("VmHWM:")[1].split()[0]) * 1024)
    _forget(vault, file)
    vault.close()
