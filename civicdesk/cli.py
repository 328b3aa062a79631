"""The command line, for scripts and checks. Exit codes: 0 done, 1 refused with one sentence, 2 wrong usage."""

from __future__ import annotations

import argparse
import errno
import io
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from civicdesk import hardening
from civicdesk.commands import backup, journal, member, recovery, travel
from civicdesk.commands.terminal import Refused, add_vault, answering, command, opened, passphrase, show
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _, ngettext

REPORTS = ("board", "results", "meeting", "leave-behind", "sheet")
GROUPS: tuple[Any, ...] = (member, backup, recovery, travel, journal)
"""Modules of `commands`, each with `add(commands)`; they import what they need when they run."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; no traceback and no record content ever reaches the terminal by accident."""
    hardening.harden()
    _let_every_letter_through()
    asked = _parser().parse_args(arguments)
    try:
        asked.run(asked)
        sys.stdout.flush()
    except CivicDeskError as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(_("Stopped."), file=sys.stderr)
        return 1
    except OSError as trouble:
        if not _answer_is_lost(trouble):
            return _fault(trouble)
        return 1
    except Exception as fault:  # noqa: BLE001  (a program error: say where, never what was being handled)
        return _fault(fault)
    return 0


def _let_every_letter_through() -> None:
    """A terminal that has no Khmer letters gets their numbers instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _answer_is_lost(trouble: OSError) -> bool:
    """Whether nobody takes the answer any more: a reader that has gone, or a full disk, which is said."""
    if trouble.errno not in (errno.EPIPE, errno.ENOSPC, errno.EDQUOT):
        return False
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if trouble.errno != errno.EPIPE:
        print(_("The disk is full, so the answer could not be written."), file=sys.stderr)
    return True


def _fault(fault: BaseException) -> int:
    """Say where the program is wrong, in its exit code and on the terminal."""
    print(
        _("CivicDesk stopped because of a fault in the program: {where}.").format(where=_where(fault)),
        file=sys.stderr,
    )
    return 1


def _where(fault: BaseException) -> str:
    """Kind of the fault and the line it happened in; its message might hold content and is not shown."""
    at = fault.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f"{Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno}" if at else "?"
    return f"{type(fault).__name__}, {place}"


# arguments ---------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="civicdesk", description=_("Offline case management in an encrypted vault.")
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_making(commands)
    _add_asking(commands)
    _add_changing(commands)
    for one in GROUPS:
        one.add(commands)
    return parser


def _add_making(commands: Any) -> None:
    new = command(commands, "new", _new, _("make a new vault"))
    new.add_argument("--name", default="", help=_("your name in the program"))
    new.add_argument("--profile", choices=("small", "office", "strict"), default="small")
    new.add_argument("--reason", default="", help=_("why the vault lies where a sync program copies it away"))
    demo = command(commands, "demo", _demo, _("make a demo vault with its reports"), vault=False)
    demo.add_argument("directory", type=Path, metavar="DIR")


def _add_asking(commands: Any) -> None:
    from civicdesk.records.choices import Audience

    figures = answering(command(commands, "figures", _figures, _("the figures of the board report")))
    figures.add_argument("--as-of", type=_day, metavar="DAY")
    report = command(commands, "report", _report, _("make a report as PDF"), vault=False)
    report.add_argument("kind", choices=REPORTS)
    add_vault(report)
    report.add_argument("--audience", choices=[one.value for one in Audience], required=True)
    report.add_argument("--as-of", type=_day, metavar="DAY")
    report.add_argument("--ref", default="", metavar="REF")
    report.add_argument("--out", type=Path, required=True, metavar="FILE")
    report.add_argument("--purpose", default="", metavar="WORDS", help=_("why the file leaves; is logged"))
    report.add_argument("--given-to", default="", metavar="WORDS", help=_("who gets it; is logged"))
    search = answering(command(commands, "search", _search, _("find records")))
    search.add_argument("words", metavar="WORDS", nargs="+")
    answering(command(commands, "types", _types, _("record types and their fields"), vault=False))
    listing = answering(command(commands, "list", _list, _("all records of a type")))
    listing.add_argument("type", choices=_type_names(), metavar="TYPE")
    show = answering(command(commands, "show", _show, _("one record")))
    show.add_argument("ref", metavar="REF")
    answering(command(commands, "verify", _verify, _("check that nothing in a vault is damaged or changed")))


def _add_changing(commands: Any) -> None:
    bring = answering(command(commands, "import", _import, _("read records from a CSV file")))
    bring.add_argument("type", choices=_type_names(), metavar="TYPE")
    bring.add_argument("file", type=Path, metavar="FILE.csv")
    bring.add_argument("--keep-good", action="store_true", help=_("keep the good rows when some are bad"))


def _type_names() -> list[str]:
    from civicdesk.records.record import record_types

    return [cls.meta.name for cls in record_types()]


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
        if not 1900 <= found.year <= 2200:
            raise ValueError(text)
        return found
    except ValueError as trouble:
        raise argparse.ArgumentTypeError(
            _("“{text}” is not a day. Write it like 2024-01-26.").format(text=text)
        ) from trouble


# commands ----------------------------------------------------------------------------------------


def _new(asked: argparse.Namespace) -> None:
    from civicdesk.starter.content import load_content
    from civicdesk.vault import placing, recovery_rule
    from civicdesk.vault.vault import Vault

    placing.check_place(asked.vault, asked.reason)
    vault = Vault.create(asked.vault, passphrase(asked, twice=True), name=asked.name, profile=asked.profile)
    load_content(vault)
    placing.note_place(vault, asked.reason)
    recovery_rule.require(vault)
    vault.close()
    print(_("The vault was made. There is no way in without its passphrase or its recovery sheets."))
    print(_("Before a second record goes in: “civicdesk recovery make”, then “civicdesk recovery rehearse”."))


def _demo(asked: argparse.Namespace) -> None:
    from civicdesk.demo import write_demo

    for line in write_demo(asked.directory):
        print(line)


def _figures(asked: argparse.Namespace) -> None:
    from civicdesk import clock
    from civicdesk.services.figures import figures_of

    with opened(asked) as vault:
        flat = figures_of(vault, asked.as_of or clock.today()).flat()
    lines = (f"{key}: {_('not known') if value is None else value}" for key, value in flat.items())
    show(asked, flat, list(lines))


def _report(asked: argparse.Namespace) -> None:
    from civicdesk import clock
    from civicdesk.documents.catalogue import export_report
    from civicdesk.records.choices import Audience

    with opened(asked) as vault:
        made = export_report(vault, asked.kind, asked.out, audience=Audience(asked.audience),
                             as_of=asked.as_of or clock.today(), ref=asked.ref,
                             purpose=asked.purpose, given_to=asked.given_to)  # fmt: skip
    said = ngettext("{file}: {pages} page, {tlp}.", "{file}: {pages} pages, {tlp}.", made.pages)
    print(said.format(file=asked.out, pages=made.pages, tlp=made.tlp))


def _search(asked: argparse.Namespace) -> None:
    with opened(asked) as vault:
        hits = vault.search(" ".join(asked.words))
    rows = [
        {"type": h.type, "ref": h.ref, "title": h.title, "state": h.state, "excerpt": h.excerpt} for h in hits
    ]
    show(asked, rows, [f"{h.ref}  {h.title}  {h.excerpt}" for h in hits])


def _types(asked: argparse.Namespace) -> None:
    from civicdesk.exchange.speaking import types_json

    rows = types_json()
    show(asked, rows, [f"{row['name']}: {', '.join(f['key'] for f in row['fields'])}" for row in rows])


def _list(asked: argparse.Namespace) -> None:
    from civicdesk.exchange.speaking import record_json

    with opened(asked) as vault:
        refs: dict[str, str] = {}
        rows = [record_json(vault, record, refs) for record in vault.iterate(asked.type)]
    show(asked, rows, [f"{row['ref']}  {row['title']}  {row['state']}" for row in rows])


def _show(asked: argparse.Namespace) -> None:
    from civicdesk.exchange.speaking import record_json

    with opened(asked) as vault:
        record = vault.by_ref(asked.ref)
        if record is None:
            raise Refused(_("There is no record with the reference “{ref}”.").format(ref=asked.ref))
        row = record_json(vault, record, {})
    show(asked, row, [f"{key}: {value}" for key, value in row.items() if value not in (None, [], "")])


def _import(asked: argparse.Namespace) -> None:
    from civicdesk.exchange.importing import import_file

    with opened(asked) as vault:
        done = import_file(vault, asked.type, asked.file, keep_good=asked.keep_good)
    bad = [{"line": b.line, "column": b.column, "reason": b.reason} for b in done.bad]
    said = ngettext("{n} row went in.", "{n} rows went in.", done.count).format(n=done.count)
    show(asked, {"imported": done.count, "bad": bad}, [said])
    for one in done.bad:
        print(one, file=sys.stderr)
    if done.bad and not asked.keep_good:
        raise Refused(_("Nothing of the file was kept."), _("Correct these rows, or use --keep-good."))


def _verify(asked: argparse.Namespace) -> None:
    with opened(asked) as vault:
        report = vault.verify()
    faults = [{"where": f.where, "what": f.what, "sentence": f.sentence} for f in report.faults]
    show(asked, {"ok": report.ok, "faults": faults, "checked": dict(report.checked)}, report.lines)
    if not report.ok:
        raise Refused(
            _("Something is wrong with this vault."), _("Make a copy of it now, and restore a backup.")
        )
