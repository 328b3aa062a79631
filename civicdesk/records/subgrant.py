"""Sub-grant (E13): Small grants we give to CSOs or community groups, from call to closing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.choices import Classification, Level3, PassFail, ReportKind, TrancheStatus
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import MONEY
from civicdesk.records.values import Day, Money, Place, Ref, Score, Term

if TYPE_CHECKING:
    from civicdesk.records.activity import Activity
    from civicdesk.records.commitment import Commitment
    from civicdesk.records.indicator import Indicator
    from civicdesk.records.project import Project
    from civicdesk.records.staff_member import StaffMember
    from civicdesk.records.stakeholder import Stakeholder


@child
class SelectionScore(Child):
    """One row of “Selection score”."""

    criterion: Term = field("Criterion", vocab="grant_criterion")
    score: Score = field("Score")
    scored_by: Ref[StaffMember] | None = field("Scored by", default=None)


@child
class DueDiligence(Child):
    """One row of “Checks”."""

    check: Term = field("Check", vocab="dd_check")
    result: PassFail = field("Result")
    note: str | None = field("Note", default=None, max=200)


@child
class Tranche(Child):
    """One row of “Payments”."""

    due: Day = field("Due")
    amount: Money = field("Amount")
    condition: str | None = field("Condition", default=None, max=160)
    paid_on: Day | None = field("Paid on", default=None)
    status: TrancheStatus = field("Status")


@child
class GrantReport(Child):
    """One row of “Reports due”."""

    due: Day = field("Due")
    kind: ReportKind = field("Kind")
    received_on: Day | None = field("Received on", default=None)
    accepted_on: Day | None = field("Accepted on", default=None)
    note: str | None = field("Note", default=None, max=200)


@child
class IssueFound(Child):
    """One row of “Issues and remedies”."""

    date: Day = field("Date")
    issue: str = field("Issue", max=240)
    action: Ref[Commitment] | None = field("Action", default=None)


@record(
    "Sub-grant",
    "Sub-grants",
    code="E13",
    prefix="SUB",
    compartment=PROGRAMME,
    classification=Classification.INTERNAL,
    title="purpose",
    columns=("ref", "grantee", "purpose", "places", "amount", "start_date", "end_date", "state"),
    sort="ref",
    retention="RT-01",
)
class SubGrant(Record):
    """Small grants we give to CSOs or community groups, from call to closing."""

    project: Ref[Project] = field("Project")
    call_name: str | None = field("Call", default=None, max=120)
    grantee: Ref[Stakeholder] | None = field("Grantee", default=None, needed_at="approved")
    purpose: str = field("Purpose", max=300)
    places: tuple[Place, ...] = field("Where", default=(), needed_at="approved")
    amount: Money | None = field("Amount", default=None, tag=MONEY)
    amount_withheld: str | None = field("Amount not recorded, why", default=None, max=160)
    score: tuple[SelectionScore, ...] = field("Selection score", default=())
    due_diligence: tuple[DueDiligence, ...] = field("Checks", default=(), needed_at="approved")
    safeguard_note: Level3 | None = field(
        "Would naming this grant put the grantee at risk?", default=None, needed_at="approved"
    )
    agreement_signed_on: Day | None = field("Agreement signed", default=None, needed_at="agreement")
    start_date: Day | None = field("Start", default=None, needed_at="agreement")
    end_date: Day | None = field("End", default=None, needed_at="agreement")
    tranches: tuple[Tranche, ...] = field("Payments", default=(), tag=MONEY, needed_at="agreement")
    reports: tuple[GrantReport, ...] = field("Reports due", default=(), needed_at="agreement")
    activities: tuple[Ref[Activity], ...] = field("Activities", default=())
    indicators: tuple[Ref[Indicator], ...] = field("Indicators", default=())
    issues_found: tuple[IssueFound, ...] = field("Issues and remedies", default=())
    closing_note: str | None = field("Closing note", default=None, needed_at="closed")
    asset_disposition: str | None = field("Assets", default=None, max=200)

    states = States(
        application="assessment",
        assessment="approved rejected",
        approved="agreement",
        rejected="",
        agreement="active",
        active="reporting suspended",
        reporting="closed",
        closed="",
        suspended="active terminated",
        terminated="",
        ends="closed rejected terminated",
        side="rejected suspended terminated",
    )
