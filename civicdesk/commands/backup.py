"""`backup VAULT DIR` and `restore FILE DIR`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civicdesk.commands.terminal import answering, command, opened, show
from civicdesk.i18n import _

if TYPE_CHECKING:
    from civicdesk.vault.backup import Made


def add(commands: Any) -> None:
    """Add both commands."""
    words = _("make a backup, read it back from the disk, and open what it holds")
    made = answering(command(commands, "backup", _backup, words))
    made.add_argument(
        "directory", type=Path, metavar="DIR", help=_("a USB disk or a folder outside the vault")
    )
    made.add_argument(
        "--reason", default="", metavar="WORDS", help=_("why it goes where a sync program copies it away")
    )
    words = _("restore a backup into a new folder, never over anything")
    restored = answering(command(commands, "restore", _restore, words, vault=False))
    restored.add_argument("file", type=Path, metavar="FILE")
    restored.add_argument("directory", type=Path, metavar="DIR", help=_("the folder to make"))


def _backup(asked: argparse.Namespace) -> None:
    from civicdesk.vault.backup import make_backup
    from civicdesk.vault.backup_words import lines_of

    with opened(asked) as vault:
        made = make_backup(vault, asked.directory, _progress(), reason=asked.reason)
    show(asked, _as_json(made), lines_of(made))


def _as_json(made: Made) -> dict[str, Any]:
    return {
        "file": made.path.name,
        "size": made.size,
        "at": made.manifest.at,
        "id": made.manifest.id,
        "verified": True,
        "read_back": made.how,
        "opened": [one.kind for one in made.opened if one.has_key],
        "not_opened": [one.kind for one in made.opened if not one.has_key],
    }


def _restore(asked: argparse.Namespace) -> None:
    from civicdesk.vault.restore import restore

    done = restore(asked.file, asked.directory, _progress())
    said = _("The vault was restored as {folder}. It opens with the passphrase of {day}.")
    value = {"folder": str(done.path), "at": done.manifest.at, "id": done.manifest.id}
    show(asked, value, [said.format(folder=done.path, day=done.manifest.at[:10])])


def _progress() -> Any:
    """Tell at a terminal what is being done; a script is not told."""
    said = [""]

    def report(_done: int, _total: int, words: str) -> None:
        if words != said[0] and sys.stderr.isatty():
            print(words, file=sys.stderr)
        said[0] = words

    return report
