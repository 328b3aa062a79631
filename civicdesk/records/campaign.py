"""Campaign (E04): One advocacy effort toward one change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.choices import (
    AccessProfile,
    AuthorityLevel,
    Classification,
    LadderStatus,
    Level3,
    MarkerLevel,
    Mode,
    WeElement,
    WeStatus,
)
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import STRATEGY
from civicdesk.records.values import Day, Place, Ref, Term

if TYPE_CHECKING:
    from civicdesk.records.activity import Activity
    from civicdesk.records.coalition import Coalition
    from civicdesk.records.evidence import Evidence
    from civicdesk.records.project import Project
    from civicdesk.records.staff_member import StaffMember
    from civicdesk.records.stakeholder import Stakeholder


@child
class WeElementRow(Child):
    """One row of “WE Act elements”."""

    element: WeElement | None = field("Element", default=None)
    status: WeStatus = field("Status")
    how: str | None = field("How", default=None)
    na_reason: str | None = field("Na reason", default=None, max=200)
    evidence: tuple[Ref[Evidence], ...] = field("Evidence", default=())
    last_checked: Day | None = field("Last checked", default=None)


@child
class LadderRow(Child):
    """One row of “Engagement ladder”."""

    level: AuthorityLevel = field("Level")
    stakeholder: Ref[Stakeholder] = field("Stakeholder")
    status: LadderStatus = field("Status")
    next_step: str | None = field("Next step", default=None, max=200)
    by_date: Day | None = field("By date", default=None)
    skip_reason: str | None = field("Skip reason", default=None, max=200, tag=STRATEGY)


@child
class ProgressMarker(Child):
    """One row of “Progress markers”."""

    stakeholder: Ref[Stakeholder] = field("Stakeholder")
    marker_level: MarkerLevel = field("Marker level")
    statement: str = field("Statement", max=240)
    seen_on: Day | None = field("Seen on", default=None)
    evidence: Ref[Evidence] | None = field("Evidence", default=None)


@child
class OutreachRow(Child):
    """One row of “Outreach plan”."""

    audience_segment: Term = field("Audience segment", vocab="audience_segment")
    access_profile: AccessProfile = field("Access profile")
    place: Place | None = field("Place", default=None)
    mode: Mode = field("Mode")
    channel: Term = field("Channel", vocab="outreach_channel")
    message: str = field("Message", max=300)
    call_to_action: Term = field("Call to action", vocab="call_to_action")
    accessibility: tuple[Term, ...] = field("Accessibility", default=(), vocab="accessibility")
    partner_group: Ref[Stakeholder] | None = field("Partner group", default=None)
    exposure_risk: Level3 = field("Exposure risk")
    responsible: Ref[StaffMember] | None = field("Responsible", default=None)
    target_reach: int | None = field("Target reach", default=None)
    activity: Ref[Activity] | None = field("Activity", default=None)


@record(
    "Campaign",
    "Campaigns",
    code="E04",
    prefix="CAM",
    compartment=PROGRAMME,
    classification=Classification.CONFIDENTIAL,
    title="title",
    columns=(
        "ref",
        "title",
        "issue",
        "decision_maker",
        "ladder_position",
        "we_progress",
        "risk_level",
        "state",
        "owner",
    ),
    sort="title",
    retention="RT-02",
)
class Campaign(Record):
    """One advocacy effort toward one change. Built on the seven WE Act elements; carries the engagement
    ladder and the outreach plan."""

    title: str = field("Internal title", max=120)
    public_title: str | None = field("Safe title (used outside)", default=None, max=120, needed_at="review")
    issue: Term = field("Issue", vocab="issue")
    right_framed: Term | None = field(
        "Socioeconomic right or service it concerns",
        default=None,
        vocab="right_or_service",
        needed_at="review",
    )
    problem: str = field("Problem in one paragraph", tag=STRATEGY)
    change_sought: str = field("The change we want", max=300)
    decision_maker: Ref[Stakeholder] | None = field("Who can decide it", default=None, needed_at="review")
    project: Ref[Project] | None = field("Project", default=None)
    places: tuple[Place, ...] = field("Where")
    people_concerned: tuple[Term, ...] = field("People concerned", vocab="population_group")
    start_date: Day = field("Start")
    end_date: Day | None = field("Target date", default=None)
    we_elements: tuple[WeElementRow, ...] = field("WE Act elements", default=(), automatic=True)
    ladder: tuple[LadderRow, ...] = field("Engagement ladder", default=(), needed_at="active")
    progress_markers: tuple[ProgressMarker, ...] = field(
        "Progress markers (outcome mapping)", default=(), tag=STRATEGY
    )
    outreach_plan: tuple[OutreachRow, ...] = field("Outreach plan (hybrid)", default=())
    red_lines: str | None = field("Red lines and fallback", default=None, tag=STRATEGY, needed_at="review")
    coalition: Ref[Coalition] | None = field("Coalition", default=None)
    lessons: str | None = field("Learning review", default=None, needed_at="closed")

    states = States(
        idea="planning cancelled",
        planning="review cancelled",
        review="active planning cancelled",
        active="paused closed cancelled",
        paused="active",
        closed="",
        cancelled="",
        who={
            "review": "PRG",
            "active": "DIR",
            "review>planning": "DIR",
            "paused>active": "",
            "closed": "PRG",
        },
        reasons="cancelled review>planning",
        ends="closed cancelled",
        side="paused cancelled",
        four_eyes="review>active",
    )
