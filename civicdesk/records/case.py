"""Case (E16): help for one person, family or group, from intake with consent to closure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Self

from civicdesk.i18n import N_
from civicdesk.records import case_rules
from civicdesk.records.choices import (
    CasePriority,
    Classification,
    ConsentBy,
    ConsentException,
    ConsentForm,
    ConsentGiven,
    ConsentPurpose,
    ImpactOnSituation,
    InterventionStatus,
    InvolvementDegree,
    Level4,
    PlanStatus,
    Reliability,
    SafetyNow,
    Situation,
    SourceConnection,
    VerificationStatus,
    WgAnswer,
    WgDomain,
    YesNo,
    YesNoNa,
)
from civicdesk.records.fields import computed, field
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import CASEWORK, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import HEALTH_LEGAL, PERSON_COMMUNITY, PLACE_FINE, SOURCE_IDENTITY
from civicdesk.records.values import Attachment, Day, PartialDate, Place, Ref, Term

if TYPE_CHECKING:
    from civicdesk.records.protected_person import ProtectedPerson
    from civicdesk.records.staff_member import StaffMember
    from civicdesk.records.stakeholder import Stakeholder


@child
class Consent(Child):
    """A row of “Consent”."""

    purpose: ConsentPurpose = field("Purpose")
    given: ConsentGiven = field("Given")
    by_whom: ConsentBy = field("By whom")
    how: ConsentForm = field("How")
    date: Day = field("Date")
    expires: Day | None = field("Expires", default=None)
    limits: str | None = field("Limits", default=None, max=240)
    withdrawn_on: Day | None = field("Withdrawn on", default=None)
    explained_by: Ref[StaffMember] = field("Explained by")


@child
class AssessmentRow(Child):
    """A row of “Assessment”."""

    domain: Term = field("Domain", vocab="assessment_domain")
    needs: str = field("Needs")
    strengths: str | None = field("Strengths", default=None)
    risk: Level4 = field("Risk")
    date: Day = field("Date")


@child
class WashingtonGroupRow(Child):
    """One question of the Washington Group short set."""

    domain: WgDomain = field("Domain")
    answer: WgAnswer | None = field("Answer", default=None)


@child
class PlanRow(Child):
    """A row of “Case plan”."""

    goal: str = field("Goal", max=200)
    action: str = field("Action", max=240)
    service_type: Term = field("Service type", vocab="service_type")
    provider: Ref[Stakeholder] | None = field("Provider", default=None)
    agreed_with_person: bool = field("Agreed with the person", default=False)
    due: Day = field("Due")
    status: PlanStatus = field("Status")
    referral_consent: YesNo | None = field("Person agrees to the referral", default=None)
    outcome: str | None = field("Outcome", default=None, max=240)


@child
class FollowUp(Child):
    """A row of “Follow-up”."""

    date: Day = field("Date")
    how: Term = field("How", vocab="contact_channel")
    safe_contact: bool = field("The person said this contact is safe", default=False)
    reached: bool = field("Person reached", default=True)
    note: str = field("Note")
    situation: Situation = field("Situation")
    next_date: Day | None = field("Next date", default=None)


@child
class CaseEvent(Child):
    """A row of “What happened”."""

    event_title: str = field("Event title", max=120)
    start_date: PartialDate | None = field("Start date", default=None)
    place: Place | None = field("Place", default=None, tag=PLACE_FINE)
    act_type: Term = field("Act type", vocab="act_type")
    affected: Ref[ProtectedPerson] = field("Affected")
    actor_type: Term = field("Actor type", vocab="actor_type")
    involvement: InvolvementDegree | None = field("Involvement", default=None)
    source_connection: SourceConnection = field("How the source knows", tag=SOURCE_IDENTITY)
    source_person: Ref[ProtectedPerson] | None = field("Source person", default=None, tag=SOURCE_IDENTITY)
    reliability: Reliability = field("Reliability")
    verification: VerificationStatus = field("Verification")
    description: str = field("Description")
    evidence: tuple[Attachment, ...] = field("Evidence", default=())


@child
class Intervention(Child):
    """A row of “Steps taken with others”."""

    date: Day = field("Date")
    intervention_type: Term = field("Intervention type", vocab="intervention_type")
    party: Ref[Stakeholder] | None = field("Party", default=None)
    response: Term | None = field("Response", default=None, vocab="response_type")
    impact: ImpactOnSituation | None = field("Impact", default=None)
    status: InterventionStatus | None = field("Status", default=None)


@child
class ConsentExceptionRow(Child):
    """A row of “Consent exception”."""

    reason: ConsentException = field("Reason")
    explained: str = field("Explained")
    approved_by: Ref[StaffMember] = field("Approved by")
    date: Day = field("Date")


@record(
    "Case",
    "Cases",
    about=N_(
        "Help for one person, family or group: intake with consent, assessment, plan, services and "
        "referrals, follow-up and closure. Names are kept apart."
    ),
    code="E16",
    prefix="CAS",
    compartment=CASEWORK,
    classification=Classification.RESTRICTED,
    title="ref",
    columns=("ref", "subject", "case_type", "priority", "place", "state", "next_due", "case_worker"),
    sort="-intake_date",
    retention="RT-08",
    random_ref=True,
)
class Case(Record):
    """Help for one person, family or group: intake with consent, assessment, plan, services and referrals,
    follow-up, closure. Also records what happened in the HURIDOCS "who did what to whom" form, in light
    version.
    """

    subject: Ref[ProtectedPerson] = field("Person / family / group")
    case_type: Term = field("Type", vocab="case_type")
    intake_date: Day = field("Intake date")
    intake_channel: Term = field("How it came", vocab="intake_channel")
    referred_by: Ref[Stakeholder] | None = field("Referred by", default=None, tag=SOURCE_IDENTITY)
    place: Place = field("District", tag=PLACE_FINE)
    priority: CasePriority = field("Priority")
    case_worker: Ref[StaffMember] = field("Case worker")
    shared_with: tuple[Ref[StaffMember], ...] = field("Also visible to", default=())
    share_with_security: bool = field("Share summary with security focal point", default=False)
    immediate_safety: SafetyNow = field("Safe now?")
    safety_steps: str | None = field("Steps for safety", default=None, tag=PERSON_COMMUNITY)
    request: str = field("What the person asks for (own words, short)", tag=PERSON_COMMUNITY)
    consents: tuple[Consent, ...] = field("Consent")
    assessment: tuple[AssessmentRow, ...] = field("Assessment", default=(), needed_at="planning")
    wgss: tuple[WashingtonGroupRow, ...] = field("Washington Group short set", default=(), tag=HEALTH_LEGAL)
    plan: tuple[PlanRow, ...] = field("Case plan", default=(), needed_at="active")
    follow_ups: tuple[FollowUp, ...] = field("Follow-up", default=())
    events: tuple[CaseEvent, ...] = field("What happened (documentation)", default=(), tag=HEALTH_LEGAL)
    interventions: tuple[Intervention, ...] = field("Steps taken with others", default=())
    advocacy_use: YesNo = field("May be used for advocacy (no identity)", default=YesNo.NO)
    closure_reason: Term | None = field(
        "Closure reason", default=None, vocab="closure_reason", needed_at="closed"
    )
    closure_summary: str | None = field("Situation at closure", default=None, needed_at="closed")
    person_informed: YesNoNa | None = field(
        "Person told and knows how to come back", default=None, needed_at="closed"
    )
    feedback: str | None = field("Person's feedback", default=None)
    transfer_to: Ref[Stakeholder] | None = field("Transferred to", default=None, needed_at="transferred")
    exception: tuple[ConsentExceptionRow, ...] = field("Consent exception", default=())

    states = States(
        intake="assessment declined",
        assessment="planning",
        planning="active",
        active="follow_up transferred",
        follow_up="closed active transferred",
        closed="active",
        declined="",
        transferred="",
        who={"closed": "DIR CSW"},
        reasons="declined closed>active",
        ends="closed transferred declined",
        side="declined transferred",
        four_eyes="closed",
    )

    @computed("Next due")
    def next_due(self) -> date | None:
        """The next follow-up, open plan action or end of a consent."""
        if self.state in self.states.ends:
            return None
        dates = [row.due for row in self.plan if row.due and row.status in case_rules.OPEN]
        if self.follow_ups:
            last = max(self.follow_ups, key=lambda row: row.date or date.min)
            dates += [last.next_date] if last.next_date else []
        dates += [c.expires for c in self.consents if c.expires and c.withdrawn_on is None]
        return min(dates, default=None)

    @computed("Disability (Washington Group)", tag=HEALTH_LEGAL)
    def wgss_disability(self) -> bool | None:
        """Whether one domain is at "a lot of difficulty" or worse; None when nothing was answered."""
        answers = [row.answer for row in self.wgss if row.answer and row.answer is not WgAnswer.DECLINED]
        hard = (WgAnswer.A_LOT_OF_DIFFICULTY, WgAnswer.CANNOT_DO_AT_ALL)
        return any(answer in hard for answer in answers) if answers else None

    def consent_holds(self, purpose: ConsentPurpose, today: date) -> bool:
        """Whether the person's last word on this purpose is yes, not withdrawn and not run out."""
        said = case_rules.last_word(self, purpose)
        return said is not None and case_rules.stands(said, today)

    def prepared(self, look: Lookup) -> Self:
        """A declined case is kept by the shorter rule."""
        return self.replaced(retention_rule="RT-09") if self.state == "declined" else self

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this case can tell is wrong with itself."""
        yield from case_rules.problems(self, look)

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stops entering a state."""
        yield from case_rules.guards(self, to, look)
