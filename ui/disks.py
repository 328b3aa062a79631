"""The USB disks that are plugged in, as a person would name them."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QStorageInfo

_MOUNTS = ("/media/", "/mnt/", "/run/media/", "/Volumes/")


def usb_disks() -> list[tuple[str, Path]]:
    """Name and folder of every disk that can be written to and is not this computer's own."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = Path(volume.rootPath())
        if volume.isValid() and volume.isReady() and not volume.isReadOnly() and _is_extra(volume, root):
            found.append((volume.displayName() or str(root), root))
    return found


def _is_extra(volume: QStorageInfo, root: Path) -> bool:
    if os.name == "nt":
        return not volume.isRoot()
    return str(root).startswith(_MOUNTS)
