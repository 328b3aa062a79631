"""Cases: no consent, no progress; identity nowhere in the text; nobody closes their own case."""

from datetime import date

import pytest

from civicdesk.records.case import (
    AssessmentRow,
    Case,
    Consent,
    ConsentExceptionRow,
    FollowUp,
    PlanRow,
    WashingtonGroupRow,
)
from civicdesk.records.choices import (
    CasePriority,
    ConsentBy,
    ConsentException,
    ConsentForm,
    ConsentGiven,
    ConsentPurpose,
    Level4,
    PlanStatus,
    SafetyNow,
    Situation,
    WgAnswer,
    WgDomain,
    YesNo,
    YesNoNa,
)
from civicdesk.records.protected_person import Identity, ProtectedPerson
from civicdesk.records.rules import problems_of, transition_problems
from civicdesk.records.staff_member import StaffMember

DAY = date(2024, 3, 1)
CONSENT = Consent(
    purpose=ConsentPurpose.SERVICES,
    given=ConsentGiven.YES,
    by_whom=ConsentBy.PERSON,
    how=ConsentForm.SPOKEN,
    date=DAY,
    explained_by="w",
)
PLAN = PlanRow(goal="Papers", action="Apply", service_type="civil_documents", due=DAY, status=PlanStatus.DONE)
REFERRAL = PLAN.replaced(provider="s", referral_consent=YesNo.YES, status=PlanStatus.IN_PROGRESS)
VISIT = FollowUp(date=DAY, how="in_person", safe_contact=True, note="Well", situation=Situation.BETTER)
GOOD = Case(
    id="c",
    state="follow_up",
    subject="p",
    case_type="unpaid_wages",
    intake_date=DAY,
    intake_channel="walk_in",
    place="1409",
    priority=CasePriority.HIGH,
    case_worker="w",
    immediate_safety=SafetyNow.SAFE,
    request="Wants the wages of 3 months, 450 USD",
    consents=(CONSENT,),
    assessment=(AssessmentRow(domain="livelihood", needs="Wages", risk=Level4.LOW, date=DAY),),
    plan=(PLAN,),
    follow_ups=(VISIT,),
    closure_reason="plan_goals_met",
    closure_summary="Paid",
    person_informed=YesNoNa.YES,
)
CHILD = ProtectedPerson(id="p", is_minor=True)
NAMED = ProtectedPerson(
    id="p",
    is_minor=False,
    identity=(Identity(full_name="Sok Dara", safe_contact_rule="visit", do_not_contact_via=("phone",)),),
)
EXCEPTION = ConsentExceptionRow(
    reason=ConsentException.LIFE_IN_DANGER, explained="Danger", approved_by="d", date=DAY
)


def found(record, look):
    return [(p.severity, p.id) for p in problems_of(record, look)]


def steps(record, to, look):
    return [p.id for p in transition_problems(record, to, look)]


def consent(purpose, **more):
    return CONSENT.replaced(purpose=purpose, **more)


def test_a_good_case_has_no_problems_and_closes(world):
    assert found(GOOD, world(NAMED)) == []
    assert steps(GOOD, "closed", world(actor="d")) == []


@pytest.mark.parametrize(
    "changes, rule",
    [
        ({"request": "Mr Sok wants wages"}, ("E", "V-CAS-02")),
        ({"request": "call 012 345 678"}, ("E", "V-CAS-02")),
        ({"notes": "លោកសុខ"}, ("E", "V-CAS-02")),
        ({"plan": (PLAN.replaced(outcome="H.E. Chan helped"),)}, ("E", "V-CAS-02")),
        ({"follow_ups": (VISIT.replaced(note="Dara is well"),)}, ("E", "V-CAS-02")),
        ({"consents": (CONSENT.replaced(date=date(2024, 1, 30)),)}, ("E", "V-CAS-04")),
        ({"consents": (CONSENT.replaced(date=date(2024, 4, 1)),)}, ("E", "V-CAS-04")),
        ({"share_with_security": True}, ("E", "V-CAS-R-share_with_security")),
        ({"advocacy_use": YesNo.YES}, ("E", "V-CAS-R-advocacy_use")),
        ({"plan": (REFERRAL.replaced(referral_consent=None),)}, ("E", "V-CAS-R-referral_consent")),
        ({"plan": (REFERRAL.replaced(referral_consent=YesNo.NO),)}, ("E", "V-CAS-03")),
        ({"case_type": "child_protection"}, ("W", "V-CAS-09")),
        ({"wgss": (WashingtonGroupRow(domain=WgDomain.SEEING),) * 2}, ("E", "V-CAS-R-wgss")),
    ],
)
def test_what_is_wrong_with_a_case(world, changes, rule):
    assert found(GOOD.replaced(**changes), world(NAMED)) == [rule]


