"""What a list asks for: a type, an order, conditions; and how that is said in SQL, always on an index first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, Table, and_, literal, or_, select, tuple_

from civicdesk.records.fields import Field, Kind
from civicdesk.records.record import Record, record_type
from civicdesk.vault import search
from civicdesk.vault.mapping import scalar
from civicdesk.vault.schema import METADATA, link

RecordClass: TypeAlias = type[Record]

OPERATORS = ("=", "<", ">", "<=", ">=", "in", "contains", "empty", "filled", "below")


@dataclass(frozen=True)
class Condition:
    """One condition of a filter; `below` is a place with everything inside it, `in` takes several values."""

    key: str
    op: str
    value: Any = None


@dataclass(frozen=True)
class Query:
    """A list: `sort` is a key, with "-" for descending; `text` searches words; `trash` shows what was deleted."""

    type: str
    sort: str = ""
    filters: tuple[Condition, ...] = ()
    text: str = ""
    trash: bool = False

    @property
    def cls(self) -> RecordClass:
        """The record class asked for."""
        return record_type(self.type)

    @property
    def order(self) -> tuple[str, bool]:
        """Column to sort by and whether descending; the type's own order when the key cannot be sorted by."""
        asked = self.sort or self.cls.meta.sort
        if asked.lstrip("-") not in METADATA.tables[self.cls.meta.name].c:
            asked = self.cls.meta.sort
        return asked.lstrip("-"), asked.startswith("-")


def table_of(type_name: str) -> Table:
    """The table that holds records of a type."""
    return METADATA.tables[record_type(type_name).meta.name]


def ordered(query: Query, *columns: ColumnElement[Any]) -> Select[Any]:
    """The query with its conditions and its order, giving the named columns."""
    table = table_of(query.type)
    key, down = query.order
    sort, rid = table.c[key], table.c.rid
    return conditioned(query, *columns).order_by(sort.desc() if down else sort, rid.desc() if down else rid)


def conditioned(query: Query, *columns: ColumnElement[Any]) -> Select[Any]:
    """The query with its conditions only."""
    table = table_of(query.type)
    trashed: ColumnElement[bool] = (
        table.c.trashed_at.is_not(None) if query.trash else table.c.trashed_at.is_(None)
    )
    if query.text.strip():
        trashed = trashed & table.c.id.in_(search.containing(query.text, query.cls.meta.name))
    return select(*columns).where(trashed, *(_said(query.cls, table, one) for one in query.filters))


def following(query: Query, last: tuple[Any, int]) -> tuple[ColumnElement[bool], ...]:
    """Rows that follow the row with this sort value and rid: how the next page is found without counting.

    Where there are two conditions, the rows of the second come after all those of the first. They are not one
    condition, because SQLite can go straight to a place in an index for each of them but not for both at once.
    """
    table = table_of(query.type)
    key, down = query.order
    sort, rid = table.c[key], table.c.rid
    value, number = last
    if value is None:  # empty values come first ascending, last descending
        empty = sort.is_(None)
        return (and_(empty, rid < number),) if down else (and_(empty, rid > number), sort.is_not(None))
    here, there = tuple_(sort, rid), tuple_(literal(value, sort.type), literal(number))
    if not down:
        return (here > there,)
    return (here < there, sort.is_(None)) if sort.nullable else (here < there,)


def _said(cls: type[Record], table: Table, one: Condition) -> ColumnElement[bool]:
    spec = cls.meta.field(one.key)
    if one.op in ("=", "in") and one.value is not None and _has_link_rows(spec):
        return _said_of_links(spec, table, one)
    column = table.c[f"{one.key}_id"] if spec.kind is Kind.LINK and not spec.many else table.c[one.key]
    if spec.many and one.op not in ("empty", "filled"):
        return _said_of_list(column, one)
    match one.op:
        case "empty":
            return column.is_(None)
        case "filled":
            return column.is_not(None)
        case "in":
            return column.in_([scalar(spec, value) for value in one.value])
        case "contains":
            return column.contains(str(one.value), autoescape=True)
        case "below":
            return column.startswith(str(one.value), autoescape=True)
        case "=":
            return column.is_(None) if one.value is None else column == scalar(spec, one.value)
        case "<" | ">" | "<=" | ">=":
            return column.op(one.op, is_comparison=True)(scalar(spec, one.value))
        case _:
            raise ValueError(f"unknown operator {one.op}")


def _has_link_rows(spec: Field) -> bool:
    """Whether a field is searched by its links: a list of references, or a link to any of several types."""
    return not spec.envelope and (spec.kind is Kind.LINK or (spec.kind is Kind.REF and spec.many))


def _said_of_links(spec: Field, table: Table, one: Condition) -> ColumnElement[bool]:
    """Links are followed backwards by their index; the JSON text of a list would have to be read in every row."""
    values: Sequence[Any] = one.value if one.op == "in" else (one.value,)
    ends = [str(getattr(value, "id", value)) for value in values]
    return table.c.id.in_(select(link.c.from_id).where(link.c.to_id.in_(ends), link.c.field == spec.key))


def _said_of_list(column: ColumnElement[Any], one: Condition) -> ColumnElement[bool]:
    """Lists are kept as JSON text: a code in it stands between quotation marks."""
    values: Sequence[Any] = one.value if one.op == "in" else (one.value,)
    opening = '"'
    closing = "" if one.op in ("below", "contains") else '"'
    found = [column.contains(f"{opening}{getattr(v, 'id', v)}{closing}", autoescape=True) for v in values]
    return or_(*found)
