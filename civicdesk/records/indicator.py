"""Indicator (E05): Measures a result: baseline, target, actual, with sex/age/other disaggregation."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.choices import (
    Aggregation,
    Classification,
    CountBasis,
    Dimension,
    Direction,
    IndicatorMeasure,
    Sex,
)
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.values import Day, Ref, Term

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

    period_start: Day = field("Period start")
    period_end: Day = field("Period end")
    target: Decimal | None = field("Target", default=None, digits=2)
    target_note: str | None = field("Target note", default=None, max=160)
    actual: Decimal | None = field("Actual", default=None, digits=2)
    women: int | None = field("Women", default=None)
    men: int | None = field("Men", default=None)
    other_sex: int | None = field("Other sex", default=None)
    age_rows: tuple[AgeCount, ...] = field("By age and sex", default=())
    disability: int | None = field("Disability", default=None)
    comment: str | None = field("Comment", default=None)
    source: Ref[Evidence] | None = field("Source", default=None)
    auto_from: tuple[Ref[Activity], ...] = field("Auto from", default=())
    verified_by: Ref[StaffMember] | None = field("Verified by", default=None)


@record(
    "Indicator",
    "Indicators",
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
        "colour",
        "state",
    ),
    sort="result_code",
    retention="RT-03",
)
class Indicator(Record):
    """Measures a result: baseline, target, actual, with sex/age/other disaggregation. Mirrors IATI 2.03
    result/indicator/period."""

    project: Ref[Project] = field("Project")
    campaign: Ref[Campaign] | None = field("Campaign", default=None)
    result_code: str = field("Result", max=12)
    name: str = field("Indicator", max=240)
    measure: IndicatorMeasure = field("Measured as")
    unit: Term = field("Unit", vocab="unit")
    direction: Direction = field("Better when")
    aggregation: Aggregation = field("Adding periods")
    counts: CountBasis | None = field("What is counted", default=None)
    baseline: Decimal | None = field("Baseline", default=None, digits=2)
    baseline_year: int | None = field("Baseline year", default=None)
    baseline_note: str | None = field("Baseline note", default=None, max=160)
    disaggregate_by: tuple[Dimension, ...] = field("Break down by", default=())
    values: tuple[PeriodValue, ...] = field("Values per period", default=())
    method: str | None = field("How it is measured", default=None)

    states = States(draft="active", active="closed", closed="", ends="closed")
