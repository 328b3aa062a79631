"""Where the program's own files are: resources beside the code or in a bundle, and the state folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def root() -> Path:
    """The folder that holds `resources`: the checkout, or the bundle that PyInstaller unpacked."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle) if bundle else Path(__file__).resolve().parent.parent


def resource(*parts: str) -> Path:
    """A file or folder under `resources`."""
    return root().joinpath("resources", *parts)


def state_folder() -> Path:
    """Where this computer remembers how new each vault was; holds no names and no paths. Not created here."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "CivicDesk" / "state"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "CivicDesk" / "state"
    return Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state") / "civicdesk"
