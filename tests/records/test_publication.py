"""Rules of publications (E11): no path to `cleared` without evidence, risk rating and another's signature."""

from datetime import date, datetime
from itertools import pairwise

import pytest

from civicdesk.clock import PHNOM_PENH
from civicdesk.records.choices import (
    Audience,
    FramingSeverity,
    Identifiable,
    Level4,
    Reliability,
    Signoff,
)
from civicdesk.records.evidence import Evidence
from civicdesk.records.framing import FramingTerm
from civicdesk.records.publication import Claim, PreBriefing, Publication
from civicdesk.records.publication_rules import needs_new_check
from civicdesk.records.rules import problems_of, transition_problems
from civicdesk.records.stakeholder import Stakeholder

NOW = datetime(2024, 3, 31, 9, tzinfo=PHNOM_PENH)
PROTEST = FramingTerm("protest", FramingSeverity.BLOCK, frozenset({Audience.PUBLIC}))
CHECKED = Evidence(id="e1", state="checked", reliability=Reliability.HIGHLY_RELIABLE)
CLAIM = Claim(claim="12 of 30 streets are cleaned", evidence=("e1",))
BRIEFED = PreBriefing(stakeholder="s1", planned_on=date(2024, 3, 1), done_on=date(2024, 3, 1))
GOOD = Publication(
    id="b1",
    state="draft",
    created_by="author",
    title="Clean streets",
    publication_type="policy_brief",
    audiences=(Audience.PUBLIC, Audience.AUTHORITY),
    language=("en",),
    text="The survey found that 12 of 30 streets are cleaned.",
    claims=(CLAIM,),
    identifiable_people=Identifiable.NONE,
    risk_rating=Level4.MEDIUM,
    relationship_impact=("s1",),
    pre_briefings=(BRIEFED,),
    neutral_lines="Counted by students",
    safety_plan="p1",
    release_at=NOW,
)
PATH = ["draft", "evidence_check", "risk_review", "pre_briefing", "sign_off", "cleared"]


def ids(problems):
    return {p.id for p in problems}


def look_of(world, *more, **changes):
    given = {"actor": "director", "roles": "DIR SFP PRG", "framing_terms": [PROTEST]}
    return world(CHECKED, *more, **(given | changes))


def test_a_complete_text_passes_every_step(world):
    look = look_of(world)
    assert problems_of(GOOD, look) == []
    for state, to in pairwise(PATH):
        assert transition_problems(GOOD.replaced(state=state), to, look) == [], to


@pytest.mark.parametrize(
    "changes, rule",
    [
        ({"publication_type": "social_media_post"}, "V-PUB-R-call_to_action"),
        ({"text": "Clearly, nobody cares."}, "V-PUB-07"),
        ({"risk_rating": Level4.HIGH}, "V-PUB-08"),
    ],
)
def test_each_rule_speaks_up(world, changes, rule):
    assert ids(problems_of(GOOD.replaced(**changes), look_of(world))) == {rule}


@pytest.mark.parametrize(
    "text",
    ["Clearly, 12 of 30 streets are  cleaned.", "Obviously waste stays (EVI-2024-003).", "Unclearly put."],
)
def test_an_opinion_word_beside_evidence_is_accepted(world, text):
    assert problems_of(GOOD.replaced(text=text), look_of(world)) == []


def test_evidence_in_another_paragraph_does_not_help(world):
    text = "12 of 30 streets are cleaned.\n\nWe believe that is shameful."
    assert ids(problems_of(GOOD.replaced(text=text), look_of(world))) == {"V-PUB-07"}


def test_a_joint_text_may_be_risky(world):
    joint = GOOD.replaced(risk_rating=Level4.HIGH, joint_signatories=("s2",))
    assert problems_of(joint, look_of(world)) == []


