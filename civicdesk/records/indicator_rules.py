"""The arithmetic and the rules of an indicator. Nothing is inferred: what was not counted stays empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING, cast

from civicdesk.i18n import _
from civicdesk.records.choices import Aggregation, CountBasis, Direction, Track
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.rules import is_empty
from civicdesk.records.thresholds import number

if TYPE_CHECKING:
    from civicdesk.records.activity import Activity
    from civicdesk.records.indicator import Indicator, PeriodValue

PEOPLE = "people"
"""The unit in which people are counted."""


def latest(indicator: Indicator) -> PeriodValue | None:
    """The row of the latest period that has a value."""
    rows = [row for row in indicator.values if row.actual is not None]
    return max(rows, key=lambda row: str(row.period_end or ""), default=None)


def rows_counted(indicator: Indicator) -> list[PeriodValue]:
    """The rows whose values make up the actual: the latest only, or all that have one."""
    if indicator.aggregation is Aggregation.LATEST:
        row = latest(indicator)
        return [row] if row else []
    return [row for row in indicator.values if row.actual is not None]


def actual_of(indicator: Indicator) -> Decimal | None:
    """Sum, average or latest of the actual values."""
    return _together(indicator, [row.actual for row in rows_counted(indicator)])


def target_of(indicator: Indicator) -> Decimal | None:
    """The target of the same rows as the actual; None when one of them has none. Without values, of all."""
    rows = rows_counted(indicator) or list(indicator.values)
    if indicator.aggregation is Aggregation.LATEST:
        rows = sorted(rows, key=lambda row: str(row.period_end or ""))[-1:]
    return _together(indicator, [row.target for row in rows])


def _together(indicator: Indicator, values: list[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    if not known or len(known) < len(values):
        return None
    total = sum(known, Decimal(0))
    return total / len(known) if indicator.aggregation is Aggregation.AVERAGE else total


def progress_of(indicator: Indicator) -> Decimal | None:
    """(actual − baseline) ÷ (target − baseline), 1 being the target; an empty baseline is 0.

    None without a target, and where lower is better and no baseline was given: the formula would then
    call a worsening progress.
    """
    actual, target = actual_of(indicator), target_of(indicator)
    lower = indicator.direction is Direction.LOWER_IS_BETTER
    if actual is None or target is None or (lower and indicator.baseline is None):
        return None
    baseline = indicator.baseline or Decimal(0)
    if target == baseline:
        return Decimal(actual <= target if lower else actual >= target)
    return (actual - baseline) / (target - baseline)


def colour_of(indicator: Indicator, look: Lookup) -> Track | None:
    """The colour of the progress, by the limits that the organisation set."""
    done = progress_of(indicator)
    if done is None:
        return None
    if done * 100 >= number(look, "results.on_track_percent", 90):
        return Track.ON_TRACK
    return Track.WATCH if done * 100 >= number(look, "results.watch_percent", 70) else Track.OFF_TRACK


def counted(row: PeriodValue, look: Lookup) -> PeriodValue:
    """The row with the sums of its activities; unchanged when it has none or one cannot be read."""
    activities = [cast("Activity | None", look.get("activity", one)) for one in row.auto_from]
    if not activities or None in activities:
        return row
    people = cast("list[Activity]", activities)
    total = _sum(people, lambda one: one.participants_total)
    return row.replaced(
        actual=None if total is None else Decimal(total),
        women=_sum(people, lambda one: one.participants_women),
        men=_sum(people, lambda one: one.participants_men),
        other_sex=_sum(people, lambda one: one.participants_other),
    )


def _sum(activities: list[Activity], count: Callable[[Activity], int | None]) -> int | None:
    known = [n for one in activities if (n := count(one)) is not None]
    return sum(known) if known else None


def period_of(row: PeriodValue) -> str:
    """The period of a row in words."""
    return f"{row.period_start or '?'} – {row.period_end or '?'}"


def definition_problems(indicator: Indicator) -> Iterator[Problem]:
    """People must be counted in a stated way."""
    if indicator.unit == PEOPLE and indicator.counts is None:
        yield Problem(
            "E",
            "V-IND-R-counts",
            "counts",
            _("Choose what is counted: attendances, or unique people."),
        )
    if indicator.counts is CountBasis.UNIQUE_PEOPLE and is_empty(indicator.method):
        yield Problem(
            "E",
            "V-IND-R-method",
            "method",
            _("Write how unique people are told apart; without a method, count attendances."),
        )


def row_problems(indicator: Indicator, row: PeriodValue, where: str) -> Iterator[Problem]:
    """What is wrong within one period."""
    if row.period_start and row.period_end and row.period_end < row.period_start:
        yield Problem(
            "E", "V-IND-R-period_end", f"{where}.period_end", _("The period ends before it starts.")
        )
    if row.actual is None:
        return
    yield from _too_many(row, where)
    if indicator.unit == PEOPLE and row.women is None and not _says_not_recorded(row.comment):
        yield Problem(
            "W",
            "V-IND-05",
            f"{where}.women",
            _("Add the number of women, or write 'not recorded' in the comment."),
        )


def _too_many(row: PeriodValue, where: str) -> Iterator[Problem]:
    assert row.actual is not None
    total, parts = f"{row.actual.normalize():f}", row.headcount.parts
    if row.women is not None and row.women > row.actual:
        yield Problem(
            "E",
            "V-IND-02",
            f"{where}.women",
            _("Women ({women}) cannot be more than the total ({total}).").format(
                women=row.women, total=total
            ),
        )
    elif parts > row.actual:
        yield Problem(
            "E",
            "V-IND-01",
            f"{where}.actual",
            _("Women, men and other add up to {sum}, more than the total {total}.").format(
                sum=parts, total=total
            ),
        )


def _says_not_recorded(comment: str | None) -> bool:
    said = (comment or "").casefold()
    return any(words in said for words in ("not recorded", "not stated", _("not recorded").casefold()))


def overlap_problems(indicator: Indicator) -> Iterator[Problem]:
    """Two periods that share a day."""
    dated = [row for row in indicator.values if row.period_start and row.period_end]
    for one, other in combinations(dated, 2):
        if one.period_start <= other.period_end and other.period_start <= one.period_end:
            yield Problem(
                "E",
                "V-IND-04",
                "values",
                _("Two periods overlap: {a} and {b}.").format(a=period_of(one), b=period_of(other)),
            )


def double_counting(indicator: Indicator, look: Lookup) -> Iterator[Problem]:
    """An activity whose people another indicator of the same result counts too."""
    own = {one for row in indicator.values for one in row.auto_from}
    if not own or indicator.unit != PEOPLE:
        return
    same = look.find("indicator", project=indicator.project, result_code=indicator.result_code, unit=PEOPLE)
    others = [cast("Indicator", one) for one in same if one.id != indicator.id]
    twice = own & {one for other in others for row in other.values for one in row.auto_from}
    for activity in sorted(twice):
        yield Problem(
            "W",
            "V-IND-06",
            "values",
            _(
                "{activity} is counted in two indicators of result {code}. "
                "Totals will count these people twice."
            ).format(activity=look.title("activity", activity), code=indicator.result_code),
        )


def target_guards(indicator: Indicator) -> Iterator[Problem]:
    """A target for every period, or why there is none."""
    rows = indicator.values
    if not rows or any(row.target is None and is_empty(row.target_note) for row in rows):
        yield Problem(
            "T",
            "V-IND-03",
            "values",
            _("Set a target, or write why there is none (for example 'not stated in the source')."),
        )
