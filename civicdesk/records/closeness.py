"""How near we stand to a public institution: not too close, but workable (`domain.md` WF06)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from civicdesk.records.choices import Closeness, EngagementGroup, LadderStatus
from civicdesk.records.dates import add_months
from civicdesk.records.problems import Lookup
from civicdesk.records.thresholds import number

if TYPE_CHECKING:
    from civicdesk.records.balance_review import BalanceReview
    from civicdesk.records.campaign import Campaign
    from civicdesk.records.meeting import Meeting
    from civicdesk.records.stakeholder import Stakeholder


def closeness_of(stakeholder: Stakeholder, look: Lookup) -> Closeness | None:
    """The finding of the last approved balance review; None for other groups and before any review."""
    if stakeholder.engagement_group is not EngagementGroup.PUBLIC_SECTOR:
        return None
    if not _met_lately(stakeholder, look) or _is_blocked(stakeholder, look):
        return Closeness.DISTANT
    return _reviewed(stakeholder, look)


def is_too_close(stakeholder: Stakeholder, look: Lookup) -> bool:
    """The same question as `closeness_of`, which reads every meeting only where a review found too much."""
    return (
        _reviewed(stakeholder, look) is Closeness.TOO_CLOSE
        and closeness_of(stakeholder, look) is Closeness.TOO_CLOSE
    )


def _reviewed(stakeholder: Stakeholder, look: Lookup) -> Closeness | None:
    """What the last approved review with this institution found."""
    reviews = cast("Iterable[BalanceReview]", look.find("balance_review", state="approved"))
    for review in sorted(reviews, key=lambda review: review.period_end, reverse=True):
        for row in review.closeness_rows:
            if row.stakeholder == stakeholder.id:
                scores = (row.s1_frequency, row.s2_dependence, row.s3_scope, row.s4_voice)
                return closeness_for(sum(score or 0 for score in scores), look)
    return None


def closeness_for(total: int, look: Lookup) -> Closeness:
    """What the sum of the four scores (0 to 8) means."""
    if total >= number(look, "balance.too_close_from", 5):
        return Closeness.TOO_CLOSE
    if total >= number(look, "balance.close_watch_from", 3):
        return Closeness.CLOSE_WATCH
    return Closeness.WORKABLE


def _met_lately(stakeholder: Stakeholder, look: Lookup) -> bool:
    since = add_months(look.today, -number(look, "balance.closeness_months", 12))
    meetings = cast("Iterable[Meeting]", look.find("meeting", main_stakeholder=stakeholder.id))
    return any(
        meeting.starts_at is not None
        and meeting.starts_at.date() >= since
        and meeting.states.at_least(meeting.state, "held")
        for meeting in meetings
    )


def _is_blocked(stakeholder: Stakeholder, look: Lookup) -> bool:
    """Whether a running campaign finds the door closed."""
    campaigns = cast("Iterable[Campaign]", look.find("campaign", state="active"))
    return any(
        row.stakeholder == stakeholder.id and row.status is LadderStatus.BLOCKED
        for campaign in campaigns
        for row in campaign.ladder
    )
