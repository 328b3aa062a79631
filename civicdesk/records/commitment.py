"""Commitment (E09): Anything somebody promised or must do, with a due date: authority promises, bank promises, JAAP actions, our own tasks, corrective actions after incidents, risk treatments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.choices import (
    Claim,
    Classification,
    CommitmentForm,
    CommitmentKind,
    CommitmentResult,
    JaapService,
    YesNoUnknown,
)
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PARENTS, Child, Record, child, record
from civicdesk.records.states import States
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
    percent: int | None = field("Percent", default=None, low=0, high=100)
    evidence: Ref[Evidence] | None = field("Evidence", default=None)


@child
class Reminder(Child):
    """One row of “Reminders given”."""

    date: Day = field("Date")
    how: Term = field("How", vocab="contact_channel")
    by: Ref[StaffMember] = field("By")
    reply: str | None = field("Reply", default=None, max=200)


@record(
    "Commitment",
    "Commitments and actions",
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
    all. Compartment = that of its parent record."""

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
            "Set a due date. If they gave none, choose a date to check and tick 'Date set by us'.",
        ),
    )
    due_set_by_us: bool = field("Date set by us", default=False)
    how_recorded: CommitmentForm = field("How it was given")
    jaap_service: JaapService | None = field("JAAP service", default=None)
    jaap_budget_line: YesNoUnknown | None = field("In commune investment programme", default=None)
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
