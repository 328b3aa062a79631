"""Disposal: two people, nothing on hold, nothing that belongs to what is still open."""

from datetime import date, datetime

import pytest

from civicdesk.clock import PHNOM_PENH
from civicdesk.records.activity import Activity
from civicdesk.records.case import Case
from civicdesk.records.choices import BackupHandling, Entity, RetentionAction
from civicdesk.records.commitment import Commitment
from civicdesk.records.disposal_record import DisposalRecord, HashedReference, scope_of
from civicdesk.records.incident import Incident
from civicdesk.records.movement import Movement
from civicdesk.records.project import Project
from civicdesk.records.protected_person import ProtectedPerson
from civicdesk.records.rules import problems_of, transition_problems
from civicdesk.records.values import Link

GOOD = DisposalRecord(
    id="d",
    state="approved",
    rule="RT-11",
    scope_text="Movements completed before 2025-08-01",
    entity=Entity.E20,
    action=RetentionAction.REDUCE_TO_COUNTS,
    method="secure_delete_and_rekey",
    backups_handled=BackupHandling.OVERWRITTEN,
    proposed_by="a",
    approved_by="b",
    executed_by="a",
    witness="b",
    executed_on=date(2024, 3, 31),
)


def found(record, look):
    return [(p.severity, p.id) for p in problems_of(record, look)]


def steps(record, to, look):
    return [p.id for p in transition_problems(record, to, look)]


def test_a_good_disposal_has_no_problems_and_is_executed(world):
    assert found(GOOD, world()) == []
    assert steps(GOOD, "executed", world()) == []


@pytest.mark.parametrize(
    "changes, rule", [({"approved_by": "a"}, "V-DSP-02"), ({"witness": "a"}, "V-DSP-R-witness")]
)
def test_two_people_are_needed(world, changes, rule):
    assert found(GOOD.replaced(**changes), world()) == [("E", rule)]
    assert found(GOOD.replaced(**changes), world(profile="small")) == [("W", rule)]


def test_backups_are_thought_of(world):
    assert steps(GOOD.replaced(backups_handled=None), "executed", world()) == ["V-DSP-04"]


@pytest.mark.parametrize(
    "category, day, asked",
    [
        ("summons_or_questioning", 2, True),
        ("legal_or_tax_action", 30, True),
        ("theft", 30, False),
    ],
)
def test_a_recent_inquiry_is_questioned(world, category, day, asked):
    incident = Incident(
        id="i", incident_category=category, happened_at=datetime(2024, 1, day, tzinfo=PHNOM_PENH)
    )
    assert steps(GOOD, "executed", world(incident)) == (["V-DSP-05"] if asked else [])


def test_an_inquiry_of_long_ago_is_not(world):
    old = Incident(
        id="i", incident_category="search_or_raid", happened_at=datetime(2024, 1, 1, tzinfo=PHNOM_PENH)
    )
    assert steps(GOOD, "executed", world(old)) == ["V-DSP-05"]
    older = old.replaced(happened_at=datetime(2023, 12, 31, tzinfo=PHNOM_PENH))
    assert steps(GOOD, "executed", world(older)) == []


def test_the_count_is_that_of_the_references(world):
    assert GOOD.replaced(ref_hashes=(HashedReference(ref_hash="x"),) * 3).prepared(world()).item_count == 3


def test_records_on_hold_and_of_an_open_parent_stay(world):
    projects = Project(id="open", state="active"), Project(id="over", state="closed")
    case = Case(id="c", state="active", subject="p")
    look = world(*projects, case, Movement(id="m", state="under_way"))
    held = [
        Movement(id="h", ref="MOV-1", state="completed", legal_hold=True),
        Activity(id="a", ref="ATV-1", project="open"),
        Commitment(id="k", ref="ACT-1", parent=Link("movement", "m")),
        ProtectedPerson(id="p", ref="PER-1"),
    ]
    due = [
        Activity(id="b", project="over"),
        Activity(id="n", project="unknown"),
        Movement(id="x", state="completed"),
        ProtectedPerson(id="q"),
        Case(id="e", state="closed", subject="p"),
    ]
    scope = scope_of([*held, *due], look)
    assert [one.id for one in scope.due] == [one.id for one in due]
    assert [one.id for one in scope.held] == [one.id for one in held]
    assert [p.id for p in scope.problems] == ["V-DSP-01", "V-DSP-03", "V-DSP-03", "V-DSP-03"]
    assert scope.problems[0].message == "1 records are on legal hold and are left out."
    assert scope.problems[1].message == "ATV-1 belongs to an open project. It stays."
