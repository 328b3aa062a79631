"""Rules and computed values of projects (E03)."""

from datetime import date
from decimal import Decimal

import pytest

from civicdesk.records.choices import Aggregation, Audience, Direction, ResultLevel
from civicdesk.records.indicator import Indicator, PeriodValue
from civicdesk.records.project import Project, ReportDue, Result
from civicdesk.records.rules import problems_of, transition_problems
from civicdesk.records.subgrant import SubGrant
from civicdesk.records.values import PartialDate

CHAIN = (
    Result(code="OC4", level=ResultLevel.OUTCOME, statement="Outcome"),
    Result(code="OP1", level=ResultLevel.OUTPUT, parent_code="OC4", statement="Output"),
)
GOOD = Project(
    id="p1",
    state="planned",
    name="Civic engagement",
    goal="People are heard",
    start_date=PartialDate.parse("2023-01-01"),
    end_date=PartialDate.parse("2024-12-31"),
    places=("03",),
    results=CHAIN,
)


def ids(problems):
    return {p.id for p in problems}


def indicator(**changes):
    row = PeriodValue(
        period_start=date(2024, 1, 1), period_end=date(2024, 3, 31), actual=Decimal(9), target=Decimal(10)
    )
    base = Indicator(
        id="i1",
        project="p1",
        aggregation=Aggregation.SUM,
        direction=Direction.HIGHER_IS_BETTER,
        values=(row,),
    )
    return base.replaced(**changes)


def test_a_complete_project_may_start(world):
    assert problems_of(GOOD, world()) == []
    assert transition_problems(GOOD, "active", world()) == []


def test_donors_are_named_inside_to_the_board_and_to_donors_unless_said_otherwise():
    assert GOOD.donor_visibility == (Audience.INTERNAL, Audience.BOARD, Audience.DONOR)


@pytest.mark.parametrize(
    "changes, rule",
    [
        ({"end_date": PartialDate.parse("2022")}, "V-PRJ-01"),
        ({"results": CHAIN[1:]}, "V-PRJ-02"),
        ({"results": (CHAIN[0].replaced(parent_code="OP1"), CHAIN[1])}, "V-PRJ-02"),
        ({"donor_visibility": ()}, "V-PRJ-R-donor_visibility"),
    ],
)
def test_each_rule_speaks_up(world, changes, rule):
    assert ids(problems_of(GOOD.replaced(**changes), world())) == {rule}


def test_an_end_in_the_same_vague_year_as_the_start_is_accepted(world):
    vague = GOOD.replaced(start_date=PartialDate.parse("2024"), end_date=PartialDate.parse("March 2024"))
    assert problems_of(vague, world()) == []


def test_a_project_without_results_does_not_start(world):
    assert ids(transition_problems(GOOD.replaced(results=()), "active", world())) == {"V-PRJ-R-results"}


def test_closing_waits_for_grants_values_and_the_summary(world):
    closing = GOOD.replaced(state="closing")
    look = world(SubGrant(id="g", project="p1", state="reporting"), indicator(values=()))
    found = ids(transition_problems(closing, "closed", look))
    assert found == {"V-PRJ-03", "V-PRJ-R-indicators", "V-NEEDED"}
    done = closing.replaced(closing_summary="Learned much.")
    look = world(SubGrant(id="g", project="p1", state="closed"), indicator())
    assert transition_problems(done, "closed", look) == []


def test_the_list_shows_period_next_report_and_indicators_on_track(world):
    due = (
        ReportDue(date=date(2024, 2, 1), type="final", sent_on=date(2024, 2, 1)),
        ReportDue(date=date(2024, 5, 1), type="final"),
    )
    project = GOOD.replaced(report_due=due)
    assert project.next_report_due == date(2024, 5, 1)
    assert project.period == "2023-01-01 – 2024-12-31"
    look = world(indicator(), indicator(id="i2", values=()))
    assert str(project.indicators_on_track(look)) == "1/2"
