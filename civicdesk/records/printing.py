"""Values in words, as they stand on paper."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from civicdesk.i18n import _
from civicdesk.records.fields import Field, Kind
from civicdesk.records.problems import Lookup
from civicdesk.records.record import targets_of
from civicdesk.records.values import Choice, Link, Money, PartialDate, Precision, humanise

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December")  # fmt: skip


def day_text(day: date) -> str:
    """A day as 26 January 2024."""
    return f"{day.day} {_(MONTHS[day.month - 1])} {day.year}"


def week_text(day: date) -> str:
    """The week that holds a day, by its Monday."""
    return _("week of {day}").format(day=day_text(day - timedelta(days=day.weekday())))


def printed(spec: Field, value: object, look: Lookup) -> str:
    """A value of a field in words; several are parted by semicolons; nothing is an empty text."""
    if isinstance(value, tuple):
        return "; ".join(text for item in value if (text := printed(spec, item, look)))
    if value is None:
        return ""
    if spec.kind is Kind.REF:
        return look.title(targets_of(spec)[0], str(value))
    if spec.kind is Kind.PLACE:
        return look.place_name(str(value))
    if spec.kind is Kind.TERM:
        return term_text(look, spec.vocab, str(value))
    return plain_text(value, look)


def term_text(look: Lookup, vocab: str, code: str) -> str:
    """The label of a term, or its code in words where the vocabulary does not know it."""
    label = getattr(look, "term_label", None)
    return (label(vocab, code) if label else "") or humanise(code)


def plain_text(value: object, look: Lookup) -> str:
    """A value whose type says how it is written."""
    match value:
        case Choice():
            return value.label
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return f"{day_text(value.date())}, {value:%H:%M}"
        case date():
            return day_text(value)
        case PartialDate(day=day, precision=Precision.DAY):
            return day_text(day)
        case Link(type=kind, id=key):
            return look.title(kind, key)
        case Money(amount=amount, currency=currency):
            return f"{currency}\u00a0{amount:,.2f}".removesuffix(".00")
        case Decimal():
            return f"{value.normalize():,f}"
        case int():
            return f"{value:,}"
        case _:
            return str(value)
