"""T-CLK: the computer's clock is wrong, jumps, or is in another zone; the vault opens, keeps its order and says so."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from civicdesk import clock
from civicdesk.clock import PHNOM_PENH, Clock
from civicdesk.errors import CivicDeskError
from civicdesk.vault.vault import Vault
from tests.strategies import council
from tests.torture import apart
from tests.torture.actions import saved
from tests.torture.ground import PASSPHRASE, Say, arena, child, derive_once, fresh
from tests.torture.outcome import Outcome

NAME, CI, RELEASE = "T-CLK", 12, 500
TODAY = datetime(2026, 11, 22, 16, tzinfo=PHNOM_PENH)
MOMENTS = {
    "now": TODAY,
    "ten years ago": TODAY.replace(year=2016),
    "in ten years": TODAY.replace(year=2036),
    "the beginning of time": datetime(1970, 1, 1, 7, tzinfo=PHNOM_PENH),
    "the end of 32 bits": datetime(2038, 1, 19, 10, 14, 8, tzinfo=PHNOM_PENH),
    "29 February": datetime(2028, 2, 29, 23, 59, 59, tzinfo=PHNOM_PENH),
    "the last second of a year": datetime(2027, 12, 31, 23, 59, 59, 999_999, tzinfo=PHNOM_PENH),
    "an hour that happens twice": datetime(2026, 10, 25, 7, 30, tzinfo=PHNOM_PENH),
}
ZONES = ("Asia/Phnom_Penh", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "UTC")


def run(count: int) -> Iterator[Outcome]:
    """So many rows of clocks, each row several openings of one vault."""
    return apart.outcomes(__name__, count)


def trials(count: int) -> Iterator[Outcome]:
    """As `run`, in this process."""
    derive_once()
    chance, lost, torn, undetected, wrong, first = random.Random(20261122), 0, 0, 0, 0, ""
    with arena() as place:
        for _number in range(count):
            names = ["now", *chance.choices(list(MOMENTS), k=3)]
            zones = chance.choices(ZONES, k=len(names))
            path = fresh(place)
            said, code = child(lambda say, p=path, n=names, z=zones: _live_through(say, p, n, z)).end()
            found = said[-1] if said else {}
            lost += found.get("lost", 0)
            torn += found.get("torn", 0)
            undetected += found.get("undetected", 0)
            wrong += bool(code)
            if code or any(found.get(what) for what in ("lost", "torn", "undetected")):
                first = first or f"{', '.join(names)}: {found.get('failed') or found}"
    yield Outcome(NAME, count, lost, torn, undetected, wrong, note=f"first fault: {first}" if first else "",
                  counts=("lost", "torn", "undetected", "wrong"))  # fmt: skip


def _live_through(say: Say, path: Path, names: list[str], zones: list[str]) -> None:
    """A record is saved at each of these moments; the last of them is when the vault is looked at."""
    ids, moments = [], [MOMENTS[name] for name in names]
    for number, (moment, zone) in enumerate(zip(moments, zones, strict=True)):
        os.environ["TZ"] = zone
        time.tzset()
        with clock.use(_jumping(moment) if number == 2 else Clock.at(moment)):
            vault = Vault.open(path, PASSPHRASE)
            if vault.read_only:
                raise CivicDeskError("a wrong clock is no reason to refuse to write")
            ids.append(saved(vault, council(name=f"Council {number}")).id)
            last = saved(vault, vault.get("stakeholder", ids[0]).replaced(mandate=f"Visited {number} times"))
            vault.close()
    with clock.use(Clock.at(moments[-1])):
        vault = Vault.open(path, PASSPHRASE)
        report = vault.verify()
        history = [change.seq for change in vault.history("stakeholder", ids[0])]
        say({
            "lost": sum(vault.get("stakeholder", one) is None for one in ids) + (vault.get("stakeholder", ids[0]) != last),
            "torn": (not report.ok) + (history != sorted(history, reverse=True)),
            "undetected": _was_set_back(moments) and not report.notes,
        })  # fmt: skip
        vault.close()


def _was_set_back(moments: list[datetime]) -> bool:
    """By more than the minutes that a clock loses and is given back every day."""
    return any(later < earlier - timedelta(days=1) for earlier, later in pairwise(moments))


def _jumping(start: datetime) -> Clock:
    """A clock that is set while somebody works, as after a sleep: an hour on, then a little back."""
    moments = iter([start, start + timedelta(hours=1), start + timedelta(minutes=59)])
    last = start + timedelta(minutes=59)
    return Clock(lambda: next(moments, last))
