"""A value in words, as cells, chips, echoes and the history show it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol, assert_never

from PySide6.QtCore import QDate, QLocale

from civicdesk import i18n
from civicdesk.i18n import _, ngettext
from civicdesk.records.fields import Field, Kind
from civicdesk.records.places import gazetteer
from civicdesk.records.values import PartialDate, Precision
from civicdesk.records.wording import number


class Names(Protocol):
    """Who knows the words for terms and the titles of linked records."""

    def term(self, vocab: str, code: str) -> str:
        """The words for a term."""

    def title(self, record_id: str) -> str:
        """The title of a linked record."""


def words_of(spec: Field, value: object, names: Names) -> str:
    """Any value of a field in the reader's language; "" when it is empty."""
    if value is None or value == ():
        return ""
    if spec.kind is Kind.CHILD and isinstance(value, tuple):
        return ngettext("{n} row", "{n} rows", len(value)).format(n=len(value))
    if isinstance(value, tuple):
        return ", ".join(_one(spec, each, names) for each in value)
    return _one(spec, value, names)


def _one(spec: Field, value: Any, names: Names) -> str:
    match spec.kind:
        case Kind.TEXT | Kind.LONG | Kind.SCORE:
            return str(value)
        case Kind.INT | Kind.DECIMAL:
            return number_words(value)
        case Kind.MONEY:
            return str(value)
        case Kind.BOOL:
            return _("Yes") if value else _("No")
        case Kind.DATE:
            return day_words(value)
        case Kind.PARTIAL_DATE:
            return partial_words(value)
        case Kind.DATETIME:
            return instant_words(value)
        case Kind.CHOICE:
            return str(getattr(value, "label", value))
        case Kind.TERM:
            return names.term(spec.vocab, value)
        case Kind.PLACE:
            return gazetteer().label(value, i18n.language())
        case Kind.REF:
            return names.title(value)
        case Kind.LINK:
            return names.title(value.id)
        case Kind.ATTACHMENT:
            return f"{value.name} ({size_words(value.size)})"
        case Kind.CHILD:
            return str(value)
    assert_never(spec.kind)


def size_words(size: int) -> str:
    """How large a file is."""
    return QLocale(QLocale.Language.English).formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def number_words(value: Any) -> str:
    """A number with thousands separated; whole ones below 10,000 may be years and are not grouped."""
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    return number(value) if isinstance(value, (float, Decimal)) else str(value)


def _locale() -> QLocale:
    return QLocale("km_KH") if i18n.language() == "km" else QLocale("en_GB")


def day_words(day: date, pattern: str = "d MMM yyyy") -> str:
    """A day as people write it: 26 Jan 2024."""
    return _locale().toString(QDate(day.year, day.month, day.day), pattern)


def instant_words(moment: datetime) -> str:
    """A day and a time: Tue 12 Mar 2024, 09:00."""
    return f"{day_words(moment.date(), 'ddd d MMM yyyy')}, {moment:%H:%M}"


def partial_words(value: PartialDate) -> str:
    """A date as far as it is known, in the words that were given."""
    match value.precision:
        case Precision.DAY:
            return day_words(value.day)
        case Precision.MONTH if not value.text:
            return day_words(value.day, "MMMM yyyy")
        case _:
            return str(value)


def computed_words(value: Any, names: Names) -> str:
    """A computed value, whose kind is not declared, by what it is."""
    match value:
        case None | ():
            return ""
        case bool():
            return _("Yes") if value else _("No")
        case datetime():
            return instant_words(value)
        case date():
            return day_words(value)
        case PartialDate():
            return partial_words(value)
        case tuple():
            return ", ".join(computed_words(each, names) for each in value)
        case str():
            return str(getattr(value, "label", value))
        case _:
            return number_words(value)
