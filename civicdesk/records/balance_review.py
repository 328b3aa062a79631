"""Balance review (E15): A dated check that we deal with all five groups on an equal footing and are neither too close to, nor cut off from, public institutions."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.choices import BalanceFinding, Classification, EngagementGroup
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import MONEY, STRATEGY
from civicdesk.records.values import Day, Ref

if TYPE_CHECKING:
    from civicdesk.records.commitment import Commitment
    from civicdesk.records.stakeholder import Stakeholder


@child
class GroupCount(Child):
    """One row of “Engagements per group”."""

    group: EngagementGroup = field("Group")
    meetings: int = field("Meetings")
    activities: int = field("Activities")
    publications: int = field("Publications")
    total: int = field("Total")
    share: Decimal | None = field("Share", default=None, digits=1)


@child
class ClosenessRow(Child):
    """One row of “Closeness per public institution”."""

    stakeholder: Ref[Stakeholder] = field("Stakeholder")
    s1_frequency: int | None = field("S1 frequency", default=None, low=0, high=2)
    s2_dependence: int = field("S2 dependence", low=0, high=2)
    s3_scope: int = field("S3 scope", low=0, high=2)
    s4_voice: int = field("S4 voice", low=0, high=2)
    sum: int | None = field("Sum", default=None)
    label: str | None = field("Label", default=None, max=20)
    comment: str | None = field("Comment", default=None, max=240)


@record(
    "Balance review",
    "Balance reviews",
    code="E15",
    prefix="BAL",
    compartment=PROGRAMME,
    classification=Classification.CONFIDENTIAL,
    title="period_end",
    columns=("period_start", "period_end", "balance_index", "finding", "too_close", "state"),
    sort="-period_end",
    retention="RT-02",
)
class BalanceReview(Record):
    """A dated check that we deal with all five groups on an equal footing and are neither too close to,
    nor cut off from, public institutions."""

    period_start: Day = field("Period from")
    period_end: Day = field("Period to")
    counts: tuple[GroupCount, ...] = field("Engagements per group", default=(), automatic=True)
    closeness_rows: tuple[ClosenessRow, ...] = field(
        "Closeness per public institution", default=(), tag=STRATEGY
    )
    funding_note: str | None = field("Dependence on one funder", default=None, max=240, tag=MONEY)
    finding: BalanceFinding | None = field("Finding", default=None, automatic=True)
    discussion: str | None = field("Discussion", default=None, tag=STRATEGY, needed_at="approved")
    actions: tuple[Ref[Commitment], ...] = field("Actions", default=())

    states = States(
        draft="discussed", discussed="approved", approved="", who={"approved": "DIR"}, ends="approved"
    )
