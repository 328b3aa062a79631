"""Movement (E20): a travel or meeting plan with check-ins and what happens when one is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from civicdesk.i18n import N_
from civicdesk.records import movement_rules
from civicdesk.records.choices import (
    CheckinStatus,
    Classification,
    NoContactRule,
    PhraseOk,
    RiskCheck,
    StepRole,
)
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import SECURITY, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import HEALTH_LEGAL, SECURITY_DETAIL
from civicdesk.records.thresholds import number
from civicdesk.records.values import Link, Place, Ref, Term

if TYPE_CHECKING:
    from civicdesk.records.authorisation import Authorisation
    from civicdesk.records.protocol import Protocol
    from civicdesk.records.staff_member import StaffMember


@child
class Traveller(Child):
    """A row of “Travellers”."""

    staff: Ref[StaffMember] = field("Staff")
    role: StepRole | None = field("Role", default=None)


@child
class Leg(Child):
    """A row of “Route”."""

    from_place: Place = field("From")
    to_place: Place = field("To")
    depart: datetime = field("Depart")
    arrive: datetime = field("Arrive")
    transport: Term = field("Transport", vocab="transport")
    stay_at: str | None = field("Stay at", default=None, max=120, tag=SECURITY_DETAIL)


@child
class Device(Child):
    """A row of “Devices carried”."""

    device: str = field("Device", max=60)
    encrypted: bool = field("Encrypted", default=False)
    data_level: Classification = field("Data level")
    travel_prepared: bool = field("Prepared for travel", default=False)


@child
class ContactMethod(Child):
    """A row of “Contact methods in order”."""

    method: Term = field("Method", vocab="contact_channel")
    order: int | None = field("Order", default=None)


@child
class CheckIn(Child):
    """A row of “Check-ins”."""

    label: str = field("Label", max=60)
    due_at: datetime = field("Due at")
    grace_min: int = field("Grace (minutes)")
    status: CheckinStatus | None = field("Status", default=None)
    done_at: datetime | None = field("Done at", default=None)
    via: Term | None = field("Via", default=None, vocab="contact_channel")
    phrase_ok: PhraseOk | None = field("Phrase", default=None)
    note: str | None = field("Note", default=None, max=200)
    by: Ref[StaffMember] | None = field("By", default=None)

    @property
    def is_over(self) -> bool:
        """Whether nobody waits for it any more."""
        return self.done_at is not None or self.status in (CheckinStatus.DONE, CheckinStatus.CANCELLED)

    @property
    def late_from(self) -> datetime | None:
        """The moment after which it is overdue."""
        return self.due_at + timedelta(minutes=self.grace_min or 0) if self.due_at else None


@child
class Escalation(Child):
    """A row of “Escalation log”."""

    at: datetime | None = field("At", default=None)
    step: int | None = field("Step", default=None)
    action: str = field("Action", max=200)
    by: Ref[StaffMember] | None = field("By", default=None)
    result: str | None = field("Result", default=None, max=200)


@record(
    "Movement",
    "Movements",
    about=N_("Travel and sensitive meetings with agreed check-ins, and what is done when one is missed."),
    code="E20",
    prefix="MOV",
    compartment=SECURITY,
    classification=Classification.CONFIDENTIAL,
    title="title",
    columns=(
        "ref",
        "title",
        "lead",
        "leave_at",
        "return_at",
        "risk_level",
        "next_checkin",
        "overdue",
        "state",
    ),
    sort="-leave_at",
    retention="RT-11",
    random_ref=True,
)
class Movement(Record):
    """Travel plan or sensitive-meeting plan with a check-in schedule and overdue escalation (duty of
    care).
    """

    movement_type: Term = field("Kind", vocab="movement_type")
    title: str = field("Title", max=120)
    for_record: Link | None = field("For", default=None, to=("meeting", "activity"))
    travellers: tuple[Traveller, ...] = field("Travellers")
    lead: Ref[StaffMember] = field("Trip lead")
    checkin_officer: Ref[StaffMember] | None = field("Check-in officer", default=None, needed_at="approved")
    deputy_officer: Ref[StaffMember] | None = field("Deputy", default=None, needed_at="approved")
    leave_at: datetime = field("Leave")
    return_at: datetime = field("Return")
    legs: tuple[Leg, ...] = field("Route", default=(), tag=SECURITY_DETAIL, needed_at="approved")
    authorities_informed: tuple[Ref[Authorisation], ...] = field("Authorities informed", default=())
    risk_level: RiskCheck | None = field("Risk", default=None, needed_at="approved")
    risk_note: str | None = field("Risk note", default=None, tag=SECURITY_DETAIL)
    protocols: tuple[Ref[Protocol], ...] = field("Protocols carried", default=())
    devices: tuple[Device, ...] = field(
        "Devices carried", default=(), tag=SECURITY_DETAIL, needed_at="approved"
    )
    documents: str | None = field("Documents carried", default=None, max=240)
    contact_methods: tuple[ContactMethod, ...] = field(
        "Contact methods in order", default=(), needed_at="approved"
    )
    safe_phrase: str | None = field(
        "Safe phrase", default=None, max=60, tag=SECURITY_DETAIL, forgotten_at="completed"
    )
    duress_phrase: str | None = field(
        "Duress phrase", default=None, max=60, tag=SECURITY_DETAIL, forgotten_at="completed"
    )
    no_contact_rule: NoContactRule | None = field("If no contact", default=None, needed_at="approved")
    no_contact_text: str | None = field("If no contact: what to do", default=None, tag=SECURITY_DETAIL)
    checkins: tuple[CheckIn, ...] = field("Check-ins", default=(), needed_at="approved")
    escalations: tuple[Escalation, ...] = field("Escalation log", default=(), tag=SECURITY_DETAIL)
    health_notes: str | None = field(
        "Needed health information", default=None, max=240, tag=HEALTH_LEGAL, forgotten_at="completed"
    )
    debrief: str | None = field("Return debrief", default=None)

    states = States(
        planned="approved cancelled",
        approved="under_way cancelled",
        under_way="completed",
        completed="",
        cancelled="",
        who={"approved": "SFP DIR"},
        ends="completed cancelled",
        side="cancelled",
    )

    @computed("Next check-in")
    def next_checkin(self) -> datetime | None:
        """When the next check-in that is not over is due."""
        return min((row.due_at for row in self.checkins if row.due_at and not row.is_over), default=None)

    @looked_up("Overdue")
    def overdue(self, look: Lookup) -> bool:
        """Whether people are under way and a check-in is past its due time and grace."""
        return self.minutes_late(look) is not None

    def minutes_late(self, look: Lookup) -> int | None:
        """Minutes since the oldest overdue check-in was due; None when none is overdue."""
        if self.state != "under_way":
            return None
        late = [
            row.due_at
            for row in self.checkins
            if row.due_at and row.late_from and row.late_from < look.now and not row.is_over
        ]
        return int((look.now - min(late)).total_seconds() // 60) if late else None

    def escalation_due(self, look: Lookup) -> int:
        """The step of the ladder that should be taken by now, 1 to 4; 0 before the first."""
        minutes = self.minutes_late(look)
        if minutes is None:
            return 0
        return sum(minutes >= limit for limit in movement_rules.ladder(self, look))

    @property
    def is_high(self) -> bool:
        """Whether the risk is high or critical."""
        return self.risk_level in (RiskCheck.HIGH, RiskCheck.CRITICAL)

    @property
    def is_medium(self) -> bool:
        """Whether the risk is medium or more."""
        return self.is_high or self.risk_level is RiskCheck.MEDIUM

    def proposed_checkins(self, look: Lookup) -> tuple[CheckIn, ...]:
        """The check-ins that the risk calls for, for the planner to change."""
        grace = number(look, "checkin.grace_min", 15)
        return tuple(
            CheckIn(label=label, due_at=due, grace_min=grace, status=CheckinStatus.SCHEDULED)
            for label, due in movement_rules.schedule(self)
        )

    def prepared(self, look: Lookup) -> Self:
        """Phrases and health notes are deleted once the movement is over."""
        if self.state not in self.states.ends:
            return self
        return self.replaced(safe_phrase=None, duress_phrase=None, health_notes=None)

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this movement can tell is wrong with itself."""
        yield from movement_rules.problems(self, look)

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stops entering a state."""
        yield from movement_rules.guards(self, to, look)
