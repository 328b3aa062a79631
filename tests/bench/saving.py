"""G5: one changed record saved for good, with its indexes, its words and its line in the journal."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count

from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.query import Query
from tests.bench.far import Work
from tests.bench.measuring import Measured, by_turns, timed
from tests.bench.twins import Twins, opened

ROUNDS = 41
_WORDS = ("settled", "postponed", "agreed", "refused", "heard")


def saving(twins: Twins, fewer: Twins) -> Iterator[Measured]:
    """A meeting gets another title through `Transaction.save`; each time another meeting, far from the last."""
    # The smaller twin only keeps up with its vault: what is kept for another run must still be twins.
    key, bare, few, _ = by_turns(*twins.both(_saver), *fewer.both(_saver), rounds=ROUNDS)
    yield Measured("G5", "durable save of one record", twins.rows, key / bare, 1.6, key, bare)
    what = f"durable save, beside {fewer.rows} rows"
    yield Measured("G5", what, twins.rows, key / few, 1.5, key, bare, few)


@contextmanager
def _saver(keys: OpenedKeys) -> Iterator[Work]:
    with closing(opened(keys)) as vault:
        meetings = vault.keys(Query("meeting"))
        rng, turns = random.Random(1), count()

        def once() -> float:
            record = vault.get("meeting", vault.rows("meeting", [rng.choice(meetings)], ("ref",))[0].id)
            assert record is not None
            # With its version, so that a vault that is used again never gets the title it already has.
            number = next(turns) + record.version
            changed = record.replaced(title=f"{_WORDS[number % len(_WORDS)]} {number} {record.title}"[:140])

            def save() -> None:
                with vault.transaction(accept="measured") as tx:
                    tx.save(changed)

            return timed(save)

        for _warm in range(3):
            once()
        yield once
