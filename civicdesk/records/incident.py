"""Incident (E21): anything that could affect security, near misses too: report, triage, respond, learn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from civicdesk.i18n import N_
from civicdesk.records import incident_rules
from civicdesk.records.choices import (
    Classification,
    Harm,
    NoticeGroup,
    Precision,
    Severity,
    Targeted,
    TimelineKind,
    Tlp,
    YesNo,
    YesNoNa,
    YesNoUnknown,
)
from civicdesk.records.fields import field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import SECURITY, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import FREE_TEXT, HEALTH_LEGAL, PLACE_FINE, SECURITY_DETAIL, SOURCE_IDENTITY
from civicdesk.records.thresholds import number
from civicdesk.records.values import Day, Link, Place, Ref, Term, add_days

if TYPE_CHECKING:
    from civicdesk.records.commitment import Commitment
    from civicdesk.records.protocol import Protocol
    from civicdesk.records.staff_member import StaffMember
    from civicdesk.records.stakeholder import Stakeholder
    from civicdesk.records.support_request import SupportRequest


@child
class PersonInvolved(Child):
    """A row of “Who was affected”."""

    staff: Ref[StaffMember] | None = field("Staff", default=None)
    group: Term | None = field("Group", default=None, vocab="who_affected")
    harm: Harm = field("Harm")
    informed_family: YesNoNa | None = field("Family informed", default=None)
    consent_to_share: YesNo = field("Agrees to sharing")
    support_needed: tuple[Term, ...] = field("Support needed", default=(), vocab="support_type")


@child
class ItemTaken(Child):
    """A row of “Items, data, documents taken or seen”."""

    item: str = field("Item", max=120)
    data_level: Classification = field("Data level")
    encrypted: YesNoUnknown | None = field("Encrypted", default=None)
    action_taken: str | None = field("Action taken", default=None, max=160)


@child
class TimelineEntry(Child):
    """A row of “Log”."""

    at: datetime = field("At")
    entry: str = field("Entry", max=300)
    by: Ref[StaffMember] | None = field("By", default=None)
    kind: TimelineKind | None = field("Kind", default=None)


@child
class InternalNotice(Child):
    """A row of “Told inside”."""

    to: NoticeGroup | None = field("To", default=None)
    at: datetime | None = field("At", default=None)
    by: Ref[StaffMember] | None = field("By", default=None)


@child
class ExternalNotice(Child):
    """A row of “Told outside”."""

    to: Ref[Stakeholder] = field("To")
    at: datetime | None = field("At", default=None)
    tlp: Tlp = field("Sharing label (TLP)")
    what: str | None = field("What", default=None, max=200)


@child
class AfterActionReview(Child):
    """A row of “After-action review”."""

    held_on: Day = field("Held on")
    expected: str = field("Expected")
    happened: str = field("Happened")
    why: str = field("Why")
    keep: str = field("Keep")
    change: str = field("Change")
    actions: tuple[Ref[Commitment], ...] = field("Actions", default=())
    protocol_changes: tuple[Ref[Protocol], ...] = field("Protocol changes", default=())
    wellbeing_done: YesNo = field("Somebody checked how the people affected are")


@record(
    "Incident",
    "Incidents",
    about=N_(
        "Anything that touched the safety of people or of the organisation, also when nothing "
        "happened in the end: reported, looked at, answered, learned from."
    ),
    code="E21",
    prefix="INC",
    compartment=SECURITY,
    classification=Classification.CONFIDENTIAL,
    title="title",
    columns=(
        "ref",
        "happened_at",
        "incident_category",
        "severity",
        "targeted",
        "place",
        "state",
        "response_lead",
        "aar_due",
    ),
    sort="-happened_at",
    retention="RT-13",
    random_ref=True,
)
class Incident(Record):
    """Any fact or event that could affect personal or organisational security, including near misses:
    report → triage → respond → learn.
    """

    title: str = field("Short title", max=120)
    happened_at: datetime = field("When")
    happened_precision: Precision | None = field("How exactly the time is known", default=None)
    reported_at: datetime | None = field("Reported", default=None, automatic=True)
    reported_by: Ref[StaffMember] | None = field("Reported by", default=None, tag=SOURCE_IDENTITY)
    reporter_hidden: bool = field(
        "Keep the reporter’s name from everyone but the security focal point", default=False
    )
    place: Place = field("Where", tag=PLACE_FINE)
    incident_category: Term = field("Category", vocab="incident_category")
    near_miss: bool = field("Near miss (no harm done)")
    what_happened: str = field("What happened (facts, in order)", tag=SECURITY_DETAIL)
    who_involved: tuple[PersonInvolved, ...] = field("Who was affected", default=(), tag=HEALTH_LEGAL)
    actors: Term | None = field("Who did it (type)", default=None, vocab="actor_type", tag=SECURITY_DETAIL)
    words_said: str | None = field("What was said or demanded", default=None, tag=SECURITY_DETAIL)
    items_taken: tuple[ItemTaken, ...] = field("Items, data, documents taken or seen", default=())
    linked_to: tuple[Link, ...] = field(
        "Linked to", default=(), to=("meeting", "publication", "activity", "movement", "risk", "case")
    )
    severity: Severity | None = field("Severity", default=None, needed_at="triaged")
    targeted: Targeted | None = field("Aimed at us?", default=None, needed_at="triaged")
    pattern: tuple[Ref[Incident], ...] = field("Part of a pattern", default=())
    triage_by: Ref[StaffMember] | None = field("Triage by", default=None, needed_at="triaged")
    triaged_at: datetime | None = field("Triaged", default=None, needed_at="triaged")
    response_lead: Ref[StaffMember] | None = field("Response lead", default=None, needed_at="responding")
    protocol_used: Ref[Protocol] | None = field("Protocol started", default=None)
    timeline: tuple[TimelineEntry, ...] = field("Log", default=(), needed_at="responding")
    internal_notice: tuple[InternalNotice, ...] = field("Told inside", default=())
    external_notice: tuple[ExternalNotice, ...] = field("Told outside", default=())
    support: tuple[Ref[SupportRequest], ...] = field("Support requests", default=())
    actions: tuple[Ref[Commitment], ...] = field("Actions", default=())
    resolved_at: datetime | None = field("Resolved", default=None, needed_at="resolved")
    aar: tuple[AfterActionReview, ...] = field(
        "After-action review", default=(), needed_at="reviewed", max_rows=1
    )
    lessons_shareable: str | None = field(
        "Lesson that may be shared (no identity)", default=None, tag=FREE_TEXT
    )

    states = States(
        reported="triaged",
        triaged="responding closed",
        responding="resolved",
        resolved="reviewed",
        reviewed="closed",
        closed="responding",
        who={"triaged": "SFP"},
        reasons="closed>responding triaged>closed",
        ends="closed",
    )

    @property
    def is_grave(self) -> bool:
        """Whether the severity is serious or critical."""
        return self.severity in (Severity.SERIOUS, Severity.CRITICAL)

    @looked_up("Review due")
    def aar_due(self, look: Lookup) -> date | None:
        """When the after-action review must be held: sooner if grave, or a near miss aimed at us."""
        if self.resolved_at is None or self.aar:
            return None
        aimed = self.severity is Severity.NEAR_MISS and self.targeted is Targeted.TARGETED
        key, days = ("serious", 14) if self.is_grave or aimed else ("other", 30)
        return add_days(self.resolved_at.date(), number(look, f"incident.review_days.{key}", days))

    def passed(self, to: str) -> tuple[str, ...]:
        """A minor incident or near miss may be closed from triage, without response and review."""
        if to == "closed" and self.state == "triaged":
            return ("reported", "triaged", "closed")
        return super().passed(to)

    def prepared(self, look: Lookup) -> Self:
        """Who reported and when is noted, and small incidents are kept for a shorter time."""
        incident = self
        if incident.reported_at is None:
            incident = incident.replaced(reported_at=look.now)
        if incident.reported_by is None and look.actor is not None and not incident.version:
            incident = incident.replaced(reported_by=Ref(look.actor))
        if incident.severity is not None and incident.retention_rule in (None, "", "RT-12", "RT-13"):
            small = incident.severity in incident_rules.SMALL
            incident = incident.replaced(retention_rule="RT-12" if small else "RT-13")
        return incident

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this incident can tell is wrong with itself."""
        yield from incident_rules.problems(self, look)

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stops entering a state."""
        yield from incident_rules.guards(self, to, look)
