"""Movements: nobody alone at high risk, somebody always knows, and no overdue check-in is missed."""

from datetime import datetime, timedelta

import pytest

from civicdesk.clock import PHNOM_PENH
from civicdesk.records.choices import CheckinStatus, Classification, NoContactRule, PhraseOk, RiskCheck
from civicdesk.records.movement import CheckIn, ContactMethod, Device, Escalation, Leg, Movement, Traveller
from civicdesk.records.rules import problems_of, transition_problems


def at(hour, minute=0, day=31):
    return datetime(2024, 3, day, hour, minute, tzinfo=PHNOM_PENH)


def checkin(due, **more):
    return CheckIn(label="Check-in", due_at=due, grace_min=15, **more)


LEG = Leg(from_place="12", to_place="1409", depart=at(8), arrive=at(10), transport="office_vehicle")
LAPTOP = Device(
    device="Laptop 01", encrypted=True, data_level=Classification.CONFIDENTIAL, travel_prepared=True
)
GOOD = Movement(
    id="m",
    state="planned",
    movement_type="trip",
    title="District day",
    travellers=(Traveller(staff="a"), Traveller(staff="b")),
    lead="a",
    checkin_officer="o",
    deputy_officer="d",
    leave_at=at(8),
    return_at=at(12),
    legs=(LEG, LEG.replaced(from_place="1409", to_place="12", depart=at(10, 30), arrive=at(12))),
    risk_level=RiskCheck.HIGH,
    protocols=("sp",),
    devices=(LAPTOP,),
    contact_methods=(ContactMethod(method="phone"),),
    safe_phrase="blue rain",
    duress_phrase="red rain",
    no_contact_rule=NoContactRule.STANDARD,
    checkins=tuple(checkin(at(h)) for h in (8, 10, 12)),
    health_notes="Asthma",
    debrief="Nothing unusual",
)


def found(record, look):
    return [(p.severity, p.id) for p in problems_of(record, look)]


def steps(record, to, look):
    return [p.id for p in transition_problems(record, to, look)]


def test_a_good_movement_has_no_problems_and_is_approved(world):
    assert found(GOOD, world()) == []
    assert steps(GOOD, "approved", world(roles="DIR")) == []


@pytest.mark.parametrize(
    "changes, rule",
    [
        ({"return_at": at(7), "checkins": ()}, ("E", "V-MOV-01")),
        ({"legs": (LEG.replaced(arrive=at(7)),)}, ("E", "V-MOV-R-legs")),
        ({"checkins": (checkin(at(8)), checkin(at(12)))}, ("E", "V-MOV-07")),
        ({"checkins": (checkin(at(10)), checkin(at(11), phrase_ok=PhraseOk.DURESS))}, ("W", "V-MOV-09")),
        ({"escalations": (Escalation(step=2, action="Called deputy"),)}, ("E", "V-MOV-R-escalations")),
    ],
)
def test_what_is_wrong_with_a_movement(world, changes, rule):
    assert found(GOOD.replaced(**changes), world()) == [rule]


def test_the_message_of_a_gap_says_where_it_is(world):
    (problem,) = problems_of(GOOD.replaced(checkins=(checkin(at(8)), checkin(at(9, 30)))), world())
    assert (
        problem.message
        == "At high risk the longest gap is 2 hours. Between 09:30 and 12:00 there are 2 h 30 min."
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"checkins": ()},
        {"risk_level": RiskCheck.LOW, "checkins": (checkin(at(8)), checkin(at(12)))},
        {"escalations": tuple(Escalation(step=n, action="Called") for n in (1, 2, 2, 3))},
    ],
)
def test_what_is_possible_is_saved(world, changes):
    assert found(GOOD.replaced(**changes), world()) == []


@pytest.mark.parametrize(
    "changes, roles, rules",
    [
        ({"checkin_officer": "a"}, "DIR", ["V-MOV-02"]),
        ({"deputy_officer": "b"}, "DIR", ["V-MOV-02"]),
        ({"risk_level": RiskCheck.CRITICAL}, "DIR", ["V-MOV-03"]),
        ({"travellers": (Traveller(staff="a"),)}, "DIR", ["V-MOV-04"]),
        ({"travellers": (Traveller(staff="a"),), "risk_level": RiskCheck.MEDIUM}, "SFP", []),
        ({"devices": (LAPTOP.replaced(encrypted=False),)}, "DIR", ["V-MOV-05"]),
        ({"devices": (LAPTOP.replaced(travel_prepared=False),)}, "DIR", ["V-MOV-05"]),
        ({"devices": (LAPTOP.replaced(encrypted=False, data_level=Classification.INTERNAL),)}, "DIR", []),
        ({"safe_phrase": None}, "DIR", ["V-MOV-R-safe_phrase"]),
        ({"safe_phrase": None, "duress_phrase": None, "risk_level": RiskCheck.MEDIUM}, "SFP", []),
        ({"protocols": ()}, "DIR", ["V-MOV-R-protocols"]),
        ({"protocols": (), "risk_level": RiskCheck.LOW}, "SFP", []),
        ({"no_contact_rule": NoContactRule.CUSTOM}, "DIR", ["V-MOV-R-no_contact_text"]),
        ({}, "SFP", ["V-MOV-R-risk_level"]),
        ({"checkin_officer": None}, "DIR", ["V-NEEDED"]),
    ],
)
def test_what_stops_approval(world, changes, roles, rules):
    assert steps(GOOD.replaced(**changes), "approved", world(roles=roles)) == rules


