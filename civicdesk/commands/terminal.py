"""What all commands share: their arguments, the passphrase, the open vault, and the answer."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault

Run = Callable[[argparse.Namespace], None]


class Refused(CivicDeskError):
    """Something that was asked for on the command line cannot be done."""


def command(commands: Any, name: str, run: Run, words: str, *, vault: bool = True) -> argparse.ArgumentParser:
    """One command; with `vault` it takes a vault and where its passphrase comes from."""
    made: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    made.set_defaults(run=run)
    if vault:
        add_vault(made)
    return made


def group(commands: Any, name: str, words: str) -> Any:
    """Where the commands of a group are added, as in `member add`."""
    made = commands.add_parser(name, help=words, description=words)
    return made.add_subparsers(required=True, metavar="ACTION")


def add_vault(made: argparse.ArgumentParser) -> None:
    """The arguments VAULT and where its passphrase comes from."""
    made.add_argument("vault", metavar="VAULT", type=Path)
    add_passphrase(made)


def add_passphrase(made: argparse.ArgumentParser) -> None:
    """Where the passphrase comes from: a file, a descriptor, or else a prompt."""
    secret = made.add_mutually_exclusive_group()
    secret.add_argument("--passphrase-file", type=Path, metavar="FILE")
    secret.add_argument("--passphrase-fd", type=int, metavar="N")


def answering(made: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """A command that can answer as JSON."""
    made.add_argument("--json", action="store_true", help=_("answer as JSON"))
    return made


def passphrase(asked: argparse.Namespace, *, twice: bool = False) -> str:
    """From a file, a file descriptor or a prompt; never from an argument or the environment."""
    given = secret_from(asked.passphrase_file, asked.passphrase_fd)
    return prompted(_("Passphrase: "), twice=twice) if given is None else given


def secret_from(file: Path | None, descriptor: int | None = None) -> str | None:
    """A secret out of a file or a file descriptor; None where neither was named."""
    try:
        if file is not None:
            return str(file.read_text(encoding="utf-8")).rstrip("\r\n")
        if descriptor is not None:
            with os.fdopen(descriptor, encoding="utf-8") as given:
                return given.read().rstrip("\r\n")
    except (OSError, ValueError, TypeError, OverflowError) as trouble:
        raise Refused(_("The passphrase could not be read."), _("Check the file or descriptor.")) from trouble
    return None


def prompted(question: str, *, twice: bool = False) -> str:
    """A secret typed at the terminal, unseen."""
    try:
        first = getpass.getpass(question)
        if twice and getpass.getpass(_("Once more: ")) != first:
            raise Refused(_("The two passphrases are not the same."))
    except EOFError as trouble:
        raise Refused(_("No passphrase was given.")) from trouble
    return first


@contextmanager
def opened(asked: argparse.Namespace) -> Iterator[Vault]:
    """The vault that was asked for, open; what had to be repaired is said first."""
    from civicdesk.vault.vault import Vault

    vault = Vault.open(asked.vault, passphrase(asked))
    told = () if vault.witness.is_new_here else vault.witness.notices
    for sentence in (*vault.healed, *told, *(one.sentence for one in vault.witness.behind)):
        print(sentence, file=sys.stderr)
    try:
        yield vault
    finally:
        vault.close()


def show(asked: argparse.Namespace, value: Any, lines: Iterator[str] | Sequence[str]) -> None:
    """Answer with `value` as JSON or with the lines."""
    if asked.json:
        can_khmer = (sys.stdout.encoding or "").lower().startswith("utf")
        print(json.dumps(value, ensure_ascii=not can_khmer, indent=1))
    else:
        for line in lines:
            print(line)
