"""Record classes → SQLAlchemy tables. Every compartment has the same tables, under another key."""

from __future__ import annotations

from functools import cache
from typing import assert_never

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from civicdesk.records.fields import Field, Kind
from civicdesk.records.record import ENVELOPE, PARENTS, Child, Record, fields_of, record_types, targets_of

METADATA = MetaData()

FTS = (
    "CREATE VIRTUAL TABLE search USING fts5(words, content='', contentless_delete=1, "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'\")"
)
"""The search index: folded words, Khmer cut into clusters; it holds no readable copy of the text."""

_ENVELOPE_COLUMNS = {"id", "ref", "state"}


def columns_of(spec: Field) -> tuple[str, ...]:
    """Names of the columns that hold one field."""
    match spec.kind:
        case Kind.MONEY:
            return spec.key, f"{spec.key}_currency"
        case Kind.PARTIAL_DATE:
            return spec.key, f"{spec.key}_precision", f"{spec.key}_text"
        case Kind.LINK if not spec.many:
            return f"{spec.key}_type", f"{spec.key}_id"
        case _:
            return (spec.key,)


def _columns(spec: Field, home: str, table: str) -> list[Column[object] | CheckConstraint]:
    key = spec.key
    if spec.many or spec.kind is Kind.CHILD:  # a list, or rows inside a child row
        return [Column(key, Text), _check(table, key, f'"{key}" IS NULL OR json_valid("{key}")')]
    match spec.kind:
        case Kind.TEXT:
            return [Column(key, Text(collation="NOCASE"))]
        case Kind.LONG | Kind.CHOICE | Kind.TERM | Kind.PLACE | Kind.DATE | Kind.DATETIME:
            return [Column(key, Text)]
        case Kind.ATTACHMENT:
            return [Column(key, Text), _check(table, key, f'"{key}" IS NULL OR json_valid("{key}")')]
        case Kind.REF:
            return [_ref_column(spec, home, table)]
        case Kind.INT | Kind.DECIMAL:
            return [Column(key, Integer)]
        case Kind.SCORE:
            return [Column(key, Integer), _check(table, key, f'"{key}" BETWEEN 1 AND 5')]
        case Kind.BOOL:
            return [Column(key, Integer), _check(table, key, f'"{key}" IN (0, 1)')]
        case Kind.MONEY:
            return [Column(key, Integer), Column(f"{key}_currency", Text)]
        case Kind.PARTIAL_DATE | Kind.LINK:
            return [Column(name, Text) for name in columns_of(spec)]
    assert_never(spec.kind)


def _check(table: str, key: str, rule: str) -> CheckConstraint:
    return CheckConstraint(rule, name=f"ck_{table}_{key}")


def _ref_column(spec: Field, home: str, own_type: str) -> Column[object]:
    """A foreign key where both ends always live in the same database, else a plain column.

    Keys to the staff of the envelope are plain: a record of another compartment has them too.
    """
    (target,) = targets_of(spec)
    there = next(cls.meta.compartment for cls in record_types() if cls.meta.name == target)
    if home == there != PARENTS and not spec.envelope:
        key = ForeignKey(
            f"{target}.id", deferrable=True, initially="DEFERRED", name=f"fk_{own_type}_{spec.key}"
        )
        return Column(spec.key, Text, key, index=False)
    return Column(spec.key, Text)


def child_table_name(type_name: str, key: str) -> str:
    """Name of the table that holds the rows of a child field."""
    return f"{type_name}__{key}"


def _record_table(cls: type[Record]) -> Table:
    meta = cls.meta
    specs = [
        s for s in (*ENVELOPE, *meta.fields) if s.kind is not Kind.CHILD and s.key not in _ENVELOPE_COLUMNS
    ]
    columns: list[Column[object] | CheckConstraint] = [
        Column("rid", Integer, primary_key=True),
        Column("id", Text, nullable=False, unique=True),
        Column("ref", Text, nullable=False, unique=True),
        Column("state", Text, nullable=False),
        Column("trashed_at", Text),
    ]
    for spec in specs:
        columns += _columns(spec, meta.compartment, meta.name)
    table = Table(meta.name, METADATA, *columns, sqlite_strict=True)
    _index(table, specs, meta.sort.lstrip("-"))
    return table