@pytest.mark.parametrize(
    "changes",
    [
        {"consents": (CONSENT.replaced(date=date(2024, 1, 31)),)},
        {"share_with_security": True, "consents": (CONSENT, consent(ConsentPurpose.SAFETY))},
        {"advocacy_use": YesNo.YES, "consents": (CONSENT, consent(ConsentPurpose.ANONYMOUS_REPORTING))},
        {"plan": (REFERRAL,)},
        {"plan": (REFERRAL.replaced(status=PlanStatus.TO_DO, referral_consent=YesNo.NO),)},
        {"case_type": "child_protection", "plan": (REFERRAL,)},
        {"case_type": "child_protection", "intake_date": date(2024, 3, 31)},
    ],
)
def test_what_is_possible_is_saved(world, changes):
    assert found(GOOD.replaced(**changes), world(NAMED)) == []


def test_withdrawn_consent_blocks_new_referrals_at_once_and_keeps_those_made(world):
    withdrawn = GOOD.replaced(consents=(CONSENT.replaced(withdrawn_on=date(2024, 3, 20)),), plan=(REFERRAL,))
    made = GOOD.replaced(plan=(REFERRAL,))
    assert found(withdrawn, world(GOOD)) == [("E", "V-CAS-03")]
    assert found(withdrawn, world(made)) == []
    assert found(withdrawn.replaced(is_historical=True), world(GOOD)) == []


@pytest.mark.parametrize(
    "changes, wrong",
    [
        ({}, True),
        ({"consents": (CONSENT.replaced(by_whom=ConsentBy.BOTH_WITH_ASSENT),)}, False),
        ({"consents": (CONSENT.replaced(by_whom=ConsentBy.CAREGIVER),)}, False),
        ({"consents": (CONSENT.replaced(given=ConsentGiven.NO),)}, False),
        ({"exception": (EXCEPTION.replaced(reason=ConsentException.BEST_INTEREST_OF_CHILD),)}, False),
        ({"exception": (EXCEPTION,)}, True),
    ],
)
def test_a_child_needs_a_caregiver_or_a_best_interest_decision(world, changes, wrong):
    assert found(GOOD.replaced(**changes), world(CHILD)) == ([("E", "V-CAS-08")] if wrong else [])


@pytest.mark.parametrize(
    "changes, stopped",
    [
        ({}, False),
        ({"consents": (CONSENT.replaced(given=ConsentGiven.NO),)}, True),
        ({"consents": (CONSENT.replaced(given=ConsentGiven.NOT_ASKED),)}, True),
        ({"consents": (CONSENT.replaced(expires=date(2024, 3, 30)),)}, True),
        ({"consents": (CONSENT.replaced(expires=date(2024, 3, 31)),)}, False),
        ({"consents": (CONSENT.replaced(withdrawn_on=date(2024, 3, 5)),)}, True),
        (
            {"consents": (CONSENT, CONSENT.replaced(date=date(2024, 3, 9), given=ConsentGiven.WITHDRAWN))},
            True,
        ),
        ({"consents": (CONSENT.replaced(withdrawn_on=DAY), CONSENT.replaced(date=date(2024, 3, 9)))}, False),
        ({"consents": (consent(ConsentPurpose.SAFETY),)}, True),
        ({"consents": (consent(ConsentPurpose.SAFETY),), "exception": (EXCEPTION,)}, False),
        (
            {
                "consents": (consent(ConsentPurpose.SAFETY),),
                "exception": (EXCEPTION.replaced(approved_by="w"),),
            },
            True,
        ),
    ],
)
@pytest.mark.parametrize(
    "state, to", [("intake", "assessment"), ("planning", "active"), ("closed", "active")]
)
def test_without_consent_there_is_no_progress(world, state, to, changes, stopped):
    rules = steps(GOOD.replaced(state=state, **changes), to, world())
    assert rules == (["V-CAS-01"] if stopped else [])


def test_an_exception_approved_by_somebody_who_is_not_director_does_not_count(world):
    case = GOOD.replaced(state="intake", consents=(consent(ConsentPurpose.SAFETY),), exception=(EXCEPTION,))
    assert steps(case, "assessment", world(StaffMember(id="d", roles=("PRG",)))) == ["V-CAS-01"]
    assert steps(case, "assessment", world(StaffMember(id="d", roles=("DIR",)))) == []


