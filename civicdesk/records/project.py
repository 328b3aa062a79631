"""Project (E03): a funded programme or grant we implement, with its results framework."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from civicdesk.i18n import N_, _
from civicdesk.records.choices import Audience, Classification, ResultLevel, Track
from civicdesk.records.dates import earliest
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.share import Share
from civicdesk.records.states import States
from civicdesk.records.tags import FREE_TEXT, MONEY
from civicdesk.records.values import Day, Money, PartialDate, Place, Ref

if TYPE_CHECKING:
    from civicdesk.records.authorisation import Authorisation
    from civicdesk.records.indicator import Indicator
    from civicdesk.records.stakeholder import Stakeholder


@child
class ProjectPartner(Child):
    """One row of “Implementing partners”."""

    stakeholder: Ref[Stakeholder] = field("Partner")
    role: str = field("Role", max=120)


@child
class Result(Child):
    """One row of “Results chain”."""

    code: str = field("Code of the result", max=12)
    level: ResultLevel = field("Level")
    parent_code: str | None = field("Contributes to result", default=None, max=12)
    statement: str = field("Statement", max=400)
    assumptions: str | None = field("Assumptions", default=None)


@child
class ReportDue(Child):
    """One row of “Donor reports due”."""

    date: Day = field("Due")
    type: str = field("Type", max=60)
    sent_on: Day | None = field("Sent on", default=None)


@record(
    "Project",
    "Projects",
    about=N_("A funded programme or grant that you carry out: objectives, donor, period and results."),
    code="E03",
    prefix="PRJ",
    compartment=PROGRAMME,
    classification=Classification.INTERNAL,
    title="name",
    columns=("ref", "name", "period", "places", "state", "indicators_on_track", "next_report_due"),
    sort="-start_date",
    retention="RT-01",
)
class Project(Record):
    """A funded programme or grant we implement: objectives, donor, period, results framework (OECD-DAC
    results chain; exportable as IATI results).
    """

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
    donor_visibility: tuple[Audience, ...] = field(
        "Donor may be named in", default=(Audience.INTERNAL, Audience.BOARD, Audience.DONOR)
    )
    registered_with: tuple[Ref[Authorisation], ...] = field("Agreement / approval", default=())
    closing_summary: str | None = field(
        "What was achieved and learned", default=None, tag=FREE_TEXT, needed_at="closed"
    )

    states = States(planned="active", active="closing", closing="closed active", closed="", ends="closed")

    @computed("Period")
    def period(self) -> str:
        """Start and end as they are known."""
        return " – ".join(str(day) for day in (self.start_date, self.end_date) if day)

    @computed("Next report due")
    def next_report_due(self) -> Day | None:
        """The earliest donor report that was not yet sent."""
        return min((row.date for row in self.report_due if row.date and not row.sent_on), default=None)

    @looked_up("Indicators on track")
    def indicators_on_track(self, look: Lookup) -> Share:
        """Indicators on track, of all indicators of the project."""
        found = self._indicators(look)
        return Share(sum(one.colour(look) is Track.ON_TRACK for one in found), len(found))

    def _indicators(self, look: Lookup) -> list[Indicator]:
        return cast("list[Indicator]", list(look.find("indicator", project=self.id)))

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this project can tell is wrong with itself."""
        if self.start_date and self.end_date and self.end_date.day < earliest(self.start_date):
            yield Problem("E", "V-PRJ-01", "end_date", _("The end date is before the start date."))
        if not self.donor_visibility:
            yield Problem(
                "E",
                "V-PRJ-R-donor_visibility",
                "donor_visibility",
                _("Choose for whom the donor may be named; internal at least."),
            )
        yield from self._chain_problems()

    def _chain_problems(self) -> Iterator[Problem]:
        """Results that point to none of this project, to themselves, or to a lower level."""
        levels = {row.code: row.level for row in self.results if row.code and row.level}
        for number, row in enumerate(self.results):
            if not row.parent_code or not row.level:
                continue
            above = levels.get(row.parent_code)
            if above is None or above.rank < row.level.rank or row.parent_code == row.code:
                yield Problem(
                    "E",
                    "V-PRJ-02",
                    f"results.{number}.parent_code",
                    _("Result {code} points to {parent}, which is not in this project.").format(
                        code=row.code or number + 1, parent=row.parent_code
                    ),
                )

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stands against entering the state `to`."""
        if to == "active" and not self.results:
            yield Problem(
                "T",
                "V-PRJ-R-results",
                "results",
                _("Write at least one result of the results chain before the project starts."),
            )
        if to == "closed":
            yield from self._closing_problems(look)

    def _closing_problems(self, look: Lookup) -> Iterator[Problem]:
        grants = look.find("subgrant", project=self.id)
        if n := sum(grant.state not in grant.states.ends for grant in grants):
            yield Problem(
                "T",
                "V-PRJ-03",
                "state",
                _("{n} sub-grants are still open. Close them first.").format(n=n),
            )
        if n := sum(one.latest_actual is None for one in self._indicators(look)):
            yield Problem(
                "T",
                "V-PRJ-R-indicators",
                "state",
                _("{n} indicators have no last value. Enter it first.").format(n=n),
            )
