"""T-PWR: the power goes at any call of a recorded run; of what was not flushed, anything may be there or not."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.torture import apart, shim
from tests.torture.actions import Action
from tests.torture.disk import Disk, Event, events
from tests.torture.ground import Ack, Say, arena, child, derive_once, fresh, live
from tests.torture.looking import glanced, looked
from tests.torture.more_actions import ACTIONS
from tests.torture.outcome import Outcome

NAME, CI, RELEASE = "T-PWR", 2000, 100_000
SEED = 20261122
_STEPS = 6
"""Steps in one recording; after it another is made, so that no two thousand states come from one run."""
_EACH = 400
_FULL = 20
"""Every so many states are verified in full; the others in the compartments that the action wrote to."""


def run(count: int) -> Iterator[Outcome]:
    """Look at so many states in all, evenly over the actions."""
    return apart.outcomes(__name__, count, needs_shim=True)


def trials(count: int) -> Iterator[Outcome]:
    """As `run`, in this process."""
    derive_once()
    with arena() as place:
        for kind in ACTIONS:
            chance = random.Random(f"{SEED} {kind.name}")
            yield Cutting(kind, place, chance).outcome(-(-count // len(ACTIONS)))


@dataclass
class Cutting:
    """One action, recorded, and the power cut at calls of the record."""

    kind: type[Action]
    place: Path
    chance: random.Random
    lost: int = 0
    torn: int = 0
    first: str = ""
    looks: int = 0

    def outcome(self, count: int) -> Outcome:
        """Look at so many states."""
        done = 0
        while done < count:
            disk, log = self._recorded()
            done += self._cut(disk, log, min(count - done, _EACH))
        note = f"seed {SEED}" + (f"; first fault: {self.first}" if self.first else "")
        return Outcome(f"{NAME} {self.kind.name}", done, self.lost, self.torn, note=note)

    def _recorded(self) -> tuple[Disk, list[Event]]:
        """A run of several steps: the disk before it, and every call with the acknowledgements between them."""
        path = fresh(self.place)
        disk, log = Disk.of(live(self.place)), self.place / "record"

        def work(say: Say) -> None:
            shim.watch(live(self.place))
            shim.record(log)
            action = self.kind(path)
            action.begin([])
            for n in range(1, _STEPS + 1):
                shim.mark(json.dumps(action.step(n)))
            action.end()
            shim.off()

        said, code = child(work).end()
        if code:
            raise RuntimeError(said)
        return disk, list(events(log))

    def _cut(self, disk: Disk, log: list[Event], states: int) -> int:
        """Go through the record once, and cut at `states` of its calls, some of them several times."""
        ended = _standing(self.place)
        calls = [n for n, event in enumerate(log) if event.kind != "A"]
        cuts = Counter(self.chance.choices(calls, k=states))
        acks: list[Ack] = []
        for n, event in enumerate(log):
            if event.kind == "A":
                acks.append(event.remark)
            else:
                disk.take(event)
            for _again in range(cuts[n]):
                self._lay_out(disk.after_the_cut(self.chance))
                self._look(list(acks), f"call {n} ({event.kind})")
        if disk.unharmed() != ended:
            raise RuntimeError("the record does not lead to what the run left behind")
        return states

    def _lay_out(self, state: dict[str, bytes]) -> None:
        """Make the folder what the disk would hold."""
        standing = _standing(self.place)
        for name in standing.keys() - state.keys():
            Path(name).unlink()
        for name, data in state.items():
            if standing.get(name) != data:
                Path(name).parent.mkdir(parents=True, exist_ok=True)
                Path(name).write_bytes(data)

    def _look(self, acks: list[Ack], where: str) -> None:
        """As its owner would; every so often with the full verification of all compartments."""
        self.looks += 1
        action = self.kind(live(self.place) / "Mine.civicdesk", first=len(acks) + 1)
        found = looked(action, acks) if self.looks % _FULL == 0 else glanced(action, acks)
        self.lost += found[0]
        self.torn += found[1]
        if found[2]:
            self.first = self.first or f"{where}: {found[2]}"


def _standing(place: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in live(place).rglob("*") if one.is_file()}
