"""Records as plain values (JSON), and back: for the journal, for hashes, for files and for comparing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias, assert_never, cast

from civicdesk.records.fields import Field, Kind
from civicdesk.records.record import ENVELOPE, Child, Record, fields_of, record_type
from civicdesk.records.values import Attachment, Link, Money, PartialDate, Precision, Ref

Plain: TypeAlias = "bool | int | str | list[Any] | dict[str, Any] | None"

SET_BY_STORE = frozenset({"created_at", "created_by", "updated_at", "updated_by", "version"})


def plain(spec: Field, value: object) -> Plain:
    """One field's value as JSON can hold it; None for empty."""
    if value is None:
        return None
    if spec.kind is Kind.CHILD:
        return [row_plain(row) for row in cast("tuple[Child, ...]", value)]
    if spec.many:
        return [_plain_one(spec, one) for one in cast("tuple[object, ...]", value)]
    return _plain_one(spec, value)


def _plain_one(spec: Field, value: Any) -> Plain:
    match spec.kind:
        case Kind.TEXT | Kind.LONG | Kind.TERM | Kind.PLACE | Kind.REF | Kind.CHOICE:
            return str(value)
        case Kind.ATTACHMENT:
            return asdict(value)
        case Kind.INT | Kind.SCORE:
            return int(value)
        case Kind.BOOL:
            return bool(value)
        case Kind.DECIMAL:
            return f"{value:.{spec.digits}f}"
        case Kind.MONEY:
            return {"amount": f"{value.amount:.2f}", "currency": value.currency}
        case Kind.DATE | Kind.DATETIME:
            return str(value.isoformat())
        case Kind.PARTIAL_DATE:
            return {"day": value.day.isoformat(), "precision": value.precision.value, "text": value.text}
        case Kind.LINK:
            return {"type": value.type, "id": value.id}
        case Kind.CHILD:
            raise TypeError("child rows are handled as lists")
    assert_never(spec.kind)


def given(value: Plain) -> Plain:
    """A plain value, with one spelling of empty: zero and "no" were given, and are not empty."""
    return None if value in (None, "", []) else value


def unplain(spec: Field, value: Any) -> Any:
    """The value that `plain` was made from; raises ValueError, KeyError or TypeError on what it cannot be."""
    if spec.kind is Kind.CHILD:
        assert spec.child is not None
        return tuple(row_from_plain(spec.child, row) for row in value or ())
    if spec.many:
        return tuple(_unplain_one(spec, one) for one in value or ())
    return None if value is None else _unplain_one(spec, value)


def _unplain_one(spec: Field, value: Any) -> Any:
    match spec.kind:
        case Kind.TEXT | Kind.LONG | Kind.TERM | Kind.PLACE:
            return str(value)
        case Kind.ATTACHMENT:
            return Attachment(**value)
        case Kind.REF:
            return Ref(value)
        case Kind.CHOICE:
            assert spec.choices is not None
            return spec.choices(value)
        case Kind.INT | Kind.SCORE:
            return int(value)
        case Kind.BOOL:
            return bool(value)
        case Kind.DECIMAL:
            return _number(value)
        case Kind.MONEY:
            return Money(_number(value["amount"]), value["currency"])
        case Kind.DATE:
            return date.fromisoformat(value)
        case Kind.DATETIME:
            return datetime.fromisoformat(value)
        case Kind.PARTIAL_DATE:
            day = date.fromisoformat(value["day"])
            return PartialDate(day, Precision(value.get("precision", "day")), value.get("text") or "")
        case Kind.LINK:
            return Link(value["type"], value["id"])
        case Kind.CHILD:
            raise TypeError("child rows are handled as lists")
    assert_never(spec.kind)


def _number(value: Any) -> Decimal:
    try:
        return Decimal(value)
    except InvalidOperation as trouble:
        raise ValueError from trouble


def row_plain(row: Child) -> dict[str, Plain]:
    """One child row as plain values, empty ones left out."""
    return _filled(row, fields_of(type(row)))


def row_from_plain(cls: type[Child], values: Mapping[str, Any]) -> Child:
    """The child row that `row_plain` was made from."""
    if not isinstance(values, Mapping):
        raise TypeError
    return cls(**{spec.key: unplain(spec, values.get(spec.key)) for spec in cls.specs})


def _filled(owner: Record | Child, specs: Sequence[Field]) -> dict[str, Plain]:
    pairs = ((spec.key, plain(spec, getattr(owner, spec.key))) for spec in specs)
    return {key: value for key, value in pairs if value is not None and value != []}


def record_plain(record: Record, specs: Sequence[Field] | None = None) -> dict[str, Plain]:
    """A record as plain values by field key, envelope included, empty ones left out."""
    return _filled(record, specs if specs is not None else (*ENVELOPE, *fields_of(type(record))))


def record_from_plain(type_name: str, values: Mapping[str, Any]) -> Record:
    """The record that `record_plain` was made from."""
    cls = record_type(type_name)
    specs = (*ENVELOPE, *fields_of(cls))
    return cls(**{spec.key: unplain(spec, values.get(spec.key)) for spec in specs})


def differences(before: Record | None, after: Record, specs: Sequence[Field]) -> dict[str, list[Plain]]:
    """Changed fields: key → [before, after]; what only the store sets is left out."""
    old = record_plain(before, specs) if before is not None else {}
    new = record_plain(after, specs)
    keys = [spec.key for spec in specs if spec.key not in SET_BY_STORE]
    return {key: [old.get(key), new.get(key)] for key in keys if old.get(key) != new.get(key)}


def canonical(values: object) -> bytes:
    """One spelling of plain values, for hashing: sorted keys, no spaces, UTF-8."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
