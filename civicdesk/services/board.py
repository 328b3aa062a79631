"""Everything that the board report counts, gathered once for a day and the quarter that holds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from civicdesk.records.activity import Activity
from civicdesk.records.authorisation import Authorisation
from civicdesk.records.balance_review import BalanceReview
from civicdesk.records.campaign import Campaign
from civicdesk.records.case import Case
from civicdesk.records.choices import CommitmentKind, Level4
from civicdesk.records.commitment import Commitment
from civicdesk.records.disposal_record import DisposalRecord
from civicdesk.records.indicator import Indicator
from civicdesk.records.protocol import Protocol
from civicdesk.records.publication import Publication
from civicdesk.records.record import Record
from civicdesk.records.risk import Risk
from civicdesk.records.staff_member import StaffMember
from civicdesk.records.subgrant import SubGrant
from civicdesk.services.as_of import AsOf
from civicdesk.services.caseload import CaseTimes, case_times
from civicdesk.services.counting import CommitmentFigures, commitments_by_kind, open_by_month, overdue
from civicdesk.services.figures import Figures, Source, figures_of
from civicdesk.services.office import (
    AdvocacyFigures,
    ComplianceFigures,
    GrantFigures,
    advocacy_figures,
    compliance_figures,
    grant_figures,
)
from civicdesk.services.period import by
from civicdesk.services.results import IndicatorFigures, indicator_figures
from civicdesk.services.safety import drills_in, risk_levels_on, wellbeing_checks_in

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class BoardFigures:
    """All numbers of the board report; None where the reader has no key to what is counted."""

    main: Figures
    indicators: Sequence[IndicatorFigures]
    advocacy: AdvocacyFigures
    grants: GrantFigures
    compliance: ComplianceFigures
    commitments: Mapping[CommitmentKind, CommitmentFigures]
    overdue: Sequence[Commitment]
    open_by_month: Sequence[tuple[date, int]]
    risks_before: dict[Level4, int] | None
    """Risk levels on the last day of the quarter before."""
    drills: int
    wellbeing_checks: int
    case_times: CaseTimes | None
    party_contacts: int
    review: str
    """State of the newest balance review that ends in the quarter; empty when there is none."""


def board_figures(vault: Source, as_of: date) -> BoardFigures:
    """Count everything in an open vault for a day."""
    main = figures_of(vault, as_of)
    look, quarter = AsOf(vault.look(), as_of), main.quarter
    protocols, activities = records_of(vault, Protocol), records_of(vault, Activity)
    papers, disposals = records_of(vault, Authorisation), records_of(vault, DisposalRecord)
    commitments = records_of(vault, Commitment)
    before = quarter.first - timedelta(days=1)
    return BoardFigures(
        main=main,
        indicators=indicator_figures(records_of(vault, Indicator), activities, quarter, look),
        advocacy=advocacy_figures(records_of(vault, Campaign), records_of(vault, Publication)),
        grants=grant_figures(records_of(vault, SubGrant), as_of),
        compliance=compliance_figures(papers, disposals, quarter, as_of),
        commitments=commitments_by_kind(commitments, as_of, look),
        overdue=overdue([one for one in commitments if by(as_of, one.made_on)], as_of),
        open_by_month=open_by_month(commitments, as_of),
        risks_before=None if main.risks is None else risk_levels_on(records_of(vault, Risk), before),
        drills=drills_in(protocols, quarter),
        wellbeing_checks=wellbeing_checks_in(records_of(vault, StaffMember), quarter),
        case_times=None if main.cases is None else case_times(records_of(vault, Case), as_of),
        party_contacts=BalanceReview(period_start=quarter.first, period_end=quarter.last).party_contacts(
            look
        ),
        review=_review_state(records_of(vault, BalanceReview), main),
    )


def records_of(vault: Source, cls: type[R]) -> list[R]:
    """All records of a type that the reader may see."""
    return [record for record in vault.iterate(cls.meta.name) if isinstance(record, cls)]


def _review_state(reviews: Sequence[BalanceReview], main: Figures) -> str:
    found = [review for review in reviews if main.quarter.holds(review.period_end)]
    newest = max(found, key=lambda review: review.period_end, default=None)
    return newest.state if newest else ""
