"""`travel out` and `travel back`: a small vault for a trip, and bringing home what was written on it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civicdesk.commands.terminal import answering, command, group, opened, prompted, secret_from, show
from civicdesk.i18n import _, ngettext

if TYPE_CHECKING:
    from civicdesk.vault.contested import Contested


def add(commands: Any) -> None:
    """The commands of this group."""
    actions = group(commands, "travel", _("a small vault for a trip"))
    out = answering(command(actions, "out", _out, _("make a travel copy with a passphrase of its own")))
    out.add_argument("trip", type=Path, metavar="NEW_VAULT")
    out.add_argument(
        "--parts", default="programme", metavar="LIST", help=_("compartments that go along, by commas")
    )
    out.add_argument(
        "--only", default="", metavar="REFS", help=_("only these records, by commas; otherwise all")
    )
    out.add_argument(
        "--reason", default="", metavar="WORDS", help=_("why it goes where a sync program copies it away")
    )
    _trip_secret(out)
    back = answering(command(actions, "back", _back, _("bring home what was written on a trip")))
    back.add_argument("trip", type=Path, metavar="TRAVEL_COPY")
    _trip_secret(back)


def _trip_secret(made: argparse.ArgumentParser) -> None:
    secret = made.add_mutually_exclusive_group()
    secret.add_argument("--trip-passphrase-file", type=Path, metavar="FILE")
    secret.add_argument("--trip-passphrase-fd", type=int, metavar="N")


def _trip_passphrase(asked: argparse.Namespace, *, twice: bool) -> str:
    given = secret_from(asked.trip_passphrase_file, asked.trip_passphrase_fd)
    return prompted(_("Passphrase of the travel copy: "), twice=twice) if given is None else given


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _out(asked: argparse.Namespace) -> None:
    from civicdesk.services.travel import out

    with opened(asked) as vault:
        secret = _trip_passphrase(asked, twice=True)
        kinds, refs = _words(asked.parts), _words(asked.only)
        taken = out(vault, asked.trip, secret, kinds=kinds, refs=refs, reason=asked.reason)
    said = ngettext("{n} record went along.", "{n} records went along.", taken.count).format(n=taken.count)
    plain = _("Nothing in the travel copy opens this vault. This vault itself is still on this computer.")
    show(asked, {"records": taken.records, "count": taken.count}, [said, plain])


def _asked(one: Contested) -> str:
    """What a person has to decide about, in a line."""
    if one.words:
        return f"{one.ref}: {one.words}"
    said = _("{ref}: “{field}” was changed on the trip and here; what stood here was kept.")
    return said.format(ref=one.ref, field=one.field)


def _back(asked: argparse.Namespace) -> None:
    from civicdesk.services.travel_back import back
    from civicdesk.vault.vault import Vault

    with opened(asked) as vault:
        trip = Vault.open(asked.trip, _trip_passphrase(asked, twice=False))
        try:
            came = back(vault, trip)
        finally:
            trip.close()
    conflicts = [vars(one) for one in came.conflicts]
    lines = [
        _("New records: {new}. Changed records: {changed}.").format(new=came.new, changed=came.changed),
        *(_asked(one) for one in came.conflicts),
        *([_("Decide about these in the window, on the page of trips.")] if came.conflicts else ()),
    ]
    show(asked, {"new": came.new, "changed": came.changed, "conflicts": conflicts}, lines)
