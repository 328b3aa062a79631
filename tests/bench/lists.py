"""G1, G2, G3: one page of a list, filtered and sorted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.query import Condition, Query, ordered, table_of
from civicdesk.vault.store import Store
from tests.bench.measuring import Measured, by_turns, scaled, timed
from tests.bench.twins import Twins, fresh

HELD = Query("meeting", filters=(Condition("state", "=", "held"),))
ALL = Query("meeting")
PAGE = 50


def pages(twins: Twins, fewer: Twins) -> Iterator[Measured]:
    """G1 and G2: meetings in one state, newest first."""
    encrypted, plain = stores = [fresh(keys) for keys in twins.sides]
    key, bare = by_turns(
        *(_hot(lambda store=store: store.page(HELD, size=PAGE)) for store in stores), rounds=15
    )
    yield Measured("G1", "filtered and sorted page of 50, hot", twins.rows, key / bare, 1.5, key, bare)
    yield Measured("G1", "the same, difference", twins.rows, key - bare, 0.5, key, bare, unit="ms")
    sql, values = _said(encrypted)
    key, bare = by_turns(*(_hot(lambda store=store: _run(store, sql, values)) for store in stores), rounds=15)
    yield Measured("G1", "its statement alone, hot", twins.rows, key / bare, 1.5, key, bare)
    encrypted.close()
    plain.close()
    key, bare = by_turns(*(_cold(keys, _first) for keys in twins.sides), rounds=9)
    yield Measured("G1", "the same page on a fresh connection", twins.rows, key / bare, 6.0, key, bare)
    many, few, bare = by_turns(
        _cold(twins.keys, _first), _cold(fewer.keys, _first), _cold(twins.sides[1], _first), rounds=9
    )
    what = f"fresh connection, beside {fewer.rows} rows"
    yield Measured("G2", what, twins.rows, many / few, 1.5, many, bare, few)


def depth(twins: Twins) -> Iterator[Measured]:
    """G3: the page at nine tenths of the list, found by its key, beside the first page and beside OFFSET."""
    store = fresh(twins.keys)
    at = twins.rows * 9 // 10
    last = store.sorted_keys(ALL)[at - 1]
    expected = [row["id"] for row in _by_offset(store, at)]
    assert [row["id"] for row in store.page(ALL, last, PAGE)] == expected, "both ways find the same rows"
    store.close()

    def deep(store: Store) -> Any:
        return store.page(ALL, last, PAGE)

    key, bare, first, offset = by_turns(
        _cold(twins.keys, deep),
        _cold(twins.sides[1], deep),
        _cold(twins.keys, lambda store: store.page(ALL, size=PAGE)),
        _cold(twins.keys, lambda store: _by_offset(store, at)),
        rounds=9,
    )
    yield Measured("G3", "page at 90 % depth beside page 1", twins.rows, key / first, 1.5, key, bare, first)
    bound = scaled(1 / 20, twins.rows)
    yield Measured(
        "G3", "page at 90 % depth beside OFFSET", twins.rows, key / offset, bound, key, bare, offset
    )


def _first(store: Store) -> Any:
    return store.page(HELD, size=PAGE)


def _hot(work: Callable[[], Any]) -> Callable[[], float]:
    work()
    return lambda: timed(work, repeat=10)


def _cold(keys: OpenedKeys, work: Callable[[Store], Any]) -> Callable[[], float]:
    """The time of one question on a connection of its own; opening it is not counted (G4 does)."""

    def once() -> float:
        store = fresh(keys)
        try:
            return timed(lambda: work(store))
        finally:
            store.close()

    once()
    return once


def _by_offset(store: Store, at: int) -> list[Any]:
    table = table_of("meeting")
    names = ("rid", "id", "ref", "state", "starts_at", *(n for n in ALL.cls.meta.columns if n in table.c))
    question = ordered(ALL, *(table.c[name] for name in dict.fromkeys(names))).limit(PAGE).offset(at)
    return [dict(row) for row in store.db.execute(question).mappings()]


def _said(store: Store) -> tuple[str, list[Any]]:
    """The statement of a page as SQLite hears it."""
    heard: list[str] = []
    store.raw.set_trace_callback(heard.append)
    store.page(HELD, size=PAGE)
    store.raw.set_trace_callback(None)
    return heard[-1], []


def _run(store: Store, sql: str, values: list[Any]) -> list[Any]:
    return list(store.raw.execute(sql, values))
