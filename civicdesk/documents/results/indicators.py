"""The indicators of a project with target, actual and what was counted of whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from civicdesk.documents import blocks as b
from civicdesk.documents.admission import Admission
from civicdesk.documents.board.results import actual, charts, notes
from civicdesk.documents.numbers import count, share
from civicdesk.documents.telling import or_silent, part, recorded, women
from civicdesk.i18n import _
from civicdesk.records.choices import Audience
from civicdesk.records.masking import masked_total, must_mask
from civicdesk.records.redaction import Released
from civicdesk.services.results import IndicatorFigures

Row = tuple[IndicatorFigures, Released]


@dataclass(frozen=True)
class Part:
    """A column that stands in the table only when something was counted for it."""

    label: str
    width: float
    said: Callable[[IndicatorFigures], str]
    counted: Callable[[IndicatorFigures], bool]


def indicators(gate: Admission, figures: Sequence[IndicatorFigures], audience: Audience) -> Iterator[b.Block]:
    """The table and how to read it."""
    rows = _shown(gate, figures)
    parts = [part for part in _parts(audience) if any(part.counted(one) for one, _shown in rows)]
    yield b.Table(
        (*_columns(), *(b.Column(part.label, part.width, number=True) for part in parts)),
        tuple(line for one, shown in rows for line in _lines(one, shown, parts)),
        _("Indicators"),
    )
    yield from notes(rows)


def pictures(gate: Admission, figures: Sequence[IndicatorFigures]) -> Iterator[b.Block]:
    """The same as charts: against the targets, people, and the share of women."""
    rows = _shown(gate, figures)
    yield from charts(rows)
    yield from _women(rows)


def _shown(gate: Admission, figures: Sequence[IndicatorFigures]) -> list[Row]:
    return [(one, shown) for one in figures if (shown := gate.find("indicator", one.id, "name"))]


def _columns() -> tuple[b.Column, ...]:
    return (
        b.Column(_("Result"), 0.9),
        b.Column(_("Indicator"), 2.5),
        b.Column(_("Until"), 1.12),
        b.Column(_("Baseline"), 1.08, number=True),
        b.Column(_("Target"), 0.95, number=True),
        b.Column(_("Actual"), 0.95, number=True),
        b.Column("%", 1.0, number=True),
    )


def _parts(audience: Audience) -> tuple[Part, ...]:
    """Parts of what was counted; nothing is worked out from the other parts."""
    hide = must_mask(audience, dimension="disability")
    return (
        Part(_("Women"), 1.5, lambda one: women(one.people), lambda one: one.people is not None),
        Part(_("Men"), 0.9, lambda one: _maybe(one.men), lambda one: one.men is not None),
        Part(_("Other"), 0.9, lambda one: _maybe(one.other), lambda one: one.other is not None),
        Part(
            _("Sex not recorded"),
            1.25,
            lambda one: recorded(one.people.sex_not_recorded) if one.people else "–",
            lambda one: one.people is not None,
        ),
        Part(_("Youth"), 0.85, lambda one: _maybe(one.youth), lambda one: one.youth is not None),
        Part(
            _("With disability"),
            1.1,
            lambda one: _maybe(one.disability, hide),
            lambda one: one.disability is not None,
        ),
    )


def _maybe(value: int | None, hide: bool = False) -> str:
    if value is None:
        return "–"
    return masked_total(value) if hide else count(value)


def _lines(one: IndicatorFigures, shown: Released, parts: Sequence[Part]) -> Iterator[tuple[b.Text, ...]]:
    """The indicator to date, and below it its periods where there are several."""
    periods = shown.rows.get("values", ())
    yield (
        one.result_code,
        shown["name"],
        max((_until(row) for row in periods), default=("", "–"))[1],
        or_silent(one.baseline),
        or_silent(one.target),
        actual(one),
        part(one.progress),
        *(each.said(one) for each in parts),
    )
    for row in periods if len(periods) > 1 else ():
        blank = ("" for _part in parts)
        yield "", "", _until(row)[1], "", _number(row, "target"), _number(row, "actual"), "", *blank


def _until(row: Released) -> tuple[str, str]:
    """The end of a period: to sort by, and as month and year."""
    end = row.raw.get("period_end")
    return (end.isoformat(), f"{end:%m/%Y}") if isinstance(end, date) else ("", "–")


def _number(row: Released, key: str) -> str:
    value = row.raw.get(key)
    return "–" if value is None else count(value)  # type: ignore[arg-type]


def _women(rows: Sequence[Row]) -> Iterator[b.Block]:
    """The share of women in what was counted."""
    shares = tuple(
        (shown["name"], float(one.people.women_share))
        for one, shown in rows
        if one.people and one.people.women_share is not None
    )
    if shares:
        title = _("Women, per cent of those with sex recorded")
        half = ((50.0, share(50).replace(".0", "")),)
        yield b.Bars(title, _("Indicator"), "\u202f%", shares, half, 100.0, 1)
