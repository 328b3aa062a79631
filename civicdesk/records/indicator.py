"""Indicator (E05): measures a result with baseline, target and actual, by sex, age and other groups."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from civicdesk.i18n import N_
from civicdesk.records import indicator_rules
from civicdesk.records.choices import (
    Aggregation,
    Classification,
    CountBasis,
    Dimension,
    Direction,
    IndicatorMeasure,
    Sex,
    Track,
)
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.share import percent
from civicdesk.records.states import States
from civicdesk.records.values import Day, Headcount, Ref, Term

if TYPE_CHECKING:
    from civicdesk.records.activity import Activity
    from civicdesk.records.campaign import Campaign
    from civicdesk.records.evidence import Evidence
    from civicdesk.records.project import Project
    from civicdesk.records.staff_member import StaffMember


@child
class AgeCount(Child):
    """People of one age band and sex."""

    age_band: Term = field("Age band", vocab="age_band")
    sex: Sex = field("Sex")
    n: int = field("Number")


@child
class PeriodValue(Child):
    """One row of “Values per period”."""

    period_start: Day = field("From")
    period_end: Day = field("To")
    target: Decimal | None = field("Target", default=None, digits=2, low=0)
    target_note: str | None = field("Why there is no target", default=None, max=160)
    actual: Decimal | None = field("Actual", default=None, digits=2, low=0)
    women: int | None = field("Women", default=None)
    men: int | None = field("Men", default=None)
    other_sex: int | None = field("Other", default=None)
    age_rows: tuple[AgeCount, ...] = field("By age and sex", default=())
    disability: int | None = field("Persons with disability", default=None)
    comment: str | None = field("Comment", default=None)
    source: Ref[Evidence] | None = field("Source", default=None)
    auto_from: tuple[Ref[Activity], ...] = field("Counted from activities", default=())
    verified_by: Ref[StaffMember] | None = field("Verified by", default=None)

    @property
    def headcount(self) -> Headcount:
        """The people counted in this row."""
        total = None if self.actual is None else int(self.actual)
        return Headcount(total, self.women, self.men, self.other_sex)

    @property
    def sex_not_stated(self) -> int | None:
        """People who are not counted as women, men or other; never taken to be men."""
        return None if self.actual is None else int(self.actual) - self.headcount.parts


@record(
    "Indicator",
    "Indicators",
    about=N_(
        "Measures a result: where you began, where you want to be, and what was counted, by sex and "
        "age where it is known."
    ),
    code="E05",
    prefix="IND",
    compartment=PROGRAMME,
    classification=Classification.INTERNAL,
    title="name",
    columns=(
        "result_code",
        "name",
        "unit",
        "baseline",
        "latest_target",
        "latest_actual",
        "progress",
        "women_share",
        "period",
        "colour",
        "state",
    ),
    sort="result_code",
    retention="RT-03",
)
class Indicator(Record):
    """Measures a result: baseline, target, actual, with sex/age/other disaggregation. Mirrors IATI 2.03
    result/indicator/period.
    """

    project: Ref[Project] = field("Project")
    campaign: Ref[Campaign] | None = field("Campaign", default=None)
    result_code: str = field("Result", max=12)
    name: str = field("Indicator", max=240)
    measure: IndicatorMeasure = field("Measured as")
    unit: Term = field("Unit", vocab="unit")
    direction: Direction = field("Better when")
    aggregation: Aggregation = field("Adding periods")
    counts: CountBasis | None = field("What is counted", default=None)
    baseline: Decimal | None = field("Baseline", default=None, digits=2, low=0)
    baseline_year: int | None = field("Baseline year", default=None)
    baseline_note: str | None = field("Baseline note", default=None, max=160)
    disaggregate_by: tuple[Dimension, ...] = field("Break down by", default=())
    values: tuple[PeriodValue, ...] = field("Values per period", default=())
    method: str | None = field("How it is measured", default=None)

    states = States(draft="active", active="closed", closed="", ends="closed")

    @computed("Target", digits=2)
    def latest_target(self) -> Decimal | None:
        """The target, periods taken together as "Adding periods" says."""
        return indicator_rules.target_of(self)

    @computed("Actual", digits=2)
    def latest_actual(self) -> Decimal | None:
        """The value reached, periods taken together as "Adding periods" says."""
        return indicator_rules.actual_of(self)

    @computed("Progress (%)", digits=1)
    def progress(self) -> Decimal | None:
        """How much of the way from baseline to target is done, in per cent; None where it cannot be said."""
        done = indicator_rules.progress_of(self)
        return None if done is None else percent(done, 1)

    @computed("Women (%)", digits=1)
    def women_share(self) -> Decimal | None:
        """Women, of those whose sex was recorded, in per cent."""
        counted = [row.headcount for row in indicator_rules.rows_counted(self) if row.women is not None]
        return percent(sum(c.women or 0 for c in counted), sum(c.sex_recorded for c in counted))

    @computed("Period")
    def period(self) -> str:
        """The latest period that has a value."""
        row = indicator_rules.latest(self)
        return indicator_rules.period_of(row) if row else ""

    @looked_up("Colour")
    def colour(self, look: Lookup) -> Track | None:
        """On track, to be watched or off track; None without a target."""
        return indicator_rules.colour_of(self, look)

    def prepared(self, look: Lookup) -> Self:
        """With the values of rows that are counted from activities."""
        return self.replaced(values=tuple(indicator_rules.counted(row, look) for row in self.values))

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this indicator can tell is wrong with itself."""
        yield from indicator_rules.definition_problems(self)
        for number, row in enumerate(self.values):
            yield from indicator_rules.row_problems(self, row, f"values.{number}")
        yield from indicator_rules.overlap_problems(self)
        yield from indicator_rules.double_counting(self, look)

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stands against entering the state `to`."""
        if to == "active":
            yield from indicator_rules.target_guards(self)
