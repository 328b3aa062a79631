"""`python -m ui [VAULT]`: open the window; with --pictures, take its pictures without a screen."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from civicdesk.hardening import harden, leave_vault_folder


def parser() -> argparse.ArgumentParser:
    """What may be said on the command line; the passphrase never is."""
    made = argparse.ArgumentParser(prog="civicdesk-window", description="Open the window of CivicDesk.")
    made.add_argument("vault", nargs="?", type=Path, help="the vault to open")
    made.add_argument("--language", choices=("en", "km"), help="language before the vault is open")
    made.add_argument("--look", choices=("system", "light", "dark", "contrast"), default="system")
    made.add_argument(
        "--scale", type=int, choices=(90, 100, 110, 120, 135, 150), default=100, metavar="PERCENT"
    )
    made.add_argument("--left", type=int, default=0, help=argparse.SUPPRESS)
    made.add_argument(
        "--pictures", type=Path, metavar="DIR", help="save pictures of the window there, and end"
    )
    made.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="with --pictures: where to read it"
    )
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until the window is closed, or until the pictures are taken."""
    asked = parser().parse_args(arguments)
    if asked.pictures is not None:
        if asked.vault is None or asked.passphrase_file is None:
            parser().error("--pictures needs VAULT and --passphrase-file")
        from ui.pictures import take_pictures

        return take_pictures(asked.vault, asked.passphrase_file, asked.pictures)
    harden()
    started_for = asked.vault.absolute() if asked.vault is not None else None
    leave_vault_folder()
    from ui.app import Desk, make_application, system_language, watch_for_bugs
    from ui.preferences import Preferences

    application = make_application()
    language = asked.language or system_language()
    desk = Desk(application, Preferences(language=language, mode=asked.look, scale=asked.scale))
    watch_for_bugs(desk)
    desk.watching.ending.hear_signals()
    desk.start(started_for, asked.left)
    return int(application.exec())


if __name__ == "__main__":
    sys.exit(main())