def test_a_case_without_consent_can_be_declined(world):
    refused = GOOD.replaced(state="intake", consents=(CONSENT.replaced(given=ConsentGiven.NO),))
    assert steps(refused, "declined", world()) == []
    assert refused.replaced(state="declined").prepared(world()).retention_rule == "RT-09"


def tries(*days, reached=False):
    return tuple(VISIT.replaced(date=day, reached=reached) for day in days)


LOST = {"closure_reason": "no_longer_contactable"}


@pytest.mark.parametrize(
    "changes, actor, rules",
    [
        ({"plan": (PLAN.replaced(status=PlanStatus.TO_DO),)}, "d", ["V-CAS-05"]),
        ({"plan": (PLAN.replaced(status=PlanStatus.TRANSFERRED),)}, "d", []),
        ({}, "w", ["V-CAS-07"]),
        ({"closure_summary": None}, "d", ["V-NEEDED"]),
        ({"state": "active"}, "d", ["V-STATE"]),
        (LOST | {"follow_ups": ()}, "d", ["V-CAS-06"]),
        (LOST | {"follow_ups": tries(date(2024, 1, 2))}, "d", ["V-CAS-06"]),
        (LOST | {"follow_ups": tries(date(2024, 1, 1))}, "d", []),
        (
            LOST | {"follow_ups": (*tries(date(2023, 12, 1)), VISIT, *tries(date(2024, 3, 9)))},
            "d",
            ["V-CAS-06"],
        ),
    ],
)
def test_what_stops_closing(world, changes, actor, rules):
    assert steps(GOOD.replaced(**changes), "closed", world(actor=actor)) == rules


def test_in_a_small_office_closing_ones_own_case_asks_for_a_reason(world):
    look = world(actor="w", profile="small")
    assert [(p.severity, p.id) for p in transition_problems(GOOD, "closed", look)] == [("W", "V-CAS-07")]


@pytest.mark.parametrize(
    "visit, rules",
    [
        (VISIT, []),
        (VISIT.replaced(safe_contact=False), ["V-CAS-10"]),
        (VISIT.replaced(how="phone"), ["V-CAS-10"]),
    ],
)
def test_follow_up_on_an_unsafe_channel_stops_the_next_step(world, visit, rules):
    assert steps(GOOD.replaced(follow_ups=(visit,)), "active", world(NAMED)) == rules


def test_a_transfer_needs_the_consent_to_share(world):
    case = GOOD.replaced(transfer_to="s")
    agreed = case.replaced(consents=(CONSENT, consent(ConsentPurpose.SHARE_WITH_NAMED_SERVICE)))
    assert steps(case, "transferred", world()) == ["V-CAS-R-transfer_to"]
    assert steps(agreed, "transferred", world()) == []


def test_serious_danger_needs_steps_for_safety_before_work_goes_on(world):
    danger = GOOD.replaced(state="intake", immediate_safety=SafetyNow.SERIOUS_DANGER)
    assert steps(danger, "assessment", world()) == ["V-CAS-R-safety_steps"]
    assert steps(danger.replaced(safety_steps="Moved"), "assessment", world()) == []


def test_the_next_due_day_is_the_first_of_follow_up_plan_and_consent():
    case = GOOD.replaced(
        follow_ups=(VISIT.replaced(next_date=date(2024, 4, 9)),),
        plan=(PLAN, PLAN.replaced(status=PlanStatus.TO_DO, due=date(2024, 4, 5))),
        consents=(CONSENT.replaced(expires=date(2024, 9, 1)),),
    )
    assert case.next_due == date(2024, 4, 5)
    assert case.replaced(state="closed").next_due is None
    assert GOOD.next_due is None


@pytest.mark.parametrize(
    "answers, result",
    [
        ((), None),
        ((WgAnswer.DECLINED,), None),
        ((WgAnswer.SOME_DIFFICULTY, WgAnswer.NO_DIFFICULTY), False),
        ((WgAnswer.SOME_DIFFICULTY, WgAnswer.A_LOT_OF_DIFFICULTY), True),
        ((WgAnswer.CANNOT_DO_AT_ALL,), True),
    ],
)
def test_disability_is_counted_from_a_lot_of_difficulty(answers, result):
    rows = tuple(WashingtonGroupRow(domain=d, answer=a) for d, a in zip(WgDomain, answers, strict=False))
    assert GOOD.replaced(wgss=rows).wgss_disability is result
