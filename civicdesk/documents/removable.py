"""Whether a folder lies on a drive that can be carried away (rule V-EXP-05)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

CARRIED = ("/media", "/run/media", "/Volumes")
"""Where desktops put drives that are plugged in."""
_REMOVABLE_DRIVE = 2


def is_removable(folder: Path) -> bool:
    """Whether the system calls the drive removable; where it does not say, it is taken for fixed."""
    if sys.platform == "win32":
        import ctypes

        drive = folder.absolute().drive
        return bool(drive) and ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == _REMOVABLE_DRIVE
    real = folder.resolve()
    return any(real.is_relative_to(place) for place in CARRIED) or _says_kernel(real)


def _says_kernel(folder: Path) -> bool:
    """What Linux says of the drive, or of the drive that its partition is on."""
    try:
        number = folder.stat().st_dev
        device = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}").resolve(strict=True)
    except OSError:
        return False
    return any(_reads_one(place / "removable") for place in (device, device.parent))


def _reads_one(file: Path) -> bool:
    try:
        return file.read_text(encoding="ascii").strip() == "1"
    except OSError:
        return False
