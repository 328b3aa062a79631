"""Between a record and the rows that hold it: one place that knows how each kind of value is stored."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias, assert_never

from civicdesk.clock import PHNOM_PENH
from civicdesk.records.fields import Field, Kind
from civicdesk.records.plain import plain, row_from_plain, unplain
from civicdesk.records.record import ENVELOPE, Child, Record, fields_of, targets_of
from civicdesk.records.values import Link, Money, PartialDate, Precision

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

Row: TypeAlias = "Mapping[str, Any] | RowMapping"


def stored_specs(cls: type[Record] | type[Child]) -> tuple[Field, ...]:
    """Fields that are columns of the type's own table: everything but child rows of a record."""
    if issubclass(cls, Record):
        return cls.meta.single
    return fields_of(cls)


def child_specs(cls: type[Record]) -> tuple[Field, ...]:
    """Fields whose rows lie in tables of their own."""
    return cls.meta.tables


def to_row(owner: Record | Child) -> dict[str, Any]:
    """Column values of a record's or a child's own table."""
    row: dict[str, Any] = {}
    for spec in stored_specs(type(owner)):
        row |= columns(spec, getattr(owner, spec.key))
    return row


def columns(spec: Field, value: Any) -> dict[str, Any]:
    """The columns that hold one value."""
    key = spec.key
    if spec.many or spec.kind is Kind.CHILD:
        return {key: json.dumps(plain(spec, value), ensure_ascii=False) if value else None}
    if spec.kind is Kind.MONEY:
        return {key: value and int(value.amount * 100), f"{key}_currency": value and value.currency}
    if spec.kind is Kind.PARTIAL_DATE:
        parts = (value.day.isoformat(), value.precision.value, value.text or None) if value else (None,) * 3
        return dict(zip((key, f"{key}_precision", f"{key}_text"), parts, strict=True))
    if spec.kind is Kind.LINK:
        return {f"{key}_type": value and value.type, f"{key}_id": value and value.id}
    return {key: None if value is None else scalar(spec, value)}


def scalar(spec: Field, value: Any) -> Any:
    """How one plain value stands in its column; also for comparing in a query."""
    match spec.kind:
        case Kind.DECIMAL:
            return int((Decimal(value) * 10**spec.digits).to_integral_value())
        case Kind.MONEY:
            return int(Decimal(getattr(value, "amount", value)) * 100)
        case Kind.BOOL | Kind.INT | Kind.SCORE:
            return int(value)
        case Kind.DATE:
            return value.isoformat() if isinstance(value, date) else str(value)
        case Kind.DATETIME:
            return value.astimezone(PHNOM_PENH).isoformat() if isinstance(value, datetime) else str(value)
        case Kind.PARTIAL_DATE:
            day = value.day if isinstance(value, PartialDate) else value
            return day.isoformat() if isinstance(day, date) else str(day)
        case Kind.TEXT | Kind.LONG | Kind.CHOICE | Kind.TERM | Kind.PLACE | Kind.REF:
            return str(value)
        case Kind.ATTACHMENT | Kind.LINK | Kind.CHILD:
            return json.dumps(plain(spec, value), ensure_ascii=False)
    assert_never(spec.kind)


def from_row(cls: type[Record] | type[Child], row: Row) -> dict[str, Any]:
    """Field values out of the columns of a record's or a child's own table."""
    return {spec.key: value_in(spec, row) for spec in stored_specs(cls)}


def value_in(spec: Field, row: Row) -> Any:
    """One field's value out of its columns."""
    if spec.kind is Kind.LINK and not spec.many:
        return Link(row[f"{spec.key}_type"], row[f"{spec.key}_id"]) if row[f"{spec.key}_id"] else None
    raw = row[spec.key]
    if raw is None:  # most fields of most records
        return () if spec.many or spec.kind is Kind.CHILD else None
    if spec.many:
        return unplain(spec, json.loads(raw))
    if spec.kind is Kind.CHILD:
        assert spec.child is not None
        return tuple(row_from_plain(spec.child, r) for r in json.loads(raw))
    match spec.kind:
        case Kind.DECIMAL:
            return Decimal(raw).scaleb(-spec.digits)
        case Kind.MONEY:
            return Money(Decimal(raw).scaleb(-2), row[f"{spec.key}_currency"])
        case Kind.PARTIAL_DATE:
            precision = Precision(row[f"{spec.key}_precision"] or "day")
            return PartialDate(date.fromisoformat(raw), precision, row[f"{spec.key}_text"] or "")
        case Kind.ATTACHMENT:
            return unplain(spec, json.loads(raw))
        case _:
            return unplain(spec, raw)


def links_of(record: Record) -> Iterator[tuple[str, str, str]]:
    """Every link a record holds, children included: (field, type it points to, id)."""
    yield from _links(record, "", (*ENVELOPE, *fields_of(type(record))))


def _links(owner: Record | Child, prefix: str, specs: Sequence[Field]) -> Iterator[tuple[str, str, str]]:
    for spec in specs:
        value = getattr(owner, spec.key)
        if spec.kind is Kind.CHILD:
            for child in value:
                yield from _links(child, f"{spec.key}.", fields_of(type(child)))
        elif spec.kind in (Kind.REF, Kind.LINK) and value and not spec.envelope:
            for one in value if spec.many else (value,):
                yield (prefix + spec.key, *_end(spec, one))


def _end(spec: Field, value: Any) -> tuple[str, str]:
    return (value.type, value.id) if isinstance(value, Link) else (targets_of(spec)[0], str(value))
