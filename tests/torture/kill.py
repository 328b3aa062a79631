"""T-KILL: a process that works on a vault is killed, at any moment and at any call; then its owner looks."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.torture import apart, shim
from tests.torture.actions import Action
from tests.torture.ground import Ack, Say, arena, child, derive_once, fresh, live
from tests.torture.looking import looked
from tests.torture.more_actions import ACTIONS
from tests.torture.outcome import Outcome
from tests.torture.shim import Mode

NAME, CI, RELEASE = "T-KILL", 200, 2000
SEED = 20261122
_EACH = 25
"""After so many kills a new vault is taken, so that looking does not take ever longer."""
_STEPS = 100


def run(count: int) -> Iterator[Outcome]:
    """Kill each action so often."""
    return apart.outcomes(__name__, count)


def trials(count: int) -> Iterator[Outcome]:
    """As `run`, in this process."""
    derive_once()
    with arena() as place:
        for kind in ACTIONS:
            yield Killing(kind, place, random.Random(f"{SEED} {kind.name}")).outcome(count)


@dataclass
class Killing:
    """One action under fire, on one vault after another."""

    kind: type[Action]
    place: Path
    chance: random.Random
    acks: list[Ack] = field(default_factory=list)
    lost: int = 0
    torn: int = 0
    said: int = 0
    first: str = ""

    def outcome(self, count: int) -> Outcome:
        """Kill it so often, and say what was lost."""
        usual = self._usual()
        for number in range(count):
            if number % _EACH == 0:
                mine = fresh(self.place)
                self.acks.clear()
            action = self.kind(mine, first=1 + number * _STEPS)
            new = self._killed(action, usual)
            self.said += len(new)
            self.acks += new
            self.look(action)
        note = f"{self.said} acknowledged, seed {SEED}" + (
            f"; first fault: {self.first}" if self.first else ""
        )
        wrong = int(not self.said and count >= _EACH)
        return Outcome(f"{NAME} {self.kind.name}", count, self.lost, self.torn, wrong=wrong, note=note)

    def _usual(self) -> tuple[float, int]:
        """How long one step takes here, and how many calls it makes."""
        path = fresh(self.place)

        def work(say: Say) -> None:
            if shim.is_there():
                shim.watch(live(self.place))
            action = self.kind(path)
            action.begin([])
            action.step(1)
            begun = time.monotonic()
            if shim.is_there():
                shim.arm(Mode.COUNT)
            action.step(2)
            calls = shim.off() if shim.is_there() else 0
            say({"seconds": time.monotonic() - begun, "calls": calls})
            action.end()

        (found,), code = child(work).end()
        assert code == 0
        return found["seconds"], found["calls"]

    def _killed(self, action: Action, usual: tuple[float, int]) -> list[Ack]:
        """What a process acknowledged before it was killed: by the clock, or at one of its calls."""
        seconds, calls = usual
        at = self.chance.randint(1, 2 * calls) if calls and self.chance.random() < 0.5 else 0
        mode = self.chance.choice((Mode.KILL, Mode.TEAR))

        def work(say: Say) -> None:
            if shim.is_there():
                shim.watch(live(self.place))
            action.begin(self.acks)
            say({"open": True})
            if at:
                shim.arm(mode, at)
            for n in range(action.first, action.first + _STEPS):
                say(action.step(n))
            action.end()

        process = child(work)
        if not at:
            for _line in range(self.chance.randint(1, 3)):
                process.hear()
            time.sleep(self.chance.uniform(0, 2 * seconds))
            process.kill()
        said, code = process.end()
        if code == 1:
            self._fault(said[-1]["failed"])
        return [ack for ack in said if not {"open", "failed"} & ack.keys()]

    def look(self, action: Action) -> None:
        """Open the vault, look for everything that was acknowledged, verify all of it."""
        lost, torn, first = looked(action, self.acks)
        self.lost += lost
        self.torn += torn
        if first:
            self._fault(first, torn=0)

    def _fault(self, text: str, torn: int = 1) -> None:
        self.first = self.first or text
        self.torn += torn
