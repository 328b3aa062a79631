"""Activity (E14): A training, workshop, dialogue, study tour, boot camp, community meeting or outreach item, with counts of people and no names."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.choices import (
    Classification,
    CountMethod,
    EngagementGroup,
    Mode,
    PermissionCheck,
    PhotoRule,
    Sex,
)
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import FREE_TEXT, MONEY, PLACE_FINE
from civicdesk.records.values import Money, PartialDate, Place, Ref, Term

if TYPE_CHECKING:
    from civicdesk.records.authorisation import Authorisation
    from civicdesk.records.campaign import Campaign
    from civicdesk.records.coalition import Coalition
    from civicdesk.records.movement import Movement
    from civicdesk.records.project import Project
    from civicdesk.records.stakeholder import Stakeholder
    from civicdesk.records.subgrant import SubGrant


@child
class AgeRow(Child):
    """One row of “By age and sex”."""

    age_band: Term = field("Age band", vocab="age_band")
    sex: Sex = field("Sex")
    n: int = field("N")


@child
class GroupRow(Child):
    """One row of “By group”."""

    population_group: Term = field("Population group", vocab="population_group")
    n: int = field("N")


@child
class EvaluationRow(Child):
    """One row of “Evaluation”."""

    question: str = field("Question", max=160)
    before: Decimal | None = field("Before", default=None, digits=1)
    after: Decimal | None = field("After", default=None, digits=1)
    n: int | None = field("N", default=None)


@record(
    "Activity",
    "Activities",
    code="E14",
    prefix="ATV",
    compartment=PROGRAMME,
    classification=Classification.INTERNAL,
    title="title",
    columns=(
        "ref",
        "starts_on",
        "title",
        "activity_type",
        "places",
        "participants_total",
        "participants_women",
        "women_share",
        "project",
        "state",
    ),
    sort="-starts_on",
    retention="RT-03",
)
class Activity(Record):
    """A training, workshop, dialogue, study tour, boot camp, community meeting or outreach item, with
    counts of people and no names."""

    title: str = field("Title", max=160)
    activity_type: Term = field("Type", vocab="activity_type")
    project: Ref[Project] | None = field("Project", default=None)
    campaign: Ref[Campaign] | None = field("Campaign", default=None)
    sub_grant: Ref[SubGrant] | None = field("Sub-grant", default=None)
    coalition: Ref[Coalition] | None = field("Coalition", default=None)
    starts_on: PartialDate = field("Start")
    ends_on: PartialDate | None = field("End", default=None)
    sessions_count: int = field("Number of sessions counted here", default=1)
    places: tuple[Place, ...] = field("Where")
    venue: str | None = field("Venue", default=None, max=160, tag=PLACE_FINE)
    mode: Mode = field("Mode")
    channel: Term | None = field("Channel", default=None, vocab="outreach_channel")
    topics: tuple[Term, ...] = field("Topics", default=(), vocab="topic")
    led_by: tuple[Ref[Stakeholder], ...] = field("Delivered by", default=())
    authorisations: tuple[Ref[Authorisation], ...] = field("Permission", default=())
    permission_check: PermissionCheck | None = field("Permission check", default=None)
    movement: Ref[Movement] | None = field("Travel / check-in", default=None)
    stakeholder_groups: tuple[EngagementGroup, ...] = field(
        "Groups taking part", default=(), needed_at="held"
    )
    participants_total: int | None = field("Participants, total", default=None, needed_at="held")
    participants_women: int | None = field("of whom women", default=None)
    participants_men: int | None = field("of whom men", default=None)
    participants_other: int | None = field("of whom other", default=None)
    sex_unknown_reason: str | None = field("Why sex was not counted", default=None, max=160)
    age_rows: tuple[AgeRow, ...] = field("By age and sex", default=())
    youth_total: int | None = field("Youth (15–30)", default=None)
    disability_total: int | None = field("Persons with disability (WG-SS)", default=None)
    group_rows: tuple[GroupRow, ...] = field("By group", default=())
    count_method: CountMethod | None = field("How counted", default=None, needed_at="held")
    counts_partner_reported: Ref[Stakeholder] | None = field("Reported by partner", default=None)
    unique_people: int | None = field("Unique people (if known)", default=None)
    reach_online: int | None = field("Online reach", default=None)
    engagements: int | None = field("Online engagements", default=None)
    shares: int | None = field("Online shares", default=None)
    evaluation: tuple[EvaluationRow, ...] = field("Evaluation", default=())
    accessibility_done: tuple[Term, ...] = field("Accessibility provided", default=(), vocab="accessibility")
    photo_consent: PhotoRule | None = field("Photos", default=None, needed_at="held")
    summary: str | None = field("What happened", default=None, tag=FREE_TEXT, needed_at="reported")
    costs: Money | None = field("Cost", default=None, tag=MONEY)

    states = States(
        planned="confirmed postponed cancelled",
        confirmed="held postponed cancelled",
        held="reported",
        reported="",
        postponed="planned cancelled",
        cancelled="",
        reasons="cancelled",
        ends="reported cancelled",
        side="postponed cancelled",
    )
