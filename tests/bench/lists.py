"""G1, G2, G3: one page of a list, filtered and sorted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from civicdesk.vault.query import Condition, Query, ordered, table_of
from civicdesk.vault.store import Store
from tests.bench.asking import cold, hot
from tests.bench.measuring import MANY, Measured, by_turns, scaled
from tests.bench.twins import Twins, fresh

HELD = Query("meeting", filters=(Condition("state", "=", "held"),))
ALL = Query("meeting")
PAGE = 50


def pages(twins: Twins, fewer: Twins) -> Iterator[Measured]:
    """G1 and G2: meetings in one state, newest first."""
    key, bare = by_turns(*twins.both(hot, 10, _held), rounds=MANY)
    yield Measured("G1", "filtered and sorted page of 50, hot", twins.rows, key / bare, 1.5, key, bare)
    yield Measured("G1", "the same, difference", twins.rows, key - bare, 0.5, key, bare, unit="ms")
    key, bare = by_turns(*twins.both(hot, 10, _run, _said(twins)), rounds=MANY)
    yield Measured("G1", "its statement alone, hot", twins.rows, key / bare, 1.5, key, bare)
    key, bare = by_turns(*twins.both(cold, _held), rounds=MANY)
    yield Measured("G1", "the same page on a fresh connection", twins.rows, key / bare, 6.0, key, bare)
    many, few, bare = by_turns(
        twins.encrypted(cold, _held), fewer.encrypted(cold, _held), twins.plain(cold, _held), rounds=MANY
    )
    what = f"fresh connection, beside {fewer.rows} rows"
    yield Measured("G2", what, twins.rows, many / few, 1.5, many, bare, few)


def depth(twins: Twins) -> Iterator[Measured]:
    """G3: the page at nine tenths of the list, found by its key, beside the first page and beside OFFSET."""
    at = twins.rows * 9 // 10
    with closing(fresh(twins.keys)) as store:
        last = store.sorted_keys(ALL)[at - 1]
        expected = [row["id"] for row in _by_offset(store, at)]
        assert [row["id"] for row in _after(store, last)] == expected, "both ways find the same rows"
    key, bare, first, offset = by_turns(
        *twins.both(cold, _after, last),
        twins.encrypted(cold, _after, None),
        twins.encrypted(cold, _by_offset, at),
        rounds=9,
    )
    yield Measured("G3", "page at 90 % depth beside page 1", twins.rows, key / first, 1.5, key, bare, first)
    bound = scaled(1 / 20, twins.rows)
    yield Measured(
        "G3", "page at 90 % depth beside OFFSET", twins.rows, key / offset, bound, key, bare, offset
    )


def _held(store: Store) -> Any:
    return store.page(HELD, size=PAGE)


def _after(store: Store, last: Any) -> Any:
    return store.page(ALL, last, PAGE)


def _by_offset(store: Store, at: int) -> list[Any]:
    table = table_of("meeting")
    names = ("rid", "id", "ref", "state", "starts_at", *(n for n in ALL.cls.meta.columns if n in table.c))
    question = ordered(ALL, *(table.c[name] for name in dict.fromkeys(names))).limit(PAGE).offset(at)
    return [dict(row) for row in store.db.execute(question).mappings()]


def _said(twins: Twins) -> str:
    """The statement of a page as SQLite hears it."""
    heard: list[str] = []
    with closing(fresh(twins.keys)) as store:
        store.raw.set_trace_callback(heard.append)
        _held(store)
        store.raw.set_trace_callback(None)
    return heard[-1]


def _run(store: Store, sql: str) -> list[Any]:
    return list(store.raw.execute(sql))
