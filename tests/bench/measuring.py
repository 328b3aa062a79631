"""Timing by turns, and what a goal's measurement is."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

ROUNDS = 7
MANY = 31
"""For what takes few milliseconds: medians of fifteen such times still differ by a tenth from run to run."""
MOST = 1_000
"""Never more rounds than this: the smoke test asks for one."""
MILLION = 1_000_000


@dataclass(frozen=True)
class Measured:
    """One goal at one size. `value` is a ratio unless `unit` says otherwise; it may not exceed `bound`."""

    goal: str
    what: str
    rows: int
    value: float
    bound: float
    encrypted_ms: float | None = None
    plain_ms: float | None = None
    other_ms: float | None = None
    """The other side where that is not the keyless twin: fewer rows, OFFSET, LIKE, everything at once."""
    unit: str = "x"
    at_least: bool = False

    @property
    def ok(self) -> bool:
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    def body(self) -> dict[str, Any]:
        rounded = {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(self).items()}
        return rounded | {"ok": self.ok}


def by_turns(
    *sides: AbstractContextManager[Callable[[], float]], rounds: int = ROUNDS, core: bool = True
) -> list[float]:
    """Median milliseconds of each side, asked in turn so that a busy machine is busy for all of them, and on the
    same `core`.
    """
    times: list[list[float]] = [[] for _side in sides]
    with one_core() if core else nullcontext(), ExitStack() as opened:
        works = [opened.enter_context(side) for side in sides]
        gc.collect()
        for number in range(min(rounds, MOST)):
            order = range(len(works)) if number % 2 else reversed(range(len(works)))
            for place in order:
                times[place].append(works[place]())
    return [median(one) for one in times]


@contextmanager
def one_core() -> Iterator[None]:
    """Run on the first core, as the process of the twin does: on a shared machine the cores are not equally fast,
    and of two sides that wait for each other neither needs a core of its own. Where the system can do that.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def timed(work: Callable[[], Any], repeat: int = 1) -> float:
    """Milliseconds that `work` takes, the garbage collector kept out of it."""
    gc.disable()
    try:
        start = time.perf_counter()
        for _turn in range(repeat):
            work()
        return (time.perf_counter() - start) * 1000 / repeat
    finally:
        gc.enable()


def scaled(bound_at_a_million: float, rows: int) -> float:
    """A bound set for a million rows against something that grows with them; never looser than "no slower"."""
    return min(1.0, bound_at_a_million * MILLION / rows)


def smaller(rows: int) -> int:
    """The size that `rows` is compared with: ten thousand, or a tenth where that is not smaller."""
    return 10_000 if rows > 10_000 else max(rows // 10, 10)


def table(found: Sequence[Measured]) -> str:
    """The measurements for a person."""
    lines = [
        f"{'goal':5}{'rows':>9}  {'value':>9} {'bound':>9}  {'key ms':>9} {'plain ms':>9} {'other ms':>9}  what"
    ]
    for one in found:
        sides = " ".join(_number(ms, 9) for ms in (one.encrypted_ms, one.plain_ms, one.other_ms))
        sign = ">=" if one.at_least else "<="
        mark = "" if one.ok else "   << MISSED"
        value = _number(one.value, 9) + ("" if one.unit == "x" else f" {one.unit}")
        lines.append(
            f"{one.goal:5}{one.rows:9}  {value} {sign}{_number(one.bound, 7)}  {sides}  {one.what}{mark}"
        )
    return "\n".join(lines)


def _number(value: float | None, width: int) -> str:
    return " " * (width - 1) + "-" if value is None else f"{value:{width}.3f}"
