"""Activities: people are counted, nothing is inferred, nobody is named."""

from datetime import date
from decimal import Decimal

import pytest

from civicdesk.records.activity import Activity, AgeRow, EvaluationRow, GroupRow
from civicdesk.records.choices import CountMethod, EngagementGroup, Mode, PermissionCheck, PhotoRule, Sex
from civicdesk.records.indicator import Indicator, PeriodValue
from civicdesk.records.rules import problems_of, transition_problems
from civicdesk.records.values import PartialDate

GOOD = Activity(
    id="a",
    state="held",
    owner="me",
    title="Study tour",
    activity_type="study_tour",
    project="p",
    starts_on=PartialDate(date(2024, 1, 26)),
    places=("12",),
    mode=Mode.IN_PERSON,
    permission_check=PermissionCheck.NOT_NEEDED,
    stakeholder_groups=(EngagementGroup.CSO,),
    participants_total=12,
    participants_women=4,
    count_method=CountMethod.TALLY,
    photo_consent=PhotoRule.NONE,
    summary="12 people, of whom 4 women, visited three towns in 2024.",
)


def ids(found):
    return [problem.id for problem in found]


def test_a_good_activity_has_no_problems_and_is_reported(world):
    assert problems_of(GOOD, world()) == []
    assert transition_problems(GOOD, "reported", world()) == []


def ages(*rows):
    return tuple(AgeRow(age_band=band, sex=sex, n=n) for band, sex, n in rows)


@pytest.mark.parametrize(
    "changes, rule",
    [
        ({"participants_women": 13}, "V-ATV-01"),
        ({"participants_men": 9}, "V-ATV-01"),
        ({"participants_men": 8, "participants_other": 1}, "V-ATV-01"),
        ({"age_rows": ages(("18_30", Sex.MALE, 13))}, "V-ATV-02"),
        ({"age_rows": ages(("18_30", Sex.FEMALE, 3), ("31_59", Sex.FEMALE, 2))}, "V-ATV-02"),
        ({"disability_total": 13}, "V-ATV-03"),
        ({"unique_people": 13}, "V-ATV-07"),
        ({"participants_men": -1}, "V-IND-07"),
        ({"group_rows": (GroupRow(population_group="youth", n=13),)}, "V-ATV-R-group_rows"),
        ({"project": None}, "V-ATV-R-project"),
        ({"ends_on": PartialDate(date(2024, 1, 25))}, "V-ATV-R-ends_on"),
        ({"activity_type": "door_to_door"}, "V-ATV-R-channel"),
        ({"summary": "Ms Dara asked a question"}, "V-ATV-05"),
        ({"notes": "call 012 345 678"}, "V-ATV-05"),
        ({"evaluation": (EvaluationRow(question="លោកសុខ?"),)}, "V-ATV-05"),
    ],
)
def test_what_stops_saving(world, changes, rule):
    found = problems_of(GOOD.replaced(**changes), world())
    assert [(p.severity, p.id) for p in found] == [("E", rule)]


@pytest.mark.parametrize(
    "changes",
    [
        {"participants_men": 8},
        {"participants_men": None},
        {"age_rows": ages(("18_30", Sex.FEMALE, 4), ("31_59", Sex.MALE, 8))},
        {"disability_total": 12, "unique_people": 12},
        {"participants_total": None, "participants_women": None, "age_rows": ages(("18_30", Sex.MALE, 3))},
        {"reach_online": 50_000},
        {"campaign": "c", "project": None},
        {"activity_type": "door_to_door", "channel": "door_to_door"},
        {"ends_on": PartialDate(date(2024, 1, 31)), "is_historical": True},
        {"group_rows": (GroupRow(population_group="youth", n=12), GroupRow(population_group="farmers", n=9))},
    ],
)
def test_what_is_possible_is_saved(world, changes):
    assert problems_of(GOOD.replaced(**changes), world()) == []


def test_the_message_says_what_looks_like_personal_details(world):
    (problem,) = problems_of(GOOD.replaced(summary="012 345 678"), world())
    assert problem.message == (
        "This looks like personal details (a phone number). Participants are counted, not named."
    )


@pytest.mark.parametrize(
    "state, to, changes, rules",
    [
        ("confirmed", "held", {"participants_women": None}, ["V-ATV-04"]),
        ("confirmed", "held", {"participants_women": None, "sex_unknown_reason": "not stated"}, []),
        ("confirmed", "held", {"participants_women": 0}, []),
        ("confirmed", "held", {"participants_total": None}, ["V-NEEDED"]),
        ("planned", "confirmed", {"permission_check": None}, ["V-ATV-08"]),
        ("planned", "confirmed", {"participants_women": None}, []),
        ("planned", "cancelled", {"permission_check": None}, []),
        ("planned", "held", {"is_historical": True, "participants_women": None}, []),
        ("planned", "held", {"is_historical": True, "participants_women": 13}, ["V-ATV-01"]),
    ],
)
def test_what_stops_a_step(world, state, to, changes, rules):
    assert ids(transition_problems(GOOD.replaced(state=state, **changes), to, world())) == rules


@pytest.mark.parametrize(
    "roles, actor, profile, found",
    [
        ("PRG", "other", None, [("T", "V-ATV-R-permission_check")]),
        ("DIR", "me", None, [("T", "V-ATV-R-permission_check")]),
        ("DIR", "me", "small", [("W", "V-ATV-R-permission_check")]),
        ("DIR", "other", None, []),
    ],
)
def test_only_another_person_who_is_director_waives_permission(world, roles, actor, profile, found):
    waived = GOOD.replaced(state="planned", permission_check=PermissionCheck.WAIVED)
    problems = transition_problems(waived, "confirmed", world(roles=roles, actor=actor, profile=profile))
    assert [(p.severity, p.id) for p in problems] == found


def test_an_estimate_that_feeds_an_indicator_is_marked(world):
    estimate = GOOD.replaced(count_method=CountMethod.ESTIMATE)
    feeding = Indicator(id="i", project="p", values=(PeriodValue(auto_from=("a",)),))
    assert ids(problems_of(estimate, world(feeding))) == ["V-ATV-06"]
    assert problems_of(estimate, world(feeding.replaced(values=()))) == []
    assert problems_of(GOOD, world(feeding)) == []


@pytest.mark.parametrize(
    "total, women, men, not_stated, share",
    [
        (348, 87, None, 261, "25.0"),
        (1433, 787, None, 646, "54.9"),
        (12, 4, 8, 0, "33.3"),
        (170, 45, None, 125, "26.5"),
        (30, None, None, 30, None),
        (None, None, None, None, None),
    ],
)
def test_men_are_never_computed(total, women, men, not_stated, share):
    activity = GOOD.replaced(participants_total=total, participants_women=women, participants_men=men)
    assert activity.participants_not_stated == not_stated
    assert activity.women_share == (None if share is None else Decimal(share))
    assert activity.participants_men == men


def test_youth_is_taken_from_the_age_table_where_there_is_one(world):
    rows = ages(("15_17", Sex.FEMALE, 2), ("18_30", Sex.MALE, 3), ("31_59", Sex.MALE, 4))
    assert GOOD.replaced(age_rows=rows).prepared(world()).youth_total == 5
    assert GOOD.replaced(youth_total=7).prepared(world()).youth_total == 7
