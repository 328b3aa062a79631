"""Reading and writing large files piece by piece, with their SHA-256 on a second processor."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import IO, Self, TypeAlias

from civicdesk.threads import begin
from civicdesk.vault.age import Reader, Writer
from civicdesk.vault.attachment_troubles import AttachmentMissing, AttachmentNotAFile, AttachmentUnreadable
from civicdesk.vault.medium import READING

BLOCK = 1 << 20
_LONGEST = 60.0
"""Seconds in which a block is digested; a slow computer needs a hundredth of one."""

Progress: TypeAlias = Callable[[int, int], None]
"""Told (bytes done, bytes in all); what it raises stops the work and comes through."""


def quiet(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


class Digest:
    """SHA-256 of blocks, worked out beside whatever else happens to them."""

    def __init__(self) -> None:
        self._sha = hashlib.sha256()
        self._given: SimpleQueue[bytes | None] = SimpleQueue()
        self._taken: SimpleQueue[BaseException | None] = SimpleQueue()
        self._is_pending = False
        self.count = 0

    def __enter__(self) -> Self:
        self._thread = begin(self._go, "digest")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._given.put(None)
        self._thread.join(_LONGEST)

    def update(self, block: bytes) -> None:
        """Take in the next block; waits for the one before, so that no more than two are held."""
        self._settle()
        self.count += len(block)
        self._given.put(block)
        self._is_pending = True

    def hexdigest(self) -> str:
        """The digest of everything taken in."""
        self._settle()
        return self._sha.hexdigest()

    def _settle(self) -> None:
        if not self._is_pending:
            return
        self._is_pending = False
        try:
            trouble = self._taken.get(timeout=_LONGEST)
        except Empty:
            raise MemoryError("the digest came to an end") from None
        if trouble is not None:
            raise trouble

    def _go(self) -> None:
        while (block := self._given.get()) is not None:
            try:
                self._sha.update(block)
            except BaseException as trouble:  # noqa: BLE001  (raised again where the next block is given)
                self._taken.put(trouble)
            else:
                self._taken.put(None)


class _Kept:
    """A file of the vault, open for reading."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self.size = os.fstat(raw.fileno()).st_size

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; none at the end."""
        with vaults_disk():
            return self._raw.read(size)


@contextmanager
def vaults_disk() -> Iterator[None]:
    """Around reading attachments: the vault's own disk is named, not the one that something is written to."""
    try:
        yield
    except FileNotFoundError as trouble:
        raise AttachmentMissing from trouble
    except OSError as trouble:
        raise (AttachmentNotAFile if trouble.errno == errno.ELOOP else AttachmentUnreadable) from trouble


@contextmanager
def opened_kept(path: Path) -> Iterator[_Kept]:
    """A file of the vault to read; whatever else was planted there is neither waited for nor followed."""
    with vaults_disk():
        handle = os.open(path, READING)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise AttachmentNotAFile
    with os.fdopen(handle, "rb") as raw:
        yield _Kept(raw)


class Incoming:
    """A source that is read in blocks and given on in pieces of any size; `most` is how much it may have."""

    def __init__(
        self,
        source: Reader,
        digest: Digest,
        most: int,
        too_much: type[Exception],
        told: Callable[[int], None],
    ) -> None:
        self._source = source
        self._digest = digest
        self._most = most
        self._too_much = too_much
        self._told = told
        self._left = memoryview(b"")

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; none at the end."""
        if not self._left:
            self._fill()
        piece = self._left[:size] if size >= 0 else self._left
        self._left = self._left[len(piece) :]
        return bytes(piece)

    def _fill(self) -> None:
        block = self._source.read(BLOCK)
        if self._digest.count + len(block) > self._most:
            raise self._too_much
        if block:
            self._digest.update(block)
            self._left = memoryview(block)
            self._told(self._digest.count)


class Outgoing:
    """A target that is given pieces of any size and writes them in blocks; `most` is how much it may get."""

    def __init__(
        self,
        target: Writer,
        digest: Digest,
        most: int,
        too_much: type[Exception],
        told: Callable[[int], None],
    ) -> None:
        self._target = target
        self._digest = digest
        self._most = most
        self._too_much = too_much
        self._told = told
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        """Take all of `data`."""
        self._held += data
        if len(self._held) >= BLOCK:
            self.finish()
        return len(data)

    def finish(self) -> None:
        """Write what is still held."""
        block = bytes(self._held)
        self._held.clear()
        if self._digest.count + len(block) > self._most:
            raise self._too_much
        self._digest.update(block)
        self._target.write(block)
        self._told(self._digest.count)


class Piped:
    """What `work` writes, as a source to read from: the two run beside each other and hold little between them."""

    def __init__(self, work: Callable[[Writer], None]) -> None:
        out, into = os.pipe()
        self._out = os.fdopen(out, "rb")
        self._into = os.fdopen(into, "wb")
        self._work = work
        self._trouble: BaseException | None = None
        self._thread: Thread

    def __enter__(self) -> Self:
        try:
            self._thread = begin(self._go, "pipe")
        except BaseException:
            self._out.close()
            self._into.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._out.close()  # work that goes on writing is told so by the system, and ends
        self._thread.join()

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; at the end none, or what `work` raised."""
        data = self._out.read(size)
        if len(data) < size:
            self._thread.join()
            if self._trouble is not None:
                raise self._trouble
        return data

    def _go(self) -> None:
        try:
            with self._into:
                self._work(self._into)
        except BaseException as trouble:  # noqa: BLE001  (raised again where it is read)
            self._trouble = trouble
