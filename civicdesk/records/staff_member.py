"""Staff member (E23): User account, roles, duty-of-care card, devices, and a safe leaving process."""

from __future__ import annotations

from collections.abc import Iterator

from civicdesk.i18n import _
from civicdesk.records.choices import AccountState, Classification, LeavingKind, Role, StepRole, YesNoUnknown
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, SECURITY, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import HEALTH_LEGAL, PERSON_STAFF, SECURITY_DETAIL
from civicdesk.records.values import Day, Place, Ref, Term


@child
class SafetyCard(Child):
    """One row of “Safety card”."""

    own_phone: str | None = field("Own phone", default=None, max=40, tag=PERSON_STAFF)
    trusted_name: str | None = field("Trusted name", default=None, max=120, tag=PERSON_STAFF)
    trusted_relation: str | None = field("Trusted relation", default=None, max=60)
    trusted_phone: str | None = field("Trusted phone", default=None, max=40, tag=PERSON_STAFF)
    trusted_when: str | None = field("Trusted when", default=None, max=200)
    lawyer_wish: str | None = field("Lawyer wish", default=None, max=200)
    health_needs: str | None = field("Health needs", default=None)
    blood_type: str | None = field("Blood type", default=None, max=8)
    languages: tuple[Term, ...] = field("Languages", default=(), vocab="language")
    authenticity_question: str | None = field(
        "Authenticity question", default=None, max=200, tag=SECURITY_DETAIL
    )
    family_told_rule: str | None = field("Family told rule", default=None, max=240)


@child
class Device(Child):
    """One row of “Devices”."""

    label: str = field("Label", max=60)
    kind: Term = field("Kind", vocab="device_kind")
    full_disk_encryption: YesNoUnknown = field("Full disk encryption")
    last_update_on: Day | None = field("Last update on", default=None)
    last_backup_on: Day | None = field("Last backup on", default=None)
    data_level: Classification | None = field("Data level", default=None)
    returned_on: Day | None = field("Returned on", default=None)
    wiped_on: Day | None = field("Wiped on", default=None)


@child
class TrainingRecord(Child):
    """One row of “Training”."""

    topic: Term = field("Topic", vocab="topic")
    date: Day = field("Date")
    refresh_months: int | None = field("Refresh months", default=None)


@child
class WellbeingCheck(Child):
    """One row of “Wellbeing check dates”."""

    date: Day | None = field("Date", default=None)
    by: Ref[StaffMember] | None = field("By", default=None)


@child
class LeavingStep(Child):
    """One row of “Leaving checklist”."""

    step: str | None = field("Step", default=None, max=200)
    who: StepRole | None = field("Who", default=None)
    due: Day | None = field("Due", default=None)
    done_on: Day | None = field("Done on", default=None)
    by: Ref[StaffMember] | None = field("By", default=None)
    na_reason: str | None = field("Na reason", default=None, max=160)


@record(
    "Staff member",
    "Staff members",
    code="E23",
    prefix="STF",
    compartment=PROGRAMME,
    classification=Classification.CONFIDENTIAL,
    title="display_name",
    columns=("display_name", "post_title", "roles", "staff_group", "account_state", "state"),
    sort="display_name",
    retention="RT-18",
)
class StaffMember(Record):
    """User account, roles, duty-of-care card, devices, and a safe leaving process."""

    display_name: str = field("Name in the program", max=80, tag=PERSON_STAFF)
    post_title: str = field("Post", max=120)
    roles: tuple[Role, ...] = field("Roles")
    staff_group: Term = field("Group", vocab="staff_group")
    office: Place | None = field("Office", default=None)
    account_state: AccountState = field("Account")
    safety_card: tuple[SafetyCard, ...] = field(
        "Safety card (sealed; security focal point and the person)",
        default=(),
        tag=HEALTH_LEGAL,
        max_rows=1,
        sealed=True,
        kept_in=SECURITY,
    )
    devices: tuple[Device, ...] = field("Devices", default=())
    training: tuple[TrainingRecord, ...] = field("Training", default=())
    wellbeing_checks: tuple[WellbeingCheck, ...] = field("Wellbeing check dates (dates only)", default=())
    start_date: Day = field("Started")
    leaving_date: Day | None = field("Leaving", default=None, needed_at="leaving")
    leaving_kind: LeavingKind | None = field("Leaving", default=None, needed_at="leaving")
    leaving_steps: tuple[LeavingStep, ...] = field("Leaving checklist", default=(), needed_at="leaving")
    handover: Ref[StaffMember] | None = field("Records handed to", default=None, needed_at="left")

    states = States(
        invited="active",
        active="on_leave leaving",
        on_leave="active",
        leaving="left",
        left="",
        ends="left",
        side="on_leave",
    )
