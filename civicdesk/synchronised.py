"""Whether a folder is copied to the Internet by a sync program, and by which: told by names, marks and mounts.

What is found is certain enough to warn; nothing found proves nothing. The programs themselves are not asked.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

_NAMES = {
    "OneDrive": r"onedrive",
    "Dropbox": r"dropbox",
    "Google Drive": r"google ?drive|drivefs|my drive",
    "iCloud": r"icloud|mobile documents|com~apple~clouddocs",
    "Nextcloud": r"nextcloud|owncloud",
    "Syncthing": r"syncthing",
    "MEGA": r"mega ?sync|mega ?drive",
    "pCloud": r"p ?cloud ?drive",
    "Box": r"box sync",
}
"""What folders of these programs are called, as a whole part of the path or at its beginning."""
_MARKS = {
    "OneDrive": (".849C9593-D756-4E56-8D6E-42412F2A707B",),
    "Dropbox": (".dropbox", ".dropbox.cache"),
    "Google Drive": (".tmp.drivedownload", ".tmp.driveupload"),
    "Nextcloud": (".sync_*.db", "._sync_*.db", ".nextcloudsync.log", ".owncloudsync.log"),
    "Syncthing": (".stfolder", ".stversions"),
    "MEGA": (".debris", ".megaignore"),
    "Resilio Sync": (".sync/ID",),
}
"""What these programs leave at the top of the folder that they copy."""
_MOUNTED = re.compile(r"rclone|onedriver|google-drive|gdfuse|dropbox|davfs|icloud|insync|pcloud|mega", re.I)
_CLOUD_TAG = 0x9000001A
"""IO_REPARSE_TAG_CLOUD of Windows; one digit of it varies."""


def sync_program(folder: Path) -> str:
    """The name of the program that copies this folder away; "" where none is known to."""
    try:
        whole = folder.expanduser().resolve()
    except (OSError, RuntimeError):
        whole = folder.absolute()
    places = [whole, *whole.parents]
    for found in (_named(whole), _configured(places), _marked(places), _mounted(whole)):
        if found:
            return found
    return ""


def is_synchronised(folder: Path) -> bool:
    """Whether a sync program is known to copy this folder."""
    return bool(sync_program(folder))


def _named(folder: Path) -> str:
    for program, pattern in _NAMES.items():
        whole = re.compile(rf"(?:{pattern})(?:$|[ ._-].*)", re.I)
        if any(whole.fullmatch(part) for part in folder.parts):
            return program
    return ""


def _configured(places: Iterable[Path]) -> str:
    """Folders that a program names itself: in the environment, or in the settings it keeps for the person."""
    chosen = dict(_chosen())
    return next((chosen[place] for place in places if place in chosen), "")


def _chosen() -> Iterator[tuple[Path, str]]:
    for name in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial"):
        if os.environ.get(name):
            yield Path(os.environ[name]), "OneDrive"
    home = Path.home()
    for file in (
        home / ".dropbox" / "info.json",
        Path(os.environ.get("APPDATA", home)) / "Dropbox" / "info.json",
    ):
        try:
            known = json.loads(_read(file) or "{}")
            yield from ((Path(one["path"]), "Dropbox") for one in known.values())
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
    for name in ("Nextcloud/nextcloud.cfg", "ownCloud/owncloud.cfg"):
        for line in _read(home / ".config" / name).splitlines():
            if "localPath=" in line:
                yield Path(line.partition("localPath=")[2].rstrip("/")), "Nextcloud"
    for line in _read(home / ".local/state/syncthing/config.xml").splitlines():
        if (found := re.search(r'<folder [^>]*\bpath="([^"]+)"', line)) is not None:
            yield Path(found[1].replace("~", str(home), 1).rstrip("/")), "Syncthing"


def _read(file: Path) -> str:
    """At most a part of a small text file; "" where there is none."""
    try:
        with file.open(encoding="utf-8", errors="replace") as text:
            return text.read(1 << 20)
    except OSError:
        return ""


def _marked(places: Iterable[Path]) -> str:
    for place in places:
        for program, marks in _MARKS.items():
            if any(_is_there(place, mark) for mark in marks):
                return program
        if sys.platform == "win32" and _is_cloud_file(place):
            return "OneDrive"
    return ""


def _is_there(place: Path, mark: str) -> bool:
    try:
        if place == Path.home() and mark.startswith((".dropbox", ".sync")):
            return False  # what these programs keep in the home folder is their own, not a mark of it
        return next(place.glob(mark), None) is not None if "*" in mark else (place / mark).exists()
    except OSError:
        return False


def _is_cloud_file(place: Path) -> bool:
    try:
        return getattr(place.lstat(), "st_reparse_tag", 0) & 0xFFFF0FFF == _CLOUD_TAG
    except OSError:
        return False


def _mounted(folder: Path) -> str:
    """A cloud that is mounted as a folder: the innermost mount that holds it tells what it is."""
    best, kind = Path("/"), ""
    for line in _read(Path("/proc/self/mounts")).splitlines():
        source, place, system, *_rest = [*line.split(" "), "", "", ""]
        mounted = Path(place.replace("\\040", " "))
        if folder.is_relative_to(mounted) and len(mounted.parts) >= len(best.parts):
            best, kind = mounted, f"{source} {system}"
    found = _MOUNTED.search(kind)
    return found[0] if found else ""
