"""Unfinished things that have a place on a disk for a while, and are cleared away when whoever made them is gone."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from civicdesk.vault import copies, medium

_WORK, _UNFINISHED = ".work-", ".unfinished-"
_OURS = re.compile(r"\.(work|unfinished)-[0-9a-f]{16}")


@contextmanager
def folder(place: Path) -> Iterator[Path]:
    """A new private folder in `place`, gone with everything in it when the block is left."""
    path = place / (_WORK + secrets.token_hex(8))
    with medium.troubles(path):
        path.mkdir(0o700)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, path, ignore_errors=True)
        with medium.troubles(path):
            stack.enter_context(_claimed(path))
        yield path


@contextmanager
def file(place: Path) -> Iterator[Path]:
    """A new empty file in `place`, gone when the block is left unless it has got another name by then."""
    path = place / (_UNFINISHED + secrets.token_hex(8))
    with medium.troubles(path):
        copies.create_file(path)
    with ExitStack() as stack:
        stack.callback(_remove, path)
        with medium.troubles(path):
            stack.enter_context(_claimed(path))
        yield path


def new_file(path: Path) -> BinaryIO:
    """A file that did not exist, open for writing and private from birth; flushing it is the caller's affair."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    return os.fdopen(os.open(path, flags, 0o600), "wb")


def clear(place: Path) -> None:
    """Take away what a program that was killed or lost its disk has left in `place`, by names only it gives."""
    for path in [*place.glob(_WORK + "*"), *place.glob(_UNFINISHED + "*")]:
        if not _OURS.fullmatch(path.name) or path.is_symlink() or _is_claimed(path):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            _remove(path)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        pass  # it is still in use, or its disk is gone: cleared away next time


@contextmanager
def _claimed(path: Path) -> Iterator[None]:
    """Let others see that somebody works on it; on Windows an open file says so by itself."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)  # a pipe, planted, is not waited for
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as trouble:
            if trouble.errno not in (errno.ENOLCK, errno.ENOTSUP, errno.EINVAL):
                raise
        yield
    finally:
        os.close(handle)


def _is_claimed(path: Path) -> bool:
    try:
        with _claimed(path):
            return False
    except OSError:
        return True
