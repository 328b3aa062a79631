"""Meeting (E08): any planned meeting with a stakeholder: preparation, clearance, minutes, follow-up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Self, cast

from civicdesk.i18n import N_
from civicdesk.records import meeting_guards, meeting_rules
from civicdesk.records.choices import (
    Attribution,
    AuthorityLevel,
    Classification,
    EngagementGroup,
    MeetingRole,
    Mode,
    NoEvidenceReason,
    PermissionCheck,
    RecordingRule,
    RiskCheck,
    VoiceFlag,
)
from civicdesk.records.fields import field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import FREE_TEXT, MONEY, PLACE_FINE, SECURITY_DETAIL, STRATEGY
from civicdesk.records.values import Day, Place, Ref, Term

if TYPE_CHECKING:
    from civicdesk.records.authorisation import Authorisation
    from civicdesk.records.campaign import Campaign
    from civicdesk.records.coalition import Coalition
    from civicdesk.records.commitment import Commitment
    from civicdesk.records.contact import Contact
    from civicdesk.records.evidence import Evidence
    from civicdesk.records.movement import Movement
    from civicdesk.records.project import Project
    from civicdesk.records.risk import Risk
    from civicdesk.records.staff_member import StaffMember
    from civicdesk.records.stakeholder import Stakeholder


@child
class TalkingPoint(Child):
    """One row of “Talking points”."""

    order: int | None = field("Order", default=None)
    point: str = field("Point", max=300)
    evidence: tuple[Ref[Evidence], ...] = field("Evidence", default=())
    no_evidence_reason: NoEvidenceReason | None = field("Why no evidence is needed", default=None)
    say_by: Ref[StaffMember] | None = field("Who says it", default=None)
    leave_behind: bool = field("Stands on the paper we leave", default=False)


@child
class LikelyQuestion(Child):
    """One row of “Likely questions and answers”."""

    question: str = field("Question", max=240)
    answer: str = field("Answer", max=400)
    evidence: tuple[Ref[Evidence], ...] = field("Evidence", default=())


@child
class Ask(Child):
    """One row of “Requests”."""

    ask: str = field("Ask", max=240)
    level_can_decide: bool = field("This office can decide", default=False)


@child
class TeamMember(Child):
    """One row of “Our team”."""

    staff: Ref[StaffMember] = field("Colleague")
    role: MeetingRole = field("Role")


@child
class Attendance(Child):
    """One row of “Attendance”."""

    group: EngagementGroup = field("Group")
    total: int = field("Total")
    women: int | None = field("of whom women", default=None)


@child
class Decision(Child):
    """One row of “Decisions”."""

    decision: str = field("Decision", max=300)
    by: Ref[Stakeholder] | None = field("Decided by", default=None)


@record(
    "Meeting",
    "Meetings",
    about=N_(
        "Meetings with offices and organisations: preparation, talking points, minutes, and what was "
        "promised."
    ),
    code="E08",
    prefix="MTG",
    compartment=PROGRAMME,
    classification=Classification.CONFIDENTIAL,
    title="title",
    columns=(
        "ref",
        "starts_at",
        "main_stakeholder",
        "level",
        "title",
        "purpose",
        "permission_check",
        "risk_check",
        "state",
        "owner",
        "open_commitments",
    ),
    sort="-starts_at",
    retention="RT-02",
)
class Meeting(Record):
    """Any planned meeting with a stakeholder, above all with authorities: preparation, clearance, minutes,
    follow-up.
    """

    title: str = field("Meeting", max=140)
    meeting_type: Term = field("Type", vocab="meeting_type")
    main_stakeholder: Ref[Stakeholder] = field("With")
    also_present: tuple[Ref[Stakeholder], ...] = field("Also present", default=())
    contacts: tuple[Ref[Contact], ...] = field("Posts expected", default=())
    campaign: Ref[Campaign] | None = field("Campaign", default=None)
    project: Ref[Project] | None = field("Project", default=None)
    coalition: Ref[Coalition] | None = field("Coalition", default=None)
    starts_at: datetime | None = field("Start", default=None, needed_at="prepared")
    ends_at: datetime | None = field("End", default=None, needed_at="prepared")
    place: Place | None = field("Place", default=None, needed_at="prepared")
    venue: str | None = field("Venue", default=None, max=160, tag=PLACE_FINE, needed_at="prepared")
    mode: Mode = field("Mode")
    purpose: str = field("Purpose (one sentence)", max=240)
    desired_result: str | None = field(
        "What we want to leave with", default=None, max=240, tag=STRATEGY, needed_at="prepared"
    )
    minimum_result: str | None = field("Least acceptable", default=None, max=240, tag=STRATEGY)
    safe_framing: str | None = field("How we will frame it", default=None, needed_at="prepared")
    shared_goal: str | None = field(
        "Policy or goal of theirs this supports", default=None, max=240, needed_at="prepared"
    )
    talking_points: tuple[TalkingPoint, ...] = field("Talking points", default=(), needed_at="prepared")
    likely_questions: tuple[LikelyQuestion, ...] = field(
        "Likely questions and answers", default=(), tag=STRATEGY
    )
    asks: tuple[Ask, ...] = field("Requests", default=(), needed_at="prepared")
    avoid: str | None = field("Do not raise", default=None, tag=STRATEGY)
    team: tuple[TeamMember, ...] = field("Our team", default=(), needed_at="prepared")
    permission_check: PermissionCheck | None = field("Permission check", default=None, needed_at="cleared")
    authorisations: tuple[Ref[Authorisation], ...] = field("Letters and permissions", default=())
    risk_check: RiskCheck | None = field("Risk check", default=None, needed_at="cleared")
    risk_note: str | None = field("Risk note", default=None, tag=SECURITY_DETAIL)
    risks: tuple[Ref[Risk], ...] = field("Risks", default=())
    movement: Ref[Movement] | None = field("Travel / check-in plan", default=None)
    gifts_costs: str | None = field("Allowance, per diem, gifts (declared)", default=None, max=200, tag=MONEY)
    recording_rule: RecordingRule | None = field("Recording and photos", default=None, needed_at="cleared")
    attendance: tuple[Attendance, ...] = field("Attendance (counts)", default=(), needed_at="minuted")
    minutes: str | None = field("Minutes", default=None, tag=FREE_TEXT, needed_at="minuted")
    minutes_attribution: Attribution | None = field("Attribution", default=None, needed_at="minuted")
    their_position: str | None = field("What they said / how they reacted", default=None, tag=STRATEGY)
    decisions: tuple[Decision, ...] = field("Decisions", default=())
    commitments: tuple[Ref[Commitment], ...] = field("Commitments", default=())
    voice_flag: VoiceFlag | None = field(
        "Did we delay, soften or drop a finding because of this relationship?",
        default=None,
        tag=STRATEGY,
        needed_at="minuted",
    )
    outside_scope: bool | None = field(
        "Went outside agreed scope", default=None, tag=STRATEGY, needed_at="minuted"
    )
    thank_you_sent_on: Day | None = field("Thank-you / summary sent", default=None, needed_at="followed_up")
    debrief: str | None = field("Debrief: what to do differently", default=None, tag=STRATEGY)

    states = States(
        draft="prepared postponed cancelled",
        prepared="cleared draft postponed cancelled",
        cleared="held postponed cancelled",
        held="minuted",
        minuted="followed_up",
        followed_up="closed",
        closed="",
        postponed="draft",
        cancelled="",
        who={"prepared": "PRG", "cleared": "DIR PRG"},
        reasons="cancelled",
        ends="closed cancelled",
        side="postponed cancelled",
        four_eyes="cleared",
    )

    @looked_up("Level of administration")
    def level(self, look: Lookup) -> AuthorityLevel | None:
        """The level of the office we meet."""
        office = cast("Stakeholder | None", look.get("stakeholder", self.main_stakeholder))
        return office.authority_level if office else None

    @looked_up("Open commitments")
    def open_commitments(self, look: Lookup) -> int:
        """Commitments of this meeting that are neither done, dropped nor moved to another meeting."""
        return len(meeting_rules.open_commitments(self, look))

    def prepared(self, look: Lookup) -> Self:
        """With every talking point numbered."""
        points = (
            point if point.order is not None else point.replaced(order=number)
            for number, point in enumerate(self.talking_points, 1)
        )
        return self.replaced(talking_points=tuple(points))

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this meeting can tell is wrong with itself."""
        yield from meeting_rules.time_and_counts(self)
        if self.state in meeting_rules.BEFOREHAND:
            yield from meeting_rules.planning_warnings(self, look)

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stands against entering the state `to`."""
        if to == "cleared":
            yield from meeting_guards.clearance(self, look)
        if to == "closed":
            yield from meeting_guards.closing(self, look)
