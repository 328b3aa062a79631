"""Rules and computed values of coalitions (E12)."""

from datetime import date, datetime
from itertools import pairwise

import pytest

from civicdesk.clock import PHNOM_PENH
from civicdesk.records.activity import Activity
from civicdesk.records.choices import Audience, CoalitionRole, CoalitionStage, Visibility
from civicdesk.records.coalition import Coalition, CoalitionMember
from civicdesk.records.meeting import Meeting
from civicdesk.records.rules import problems_of, transition_problems
from civicdesk.records.stakeholder import Stakeholder
from civicdesk.records.values import PartialDate

MEMBERS = tuple(
    CoalitionMember(stakeholder=who, own_issue="Waste", visibility=seen)
    for who, seen in (("s1", Visibility.OPEN), ("s2", Visibility.PARTNERS_ONLY), ("s3", Visibility.HIDDEN))
)
GOOD = Coalition(
    id="k1",
    state="individual",
    name="Clean city",
    coalition_type="issue_alliance",
    issue="city_waste",
    our_role=CoalitionRole.CORE,
    members=MEMBERS,
    ground_rules="One voice",
    tor="a1",
    exit_plan="Stand together",
)
MET = Meeting(id="m1", state="held", coalition="k1", starts_at=datetime(2024, 2, 1, 9, tzinfo=PHNOM_PENH))
WORKED = Activity(id="v1", state="reported", coalition="k1", starts_on=PartialDate.parse("2024-03-02"))
STAGES = ["individual", "common_issue", "informal_exchange", "joint_action", "shared_position", "formal"]


def ids(problems):
    return {p.id for p in problems}


def names(world):
    return world(*(Stakeholder(id=f"s{n}", name=f"Group {n}") for n in (1, 2, 3)))


def test_a_coalition_grows_one_stage_at_a_time(world):
    look = world(MET, WORKED)
    assert problems_of(GOOD, look) == []
    for state, to in pairwise(STAGES):
        assert transition_problems(GOOD.replaced(state=state), to, look) == [], to


@pytest.mark.parametrize("to", STAGES[2:])
def test_a_jump_is_refused_and_the_next_stage_named(world, to):
    found = transition_problems(GOOD, to, world(MET, WORKED))
    assert ids(found) == {"V-COA-01"}
    assert "Next is 'Common issue'." in found[0].message


@pytest.mark.parametrize(
    "to, changes, records, rule",
    [
        ("common_issue", {"members": MEMBERS[:1]}, [], "V-COA-02"),
        ("common_issue", {"members": tuple(m.replaced(own_issue=" ") for m in MEMBERS)}, [], "V-COA-02"),
        ("common_issue", {"issue": None}, [], "V-NEEDED"),
        ("joint_action", {"exit_plan": None}, [MET, WORKED], "V-COA-04"),
        ("joint_action", {}, [MET], "V-COA-R-held_together"),
        ("joint_action", {}, [MET, WORKED.replaced(state="planned")], "V-COA-R-held_together"),
        ("formal", {"ground_rules": None}, [MET, WORKED], "V-NEEDED"),
        ("formal", {"tor": None}, [MET, WORKED], "V-NEEDED"),
    ],
)
def test_each_guard_speaks_up(world, to, changes, records, rule):
    before = GOOD.replaced(state=STAGES[STAGES.index(to) - 1], **changes)
    assert ids(transition_problems(before, to, world(*records))) == {rule}


def test_coming_back_from_dormant_does_not_leave_out_a_guard(world):
    asleep = GOOD.replaced(state="dormant", exit_plan=None)
    assert ids(transition_problems(asleep, "formal", world(MET, WORKED))) == {"V-COA-04"}
    assert transition_problems(asleep, "common_issue", world()) == []
    assert transition_problems(GOOD, "dormant", world()) == []


def test_hidden_members_are_never_named_outside(world):
    look = names(world)
    assert GOOD.printed_members(Audience.PUBLIC, look) == ("Group 1", *["a member organisation"] * 2)
    assert GOOD.printed_members(Audience.PARTNER, look) == ("Group 1", "Group 2", "a member organisation")
    assert GOOD.printed_members(Audience.INTERNAL, look) == ("Group 1", "Group 2", "Group 3")
    (found,) = GOOD.naming_problems(Audience.DONOR, look)
    assert found.message == "Group 3 asked not to be named. It will print as 'a member organisation'."
    assert list(GOOD.naming_problems(Audience.INTERNAL, look)) == []


def test_stage_members_and_last_meeting(world):
    assert GOOD.replaced(state="formal").stage is CoalitionStage.FORMAL
    assert GOOD.member_count == 3
    assert GOOD.last_meeting(world(MET, WORKED)) == date(2024, 3, 2)
    assert GOOD.last_meeting(world()) is None
