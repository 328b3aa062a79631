"""Support request (E22): Solidarity: what we ask of (or give to) allies: statements, emergency money, legal, digital, relocation, training, emotional support, coordination."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.choices import Classification, Publicity, SupportConsent, SupportDirection, Urgency
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import SECURITY, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import MONEY
from civicdesk.records.values import Day, Money, Ref, Score, Term

if TYPE_CHECKING:
    from civicdesk.records.incident import Incident
    from civicdesk.records.staff_member import StaffMember
    from civicdesk.records.stakeholder import Stakeholder


@child
class LogEntry(Child):
    """One row of “Log”."""

    date: Day = field("Date")
    note: str = field("Note", max=240)


@record(
    "Support request",
    "Support requests",
    code="E22",
    prefix="SUP",
    compartment=SECURITY,
    classification=Classification.CONFIDENTIAL,
    title="people_concerned",
    columns=("ref", "direction", "support_type", "partner", "urgency", "publicity", "answer_due", "state"),
    sort="answer_due",
    retention="RT-16",
    random_ref=True,
)
class SupportRequest(Record):
    """Solidarity: what we ask of (or give to) allies: statements, emergency money, legal, digital,
    relocation, training, emotional support, coordination."""

    direction: SupportDirection = field("Direction")
    support_type: tuple[Term, ...] = field("Type", vocab="support_type")
    urgency: Urgency = field("Urgency")
    partner: Ref[Stakeholder] = field("To / from")
    incident: Ref[Incident] | None = field("Because of", default=None)
    people_concerned: str = field("For (roles, not names)", max=200)
    consent: SupportConsent | None = field("People concerned agree", default=None, needed_at="sent")
    consent_reason: str | None = field("Why consent is not complete", default=None, max=200)
    publicity: Publicity = field("Publicity wanted")
    do_no_harm_note: str | None = field("Could public support backfire?", default=None)
    text: str | None = field("What we ask", default=None, needed_at="sent")
    amount: Money | None = field("Amount", default=None, tag=MONEY)
    sent_on: Day | None = field("Sent", default=None, needed_at="sent")
    sent_by: Ref[StaffMember] | None = field("Sent by", default=None, needed_at="sent")
    channel: Term | None = field("Sent how", default=None, vocab="contact_channel", needed_at="sent")
    answer_due: Day | None = field("Answer needed by", default=None, needed_at="sent")
    log: tuple[LogEntry, ...] = field("Log", default=())
    received: str | None = field("What was received", default=None, needed_at="received")
    usefulness: Score | None = field("How useful", default=None)

    states = States(
        draft="sent in_progress cancelled",
        sent="acknowledged declined cancelled",
        acknowledged="in_progress declined cancelled",
        in_progress="received cancelled",
        received="closed",
        closed="",
        declined="",
        cancelled="",
        who={"sent": "DIR SFP"},
        ends="closed declined cancelled",
        side="declined cancelled",
    )