@pytest.mark.parametrize(
    "to, changes, rule",
    [
        ("risk_review", {"claims": (CLAIM.replaced(evidence=("e2",)),)}, "V-PUB-01"),
        ("cleared", {"claims": (CLAIM.replaced(evidence=("e2",)),)}, "V-PUB-01"),
        ("cleared", {"claims": (CLAIM.replaced(evidence=("e3",)),)}, "V-EVI-03"),
        ("pre_briefing", {"identifiable_people": Identifiable.NOT_CONSENTED}, "V-PUB-02"),
        ("cleared", {"identifiable_people": Identifiable.NOT_CONSENTED}, "V-PUB-02"),
        ("sign_off", {"text": "A protest. 12 of 30."}, "V-PUB-03"),
        ("cleared", {"title": "Protest"}, "V-PUB-03"),
        ("sign_off", {"pre_briefings": (BRIEFED.replaced(done_on=None),)}, "V-PUB-04"),
        ("pre_briefing", {"pre_briefings": ()}, "V-PUB-R-pre_briefings"),
        ("sign_off", {"safety_plan": None}, "V-PUB-06"),
        (
            "sign_off",
            {"risk_rating": Level4.HIGH, "joint_signatories": ("s2",)},
            "V-PUB-R-holding_line",
        ),
        ("cleared", {"risk_rating": None}, "V-NEEDED"),
        ("cleared", {"release_at": None}, "V-NEEDED"),
        ("cleared", {"created_by": "director"}, "V-PUB-05"),
    ],
)
def test_each_step_refuses_what_is_not_in_order(world, to, changes, rule):
    look = look_of(
        world,
        CHECKED.replaced(id="e2", state="draft"),
        CHECKED.replaced(id="e3", reliability=Reliability.UNSURE),
    )
    before = PATH[PATH.index(to) - 1]
    found = ids(transition_problems(GOOD.replaced(state=before, **changes), to, look))
    assert rule in found
    assert found <= {rule, "V-PUB-R-signoffs"}


def test_the_words_and_the_office_are_named(world):
    look = look_of(world, Stakeholder(id="s1", name="Ministry A"))
    record = GOOD.replaced(
        state="pre_briefing", title="Protest", pre_briefings=(BRIEFED.replaced(done_on=None),)
    )
    messages = {p.id: p.message for p in transition_problems(record, "sign_off", look)}
    assert messages["V-PUB-03"] == "Do-not-send words for The public: protest."
    assert messages["V-PUB-04"].startswith("Ministry A was to be told beforehand.")


def test_a_pre_briefing_skipped_with_a_reason_and_a_low_risk_pass(world):
    skipped = BRIEFED.replaced(done_on=None, skip_reason="On leave")
    record = GOOD.replaced(
        state="pre_briefing", pre_briefings=(skipped,), risk_rating=Level4.LOW, safety_plan=None
    )
    assert transition_problems(record, "sign_off", look_of(world)) == []


def test_nobody_at_work_and_no_signature_clears_nothing(world):
    record = GOOD.replaced(state="sign_off")
    look = look_of(world, actor=None)
    assert ids(transition_problems(record, "cleared", look)) == {"V-PUB-R-signoffs"}
    signed = record.signed("director", "DIR", NOW, Signoff.APPROVE)
    assert transition_problems(signed, "cleared", look) == []
    returned = record.signed("director", "DIR", NOW, Signoff.RETURN)
    assert ids(transition_problems(returned, "cleared", look)) == {"V-PUB-R-signoffs"}


def test_the_short_path_gives_a_reason_and_needs_two_signers(world):
    look = look_of(world)
    for state, to in (("draft", "risk_review"), ("risk_review", "sign_off")):
        found = transition_problems(GOOD.replaced(state=state), to, look)
        assert ids(found) == {"V-PUB-R-urgent_reason"}
        urgent = GOOD.replaced(state=state, urgent_reason="Arrest today", neutral_lines=None)
        assert transition_problems(urgent, to, look) == []
    last = GOOD.replaced(state="sign_off", urgent_reason="Arrest today")
    assert ids(transition_problems(last, "cleared", look)) == {"V-PUB-R-signoffs"}
    second = last.signed("deputy", "DIR", NOW, Signoff.APPROVE)
    assert transition_problems(second, "cleared", look) == []
    by_author = last.signed("author", "PRG", NOW, Signoff.APPROVE)
    assert ids(transition_problems(by_author, "cleared", look)) == {"V-PUB-05", "V-PUB-R-signoffs"}


def test_the_short_path_does_not_skip_evidence(world):
    bare = GOOD.replaced(urgent_reason="Arrest today", claims=())
    assert ids(transition_problems(bare, "risk_review", look_of(world))) == {"V-NEEDED"}


def test_changing_the_text_after_sign_off_asks_for_a_new_check():
    signed = GOOD.replaced(state="cleared")
    assert needs_new_check(signed, signed.replaced(text="Other"))
    assert not needs_new_check(signed, signed.replaced(reach=3))
    assert not needs_new_check(GOOD, GOOD.replaced(text="Other"))
