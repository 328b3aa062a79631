"""How soon people who ask for help are seen, and whether follow-ups keep their day; numbers only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median

from civicdesk.records.case import Case
from civicdesk.records.share import percent
from civicdesk.services.period import by

FEWEST = 5
"""A middle or a share of fewer than this could point to one person."""


@dataclass(frozen=True)
class CaseTimes:
    """Times of cases taken in up to a day."""

    median_days: Decimal | None
    """From intake to the first assessment; None before any case was assessed."""
    assessed: int
    on_time: int
    due: int

    @property
    def share_on_time(self) -> Decimal | None:
        """Follow-ups on time in per cent of those that fell due."""
        return percent(self.on_time, self.due)


def case_times(cases: Iterable[Case], as_of: date) -> CaseTimes:
    """Times of all cases on a day."""
    found = [case for case in cases if by(as_of, case.intake_date)]
    days = [n for case in found if (n := _days_to_assessment(case, as_of)) is not None]
    kept = [one for case in found for one in _kept(case, as_of)]
    middle = Decimal(str(median(days))) if days else None
    return CaseTimes(middle, len(days), sum(kept), len(kept))


def _days_to_assessment(case: Case, as_of: date) -> int | None:
    days = [row.date for row in case.assessment if row.date and row.date <= as_of]
    return (min(days) - case.intake_date).days if days and case.intake_date else None


def _kept(case: Case, as_of: date) -> Iterator[bool]:
    """For each follow-up that was announced and fell due: whether it came by that day."""
    rows = sorted((row for row in case.follow_ups if row.date <= as_of), key=lambda row: row.date)
    for row, following in pairwise(rows):
        if row.next_date:
            yield following.date <= row.next_date
    if rows and (last := rows[-1].next_date) and last < as_of and case.state not in case.states.ends:
        yield False
