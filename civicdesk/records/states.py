"""The states of a record type: which follows which, who may make the step, what needs a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from civicdesk.i18n import _
from civicdesk.records.values import humanise


class States:
    """The life of a record: `States(draft="prepared cancelled", prepared="cleared", …)`.

    Keyword order is the main path; each value lists the states that may follow. `who` names the roles
    that may enter a state (or make one step: "review>planning"); `reasons` are states or steps that ask
    for a reason; `ends` start the retention clock; `side` are states off the main path.
    """

    def __init__(
        self,
        *,
        who: Mapping[str, str] | None = None,
        reasons: str = "",
        ends: str = "",
        side: str = "",
        four_eyes: str = "",
        **following: str,
    ) -> None:
        self.following = {state: tuple(after.split()) for state, after in following.items()}
        self.who = {step: frozenset(roles.split()) for step, roles in (who or {}).items()}
        self.reasons = frozenset(reasons.split())
        self.ends = frozenset(ends.split())
        self.side = frozenset(side.split())
        self.four_eyes = frozenset(four_eyes.split())
        self._check()

    def _check(self) -> None:
        known = set(self.following)
        named = {s for after in self.following.values() for s in after} | self.ends | self.side
        if stray := named - known:
            raise ValueError(f"states never declared: {sorted(stray)}")

    @property
    def all(self) -> tuple[str, ...]:
        """Every state, main path first as declared."""
        return tuple(self.following)

    @property
    def first(self) -> str:
        """The state of a new record."""
        return self.all[0]

    def after(self, state: str) -> tuple[str, ...]:
        """States that may follow."""
        return self.following.get(state, ())

    def roles_for(self, state: str, to: str) -> frozenset[str]:
        """Role codes that may make this step; empty means everybody who may write the record."""
        return self.who.get(f"{state}>{to}", self.who.get(to, frozenset()))

    def asks_reason(self, state: str, to: str) -> bool:
        """Whether this step asks for a reason."""
        return to in self.reasons or f"{state}>{to}" in self.reasons

    def is_four_eyes(self, state: str, to: str) -> bool:
        """Whether another person than the owner must make this step."""
        return to in self.four_eyes or f"{state}>{to}" in self.four_eyes

    def reached_with(self, state: str) -> tuple[str, ...]:
        """The state and, on the main path, all states before it: what `needed_at` is measured against."""
        if state in self.side:
            return (state,)
        main = [s for s in self.all if s not in self.side]
        return tuple(main[: main.index(state) + 1])

    def at_least(self, state: str, floor: str) -> bool:
        """Whether `state` is `floor` or later on the main path; side states are never."""
        return state not in self.side and floor in self.reached_with(state)


def label_of(state: str) -> str:
    """The words for a state."""
    return _(humanise(state))


def labels_of(states: Iterable[str]) -> str:
    """Several states in words, separated by commas."""
    return ", ".join(label_of(s) for s in states)
