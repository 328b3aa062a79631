"""T-IO: the n-th call to the disk fails, for every n, in every way; nothing is lost and the reason is said."""

from __future__ import annotations

import errno
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from civicdesk.errors import CivicDeskError
from tests.torture import apart, shim
from tests.torture.actions import Action
from tests.torture.ground import Ack, Say, arena, child, derive_once, fresh, live
from tests.torture.looking import looked
from tests.torture.more_actions import ACTIONS
from tests.torture.outcome import Outcome
from tests.torture.shim import KINDS, Mode

NAME, CI, RELEASE = "T-IO", 40, 100_000
FIRST = 1
"""Number of the step that comes before the fault; the step with the fault is the next."""


@dataclass(frozen=True)
class Fault:
    """A way in which calls fail: `error` 0 where the call says that half was written."""

    name: str
    mode: Mode
    error: int
    sticky: bool


FAULTS = (
    *(
        Fault(f"{errno.errorcode[number]}{' from there on' if sticky else ''}", Mode.FAIL, number, sticky)
        for number in (errno.EIO, errno.ENOSPC, errno.EACCES)
        for sticky in (False, True)
    ),
    Fault("short write", Mode.SHORT, 0, sticky=False),
    Fault("short writes", Mode.SHORT, 0, sticky=True),
    Fault("half a write, then a full disk", Mode.CUT, errno.ENOSPC, sticky=True),
)


def run(count: int) -> Iterator[Outcome]:
    """Try at most so many faults of each action; all of them if `count` is large enough."""
    return apart.outcomes(__name__, count, needs_shim=True)


def trials(count: int) -> Iterator[Outcome]:
    """As `run`, in this process."""
    derive_once()
    with arena() as place:
        for kind in ACTIONS:
            yield Failing(kind, place).outcome(count)


@dataclass
class Failing:
    """One action, with a fault at each of its calls."""

    kind: type[Action]
    place: Path
    found: Counter[str] = field(default_factory=Counter)
    first: str = ""

    def outcome(self, count: int) -> Outcome:
        """Try every fault at every call, or as many as asked for, evenly spread."""
        letters = self._calls()
        every = [
            (n, fault)
            for n in range(1, len(letters) + 1)
            for fault in FAULTS
            if _meets(fault, letters[n - 1])
        ]
        stride = max(1, math.ceil(len(every) / count))
        chosen = every[:: stride | 1] if stride > 1 else every
        for n, fault in chosen:
            self._try(n, fault, letters)
        whole = "every call" if len(chosen) == len(every) else f"{len(chosen)} of {len(every)}"
        note = f"{whole}, {len(letters)} calls" + (f"; first fault: {self.first}" if self.first else "")
        found = self.found
        return Outcome(f"{NAME} {self.kind.name}", len(chosen), found["lost"], found["torn"],
                       wrong=found["wrong"], note=note, counts=("lost", "torn", "wrong"))  # fmt: skip

    def _calls(self) -> str:
        """A letter for each call that the action makes when nothing fails."""
        path = fresh(self.place)

        def work(say: Say) -> None:
            shim.watch(live(self.place))
            action = self.kind(path)
            action.begin([])
            action.step(FIRST)
            shim.arm(Mode.COUNT)
            action.step(FIRST + 1)
            say({"calls": shim.kinds(shim.off())})
            action.end()

        (found, *_more), code = child(work).end()
        if code:
            raise RuntimeError(found)
        return str(found["calls"])

    def _try(self, n: int, fault: Fault, letters: str) -> None:
        path = fresh(self.place)
        said, code = child(lambda say: self._suffer(say, path, n, fault)).end()
        acks = [ack for ack in said if not {"error", "failed", "retry"} & ack.keys()]
        where = f"{fault.name} at call {n}, {KINDS.get(letters[n - 1], '')}"
        if code:
            self._count(
                "wrong", 1, f"{where}: {said[-1]['failed'] if said and 'failed' in said[-1] else code}"
            )
        for ack in said:
            if ack.get("error"):
                self._count("wrong", 1, f"{where}: {ack['error']}")
        lost, torn, first = looked(self.kind(path, first=FIRST + 1), acks)
        self._count("lost", lost, f"{where}: {first}")
        self._count("torn", torn, f"{where}: {first}")

    def _suffer(self, say: Say, path: Path, n: int, fault: Fault) -> None:
        """One good step, one with the fault, one more when the disk is well again."""
        shim.watch(live(self.place))
        action = self.kind(path)
        action.begin([])
        say(action.step(FIRST))
        shim.arm(fault.mode, n, fault.error, sticky=fault.sticky)
        try:
            ack: Ack = action.step(FIRST + 1)
        except CivicDeskError as trouble:
            shim.off()
            if not trouble.sentence:
                say({"error": f"{type(trouble).__name__} says nothing"})
        except Exception as trouble:  # noqa: BLE001  (anything else is what this test looks for)
            shim.off()
            say({"error": f"{type(trouble).__name__} instead of a sentence"})
        else:
            shim.off()
            say(ack)
        action.again()
        say(action.step(FIRST + 2))
        action.end()

    def _count(self, what: str, times: int, sentence: str) -> None:
        self.found[what] += times
        if times:
            self.first = self.first or sentence


def _meets(fault: Fault, letter: str) -> bool:
    """Whether a call can fail in this way: only a write can be short."""
    return letter == "w" or fault.mode is not Mode.SHORT
