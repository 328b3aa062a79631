"""Sub-grants: money never runs ahead of the agreement."""

from datetime import date
from decimal import Decimal

import pytest

from civicdesk.records.choices import Level3, PassFail, ReportKind, TrancheStatus
from civicdesk.records.rules import problems_of, transition_problems
from civicdesk.records.stakeholder import Stakeholder
from civicdesk.records.subgrant import DueDiligence, GrantReport, SelectionScore, SubGrant, Tranche
from civicdesk.records.values import Money, Score


def usd(amount):
    return Money(Decimal(amount), "USD")


REPORT = GrantReport(due=date(2024, 3, 1), kind=ReportKind.BOTH, accepted_on=date(2024, 3, 5))
FIRST = Tranche(due=date(2024, 1, 15), amount=usd(600), status=TrancheStatus.PAID)
SECOND = Tranche(due=date(2024, 3, 15), amount=usd(400), status=TrancheStatus.PLANNED)
GOOD = SubGrant(
    state="reporting",
    project="p",
    purpose="City waste",
    grantee="g",
    places=("03",),
    amount=usd(1000),
    due_diligence=(DueDiligence(check="registration", result=PassFail.PASS),),
    safeguard_note=Level3.LOW,
    agreement_signed_on=date(2024, 1, 2),
    start_date=date(2024, 1, 1),
    end_date=date(2024, 6, 30),
    tranches=(FIRST, SECOND),
    reports=(REPORT,),
    closing_note="Done",
)


def ids(found):
    return [problem.id for problem in found]


def test_a_good_grant_has_no_problems_and_closes(world):
    assert problems_of(GOOD, world()) == []
    assert transition_problems(GOOD, "closed", world()) == []


WAITING = GrantReport(due=date(2024, 3, 1), kind=ReportKind.BOTH)


@pytest.mark.parametrize(
    "changes, rule",
    [
        ({"amount": usd("999.99")}, "V-SUB-01"),
        ({"amount": Money(Decimal(1000), "KHR")}, "V-SUB-R-tranches"),
        ({"end_date": date(2023, 1, 1)}, "V-SUB-R-end_date"),
        ({"tranches": (SECOND.replaced(status=TrancheStatus.PAID),), "reports": (WAITING,)}, "V-SUB-03"),
        ({"tranches": (SECOND.replaced(paid_on=date(2024, 3, 15)),), "reports": (WAITING,)}, "V-SUB-03"),
    ],
)
def test_what_stops_saving(world, changes, rule):
    assert ids(problems_of(GOOD.replaced(**changes), world())) == [rule]


def test_payments_of_exactly_the_grant_and_cancelled_ones_pass(world):
    spare = Tranche(due=date(2024, 5, 1), amount=usd(500), status=TrancheStatus.CANCELLED)
    assert problems_of(GOOD.replaced(tranches=(FIRST, SECOND, spare)), world()) == []


def test_the_message_names_both_sums(world):
    (problem,) = problems_of(GOOD.replaced(amount=usd(900)), world())
    assert problem.message == "Payments add up to 1,000.00 USD, more than the grant of 900.00 USD."


def test_the_payment_before_the_report_passes(world):
    assert problems_of(GOOD.replaced(tranches=(FIRST,), reports=(WAITING,)), world()) == []


@pytest.mark.parametrize(
    "state, to, changes, rules",
    [
        (
            "assessment",
            "approved",
            {"due_diligence": (DueDiligence(check="bank_account", result=PassFail.FAIL),)},
            ["V-SUB-02"],
        ),
        (
            "assessment",
            "approved",
            {"due_diligence": (DueDiligence(check="bank_account", result=PassFail.WAIVED),)},
            [],
        ),
        ("assessment", "rejected", {"due_diligence": ()}, []),
        ("assessment", "approved", {"grantee": None}, ["V-NEEDED"]),
        ("approved", "agreement", {"amount": None}, ["V-SUB-R-amount"]),
        ("approved", "agreement", {"amount": None, "amount_withheld": "not stated in the source"}, []),
        ("reporting", "closed", {"reports": (REPORT, WAITING)}, ["V-SUB-04"]),
        ("reporting", "closed", {"reports": (REPORT, WAITING.replaced(waived=True))}, []),
        ("active", "reporting", {}, []),
        ("suspended", "terminated", {"reports": (WAITING,)}, []),
    ],
)
def test_what_stops_a_step(world, state, to, changes, rules):
    assert ids(transition_problems(GOOD.replaced(state=state, **changes), to, world())) == rules


def test_a_scorer_who_holds_the_relationship_is_questioned(world):
    look = world(Stakeholder(id="g", name="Group", relation_owner="s1"))
    rows = tuple(SelectionScore(criterion="capacity", score=Score(4), scored_by=s) for s in ("s1", "s2"))
    found = problems_of(GOOD.replaced(score=rows), look)
    assert [(p.severity, p.id, p.field) for p in found] == [("W", "V-SUB-05", "score.0.scored_by")]


def test_the_next_due_date_is_the_first_open_payment_or_report():
    assert GOOD.next_due == date(2024, 3, 15)
    assert GOOD.replaced(reports=(WAITING,)).next_due == date(2024, 3, 1)
    assert GOOD.replaced(tranches=(FIRST,)).next_due is None
