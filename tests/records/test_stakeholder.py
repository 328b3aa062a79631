"""Rules and computed values of stakeholders (E01) and contacts (E02)."""

from datetime import date, datetime

import pytest

from civicdesk.clock import PHNOM_PENH
from civicdesk.records.balance_review import BalanceReview, ClosenessRow
from civicdesk.records.choices import (
    AuthorityLevel,
    Classification,
    Closeness,
    ContactBasis,
    EngagementGroup,
    PostLevel,
    Quadrant,
    Stance,
)
from civicdesk.records.contact import Contact, ContactChannelRow
from civicdesk.records.meeting import Meeting
from civicdesk.records.rules import problems_of, transition_problems
from civicdesk.records.stakeholder import Stakeholder

GOOD = Stakeholder(
    id="s1",
    state="listed",
    name="Commune council C1",
    engagement_group=EngagementGroup.PUBLIC_SECTOR,
    stakeholder_type="commune_sangkat_council",
    authority_level=AuthorityLevel.COMMUNE_SANGKAT,
    place="140904",
    position_score=3,
    interest_score=5,
    alignment_score=4,
    stance=Stance.SUPPORTIVE,
    relation_owner="f1",
    mapped_on=date(2024, 1, 10),
)
POST = Contact(
    id="c1",
    stakeholder="s1",
    post_title="Clerk",
    level_of_post=PostLevel.FRONTLINE,
    basis=ContactBasis.PUBLIC_ROLE,
    channels=(ContactChannelRow(channel="phone", detail="012", safe_for=Classification.INTERNAL),),
)


def ids(problems):
    return {p.id for p in problems}


def test_a_complete_stakeholder_has_no_problem_and_may_be_mapped(world):
    assert problems_of(GOOD, world()) == []
    assert transition_problems(GOOD, "mapped", world(roles="PRG")) == []


@pytest.mark.parametrize(
    "changes, rule",
    [
        ({"name": " "}, "V-STK-01"),
        ({"authority_level": None}, "V-STK-02"),
        ({"parent": "s1"}, "V-STK-03"),
        ({"parent": "village"}, "V-STK-03"),
        ({"parent": "looped"}, "V-STK-03"),
        ({"name": "Twin"}, "V-STK-04"),
        ({"is_political_party": True}, "V-STK-05"),
        ({"position_score": 4, "relation_owner": None}, "V-STK-07"),
        ({"place": None}, "V-STK-R-place"),
    ],
)
def test_each_rule_speaks_up(world, changes, rule):
    look = world(
        GOOD.replaced(id="village", authority_level=AuthorityLevel.VILLAGE, name="V1"),
        GOOD.replaced(id="looped", parent="s1", name="Loop"),
        GOOD.replaced(id="twin", name="Twin"),
    )
    assert ids(problems_of(GOOD.replaced(**changes), look)) == {rule}


def test_an_office_may_belong_to_a_higher_one(world):
    district = GOOD.replaced(id="d", authority_level=AuthorityLevel.MUNICIPALITY_DISTRICT_KHAN, name="D")
    assert problems_of(GOOD.replaced(parent="d"), world(district)) == []


@pytest.mark.parametrize("key", ["position_score", "interest_score", "alignment_score", "stance"])
def test_a_missing_score_keeps_it_off_the_map(world, key):
    found = transition_problems(GOOD.replaced(**{key: None}), "mapped", world(roles="PRG"))
    assert [(p.id, p.field) for p in found] == [("V-STK-06", key)]


@pytest.mark.parametrize(
    "influence, interest, threshold, quadrant",
    [
        (5, 4, 4, Quadrant.MANAGE_CLOSELY),
        (5, 2, 4, Quadrant.KEEP_SATISFIED),
        (3, 4, 4, Quadrant.KEEP_INFORMED),
        (3, 3, 4, Quadrant.MONITOR),
        (3, 3, 3, Quadrant.MANAGE_CLOSELY),
        (None, 3, 4, None),
    ],
)
def test_the_quadrant_follows_the_scores_and_the_threshold(world, influence, interest, threshold, quadrant):
    record = GOOD.replaced(position_score=influence, interest_score=interest)
    assert record.quadrant(world(grid_threshold=threshold)) is quadrant


def meeting(**changes):
    base = Meeting(
        id="m1",
        state="held",
        main_stakeholder="s1",
        contacts=("c1",),
        starts_at=datetime(2024, 2, 1, 9, tzinfo=PHNOM_PENH),
    )
    return base.replaced(**changes)


@pytest.mark.parametrize(
    "scores, closeness",
    [
        ((1, 1, 0, 0), Closeness.WORKABLE),
        ((2, 1, 0, 1), Closeness.CLOSE_WATCH),
        ((2, 2, 1, 1), Closeness.TOO_CLOSE),
    ],
)
def test_closeness_is_what_the_last_approved_review_found(world, scores, closeness):
    keys = ("s1_frequency", "s2_dependence", "s3_scope", "s4_voice")
    row = ClosenessRow(stakeholder="s1", **dict(zip(keys, scores, strict=True)))
    review = BalanceReview(id="b1", state="approved", period_end=date(2024, 3, 31), closeness_rows=(row,))
    older = review.replaced(id="b0", period_end=date(2023, 3, 31), closeness_rows=())
    assert GOOD.closeness(world(meeting(), review, older)) is closeness


def test_without_a_meeting_in_twelve_months_the_relation_is_distant(world):
    old = meeting(starts_at=datetime(2023, 3, 1, 9, tzinfo=PHNOM_PENH))
    assert GOOD.closeness(world(old)) is Closeness.DISTANT
    assert GOOD.replaced(engagement_group=EngagementGroup.CSO).closeness(world()) is None


def test_last_contact_is_the_last_meeting_that_was_held(world):
    planned = meeting(id="m2", state="cleared", starts_at=datetime(2024, 3, 1, 9, tzinfo=PHNOM_PENH))
    look = world(meeting(), planned)
    assert GOOD.last_contact(look) == POST.last_contact(look) == date(2024, 2, 1)
    assert GOOD.last_contact(world()) is None


def test_an_office_with_open_work_is_not_archived(world):
    mapped = GOOD.replaced(state="mapped")
    assert ids(transition_problems(mapped, "archived", world(meeting()))) == {"V-STK-R-archived"}
    assert transition_problems(mapped, "archived", world(meeting(state="closed"))) == []


@pytest.mark.parametrize(
    "changes, rule",
    [
        ({"post_title": None}, "V-CON-01"),
        ({"person_name": "A name"}, "V-CON-02"),
        ({"since_date": date(2024, 1, 2), "until_date": date(2024, 1, 1)}, "V-CON-03"),
    ],
)
def test_each_rule_of_a_contact_speaks_up(world, changes, rule):
    assert problems_of(POST, world(GOOD)) == []
    assert ids(problems_of(POST.replaced(**changes), world(GOOD))) == {rule}


def test_a_channel_is_not_used_above_what_it_is_safe_for():
    assert ids(POST.sending_problems(0, Classification.CONFIDENTIAL)) == {"V-CON-04"}
    assert ids(POST.sending_problems(0, Classification.INTERNAL)) == set()


def test_a_post_becomes_former_when_the_day_is_known(world):
    current = POST.replaced(state="current")
    assert [p.field for p in transition_problems(current, "former", world())] == ["until_date"]
    left = current.replaced(until_date=date(2024, 1, 1))
    assert transition_problems(left, "former", world()) == []
