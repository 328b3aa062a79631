"""Rules and computed values of campaigns (E04)."""

from datetime import date
from decimal import Decimal

import pytest

from civicdesk.records.campaign import Campaign, LadderRow, OutreachRow, WeElementRow
from civicdesk.records.choices import (
    AccessProfile,
    Audience,
    AuthorityLevel,
    EngagementGroup,
    FramingSeverity,
    LadderStatus,
    Level3,
    Level4,
    Mode,
    WeElement,
    WeStatus,
)
from civicdesk.records.framing import FramingTerm, Kept
from civicdesk.records.risk import Risk, ScoreHistory
from civicdesk.records.rules import problems_of, transition_problems
from civicdesk.records.stakeholder import Stakeholder
from civicdesk.records.values import Link

COMMUNE, DISTRICT = AuthorityLevel.COMMUNE_SANGKAT, AuthorityLevel.MUNICIPALITY_DISTRICT_KHAN
PROTEST = FramingTerm(
    "protest",
    FramingSeverity.BLOCK,
    frozenset({Audience.AUTHORITY, Audience.PUBLIC}),
    suggestions=("public dialogue",),
)
ELEMENTS = tuple(
    WeElementRow(element=one, status=WeStatus.IN_PROGRESS, how="So", evidence=("e1",)) for one in WeElement
)
LADDER = (
    LadderRow(level=COMMUNE, stakeholder="c", status=LadderStatus.MET),
    LadderRow(level=DISTRICT, stakeholder="d", status=LadderStatus.CONTACTED, by_date=date(2024, 4, 9)),
)
OUTREACH = OutreachRow(
    audience_segment="farmers",
    access_profile=AccessProfile.NO_INTERNET,
    mode=Mode.IN_PERSON,
    channel="village_meeting",
    message="Come",
    call_to_action="attend_meeting",
    exposure_risk=Level3.LOW,
)
GOOD = Campaign(
    id="k1",
    state="review",
    title="Clean city",
    public_title="Clean city together",
    issue="city_waste",
    right_framed="clean_environment",
    problem="Waste is left",
    change_sought="The council collects it",
    decision_maker="d",
    places=("030501",),
    people_concerned=("street_vendors",),
    start_date=date(2024, 1, 1),
    end_date=date(2024, 12, 31),
    we_elements=ELEMENTS,
    ladder=LADDER,
    outreach_plan=(OUTREACH,),
    red_lines="None",
)


def risk(**changes):
    scored = ScoreHistory(date=date(2024, 3, 1), threat=2, vulnerability=2, capacity=4, impact=2)
    base = Risk(
        id="r1",
        state="assessed",
        linked_to=(Link("campaign", "k1"),),
        threat=2,
        vulnerability=2,
        capacity=4,
        impact=2,
        history=(scored,),
    )
    return base.replaced(**changes)


CRITICAL = {"threat": 5, "vulnerability": 5, "capacity": 1, "impact": 5}


def ids(problems):
    return {p.id for p in problems}


def elements(element, **changes):
    return tuple(row.replaced(**changes) if row.element is element else row for row in ELEMENTS)


def test_a_complete_campaign_has_no_problem_and_may_start(world):
    assert problems_of(GOOD, world(risk())) == []
    assert transition_problems(GOOD, "active", world(risk(), roles="DIR", framing_terms=[PROTEST])) == []


def test_all_seven_elements_appear_exactly_once_and_what_was_written_stays(world):
    fresh = GOOD.replaced(we_elements=ELEMENTS[3:4]).prepared(world())
    assert [row.element for row in fresh.we_elements] == list(WeElement)
    assert fresh.we_elements[3] == ELEMENTS[3]
    assert fresh.we_elements[0].status is WeStatus.NOT_STARTED
    assert fresh.prepared(world()) == fresh
    assert problems_of(fresh, world()) == []


def stub_ladder(first, second, **more):
    return (LADDER[0].replaced(status=first, **more), LADDER[1].replaced(status=second))


W7 = WeElement.W7_PRIVATE_SECTOR
NOT_YET = {"status": WeStatus.NOT_STARTED}


@pytest.mark.parametrize(
    "changes, rule",
    [
        ({"ladder": stub_ladder(LadderStatus.CONTACTED, LadderStatus.MET)}, "V-CAM-03"),
        ({"ladder": stub_ladder(LadderStatus.BLOCKED, LadderStatus.CONTACTED)}, "V-CAM-03"),
        (
            {"ladder": stub_ladder(LadderStatus.SKIPPED, LadderStatus.NOT_STARTED)},
            "V-CAM-R-skip_reason",
        ),
        ({"outreach_plan": (OUTREACH.replaced(mode=Mode.DIGITAL),)}, "V-CAM-06"),
        ({"outreach_plan": (OUTREACH.replaced(call_to_action=None),)}, "V-CAM-07"),
        ({"we_elements": elements(W7, **NOT_YET)}, "V-CAM-08"),
        ({"we_elements": elements(W7, status=WeStatus.NOT_APPLICABLE)}, "V-CAM-09"),
        ({"we_elements": elements(W7, how=None)}, "V-CAM-R-how"),
        ({"we_elements": ELEMENTS[:6] + ELEMENTS[:1]}, "V-CAM-R-we_elements"),
    ],
)
def test_each_rule_speaks_up(world, changes, rule):
    office = Stakeholder(id="c", engagement_group=EngagementGroup.PUBLIC_SECTOR)
    look = world(office, office.replaced(id="d"))
    found = ids(problems_of(GOOD.replaced(**changes), look))
    assert rule in found
    assert found <= {rule, "V-CAM-08"}


