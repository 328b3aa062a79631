"""Reckoning with days: working days, months, and dates that are only partly known."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta

from civicdesk.records.values import PartialDate, Precision


def earliest(when: PartialDate) -> date:
    """A day that `when` is certainly not before; a period, whose start is unknown, may last a year."""
    return when.first or when.day - timedelta(days=366)


def exact(when: PartialDate | None) -> date | None:
    """The day itself when it is known, else None."""
    return when.day if when and when.precision is Precision.DAY else None


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or the last of that month if it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def working_days_before(
    day: date, days: int, *, holidays: Collection[date] = (), weekdays: Collection[int] = range(5)
) -> date:
    """The working day that leaves `days` working days until `day`, not counting `day` itself."""
    while days > 0:
        day -= timedelta(days=1)
        days -= day.weekday() in weekdays and day not in holidays
    return day
