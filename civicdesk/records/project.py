"""Project (E03): A funded programme or grant we implement: objectives, donor, period, results framework (OECD-DAC results chain; exportable as IATI results)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.choices import Audience, Classification, ResultLevel
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import FREE_TEXT, MONEY
from civicdesk.records.values import Day, Money, PartialDate, Place, Ref

if TYPE_CHECKING:
    from civicdesk.records.authorisation import Authorisation
    from civicdesk.records.stakeholder import Stakeholder


@child
class ProjectPartner(Child):
    """One row of “Implementing partners”."""

    stakeholder: Ref[Stakeholder] = field("Stakeholder")
    role: str = field("Role", max=120)


@child
class Result(Child):
    """One row of “Results chain”."""

    code: str = field("Code", max=12)
    level: ResultLevel = field("Level")
    parent_code: str | None = field("Parent code", default=None, max=12)
    statement: str = field("Statement", max=400)
    assumptions: str | None = field("Assumptions", default=None)


@child
class ReportDue(Child):
    """One row of “Donor reports due”."""

    date: Day = field("Date")
    type: str = field("Type", max=60)
    sent_on: Day | None = field("Sent on", default=None)


@record(
    "Project",
    "Projects",
    code="E03",
    prefix="PRJ",
    compartment=PROGRAMME,
    classification=Classification.INTERNAL,
    title="name",
    columns=("ref", "name", "start_date", "end_date", "places", "state"),
    sort="-start_date",
    retention="RT-01",
)
class Project(Record):
    """A funded programme or grant we implement: objectives, donor, period, results framework (OECD-DAC
    results chain; exportable as IATI results)."""

    name: str = field("Project name", max=160)
    public_name: str | None = field("Name used outside", default=None, max=160)
    goal: str = field("Overall objective")
    donors: tuple[Ref[Stakeholder], ...] = field("Funded by", default=(), tag=MONEY)
    partners: tuple[ProjectPartner, ...] = field("Implementing partners", default=())
    start_date: PartialDate = field("Start")
    end_date: PartialDate | None = field("End", default=None)
    budget: Money | None = field("Budget", default=None, tag=MONEY)
    places: tuple[Place, ...] = field("Where")
    results: tuple[Result, ...] = field("Results chain", default=())
    report_due: tuple[ReportDue, ...] = field("Donor reports due", default=())
    donor_visibility: tuple[Audience, ...] = field("Donor may be named in")
    registered_with: tuple[Ref[Authorisation], ...] = field("Agreement / approval", default=())
    closing_summary: str | None = field(
        "What was achieved and learned", default=None, tag=FREE_TEXT, needed_at="closed"
    )

    states = States(planned="active", active="closing", closing="closed active", closed="", ends="closed")
