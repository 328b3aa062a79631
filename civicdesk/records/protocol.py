"""Protocol (E19): Security protocol library: steps before, during, after; assigned, acknowledged, drilled, reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.choices import AckHow, Classification, DrillKind, DrillResult, Phase, StepRole
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import PERSON_STAFF
from civicdesk.records.values import Day, Link, Ref, Term

if TYPE_CHECKING:
    from civicdesk.records.commitment import Commitment
    from civicdesk.records.staff_member import StaffMember


@child
class ProtocolStep(Child):
    """One row of “Steps”."""

    phase: Phase = field("Phase")
    order: int = field("Order")
    text: str = field("Text", max=300)
    role: StepRole = field("Role")
    time_limit_min: int | None = field("Time limit min", default=None)
    critical: bool = field("Critical", default=False)


@child
class WalletLine(Child):
    """One row of “Wallet card lines”."""

    text: str | None = field("Text", default=None, max=70)


@child
class Assignment(Child):
    """One row of “Assignments”."""

    staff: Ref[StaffMember] = field("Staff")
    version_no: int | None = field("Version no", default=None)
    assigned_on: Day | None = field("Assigned on", default=None)
    ack_due: Day | None = field("Ack due", default=None)
    acknowledged_on: Day | None = field("Acknowledged on", default=None)
    how: AckHow | None = field("How", default=None)
    last_drill_on: Day | None = field("Last drill on", default=None)
    drill_result: DrillResult | None = field("Drill result", default=None)


@child
class Drill(Child):
    """One row of “Drills”."""

    date: Day = field("Date")
    kind: DrillKind = field("Kind")
    participants: tuple[Ref[StaffMember], ...] = field("Participants", default=())
    minutes_to_first_step: int | None = field("Minutes to first step", default=None)
    went_well: str | None = field("Went well", default=None)
    gaps: str = field("Gaps")
    actions: tuple[Ref[Commitment], ...] = field("Actions", default=())


@record(
    "Protocol",
    "Protocols",
    code="E19",
    prefix="PRO",
    compartment=PROGRAMME,
    classification=Classification.INTERNAL,
    title="title",
    columns=(
        "code",
        "title",
        "protocol_area",
        "version_no",
        "state",
        "acknowledged",
        "last_drill",
        "review_due",
    ),
    sort="code",
    retention="RT-15",
)
class Protocol(Record):
    """Security protocol library: steps before, during, after; assigned, acknowledged, drilled, reviewed."""

    code: str = field("Code", max=12)
    title: str = field("Title", max=120)
    protocol_area: Term = field("Area", vocab="protocol_area")
    when_to_use: str = field("When to use (trigger)")
    aim: str = field("Aim", max=240)
    who_leads: StepRole = field("Leads")
    steps: tuple[ProtocolStep, ...] = field("Steps")
    do_not: str | None = field("Do not", default=None)
    contacts: tuple[Link, ...] = field("Contacts to call", default=(), to=("stakeholder", "contact"))
    wallet_lines: tuple[WalletLine, ...] = field("Wallet card lines", default=(), max_rows=6)
    legal_note: str | None = field("Legal note", default=None)
    legal_checked_on: Day | None = field("Legal note last checked", default=None)
    checked_by: str | None = field("Checked by", default=None, max=120, tag=PERSON_STAFF)
    applies_to: tuple[Term, ...] = field(
        "Who must know it", default=(), vocab="staff_group", needed_at="published"
    )
    review_months: int = field("Review every (months)", default=6)
    version_no: int = field("Version", default=1)
    change_note: str | None = field("What changed", default=None, max=240)
    published_on: Day | None = field("Published", default=None, automatic=True)
    review_due: Day | None = field("Review due", default=None, automatic=True)
    assignments: tuple[Assignment, ...] = field("Assignments", default=())
    drills: tuple[Drill, ...] = field("Drills", default=())

    states = States(
        draft="in_review",
        in_review="published draft",
        published="superseded retired",
        superseded="",
        retired="",
        who={"in_review>published": "DIR", "published": "DIR"},
        ends="superseded retired",
        side="superseded retired",
    )
