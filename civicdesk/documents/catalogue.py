"""Every report that can be made: who may have it, how it is checked, previewed, written and logged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from civicdesk import clock
from civicdesk.documents import board_report, leave_behind, meeting_brief, record_sheet, results_table
from civicdesk.documents.admission import ReportRefused, left_out
from civicdesk.documents.checks import file_problems, label_problems
from civicdesk.documents.export import default_name, may_be_copied_away, page_count, text_of, write_export
from civicdesk.documents.page import render
from civicdesk.documents.removable import is_removable
from civicdesk.documents.request import Draft, Request
from civicdesk.i18n import N_, _
from civicdesk.records.choices import Audience, Tlp
from civicdesk.records.export_rules import audience_problems, target_problems
from civicdesk.records.problems import Problem
from civicdesk.records.record import record_types
from civicdesk.records.values import Link
from civicdesk.services.exports import Export, logged
from civicdesk.vault.vault import Vault

Build = Callable[[Vault, Request], Draft]


@dataclass(frozen=True)
class ReportKind:
    """A kind of report, for a list to choose from."""

    name: str
    label_text: str
    audiences: tuple[Audience, ...]
    """For whom it may be made, the usual one first."""
    build: Build = field(repr=False)
    types: tuple[str, ...] = ()
    """Record types that it can be about; empty for reports over the whole vault."""

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return _(self.label_text)

    @property
    def needs_ref(self) -> bool:
        """Whether one record must be named."""
        return bool(self.types)


@dataclass(frozen=True)
class Made:
    """A report in memory, ready to be looked at and written."""

    pdf: bytes = field(repr=False)
    pages: int
    tlp: Tlp
    records_left_out: int
    fields_left_out: int
    figures: Mapping[str, object] = field(repr=False)
    name: str
    """A neutral file name to begin with."""
    kind: str
    audience: Audience
    about: Link | None = None


def report_kinds() -> tuple[ReportKind, ...]:
    """All kinds, in the order in which they are offered."""
    every = tuple(cls.meta.name for cls in record_types())
    return (
        ReportKind("board", N_("Board report"), BOARD, board_report.build),
        ReportKind("results", N_("Results table"), RESULTS, results_table.build),
        ReportKind("meeting", N_("Meeting brief, team copy"), TEAM, meeting_brief.build, ("meeting",)),
        ReportKind("leave-behind", N_("Paper to leave behind"), OFFICE, leave_behind.build, ("meeting",)),
        ReportKind("sheet", N_("Record sheet"), tuple(Audience), record_sheet.build, every),
    )


BOARD = (Audience.BOARD, Audience.INTERNAL)
RESULTS = (Audience.DONOR, Audience.BOARD, Audience.INTERNAL, Audience.PARTNER)
TEAM = (Audience.INTERNAL,)
OFFICE = (Audience.AUTHORITY,)


def report_kind(name: str) -> ReportKind:
    """The kind with this name; a sentence when there is none."""
    for kind in report_kinds():
        if kind.name == name:
            return kind
    raise ReportRefused(_("There is no report called “{name}”.").format(name=name))


def make_report(vault: Vault, kind: str, request: Request) -> Made:
    """Make a report in memory; raises ReportRefused with what has to be changed first."""
    found = report_kind(kind)
    _refuse(audience_problems(request.audience))
    if request.audience not in found.audiences:
        raise ReportRefused(_for_others(found, request.audience))
    draft = found.build(vault, replace(request, tlp=None))
    tlp = _label(draft, request)
    document = replace(draft.document, tlp=tlp.value, file_title=request.title)
    record = vault.by_ref(request.ref) if request.ref else None
    _refuse(file_problems(document, request.audience, record, vault.look()))
    pdf = render(document)
    return Made(
        pdf,
        page_count(pdf),
        tlp,
        draft.records_left_out,
        draft.fields_left_out,
        draft.figures,
        default_name(clock.today()),
        kind,
        request.audience,
        Link(record.meta.name, record.id) if record else None,
    )


def write_report(vault: Vault, made: Made, path: Path, *, purpose: str = "", given_to: str = "") -> None:
    """Write a report that was made, and log it; both or neither."""
    if not purpose.strip():
        _refuse(target_problems(may_be_copied_away(path.absolute().parent, is_removable)))
    export = Export(
        made.kind,
        made.audience,
        made.tlp,
        made.pdf,
        made.records_left_out,
        made.fields_left_out,
        made.figures,
        made.about,
        purpose.strip(),
        given_to.strip(),
    )
    is_written = False
    try:
        with logged(vault, export):
            write_export(path, made.pdf)
            is_written = True
    except BaseException:
        if is_written:
            path.unlink(missing_ok=True)
        raise


def export_report(
    vault: Vault,
    kind: str,
    path: Path,
    *,
    audience: Audience,
    as_of: date,
    ref: str = "",
    purpose: str = "",
    given_to: str = "",
) -> Made:
    """Make a report, write it and log it."""
    made = make_report(vault, kind, Request(audience, as_of, ref))
    write_report(vault, made, path, purpose=purpose, given_to=given_to)
    return made


def preview(vault: Vault, kind: str, request: Request) -> list[str]:
    """What a reader of the file could copy, line by line, and then what was left out of it."""
    made = make_report(vault, kind, request)
    return [*filter(None, map(str.strip, text_of(made.pdf).splitlines())), *what_is_left_out(made)]


def what_is_left_out(made: Made) -> list[str]:
    """What is left out of a report, in a sentence for the person who makes it."""
    return [left_out(made.records_left_out, made.fields_left_out) or _("Nothing was left out.")]


def _label(draft: Draft, request: Request) -> Tlp:
    """The label asked for, or the report's own; V-EXP-02 when it is looser."""
    if request.tlp is None:
        return draft.tlp
    _refuse(label_problems(draft.tlp, request.tlp))
    return request.tlp


def _for_others(kind: ReportKind, audience: Audience) -> str:
    return _("“{report}” is not made for “{audience}”. It may be made for: {audiences}.").format(
        report=kind.label,
        audience=audience.label,
        audiences=", ".join(one.label for one in kind.audiences),
    )


def _refuse(problems: Iterator[Problem]) -> None:
    """Stop with the sentences of all problems, if there are any."""
    if sentences := [problem.message for problem in problems]:
        raise ReportRefused(" ".join(sentences))
