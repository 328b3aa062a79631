"""What time it is in Phnom Penh: one clock for the whole process, which a test may set by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

PHNOM_PENH = timezone(timedelta(hours=7))
"""Cambodia has kept UTC+7 since 1920 without summer time, so a fixed offset needs no zone files."""


def _system() -> datetime:
    return datetime.now(PHNOM_PENH)


@dataclass(frozen=True)
class Clock:
    """A source of the present moment; `read` answers an aware datetime."""

    read: Callable[[], datetime] = _system

    @classmethod
    def at(cls, moment: datetime | date) -> Clock:
        """A clock that always shows `moment`: a bare day means noon, a naive time means Phnom Penh time."""
        if not isinstance(moment, datetime):
            moment = datetime(moment.year, moment.month, moment.day, 12, tzinfo=PHNOM_PENH)
        fixed = moment if moment.tzinfo else moment.replace(tzinfo=PHNOM_PENH)
        return cls(lambda: fixed)

    def now(self) -> datetime:
        """The present moment with the offset +07:00."""
        return self.read().astimezone(PHNOM_PENH)


_clock = Clock()  # of the process, not of the thread: the database worker must see a test's clock too


def now() -> datetime:
    """The present moment with the offset +07:00."""
    return _clock.now()


def today() -> date:
    """The present day in Phnom Penh."""
    return now().date()


@contextmanager
def use(clock: Clock) -> Iterator[Clock]:
    """Tell the time by `clock` within a block."""
    global _clock
    before, _clock = _clock, clock
    try:
        yield clock
    finally:
        _clock = before
