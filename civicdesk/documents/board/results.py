"""Section 2: results against targets, project by project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from civicdesk.documents import blocks as b
from civicdesk.documents.board.source import Source
from civicdesk.documents.numbers import count
from civicdesk.documents.telling import coloured, or_silent, part, said, women
from civicdesk.i18n import _
from civicdesk.records.redaction import Released
from civicdesk.services.results import IndicatorFigures

Row = tuple[IndicatorFigures, Released]


def results(source: Source) -> b.Section:
    """A results chain and a table for every project that has indicators."""
    return b.Section(_("2  Results against targets"), tuple(_projects(source)), new_page=True)


def _projects(source: Source) -> Iterator[b.Block]:
    for project in dict.fromkeys(one.project for one in source.numbers.indicators):
        found = source.gate.find("project", project, "name results")
        if found is None:
            continue
        own = [one for one in source.numbers.indicators if one.project == project]
        rows = [(one, shown) for one in own if (shown := source.gate.find("indicator", one.id, "name"))]
        yield b.Heading(said(found, "name"))
        yield chain(found)
        yield b.Table(_columns(), tuple(_row(*row) for row in rows), _("Indicators"))
        yield from notes(rows)
        yield from charts(rows)


def chain(project: Released) -> b.Facts:
    """The results that a project works for."""
    return b.Facts(
        tuple(
            (f"{row['code']} · {row['level'].lower()}", row["statement"])
            for row in project.rows.get("results", ())
        )
    )


def _columns() -> tuple[b.Column, ...]:
    """The columns of the table."""
    return (
        b.Column(_("Result"), 0.87),
        b.Column(_("Indicator"), 2.8),
        b.Column(_("Baseline"), 1.05, number=True),
        b.Column(_("Target"), 0.95, number=True),
        b.Column(_("This quarter"), 1.12, number=True),
        b.Column(_("To date"), 0.9, number=True),
        b.Column("%", 0.8, number=True),
        b.Column(_("Women"), 1.5, number=True),
        b.Column(_("State"), 1.35),
    )


def _row(one: IndicatorFigures, shown: Released) -> tuple[b.Text, ...]:
    return (
        one.result_code,
        shown["name"],
        or_silent(one.baseline),
        or_silent(one.target),
        "–" if one.quarter is None else count(one.quarter),
        actual(one),
        part(one.progress),
        women(one.people),
        coloured(one.track, _("no target")),
    )


def actual(one: IndicatorFigures) -> str:
    """What was reached to date, marked where it rests on an estimate."""
    if one.to_date is None:
        return _("not known")
    return _("{n} est.").format(n=count(one.to_date)) if one.estimated else count(one.to_date)


def notes(rows: Sequence[Row]) -> Iterator[b.Block]:
    """Why there are no targets, as it was written down, and how to read the columns."""
    reasons = [row["target_note"] for _one, shown in rows for row in shown.rows.get("values", ())]
    for reason in dict.fromkeys(filter(None, reasons)):
        yield b.Paragraph(_("Targets: {note}.").format(note=reason), muted=True)
    if any(one.baseline and one.target is not None for one, _shown in rows):
        way = _("% in the table is the way from baseline to target; the chart shows the part of the target.")
        yield b.Paragraph(way, muted=True)


def charts(rows: Sequence[Row]) -> Iterator[b.Block]:
    """Bars against the targets, and bars of people where no target is stated."""
    aimed = [(one, shown) for one, shown in rows if one.target is not None]
    counted = [(one, shown) for one, shown in rows if one.target is None and one.people and one.to_date]
    if aimed:
        yield b.TargetBars(
            _("Reached against target"), _("Indicator"),
            tuple((shown["name"], _float(one.to_date), _float(one.target)) for one, shown in aimed),
        )  # fmt: skip
    if counted:
        yield b.Bars(
            _("People reached, indicators without a stated target"), _("Indicator"), "",
            tuple((shown["name"], float(one.to_date or 0)) for one, shown in counted),
        )  # fmt: skip


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
