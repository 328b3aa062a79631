"""Coalition (E12): Alliances, working groups, networks and dialogue platforms (PPD, provincial working groups), and how slowly and safely they are built."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.choices import Classification, CoalitionRole, Level3, Visibility
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import SECURITY_DETAIL, STRATEGY
from civicdesk.records.values import Day, Place, Ref, Score, Term

if TYPE_CHECKING:
    from civicdesk.records.authorisation import Authorisation
    from civicdesk.records.publication import Publication
    from civicdesk.records.stakeholder import Stakeholder


@child
class CoalitionMember(Child):
    """One row of “Members”."""

    stakeholder: Ref[Stakeholder] = field("Stakeholder")
    own_issue: str | None = field("Own issue", default=None, max=200)
    joined_on: Day | None = field("Joined on", default=None)
    commitment: Level3 | None = field("Commitment", default=None)
    visibility: Visibility = field("Visibility")
    concerns: str | None = field("Concerns", default=None, max=240, tag=STRATEGY)


@child
class HealthCheck(Child):
    """One row of “Health check”."""

    date: Day = field("Date")
    trust: Score = field("Trust")
    participation: Score = field("Participation")
    note: str | None = field("Note", default=None, max=240)


@record(
    "Coalition",
    "Coalitions",
    code="E12",
    prefix="COA",
    compartment=PROGRAMME,
    classification=Classification.CONFIDENTIAL,
    title="name",
    columns=("ref", "name", "coalition_type", "place", "state", "our_role"),
    sort="name",
    retention="RT-02",
)
class Coalition(Record):
    """Alliances, working groups, networks and dialogue platforms (PPD, provincial working groups), and how
    slowly and safely they are built."""

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
