"""Rules and arithmetic of indicators (E05)."""

from datetime import date
from decimal import Decimal

import pytest

from civicdesk.records.activity import Activity
from civicdesk.records.choices import (
    Aggregation,
    CountBasis,
    Direction,
    IndicatorMeasure,
    Track,
)
from civicdesk.records.indicator import Indicator, PeriodValue
from civicdesk.records.rules import problems_of, transition_problems


def row(**changes):
    base = PeriodValue(
        period_start=date(2024, 1, 1),
        period_end=date(2024, 3, 31),
        target=Decimal(200),
        actual=Decimal(170),
        women=45,
    )
    return base.replaced(**changes)


SECOND = {"period_start": date(2024, 4, 1), "period_end": date(2024, 6, 30)}
GOOD = Indicator(
    id="i1",
    state="draft",
    project="p1",
    result_code="OP1",
    name="People trained",
    measure=IndicatorMeasure.UNIT,
    unit="people",
    direction=Direction.HIGHER_IS_BETTER,
    aggregation=Aggregation.SUM,
    counts=CountBasis.ATTENDANCES,
    values=(row(),),
)


def ids(problems):
    return {p.id for p in problems}


def test_a_complete_indicator_has_no_problem_and_may_start(world):
    assert problems_of(GOOD, world()) == []
    assert transition_problems(GOOD, "active", world()) == []


@pytest.mark.parametrize(
    "changes, rule",
    [
        ({"values": (row(men=126),)}, "V-IND-01"),
        ({"values": (row(women=171),)}, "V-IND-02"),
        ({"values": (row(), row())}, "V-IND-04"),
        ({"values": (row(women=None),)}, "V-IND-05"),
        ({"values": (row(auto_from=("a1",)),)}, "V-IND-06"),
        ({"values": (row(women=-1),)}, "V-IND-07"),
        ({"values": (row(actual=Decimal(-1), women=None, comment="not recorded"),)}, "V-IND-07"),
        ({"counts": None}, "V-IND-R-counts"),
        ({"counts": CountBasis.UNIQUE_PEOPLE}, "V-IND-R-method"),
        ({"values": (row(period_end=date(2023, 1, 1)),)}, "V-IND-R-period_end"),
    ],
)
def test_each_rule_speaks_up(world, changes, rule):
    other = GOOD.replaced(id="i2", values=(row(auto_from=("a1",)),))
    found = ids(problems_of(GOOD.replaced(**changes), world(other)))
    assert found - {"V-IND-01"} == {rule} - {"V-IND-01"} and rule in found


def test_messages_carry_the_numbers(world):
    (found,) = problems_of(GOOD.replaced(values=(row(women=171),)), world())
    assert found.message == "Women (171) cannot be more than the total (170)."


@pytest.mark.parametrize("comment", ["Women: not recorded", "not stated in the source"])
def test_women_may_be_stated_as_not_recorded(world, comment):
    assert problems_of(GOOD.replaced(values=(row(women=None, comment=comment),)), world()) == []


@pytest.mark.parametrize("values", [(), (row(target=None),), (row(), row(target=None, **SECOND))])
def test_without_a_target_or_a_note_it_does_not_start(world, values):
    assert ids(transition_problems(GOOD.replaced(values=values), "active", world())) == {"V-IND-03"}


def test_a_note_may_stand_for_the_target(world):
    noted = row(target=None, target_note="not stated in the source")
    assert transition_problems(GOOD.replaced(values=(noted,)), "active", world()) == []


@pytest.mark.parametrize(
    "actual, target, baseline, lower, percent, colour",
    [
        (180, 200, None, False, "90.0", Track.ON_TRACK),
        (179, 200, None, False, "89.5", Track.WATCH),
        (140, 200, None, False, "70.0", Track.WATCH),
        (139, 200, None, False, "69.5", Track.OFF_TRACK),
        (60, 100, 20, False, "50.0", Track.OFF_TRACK),
        (10, 10, 50, True, "100.0", Track.ON_TRACK),
        (60, 10, 50, True, "-25.0", Track.OFF_TRACK),
        (20, 10, None, True, None, None),
        (5, 5, 5, False, "100.0", Track.ON_TRACK),
        (5, None, None, False, None, None),
        (None, 5, None, False, None, None),
    ],
)
def test_progress_and_colour(world, actual, target, baseline, lower, percent, colour):
    def number(n):
        return None if n is None else Decimal(n)

    indicator = GOOD.replaced(
        baseline=number(baseline),
        direction=Direction.LOWER_IS_BETTER if lower else Direction.HIGHER_IS_BETTER,
        values=(row(actual=number(actual), target=number(target), women=None),),
    )
    assert indicator.progress == (None if percent is None else Decimal(percent))
    assert indicator.colour(world()) is colour


@pytest.mark.parametrize(
    "aggregation, actual, target, share",
    [
        (Aggregation.SUM, 200, 300, "32.5"),
        (Aggregation.LATEST, 30, 100, "66.7"),
        (Aggregation.AVERAGE, 100, 150, "32.5"),
    ],
)
def test_periods_are_taken_together_as_chosen(aggregation, actual, target, share):
    rows = (row(), row(actual=Decimal(30), target=Decimal(100), women=20, **SECOND))
    indicator = GOOD.replaced(values=rows, aggregation=aggregation)
    assert (indicator.latest_actual, indicator.latest_target) == (actual, target)
    assert indicator.women_share == Decimal(share)
    assert indicator.period == "2024-04-01 – 2024-06-30"


def test_men_are_never_inferred():
    assert row().sex_not_stated == 125
    assert row().men is None
    assert row(actual=None).sex_not_stated is None
    assert row(men=100, other_sex=5).sex_not_stated == 20


def test_a_share_of_women_is_not_given_where_sex_was_not_counted():
    assert GOOD.replaced(values=(row(women=None),)).women_share is None


def test_values_from_activities_are_their_sums(world):
    look = world(
        Activity(id="a1", participants_total=348, participants_women=87),
        Activity(id="a2", participants_total=30),
    )
    counted = GOOD.replaced(values=(row(auto_from=("a1", "a2")),)).prepared(look).values[0]
    assert (counted.actual, counted.women, counted.men) == (378, 87, None)
    hidden = row(auto_from=("a1", "a9"))
    assert GOOD.replaced(values=(hidden,)).prepared(look).values[0] == hidden
