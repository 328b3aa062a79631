"""A quick copy of the keys and databases inside the vault's own folder, before something is done to all of them.

It is a vault of its own without the attachments and opens with the passphrases of its moment. So after keys were
renewed because somebody left it must go at once: `drop_all`.
"""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from civicdesk import clock, log
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import N_
from civicdesk.vault import copies, medium, snapshot, workplace
from civicdesk.vault.layout import SUFFIX, Layout

FOLDER = "backups"
REASONS = frozenset(("migration", "rekey", "repair"))
MOST = 3
"""So many are kept for one reason: a migration that fails at every opening must not fill the disk."""
KEPT_FOR = timedelta(days=7)
_STAMP = "%Y%m%d-%H%M%S-%f"


class NoRoomForCopy(CivicDeskError):
    """Too little space for the copy that is made before every database is changed."""

    says = N_("The disk has no room for a copy of the vault, and without one its databases are not changed.")
    do = N_("Free some space and try again. Nothing has been changed.")


def local_copy(layout: Layout, reason: str) -> Path:
    """Copy header, keyslots and databases as they are, flushed to the disk; the databases may be open here.

    Whoever calls sees to it that nobody writes meanwhile: by the vault's lock, or because it is just being opened.
    """
    if reason not in REASONS:
        raise ValueError("a reason is a word, never a text")
    for older in [path for path in local_copies(layout) if path.stem.endswith(reason)][: 1 - MOST]:
        drop(older)
    try:
        needed = sum((layout.path / name).stat().st_size for name in snapshot.databases(layout))
        if medium.free_space(layout.path) < needed * 13 // 10 + (1 << 20):
            raise NoRoomForCopy
        return _copied(layout, reason)
    except OSError as trouble:
        raise copies.explain(trouble) from trouble


def _copied(layout: Layout, reason: str) -> Path:
    folder = layout.path / FOLDER
    folder.mkdir(0o700, exist_ok=True)
    workplace.clear(folder)
    path = folder / f"{clock.now():{_STAMP}}-{reason}{SUFFIX}"
    with workplace.folder(folder) as work:
        made = Layout(work / "copy")
        made.make()
        snapshot.copy_databases(layout, made.path, lambda _count: None, flush=True)
        snapshot.copy_keys(layout, made.path, flush=True)
        for part in ("slots", "db", "."):
            copies.flush_folder(made.path / part)
        made.path.rename(path)
        copies.flush_folder(folder)
        copies.flush_folder(layout.path)
    log.note(f"backup.local.{reason}")
    return path


def local_copies(layout: Layout) -> tuple[Path, ...]:
    """The copies that are there, oldest first."""
    return tuple(sorted((layout.path / FOLDER).glob(f"*{SUFFIX}")))


def drop(path: Path) -> None:
    """Delete a copy; what a disk keeps of deleted files is beyond this program."""
    if path.parent.name != FOLDER or path.suffix != SUFFIX:
        raise ValueError("not a copy made here")
    try:
        shutil.rmtree(path)
        copies.flush_folder(path.parent)
    except FileNotFoundError:
        return
    except OSError as trouble:
        raise copies.explain(trouble) from trouble


def drop_all(layout: Layout, *, older_than: timedelta = timedelta(0)) -> None:
    """Delete every copy, whatever its name and the clock say, or those that are older."""
    for path in local_copies(layout):
        if not older_than or _age(path) >= older_than:
            drop(path)


def _age(path: Path) -> timedelta:
    """How long ago a copy was made, by its name; none for one that somebody has given another name."""
    stamp = "-".join(path.name.split("-")[:3])
    try:
        return clock.now() - datetime.strptime(stamp, _STAMP).replace(tzinfo=clock.PHNOM_PENH)
    except ValueError:
        return timedelta(0)
