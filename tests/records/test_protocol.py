"""Protocols: complete before they are published, and a card that is harmless if found."""

from datetime import date
from decimal import Decimal

import pytest

from civicdesk.records.choices import DrillKind, Phase, StepRole
from civicdesk.records.movement import Movement
from civicdesk.records.protocol import Assignment, Drill, Protocol, ProtocolStep, WalletLine
from civicdesk.records.rules import problems_of, transition_problems
from civicdesk.records.staff_member import StaffMember

STEPS = tuple(
    ProtocolStep(phase=phase, order=n, text="Do it", role=StepRole.EVERYONE) for n, phase in enumerate(Phase)
)
GOOD = Protocol(
    id="p",
    state="in_review",
    code="SP-01",
    title="Office visit",
    protocol_area="office",
    when_to_use="Officials come",
    aim="Nobody is hurt",
    who_leads=StepRole.DIRECTOR,
    steps=STEPS,
    wallet_lines=(WalletLine(text="Stay calm. Be polite."), WalletLine(text="Call: ________ (lawyer)")),
    legal_note="Ask your lawyer.",
    legal_checked_on=date(2023, 6, 1),
    applies_to=("all_staff",),
)


def lines(*texts):
    return tuple(WalletLine(text=text) for text in texts)


def found(record, look):
    return [(p.severity, p.id) for p in problems_of(record, look)]


def test_a_good_protocol_has_no_problems_and_is_published(world):
    assert found(GOOD, world()) == []
    assert transition_problems(GOOD, "published", world(roles="DIR")) == []


@pytest.mark.parametrize(
    "changes, rules",
    [
        ({"wallet_lines": lines(*"abcdefg")}, {("E", "V-PRO-03"), ("E", "V-ROWS")}),
        ({"wallet_lines": lines("x" * 71)}, {("E", "V-PRO-03"), ("E", "V-LENGTH")}),
        ({"wallet_lines": lines("Security card")}, {("E", "V-PRO-04")}),
        ({"wallet_lines": lines("Ask for the blue umbrella")}, {("E", "V-PRO-04")}),
        ({"wallet_lines": lines("Call Officer Dara")}, {("E", "V-PRO-04")}),
        ({"version_no": 2}, {("E", "V-PRO-R-change_note")}),
        ({"legal_checked_on": date(2023, 3, 30)}, {("W", "V-PRO-05")}),
        ({"drills": (Drill(date=date(2024, 1, 5), kind=DrillKind.TABLETOP),)}, {("E", "V-PRO-06")}),
    ],
)
def test_what_is_wrong_with_a_protocol(world, changes, rules):
    look = world(
        Movement(id="m", safe_phrase="blue umbrella"), StaffMember(id="s", display_name="Officer Dara")
    )
    assert set(found(GOOD.replaced(**changes), look)) == rules


def test_the_words_the_organisation_forbids_replace_our_own(world):
    card = GOOD.replaced(wallet_lines=lines("Call the donor"))
    assert found(card, world()) == []
    assert found(card, world(wallet_forbidden=["donor"])) == [("E", "V-PRO-04")]


@pytest.mark.parametrize(
    "changes, rule",
    [
        ({"steps": STEPS[:2]}, "V-PRO-01"),
        ({"applies_to": ()}, "V-PRO-02"),
        ({"legal_checked_on": None}, "V-PRO-R-legal_checked_on"),
    ],
)
def test_what_stops_publishing(world, changes, rule):
    assert [p.id for p in transition_problems(GOOD.replaced(**changes), "published", world())] == [rule]


def test_publishing_sets_the_day_and_the_next_review(world):
    published = GOOD.replaced(state="published").prepared(world())
    assert (published.published_on, published.review_due) == (date(2024, 3, 31), date(2024, 9, 30))
    assert GOOD.prepared(world()).published_on is None


def rows(*acknowledged, version=1):
    return tuple(
        Assignment(staff=f"s{n}", version_no=version, acknowledged_on=date(2024, 1, 2) if yes else None)
        for n, yes in enumerate(acknowledged)
    )


def test_acknowledged_is_exact_and_a_new_version_asks_everybody_again(world):
    published = GOOD.replaced(assignments=rows(*[1] * 2, 0), drills=(Drill(date=date(2024, 1, 5)),))
    assert published.acknowledged == Decimal("66.7")
    assert published.last_drill == date(2024, 1, 5)
    assert GOOD.acknowledged is None
    following = published.next_version()
    assert (following.version_no, following.state, following.id) == (2, "draft", "")
    assert following.steps == STEPS
    assert following.acknowledged == Decimal("0.0")
    assert [row.staff for row in following.assignments] == ["s0", "s1", "s2"]


def test_acknowledgements_of_an_older_version_do_not_count():
    mixed = GOOD.replaced(version_no=2, assignments=(*rows(1, 1), *rows(1, 0, version=2)))
    assert mixed.acknowledged == Decimal("50.0")
