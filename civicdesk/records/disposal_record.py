"""Disposal record (E24): proof that data was destroyed on time, by two people, without keeping it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, cast

from civicdesk.i18n import N_, _
from civicdesk.records.choices import BackupHandling, Classification, Entity, RetentionAction
from civicdesk.records.conditional import rule_id, second_person
from civicdesk.records.fields import Kind, field
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, fields_of, record, targets_of
from civicdesk.records.states import States
from civicdesk.records.values import Day, Ref, Term

if TYPE_CHECKING:
    from civicdesk.records.incident import Incident
    from civicdesk.records.staff_member import StaffMember


@child
class HashedReference(Child):
    """A row of “References”."""

    ref_hash: str = field("Reference (salted hash)", max=64)


@child
class HeldBack(Child):
    """A row of “Held back”."""

    ref_hash: str = field("Reference (salted hash)", max=64)
    reason: str = field("Reason", max=160)


@record(
    "Disposal record",
    "Disposal records",
    about=N_("Proof that data was destroyed on time, by two people, without keeping what was destroyed."),
    code="E24",
    prefix="DSP",
    compartment=PROGRAMME,
    classification=Classification.INTERNAL,
    title="scope_text",
    columns=("ref", "scope_text", "item_count", "action", "state", "executed_on"),
    sort="-ref",
    retention="RT-19",
)
class DisposalRecord(Record):
    """Proof that data was destroyed on time, by two people, without keeping what was destroyed."""

    rule: str = field("Retention rule", max=20)
    scope_text: str = field("What", max=240)
    entity: Entity = field("Entity")
    item_count: int | None = field("How many", default=None, automatic=True)
    ref_hashes: tuple[HashedReference, ...] = field("References (salted hashes)", default=(), automatic=True)
    action: RetentionAction = field("Action")
    exceptions: tuple[HeldBack, ...] = field("Held back", default=())
    method: Term | None = field("How", default=None, vocab="disposal_method", needed_at="executed")
    backups_handled: BackupHandling | None = field(
        "Backups",
        default=None,
        needed_at="executed",
        missing=(
            "V-DSP-04",
            N_("Say what happens to the backups that still hold these records."),
        ),
    )
    proposed_by: Ref[StaffMember] = field("Proposed by")
    approved_by: Ref[StaffMember] | None = field("Approved by", default=None, needed_at="approved")
    executed_by: Ref[StaffMember] | None = field("Executed by", default=None, needed_at="executed")
    witness: Ref[StaffMember] | None = field("Witness", default=None, needed_at="executed")
    executed_on: Day | None = field("Executed on", default=None, needed_at="executed")

    states = States(
        proposed="approved cancelled",
        approved="executed cancelled",
        executed="verified",
        verified="",
        cancelled="",
        ends="verified cancelled",
        side="cancelled",
        four_eyes="approved",
    )

    def prepared(self, look: Lookup) -> Self:
        """The count is that of the references."""
        return self.replaced(item_count=len(self.ref_hashes)) if self.ref_hashes else self

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this record can tell is wrong with itself: two steps need a second person."""
        if self.approved_by is not None and self.approved_by == self.proposed_by:
            yield Problem(
                second_person(look, "E"), "V-DSP-02", "approved_by", _("Another person must approve.")
            )
        if self.witness is not None and self.witness == self.executed_by:
            yield Problem(
                second_person(look, "E"),
                rule_id(self, "witness"),
                "witness",
                _("Another person must be the witness."),
            )

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What questions destroying anything now."""
        if to in ("approved", "executed") and _asked_for_lately(look):
            yield Problem(
                "W",
                "V-DSP-05",
                "state",
                _("Do not destroy records that an authority has asked for. Ask your lawyer first."),
            )


INQUIRIES = ("summons_or_questioning", "legal_or_tax_action", "search_or_raid")
"""Categories of incident in which an authority may ask for records."""


def _asked_for_lately(look: Lookup) -> bool:
    """Whether an investigation, audit or summons was recorded in the last 90 days."""
    incidents = cast("list[Incident]", look.find("incident"))
    return any(
        one.incident_category in INQUIRIES
        and one.happened_at is not None
        and (look.today - one.happened_at.date()).days <= 90
        for one in incidents
    )


@dataclass(frozen=True)
class Scope:
    """What a disposal may touch: `due` goes, `held` stays, `problems` say why."""

    due: tuple[Record, ...]
    held: tuple[Record, ...]
    problems: tuple[Problem, ...]


def scope_of(candidates: Sequence[Record], look: Lookup) -> Scope:
    """Sort records whose time has come: those on legal hold and those of an open parent stay."""
    on_hold = [one for one in candidates if one.legal_hold]
    problems = []
    if on_hold:
        problems.append(
            Problem(
                "E",
                "V-DSP-01",
                "ref_hashes",
                _("{n} records are on legal hold and are left out.").format(n=len(on_hold)),
            )
        )
    due, held = [], list(on_hold)
    for one in candidates:
        if one.legal_hold:
            continue
        parent = open_parent(one, look)
        if parent is None:
            due.append(one)
            continue
        held.append(one)
        problems.append(
            Problem(
                "T",
                "V-DSP-03",
                "ref_hashes",
                _("{ref} belongs to an open {parent}. It stays.").format(
                    ref=one.ref, parent=parent.meta.label.lower()
                ),
            )
        )
    return Scope(tuple(due), tuple(held), tuple(problems))


PARENTS = (
    "project",
    "campaign",
    "sub_grant",
    "coalition",
    "parent",
    "incident",
    "subject",
    "for_record",
)
"""Fields by which a record belongs to another."""


def open_parent(one: Record, look: Lookup) -> Record | None:
    """A record that this one belongs to and that is not over; for a protected person, an open case."""
    for spec in fields_of(type(one)):
        value = getattr(one, spec.key)
        if spec.key not in PARENTS or value is None or one.meta.name == "case":
            continue
        names = [value.type] if spec.kind is Kind.LINK else targets_of(spec) if spec.kind is Kind.REF else []
        key = value.id if spec.kind is Kind.LINK else str(value)
        for name in names:
            parent = look.get(name, key)
            if parent is not None and parent.meta.name != one.meta.name and _is_open(parent):
                return parent
    if one.meta.name == "protected_person":
        return next((case for case in look.find("case", subject=one.id) if _is_open(case)), None)
    return None


def _is_open(parent: Record) -> bool:
    return parent.state not in parent.states.ends
