"""Commitment and action (E09): anything somebody promised or must do, with the day it is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from civicdesk.i18n import N_, _
from civicdesk.records.choices import (
    Claim,
    Classification,
    CommitmentForm,
    CommitmentKind,
    CommitmentResult,
    JaapService,
    Rag,
    RiskEffect,
    YesNoUnknown,
)
from civicdesk.records.conditional import fill_in
from civicdesk.records.fields import field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PARENTS, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.thresholds import number
from civicdesk.records.values import Day, Link, PartialDate, Ref, Term

if TYPE_CHECKING:
    from civicdesk.records.campaign import Campaign
    from civicdesk.records.contact import Contact
    from civicdesk.records.evidence import Evidence
    from civicdesk.records.outcome import Outcome
    from civicdesk.records.staff_member import StaffMember
    from civicdesk.records.stakeholder import Stakeholder


@child
class ProgressNote(Child):
    """One row of “Progress”."""

    date: Day = field("Date")
    note: str = field("Note", max=300)
    percent: int | None = field("Done (%)", default=None, low=0, high=100)
    evidence: Ref[Evidence] | None = field("Evidence", default=None)


@child
class Reminder(Child):
    """One row of “Reminders given”."""

    date: Day = field("Date")
    how: Term = field("By what means", vocab="contact_channel")
    by: Ref[StaffMember] = field("Reminded by")
    reply: str | None = field("Reply", default=None, max=200)


@record(
    "Commitment",
    "Commitments and actions",
    about=N_(
        "Everything somebody promised or must do, with the day it is due: promises of offices, your "
        "own tasks, and actions after meetings, risks and incidents."
    ),
    code="E09",
    prefix="ACT",
    compartment=PARENTS,
    classification=Classification.INTERNAL,
    title="statement",
    columns=("ref", "statement", "promised_by", "due_date", "rag", "state", "responsible", "parent"),
    sort="due_date",
    retention="RT-02",
)
class Commitment(Record):
    """Anything somebody promised or must do, with a due date: authority promises, bank promises, JAAP
    actions, our own tasks, corrective actions after incidents, risk treatments. One follow-up list for
    all. Compartment = that of its parent record.
    """

    kind: CommitmentKind = field("Kind")
    statement: str = field("What will be done", max=300)
    promised_by: Ref[Stakeholder] | None = field("Promised by", default=None)
    promised_by_post: Ref[Contact] | None = field("Post that promised", default=None)
    responsible: Ref[StaffMember] = field("Our person who follows up")
    parent: Link = field(
        "Comes from",
        to=(
            "campaign",
            "meeting",
            "publication",
            "coalition",
            "subgrant",
            "activity",
            "case",
            "risk",
            "movement",
            "incident",
            "support_request",
        ),
    )
    campaign: Ref[Campaign] | None = field("Campaign", default=None)
    made_on: Day = field("Made on")
    due_date: PartialDate = field(
        "Due",
        missing=(
            "V-ACT-01",
            N_("Set a due date. If they gave none, choose a date to check and tick 'Date set by us'."),
        ),
    )
    due_set_by_us: bool = field("Date set by us", default=False)
    how_recorded: CommitmentForm = field("How it was given")
    jaap_service: JaapService | None = field("JAAP service", default=None)
    jaap_budget_line: YesNoUnknown | None = field("In commune investment programme", default=None)
    effect: RiskEffect | None = field("Effect on the risk", default=None)
    progress: tuple[ProgressNote, ...] = field("Progress", default=())
    reminded: tuple[Reminder, ...] = field("Reminders given", default=())
    done_on: Day | None = field("Done on", default=None, needed_at="done")
    result: CommitmentResult | None = field("Result", default=None, needed_at="done")
    drop_reason: str | None = field("Why dropped", default=None, max=200, needed_at="dropped")
    outcome: Ref[Outcome] | None = field("Led to outcome", default=None)
    public_mention: Claim = field("May be mentioned outside", default=Claim.NO)

    states = States(
        open="in_progress done dropped",
        in_progress="done dropped",
        done="open",
        dropped="",
        reasons="dropped done>open",
        ends="done dropped",
        side="dropped",
    )

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor dropped."""
        return self.state not in self.states.ends

    @looked_up("Overdue")
    def overdue(self, look: Lookup) -> bool:
        """Whether it is open and its day has passed."""
        return self.days_late(look) > 0

    @looked_up("Colour")
    def rag(self, look: Lookup) -> Rag:
        """Grey when over; red over 30 days late; amber when late or due within 14 days; else green."""
        late = self.days_late(look)
        if not self.is_open:
            return Rag.GREY
        if late > number(look, "commitments.red_after_days_overdue", 30):
            return Rag.RED
        soon = self.due_date is not None and late >= -number(look, "commitments.amber_before_days", 14)
        return Rag.AMBER if soon else Rag.GREEN

    def days_late(self, look: Lookup) -> int:
        """Days since it was due, negative before; 0 when it is over or has no date."""
        if not self.is_open or self.due_date is None:
            return 0
        return (look.today - self.due_date.day).days

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this commitment can tell is wrong with itself."""
        if self.due_date and self.made_on and self.due_date.day < self.made_on:
            yield Problem("E", "V-ACT-02", "due_date", _("The due date is before the date it was made."))
        if self.kind in ANOTHER_PARTYS and not self.promised_by:
            yield Problem("E", "V-ACT-03", "promised_by", _("Who made this commitment?"))
        if self.kind is CommitmentKind.JOINT_ACTION_JAAP:
            yield from fill_in(self, "E", "jaap_service")
        if self.kind is CommitmentKind.RISK_TREATMENT:
            yield from fill_in(self, "E", "effect")
        yield from self._too_many_reminders(look)

    def _too_many_reminders(self, look: Lookup) -> Iterator[Problem]:
        """A warning at the third reminder to one office within 30 days, whatever it was about."""
        own = [row.date for row in self.reminded if row.date]
        if not own or not self.is_open:
            return
        last = max(own)
        others = look.find("commitment", promised_by=self.promised_by) if self.promised_by else ()
        days = own + [
            row.date
            for other in others
            if other.id != self.id
            for row in cast("Commitment", other).reminded
            if row.date
        ]
        n = sum(last - timedelta(days=30) <= day <= last for day in days)
        if n >= number(look, "commitments.reminders_per_office_30_days", 3):
            yield Problem(
                "W",
                "V-ACT-05",
                "reminded",
                _(
                    "This is reminder {n} in 30 days. A visit or a thank-you for partial progress may work "
                    "better."
                ).format(n=n),
            )

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stands against entering the state `to`."""
        if to == "done" and (self.result is None or not self.progress):
            where = "result" if self.result is None else "progress"
            yield Problem("T", "V-ACT-04", where, _("Say how it ended and what shows it."))


ANOTHER_PARTYS = frozenset(
    {
        CommitmentKind.AUTHORITY_COMMITMENT,
        CommitmentKind.PRIVATE_SECTOR_COMMITMENT,
        CommitmentKind.PARTNER_COMMITMENT,
    }
)
"""Kinds of commitment that somebody else made."""
