"""Stakeholder (E01): Every institution, office, organisation, network or media outlet we deal with; for public bodies also its place in the hierarchy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.choices import (
    AuthorityLevel,
    Classification,
    EngagementGroup,
    PowerForm,
    PowerSpace,
    Stance,
)
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Record, record
from civicdesk.records.states import States
from civicdesk.records.tags import STRATEGY
from civicdesk.records.values import Day, Place, Ref, Score, Term

if TYPE_CHECKING:
    from civicdesk.records.staff_member import StaffMember


@record(
    "Stakeholder",
    "Stakeholders",
    code="E01",
    prefix="STK",
    compartment=PROGRAMME,
    classification=Classification.INTERNAL,
    title="name",
    columns=(
        "ref",
        "name",
        "stakeholder_type",
        "authority_level",
        "place",
        "quadrant",
        "stance",
        "closeness",
        "last_contact",
        "relation_owner",
        "state",
    ),
    sort="name",
    retention="RT-06",
)
class Stakeholder(Record):
    """Every institution, office, organisation, network or media outlet we deal with; for public bodies
    also its place in the hierarchy. Used for power/interest mapping (Mendelow),
    alignment–interest–influence (ODI AIIM), power analysis, layered engagement, closeness, balance."""

    name: str = field("Name", max=160)
    name_km: str | None = field("Name in Khmer", default=None, max=160)
    short_name: str | None = field("Short name", default=None, max=40)
    engagement_group: EngagementGroup = field("Stakeholder group")
    stakeholder_type: Term = field("Type", vocab="stakeholder_type")
    authority_level: AuthorityLevel | None = field("Level of administration", default=None)
    parent: Ref[Stakeholder] | None = field("Belongs to", default=None)
    place: Place | None = field("Area covered", default=None)
    is_political_party: bool = field("Political party or party-linked body", default=False)
    mandate: str | None = field("Mandate / what they decide", default=None)
    issues: tuple[Term, ...] = field("Issues they care about", default=(), vocab="issue")
    position_score: Score | None = field("Influence", default=None, tag=STRATEGY, needed_at="mapped")
    interest_score: Score | None = field("Interest", default=None, tag=STRATEGY, needed_at="mapped")
    alignment_score: Score | None = field("Alignment", default=None, tag=STRATEGY, needed_at="mapped")
    stance: Stance | None = field("Stance", default=None, tag=STRATEGY, needed_at="mapped")
    power_forms: tuple[PowerForm, ...] = field("Forms of power", default=(), tag=STRATEGY)
    spaces: tuple[PowerSpace, ...] = field("Spaces open to us", default=(), tag=STRATEGY)
    drivers: str | None = field("What moves them; what worries them", default=None, tag=STRATEGY)
    influenced_by: tuple[Ref[Stakeholder], ...] = field("Who influences them", default=(), tag=STRATEGY)
    entry_point: str | None = field(
        "Entry point (post or unit, technical level preferred)", default=None, max=160, tag=STRATEGY
    )
    capacity_gap: str | None = field("Capacity limits and what support they ask for", default=None)
    relation_owner: Ref[StaffMember] | None = field("Relationship holder", default=None, needed_at="mapped")
    engagement_scope: str | None = field(
        "Agreed scope of our relationship", default=None, max=300, tag=STRATEGY
    )
    mapped_on: Day | None = field("Map last reviewed", default=None, needed_at="mapped")
    emergency_role: Term | None = field("Emergency service", default=None, vocab="emergency_role")
    public_contact: str | None = field("Public phone / office address", default=None, max=200)

    states = States(
        listed="mapped",
        mapped="archived listed",
        archived="listed",
        who={"mapped": "PRG", "archived": "PRG"},
        ends="archived",
    )