def test_a_level_skipped_with_a_reason_or_a_bank_on_the_ladder_is_accepted(world):
    ladder = stub_ladder(LadderStatus.SKIPPED, LadderStatus.MET, skip_reason="Seat is vacant")
    assert problems_of(GOOD.replaced(ladder=ladder), world()) == []
    bank = Stakeholder(id="c", engagement_group=EngagementGroup.PRIVATE_SECTOR)
    office = Stakeholder(id="d", engagement_group=EngagementGroup.PUBLIC_SECTOR)
    assert problems_of(GOOD.replaced(we_elements=elements(W7, **NOT_YET)), world(bank, office)) == []


def test_digital_outreach_beside_an_in_person_channel_is_accepted(world):
    both = (OUTREACH, OUTREACH.replaced(mode=Mode.DIGITAL))
    assert problems_of(GOOD.replaced(outreach_plan=both), world()) == []


def test_the_first_elements_are_named_when_how_is_missing(world):
    planning = GOOD.replaced(
        state="planning", we_elements=elements(WeElement.W4_EVIDENCE, how=None, **NOT_YET)
    )
    found = [p for p in transition_problems(planning, "review", world(roles="PRG")) if p.severity == "T"]
    assert [p.id for p in found] == ["V-CAM-01"]
    assert "4 Evidence" in found[0].message
    excused = elements(WeElement.W4_EVIDENCE, how=None, status=WeStatus.NOT_APPLICABLE, na_reason="x")
    assert transition_problems(planning.replaced(we_elements=excused), "review", world(roles="PRG")) == []


@pytest.mark.parametrize(
    "changes, risks, rule",
    [
        ({"we_elements": elements(WeElement.W4_EVIDENCE, evidence=())}, [{}], "V-CAM-02"),
        ({"public_title": "A protest"}, [{}], "V-CAM-04"),
        ({}, [CRITICAL], "V-CAM-05"),
        ({}, [], "V-CAM-R-risk"),
        ({}, [{"history": (ScoreHistory(date=date(2023, 12, 1)),)}], "V-CAM-R-risk"),
        ({}, [{"state": "draft"}], "V-CAM-R-risk"),
        ({"ladder": ()}, [{}], "V-CAM-R-ladder"),
        ({"ladder": LADDER[1:]}, [{}], "V-CAM-R-ladder"),
    ],
)
def test_a_campaign_that_is_not_ready_does_not_start(world, changes, risks, rule):
    look = world(*(risk(**one) for one in risks), roles="DIR", framing_terms=[PROTEST])
    assert ids(transition_problems(GOOD.replaced(**changes), "active", look)) == {rule}


def test_an_accepted_critical_risk_and_an_allowed_word_do_not_stop_it(world):
    title = "A protest"
    look = world(
        risk(state="accepted", **CRITICAL),
        roles="DIR",
        framing_terms=[PROTEST],
        framing_kept=[Kept.of("k1", "protest", title)],
    )
    assert transition_problems(GOOD.replaced(public_title=title), "active", look) == []


def test_the_blocked_word_and_what_to_say_instead_are_named(world):
    look = world(risk(), roles="DIR", framing_terms=[PROTEST])
    (found,) = transition_problems(GOOD.replaced(public_title="A protest"), "active", look)
    assert found.message == "The safe title contains 'protest'. Suggested: 'public dialogue'."


def test_elements_that_do_not_apply_are_not_counted():
    rows = (
        *(row.replaced(status=WeStatus.DONE) for row in ELEMENTS[:5]),
        ELEMENTS[5].replaced(status=WeStatus.NOT_APPLICABLE, na_reason="x"),
        ELEMENTS[6],
    )
    progress = GOOD.replaced(we_elements=rows).we_progress
    assert (str(progress), progress.percent) == ("5/6", Decimal("83.3"))


def test_ladder_position_risk_level_and_next_date(world):
    look = world(risk(), risk(id="r2", **CRITICAL), risk(id="r3", state="closed", **CRITICAL))
    assert GOOD.ladder_position is COMMUNE
    assert GOOD.replaced(ladder=()).ladder_position is None
    assert GOOD.risk_level(look) is Level4.CRITICAL
    assert GOOD.risk_level(world()) is None
    assert GOOD.next_date(look) == date(2024, 4, 9)
