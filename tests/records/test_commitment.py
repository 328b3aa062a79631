"""Rules and computed values of commitments and actions (E09)."""

from datetime import date

import pytest

from civicdesk.records.choices import Claim, CommitmentForm, CommitmentKind, CommitmentResult, Rag
from civicdesk.records.commitment import Commitment, ProgressNote, Reminder
from civicdesk.records.rules import problems_of, transition_problems
from civicdesk.records.values import Link, PartialDate

GOOD = Commitment(
    id="x1",
    state="open",
    kind=CommitmentKind.AUTHORITY_COMMITMENT,
    statement="Collect twice a week",
    promised_by="s1",
    responsible="f1",
    parent=Link("meeting", "m1"),
    made_on=date(2024, 1, 10),
    due_date=PartialDate.parse("2024-12-31"),
    how_recorded=CommitmentForm.SPOKEN,
)


def due(text):
    return GOOD.replaced(due_date=PartialDate.parse(text))


def reminders(*days):
    return tuple(Reminder(date=date(2024, 3, day), how="phone", by="f1") for day in days)


def ids(problems):
    return {p.id for p in problems}


def test_a_complete_commitment_has_no_problem_and_is_not_mentioned_outside(world):
    assert problems_of(GOOD, world()) == []
    assert GOOD.public_mention is Claim.NO


@pytest.mark.parametrize(
    "changes, rule",
    [
        ({"due_date": None}, "V-ACT-01"),
        ({"due_date": PartialDate.parse("2023")}, "V-ACT-02"),
        ({"promised_by": None}, "V-ACT-03"),
        ({"reminded": reminders(2, 9, 20)}, "V-ACT-05"),
        ({"reminded": reminders(20)}, "V-ACT-05"),
        ({"kind": CommitmentKind.JOINT_ACTION_JAAP}, "V-ACT-R-jaap_service"),
        ({"kind": CommitmentKind.RISK_TREATMENT}, "V-ACT-R-effect"),
    ],
)
def test_each_rule_speaks_up(world, changes, rule):
    same_office = due("2024-06-30").replaced(id="x2", reminded=reminders(5, 6))
    look = world(same_office if changes.get("reminded") == reminders(20) else GOOD)
    assert ids(problems_of(GOOD.replaced(**changes), look)) == {rule}


def test_our_own_action_needs_nobody_elses_name(world):
    own = GOOD.replaced(kind=CommitmentKind.OUR_ACTION, promised_by=None)
    assert problems_of(own, world()) == []


def test_two_reminders_a_month_are_accepted(world):
    assert problems_of(GOOD.replaced(reminded=reminders(2, 20)), world()) == []


@pytest.mark.parametrize("change", [{"result": None}, {"progress": ()}])
def test_done_says_how_it_ended_and_what_shows_it(world, change):
    note = ProgressNote(date=date(2024, 3, 1), note="Seen twice")
    ended = GOOD.replaced(done_on=date(2024, 3, 1), result=CommitmentResult.KEPT, progress=(note,))
    assert transition_problems(ended, "done", world()) == []
    assert ids(transition_problems(ended.replaced(**change), "done", world())) == {"V-ACT-04"}


@pytest.mark.parametrize(
    "when, state, rag, overdue",
    [
        ("2024-02-15", "open", Rag.RED, True),
        ("2024-02-29", "open", Rag.RED, True),
        ("2024-03-01", "open", Rag.AMBER, True),
        ("2024-03-20", "in_progress", Rag.AMBER, True),
        ("2024-03-31", "open", Rag.AMBER, False),
        ("2024-04-14", "open", Rag.AMBER, False),
        ("2024-04-15", "open", Rag.GREEN, False),
        ("2024-12-31", "open", Rag.GREEN, False),
        ("2024-02-15", "done", Rag.GREY, False),
        ("2024-02-15", "dropped", Rag.GREY, False),
    ],
)
def test_colour_and_overdue_on_31_march_2024(world, when, state, rag, overdue):
    record = due(when).replaced(state=state)
    assert (record.rag(world()), record.overdue(world())) == (rag, overdue)


def test_a_vague_date_is_overdue_only_when_all_of_it_has_passed(world):
    assert due("2024").overdue(world()) is False
    assert due("February 2024").overdue(world()) is True
