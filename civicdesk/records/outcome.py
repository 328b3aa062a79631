"""Outcome (E06): A harvested outcome: what changed in whom, with significance and contribution (Outcome Harvesting), and how sure we are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.choices import (
    Agreement,
    ChangeType,
    Claim,
    Classification,
    Contribution,
    Expectedness,
    Level3,
    ResultLevel,
)
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import SOURCE_IDENTITY
from civicdesk.records.values import Day, PartialDate, Place, Ref

if TYPE_CHECKING:
    from civicdesk.records.campaign import Campaign
    from civicdesk.records.commitment import Commitment
    from civicdesk.records.evidence import Evidence
    from civicdesk.records.indicator import Indicator
    from civicdesk.records.project import Project
    from civicdesk.records.stakeholder import Stakeholder


@child
class Substantiation(Child):
    """One row of “Substantiation”."""

    substantiator_role: str = field("Substantiator role", max=120)
    independent: bool = field("Independent", default=False)
    agrees: Agreement = field("Agrees")
    date: Day = field("Date")
    comment: str | None = field("Comment", default=None, tag=SOURCE_IDENTITY)


@record(
    "Outcome",
    "Outcomes",
    code="E06",
    prefix="OUT",
    compartment=PROGRAMME,
    classification=Classification.INTERNAL,
    title="title",
    columns=(
        "ref",
        "title",
        "social_actor",
        "change_type",
        "changed_on",
        "significance_level",
        "contribution_level",
        "state",
    ),
    sort="-changed_on",
    retention="RT-03",
)
class Outcome(Record):
    """A harvested outcome: what changed in whom, with significance and contribution (Outcome Harvesting),
    and how sure we are."""

    title: str = field("Short title", max=120)
    social_actor: Ref[Stakeholder] = field("Who changed")
    change_type: ChangeType = field("Kind of change")
    description: str = field("What changed, when and where")
    changed_on: PartialDate = field("When")
    places: tuple[Place, ...] = field("Where")
    significance: str | None = field("Why it matters", default=None, needed_at="harvested")
    significance_level: Level3 | None = field("Importance", default=None, needed_at="harvested")
    contribution: str | None = field("What we did that helped", default=None, needed_at="harvested")
    contribution_level: Contribution | None = field("Our part", default=None, needed_at="harvested")
    others_contributed: tuple[Ref[Stakeholder], ...] = field("Who else", default=())
    expected: Expectedness = field("Expected or not")
    level: ResultLevel = field("Result level")
    campaign: Ref[Campaign] | None = field("Campaign", default=None)
    project: Ref[Project] | None = field("Project", default=None)
    indicators: tuple[Ref[Indicator], ...] = field("Indicators", default=())
    from_commitments: tuple[Ref[Commitment], ...] = field("Commitments it fulfils", default=())
    evidence: tuple[Ref[Evidence], ...] = field("Evidence", default=(), needed_at="harvested")
    substantiation: tuple[Substantiation, ...] = field(
        "Substantiation", default=(), needed_at="substantiated"
    )
    claim_limit: Claim = field("May be claimed publicly", default=Claim.NO)

    states = States(
        draft="harvested",
        harvested="substantiated rejected",
        substantiated="",
        rejected="",
        ends="substantiated rejected",
        side="rejected",
    )
