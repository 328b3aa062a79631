"""Section 7: what was promised, what was kept, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterator

from civicdesk.documents import blocks as b
from civicdesk.documents.board.source import Source
from civicdesk.documents.numbers import count
from civicdesk.documents.telling import LONGEST, coloured, counted, rest, said
from civicdesk.i18n import N_, _
from civicdesk.records.choices import Rag
from civicdesk.records.thresholds import number
from civicdesk.services.counting import CommitmentFigures, days_overdue

SHORT_MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"))  # fmt: skip
KEYS = "promised_by statement due_date"


def commitments(source: Source) -> b.Section:
    """Commitments by kind and state, by colour, overdue ones by institution, and the year by month."""
    if not source.numbers.main.commitments.total:
        return b.Section(_("7  Commitments"), ())
    return b.Section(_("7  Commitments"), tuple(_blocks(source)))


def _blocks(source: Source) -> Iterator[b.Block]:
    made = source.numbers.main.commitments
    rows = [(kind.label, *_cells(one)) for kind, one in source.numbers.commitments.items()]
    yield b.Table(
        (
            b.Column(_("Kind"), 3),
            b.Column(_("Total"), number=True),
            b.Column(_("Done"), number=True),
            b.Column(_("Open"), number=True),
            b.Column(_("Overdue"), number=True),
            b.Column(_("Dropped"), number=True),
        ),
        (*rows, (_("All commitments to date"), *_cells(made))),
        _("By kind and state"),
        total=True,
    )
    yield from _overdue(source)
    colours = counted(_("Open, by colour"), [(coloured(rag), n) for rag, n in made.open_by_colour.items()])
    yield b.Abreast(((colours,), (_key(source),)))
    line = _("Open commitments at the end of each month")
    yield b.MonthLine(line, _("Month"), _("Open"), tuple(_months(source)))


def _key(source: Source) -> b.Facts:
    """What the colours mean."""
    look = source.gate.look
    late, soon = (
        number(look, "commitments.red_after_days_overdue", 30),
        number(look, "commitments.amber_before_days", 14),
    )
    return b.Facts(
        (
            (Rag.RED.label, _("more than {n} days overdue").format(n=late)),
            (Rag.AMBER.label, _("overdue, or due within {n} days").format(n=soon)),
            (Rag.GREEN.label, _("due later")),
        )
    )


def _months(source: Source) -> Iterator[tuple[str, float]]:
    """Months by their short names; the first one and every January with the year."""
    for place, (day, n) in enumerate(source.numbers.open_by_month):
        name = _(SHORT_MONTHS[day.month - 1])
        yield (name if place and day.month > 1 else f"{name} {day.year}"), float(n)


def _cells(one: CommitmentFigures) -> tuple[str, ...]:
    return tuple(map(count, (one.total, one.done, one.open, one.overdue, one.dropped)))


def _overdue(source: Source) -> Iterator[b.Block]:
    """Overdue ones by institution; never by person."""
    late = source.numbers.overdue
    rows = tuple(
        (*(said(shown, key) for key in KEYS.split()), count(days_overdue(one, source.as_of)))
        for one in late[:LONGEST]
        if (shown := source.gate.admit(one, KEYS))
    )
    columns = (
        b.Column(_("Institution"), 2),
        b.Column(_("What will be done"), 3),
        b.Column(_("Due"), 1.5),
        b.Column(_("Days overdue"), number=True),
    )
    yield b.Table(columns, rows, _("Overdue, the longest first"))
    yield from rest(len(late))
