"""A span of days, and which dates count as lying in it (counting rules of the board report)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from civicdesk.clock import PHNOM_PENH
from civicdesk.records.values import PartialDate, quarter_of


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included."""

    first: date
    last: date

    @classmethod
    def quarter(cls, day: date) -> Self:
        """The quarter that holds a day."""
        return cls(*quarter_of(day))

    @property
    def quarter_name(self) -> str:
        """The quarter of its last day, as "2024-Q1": the name under which a report's texts are kept."""
        return f"{self.last.year}-Q{(self.last.month + 2) // 3}"

    def holds(self, when: date | datetime | PartialDate | None) -> bool:
        """Whether a date falls in the period.

        A date that is only partly known falls in it when every day it can mean does; one known to the year,
        or as a period, never falls in a quarter and counts only "to date".
        """
        if isinstance(when, PartialDate):
            first = when.first
            return first is not None and self.first <= first and when.day <= self.last
        day = day_of(when)
        return day is not None and self.first <= day <= self.last


def day_of(when: date | datetime | None) -> date | None:
    """The day in Phnom Penh."""
    return when.astimezone(PHNOM_PENH).date() if isinstance(when, datetime) else when


def by(as_of: date, when: date | datetime | PartialDate | None) -> bool:
    """Whether a date counts as reached on the day `as_of`; what has no date counts always."""
    if isinstance(when, PartialDate):
        return (when.first or when.day) <= as_of
    day = day_of(when)
    return day is None or day <= as_of
