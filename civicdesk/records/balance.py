"""Are we balanced? Engagements per group, the balance index, and closeness to public institutions (WF06)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, cast

from civicdesk.records.choices import BalanceFinding, EngagementGroup, VoiceFlag
from civicdesk.records.dates import add_months
from civicdesk.records.problems import Lookup
from civicdesk.records.share import percent
from civicdesk.records.thresholds import number

if TYPE_CHECKING:
    from civicdesk.records.activity import Activity
    from civicdesk.records.meeting import Meeting
    from civicdesk.records.publication import Publication
    from civicdesk.records.stakeholder import Stakeholder

COUNTED = tuple(group for group in EngagementGroup if group is not EngagementGroup.DEVELOPMENT_PARTNER)
"""The five groups; development partners are shown and not counted."""

PRESS = ("press_release", "interview_lines")
"""Types of publication that are an engagement with the media."""


@dataclass
class Tally:
    """Engagements with one group in a period."""

    meetings: int = 0
    activities: int = 0
    publications: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.meetings + self.activities + self.publications


def tally(start: date, end: date, look: Lookup) -> dict[EngagementGroup, Tally]:
    """Engagements held between two days, both included, per group."""
    counts = {group: Tally() for group in EngagementGroup}
    for meeting in held_meetings(start, end, look):
        for group in meeting_groups(meeting, look):
            counts[group].meetings += 1
    for activity in held_activities(start, end, look):
        for group in set(activity.stakeholder_groups):
            counts[group].activities += 1
    for publication in cast("Sequence[Publication]", look.find("publication")):
        released = publication.released_at
        is_out = publication.states.at_least(publication.state, "released")
        if is_out and released and start <= released.date() <= end and publication.publication_type in PRESS:
            counts[EngagementGroup.MEDIA].publications += 1
    return counts


def held_meetings(start: date, end: date, look: Lookup) -> Iterator[Meeting]:
    """Meetings held in the period."""
    for meeting in cast("Sequence[Meeting]", look.find("meeting")):
        day = meeting.starts_at.date() if meeting.starts_at else None
        if day and start <= day <= end and meeting.states.at_least(meeting.state, "held"):
            yield meeting


def held_activities(start: date, end: date, look: Lookup) -> Iterator[Activity]:
    """Activities held in the period; one whose dates are too vague to lie inside it is not in it."""
    for activity in cast("Sequence[Activity]", look.find("activity")):
        when = activity.starts_on
        if when is None or not activity.states.at_least(activity.state, "held"):
            continue
        if when.first is not None and start <= when.first and when.day <= end:
            yield activity


def meeting_groups(meeting: Meeting, look: Lookup) -> set[EngagementGroup]:
    """The main stakeholder's group and every other group that attended."""
    groups = {row.group for row in meeting.attendance if row.group}
    main = cast("Stakeholder | None", look.get("stakeholder", meeting.main_stakeholder))
    return groups | ({main.engagement_group} if main and main.engagement_group else set())


def balance_index(totals: Iterable[int]) -> int | None:
    """Evenness of the five groups, 0 to 100: round(100 × H ÷ ln 5); None when nothing was counted."""
    counts = [count for count in totals if count]
    whole = sum(counts)
    if not whole:
        return None
    entropy = -sum(count / whole * math.log(count / whole) for count in counts)
    index = Decimal(100 * entropy / math.log(len(COUNTED)))
    return max(0, int(index.quantize(Decimal(1), ROUND_HALF_UP)))


def out_of_line(totals: dict[EngagementGroup, int], look: Lookup) -> Iterator[tuple[EngagementGroup, bool]]:
    """Groups with too large (True) or too small (False) a share, by the thresholds that were set."""
    whole = sum(totals.values())
    for group, count in totals.items():
        if whole and count * 100 > number(look, "balance.over_share_percent", 40) * whole:
            yield group, True
        elif whole and count * 100 < number(look, "balance.under_share_percent", 5) * whole:
            yield group, False


def finding_for(totals: dict[EngagementGroup, int], look: Lookup) -> BalanceFinding | None:
    """Balanced, watch or unbalanced; a group out of line lowers balanced to watch."""
    index = balance_index(totals.values())
    if index is None:
        return None
    if index < number(look, "balance.watch_from", 60):
        return BalanceFinding.UNBALANCED
    if index < number(look, "balance.balanced_from", 80) or any(out_of_line(totals, look)):
        return BalanceFinding.WATCH
    return BalanceFinding.BALANCED


@dataclass(frozen=True)
class Dealings:
    """What a year of meetings with one public institution says: scores from 0 to 2."""

    stakeholder: str
    s1_frequency: int
    s3_scope: int
    s4_voice: int


def dealings(end: date, look: Lookup) -> Iterator[Dealings]:
    """Scores of every public institution that was the main partner of a meeting in the year before `end`."""
    start = add_months(end, -number(look, "balance.closeness_months", 12))
    public = [m for m in held_meetings(start, end, look) if _is_public(m.main_stakeholder, look)]
    for institution in dict.fromkeys(str(m.main_stakeholder) for m in public):
        own = [m for m in public if m.main_stakeholder == institution]
        outside = sum(bool(m.outside_scope) for m in own)
        yield Dealings(
            institution,
            frequency_score(len(own), len(public), look),
            0 if not outside else 2 if outside * 2 > len(own) else 1,
            voice_score([m.voice_flag for m in own]),
        )


def frequency_score(own: int, whole: int, look: Lookup) -> int:
    """0 up to a quarter of all public-sector meetings, 1 up to a half, 2 above."""
    share = percent(own, whole) or Decimal(0)
    return sum(share > limit for limit in _frequency_limits(look))


def voice_score(flags: Iterable[VoiceFlag | None]) -> int:
    """0 if no finding was softened, 1 if once, 2 if more often."""
    points = sum({VoiceFlag.ONCE: 1, VoiceFlag.MORE: 2}.get(flag, 0) for flag in flags if flag)
    return min(points, 2)


def _frequency_limits(look: Lookup) -> tuple[int, ...]:
    group = look.setting("balance")
    limits = group.get("frequency_percent") if isinstance(group, dict) else None
    return (
        tuple(int(limit) for limit in limits) if isinstance(limits, list) and len(limits) == 2 else (25, 50)
    )


def _is_public(stakeholder: str | None, look: Lookup) -> bool:
    found = cast("Stakeholder | None", look.get("stakeholder", stakeholder))
    return found is not None and found.engagement_group is EngagementGroup.PUBLIC_SECTOR
