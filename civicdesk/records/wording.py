"""Values in words, for every list, form and page; and what a person or a file wrote, back into values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, assert_never

from civicdesk.clock import PHNOM_PENH
from civicdesk.i18n import _
from civicdesk.records.fields import Field, Kind
from civicdesk.records.places import gazetteer
from civicdesk.records.problems import Lookup
from civicdesk.records.record import Child, fields_of, targets_of
from civicdesk.records.states import label_of
from civicdesk.records.values import (
    MOST_NUMBER,
    Choice,
    Link,
    Money,
    PartialDate,
    Place,
    Ref,
    Score,
    Term,
    western_digits,
)

_YES = frozenset(("yes", "y", "true", "1", "បាទ", "ចាស"))
_NO = frozenset(("no", "n", "false", "0", "ទេ"))
MOST_VALUES = 500
"""Most values in one cell."""


def wording(spec: Field, value: Any, look: Lookup, titles: Mapping[str, str] | None = None) -> str:
    """The words for a value in the reader's language; "" for an empty one. `titles` saves questions."""
    if value is None or value == ():
        return ""
    if spec.key == "state" and spec.envelope:
        return label_of(str(value))
    if spec.kind is Kind.CHILD:
        return "; ".join(row_wording(row, look, titles) for row in value)
    if spec.many and isinstance(value, tuple):
        return ", ".join(_one(spec, one, look, titles or {}) for one in value)
    return _one(spec, value, look, titles or {})


def row_wording(row: Child, look: Lookup, titles: Mapping[str, str] | None = None) -> str:
    """One child row in a line."""
    parts = ((spec, getattr(row, spec.key)) for spec in fields_of(type(row)))
    words = (wording(spec, value, look, titles) for spec, value in parts)
    return " · ".join(word for word in words if word)


def _one(spec: Field, value: Any, look: Lookup, titles: Mapping[str, str]) -> str:
    if spec.computed:
        return _computed(value, spec)
    match spec.kind:
        case Kind.TEXT | Kind.LONG:
            return str(value)
        case Kind.ATTACHMENT:
            return str(value).replace(";", ",")  # a list of files is counted by its semicolons
        case Kind.INT | Kind.SCORE | Kind.DECIMAL:
            return number(value, spec.digits)
        case Kind.MONEY | Kind.PARTIAL_DATE:
            return str(value)
        case Kind.BOOL:
            return _("Yes") if value else _("No")
        case Kind.DATE:
            return str(value.isoformat())
        case Kind.DATETIME:
            return str(value.astimezone(PHNOM_PENH).strftime("%Y-%m-%d %H:%M"))
        case Kind.CHOICE:
            return value.label if isinstance(value, Choice) else str(value)
        case Kind.TERM:
            return look.term_label(spec.vocab, value)
        case Kind.PLACE:
            return look.place_name(value)
        case Kind.REF:
            return titles.get(value) or look.title(targets_of(spec)[0], value)
        case Kind.LINK:
            return titles.get(value.id) or look.title(value.type, value.id)
        case Kind.CHILD:
            return str(value)
    assert_never(spec.kind)


def _computed(value: Any, spec: Field) -> str:
    match value:
        case bool():
            return _("Yes") if value else _("No")
        case Choice():
            return value.label
        case int() | Decimal():
            return number(value, spec.digits)
        case datetime():
            return value.astimezone(PHNOM_PENH).strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case _:
            return str(value)


def number(value: int | Decimal | float, digits: int = 0) -> str:
    """A number with commas between thousands, without decimals that say nothing."""
    if isinstance(value, int):
        return f"{value:,}"
    text = f"{value:,.{digits or 2}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


Find = Callable[[str, tuple[str, ...]], Link | None]
"""Finds a record by its reference number among these types."""


def parse(spec: Field, text: str, look: Lookup, find: Find) -> Any:
    """The value that a person or a file wrote; None or () when empty. Raises ValueError with a sentence.

    Choices and terms by code, yes/no, links by reference number, several values separated by ";".
    """
    text = text.strip()
    if spec.kind is Kind.CHILD:
        raise ValueError(
            _("“{label}” is a table and cannot be typed into one cell.").format(label=spec.label)
        )
    if spec.many:
        parts = [part.strip() for part in text.split(";") if part.strip()]
        if len(parts) > MOST_VALUES:
            raise ValueError(_("There are more than {n} values in one cell.").format(n=MOST_VALUES))
        return tuple(_parse_one(spec, part, look, find) for part in parts)
    return _parse_one(spec, text, look, find) if text else None


