"""G6: the newest fifty records with a word, whatever the word; and every record that has it, in Khmer too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from civicdesk.vault import search
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.store import Store
from tests.bench.filling import COMMON, KHMER_TWO, KHMER_WORD, RARE
from tests.bench.measuring import Measured, by_turns, scaled, timed
from tests.bench.twins import Twins, fresh

TERMS = {
    "common word": COMMON,
    "rare word": RARE,
    "beginning of a word": COMMON[:3],
    "Khmer word": KHMER_WORD,
    "two words": f"{RARE} {COMMON}",
    "nowhere": "zzzz",
}
NEWEST = 50
_TEXTS = ("title", "purpose", "minutes", "desired_result")


def searching(twins: Twins) -> Iterator[Measured]:
    """Cold and hot, each term; the worst ratio stands for "any term"."""
    yield _worst("cold", [(name, _asked(twins, _cold, term)) for name, term in TERMS.items()], twins.rows)
    stores = [fresh(keys) for keys in twins.sides]
    hot = [(name, by_turns(*(_hot(store, term) for store in stores))) for name, term in TERMS.items()]
    yield _worst("hot", hot, twins.rows)
    for store in stores:
        store.close()
    yield from _as_asked(twins)
    yield _beside_like(twins)
    for word in (KHMER_WORD, KHMER_TWO):
        yield _recall(twins, word)


def _worst(how: str, found: list[tuple[str, list[float]]], rows: int) -> Measured:
    name, (key, bare) = max(found, key=lambda one: one[1][0] / one[1][1])
    return Measured("G6", f"newest 50, any term, {how} (worst: {name})", rows, key / bare, 3.0, key, bare)


def _asked(twins: Twins, how: Callable[..., Callable[[], float]], term: str) -> list[float]:
    return by_turns(*(how(keys, lambda store: search.find(store.db, term, NEWEST)) for keys in twins.sides))


def _cold(keys: OpenedKeys, work: Callable[[Store], Any]) -> Callable[[], float]:
    def once() -> float:
        store = fresh(keys)
        try:
            return timed(lambda: work(store))
        finally:
            store.close()

    once()
    return once


def _hot(store: Store, term: str) -> Callable[[], float]:
    search.find(store.db, term, NEWEST)
    return lambda: timed(lambda: search.find(store.db, term, NEWEST), repeat=5)


def _as_asked(twins: Twins) -> Iterator[Measured]:
    """As the window asks: the records themselves with a piece of text around the words."""
    vaults = twins.vaults()
    for vault in vaults:
        assert len(vault.search(COMMON, NEWEST)) == min(NEWEST, twins.rows)
    key, bare = by_turns(
        *(lambda vault=vault: timed(lambda: vault.search(COMMON, NEWEST)) for vault in vaults)
    )
    for vault in vaults:
        vault.close()
    yield Measured("G6", "search as the window asks, hot", twins.rows, key / bare, 3.0, key, bare)


def _like(store: Store, word: str) -> set[str]:
    """Ids of the meetings that contain a word, by reading all of them."""
    either = " OR ".join(f"{column} LIKE ?" for column in _TEXTS)
    sql = f"SELECT id FROM meeting WHERE trashed_at IS NULL AND ({either})"
    return {row[0] for row in store.raw.execute(sql, [f"%{word}%"] * len(_TEXTS))}


def _beside_like(twins: Twins) -> Measured:
    term = TERMS["nowhere"]
    plain, encrypted = twins.sides[1], twins.keys
    key, bare, like = by_turns(
        _cold(encrypted, lambda store: search.find(store.db, RARE, NEWEST)),
        _cold(plain, lambda store: search.find(store.db, RARE, NEWEST)),
        _cold(encrypted, lambda store: _like(store, term)),
        rounds=5,
    )
    bound = scaled(1 / 500, twins.rows)
    return Measured("G6", "rare word, cold, beside LIKE", twins.rows, key / like, bound, key, bare, like)


def _recall(twins: Twins, word: str) -> Measured:
    """Of the records that contain a Khmer word or run, how many the search finds."""
    store = fresh(twins.keys)
    there = _like(store, word)
    found = {record for _type, record in search.find(store.db, word, twins.rows * 2, ["meeting"])}
    store.close()
    value = len(there & found) / len(there) if there else 1.0
    what = f"Khmer recall beside LIKE: {len(there & found)} of {len(there)} ({len(word)} letters)"
    return Measured("G6", what, twins.rows, value, 1.0, at_least=True)
