"""Rules and computed values of authorisations (E10), and reckoning in working days."""

from datetime import date, datetime

import pytest

from civicdesk.clock import PHNOM_PENH
from civicdesk.records.activity import Activity
from civicdesk.records.authorisation import Authorisation, letter_problems
from civicdesk.records.choices import (
    Audience,
    AuthDecision,
    AuthorityLevel,
    FramingSeverity,
    YesNoUnknown,
)
from civicdesk.records.dates import add_months, earliest, working_days_before
from civicdesk.records.framing import FramingTerm
from civicdesk.records.meeting import Meeting
from civicdesk.records.rules import problems_of, transition_problems
from civicdesk.records.stakeholder import Stakeholder
from civicdesk.records.values import Link, PartialDate

GOOD = Authorisation(
    id="a1",
    state="to_prepare",
    title="Courtesy letter",
    authorisation_type="courtesy_letter",
    legal_basis="none_courtesy",
    required_by_law=YesNoUnknown.NO,
    expected_locally=YesNoUnknown.YES,
    legal_checked_on=date(2024, 1, 1),
    authority="s1",
    covers=(Link("meeting", "m1"),),
    places=("03",),
    lead_days=5,
    submit_by=date(2024, 4, 2),
)
EVENT = Meeting(id="m1", starts_at=datetime(2024, 4, 18, 9, tzinfo=PHNOM_PENH))
HOLIDAYS = ["2024-04-15", "2024-04-16"]


def ids(problems):
    return {p.id for p in problems}


def test_a_complete_letter_has_no_problem(world):
    assert problems_of(GOOD, world(EVENT)) == []


@pytest.mark.parametrize(
    "changes, rule",
    [
        ({"submit_by": date(2024, 3, 30)}, "V-AUT-01"),
        ({"valid_from": date(2024, 5, 1), "valid_until": date(2024, 4, 30)}, "V-AUT-02"),
        ({"valid_until": date(2024, 4, 17)}, "V-AUT-04"),
        ({"legal_checked_on": date(2023, 3, 30)}, "V-AUT-05"),
        ({"decision": AuthDecision.GRANTED_WITH_CONDITIONS}, "V-AUT-R-conditions"),
        ({"decision": AuthDecision.REFUSED, "next_step": "Ask again"}, "V-AUT-R-refusal_reason"),
        ({"decision": AuthDecision.NO_REPLY}, "V-AUT-R-next_step"),
        ({"authorisation_type": "statutory_annual_report"}, "V-AUT-R-filing_period"),
    ],
)
def test_each_rule_speaks_up(world, changes, rule):
    look = world() if rule == "V-AUT-02" else world(EVENT)
    assert ids(problems_of(GOOD.replaced(**changes), look)) == {rule}


def test_without_an_event_the_day_to_submit_is_typed(world):
    mou = GOOD.replaced(covers=(Link("project", "p1"),), submit_by=None)
    assert ids(problems_of(mou, world())) == {"V-AUT-R-submit_by"}


def test_the_day_to_submit_skips_weekends_and_listed_holidays(world):
    look = world(EVENT, public_holidays=HOLIDAYS)
    # Thursday 18 April, back over Wed 17, (Tue, Mon holidays), (weekend), Fri 12, Thu 11, Wed 10, Tue 9
    assert GOOD.replaced(submit_by=None).prepared(look).submit_by == date(2024, 4, 9)
    assert GOOD.prepared(look).submit_by == date(2024, 4, 2)


def test_usual_lead_days_come_from_the_settings(world):
    look = world(EVENT, lead_days={"courtesy_letter": 3})
    filled = GOOD.replaced(lead_days=None, submit_by=None).prepared(look)
    assert (filled.lead_days, filled.submit_by) == (3, date(2024, 4, 15))


def test_the_first_event_counts_and_a_vague_day_does_not(world):
    vague = Activity(id="v1", starts_on=PartialDate.parse("April 2024"))
    exact = Activity(id="v2", starts_on=PartialDate.parse("2024-04-10"))
    record = GOOD.replaced(covers=(*GOOD.covers, Link("activity", "v1"), Link("activity", "v2")))
    assert record.event_days(world(EVENT, vague, exact)) == [date(2024, 4, 10), date(2024, 4, 18)]


def test_a_decision_is_asked_for(world):
    sent = GOOD.replaced(state="submitted", submitted_on=date(2024, 4, 1), submitted_how="in_person")
    assert ids(transition_problems(sent, "decided", world())) == {"V-AUT-03"}
    granted = sent.replaced(decision=AuthDecision.GRANTED)
    found = transition_problems(granted, "decided", world())
    assert [p.field for p in found] == ["valid_from", "valid_until"]
    silent = sent.replaced(decision=AuthDecision.NO_REPLY, next_step="Visit")
    assert transition_problems(silent, "decided", world()) == []


def test_only_an_unanswered_request_is_sent_again(world):
    decided = GOOD.replaced(
        state="decided",
        submitted_on=date(2024, 4, 1),
        submitted_how="in_person",
        decision=AuthDecision.NO_REPLY,
        next_step="Send again",
    )
    assert transition_problems(decided, "submitted", world()) == []
    granted = decided.replaced(decision=AuthDecision.GRANTED)
    assert ids(transition_problems(granted, "submitted", world())) == {"V-AUT-R-resubmission"}


def test_words_in_a_letter_are_counted(world):
    term = FramingTerm("demand", FramingSeverity.WARN, frozenset({Audience.AUTHORITY}))
    look = world(framing_terms=[term])
    (found,) = letter_problems("We demand and demand.", look)
    assert found.message == "The letter contains 2 words to reconsider."
    assert list(letter_problems("We ask.", look)) == []


def test_the_level_is_that_of_the_authority(world):
    office = Stakeholder(id="s1", authority_level=AuthorityLevel.NATIONAL)
    assert GOOD.level(world(office)) is AuthorityLevel.NATIONAL


def test_days_are_reckoned_as_people_do():
    assert working_days_before(date(2024, 4, 1), 1) == date(2024, 3, 29)
    assert working_days_before(date(2024, 4, 1), 0) == date(2024, 4, 1)
    assert add_months(date(2024, 3, 31), -1) == date(2024, 2, 29)
    assert add_months(date(2023, 11, 30), 3) == date(2024, 2, 29)
    assert earliest(PartialDate.parse("2024")) == date(2024, 1, 1)
    assert earliest(PartialDate.parse("autumn 2023")) < date(2023, 3, 1)
