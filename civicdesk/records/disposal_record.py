"""Disposal record (E24): Proof that data was destroyed on time, by two people, without keeping what was destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.choices import BackupHandling, Classification, Entity, RetentionAction
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.values import Day, Ref, Term

if TYPE_CHECKING:
    from civicdesk.records.staff_member import StaffMember


@child
class HashedReference(Child):
    """One row of “References”."""

    ref_hash: str = field("Ref hash", max=64)


@child
class HeldBack(Child):
    """One row of “Held back”."""

    ref_hash: str = field("Ref hash", max=64)
    reason: str = field("Reason", max=160)


@record(
    "Disposal record",
    "Disposal records",
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
    backups_handled: BackupHandling | None = field("Backups", default=None, needed_at="executed")
    proposed_by: Ref[StaffMember] = field("Proposed by")
    approved_by: Ref[StaffMember] | None = field("Approved by", default=None, needed_at="approved")
    executed_by: Ref[StaffMember] | None = field("Executed by", default=None, needed_at="executed")
    witness: Ref[StaffMember] | None = field("Witness", default=None, needed_at="executed")
    executed_on: Day | None = field("Date", default=None, needed_at="executed")

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
