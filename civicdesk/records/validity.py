"""Whether an authorisation holds on the day of what it is for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, cast

from civicdesk.i18n import _
from civicdesk.records.problems import Lookup, Problem

if TYPE_CHECKING:
    from civicdesk.records.authorisation import Authorisation


def validity_problems(where: str, authorisation: str, day: date | None, look: Lookup) -> Iterator[Problem]:
    """V-AUT-04 for the field `where` of a record that happens on `day`."""
    paper = cast("Authorisation | None", look.get("authorisation", authorisation))
    if paper and day and not paper.holds_on(day):
        yield outside(where, day)


def outside(where: str, day: date) -> Problem:
    """The warning that an authorisation does not cover a day."""
    return Problem(
        "W", "V-AUT-04", where, _("This authorisation is not valid on {date}.").format(date=day.isoformat())
    )
