"""Reading and writing records of any type in one compartment. Nothing here checks rules: `transaction` does."""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from threading import RLock
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from civicdesk.records.fields import Field, Kind
from civicdesk.records.plain import SET_BY_STORE
from civicdesk.records.record import Record, record_type
from civicdesk.vault import search
from civicdesk.vault.changes import Journal
from civicdesk.vault.connection import VaultConnection, engine_for, rekey
from civicdesk.vault.mapping import child_specs, columns, from_row, links_of, stored_specs, to_row, value_in
from civicdesk.vault.query import Query, conditioned, following, ordered, table_of
from civicdesk.vault.schema import METADATA, child_table_name, columns_of, counter, link

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MANY = 500
"""Most ids asked for in one statement."""
_LINKING = frozenset((Kind.REF, Kind.LINK, Kind.CHILD))
"""Kinds of fields that can hold a link."""


class Store:
    """One open compartment: its connection, its tables, its journal."""

    def __init__(self, kind: str, raw: VaultConnection, journal: Journal, guard: RLock | None = None) -> None:
        self.kind = kind
        self.raw = raw
        if guard is not None:  # of the vault: what one thread does in several compartments is one thing for the others
            raw.guard = guard
        self.journal = replace(journal, older=tuple(self._audit_keys()))
        self.engine = engine_for(raw)
        self.db: Connection = self.engine.connect()
        self.writing = False

    def close(self) -> None:
        """Close the database; nothing can be read afterwards."""
        try:
            self.db.close()
            self.engine.dispose()
        finally:
            self.raw.close()

    def begin(self) -> None:
        """Begin to write; the commit counter goes up with every transaction."""
        self.raw.execute("BEGIN IMMEDIATE")
        self.raw.execute("UPDATE meta SET value = value + 1 WHERE key = 'commits'")
        self.writing = True

    def commit(self) -> None:
        """Make what was written durable. After an error it looks whether the save has landed all the same."""
        expected = self.commits()
        try:
            self.raw.execute("COMMIT")
        except Exception:
            self.rollback()
            if self.commits() != expected:
                raise
        finally:
            self.writing = False

    def rollback(self) -> None:
        """Take back what was written since `begin`."""
        self.writing = False
        if self.raw.in_transaction:
            self.raw.execute("ROLLBACK")

    def commits(self) -> int:
        """How many transactions this compartment has seen."""
        return int(self.raw.execute("SELECT value FROM meta WHERE key = 'commits'").fetchone()[0])

    def renew(self, key96: bytes, audit_key: bytes) -> None:
        """Put the database under another key, wholly or not at all; the journal goes on under another one.

        The key of the lines so far is kept inside the database: who could read them can check them. Where it
        fails the store is closed, and only a new opening tells under which key the database stands.
        """
        known = [*self._audit_keys(), (self.journal.head(self.db)[0], self.journal.key)]
        self.begin()
        value = json.dumps([[last, key.hex()] for last, key in known])
        self.raw.execute("INSERT OR REPLACE INTO meta VALUES ('audit_keys', ?)", (value,))
        self.commit()
        try:
            rekey(self.raw, key96)
        except BaseException:
            self.close()  # the library may hold the new key over old pages: nothing is written through it again
            raise
        self.journal = Journal(audit_key, tuple(known))

    def _audit_keys(self) -> list[tuple[int, bytes]]:
        row = self.raw.execute("SELECT value FROM meta WHERE key = 'audit_keys'").fetchone()
        return [(int(last), bytes.fromhex(key)) for last, key in json.loads(row[0])] if row else []

    # records ------------------------------------------------------------------------------------

    def get(self, type_name: str, record_id: str) -> Record | None:
        """One record with everything in it, also from the trash."""
        table = table_of(type_name)
        return next(iter(self._load(type_name, table.c.id == record_id)), None)

    def by_ref(self, type_name: str, ref: str) -> Record | None:
        """The record with this reference."""
        table = table_of(type_name)
        return next(iter(self._load(type_name, table.c.ref == ref)), None)

    def by_ids(self, type_name: str, ids: Sequence[str]) -> list[Record]:
        """Records by their ids, in any order; at most some hundreds."""
        return self._load(type_name, table_of(type_name).c.id.in_(ids))

    def by_keys(self, type_name: str, rids: Sequence[int]) -> dict[int, Record]:
        """Records by their row numbers."""
        table = table_of(type_name)
        return dict(self._load_pairs(type_name, table.c.rid.in_(rids)))

    def cells(
        self, type_name: str, rids: Sequence[int], specs: Sequence[Field]
    ) -> Iterator[tuple[int, str, dict[str, Any]]]:
        """(row number, id, values by key) of these rows; the fields must be columns of the type's own table."""
        table = table_of(type_name)
        names = dict.fromkeys(("rid", "id", *(name for spec in specs for name in columns_of(spec))))
        rows = self.db.execute(select(*(table.c[name] for name in names)).where(table.c.rid.in_(rids)))
        for row in rows.mappings():
            yield row["rid"], row["id"], {spec.key: value_in(spec, row) for spec in specs}

    def by_keys_all(self, type_name: str, rids: Sequence[int]) -> list[Record]:
        """Records in the order of their row numbers as given."""
        records: list[Record] = []
        for start in range(0, len(rids), _MANY):
            part = list(rids[start : start + _MANY])
            found = self.by_keys(type_name, part)
            records += [found[rid] for rid in part if rid in found]
        return records

    def iterate(self, type_name: str, size: int = _MANY) -> Iterator[list[Record]]:
        """All records in pages, by row number, without those in the trash."""
        table = table_of(type_name)
        last = 0
        while True:
            where = (table.c.rid > last) & table.c.trashed_at.is_(None)
            rids = list(
                self.db.execute(select(table.c.rid).where(where).order_by(table.c.rid).limit(size)).scalars()
            )
            if not rids:
                return
            yield self.by_keys_all(type_name, rids)
            last = rids[-1]

    def _load(self, type_name: str, where: Any) -> list[Record]:
        return [record for _rid, record in self._load_pairs(type_name, where)]

    def _load_pairs(self, type_name: str, where: Any) -> list[tuple[int, Record]]:
        cls = record_type(type_name)
        rows = self.db.execute(select(table_of(type_name)).where(where)).mappings().all()
        children = self._children(cls, [row["id"] for row in rows]) if rows else {}
        return [(row["rid"], cls(**{**from_row(cls, row), **children.get(row["id"], {})})) for row in rows]

    def _children(self, cls: type[Record], ids: Sequence[str]) -> Mapping[str, Mapping[str, tuple[Any, ...]]]:
        found: dict[str, dict[str, tuple[Any, ...]]] = defaultdict(dict)
        for spec in child_specs(cls):
            if spec.kept_in and spec.kept_in != self.kind:
                continue
            for record_id, rows in self.child_rows(cls, spec, ids).items():
                found[record_id][spec.key] = rows
        return found

    def child_rows(self, cls: type[Record], spec: Field, ids: Sequence[str]) -> Mapping[str, tuple[Any, ...]]:
        """Rows of one child field of several records, in their order."""
        assert spec.child is not None
        table = METADATA.tables[child_table_name(cls.meta.name, spec.key)]
        rows = self.db.execute(
            select(table).where(table.c.parent.in_(ids)).order_by(table.c.parent, table.c.position)
        )
        found: dict[str, list[Any]] = defaultdict(list)
        for row in rows.mappings():
            found[row["parent"]].append(spec.child(**from_row(spec.child, row)))
        return {record_id: tuple(children) for record_id, children in found.items()}

    # lists --------------------------------------------------------------------------------------

    def keys(self, query: Query, limit: int | None = None) -> array[int]:
        """Row numbers of a list in its order: 8 bytes a row."""
        table = table_of(query.type)
        return array("q", self.db.execute(ordered(query, table.c.rid).limit(limit)).scalars())

    def sorted_keys(self, query: Query, limit: int | None = None) -> list[tuple[Any, int]]:
        """(sort value, row number) of a list, for merging the lists of several compartments."""
        table = table_of(query.type)
        rows = self.db.execute(ordered(query, table.c[query.order[0]], table.c.rid).limit(limit))
        return [(row[0], row[1]) for row in rows]

    def page(
        self, query: Query, last: tuple[Any, int] | None = None, size: int = 50
    ) -> list[Mapping[str, Any]]:
        """One page of a list's own columns, after the row (sort value, rid) `last`; found by index, never counted."""
        table = table_of(query.type)
        names = dict.fromkeys(["rid", "id", "ref", "state", query.order[0], *query.cls.meta.columns])
        chosen = [table.c[name] for name in names if name in table.c]
        question = ordered(query, *chosen)
        parts = (question,) if last is None else tuple(map(question.where, following(query, last)))
        found: list[Mapping[str, Any]] = []
        for part in parts:
            if len(found) < size:
                found += map(dict, self.db.execute(part.limit(size - len(found))).mappings())
        return found

    def count(self, query: Query) -> int:
        """How many rows a list has."""
        return int(self.db.execute(conditioned(query, func.count(table_of(query.type).c.rid))).scalar() or 0)

    def titles(self, type_name: str, ids: Iterable[str]) -> dict[str, str]:
        """Titles of records by id."""
        cls = record_type(type_name)
        table = table_of(type_name)
        wanted = list(dict.fromkeys(ids))
        found: dict[str, str] = {}
        for start in range(0, len(wanted), _MANY):
            question = select(table.c.id, table.c[cls.meta.title]).where(
                table.c.id.in_(wanted[start : start + _MANY])
            )
            found |= {row[0]: str(row[1] or "") for row in self.db.execute(question)}
        return found

    def backlinks(self, record_id: str) -> list[tuple[str, str, str]]:
        """(type, id, field) of every record that points to this one."""
        rows = self.db.execute(
            select(link.c.from_type, link.c.from_id, link.c.field).where(link.c.to_id == record_id)
        )
        return [(row[0], row[1], row[2]) for row in rows]

    # writing, inside a transaction --------------------------------------------------------------

    def write(self, record: Record, changed: Collection[str], *, new: bool) -> None:
        """Insert a record, or write what has `changed` in it: columns, child rows, links, words."""
        table = table_of(record.meta.name)
        if new:
            self.db.execute(insert(table).values(**to_row(record)))
        else:
            values = _changed_columns(record, changed)
            self.db.execute(update(table).where(table.c.id == record.id).values(**values))
        for spec in child_specs(type(record)):
            if spec.key in changed and (not spec.kept_in or spec.kept_in == self.kind):
                self.write_children(record, spec, new=new)
        if new or any(record.meta.field(key).kind in _LINKING for key in changed):
            self._write_links(record, new=new)
        if new or not self.is_trashed(record.meta.name, record.id):
            search.index(self.db, record)

    def write_children(self, record: Record, spec: Field, *, new: bool = False) -> None:
        """Replace the rows of one child field."""
        table = METADATA.tables[child_table_name(record.meta.name, spec.key)]
        if not new:
            self.db.execute(delete(table).where(table.c.parent == record.id))
        rows = [
            {"parent": record.id, "position": n, **to_row(row)}
            for n, row in enumerate(getattr(record, spec.key))
        ]
        if rows:
            self.db.execute(insert(table), rows)

    def _write_links(self, record: Record, *, new: bool) -> None:
        if not new:
            self.db.execute(delete(link).where(link.c.from_id == record.id))
        unique = {(field, to_id): to_type for field, to_type, to_id in links_of(record)}
        rows = [
            {
                "from_id": record.id,
                "field": field,
                "to_id": to_id,
                "from_type": record.meta.name,
                "to_type": to_type,
            }
            for (field, to_id), to_type in unique.items()
        ]
        if rows:
            self.db.execute(insert(link), rows)

    def set_trashed(self, record: Record, at: str | None) -> None:
        """Put a record into the trash, or take it out; what is in the trash is not found by search."""
        table = table_of(record.meta.name)
        self.db.execute(update(table).where(table.c.id == record.id).values(trashed_at=at, **to_row(record)))
        if at:
            search.forget(self.db, record.id)
        else:
            search.index(self.db, record)

    def is_trashed(self, type_name: str, record_id: str) -> bool:
        """Whether a record lies in the trash."""
        table = table_of(type_name)
        return self.db.execute(select(table.c.trashed_at).where(table.c.id == record_id)).scalar() is not None

    def version_of(self, type_name: str, record_id: str) -> int | None:
        """Version number as it stands in the database; None if there is no such record."""
        table = table_of(type_name)
        value = self.db.execute(select(table.c.version).where(table.c.id == record_id)).scalar()
        return None if value is None else int(value)

    def next_number(self, key: str) -> int:
        """The next number of a counter."""
        value = (self.db.execute(select(counter.c.value).where(counter.c.key == key)).scalar() or 0) + 1
        self.db.execute(insert(counter).prefix_with("OR REPLACE").values(key=key, value=value))
        return value

    def has_ref(self, type_name: str, ref: str) -> bool:
        """Whether a reference is taken."""
        table = table_of(type_name)
        return self.db.execute(select(table.c.rid).where(table.c.ref == ref)).first() is not None


def _changed_columns(record: Record, changed: Collection[str]) -> dict[str, Any]:
    """Columns of the changed fields and of what every save sets: SQLite rewrites each index of a column named."""
    values: dict[str, Any] = {}
    for spec in stored_specs(type(record)):
        if spec.key in changed or spec.key in SET_BY_STORE:
            values |= columns(spec, getattr(record, spec.key))
    return values
