"""Rules of outcomes (E06) and of the evidence they rest on (E07)."""

from datetime import date

import pytest

from civicdesk.records.choices import (
    Agreement,
    Audience,
    ChangeType,
    Claim,
    ConsentState,
    Contribution,
    Expectedness,
    Level3,
    Reliability,
    ResultLevel,
)
from civicdesk.records.evidence import Evidence
from civicdesk.records.outcome import Outcome, Substantiation
from civicdesk.records.rules import problems_of, transition_problems
from civicdesk.records.stakeholder import Stakeholder
from civicdesk.records.values import PartialDate

CONFIRMED = Substantiation(
    substantiator_role="Teacher", independent=True, agrees=Agreement.AGREES, date=date(2024, 3, 1)
)
GOOD = Outcome(
    id="o1",
    state="draft",
    title="Budget line",
    social_actor="s1",
    change_type=ChangeType.POLICY,
    description="The council adopted a budget line for waste after we met twice.",
    changed_on=PartialDate.parse("2024"),
    places=("03",),
    significance="First time",
    significance_level=Level3.HIGH,
    contribution="We shared data",
    contribution_level=Contribution.SOME,
    expected=Expectedness.INTENDED,
    level=ResultLevel.OUTCOME,
    evidence=("e1",),
)
EVIDENCE = Evidence(
    id="e1",
    state="draft",
    title="Survey",
    evidence_type="survey",
    summary="12 of 30",
    producer_name="Students",
    produced_on=PartialDate.parse("2023-05-01"),
    method="Interviews",
    reliability=Reliability.HIGHLY_RELIABLE,
    public_source=True,
    citation="Survey 2023",
    consent_ok=ConsentState.YES,
    valid_until=date(2025, 1, 1),
    created_by="f1",
)


def ids(problems):
    return {p.id for p in problems}


def test_a_complete_outcome_is_harvested_and_substantiated(world):
    assert problems_of(GOOD, world()) == []
    assert transition_problems(GOOD, "harvested", world()) == []
    confirmed = GOOD.replaced(state="harvested", substantiation=(CONFIRMED,))
    assert transition_problems(confirmed, "substantiated", world()) == []


def test_a_success_is_not_claimed_unless_somebody_says_so():
    assert GOOD.claim_limit is Claim.NO


@pytest.mark.parametrize(
    "changes, rule",
    [
        ({"social_actor": "us"}, "V-OUT-03"),
        ({"description": "We trained 30 people and distributed leaflets."}, "V-OUT-04"),
        ({"changed_on": PartialDate.parse("2024-04-01")}, "V-OUT-05"),
        ({"changed_on": PartialDate.parse("2025")}, "V-OUT-05"),
    ],
)
def test_each_rule_of_an_outcome_speaks_up(world, changes, rule):
    assert ids(problems_of(GOOD.replaced(**changes), world(own_organisation="us"))) == {rule}


def test_the_one_who_changed_is_named_in_the_question(world):
    mine = GOOD.replaced(description="We held a workshop.")
    (found,) = problems_of(mine, world(Stakeholder(id="s1", name="Council")))
    assert found.message == "This reads like something we did. What did Council do differently?"


def test_without_evidence_nothing_is_harvested(world):
    assert ids(transition_problems(GOOD.replaced(evidence=()), "harvested", world())) == {"V-OUT-01"}


@pytest.mark.parametrize("change", [{"independent": False}, {"agrees": Agreement.PARTLY}])
def test_somebody_independent_must_agree(world, change):
    record = GOOD.replaced(state="harvested", substantiation=(CONFIRMED.replaced(**change),))
    assert ids(transition_problems(record, "substantiated", world())) == {"V-OUT-02"}


def test_complete_evidence_is_checked_by_a_second_person(world):
    assert problems_of(EVIDENCE, world()) == []
    assert transition_problems(EVIDENCE, "checked", world(actor="f2")) == []
    assert ids(transition_problems(EVIDENCE, "checked", world(actor="f1"))) == {"V-EVI-01"}


@pytest.mark.parametrize(
    "changes, rule",
    [
        ({"producer_name": None}, "V-EVI-R-producer"),
        ({"consent_ok": None}, "V-EVI-R-consent_ok"),
        ({"valid_until": date(2024, 3, 30)}, "V-EVI-05"),
    ],
)
def test_each_rule_of_evidence_speaks_up(world, changes, rule):
    assert ids(problems_of(EVIDENCE.replaced(**changes), world())) == {rule}


def test_documents_need_no_consent(world):
    paper = EVIDENCE.replaced(evidence_type="law_or_policy", consent_ok=None)
    assert problems_of(paper, world()) == []


def test_evidence_without_a_method_is_not_checked(world):
    assert ids(transition_problems(EVIDENCE.replaced(method=""), "checked", world())) == {"V-EVI-02"}


def test_evidence_is_to_be_checked_again_after_two_years(world):
    assert EVIDENCE.replaced(valid_until=None).prepared(world()).valid_until == date(2025, 5, 1)
    assert EVIDENCE.prepared(world()) == EVIDENCE


@pytest.mark.parametrize(
    "changes, audience, rules",
    [
        ({"reliability": Reliability.UNSURE}, Audience.AUTHORITY, {"V-EVI-03"}),
        ({"reliability": Reliability.UNSURE}, Audience.DONOR, set()),
        ({"consent_ok": ConsentState.NO}, Audience.DONOR, {"V-EVI-04"}),
        ({"consent_ok": ConsentState.NO}, Audience.BOARD, set()),
        ({}, Audience.PUBLIC, set()),
    ],
)
def test_doubtful_or_unagreed_evidence_stays_inside(changes, audience, rules):
    assert ids(EVIDENCE.replaced(**changes).use_problems(audience)) == rules


def test_uses_of_evidence_are_counted(world):
    assert EVIDENCE.used_in(world(GOOD, GOOD.replaced(id="o2"), GOOD.replaced(id="o3", evidence=()))) == 2
