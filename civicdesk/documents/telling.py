"""How figures and fields are told on paper: what is not known, not recorded or not shown is said so."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from civicdesk.documents import blocks as b
from civicdesk.documents.numbers import count, share
from civicdesk.i18n import _
from civicdesk.records.choices import Rag, Track
from civicdesk.records.redaction import Released
from civicdesk.services.people import People

LONGEST = 30
"""Rows of a list in a report for people who have little time; the rest is counted below it."""
TONES: dict[str, b.Tone] = {
    Rag.RED: "danger",
    Rag.AMBER: "warning",
    Rag.GREEN: "good",
    Track.ON_TRACK: "good",
    Track.WATCH: "warning",
    Track.OFF_TRACK: "danger",
}


def known(value: float | Decimal | None) -> str:
    """A figure, or that it is not known."""
    return _("not known") if value is None else count(value)


def or_silent(value: Decimal | None) -> str:
    """A figure from a source, or that the source is silent."""
    return b.stated(None) if value is None else count(value)


def recorded(value: int | None) -> str:
    """A count of people, or that it was not recorded."""
    return _("not recorded") if value is None else count(value)


def part(value: Decimal | None) -> str:
    """A percentage, or an en dash."""
    return "–" if value is None else share(value)


def part_of(some: int, whole: int, percentage: Decimal | None) -> str:
    """A part with its whole and percentage, as "81 of 90 = 90.0 %"."""
    if percentage is None:
        return _("{n} of {m}").format(n=count(some), m=count(whole))
    return _("{n} of {m} = {share}").format(n=count(some), m=count(whole), share=share(percentage))


def women(people: People | None) -> str:
    """Women with their share of those whose sex was recorded."""
    if people is None:
        return "–"
    if people.women is None:
        return _("not recorded")
    return f"{count(people.women)} ({share(people.women_share)})" if people.women_share is not None else "0"


def said(record: Released, key: str) -> str:
    """The words of a field, or that they are not shown, or that the source is silent."""
    if key in record.omitted or key in record.unreviewed:
        return _("not shown")
    return b.stated(record[key])


def coloured(choice: Track | Rag | None, otherwise: str = "–") -> b.Text:
    """A colour as a word with its shape."""
    return otherwise if choice is None else b.badge(choice.label, TONES[choice])


def counted(label: str, rows: Iterable[tuple[b.Text, int]], caption: str = "") -> b.Table:
    """A small table of names and how many there are of each."""
    found = tuple((name, count(number)) for name, number in rows)
    return b.Table((b.Column(label, 2), b.Column(_("Number"), number=True)), found, caption)


def rest(total: int) -> tuple[b.Block, ...]:
    """A line below a list that is longer than what is printed."""
    if total <= LONGEST:
        return ()
    more = _("{n} more are in the program.").format(n=count(total - LONGEST))
    return (b.Paragraph(more, muted=True),)
