"""Staff member (E23): account, roles, duty-of-care card, devices, and a safe way of leaving."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from civicdesk.i18n import N_
from civicdesk.records import staff_rules
from civicdesk.records.choices import AccountState, Classification, LeavingKind, Role, StepRole, YesNoUnknown
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, SECURITY, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import HEALTH_LEGAL, PERSON_STAFF, SECURITY_DETAIL
from civicdesk.records.values import Day, Place, Ref, Term


@child
class SafetyCard(Child):
    """A row of “Safety card”."""

    own_phone: str | None = field("Own phone", default=None, max=40, tag=PERSON_STAFF)
    trusted_name: str | None = field("Trusted contact", default=None, max=120, tag=PERSON_STAFF)
    trusted_relation: str | None = field("Relation", default=None, max=60)
    trusted_phone: str | None = field("Phone of the trusted contact", default=None, max=40, tag=PERSON_STAFF)
    trusted_when: str | None = field("When to call", default=None, max=200)
    lawyer_wish: str | None = field("Lawyer wish", default=None, max=200)
    health_needs: str | None = field("Health needs", default=None)
    blood_type: str | None = field("Blood type", default=None, max=8)
    languages: tuple[Term, ...] = field("Languages", default=(), vocab="language")
    authenticity_question: str | None = field(
        "Authenticity question", default=None, max=200, tag=SECURITY_DETAIL
    )
    family_told_rule: str | None = field("What the family may be told", default=None, max=240)


@child
class Device(Child):
    """A row of “Devices”."""

    label: str = field("Label", max=60)
    kind: Term = field("Kind", vocab="device_kind")
    full_disk_encryption: YesNoUnknown = field("Full-disk encryption")
    last_update_on: Day | None = field("Last update on", default=None)
    last_backup_on: Day | None = field("Last backup on", default=None)
    data_level: Classification | None = field("Data level", default=None)
    returned_on: Day | None = field("Returned on", default=None)
    wiped_on: Day | None = field("Wiped on", default=None)


@child
class TrainingRecord(Child):
    """A row of “Training”."""

    topic: Term = field("Topic", vocab="topic")
    date: Day = field("Date")
    refresh_months: int | None = field("Refresh after (months)", default=None)


@child
class WellbeingCheck(Child):
    """A row of “Wellbeing check dates”."""

    date: Day | None = field("Date", default=None)
    by: Ref[StaffMember] | None = field("By", default=None)


@child
class LeavingStep(Child):
    """A row of “Leaving checklist”."""

    step: str | None = field("Step", default=None, max=200)
    who: StepRole | None = field("Who", default=None)
    due: Day | None = field("Due", default=None)
    done_on: Day | None = field("Done on", default=None)
    by: Ref[StaffMember] | None = field("By", default=None)
    na_reason: str | None = field("Not needed, why", default=None, max=160)


@record(
    "Staff member",
    "Staff members",
    about=N_(
        "The people who work here: their roles, their devices, whom to call for them, and how "
        "somebody leaves safely."
    ),
    code="E23",
    prefix="STF",
    compartment=PROGRAMME,
    classification=Classification.CONFIDENTIAL,
    title="display_name",
    columns=(
        "display_name",
        "post_title",
        "roles",
        "staff_group",
        "account_state",
        "devices_not_encrypted",
        "to_acknowledge",
        "state",
    ),
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
    leaving_date: Day | None = field("Leaving on", default=None, needed_at="leaving")
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

    @property
    def is_active(self) -> bool:
        """Whether the account can be used."""
        return self.account_state is AccountState.ACTIVE and self.state != "left"

    @computed("Devices not encrypted")
    def devices_not_encrypted(self) -> int:
        """Devices in this person's hands that are not known to be encrypted."""
        return sum(
            row.full_disk_encryption is not YesNoUnknown.YES
            for row in self.devices
            if row.returned_on is None and row.wiped_on is None
        )

    @looked_up("Protocols to acknowledge")
    def to_acknowledge(self, look: Lookup) -> int:
        """Published protocols assigned to this person whose current version is not acknowledged."""
        return staff_rules.to_acknowledge(self, look)

    def prepared(self, look: Lookup) -> Self:
        """Leaving makes the checklist; a hostile or sudden leave disables the account at once."""
        member = self
        if member.leaving_date and not member.leaving_steps:
            steps = (
                LeavingStep(step=s, who=w, due=d) for s, w, d in staff_rules.checklist(member.leaving_date)
            )
            member = member.replaced(leaving_steps=tuple(steps))
        sudden = member.state == "leaving" and member.leaving_kind in staff_rules.SUDDEN
        if sudden or member.state == "left":
            member = member.replaced(account_state=AccountState.DISABLED)
        return member

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this record can tell is wrong with itself."""
        yield from staff_rules.problems(self, look)

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stops entering a state."""
        yield from staff_rules.guards(self, to, look)
