"""Sub-grant (E13): small grants we give to CSOs or community groups, from call to closing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from civicdesk.i18n import N_, _
from civicdesk.records.choices import Classification, Level3, PassFail, ReportKind, TrancheStatus
from civicdesk.records.conditional import fill_in, rule_id
from civicdesk.records.fields import computed, field
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import MONEY
from civicdesk.records.values import Day, Money, Place, Ref, Score, Term, humanise

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

    @property
    def paid(self) -> bool:
        """Whether the money went out."""
        return self.status is TrancheStatus.PAID or self.paid_on is not None


@child
class GrantReport(Child):
    """One row of “Reports due”."""

    due: Day = field("Due")
    kind: ReportKind = field("Kind")
    received_on: Day | None = field("Received on", default=None)
    accepted_on: Day | None = field("Accepted on", default=None)
    waived: bool = field("Waived by a director", default=False)
    note: str | None = field("Note", default=None, max=200)

    @property
    def settled(self) -> bool:
        """Whether nothing more is expected."""
        return self.accepted_on is not None or self.waived


@child
class IssueFound(Child):
    """One row of “Issues and remedies”."""

    date: Day = field("Date")
    issue: str = field("Issue", max=240)
    action: Ref[Commitment] | None = field("Action", default=None)


@record(
    "Sub-grant",
    "Sub-grants",
    about=N_(
        "Small grants that you give to organisations or community groups, from the call to the closing."
    ),
    code="E13",
    prefix="SUB",
    compartment=PROGRAMME,
    classification=Classification.INTERNAL,
    title="purpose",
    columns=("ref", "grantee", "purpose", "places", "amount", "start_date", "end_date", "next_due", "state"),
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

    @computed("Next due")
    def next_due(self) -> date | None:
        """The next payment or report that is still open."""
        payments = (t.due for t in self.tranches if t.due and t.status in _OPEN and not t.paid)
        reports = (r.due for r in self.reports if r.due and not r.settled and r.received_on is None)
        return min((*payments, *reports), default=None)

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this grant can tell is wrong with itself."""
        if self.start_date and self.end_date and self.end_date < self.start_date:
            yield Problem("E", rule_id(self, "end_date"), "end_date", _("The grant ends before it starts."))
        yield from self._sum_problems()
        if not self.is_historical:
            yield from self._payments_too_early()
        yield from self._tied_scorers(look)

    def _sum_problems(self) -> Iterator[Problem]:
        if self.amount is None:
            return
        live = [t.amount for t in self.tranches if t.amount and t.status is not TrancheStatus.CANCELLED]
        currency = self.amount.currency
        if other := next((money.currency for money in live if money.currency != currency), None):
            yield Problem(
                "E",
                rule_id(self, "tranches"),
                "tranches",
                _("A payment is in {other}, the grant is in {currency}. Use one currency.").format(
                    other=other, currency=currency
                ),
            )
            return
        total = sum((money.amount for money in live), Decimal(0))
        if total > self.amount.amount:
            yield Problem(
                "E",
                "V-SUB-01",
                "tranches",
                _("Payments add up to {sum}, more than the grant of {amount}.").format(
                    sum=Money(total, currency), amount=self.amount
                ),
            )

    def _payments_too_early(self) -> Iterator[Problem]:
        """A payment is a step of its own: it is refused when it is entered, not at the next state."""
        for number, tranche in enumerate(self.tranches):
            if not tranche.paid or tranche.due is None:
                continue
            before = [r.due for r in self.reports if r.due and r.due <= tranche.due and not r.settled]
            for due in before[:1]:
                yield Problem(
                    "E",
                    "V-SUB-03",
                    f"tranches.{number}.status",
                    _("The report due {date} has not been accepted.").format(date=due),
                )

    def _tied_scorers(self, look: Lookup) -> Iterator[Problem]:
        """A scorer who holds the relationship with the applicant has a link with it."""
        applicant = cast("Stakeholder | None", look.get("stakeholder", self.grantee))
        if applicant is None or applicant.relation_owner is None:
            return
        for number, row in enumerate(self.score):
            if row.scored_by == applicant.relation_owner:
                yield Problem(
                    "W",
                    "V-SUB-05",
                    f"score.{number}.scored_by",
                    _("The scorer has a link with this organisation. Choose another scorer."),
                )

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stops entering a state."""
        if self.states.at_least(to, "approved"):
            yield from self._failed_checks()
        if self.states.at_least(to, "agreement") and not self.amount_withheld:
            yield from fill_in(self, "T", "amount")
        if to == "closed" and (waiting := sum(not report.settled for report in self.reports)):
            yield Problem(
                "T", "V-SUB-04", "reports", _("{n} reports are not accepted yet.").format(n=waiting)
            )

    def _failed_checks(self) -> Iterator[Problem]:
        for number, row in enumerate(self.due_diligence):
            if row.result is PassFail.FAIL:
                yield Problem(
                    "T",
                    "V-SUB-02",
                    f"due_diligence.{number}.result",
                    _("Check '{check}' failed. A director must decide.").format(
                        check=humanise(row.check or "")
                    ),
                )


_OPEN = (TrancheStatus.PLANNED, TrancheStatus.DUE, TrancheStatus.HELD)
