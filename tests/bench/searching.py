"""G6: the newest fifty records with a word, whatever the word; and every record that has it, in Khmer too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from civicdesk.vault import search
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.store import Store
from tests.bench.asking import cold, hot
from tests.bench.far import Maker, Work
from tests.bench.filling import COMMON, KHMER_TWO, KHMER_WORD, RARE
from tests.bench.measuring import MANY, Measured, by_turns, scaled, timed
from tests.bench.twins import Twins, fresh, opened

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
    yield _worst(twins, "cold", cold)
    yield _worst(twins, "hot", hot, 5)
    yield _as_asked(twins)
    yield _beside_like(twins)
    for word in (KHMER_WORD, KHMER_TWO):
        yield _recall(twins, word)


def _worst(twins: Twins, how: str, maker: Maker, *repeat: int) -> Measured:
    found = [
        (name, by_turns(*twins.both(maker, *repeat, _find, term), rounds=MANY))
        for name, term in TERMS.items()
    ]
    name, (key, bare) = max(found, key=lambda one: one[1][0] / one[1][1])
    what = f"newest 50, any term, {how} (worst: {name})"
    return Measured("G6", what, twins.rows, key / bare, 3.0, key, bare)


def _find(store: Store, term: str) -> Any:
    return search.find(store.db, term, NEWEST)


def _as_asked(twins: Twins) -> Measured:
    """As the window asks: the records themselves with a piece of text around the words."""
    key, bare = by_turns(*twins.both(_window, min(NEWEST, twins.rows)))
    return Measured("G6", "search as the window asks, hot", twins.rows, key / bare, 3.0, key, bare)


@contextmanager
def _window(keys: OpenedKeys, expected: int) -> Iterator[Work]:
    with closing(opened(keys)) as vault:
        assert len(vault.search(COMMON, NEWEST)) == expected
        yield lambda: timed(lambda: vault.search(COMMON, NEWEST))


def _like(store: Store, word: str) -> set[str]:
    """Ids of the meetings that contain a word, by reading all of them."""
    either = " OR ".join(f"{column} LIKE ?" for column in _TEXTS)
    sql = f"SELECT id FROM meeting WHERE trashed_at IS NULL AND ({either})"
    return {row[0] for row in store.raw.execute(sql, [f"%{word}%"] * len(_TEXTS))}


def _beside_like(twins: Twins) -> Measured:
    key, bare, like = by_turns(
        *twins.both(cold, _find, RARE), twins.encrypted(cold, _like, TERMS["nowhere"]), rounds=5
    )
    bound = scaled(1 / 500, twins.rows)
    return Measured("G6", "rare word, cold, beside LIKE", twins.rows, key / like, bound, key, bare, like)


def _recall(twins: Twins, word: str) -> Measured:
    """Of the records that contain a Khmer word or run, how many the search finds."""
    with closing(fresh(twins.keys)) as store:
        there = _like(store, word)
        found = {record for _type, record in search.find(store.db, word, twins.rows * 2, ["meeting"])}
    value = len(there & found) / len(there) if there else 1.0
    what = f"Khmer recall beside LIKE: {len(there & found)} of {len(there)} ({len(word)} letters)"
    return Measured("G6", what, twins.rows, value, 1.0, at_least=True)
