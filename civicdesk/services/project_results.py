"""What each project reached, for the results table: indicators, people, grants and changes by project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from civicdesk.records.activity import Activity
from civicdesk.records.indicator import Indicator
from civicdesk.records.outcome import Outcome
from civicdesk.records.project import Project
from civicdesk.records.subgrant import SubGrant
from civicdesk.services.as_of import AsOf
from civicdesk.services.board import records_of
from civicdesk.services.counting import OutcomeFigures, held, outcome_figures, people_at, people_by_result
from civicdesk.services.figures import Source
from civicdesk.services.office import NOT_GRANTED
from civicdesk.services.people import People
from civicdesk.services.period import Period, by
from civicdesk.services.results import IndicatorFigures, indicator_figures


@dataclass(frozen=True)
class ProjectResults:
    """One project on a day; people are attendances at its activities."""

    project: Project
    indicators: Sequence[IndicatorFigures]
    people: People
    by_result: Sequence[tuple[str, People]]
    """Result code and the people counted for it, each activity once."""
    given: Sequence[SubGrant]
    outcomes: OutcomeFigures
    changes: Sequence[Outcome]
    """Harvested and substantiated outcomes, newest first."""


@dataclass(frozen=True)
class Results:
    """Some projects, each by itself, and together."""

    projects: Sequence[ProjectResults]
    people: People
    outcomes: OutcomeFigures


def projects_of(vault: Source) -> list[Project]:
    """All projects, the newest first."""
    return sorted(records_of(vault, Project), key=lambda one: (one.start_date.day, one.ref), reverse=True)


def results_of(vault: Source, as_of: date, projects: Sequence[Project]) -> Results:
    """What these projects reached, in their order."""
    chosen = {one.id for one in projects}
    activities = [one for one in held(records_of(vault, Activity), as_of) if str(one.project) in chosen]
    indicators = [one for one in records_of(vault, Indicator) if str(one.project) in chosen]
    grants = [one for one in records_of(vault, SubGrant) if str(one.project) in chosen]
    outcomes = [one for one in records_of(vault, Outcome) if str(one.project) in chosen]
    look = AsOf(vault.look(), as_of)
    return Results(
        [_of(one, indicators, activities, grants, outcomes, look) for one in projects],
        people_at(activities),
        outcome_figures(outcomes, as_of),
    )


def _of(
    project: Project,
    indicators: Sequence[Indicator],
    activities: Sequence[Activity],
    grants: Sequence[SubGrant],
    outcomes: Sequence[Outcome],
    look: AsOf,
) -> ProjectResults:
    """What belongs to one project."""
    own = [one for one in indicators if one.project == project.id]
    own_grants = [one for one in grants if one.project == project.id]
    own_changes = [one for one in outcomes if one.project == project.id]
    quarter = Period.quarter(look.today)
    by_result = people_by_result(own, activities)
    return ProjectResults(
        project,
        indicator_figures(own, activities, quarter, look),
        people_at(one for one in activities if one.project == project.id),
        [(code, people) for (_project, code), people in sorted(by_result.items())],
        [one for one in own_grants if one.state not in NOT_GRANTED],
        outcome_figures(own_changes, look.today),
        _newest(own_changes, look.today),
    )


def _newest(outcomes: Sequence[Outcome], as_of: date) -> list[Outcome]:
    told = [
        one for one in outcomes if one.state in ("harvested", "substantiated") and by(as_of, one.changed_on)
    ]
    return sorted(told, key=lambda one: (one.changed_on.day, one.ref), reverse=True)
