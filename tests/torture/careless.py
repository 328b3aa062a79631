"""A program that breaks its promises, to show that the long tests would notice: no test of the plan by itself."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from civicdesk.errors import CivicDeskError
from tests.torture import kill, power, shim
from tests.torture.actions import Action
from tests.torture.faults import Failing
from tests.torture.ground import Ack, arena, derive_once
from tests.torture.outcome import Outcome


class SaysTooEarly(Action):
    """Acknowledges the save of the time before this one, and then saves: the last is always said too early."""

    name = "said too early"

    def step(self, n: int) -> Ack:
        """What is acknowledged is never saved."""
        return super().step(n) | {"version": 99}


class DoesNotFlush(Action):
    """Leaves it to the system when a save reaches the disk."""

    name = "not flushed"

    def begin(self, acks: Sequence[Ack]) -> None:
        """The recipe is taken back."""
        super().begin(acks)
        raw = self.vault.stores["programme"].raw
        raw.set_authorizer(None)
        raw.execute("PRAGMA synchronous = OFF")


class HidesErrors(Action):
    """Says that all is well when the disk has just refused."""

    name = "errors hidden"

    def step(self, n: int) -> Ack:
        """A save that failed is acknowledged like any other."""
        try:
            return super().step(n)
        except CivicDeskError:
            return {"id": "nothing", "version": 1, "name": ""}


def trials(count: int) -> Iterator[Outcome]:
    """Each kind of carelessness under the test that must notice it."""
    derive_once()
    with arena() as place:
        yield kill.Killing(SaysTooEarly, place, random.Random(1)).outcome(count)
        if shim.is_there():
            yield power.Cutting(DoesNotFlush, place, random.Random(1)).outcome(count * 10)
            yield Failing(HidesErrors, place).outcome(count)
