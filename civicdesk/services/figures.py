"""The figures of the board report and the results table: every number is counted once, here.

A figure that is not known is None, never zero: also when the reader has no key to the compartment that
holds its records. Counting rules: `domain.md` part 4 (R3), WF06 and 5.9.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from civicdesk.records.activity import Activity
from civicdesk.records.balance import COUNTED
from civicdesk.records.case import Case
from civicdesk.records.choices import Closeness, Level4
from civicdesk.records.commitment import Commitment
from civicdesk.records.incident import Incident
from civicdesk.records.indicator import Indicator
from civicdesk.records.outcome import Outcome
from civicdesk.records.problems import Lookup
from civicdesk.records.protocol import Protocol as SafetyProtocol
from civicdesk.records.record import Record
from civicdesk.records.risk import Risk
from civicdesk.records.subgrant import SubGrant
from civicdesk.services.as_of import AsOf
from civicdesk.services.balance import Balance, balance_in, closeness_counts, closeness_in
from civicdesk.services.counting import (
    Acknowledgement,
    CaseFigures,
    CommitmentFigures,
    IncidentFigures,
    OutcomeFigures,
    acknowledgement,
    case_figures,
    commitment_figures,
    held,
    held_in,
    incident_figures,
    incidents_in,
    outcome_figures,
    people_at,
    people_by_result,
    people_by_type,
    risk_levels,
)
from civicdesk.services.office import NOT_GRANTED
from civicdesk.services.people import People
from civicdesk.services.period import Period

Flat = dict[str, int | float | str | None]
R = TypeVar("R", bound=Record)


class Source(Protocol):
    """What figures need of an open vault."""

    def iterate(self, type_name: str) -> Iterator[Record]:
        """All records of a type that the reader may see."""

    def stores_of(self, type_name: str) -> Sequence[object]:
        """The open compartments in which a type can lie; none when the reader has no key."""

    def look(self) -> Lookup:
        """How rules look at the vault."""


@dataclass(frozen=True)
class Figures:
    """Everything that is counted for a day and the quarter that holds it."""

    as_of: date
    quarter: Period
    to_date: People
    this_quarter: People
    by_type: Mapping[str, People]
    by_result: Mapping[tuple[str, str], People]
    subgrants: Mapping[str, int]
    outcomes: OutcomeFigures
    commitments: CommitmentFigures
    balance: Balance
    closeness: Mapping[Closeness, int]
    risks: Mapping[Level4, int] | None
    incidents: IncidentFigures | None
    incidents_this_quarter: IncidentFigures | None
    protocols: Acknowledgement
    cases: CaseFigures | None

    def flat(self) -> Flat:
        """The figures by name, for `figures --json`, tests, and freezing with a report."""
        return {
            **self._people(),
            "subgrants": sum(n for state, n in self.subgrants.items() if state not in NOT_GRANTED),
            "outcomes.harvested": self.outcomes.harvested,
            "outcomes.substantiated": self.outcomes.substantiated,
            "commitments.total": self.commitments.total,
            "commitments.done": self.commitments.done,
            "commitments.open": self.commitments.open,
            "commitments.overdue": self.commitments.overdue,
            **{f"balance.{group.value}": self.balance.count(group) for group in COUNTED},
            "balance.index": self.balance.index,
            "balance.finding": self.balance.finding.value if self.balance.finding else None,
            **{f"risks.{level.value}": self._risks(level) for level in reversed(Level4)},
            "incidents.total": self.incidents.total if self.incidents else None,
            "incidents.near_misses": self.incidents.near_misses if self.incidents else None,
            "protocols.acknowledged": self.protocols.acknowledged,
            "protocols.assigned": self.protocols.assigned,
            "cases.total": self.cases.total if self.cases else None,
        }

    def _people(self) -> Flat:
        now, ever = self.this_quarter, self.to_date
        return {
            "activities.to_date": ever.activities,
            "activities.quarter": now.activities,
            "participants.to_date": ever.total,
            "participants.sex_recorded": None if ever.total is None else ever.sex_recorded,
            "participants.sex_not_recorded": ever.sex_not_recorded,
            "women.to_date": ever.women,
            "women.share": None if ever.women_share is None else float(ever.women_share),
            "participants.quarter": now.total,
            "women.quarter": now.women,
            "women.share_quarter": None if now.women_share is None else float(now.women_share),
        }

    def _risks(self, level: Level4) -> int | None:
        return None if self.risks is None else self.risks[level]


def figures_of(vault: Source, as_of: date, quarter: Period | None = None) -> Figures:
    """Count everything in an open vault for a day; `quarter` is the one that holds the day unless given."""
    period = quarter or Period.quarter(as_of)
    look = AsOf(vault.look(), as_of)
    activities = held(_all(vault, Activity), as_of)
    incidents = _known(vault, Incident)
    risks, cases = _known(vault, Risk), _known(vault, Case)
    return Figures(
        as_of=as_of,
        quarter=period,
        to_date=people_at(activities),
        this_quarter=people_at(held_in(activities, period, as_of)),
        by_type=people_by_type(activities),
        by_result=people_by_result(_all(vault, Indicator), activities),
        subgrants=Counter(grant.state for grant in _all(vault, SubGrant)),
        outcomes=outcome_figures(_all(vault, Outcome), as_of),
        commitments=commitment_figures(_all(vault, Commitment), as_of, look),
        balance=balance_in(period, look),
        closeness=closeness_counts(closeness_in(period, look)),
        risks=None if risks is None else risk_levels(risks),
        incidents=None if incidents is None else incident_figures(incidents, as_of),
        incidents_this_quarter=None if incidents is None else incidents_in(incidents, period),
        protocols=acknowledgement(_all(vault, SafetyProtocol), as_of),
        cases=None if cases is None else case_figures(cases, as_of),
    )


def _all(vault: Source, cls: type[R]) -> list[R]:
    return [record for record in vault.iterate(cls.meta.name) if isinstance(record, cls)]


def _known(vault: Source, cls: type[R]) -> list[R] | None:
    """All records of a type; None when the reader has no key to them."""
    return _all(vault, cls) if vault.stores_of(cls.meta.name) else None
