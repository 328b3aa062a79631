"""What lies where in a vault's folder, private to its owner from birth; no file name tells of people."""

from __future__ import annotations

import re
import secrets
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from civicdesk import paths
from civicdesk.errors import FolderNotEmpty, NotAVault, VaultMissing
from civicdesk.vault import copies

SUFFIX = ".civicdesk"
_FOLDERS = ("slots", "db", "att", "outbox", "inbox")
_SLOT = re.compile(r"([0-9a-f]{16})\.[ab]")


@dataclass(frozen=True)
class Layout:
    """The folder of one vault."""

    path: Path

    @property
    def header(self) -> Path:
        """The stem of vault.a and vault.b."""
        return self.path / "vault"

    def slot(self, sid: str) -> Path:
        """The stem of a keyslot's two copies."""
        return self.path / "slots" / sid

    def database(self, cid: str) -> Path:
        """The database of a compartment."""
        return self.path / "db" / f"{cid}.db"

    def attachments(self, cid: str) -> Path:
        """The folder with the attachments of a compartment; made when the first one is added."""
        return self.path / "att" / cid

    def slots(self) -> tuple[str, ...]:
        """The ids of all keyslots that have at least one copy here."""
        try:
            names = [entry.name for entry in (self.path / "slots").iterdir()]
        except OSError:
            return ()
        return tuple(sorted({found[1] for name in names if (found := _SLOT.fullmatch(name))}))

    def must_be_a_vault(self) -> None:
        """Raise VaultMissing or NotAVault unless there is a folder with a header in it."""
        try:
            if not self.path.exists():
                raise VaultMissing
            if not any(copy.exists() for copy in copies.paths(self.header)):
                raise NotAVault
        except OSError as trouble:
            raise copies.explain(trouble) from trouble

    def make(self) -> None:
        """Make the folders, 0700 from birth; FolderNotEmpty rather than touch what is there."""
        try:
            if self.path.exists():
                if not self.path.is_dir() or any(self.path.iterdir()):
                    raise FolderNotEmpty
                self.path.chmod(0o700)
            else:
                self.path.mkdir(0o700)
            for name in _FOLDERS:
                (self.path / name).mkdir(0o700)
            _do_not_index(self.path)
        except FileNotFoundError as trouble:
            raise VaultMissing from trouble
        except OSError as trouble:
            raise copies.explain(trouble) from trouble

    def remove_unfinished(self) -> None:
        """Take away a vault whose creation failed; only ever called on what `make` has just made."""
        if not any(copy.exists() for copy in copies.paths(self.header)):
            shutil.rmtree(self.path, ignore_errors=True)


def new_label(used: Iterable[str] = ()) -> str:
    """A flower or a bird for a keyslot: a list of staff in the clear would be a gift at a raid."""
    every = set(paths.resource("wordlists", "labels.txt").read_text("ascii").split())
    return secrets.choice(sorted(every - set(used)) or sorted(every))


def _do_not_index(path: Path) -> None:
    """Keep Windows Search out of the folder."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.WinDLL("kernel32")
        kernel.SetFileAttributesW(str(path), kernel.GetFileAttributesW(str(path)) | 0x2000)
