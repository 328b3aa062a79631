"""`log VAULT`: what happened to records, newest first."""

from __future__ import annotations

import argparse
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from civicdesk.commands.terminal import Refused, answering, command, opened, show
from civicdesk.i18n import _

if TYPE_CHECKING:
    from civicdesk.vault.journal_reading import Line
    from civicdesk.vault.vault import Vault


def add(commands: Any) -> None:
    """Add the command."""
    made = answering(command(commands, "log", _log, _("the journal: what happened to records, newest first")))
    made.add_argument("--since", type=_day, metavar="DAY", help=_("from this day on, as 2026-04-30"))
    made.add_argument("--record", default="", metavar="REF", help=_("about this record only"))
    made.add_argument("--limit", type=_count, default=200, metavar="N", help=_("at most so many lines"))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as trouble:
        raise argparse.ArgumentTypeError(_("write the day as 2026-04-30")) from trouble


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(_("write a whole number above 0"))
    return int(text)


def _log(asked: argparse.Namespace) -> None:
    from civicdesk.vault.journal_reading import Asked, pages

    with opened(asked) as vault:
        wanted = Asked(first=asked.since, record=_record(vault, asked.record))
        lines = list(islice(pages(vault, wanted), asked.limit))
    show(asked, [_as_json(line) for line in lines], [_words(line) for line in lines])


def _record(vault: Vault, ref: str) -> str:
    if not ref:
        return ""
    record = vault.by_ref(ref)
    if record is None:
        raise Refused(_("There is no record with the reference “{ref}”.").format(ref=ref))
    return record.id


def _as_json(line: Line) -> dict[str, Any]:
    return {
        "compartment": line.kind,
        "seq": line.seq,
        "at": line.at.isoformat(),
        "person": line.person,
        "verb": line.verb,
        "type": line.type,
        "ref": line.ref,
        "title": line.title,
        "reason": line.reason,
        "clock_back": line.clock_back,
    }


def _words(line: Line) -> str:
    parts = [f"{line.at:%Y-%m-%d %H:%M}", line.person, line.done, line.about, line.reason]
    if line.clock_back:
        parts.append(_("(the clock showed an earlier time than at the line before)"))
    return "  ".join(part for part in parts if part)
