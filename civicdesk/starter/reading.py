"""Records as they are written in `resources/demo`: plain JSON, links by label, dates as far as known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, assert_never

from civicdesk.records.fields import Field, Kind
from civicdesk.records.record import Child, Record, fields_of
from civicdesk.records.values import Link, Money, PartialDate, Precision

Row = Mapping[str, Any]
Labels = Mapping[str, str]
"""Which record id stands for a label such as "MTG-D4"."""

ENVELOPE_KEYS = ("state", "is_historical", "owner", "classification", "tags", "legal_hold")


def read_record(cls: type[Record], row: Row, labels: Labels) -> Record:
    """The record that a row describes. KeyError for a key, a label or a code that does not exist."""
    unknown = row.keys() - {spec.key for spec in fields_of(cls)} - {*ENVELOPE_KEYS, "id", "notes", "source"}
    if unknown:
        raise KeyError(f"{row['id']}: {', '.join(sorted(unknown))}")
    values = _values(cls, row, labels)
    values |= {key: read_value(cls.meta.field(key), row[key], labels) for key in ENVELOPE_KEYS if key in row}
    return cls(
        id=labels[row["id"]],
        is_demo=True,
        notes=notes_of(row),
        **{"classification": cls.meta.classification, **values},
    )


def notes_of(row: Row) -> str | None:
    """The notes of a record, with the line of the source that its facts come from."""
    lines = [row.get("notes", ""), f"Source: {row['source']}" if row.get("source") else ""]
    return "\n".join(line for line in lines if line) or None


def _values(cls: type[Record] | type[Child], row: Row, labels: Labels) -> dict[str, Any]:
    return {spec.key: read_value(spec, row[spec.key], labels) for spec in fields_of(cls) if spec.key in row}


def read_value(spec: Field, raw: Any, labels: Labels) -> Any:
    """The value of a field; a list where the field takes several values or rows."""
    if raw is None:
        return spec.default
    if spec.child is not None:
        return tuple(_row(spec.child, row, labels) for row in raw)
    if spec.many:
        return tuple(_one(spec, item, labels) for item in raw)
    return _one(spec, raw, labels)


def _row(cls: type[Child], row: Row, labels: Labels) -> Child:
    unknown = row.keys() - {spec.key for spec in fields_of(cls)}
    if unknown:
        raise KeyError(f"{cls.__name__}: {', '.join(sorted(unknown))}")
    return cls(**_values(cls, row, labels))


def _one(spec: Field, raw: Any, labels: Labels) -> Any:
    match spec.kind:
        case Kind.TEXT | Kind.LONG | Kind.TERM | Kind.PLACE:
            return str(raw)
        case Kind.INT | Kind.SCORE:
            return int(raw)
        case Kind.DECIMAL:
            return Decimal(str(raw))
        case Kind.BOOL:
            return bool(raw)
        case Kind.CHOICE:
            assert spec.choices is not None
            return spec.choices(raw)
        case Kind.REF:
            return labels[raw]
        case Kind.LINK:
            return Link(raw["type"], labels[raw["id"]])
        case Kind.MONEY:
            return Money(Decimal(str(raw["amount"])), raw["currency"])
        case Kind.DATE:
            return date.fromisoformat(raw)
        case Kind.DATETIME:
            return datetime.fromisoformat(raw)
        case Kind.PARTIAL_DATE:
            return _partial(raw)
        case Kind.ATTACHMENT:
            raise ValueError(f"{spec.key}: files do not come with the content")
        case Kind.CHILD:
            raise AssertionError("child rows are read by read_value")
    assert_never(spec.kind)


def _partial(raw: str | Row) -> PartialDate:
    if isinstance(raw, str):
        return PartialDate.parse(raw)
    return PartialDate(date.fromisoformat(raw["day"]), Precision(raw["precision"]), raw.get("text", ""))
