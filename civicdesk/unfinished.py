"""Readable files that are being written outside the vault: what is not whole goes with the program, however it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_begun: set[Path] = set()


@contextmanager
def unfinished(path: Path) -> Iterator[None]:
    """Within this block `path` is not whole: when it ends, or when everything is dropped, the file is taken away."""
    _begun.add(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        _begun.discard(path)


def drop_unfinished() -> None:
    """Take away whatever is not whole: the process is about to be replaced, and no block will end any more."""
    for path in list(_begun):
        with suppress(OSError):
            path.unlink()
