"""Support request (E22): solidarity, what we ask of allies, are offered by them, or give to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from civicdesk.i18n import N_, _
from civicdesk.records.choices import Classification, Publicity, SupportConsent, SupportDirection, Urgency
from civicdesk.records.conditional import fill_in, rule_id
from civicdesk.records.fields import field
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
    """A row of “Log”."""

    date: Day = field("Date")
    note: str = field("Note", max=240)


@record(
    "Support request",
    "Support requests",
    about=N_(
        "Solidarity: what you ask of allies or give to them, such as statements, emergency money, "
        "legal or digital help, relocation and training."
    ),
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
    relocation, training, emotional support, coordination.
    """

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

    def passed(self, to: str) -> tuple[str, ...]:
        """What is offered to us was never sent, so nothing about sending is needed."""
        states = super().passed(to)
        if self.direction is SupportDirection.WE_ARE_OFFERED and to != "sent":
            return tuple(state for state in states if state not in ("sent", "acknowledged"))
        return states

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stops entering a state."""
        offered = self.direction is SupportDirection.WE_ARE_OFFERED
        if self.state == "draft" and to == "in_progress" and not offered:
            yield Problem(
                "T",
                rule_id(self, "direction"),
                "direction",
                _("Only an offer goes straight to in progress. Send the request first."),
            )
        if to == "sent":
            yield from self._sending(look)

    def _sending(self, look: Lookup) -> Iterator[Problem]:
        if self.publicity is Publicity.PUBLIC:
            yield from self._going_public()
        if self.consent in (SupportConsent.PARTLY, SupportConsent.NOT_POSSIBLE):
            yield from fill_in(self, "T", "consent_reason")
        if self.direction is SupportDirection.WE_ASK and self._asked_lately(look) >= 2:
            yield Problem(
                "W",
                "V-SUP-03",
                "partner",
                _("Third request to {partner} this month. Is one coordinated request better?").format(
                    partner=look.title("stakeholder", self.partner)
                ),
            )

    def _going_public(self) -> Iterator[Problem]:
        if self.consent is not SupportConsent.YES:
            yield Problem(
                "T",
                "V-SUP-01",
                "consent",
                _("Public support needs the agreement of the people concerned."),
            )
        if not (self.do_no_harm_note or "").strip():
            yield Problem(
                "T",
                "V-SUP-02",
                "do_no_harm_note",
                _("Write how public support could be used against them, and why it is still right."),
            )

    def _asked_lately(self, look: Lookup) -> int:
        """How many other requests went to this partner in the last 30 days."""
        found = cast("list[SupportRequest]", look.find("support_request", partner=self.partner))
        return sum(
            one.direction is SupportDirection.WE_ASK
            and one.sent_on is not None
            and 0 <= (look.today - one.sent_on).days <= 30
            for one in found
            if one.id != self.id
        )