def done(status, **more):
    return tuple(row.replaced(status=status, **more) for row in GOOD.checkins)


@pytest.mark.parametrize(
    "changes, rules",
    [
        ({"checkins": done(CheckinStatus.DONE)}, []),
        ({"checkins": done(CheckinStatus.CANCELLED)}, ["V-MOV-07"]),
        ({"checkins": done(CheckinStatus.MISSED, note="No signal")}, []),
        ({"checkins": done(CheckinStatus.MISSED)}, ["V-MOV-08"]),
        ({"checkins": done(CheckinStatus.SCHEDULED)}, ["V-MOV-08"]),
        ({"checkins": done(CheckinStatus.DONE), "debrief": None}, ["V-MOV-R-debrief"]),
        ({"checkins": done(CheckinStatus.DONE), "debrief": None, "risk_level": RiskCheck.LOW}, []),
    ],
)
def test_what_stops_completion(world, changes, rules):
    assert steps(GOOD.replaced(state="under_way", **changes), "completed", world()) == rules


@pytest.mark.parametrize("state, kept", [("under_way", True), ("completed", False), ("cancelled", False)])
def test_phrases_and_health_notes_go_when_it_is_over(world, state, kept):
    record = GOOD.replaced(state=state).prepared(world())
    assert bool(record.safe_phrase or record.duress_phrase or record.health_notes) is kept


def past(key, leave, **more):
    return GOOD.replaced(id=key, state="completed", leave_at=leave, **more)


def test_the_same_road_at_the_same_time_as_the_last_three_is_questioned(world):
    earlier = [past(str(day), at(8, 20, day=day)) for day in (1, 8, 15)]
    assert found(GOOD, world(*earlier)) == [("W", "V-MOV-06")]
    assert found(GOOD, world(*earlier[1:])) == []
    assert found(GOOD, world(*earlier[1:], past("x", at(6, day=20)))) == []
    assert found(GOOD, world(*earlier[1:], past("x", at(8, day=20), legs=(LEG,)))) == []


UNDER_WAY = GOOD.replaced(
    state="under_way", checkins=(checkin(at(8), done_at=at(8)), checkin(at(10)), checkin(at(12)))
)


@pytest.mark.parametrize(
    "now, minutes, step, fast",
    [
        (at(10), None, 0, 0),
        (at(10, 15), None, 0, 0),
        (at(10, 16), 16, 1, 2),
        (at(10, 40), 40, 2, 3),
        (at(11, 0), 60, 3, 4),
        (at(12, 0), 120, 4, 4),
    ],
)
def test_a_check_in_past_due_and_grace_is_overdue_and_climbs_the_ladder(world, now, minutes, step, fast):
    look = world(now=now)
    assert UNDER_WAY.minutes_late(look) == minutes
    assert UNDER_WAY.overdue(look) is (minutes is not None)
    assert UNDER_WAY.escalation_due(look) == step
    assert UNDER_WAY.replaced(no_contact_rule=NoContactRule.FAST).escalation_due(look) == fast


def test_only_a_movement_under_way_is_overdue(world):
    look = world(now=at(18))
    assert not GOOD.overdue(look)
    assert not UNDER_WAY.replaced(checkins=done(CheckinStatus.DONE)).overdue(look)


def test_the_next_check_in_is_the_first_that_is_not_over():
    assert UNDER_WAY.next_checkin == at(10)
    assert GOOD.replaced(checkins=()).next_checkin is None


@pytest.mark.parametrize(
    "risk, hours",
    [
        (RiskCheck.LOW, ["08:00", "10:00", "16:00", "18:00"]),
        (RiskCheck.MEDIUM, ["08:00", "10:00", "12:30", "16:00", "18:00"]),
        (RiskCheck.HIGH, ["08:00", "10:00", "12:00", "12:30", "14:00", "16:00", "18:00"]),
    ],
)
def test_check_ins_are_proposed_by_risk_and_satisfy_the_rule(world, risk, hours):
    back = LEG.replaced(from_place="1409", to_place="12", depart=at(16), arrive=at(18))
    trip = GOOD.replaced(risk_level=risk, return_at=at(18), legs=(LEG, back))
    proposed = trip.proposed_checkins(world())
    assert [f"{row.due_at:%H:%M}" for row in proposed] == hours
    assert found(trip.replaced(checkins=proposed), world()) == []


def test_two_days_have_a_check_in_at_noon_and_night_of_each(world):
    trip = GOOD.replaced(risk_level=RiskCheck.MEDIUM, leave_at=at(8, day=30), return_at=at(18), legs=())
    due = [row.due_at for row in trip.proposed_checkins(world())]
    assert due == [at(8, day=30), at(12, 30, day=30), at(21, day=30), at(12, 30), at(18)]
    assert due[-1] - due[0] == timedelta(hours=34)
