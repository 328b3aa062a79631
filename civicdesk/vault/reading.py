"""Reading an open vault: records, lists, links, search and history, over every compartment the person can open."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import merge
from string import ascii_uppercase
from threading import RLock
from typing import Any

from civicdesk.i18n import _
from civicdesk.records.fields import Field, Kind
from civicdesk.records.problems import Lookup
from civicdesk.records.record import (
    COMPARTMENTS,
    PARENTS,
    PROGRAMME,
    Record,
    record_type,
    record_types,
    targets_of,
)
from civicdesk.records.values import Link
from civicdesk.vault import search
from civicdesk.vault.changes import Change
from civicdesk.vault.query import Condition, Query
from civicdesk.vault.store import Store
from civicdesk.vault.terms import TermRow, Vocabularies

_SMALL = {ord(letter): letter.lower() for letter in ascii_uppercase}
TRIP = "travel"
"""Setting that only a travel copy has: most of its vault stayed at home."""
_SHIFT = 48
"""A row key is the number of the compartment above the row number in it."""


def may_lie_apart(type_name: str) -> bool:
    """Whether records of a type may lie in a compartment that an administrator made (a sensitive campaign).

    What everybody needs (staff, protocols with who has read them, what was disposed of) stays where everybody is.
    """
    shared = ("staff_member", "protocol", "disposal_record")
    return record_type(type_name).meta.compartment in (PROGRAMME, PARENTS) and type_name not in shared


@dataclass(frozen=True)
class Row:
    """One line of a list: values by column key, and the titles of the records they point to."""

    key: int
    cls: type[Record]
    id: str
    values: Mapping[str, Any]
    titles: Mapping[str, str]


@dataclass(frozen=True)
class Hit:
    """One record found, with a piece of its text around the words."""

    type: str
    id: str
    ref: str
    title: str
    state: str
    excerpt: str = ""
    field: str = ""


class Reading:
    """Everything that can be asked of an open vault. One lock inside: any thread may ask, one at a time."""

    stores: dict[str, Store]
    kinds: frozenset[str]
    """Kinds of all compartments of the vault, open or closed to this person."""
    vocabularies_: Vocabularies
    lock: RLock

    def look(self) -> Lookup:
        """How rules look at this vault."""
        raise TypeError("only an open vault can be looked at")

    # single records ------------------------------------------------------------------------------

    def stores_of(self, type_name: str) -> list[Store]:
        """The open compartments in which records of a type can lie."""
        kind = record_type(type_name).meta.compartment
        homes = [kind] if kind != PARENTS else [one for one in COMPARTMENTS if one in self.stores]
        if may_lie_apart(type_name):
            homes += [one for one in self.stores if one not in COMPARTMENTS]
        return [self.stores[one] for one in homes if one in self.stores]

    @property
    def order(self) -> tuple[str, ...]:
        """Every kind of compartment that is open or usual; its place is part of the keys of rows."""
        return (*COMPARTMENTS, *sorted(kind for kind in self.stores if kind not in COMPARTMENTS))

    @property
    def is_whole(self) -> bool:
        """Whether this person can open every compartment there is."""
        return all(kind in self.stores for kind in self.kinds) and self.setting(TRIP) is None

    def get(self, type_name: str, record_id: str) -> Record | None:
        """A record with everything in it that this person may read; None if there is none."""
        with self.lock:
            for store in self.stores_of(type_name):
                record = store.get(type_name, record_id)
                if record is not None:
                    return self._completed([record], store)[0]
        return None

    def _completed(self, records: Sequence[Record], home: Store) -> list[Record]:
        """Add the parts that lie in another compartment, where this person can open it."""
        cls, ids = type(records[0]), [record.id for record in records]
        found: dict[str, dict[str, Any]] = defaultdict(dict)
        for spec in cls.meta.fields:
            if spec.kept_in and spec.kept_in != home.kind and spec.kept_in in self.stores:
                for record_id, rows in self.stores[spec.kept_in].child_rows(cls, spec, ids).items():
                    found[record_id][spec.key] = rows
        return [record.replaced(**found[record.id]) if record.id in found else record for record in records]

    def by_ref(self, ref: str) -> Record | None:
        """The record with this reference, whatever its type."""
        wanted = ref.strip()
        with self.lock:
            for cls in record_types():
                if wanted.upper().startswith(cls.meta.prefix + "-"):
                    for store in self.stores_of(cls.meta.name):
                        if record := store.by_ref(cls.meta.name, wanted):
                            return self.get(cls.meta.name, record.id)
        return None

    def iterate(self, type_name: str) -> Iterator[Record]:
        """All records of a type, read a page at a time; those in the trash are left out."""
        for store in self.stores_of(type_name):
            pages = store.iterate(type_name)
            while True:
                with self.lock:
                    page = next(pages, None)
                    records = self._completed(page, store) if page else []
                if page is None:
                    break
                yield from records

    def find(self, type_name: str, **equals: object) -> list[Record]:
        """Records whose fields equal the given values."""
        filters = tuple(Condition(key, "=", value) for key, value in equals.items())
        return self.matching(Query(type_name, filters=filters))

    def matching(self, query: Query) -> list[Record]:
        """All records of a list, in its order."""
        with self.lock:
            found: dict[int, Record] = {}
            keys = self.keys(query)
            for store, rids in self._by_store(query.type, keys).items():
                index = self.order.index(store.kind) << _SHIFT
                records = self._completed(store.by_keys_all(query.type, rids), store)
                found |= {index | rid: record for rid, record in zip(rids, records, strict=False)}
            return [found[key] for key in keys if key in found]

    # lists ---------------------------------------------------------------------------------------

    def keys(self, query: Query, limit: int | None = None) -> array[int]:
        """Keys of all rows of a list in order, 8 bytes each; `limit` for the first ones only."""
        with self.lock:
            stores = self.stores_of(query.type)
            if len(stores) == 1:
                index = self.order.index(stores[0].kind) << _SHIFT
                rids = stores[0].keys(query, limit)
                return rids if index == 0 else array("q", (index | rid for rid in rids))
            return self._merged(stores, query, limit)

    def _merged(self, stores: Iterable[Store], query: Query, limit: int | None) -> array[int]:
        """Rows of several compartments in one order."""
        found: list[tuple[bool, Any, int]] = []
        for store in stores:
            index = self.order.index(store.kind) << _SHIFT
            found += [
                (value is not None, _alike(value), index | rid)
                for value, rid in store.sorted_keys(query, limit)
            ]
        down = query.order[1]
        found.sort(key=lambda row: (row[0], row[1] if row[0] else "", row[2]), reverse=down)
        return array("q", (key for _filled, _value, key in found[:limit]))

    def _by_store(self, type_name: str, keys: Sequence[int]) -> dict[Store, list[int]]:
        wanted: dict[Store, list[int]] = {}
        order = self.order
        places = {order.index(store.kind): store for store in self.stores_of(type_name)}
        for key in keys:
            store = places.get(key >> _SHIFT)
            if store is not None:  # closed since the list was read
                wanted.setdefault(store, []).append(key & ((1 << _SHIFT) - 1))
        return wanted

    def rows(self, type_name: str, keys: Sequence[int], columns: Sequence[str] | None = None) -> list[Row]:
        """One page of a list: at most some hundred keys at a time. Only what the columns need is read."""
        cls = record_type(type_name)
        specs = [cls.meta.field(name) for name in columns or cls.meta.columns]
        whole = any(spec.computed or spec.kind is Kind.CHILD for spec in specs)
        found: dict[int, tuple[str, Mapping[str, Any]]] = {}
        with self.lock:
            for store, rids in self._by_store(type_name, keys).items():
                index = self.order.index(store.kind) << _SHIFT
                cells = self._computed_cells if whole else Store.cells
                for rid, record_id, values in cells(store, type_name, rids, specs):
                    found[index | rid] = record_id, values
            titles = self._titles_in(specs, [values for _id, values in found.values()])
        return [Row(key, cls, found[key][0], found[key][1], titles) for key in keys if key in found]

    def _computed_cells(
        self, store: Store, type_name: str, rids: Sequence[int], specs: Sequence[Field]
    ) -> Iterator[tuple[int, str, dict[str, Any]]]:
        look = self.look()
        for rid, record in store.by_keys(type_name, rids).items():
            yield rid, record.id, {spec.key: value_of(record, spec.key, look) for spec in specs}

    def count(self, query: Query) -> int:
        """How many rows a list has."""
        with self.lock:
            return sum(store.count(query) for store in self.stores_of(query.type))

    # what records are called ---------------------------------------------------------------------

    def _titles_in(self, specs: Sequence[Field], lines: Sequence[Mapping[str, Any]]) -> dict[str, str]:
        """Titles of everything that the values of these fields point to."""
        wanted: dict[str, set[str]] = defaultdict(set)
        for spec in specs:
            if spec.kind in (Kind.REF, Kind.LINK) and not spec.computed:
                target = targets_of(spec)[0]
                for value in (line[spec.key] for line in lines):
                    for one in value if spec.many else (value,) if value else ():
                        type_name = one.type if isinstance(one, Link) else target
                        wanted[type_name].add(one.id if isinstance(one, Link) else str(one))
        return {
            record_id: title
            for name, ids in wanted.items()
            for record_id, title in self.titles(name, ids).items()
        }

    def titles(self, type_name: str, ids: Iterable[str]) -> dict[str, str]:
        """Titles of records; "Restricted record", and nothing else, for those that may not be read."""
        ids = set(ids)
        found: dict[str, str] = {}
        with self.lock:
            for store in self.stores_of(type_name):
                found |= store.titles(type_name, ids - found.keys())
        closed = record_type(type_name).meta.compartment not in (PARENTS, *self.stores)
        missing = _("Restricted record") if closed or not self.is_whole else ""
        return {record_id: found.get(record_id, missing) for record_id in ids}

    def title(self, type_name: str, record_id: str) -> str:
        """Title of one record."""
        return self.titles(type_name, [record_id])[record_id]

    def backlinks(self, _type_name: str, record_id: str) -> list[Hit]:
        """Records that point to this one, as far as this person may read them."""
        found = []
        with self.lock:
            for store in self.stores.values():
                for from_type, from_id, field in store.backlinks(record_id):
                    record = store.get(from_type, from_id)
                    if record is not None and not store.is_trashed(from_type, from_id):
                        label = record.meta.field(field.split(".")[0]).label
                        found.append(_hit(record, field=label))
        return found

    def linking(self, record_id: str) -> list[Link]:
        """Types and ids of the records that point to this one."""
        with self.lock:
            found = [
                Link(kind, one)
                for store in self.stores.values()
                for kind, one, _f in store.backlinks(record_id)
            ]
        return list(dict.fromkeys(found))

    # search --------------------------------------------------------------------------------------

    def search(self, words: str, limit: int = 50, types: Sequence[str] = ()) -> list[Hit]:
        """Records in which all the words occur, in English or Khmer, newest change first."""
        records: list[Record] = []
        with self.lock:
            for store in self.stores.values():
                ids: dict[str, list[str]] = defaultdict(list)
                for type_name, record_id in search.find(store.db, words, limit, types):
                    ids[type_name].append(record_id)
                for type_name, some in ids.items():
                    records += store.by_ids(type_name, some)
        records.sort(key=lambda r: r.updated_at or datetime.min.replace(tzinfo=UTC), reverse=True)
        return [_hit(record, search.excerpt(record, words)) for record in records[:limit]]

    def search_titles(self, type_names: Sequence[str], words: str, limit: int = 20) -> list[Hit]:
        """Records to choose from: those that contain the words, or the newest when nothing was typed."""
        if words.strip():
            return self.search(words, limit, type_names)
        found: list[Hit] = []
        for name in type_names:
            keys = self.keys(Query(name), limit)
            title = record_type(name).meta.title
            for row in self.rows(name, keys, (title, "ref", "state")):
                ref, words = row.values["ref"], row.values[title]
                found.append(Hit(name, row.id, ref, str(words or ref), row.values["state"]))
        return found[:limit]

    # history, words, settings --------------------------------------------------------------------

    def history(self, type_name: str, record_id: str) -> list[Change]:
        """What happened to a record, newest first, in every compartment that holds a part of it.

        Within a compartment the order is that of the journal: a clock may have been wrong, a number never is.
        """
        with self.lock:
            parts = [store.journal.history(store.db, record_id) for store in self.stores.values()]
        return [c for c in merge(*parts, key=lambda c: c.at, reverse=True) if c.type == type_name]

    def terms(self, vocab: str, *, inactive: bool = False) -> tuple[TermRow, ...]:
        """Terms of a vocabulary."""
        with self.lock:
            return self.vocabularies_.terms(vocab, inactive=inactive)

    def term_label(self, vocab: str, code: str) -> str:
        """The words of a term."""
        with self.lock:
            return self.vocabularies_.label(vocab, code)

    def settings(self) -> dict[str, Any]:
        """All settings of the organisation."""
        with self.lock:
            return self.vocabularies_.settings()

    def setting(self, key: str) -> Any:
        """A setting of the organisation; None where there is none."""
        with self.lock:
            return self.vocabularies_.setting(key)


def value_of(record: Record, key: str, look: Lookup) -> Any:
    """The value of a column: stored, computed, or looked up."""
    spec = record.meta.field(key)
    return getattr(record, key)(look) if spec.needs_look else getattr(record, key)


def _alike(value: Any) -> Any:
    """A sort value as the databases compare it: capital and small letters of ASCII are alike."""
    return value.translate(_SMALL) if isinstance(value, str) else value


def _hit(record: Record, excerpt: str = "", field: str = "") -> Hit:
    return Hit(record.meta.name, record.id, record.ref, record.heading, record.state, excerpt, field)