def _parse_one(spec: Field, text: str, look: Lookup, find: Find) -> Any:
    match spec.kind:
        case Kind.TEXT | Kind.LONG:
            return text
        case Kind.INT | Kind.SCORE:
            whole = _whole(text)
            return Score(whole) if spec.kind is Kind.SCORE else whole
        case Kind.DECIMAL:
            return _decimal(text, spec.digits)
        case Kind.MONEY:
            return _money(text)
        case Kind.BOOL:
            return _yes_no(text)
        case Kind.DATE:
            return _day(text)
        case Kind.PARTIAL_DATE:
            return PartialDate.parse(text)
        case Kind.DATETIME:
            return _instant(text)
        case Kind.CHOICE:
            return _choice(spec, text)
        case Kind.TERM:
            return _term(spec, text, look)
        case Kind.PLACE:
            return _place(text)
        case Kind.REF | Kind.LINK:
            return _link(spec, text, find)
        case Kind.ATTACHMENT | Kind.CHILD:
            raise ValueError(_("“{label}” cannot be typed.").format(label=spec.label))
    assert_never(spec.kind)


def _whole(text: str) -> int:
    plain = western_digits(text).replace(",", "").replace(" ", "").replace("\u00a0", "")
    try:
        found = int(plain)
    except ValueError as trouble:
        raise ValueError(_("“{text}” is not a whole number.").format(text=_start(text))) from trouble
    _bounded(found, text)
    return found


def _bounded(number: int | Decimal, text: str) -> None:
    """Refuse what no column can hold."""
    if not -MOST_NUMBER < number < MOST_NUMBER:
        raise ValueError(_("“{text}” is too large a number.").format(text=_start(text)))


def _start(text: str) -> str:
    """So much of what was written as fits into a sentence."""
    return text if len(text) <= 60 else text[:60] + "…"


def _decimal(text: str, digits: int) -> Decimal:
    try:
        found = Decimal(western_digits(text).replace(",", "").replace(" ", ""))
    except InvalidOperation as trouble:
        raise ValueError(_("“{text}” is not a number.").format(text=_start(text))) from trouble
    if not found.is_finite():
        raise ValueError(_("“{text}” is not a number.").format(text=_start(text)))
    _bounded(found, text)
    if found != round(found, digits):
        raise ValueError(_("“{text}” has more than {n} decimals.").format(text=_start(text), n=digits))
    return found


def _money(text: str) -> Money:
    amount, _space, currency = text.replace("$", "USD ").strip().rpartition(" ")
    if currency and currency.upper() not in ("USD", "KHR", "EUR"):
        amount, currency = (f"{amount} {currency}".strip(), "USD")
        first, _space, rest = amount.partition(" ")
        if first.upper() in ("USD", "KHR", "EUR"):
            amount, currency = rest, first
    return Money(_decimal(amount, 2), currency.upper() or "USD")


def _yes_no(text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise ValueError(_("Write yes or no, not “{text}”.").format(text=text))


def _day(text: str) -> date:
    found = PartialDate.parse(text)
    if found.precision != "day":
        raise ValueError(_("“{text}” is not a day. Write it like 2024-01-26.").format(text=text))
    return found.day


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(western_digits(text))
    except ValueError as trouble:
        raise ValueError(
            _("“{text}” is not a time. Write it like 2024-01-26 14:30.").format(text=text)
        ) from trouble
    return found if found.tzinfo else found.replace(tzinfo=PHNOM_PENH)


def _choice(spec: Field, text: str) -> Choice:
    assert spec.choices is not None
    for one in spec.choices:
        if text in (one.value, one.label):
            return one
    raise ValueError(_("“{text}” is not one of: {list}.").format(text=text, list=", ".join(spec.choices)))


def _term(spec: Field, text: str, look: Lookup) -> Term:
    codes = look.term_codes(spec.vocab)
    if codes is not None and text not in codes:
        known = ", ".join(sorted(codes))
        raise ValueError(_("“{text}” is not one of: {list}.").format(text=text, list=known))
    return Term(text)


def _place(text: str) -> Place:
    places = gazetteer()
    if places.place(western_digits(text)):
        return Place(western_digits(text))
    found = places.called(text)
    if len(found) == 1:
        return Place(found[0].code)
    alike = "; ".join(f"{row.code} {places.label(row.code)}" for row in (found or places.search(text))[:5])
    if found:
        raise ValueError(
            _("“{text}” is the name of several places. Write the code: {list}.").format(text=text, list=alike)
        )
    if alike:
        raise ValueError(
            _("“{text}” is not a place of the gazetteer. Alike are: {list}.").format(text=text, list=alike)
        )
    raise ValueError(_("“{text}” is not a place of the gazetteer.").format(text=text))


def _link(spec: Field, text: str, find: Find) -> Any:
    found = find(text, targets_of(spec))
    if found is None:
        raise ValueError(_("There is no record with the reference “{text}”.").format(text=text))
    return found if spec.kind is Kind.LINK else Ref[Any](found.id)
