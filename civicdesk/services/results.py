"""How far each indicator is on a day, and what of it fell in the quarter; nothing is inferred."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from civicdesk.records.activity import YOUTH, Activity
from civicdesk.records.choices import Aggregation, CountMethod, Track
from civicdesk.records.indicator import Indicator, PeriodValue
from civicdesk.records.indicator_rules import PEOPLE, rows_counted
from civicdesk.services.as_of import AsOf
from civicdesk.services.counting import held_in, people_at
from civicdesk.services.people import People, people_of
from civicdesk.services.period import Period, by

Activities = Mapping[str, Activity]


@dataclass(frozen=True)
class IndicatorFigures:
    """One indicator on a day; what is not known is None."""

    id: str
    project: str
    result_code: str
    unit: str
    baseline: Decimal | None
    target: Decimal | None
    quarter: Decimal | None
    """What was reached in the quarter; None where that part of a longer period is not known."""
    to_date: Decimal | None
    progress: Decimal | None
    """Per cent of the way from baseline to target."""
    people: People | None
    """Sums by sex; None for what is not counted in people."""
    men: int | None
    """Counted men only, never the rest of a total."""
    other: int | None
    youth: int | None
    disability: int | None
    track: Track | None
    estimated: bool

    @property
    def counts_people(self) -> bool:
        """Whether the unit is people."""
        return self.unit == PEOPLE


def indicator_figures(
    indicators: Iterable[Indicator], activities: Iterable[Activity], period: Period, look: AsOf
) -> list[IndicatorFigures]:
    """Indicators in use, by project and result, as they stood on the day of `look`."""
    known = {activity.id: activity for activity in activities}
    found = [one for one in indicators if one.states.at_least(one.state, "active")]
    found.sort(key=lambda one: (str(one.project), one.result_code, one.ref))
    return [_figures(one, known, period, look) for one in found]


def _figures(indicator: Indicator, known: Activities, period: Period, look: AsOf) -> IndicatorFigures:
    rows = tuple(row for row in indicator.values if by(look.today, row.period_start))
    now = indicator.replaced(values=rows)
    used = rows_counted(now)
    people = people_of(row.headcount for row in used) if indicator.unit == PEOPLE else None
    return IndicatorFigures(
        id=indicator.id,
        project=str(indicator.project),
        result_code=indicator.result_code,
        unit=str(indicator.unit),
        baseline=indicator.baseline,
        target=now.latest_target,
        quarter=_in_quarter(now, known, period, look),
        to_date=now.latest_actual,
        progress=now.progress,
        people=people,
        men=_sum(row.men for row in used),
        other=_sum(row.other_sex for row in used),
        youth=_sum(_youth(row, known) for row in used),
        disability=_sum(_disability(row, known) for row in used),
        track=now.colour(look),
        estimated=any(one.count_method is CountMethod.ESTIMATE for row in used for one in _of(row, known)),
    )


def _in_quarter(indicator: Indicator, known: Activities, period: Period, look: AsOf) -> Decimal | None:
    """What its activities of the quarter reached, or the rows that lie wholly in it."""
    parts = [_part(row, known, period, look) for row in indicator.values]
    told = [part for part in parts if part is not None]
    if not told or indicator.aggregation is not Aggregation.SUM:
        return told[-1] if told else None
    return sum(told, Decimal(0))


def _part(row: PeriodValue, known: Activities, period: Period, look: AsOf) -> Decimal | None:
    if row.auto_from:
        total = people_at(inside).total if (inside := held_in(_of(row, known), period, look.today)) else None
        return None if total is None else Decimal(total)
    return row.actual if period.holds(row.period_start) and period.holds(row.period_end) else None


def _of(row: PeriodValue, known: Activities) -> list[Activity]:
    """The activities a row is counted from."""
    return [known[str(one)] for one in row.auto_from if str(one) in known]


def _youth(row: PeriodValue, known: Activities) -> int | None:
    if row.age_rows:
        return sum(one.n or 0 for one in row.age_rows if one.age_band in YOUTH)
    return _sum(one.youth_total for one in _of(row, known))


def _disability(row: PeriodValue, known: Activities) -> int | None:
    return (
        row.disability
        if row.disability is not None
        else _sum(one.disability_total for one in _of(row, known))
    )


def _sum(parts: Iterable[int | None]) -> int | None:
    """The sum of what was recorded; None when nothing was."""
    told = [part for part in parts if part is not None]
    return sum(told) if told else None
