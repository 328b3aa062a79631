"""Values as they stand on paper: as everywhere in the program, but with days in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from civicdesk.clock import PHNOM_PENH
from civicdesk.i18n import N_, _
from civicdesk.records.fields import Field
from civicdesk.records.problems import Lookup
from civicdesk.records.values import PartialDate, Precision
from civicdesk.records.wording import wording

MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"))  # fmt: skip


def day_text(day: date) -> str:
    """A day as 26 January 2024."""
    return f"{day.day} {_(MONTHS[day.month - 1])} {day.year}"


def week_text(day: date) -> str:
    """The week that holds a day, by its Monday."""
    return _("week of {day}").format(day=day_text(day - timedelta(days=day.weekday())))


def local_day(value: date | datetime) -> date:
    """The day in Cambodia of an instant, or the day itself."""
    return value.astimezone(PHNOM_PENH).date() if isinstance(value, datetime) else value


def printed(spec: Field, value: object, look: Lookup) -> str:
    """A value of a field in words; several are parted by semicolons; nothing is an empty text."""
    if isinstance(value, tuple):
        return "; ".join(text for item in value if (text := printed(spec, item, look)))
    match value:
        case datetime():
            return f"{day_text(local_day(value))}, {value.astimezone(PHNOM_PENH):%H:%M}"
        case date():
            return day_text(value)
        case PartialDate(day=day, precision=Precision.DAY):
            return day_text(day)
        case _:
            return wording(spec, value, look)
