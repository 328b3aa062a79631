"""Counting records for reports: pure functions that take records and a day (`domain.md` part 4, R3)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from civicdesk.records.activity import Activity
from civicdesk.records.case import Case
from civicdesk.records.choices import ChangeType, CommitmentKind, Level4, Rag, Severity
from civicdesk.records.commitment import Commitment
from civicdesk.records.incident import Incident
from civicdesk.records.indicator import Indicator
from civicdesk.records.outcome import Outcome
from civicdesk.records.problems import Lookup
from civicdesk.records.protocol import Protocol
from civicdesk.records.risk import Risk
from civicdesk.records.share import percent
from civicdesk.records.thresholds import number
from civicdesk.services.people import People, people_of
from civicdesk.services.period import Period, by, day_of

# activities and people ------------------------------------------------------------------------------------


def held(activities: Iterable[Activity], as_of: date) -> list[Activity]:
    """Activities that took place up to a day."""
    return [a for a in activities if a.states.at_least(a.state, "held") and by(as_of, a.starts_on)]


def held_in(activities: Iterable[Activity], period: Period, as_of: date) -> list[Activity]:
    """Activities that took place in a period, up to a day."""
    return [a for a in held(activities, as_of) if period.holds(a.starts_on)]


def people_at(activities: Iterable[Activity]) -> People:
    """People counted at some activities."""
    return people_of(activity.people for activity in activities)


def people_by_type(activities: Iterable[Activity]) -> dict[str, People]:
    """People per type of activity, in the order in which the types first appear."""
    groups: dict[str, list[Activity]] = defaultdict(list)
    for activity in activities:
        groups[str(activity.activity_type)].append(activity)
    return {name: people_at(group) for name, group in groups.items()}


def people_by_result(
    indicators: Iterable[Indicator], activities: Iterable[Activity]
) -> dict[tuple[str, str], People]:
    """People per (project, result code): activities that its indicators count, each activity once."""
    known = {activity.id: activity for activity in activities}
    groups: dict[tuple[str, str], dict[str, Activity]] = defaultdict(dict)
    for indicator in indicators:
        for value in indicator.values:
            for source in value.auto_from:
                if str(source) in known:
                    key = str(indicator.project), indicator.result_code
                    groups[key][str(source)] = known[str(source)]
    return {key: people_at(group.values()) for key, group in groups.items()}


# outcomes -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OutcomeFigures:
    """Outcomes by state, and both together by kind of change."""

    harvested: int
    substantiated: int
    by_kind: Mapping[ChangeType, int]


def outcome_figures(outcomes: Iterable[Outcome], as_of: date) -> OutcomeFigures:
    """Outcomes up to a day that are harvested (not yet substantiated) or substantiated."""
    found = [o for o in outcomes if by(as_of, o.changed_on)]
    harvested = [o for o in found if o.state == "harvested"]
    substantiated = [o for o in found if o.state == "substantiated"]
    kinds = Counter(o.change_type for o in (*harvested, *substantiated))
    return OutcomeFigures(len(harvested), len(substantiated), {kind: kinds[kind] for kind in ChangeType})


# commitments ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CommitmentFigures:
    """Promises and tasks on a day: total = done + open + dropped; overdue ones are open."""

    total: int
    done: int
    open: int
    dropped: int
    overdue: int
    open_by_colour: Mapping[Rag, int]
    by_kind: Mapping[CommitmentKind, int]


def is_open(commitment: Commitment, as_of: date) -> bool:
    """Whether it stood open on a day: what was done later was still open then."""
    if commitment.state == "done":
        return commitment.done_on is not None and commitment.done_on > as_of
    return commitment.state != "dropped"


def days_overdue(commitment: Commitment, as_of: date) -> int:
    """Days since it was due, negative before; a date known only in part is due on its last day."""
    return (as_of - commitment.due_date.day).days if commitment.due_date else 0


def colour(commitment: Commitment, as_of: date, look: Lookup) -> Rag:
    """Over: grey; more than 30 days late: red; late, or due within 14 days: amber; else green (E09)."""
    if not is_open(commitment, as_of):
        return Rag.GREY
    late = days_overdue(commitment, as_of)
    if late > number(look, "commitments.red_after_days_overdue", 30):
        return Rag.RED
    return Rag.AMBER if late >= -number(look, "commitments.amber_before_days", 14) else Rag.GREEN


def overdue(commitments: Iterable[Commitment], as_of: date) -> list[Commitment]:
    """Open ones past their day, longest overdue first."""
    late = [c for c in commitments if is_open(c, as_of) and days_overdue(c, as_of) > 0]
    return sorted(late, key=lambda c: (c.due_date.day, c.ref))


def commitment_figures(commitments: Iterable[Commitment], as_of: date, look: Lookup) -> CommitmentFigures:
    """Everything that had been promised up to a day, as it stood on that day."""
    made = [c for c in commitments if by(as_of, c.made_on)]
    still = [c for c in made if is_open(c, as_of)]
    dropped = sum(c.state == "dropped" for c in made)
    colours = Counter(colour(c, as_of, look) for c in still)
    kinds = Counter(c.kind for c in made)
    return CommitmentFigures(
        total=len(made),
        done=len(made) - len(still) - dropped,
        open=len(still),
        dropped=dropped,
        overdue=len(overdue(made, as_of)),
        open_by_colour={rag: colours[rag] for rag in (Rag.RED, Rag.AMBER, Rag.GREEN)},
        by_kind={kind: kinds[kind] for kind in CommitmentKind if kinds[kind]},
    )


def commitments_by_kind(
    commitments: Iterable[Commitment], as_of: date, look: Lookup
) -> dict[CommitmentKind, CommitmentFigures]:
    """The same for each kind that was made, in the order of the list."""
    found = list(commitments)
    figures = {
        kind: commitment_figures((c for c in found if c.kind is kind), as_of, look) for kind in CommitmentKind
    }
    return {kind: one for kind, one in figures.items() if one.total}


def open_by_month(commitments: Iterable[Commitment], as_of: date, months: int = 12) -> list[tuple[date, int]]:
    """Open commitments at the end of each of the last months; the last month ends on the day itself."""
    found, ends = list(commitments), [as_of]
    while len(ends) < months:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return [(day, sum(by(day, c.made_on) and is_open(c, day) for c in found)) for day in reversed(ends)]


# safety and care ------------------------------------------------------------------------------------------


def risk_levels(risks: Iterable[Risk]) -> dict[Level4, int]:
    """Risks that are not closed, by level; drafts count, because a danger does not wait to be assessed."""
    levels = Counter(risk.level for risk in risks if risk.state != "closed")
    return {level: levels[level] for level in reversed(Level4)}


@dataclass(frozen=True)
class IncidentFigures:
    """Incidents up to a day; near misses are part of the total."""

    total: int
    near_misses: int
    by_severity: Mapping[Severity, int]
    by_category: Mapping[str, int]


def incident_figures(incidents: Iterable[Incident], as_of: date) -> IncidentFigures:
    """Incidents that happened up to a day."""
    return incidents_in(incidents, Period(date.min, as_of))


def incidents_in(incidents: Iterable[Incident], period: Period) -> IncidentFigures:
    """Incidents that happened in a period; not yet triaged ones have no severity."""
    found = [i for i in incidents if (day := day_of(i.happened_at)) and period.holds(day)]
    severities = Counter(i.severity for i in found)
    return IncidentFigures(
        len(found),
        sum(bool(i.near_miss) for i in found),
        {severity: severities[severity] for severity in Severity},
        dict(Counter(str(i.incident_category) for i in found)),
    )


@dataclass(frozen=True)
class Acknowledgement:
    """How many of those who must know the protocols have said that they do."""

    acknowledged: int
    assigned: int

    @property
    def share(self) -> Decimal | None:
        """In per cent; None when nothing is assigned."""
        return percent(self.acknowledged, self.assigned)


def acknowledgement(protocols: Iterable[Protocol], as_of: date) -> Acknowledgement:
    """Published protocols in their present version; an older version's acknowledgement does not count."""
    rows = [
        row
        for protocol in protocols
        if protocol.state == "published"
        for row in protocol.assignments
        if row.version_no in (None, protocol.version_no) and by(as_of, row.assigned_on)
    ]
    known = sum(row.acknowledged_on is not None and row.acknowledged_on <= as_of for row in rows)
    return Acknowledgement(known, len(rows))


# cases ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CaseFigures:
    """Cases taken in up to a day. Mask small numbers before they leave the house."""

    total: int
    by_type: Mapping[str, int]
    by_state: Mapping[str, int]


def case_figures(cases: Iterable[Case], as_of: date) -> CaseFigures:
    """All cases, whatever became of them."""
    found = [case for case in cases if by(as_of, case.intake_date)]
    types, states = Counter(str(c.case_type) for c in found), Counter(c.state for c in found)
    return CaseFigures(len(found), dict(types), dict(states))
