"""What a meeting can tell is wrong with itself, and what to think of while it is planned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from civicdesk.i18n import _
from civicdesk.records.campaign_rules import unmet_levels
from civicdesk.records.choices import AuthorityLevel, LadderStatus
from civicdesk.records.closeness import is_too_close
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.rules import is_empty
from civicdesk.records.validity import validity_problems
from civicdesk.records.values import Link

if TYPE_CHECKING:
    from civicdesk.records.campaign import Campaign
    from civicdesk.records.commitment import Commitment
    from civicdesk.records.meeting import Meeting
    from civicdesk.records.stakeholder import Stakeholder

BEFOREHAND = frozenset({"", "draft", "prepared", "cleared", "postponed"})
"""States in which a meeting can still be planned differently."""
FORCE_BODIES = frozenset({"police", "court", "armed_forces", "security_body"})
"""Types of stakeholder that nobody should meet alone."""


def time_and_counts(meeting: Meeting) -> Iterator[Problem]:
    """Times in order, and no more women than people."""
    if meeting.starts_at and meeting.ends_at and meeting.ends_at < meeting.starts_at:
        yield Problem("E", "V-MTG-01", "ends_at", _("The meeting ends before it starts."))
    for number, row in enumerate(meeting.attendance):
        if row.women is not None and row.total is not None and row.women > row.total:
            yield Problem(
                "E", "V-MTG-10", f"attendance.{number}.women", _("Women cannot be more than the total.")
            )


def planning_warnings(meeting: Meeting, look: Lookup) -> Iterator[Problem]:
    """Levels, authority, company, independence and permission."""
    office = cast("Stakeholder | None", look.get("stakeholder", meeting.main_stakeholder))
    for number, row in enumerate(meeting.asks):
        if row.ask and row.level_can_decide is False:
            yield Problem(
                "W",
                "V-MTG-08",
                f"asks.{number}.level_can_decide",
                _(
                    "'{ask}' is above this office's authority. Ask for their support to take it up instead."
                ).format(ask=row.ask),
            )
    if office:
        yield from _skipped_level(meeting, office, look)
        yield from _company(meeting, office)
        yield from _independence(office, look)
    for number, authorisation in enumerate(meeting.authorisations):
        day = meeting.starts_at.date() if meeting.starts_at else None
        yield from validity_problems(f"authorisations.{number}", authorisation, day, look)


def _skipped_level(meeting: Meeting, office: Stakeholder, look: Lookup) -> Iterator[Problem]:
    campaign = cast("Campaign | None", look.get("campaign", meeting.campaign))
    level = office.authority_level
    skipped = skipped_level(campaign, level) if campaign and level else None
    if skipped:
        yield Problem(
            "W",
            "V-MTG-07",
            "main_stakeholder",
            _("This meeting skips {level}. Inform them first if you can.").format(level=skipped.label),
        )


def skipped_level(campaign: Campaign, level: AuthorityLevel) -> AuthorityLevel | None:
    """The lowest level below `level` that the ladder has not met, or leaves out above where it stands."""
    unmet = {one.rank for one in unmet_levels(campaign)}
    position = campaign.ladder_position
    if position:
        excused = {
            row.level.rank
            for row in campaign.ladder
            if row.level and row.status is LadderStatus.SKIPPED and not is_empty(row.skip_reason)
        }
        unmet |= set(range(position.rank + 1, level.rank)) - excused
    below = [one for one in AuthorityLevel if one.rank in unmet and one.rank < level.rank]
    return min(below, key=lambda one: one.rank, default=None)


def _company(meeting: Meeting, office: Stakeholder) -> Iterator[Problem]:
    if len(meeting.team) == 1 and office.stakeholder_type in FORCE_BODIES:
        yield Problem("W", "V-MTG-09", "team", _("Do not go alone. Add a second person or a lawyer."))


def _independence(office: Stakeholder, look: Lookup) -> Iterator[Problem]:
    if is_too_close(office, look):
        yield Problem(
            "W",
            "V-MTG-11",
            "main_stakeholder",
            _(
                "The last balance review found this relationship too close. Record how this meeting keeps "
                "our independence."
            ),
        )


def open_commitments(meeting: Meeting, look: Lookup) -> list[Commitment]:
    """Commitments that came from this meeting or are named by it, still open and not moved elsewhere."""
    here = Link("meeting", meeting.id)
    came = look.find("commitment", parent=here) if meeting.id else ()
    named = (look.get("commitment", one) for one in meeting.commitments)
    found = cast("dict[str, Commitment]", {one.id: one for one in (*came, *named) if one is not None})
    return [
        one
        for one in found.values()
        if one.state not in one.states.ends
        and (one.parent is None or one.parent.type != "meeting" or one.parent == here)
    ]
