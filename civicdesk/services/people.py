"""Adding up people who were counted at activities: what is not recorded is never inferred."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from civicdesk.records.share import percent
from civicdesk.records.values import Headcount


@dataclass(frozen=True)
class People:
    """Attendances at some activities, not unique people.

    `total` and `women` are None when activities took place but none of them recorded it. `sex_recorded` is
    how many of the total have a recorded sex; men are never computed.
    """

    activities: int
    total: int | None
    women: int | None
    sex_recorded: int

    @property
    def sex_not_recorded(self) -> int | None:
        """How many of the total have no recorded sex."""
        return None if self.total is None else self.total - self.sex_recorded

    @property
    def not_women_or_not_recorded(self) -> int | None:
        """What is left of the total without women: never called men."""
        return None if self.total is None or self.women is None else self.total - self.women

    @property
    def recorded_not_women(self) -> int | None:
        """Those whose sex was recorded and who are not women: men and other together."""
        return None if self.women is None else self.sex_recorded - self.women

    @property
    def women_share(self) -> Decimal | None:
        """Women in per cent of those whose sex was recorded; None when nobody's was."""
        return None if self.women is None else percent(self.women, self.sex_recorded)


def people_of(headcounts: Iterable[Headcount]) -> People:
    """All headcounts together; one without a total is left out of the sums, being a part of nothing."""
    heads = list(headcounts)
    counted = [head for head in heads if head.total is not None]
    return People(
        len(heads),
        _sum([head.total for head in counted], heads),
        _sum([head.women for head in counted], heads),
        sum(head.sex_recorded for head in counted),
    )


def _sum(parts: Iterable[int | None], heads: list[Headcount]) -> int | None:
    """The sum of what was recorded; None when nothing was, zero when there was nothing to record."""
    known = [part for part in parts if part is not None]
    return sum(known) if known or not heads else None
