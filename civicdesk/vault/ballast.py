"""Sixteen mebibytes kept for the day when the disk is full: then even deleting and locking need room to write.

The file holds nothing. It is made when a vault is opened and there is plenty of room, given up when a save fails
because there is none, and made again at a later opening. Backups and copies for a journey leave it out.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from civicdesk import log
from civicdesk.errors import CivicDeskError, DiskFull
from civicdesk.i18n import N_
from civicdesk.vault import copies

NAME = "ballast"
SIZE = 16 << 20
PLENTY = 8
"""It is only made where this many times its size is free."""
_PIECE = 1 << 20


class ReserveUsed(DiskFull):
    """The disk is full, and the room that was kept for this has just been given up."""

    says = N_(
        "The disk is full. The last change was not saved; everything saved before is safe. "
        "CivicDesk had kept some room for this and has just made it free."
    )
    do = N_("Save again now. Then free some space: until you have, there is nothing more in reserve.")


def keep(vault: Path) -> bool:
    """Make the file if it is not there and there is plenty of room; answers whether it is there."""
    path, unfinished = vault / NAME, vault / f"{NAME}.new"
    try:
        if path.is_file() and path.stat().st_size == SIZE:
            return True
        if shutil.disk_usage(vault).free < SIZE * PLENTY:
            return False
        unfinished.unlink(missing_ok=True)
        _fill(unfinished)
        unfinished.replace(path)
        copies.flush_folder(vault)
    except OSError:
        _remove(unfinished)
        log.note("vault.ballast.unmade")
        return False
    return True


def release(vault: Path) -> bool:
    """Give the room up; answers whether there was any to give."""
    path = vault / NAME
    try:
        there = path.is_file() and path.stat().st_size >= _PIECE
    except OSError:
        return False
    if there and _remove(path):
        log.note("vault.ballast.released")
        return True
    return False


def relieved(trouble: CivicDeskError, vault: Path) -> CivicDeskError:
    """What to say of a failed save: where the disk was full, room is made first, and the sentence says so."""
    return ReserveUsed() if type(trouble) is DiskFull and release(vault) else trouble


def _fill(path: Path) -> None:
    """The room is taken at once and for certain; what lies in it does not matter, but no disk may squeeze it."""
    copies.create_file(path)
    with path.open("r+b", buffering=0) as file:
        piece = os.urandom(_PIECE)
        for _number in range(SIZE // _PIECE):
            if file.write(piece) != _PIECE:
                raise OSError
        os.fsync(file.fileno())


def _remove(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True
