"""Rules of staff members: the last key holder stays, devices are protected, and leaving leaves nothing open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from civicdesk.i18n import N_, _
from civicdesk.records.choices import Classification, LeavingKind, Role, StepRole, YesNoUnknown
from civicdesk.records.conditional import rule_id
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import record_types

if TYPE_CHECKING:
    from civicdesk.records.movement import Movement
    from civicdesk.records.protocol import Protocol
    from civicdesk.records.staff_member import StaffMember

SUDDEN = (LeavingKind.IMMEDIATE, LeavingKind.HOSTILE, LeavingKind.UNREACHABLE)
"""Ways of leaving that disable the account at once."""

CHECKLIST = (
    (N_("Account disabled at the agreed hour (same hour if hostile)"), StepRole.IT, 0),
    (N_("Workspace keys and shared passwords changed"), StepRole.IT, 1),
    (N_("Safe phrases, door codes, alarm changed"), StepRole.SFP, 1),
    (
        N_("Devices, SIMs, keys, cards returned; devices wiped after copy of work files"),
        StepRole.IT,
        1,
    ),
    (N_("Personal copies of data returned or destroyed, signed"), StepRole.DIRECTOR, 1),
    (N_("Records handed to the person who takes over"), StepRole.TEAM_LEAD, 0),
    (
        N_("Removed from check-in duties, chat groups, mailing lists, bank signatories"),
        StepRole.SFP,
        0,
    ),
    (N_("Contacts told whom to call now (posts, not reasons)"), StepRole.TEAM_LEAD, 3),
    (N_("Leadership or signatory: notify the Interior Ministry within 15 days"), StepRole.DIRECTOR, 15),
    (
        N_("Confidentiality and safety talk; what the person wishes about contact if in danger"),
        StepRole.SFP,
        0,
    ),
    (N_("Safety card deleted in 30 days"), StepRole.SFP, 30),
    (N_("Thank-you and exit review (what made work unsafe?)"), StepRole.DIRECTOR, 7),
)
"""The leaving checklist: step, who does it, days after leaving."""


def checklist(leaving: date) -> Iterator[tuple[str, StepRole, date]]:
    """The steps for somebody who leaves on this day."""
    for step, who, days in CHECKLIST:
        yield _(step), who, leaving + timedelta(days=days)


def to_acknowledge(member: StaffMember, look: Lookup) -> int:
    """How many published protocols this person has yet to acknowledge."""
    protocols = cast("list[Protocol]", look.find("protocol", state="published"))
    return sum(
        row.staff == member.id and row.acknowledged_on is None
        for protocol in protocols
        for row in protocol.current_assignments
    )


def problems(member: StaffMember, look: Lookup) -> Iterator[Problem]:
    """E and W rules of a staff member."""
    if member.start_date and member.leaving_date and member.leaving_date < member.start_date:
        yield Problem(
            "E", rule_id(member, "leaving_date"), "leaving_date", _("The last day is before the first.")
        )
    if member.handover is not None and member.handover == member.id:
        yield Problem(
            "E", rule_id(member, "handover"), "handover", _("Choose somebody else to take the records.")
        )
    yield from _last_of_a_role(member, look)
    yield from _open_devices(member)
    if member.state == "leaving":
        yield from _duties(member, look)


def guards(member: StaffMember, to: str, look: Lookup) -> Iterator[Problem]:
    """T rules of a staff member, and what to think of when somebody leaves."""
    if to == "leaving":
        yield from _duties(member, look)
        yield from _shared_secrets(member, look)
    if to != "left":
        return
    waiting = sum(row.done_on is None and not (row.na_reason or "").strip() for row in member.leaving_steps)
    if waiting:
        yield Problem("T", "V-STF-01", "leaving_steps", _("{n} leaving steps are open.").format(n=waiting))
    if owned := owned_records(member, look):
        yield Problem(
            "T",
            "V-STF-02",
            "handover",
            _("{n} records still belong to {name}. Choose who takes them.").format(
                n=owned, name=member.display_name
            ),
        )


def owned_records(member: StaffMember, look: Lookup) -> int:
    """How many records this person is responsible for, without the own staff record."""
    if not member.id:
        return 0
    return sum(
        one.id != member.id for cls in record_types() for one in look.find(cls.meta.name, owner=member.id)
    )


def _last_of_a_role(member: StaffMember, look: Lookup) -> Iterator[Problem]:
    """Whoever was active with a role that nobody else has keeps it and the account."""
    saved = cast("StaffMember | None", look.get("staff_member", member.id) if member.id else None)
    if saved is None or not saved.is_active:
        return
    kept = set(member.roles) if member.is_active else set()
    everybody = cast("list[StaffMember]", look.find("staff_member"))
    others = {role for one in everybody if one.id != member.id and one.is_active for role in one.roles}
    for role in (Role.DIR, Role.ADM):
        if role in saved.roles and role not in kept | others:
            yield Problem(
                "E",
                "V-STF-03",
                "account_state" if not member.is_active else "roles",
                _("At least one {role} must stay active.").format(role=role.label),
            )


def _open_devices(member: StaffMember) -> Iterator[Problem]:
    for place, row in enumerate(member.devices):
        sensitive = row.data_level in (Classification.CONFIDENTIAL, Classification.RESTRICTED)
        open_disk = row.full_disk_encryption in (YesNoUnknown.NO, YesNoUnknown.UNKNOWN)
        if sensitive and open_disk and row.wiped_on is None and row.data_level is not None:
            yield Problem(
                "W",
                "V-STF-04",
                f"devices.{place}",
                _("'{device}' holds {level} data without encryption.").format(
                    device=row.label, level=row.data_level.label.lower()
                ),
            )


def _duties(member: StaffMember, look: Lookup) -> Iterator[Problem]:
    if not member.id:
        return
    watched = look.find("movement", state="under_way", checkin_officer=member.id)
    for movement in watched:
        yield Problem(
            "W",
            "V-STF-05",
            "state",
            _("{name} is check-in officer for {ref}. Choose another now.").format(
                name=member.display_name, ref=movement.ref
            ),
        )


def _shared_secrets(member: StaffMember, look: Lookup) -> Iterator[Problem]:
    """Phrases of movements that are not over and that this person knows."""
    movements = cast("list[Movement]", look.find("movement"))
    known = [one for one in movements if one.safe_phrase or one.duress_phrase]
    refs = [one.ref for one in known if member.id in _who_knows(one)]
    if refs:
        phrases = _("the safe phrases of {refs}").format(refs=", ".join(refs))
        yield Problem("W", "V-STF-06", "state", _("Change: {list}.").format(list=phrases))


def _who_knows(movement: Movement) -> set[str | None]:
    travellers = {row.staff for row in movement.travellers}
    return {movement.checkin_officer, movement.deputy_officer, movement.lead, *travellers}
