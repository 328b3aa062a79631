"""Publication (E11): clearance of anything going out in our name, from a report to a post."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Self

from civicdesk.i18n import N_
from civicdesk.records import publication_rules
from civicdesk.records.choices import Audience, Classification, Identifiable, Level4, Signoff, Tone
from civicdesk.records.conditional import fill_in
from civicdesk.records.fields import field
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.rules import is_empty
from civicdesk.records.states import States
from civicdesk.records.tags import FREE_TEXT, PERSON_STAFF, SECURITY_DETAIL, STRATEGY
from civicdesk.records.values import Day, Ref, Term

if TYPE_CHECKING:
    from civicdesk.records.campaign import Campaign
    from civicdesk.records.coalition import Coalition
    from civicdesk.records.evidence import Evidence
    from civicdesk.records.incident import Incident
    from civicdesk.records.project import Project
    from civicdesk.records.protocol import Protocol
    from civicdesk.records.risk import Risk
    from civicdesk.records.staff_member import StaffMember
    from civicdesk.records.stakeholder import Stakeholder
    from civicdesk.records.support_request import SupportRequest


@child
class Claim(Child):
    """One row of “Claims”."""

    claim: str = field("Claim", max=300)
    evidence: tuple[Ref[Evidence], ...] = field("Evidence")
    checked_by: Ref[StaffMember] | None = field("Checked by", default=None)
    ok: bool = field("Found in order", default=False)


@child
class PreBriefing(Child):
    """One row of “Pre-briefing of ministries and partners”."""

    stakeholder: Ref[Stakeholder] = field("Who is told beforehand")
    planned_on: Day = field("Planned on")
    done_on: Day | None = field("Done on", default=None)
    by: Ref[StaffMember] | None = field("Told by", default=None)
    how: Term | None = field("By what means", default=None, vocab="contact_channel")
    reaction: str | None = field("Reaction", default=None, max=240, tag=STRATEGY)
    skip_reason: str | None = field("Why it is skipped", default=None, max=200)


@child
class SignOff(Child):
    """One row of “Sign-offs”."""

    role: str = field("Role", max=40)
    by: Ref[StaffMember] = field("Signed by")
    at: datetime = field("When")
    decision: Signoff = field("Decision")
    comment: str | None = field("Comment", default=None)


@child
class MonitoringNote(Child):
    """One row of “After release”."""

    date: Day = field("Date")
    what: str = field("What was said", max=240)
    tone: Tone | None = field("Tone", default=None)
    incident: Ref[Incident] | None = field("Incident", default=None)


@record(
    "Publication",
    "Publications",
    about=N_(
        "Everything that goes out in your name, from a report to a social media post, and who cleared it."
    ),
    code="E11",
    prefix="PUB",
    compartment=PROGRAMME,
    classification=Classification.CONFIDENTIAL,
    title="title",
    columns=("ref", "title", "publication_type", "audiences", "risk_rating", "state", "release_at", "owner"),
    sort="-release_at",
    retention="RT-02",
)
class Publication(Record):
    """Clearance of anything going out in our name: report, brief, statement, press release, interview
    lines, social media post or series, joint letter.
    """

    title: str = field("Title", max=160)
    publication_type: Term = field("Type", vocab="publication_type")
    audiences: tuple[Audience, ...] = field("For")
    language: tuple[Term, ...] = field("Languages", vocab="language")
    campaign: Ref[Campaign] | None = field("Campaign", default=None)
    project: Ref[Project] | None = field("Project", default=None)
    coalition: Ref[Coalition] | None = field("Coalition", default=None)
    text: str | None = field("Text or key messages", default=None, tag=FREE_TEXT, needed_at="evidence_check")
    urgent_reason: str | None = field("Why this is urgent", default=None, max=240)
    claims: tuple[Claim, ...] = field("Claims", default=(), needed_at="evidence_check")
    identifiable_people: Identifiable | None = field(
        "People who could be recognised", default=None, needed_at="risk_review"
    )
    risk_rating: Level4 | None = field("Risk rating", default=None, needed_at="risk_review")
    risk_note: str | None = field("Risk note", default=None, tag=SECURITY_DETAIL)
    risks: tuple[Ref[Risk], ...] = field("Risks", default=())
    relationship_impact: tuple[Ref[Stakeholder], ...] = field(
        "Which relationships it may strain", default=(), tag=STRATEGY
    )
    pre_briefings: tuple[PreBriefing, ...] = field("Pre-briefing of ministries and partners", default=())
    neutral_lines: str | None = field(
        "Neutrality statement (method, no political agenda)", default=None, needed_at="pre_briefing"
    )
    speakers: tuple[Ref[StaffMember], ...] = field("Spokespersons", default=(), tag=PERSON_STAFF)
    holding_line: str | None = field("Line to take if attacked", default=None, tag=STRATEGY)
    joint_signatories: tuple[Ref[Stakeholder], ...] = field("Issued jointly with", default=())
    safety_plan: Ref[Protocol] | None = field("Publication-day protocol", default=None)
    solidarity_ready: Ref[SupportRequest] | None = field("Support asked in advance", default=None)
    call_to_action: Term | None = field("Call to action", default=None, vocab="call_to_action")
    signoffs: tuple[SignOff, ...] = field("Sign-offs", default=(), automatic=True)
    release_at: datetime | None = field("Release", default=None, needed_at="cleared")
    released_at: datetime | None = field("Released", default=None, needed_at="released")
    channels: tuple[Term, ...] = field(
        "Released where", default=(), vocab="outreach_channel", needed_at="released"
    )
    monitoring: tuple[MonitoringNote, ...] = field("After release", default=())
    reach: int | None = field("Reach (counts only)", default=None)

    states = States(
        draft="evidence_check risk_review withdrawn",
        evidence_check="risk_review returned withdrawn",
        risk_review="pre_briefing sign_off returned withdrawn",
        pre_briefing="sign_off returned withdrawn",
        sign_off="cleared returned withdrawn",
        cleared="released withdrawn",
        released="monitored",
        monitored="closed",
        closed="",
        returned="draft",
        withdrawn="",
        who={"pre_briefing": "SFP", "risk_review>sign_off": "SFP", "cleared": "DIR"},
        reasons="returned withdrawn draft>risk_review risk_review>sign_off",
        ends="closed withdrawn",
        side="returned withdrawn",
        four_eyes="cleared",
    )

    def signed(self, by: str, role: str, at: datetime, decision: Signoff, comment: str | None = None) -> Self:
        """A copy with one more sign-off."""
        row = SignOff(role=role, by=Ref(by), at=at, decision=decision, comment=comment)
        return self.replaced(signoffs=(*self.signoffs, row))

    def passed(self, to: str) -> tuple[str, ...]:
        """The short path of an emergency leaves out the pre-briefing, and nothing else."""
        steps = super().passed(to)
        return steps if is_empty(self.urgent_reason) else tuple(s for s in steps if s != "pre_briefing")

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this publication can tell is wrong with itself."""
        if self.publication_type in publication_rules.SOCIAL_MEDIA:
            yield from fill_in(self, "E", "call_to_action")
        yield from publication_rules.opinion_problems(self, look)
        yield from publication_rules.alone_problems(self)

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stands against entering the state `to`."""
        yield from publication_rules.step_guards(self, to, look)
