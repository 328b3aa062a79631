"""One question to one compartment, on a connection that is warm or that has read nothing yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from civicdesk.vault.folder import OpenedKeys
from tests.bench.far import Work
from tests.bench.measuring import timed
from tests.bench.twins import fresh


@contextmanager
def hot(keys: OpenedKeys, repeat: int, question: Callable[..., Any], *values: Any) -> Iterator[Work]:
    """`question(store, *values)` once more, the mean of `repeat` times."""
    with closing(fresh(keys)) as store:
        question(store, *values)
        yield lambda: timed(lambda: question(store, *values), repeat)


@contextmanager
def cold(keys: OpenedKeys, question: Callable[..., Any], *values: Any) -> Iterator[Work]:
    """The same on a connection of its own each time; opening it is not counted (G4 does)."""

    def once() -> float:
        with closing(fresh(keys)) as store:
            return timed(lambda: question(store, *values))

    once()
    yield once
