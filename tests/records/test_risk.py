"""Risks: the score of the defenders' protection field, and who may accept one."""

from datetime import date
from decimal import Decimal

import pytest

from civicdesk.records.choices import CommitmentKind, Level4, RiskEffect, Treatment
from civicdesk.records.commitment import Commitment
from civicdesk.records.risk import Risk
from civicdesk.records.rules import problems_of, transition_problems
from civicdesk.records.staff_member import StaffMember

GOOD = Risk(
    state="draft",
    owner="author",
    title="Device taken",
    risk_category="digital_information",
    who_affected=("staff",),
    threat_text="Checkpoints",
    vulnerability_text="Phones",
    capacity_text="Encryption",
    threat=3,
    vulnerability=3,
    capacity=3,
    impact=3,
    treatment=Treatment.AVOID,
    target_threat=2,
    target_vulnerability=1,
    target_capacity=4,
    review_on=date(2024, 6, 1),
)


def scored(t, v, c, i, **more):
    return GOOD.replaced(threat=t, vulnerability=v, capacity=c, impact=i, **more)


def steps(record, to, look):
    return [p.id for p in transition_problems(record, to, look)]


# The test values of the catalogue (E18), then the risks of the demo plan (5.8).
@pytest.mark.parametrize(
    "scores, score, level",
    [
        ((3, 3, 3, 3), "3.0", Level4.MEDIUM),
        ((4, 4, 2, 3), "8.0", Level4.HIGH),
        ((5, 4, 2, 3), "10.0", Level4.CRITICAL),
        ((2, 2, 3, 2), "1.3", Level4.LOW),
        ((4, 4, 2, 5), "8.0", Level4.CRITICAL),
        ((1, 1, 5, 1), "0.2", Level4.LOW),
        ((5, 5, 1, 5), "25.0", Level4.CRITICAL),
        ((4, 3, 2, 4), "6.0", Level4.HIGH),
        ((4, 3, 3, 3), "4.0", Level4.MEDIUM),
        ((3, 4, 2, 3), "6.0", Level4.HIGH),
        ((3, 3, 2, 5), "4.5", Level4.HIGH),
        ((2, 1, 1, 1), "2.0", Level4.MEDIUM),
        ((5, 2, 2, 1), "5.0", Level4.HIGH),
    ],
)
def test_score_and_level_are_those_of_the_catalogue(scores, score, level):
    risk = scored(*scores)
    assert (risk.score, risk.level) == (Decimal(score), level)


def test_a_missing_score_gives_no_level():
    assert (scored(None, 3, 3, 3).score, scored(3, 3, 3, None).level) == (None, None)


@pytest.mark.parametrize(
    "scores, row", [((1, 1, 5), 1), ((1, 1, 1), 2), ((2, 1, 1), 3), ((5, 1, 1), 4), ((5, 2, 1), 5)]
)
def test_the_grid_row_follows_the_score(scores, row):
    assert scored(*scores, 3).likelihood_band == row


def test_a_good_risk_has_no_problems(world):
    assert problems_of(GOOD, world()) == []
    assert steps(GOOD, "assessed", world()) == []
    assert steps(GOOD.replaced(state="assessed"), "treating", world()) == []


@pytest.mark.parametrize("key", ["threat", "vulnerability", "capacity", "impact", "target_threat"])
@pytest.mark.parametrize("score", [0, 6])
def test_scores_go_from_1_to_5(world, key, score):
    assert [p.id for p in problems_of(GOOD.replaced(**{key: score}), world())] == ["V-RSK-01"]


@pytest.mark.parametrize(
    "state, to, changes, rules",
    [
        (
            "assessed",
            "treating",
            {"target_threat": 3, "target_vulnerability": 3, "target_capacity": 3},
            ["V-RSK-02"],
        ),
        ("assessed", "treating", {"target_threat": None}, ["V-RSK-R-target_threat"]),
        ("assessed", "treating", {"treatment": Treatment.REDUCE}, ["V-RSK-R-actions"]),
        ("assessed", "treating", {"treatment": Treatment.REDUCE, "actions": ("a",)}, []),
        ("draft", "assessed", {"impact": 5}, ["V-RSK-05"]),
        ("draft", "assessed", {"impact": 5, "contingency": "p"}, []),
        ("draft", "assessed", {"treatment": None}, ["V-NEEDED"]),
        (
            "accepted",
            "monitored",
            {
                "target_threat": None,
                "accepted_by": "d",
                "accepted_on": date(2024, 3, 1),
                "accept_reason": "x",
            },
            [],
        ),
    ],
)
def test_what_stops_a_step(world, state, to, changes, rules):
    assert steps(GOOD.replaced(state=state, **changes), to, world()) == rules


ACCEPTED = scored(4, 4, 2, 3).replaced(
    state="assessed", contingency="p", accepted_by="dir", accepted_on=date(2024, 3, 1), accept_reason="Known"
)
STAFF = (StaffMember(id="dir", roles=("DIR",)), StaffMember(id="sfp", roles=("SFP",)))


@pytest.mark.parametrize(
    "changes, actor, rules",
    [
        ({}, "dir", []),
        ({"accepted_by": "sfp"}, "dir", ["V-RSK-03"]),
        ({"owner": "dir"}, "dir", ["V-RSK-03"]),
        ({"created_by": "dir"}, "dir", ["V-RSK-03"]),
        ({}, "author", ["V-RSK-03"]),
        ({"owner": "dir", "impact": 3, "threat": 1}, "dir", []),
    ],
)
def test_a_high_risk_is_accepted_by_a_director_who_is_not_the_author(world, changes, actor, rules):
    look = world(*STAFF, actor=actor, roles="DIR")
    assert steps(ACCEPTED.replaced(**changes), "accepted", look) == rules


def measure(key, effect):
    return Commitment(id=key, kind=CommitmentKind.RISK_TREATMENT, effect=effect)


def test_with_a_live_threat_capacity_alone_is_questioned(world):
    builds, lowers = measure("a", RiskEffect.RAISES_CAPACITY), measure("b", RiskEffect.LOWERS_THREAT)
    live = scored(5, 1, 3, 3, actions=("a",))
    look = world(builds, lowers)
    assert [p.id for p in problems_of(live, look)] == ["V-RSK-04"]
    assert problems_of(live.replaced(actions=("a", "b")), look) == []
    assert problems_of(live.replaced(threat=4), look) == []


def test_every_change_of_a_score_is_kept(world):
    look = world(actor="me")
    first = GOOD.prepared(look)
    assert [(row.threat, row.by, row.date) for row in first.history] == [(3, "me", look.today)]
    assert first.prepared(look) == first
    assert [row.threat for row in first.replaced(threat=4).prepared(look).history] == [3, 4]


@pytest.mark.parametrize(
    "scores, day",
    [
        ((5, 5, 1, 5), date(2024, 4, 7)),
        ((4, 4, 2, 3), date(2024, 4, 30)),
        ((3, 3, 3, 3), date(2024, 6, 29)),
        ((1, 1, 5, 1), date(2024, 9, 27)),
    ],
)
def test_the_next_review_follows_the_level_unless_it_was_chosen(world, scores, day):
    assert scored(*scores, review_on=None).prepared(world()).review_on == day
    assert scored(*scores).prepared(world()).review_on == date(2024, 6, 1)
