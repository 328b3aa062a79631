"""Grants, advocacy and compliance in numbers, as the board reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from civicdesk.records.authorisation import Authorisation
from civicdesk.records.campaign import Campaign
from civicdesk.records.choices import AuthDecision, AuthorityLevel
from civicdesk.records.disposal_record import DisposalRecord
from civicdesk.records.publication import Publication
from civicdesk.records.subgrant import SubGrant
from civicdesk.services.period import Period, by

NOT_GRANTED = ("application", "assessment", "rejected")
"""States in which a sub-grant has not been given."""
EXPIRES_SOON = timedelta(days=90)
AGREEMENTS = ("memorandum_of_understanding", "terms_of_reference")


@dataclass(frozen=True)
class GrantFigures:
    """Sub-grants as they stand; amounts only where they are stated, each currency by itself."""

    by_state: Mapping[str, int]
    given: int
    active: int
    amounts: Mapping[str, Decimal]
    amounts_stated: int
    reports_late: int


def grant_figures(grants: Iterable[SubGrant], as_of: date) -> GrantFigures:
    """Sub-grants by state, their stated amounts, and reports not received by their day."""
    found = list(grants)
    given = [grant for grant in found if grant.state not in NOT_GRANTED]
    stated = [grant.amount for grant in given if grant.amount]
    amounts: dict[str, Decimal] = {}
    for money in sorted(stated, key=lambda money: money.currency):
        amounts[money.currency] = amounts.get(money.currency, Decimal(0)) + money.amount
    states = Counter(grant.state for grant in found)
    return GrantFigures(
        by_state={state: states[state] for state in SubGrant.states.all if states[state]},
        given=len(given),
        active=sum(grant.state not in grant.states.ends for grant in given),
        amounts=amounts,
        amounts_stated=len(stated),
        reports_late=sum(
            row.due < as_of and not row.settled and (row.received_on is None or row.received_on > as_of)
            for grant in given
            for row in grant.reports
        ),
    )


@dataclass(frozen=True)
class AdvocacyFigures:
    """Campaigns and publications by state; the highest level that running campaigns reached."""

    campaigns: Mapping[str, int]
    ladder: Mapping[AuthorityLevel, int]
    publications: Mapping[str, int]


def advocacy_figures(campaigns: Iterable[Campaign], publications: Iterable[Publication]) -> AdvocacyFigures:
    """All campaigns and publications, whatever became of them."""
    found = list(campaigns)
    running = [one for one in found if one.state not in one.states.ends]
    ladder = Counter(level for one in running if (level := one.ladder_position))
    states, steps = Counter(one.state for one in found), Counter(one.state for one in publications)
    return AdvocacyFigures(
        {state: states[state] for state in Campaign.states.all if states[state]},
        {level: ladder[level] for level in AuthorityLevel if ladder[level]},
        {state: steps[state] for state in Publication.states.all if steps[state]},
    )


@dataclass(frozen=True)
class ComplianceFigures:
    """Filings that the law asks for, agreements, permissions refused, and data destroyed."""

    filings: tuple[Authorisation, ...]
    filings_late: int
    expiring: tuple[Authorisation, ...]
    refused: int
    no_reply: int
    disposals: int
    items_disposed: int


def compliance_figures(
    papers: Iterable[Authorisation], disposals: Iterable[DisposalRecord], period: Period, as_of: date
) -> ComplianceFigures:
    """Filings of the year up to the quarter, agreements that end within 90 days, disposals of the quarter."""
    found = [paper for paper in papers if paper.state != "withdrawn"]
    filings = [paper for paper in found if str(paper.authorisation_type).startswith("statutory_")]
    recent = [paper for paper in filings if _recent(paper, period)]
    asked = [paper for paper in found if period.holds(paper.submitted_on)]
    done = [one for one in disposals if period.holds(one.executed_on)]
    return ComplianceFigures(
        filings=tuple(sorted(recent, key=lambda paper: (paper.submit_by or date.max, paper.ref))),
        filings_late=sum(is_late(paper, as_of) for paper in recent),
        expiring=tuple(paper for paper in found if _expires(paper, as_of)),
        refused=sum(paper.decision is AuthDecision.REFUSED for paper in asked),
        no_reply=sum(paper.decision is AuthDecision.NO_REPLY for paper in asked),
        disposals=len(done),
        items_disposed=sum(one.item_count or 0 for one in done),
    )


def is_late(paper: Authorisation, as_of: date) -> bool:
    """Whether the day to hand it in has passed and it was not handed in by the day."""
    handed_in = paper.submitted_on is not None and by(as_of, paper.submitted_on)
    return paper.submit_by is not None and paper.submit_by < as_of and not handed_in


def _recent(paper: Authorisation, period: Period) -> bool:
    """Due in the year that ends with the quarter, or in the half year after it, or never handed in."""
    if paper.submit_by is None:
        return paper.submitted_on is None
    first, last = period.last - timedelta(days=365), period.last + timedelta(days=183)
    return first < paper.submit_by <= last or (paper.submitted_on is None and paper.submit_by <= last)


def _expires(paper: Authorisation, as_of: date) -> bool:
    until = paper.valid_until
    kind = str(paper.authorisation_type)
    return kind in AGREEMENTS and until is not None and as_of <= until <= as_of + EXPIRES_SOON
