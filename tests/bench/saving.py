"""G5: one changed record saved for good, with its indexes, its words and its line in the journal."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import count

from civicdesk.vault.query import Query
from civicdesk.vault.vault import Vault
from tests.bench.measuring import Measured, by_turns, timed
from tests.bench.twins import Twins

ROUNDS = 41
_WORDS = ("settled", "postponed", "agreed", "refused", "heard")
_number = count()


def saving(twins: Twins, fewer: Twins) -> Iterator[Measured]:
    """A meeting gets another title through `Transaction.save`; each time another meeting, far from the last."""
    encrypted, plain = twins.vaults()
    small, other = fewer.vaults()
    other.close()
    key, bare, few = by_turns(_saver(encrypted), _saver(plain), _saver(small), rounds=ROUNDS)
    for vault in (encrypted, plain, small):
        vault.close()
    yield Measured("G5", "durable save of one record", twins.rows, key / bare, 1.6, key, bare)
    what = f"durable save, beside {fewer.rows} rows"
    yield Measured("G5", what, twins.rows, key / few, 1.5, key, bare, few)


def _saver(vault: Vault) -> Callable[[], float]:
    keys = vault.keys(Query("meeting"))
    rng = random.Random(1)

    def once() -> float:
        record = vault.get("meeting", vault.rows("meeting", [rng.choice(keys)], ("ref",))[0].id)
        assert record is not None
        number = next(_number)
        changed = record.replaced(title=f"{_WORDS[number % len(_WORDS)]} {number} {record.title}"[:140])

        def save() -> None:
            with vault.transaction(accept="measured") as tx:
                tx.save(changed)

        return timed(save)

    for _warm in range(3):
        once()
    return once
