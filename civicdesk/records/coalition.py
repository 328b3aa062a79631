"""Coalition (E12): alliances, working groups and dialogue platforms, and how they are built slowly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from civicdesk.i18n import N_, _
from civicdesk.records.choices import (
    Audience,
    Classification,
    CoalitionRole,
    CoalitionStage,
    Level3,
    Visibility,
)
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.rules import is_empty
from civicdesk.records.states import States, label_of
from civicdesk.records.tags import SECURITY_DETAIL, STRATEGY
from civicdesk.records.values import Day, Place, Ref, Score, Term

if TYPE_CHECKING:
    from civicdesk.records.activity import Activity
    from civicdesk.records.authorisation import Authorisation
    from civicdesk.records.meeting import Meeting
    from civicdesk.records.publication import Publication
    from civicdesk.records.stakeholder import Stakeholder


@child
class CoalitionMember(Child):
    """One row of “Members”."""

    stakeholder: Ref[Stakeholder] = field("Member")
    own_issue: str | None = field("Their own issue", default=None, max=200)
    joined_on: Day | None = field("Joined on", default=None)
    commitment: Level3 | None = field("Commitment", default=None)
    visibility: Visibility = field("May be named to")
    concerns: str | None = field("Concerns", default=None, max=240, tag=STRATEGY)


@child
class HealthCheck(Child):
    """One row of “Health check”."""

    date: Day = field("Date")
    trust: Score = field("Trust")
    participation: Score = field("Participation")
    note: str | None = field("Note", default=None, max=240, tag=STRATEGY)


@record(
    "Coalition",
    "Coalitions",
    about=N_(
        "Alliances, working groups, networks and dialogue platforms, and how they are built step by step."
    ),
    code="E12",
    prefix="COA",
    compartment=PROGRAMME,
    classification=Classification.CONFIDENTIAL,
    title="name",
    columns=("ref", "name", "coalition_type", "place", "stage", "member_count", "our_role", "last_meeting"),
    sort="name",
    retention="RT-02",
)
class Coalition(Record):
    """Alliances, working groups, networks and dialogue platforms (PPD, provincial working groups), and how
    slowly and safely they are built.
    """

    name: str = field("Name", max=140)
    coalition_type: Term = field("Type", vocab="coalition_type")
    issue: Term | None = field("Issue in common", default=None, vocab="issue", needed_at="common_issue")
    place: Place | None = field("Area", default=None)
    our_role: CoalitionRole = field("Our role")
    members: tuple[CoalitionMember, ...] = field("Members")
    ground_rules: str | None = field(
        "Ground rules (decisions, media, who speaks, confidentiality)", default=None, needed_at="formal"
    )
    tor: Ref[Authorisation] | None = field("Terms of reference / MoU", default=None, needed_at="formal")
    meeting_rhythm: str | None = field("Rhythm", default=None, max=80)
    shared_position: Ref[Publication] | None = field("Shared position", default=None)
    health: tuple[HealthCheck, ...] = field("Health check", default=(), tag=STRATEGY)
    exit_plan: str | None = field(
        "If a member is pressured", default=None, tag=SECURITY_DETAIL, needed_at="joint_action"
    )

    states = States(
        individual="common_issue dormant ended",
        common_issue="informal_exchange dormant ended",
        informal_exchange="joint_action dormant ended",
        joint_action="shared_position dormant ended",
        shared_position="formal dormant ended",
        formal="dormant ended",
        dormant="individual common_issue informal_exchange joint_action shared_position formal ended",
        ended="",
        ends="ended",
        side="dormant ended",
    )

    @computed("Stage")
    def stage(self) -> CoalitionStage:
        """How far the coalition has come; the same as its state."""
        return CoalitionStage(self.state or "individual")

    @computed("Members")
    def member_count(self) -> int:
        """How many members it has."""
        return len(self.members)

    @looked_up("Last meeting")
    def last_meeting(self, look: Lookup) -> Day | None:
        """The day of the last meeting or activity held together."""
        return max(self._days_together(look), default=None)

    def _days_together(self, look: Lookup) -> Iterator[Day]:
        if not self.id:
            return
        for meeting in cast("list[Meeting]", look.find("meeting", coalition=self.id)):
            if meeting.starts_at and meeting.states.at_least(meeting.state, "held"):
                yield meeting.starts_at.date()
        for activity in cast("list[Activity]", look.find("activity", coalition=self.id)):
            if activity.starts_on and activity.states.at_least(activity.state, "held"):
                yield activity.starts_on.day

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stands against entering the state `to`; coming back from dormant passes every stage again."""
        yield from self._jump(to)
        if self.states.at_least(to, "common_issue"):
            yield from self._own_issues()
        if self.states.at_least(to, "joint_action"):
            yield from self._held_together(look)
            if is_empty(self.exit_plan):
                yield Problem(
                    "T",
                    "V-COA-04",
                    "exit_plan",
                    _("Write what the group does if one member comes under pressure."),
                )

    def _jump(self, to: str) -> Iterator[Problem]:
        stages = [state for state in self.states.all if state not in self.states.side]
        here = self.state or stages[0]
        if here in stages and to in stages and stages.index(to) > stages.index(here) + 1:
            yield Problem(
                "T",
                "V-COA-01",
                "state",
                _("Slow coalition building: go one stage at a time. Next is '{stage}'.").format(
                    stage=label_of(stages[stages.index(here) + 1])
                ),
            )

    def _own_issues(self) -> Iterator[Problem]:
        n = sum(not is_empty(row.own_issue) for row in self.members)
        if n < 2:
            yield Problem(
                "T",
                "V-COA-02",
                "members",
                _("First learn each partner's own issue. {n} of 2 recorded.").format(n=n),
            )

    def _held_together(self, look: Lookup) -> Iterator[Problem]:
        n = len(list(self._days_together(look)))
        if n < 2:
            yield Problem(
                "T",
                "V-COA-R-held_together",
                "state",
                _("Hold two meetings or activities together first. {n} of 2 recorded.").format(n=n),
            )

    def naming_problems(self, audience: Audience, look: Lookup) -> Iterator[Problem]:
        """V-COA-03: members who will not be named in an export for `audience`."""
        for number, row in enumerate(self.members):
            if row.visibility is Visibility.HIDDEN and audience is not Audience.INTERNAL:
                yield Problem(
                    "W",
                    "V-COA-03",
                    f"members.{number}.visibility",
                    _("{member} asked not to be named. It will print as 'a member organisation'.").format(
                        member=look.title("stakeholder", row.stakeholder)
                    ),
                )

    def printed_members(self, audience: Audience, look: Lookup) -> tuple[str, ...]:
        """The members as they may be named to `audience`."""
        return tuple(
            look.title("stakeholder", row.stakeholder)
            if _may_be_named(row.visibility, audience)
            else _("a member organisation")
            for row in self.members
        )


def _may_be_named(visibility: Visibility | None, audience: Audience) -> bool:
    if audience is Audience.INTERNAL or visibility is Visibility.OPEN:
        return True
    return visibility is Visibility.PARTNERS_ONLY and audience is Audience.PARTNER
