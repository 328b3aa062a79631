"""Incidents: facts first, lost data answered, nobody told outside without consent, always a lesson."""

from datetime import date, datetime, timedelta

import pytest

from civicdesk.clock import PHNOM_PENH
from civicdesk.records.choices import Classification, Harm, Severity, Targeted, Tlp, YesNo
from civicdesk.records.incident import (
    AfterActionReview,
    ExternalNotice,
    Incident,
    ItemTaken,
    PersonInvolved,
    TimelineEntry,
)
from civicdesk.records.rules import problems_of, transition_problems
from civicdesk.records.staff_member import StaffMember

WHEN = datetime(2024, 3, 1, 9, tzinfo=PHNOM_PENH)
REVIEW = AfterActionReview(
    held_on=date(2024, 3, 9),
    expected="Calm",
    happened="Stopped",
    why="No letter",
    keep="Polite",
    change="Carry the letter",
    actions=("a",),
    wellbeing_done=YesNo.YES,
)
PERSON = PersonInvolved(staff="s", harm=Harm.MINOR, consent_to_share=YesNo.YES)
GOOD = Incident(
    id="i",
    state="reviewed",
    title="Interrupted",
    happened_at=WHEN,
    place="1409",
    incident_category="activity_interrupted",
    near_miss=False,
    what_happened="Two officials came and asked for the list.",
    who_involved=(PERSON,),
    items_taken=(ItemTaken(item="Phone", data_level=Classification.INTERNAL, action_taken="Wiped"),),
    severity=Severity.SERIOUS,
    targeted=Targeted.TARGETED,
    triage_by="f",
    triaged_at=WHEN,
    response_lead="f",
    timeline=(TimelineEntry(at=WHEN, entry="Called"),),
    external_notice=(ExternalNotice(to="p", tlp=Tlp.AMBER),),
    resolved_at=WHEN,
    aar=(REVIEW,),
)


def found(record, look):
    return [(p.severity, p.id) for p in problems_of(record, look)]


def steps(record, to, look):
    return [p.id for p in transition_problems(record, to, look)]


def test_a_good_incident_has_no_problems_and_closes(world):
    assert found(GOOD, world()) == []
    assert steps(GOOD, "closed", world()) == []


@pytest.mark.parametrize(
    "changes, rule",
    [
        ({"happened_at": datetime(2024, 3, 31, 9, 1, tzinfo=PHNOM_PENH)}, ("E", "V-INC-01")),
        ({"what_happened": "A corrupt officer came"}, ("W", "V-INC-02")),
        ({"what_happened": "Enemies watched"}, ("W", "V-INC-02")),
        ({"who_involved": (PERSON.replaced(staff=None),)}, ("E", "V-INC-R-who_involved")),
    ],
)
def test_what_is_wrong_with_an_incident(world, changes, rule):
    assert found(GOOD.replaced(**changes), world()) == [rule]


def test_words_that_only_look_like_judgement_pass(world):
    assert found(GOOD.replaced(what_happened="In spite of the rain they inspired us"), world()) == []


LOST = ItemTaken(item="Phone", data_level=Classification.CONFIDENTIAL)


@pytest.mark.parametrize(
    "state, to, changes, rules",
    [
        ("responding", "resolved", {"items_taken": (LOST,)}, ["V-INC-03"]),
        ("responding", "resolved", {"items_taken": (LOST.replaced(data_level=Classification.PUBLIC),)}, []),
        ("resolved", "reviewed", {"aar": ()}, ["V-INC-04"]),
        ("resolved", "reviewed", {}, []),
        (
            "responding",
            "resolved",
            {"who_involved": (PERSON.replaced(consent_to_share=YesNo.NO),)},
            ["V-INC-05"],
        ),
        (
            "responding",
            "resolved",
            {"who_involved": (PERSON.replaced(consent_to_share=YesNo.NO),), "external_notice": ()},
            [],
        ),
        ("reviewed", "closed", {"aar": (REVIEW.replaced(wellbeing_done=YesNo.NO),)}, ["V-INC-06"]),
        (
            "reviewed",
            "closed",
            {"aar": (REVIEW.replaced(wellbeing_done=YesNo.NO),), "severity": Severity.MODERATE},
            [],
        ),
        ("reported", "triaged", {"severity": None}, ["V-NEEDED"]),
        ("triaged", "closed", {"lessons_shareable": "Carry a letter"}, ["V-INC-R-severity"]),
    ],
)
def test_what_stops_a_step(world, state, to, changes, rules):
    assert steps(GOOD.replaced(state=state, **changes), to, world()) == rules


def test_a_review_without_action_needs_a_written_reason(world):
    reasoned = GOOD.replaced(state="resolved", aar=(REVIEW.replaced(actions=()),))
    assert [(p.severity, p.id) for p in transition_problems(reasoned, "reviewed", world())] == [
        ("W", "V-INC-04")
    ]


@pytest.mark.parametrize("severity", [Severity.NEAR_MISS, Severity.MINOR])
def test_a_small_incident_closes_from_triage_with_a_lesson_alone(world, severity):
    small = GOOD.replaced(
        state="triaged", severity=severity, response_lead=None, timeline=(), resolved_at=None, aar=()
    )
    assert steps(small, "closed", world()) == ["V-INC-R-lessons_shareable"]
    assert steps(small.replaced(lessons_shareable="Lock the door"), "closed", world()) == []


def test_a_person_who_has_not_agreed_is_named_by_post(world):
    look = world(StaffMember(id="s", display_name="Dara", post_title="Field officer"))
    refused = GOOD.replaced(state="responding", who_involved=(PERSON.replaced(consent_to_share=YesNo.NO),))
    assert [p.message for p in transition_problems(refused, "resolved", look)] == [
        "Field officer has not agreed to sharing."
    ]


@pytest.mark.parametrize(
    "severity, targeted, days",
    [
        (Severity.CRITICAL, Targeted.UNKNOWN, 14),
        (Severity.NEAR_MISS, Targeted.TARGETED, 14),
        (Severity.NEAR_MISS, Targeted.UNKNOWN, 30),
        (Severity.MODERATE, Targeted.TARGETED, 30),
    ],
)
def test_the_review_is_due_sooner_for_grave_incidents_and_targeted_near_misses(
    world, severity, targeted, days
):
    incident = GOOD.replaced(severity=severity, targeted=targeted, aar=())
    assert incident.aar_due(world()) == WHEN.date() + timedelta(days=days)
    assert GOOD.aar_due(world()) is None


def test_who_reported_and_how_long_it_is_kept_are_noted(world):
    new = GOOD.replaced(id="", version=0, severity=Severity.MINOR).prepared(world(actor="me"))
    assert (new.reported_by, new.reported_at, new.retention_rule) == ("me", world().now, "RT-12")
    assert GOOD.replaced(version=1).prepared(world(actor="me")).reported_by is None
    assert GOOD.prepared(world()).retention_rule == "RT-13"