def _index(table: Table, specs: list[Field], sort: str) -> None:
    """What a list screen needs (newest or in order, per state), and every link followed backwards.

    The lists' indexes hold only what is not in the trash: were `trashed_at` their first column, SQLite would
    think it selective and read a whole list through it where it could follow one link. It is their last column
    so that the index alone answers which rows a list has.
    """
    c = table.c
    kept = c.trashed_at.is_(None)
    Index(f"ix_{table.name}_list", c[sort], c.rid, c.trashed_at, sqlite_where=kept)
    Index(f"ix_{table.name}_state", c.state, c[sort], c.rid, c.trashed_at, sqlite_where=kept)
    for spec in specs:
        if spec.kind is Kind.REF and not spec.many and not spec.envelope:
            Index(f"ix_{table.name}_{spec.key}", c[spec.key])


def _child_table(cls: type[Record], spec: Field, child: type[Child]) -> Table:
    name = child_table_name(cls.meta.name, spec.key)
    parent = [] if spec.kept_in else [ForeignKey(f"{cls.meta.name}.id", ondelete="CASCADE")]
    columns: list[Column[object] | CheckConstraint] = [
        Column("rid", Integer, primary_key=True),
        Column("parent", Text, *parent, nullable=False),
        Column("position", Integer, nullable=False),
    ]
    for inner in fields_of(child):
        columns += _columns(inner, spec.kept_in or cls.meta.compartment, name)
    table = Table(name, METADATA, *columns, sqlite_strict=True)
    Index(f"ix_{name}_parent", table.c.parent, table.c.position)
    return table


def _declare() -> None:
    for cls in record_types():
        _record_table(cls)
        for spec in cls.meta.fields:
            if spec.kind is Kind.CHILD and spec.child is not None:
                _child_table(cls, spec, spec.child)


_declare()

change = Table(
    "change",
    METADATA,
    Column("seq", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("member", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("fields", Text),
    Column("reason", Text),
    Column("salt", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("state_digest", LargeBinary),
    Column("prev", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_strict=True,
)
Index("ix_change_record", change.c.record, change.c.seq)

checkpoint = Table(
    "checkpoint",
    METADATA,
    Column("seq", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("member", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    sqlite_strict=True,
)

link = Table(
    "link",
    METADATA,
    Column("from_id", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("to_id", Text, nullable=False),
    Column("from_type", Text, nullable=False),
    Column("to_type", Text, nullable=False),
    PrimaryKeyConstraint("from_id", "field", "to_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
Index("ix_link_to", link.c.to_id)

term = Table(
    "term",
    METADATA,
    Column("vocab", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("label_en", Text, nullable=False),
    Column("label_km", Text),
    Column("parent", Text),
    Column("position", Integer, nullable=False),
    Column("active", Integer, nullable=False),
    CheckConstraint("active IN (0, 1)", name="ck_term_active"),
    Column("help", Text),
    PrimaryKeyConstraint("vocab", "code"),
    sqlite_strict=True,
)

setting = Table(
    "setting",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    CheckConstraint("json_valid(value)", name="ck_setting_value"),
    sqlite_strict=True,
)

letter = Table(
    "letter",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("cid", Text, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_strict=True,
)

counter = Table(
    "counter",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("value", Integer, nullable=False),
    sqlite_strict=True,
)

export_record = Table(
    "export_record",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("report", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("tlp", Text, nullable=False),
    Column("records", Integer, nullable=False),
    Column("redactions", Integer, nullable=False),
    Column("copy_no", Integer),
    Column("purpose", Text),
    Column("given_to", Text),
    Column("sha256", Text, nullable=False),
    Column("returned_on", Text),
    Column("figures", Text),
    CheckConstraint("figures IS NULL OR json_valid(figures)", name="ck_export_figures"),
    sqlite_strict=True,
)

search_row = Table(
    "search_row",
    METADATA,
    Column("rowid", Integer, primary_key=True),
    Column("type", Text, nullable=False),
    Column("record", Text, nullable=False, unique=True),
    sqlite_strict=True,
)


@cache
def statements() -> tuple[str, ...]:
    """The whole schema as SQL, for a new database; a test proves that the revisions lead to the same."""
    dialect = sqlite.dialect()
    tables = list(METADATA.tables.values())
    made = [str(CreateTable(table).compile(dialect=dialect)) for table in tables]
    made += [
        str(CreateIndex(one).compile(dialect=dialect)) for table in tables for one in sorted_indexes(table)
    ]
    return (*made, FTS)


def sorted_indexes(table: Table) -> list[Index]:
    """Indexes of a table in a stable order."""
    return sorted(table.indexes, key=lambda index: str(index.name))
