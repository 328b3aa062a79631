"""Campaign (E04): one advocacy effort toward one change, built on the seven WE Act elements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Self

from civicdesk.i18n import N_
from civicdesk.records import campaign_rules
from civicdesk.records.choices import (
    AccessProfile,
    AuthorityLevel,
    Classification,
    LadderStatus,
    Level3,
    Level4,
    MarkerLevel,
    Mode,
    WeElement,
    WeStatus,
)
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.risks_about import highest_level, risks_about
from civicdesk.records.share import Share
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

    element: WeElement = field("Element")
    status: WeStatus = field("Status", default=WeStatus.NOT_STARTED)
    how: str | None = field("How we do it", default=None)
    na_reason: str | None = field("Why it does not apply", default=None, max=200)
    evidence: tuple[Ref[Evidence], ...] = field("Evidence", default=())
    last_checked: Day | None = field("Last checked", default=None)


@child
class LadderRow(Child):
    """One row of “Engagement ladder”."""

    level: AuthorityLevel = field("Level")
    stakeholder: Ref[Stakeholder] = field("Office")
    status: LadderStatus = field("Status", default=LadderStatus.NOT_STARTED)
    next_step: str | None = field("Next step", default=None, max=200)
    by_date: Day | None = field("By", default=None)
    skip_reason: str | None = field("Why it is skipped", default=None, max=200, tag=STRATEGY)


@child
class ProgressMarker(Child):
    """One row of “Progress markers”."""

    stakeholder: Ref[Stakeholder] = field("Who would change")
    marker_level: MarkerLevel = field("How far")
    statement: str = field("What we would see", max=240)
    seen_on: Day | None = field("Seen on", default=None)
    evidence: Ref[Evidence] | None = field("Evidence", default=None)


@child
class OutreachRow(Child):
    """One row of “Outreach plan”."""

    audience_segment: Term = field("Who should hear it", vocab="audience_segment")
    access_profile: AccessProfile = field("How they can be reached")
    place: Place | None = field("Place", default=None)
    mode: Mode = field("Mode")
    channel: Term = field("Channel", vocab="outreach_channel")
    message: str = field("Message", max=300)
    call_to_action: Term = field(
        "Call to action",
        vocab="call_to_action",
        missing=(
            "V-CAM-07",
            N_("Say clearly what you ask people to do: share, attend, ask, give feedback…"),
        ),
    )
    accessibility: tuple[Term, ...] = field("Accessibility", default=(), vocab="accessibility")
    partner_group: Ref[Stakeholder] | None = field("Group moderator or content creator", default=None)
    exposure_risk: Level3 = field("Risk of exposure")
    responsible: Ref[StaffMember] | None = field("Responsible", default=None)
    target_reach: int | None = field("People to reach", default=None)
    activity: Ref[Activity] | None = field("Activity", default=None)


@record(
    "Campaign",
    "Campaigns",
    about=N_(
        "One advocacy effort toward one change: what you ask for, of whom, in which steps, and what "
        "you will say."
    ),
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
        "next_date",
        "state",
        "owner",
    ),
    sort="title",
    retention="RT-02",
)
class Campaign(Record):
    """One advocacy effort toward one change. Built on the seven WE Act elements; carries the engagement
    ladder and the outreach plan.
    """

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
    we_elements: tuple[WeElementRow, ...] = field("WE Act elements", default=(), automatic=True, max_rows=7)
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

    @computed("Elements done")
    def we_progress(self) -> Share:
        """Elements done, of those that apply."""
        statuses = [row.status for row in self.we_elements]
        return Share(statuses.count(WeStatus.DONE), 7 - statuses.count(WeStatus.NOT_APPLICABLE))

    @computed("Ladder position")
    def ladder_position(self) -> AuthorityLevel | None:
        """The highest level at which somebody was met, or more."""
        met = (row.level for row in self.ladder if row.level and row.status in campaign_rules.MET)
        return max(met, key=lambda level: level.rank, default=None)

    @looked_up("Risk level")
    def risk_level(self, look: Lookup) -> Level4 | None:
        """The highest level among open risks about this campaign."""
        return highest_level(risks_about("campaign", self.id, look))

    @looked_up("Next date")
    def next_date(self, look: Lookup) -> Day | None:
        """The next day by which something is due on the ladder, or the target date."""
        days = [row.by_date for row in self.ladder if row.status not in campaign_rules.SETTLED]
        return min((day for day in (*days, self.end_date) if day and day >= look.today), default=None)

    def prepared(self, look: Lookup) -> Self:
        """With each of the seven elements, in their order; rows already there are kept as they are."""
        there = {row.element for row in self.we_elements}
        rows = [*self.we_elements, *(WeElementRow(element=one) for one in WeElement if one not in there)]
        rows.sort(key=lambda row: row.element.rank if row.element else 99)
        return self.replaced(we_elements=tuple(rows))

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this campaign can tell is wrong with itself."""
        yield from campaign_rules.element_problems(self)
        yield from campaign_rules.ladder_problems(self)
        yield from campaign_rules.outreach_problems(self)
        yield from campaign_rules.private_sector_problems(self, look)

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stands against entering the state `to`."""
        if to == "review":
            yield from campaign_rules.review_guards(self)
        if to == "active" and self.state != "paused":
            yield from campaign_rules.activation_guards(self, look)
