"""Rules of cases: consent first, identity nowhere but in the protected person, closure by somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from civicdesk.i18n import _
from civicdesk.records.choices import (
    ConsentBy,
    ConsentException,
    ConsentGiven,
    ConsentPurpose,
    PlanStatus,
    SafetyNow,
    YesNo,
)
from civicdesk.records.conditional import fill_in, rule_id, second_person
from civicdesk.records.fields import Field, Kind
from civicdesk.records.personal import personal_details
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import Child, fields_of
from civicdesk.records.thresholds import number

if TYPE_CHECKING:
    from civicdesk.records.case import Case, Consent, PlanRow
    from civicdesk.records.protected_person import ProtectedPerson
    from civicdesk.records.staff_member import StaffMember

OPEN = (PlanStatus.TO_DO, PlanStatus.IN_PROGRESS)
"""Plan actions that are not over."""

REFERRED = (PlanStatus.IN_PROGRESS, PlanStatus.DONE, PlanStatus.TRANSFERRED)
"""Plan actions with a provider that were begun: the person has been referred."""

REFER_ONLY = ("child_protection", "gender_based_violence")
"""Types of case for a specialised service alone."""

FORWARD = ("assessment", "planning", "active", "follow_up")
"""States of work that goes on: each needs the person's consent."""


def problems(case: Case, look: Lookup) -> Iterator[Problem]:
    """E and W rules of a case."""
    yield from _identity_in_text(case, look)
    yield from _consent_dates(case, look)
    yield from _consent_of_a_child(case, look)
    yield from _uses_without_consent(case, look)
    yield from _plan_problems(case, look)
    yield from _repeated_domains(case)
    if case.case_type in REFER_ONLY and _unreferred_after_a_day(case, look):
        yield Problem(
            "W",
            "V-CAS-09",
            "case_type",
            _("We refer these cases to a specialised service. Refer within 24 hours and do not interview."),
        )


def guards(case: Case, to: str, look: Lookup) -> Iterator[Problem]:
    """T rules of a case."""
    if to in FORWARD:
        yield from _leaving_without_consent(case, look)
        yield from _unsafe_contacts(case, look)
    if to in FORWARD and case.immediate_safety is SafetyNow.SERIOUS_DANGER:
        yield from fill_in(case, "T", "safety_steps")
    if to == "closed":
        yield from _closing(case, look)
    if to == "transferred" and not (
        case.consent_holds(ConsentPurpose.SHARE_WITH_NAMED_SERVICE, look.today) or has_exception(case, look)
    ):
        yield Problem(
            "T",
            rule_id(case, "transfer_to"),
            "transfer_to",
            _("The person has not agreed to this transfer. Record the consent to share with that service."),
        )


# --- consent --------------------------------------------------------------------------------------


def last_word(case: Case, purpose: ConsentPurpose) -> Consent | None:
    """What the person said last about a purpose."""
    said = [(row.date or date.min, place, row) for place, row in enumerate(case.consents)]
    return max((one for one in said if one[2].purpose is purpose), default=(None, 0, None))[2]


def stands(consent: Consent, today: date) -> bool:
    """Whether a consent is given, not withdrawn and not run out."""
    if consent.given is not ConsentGiven.YES:
        return False
    withdrawn = consent.withdrawn_on is not None and consent.withdrawn_on <= today
    return not withdrawn and not (consent.expires is not None and consent.expires < today)


def has_exception(case: Case, look: Lookup) -> bool:
    """Whether a director, other than the case worker, approved going on without consent."""
    for row in case.exception:
        director = cast("StaffMember | None", look.get("staff_member", row.approved_by))
        allowed = director is None or "DIR" in director.roles
        if row.reason and row.approved_by and allowed and row.approved_by != case.case_worker:
            return True
    return False


def _leaving_without_consent(case: Case, look: Lookup) -> Iterator[Problem]:
    if not case.consent_holds(ConsentPurpose.SERVICES, look.today) and not has_exception(case, look):
        yield Problem(
            "T",
            "V-CAS-01",
            "consents",
            _(
                "No consent for services is recorded. Stop here, or record an exception approved by a "
                "director."
            ),
        )


def _consent_dates(case: Case, look: Lookup) -> Iterator[Problem]:
    for place, row in enumerate(case.consents):
        early = row.date and case.intake_date and row.date < case.intake_date - timedelta(days=30)
        if early or (row.date and row.date > look.today):
            yield Problem("E", "V-CAS-04", f"consents.{place}.date", _("Check the consent date."))


def _consent_of_a_child(case: Case, look: Lookup) -> Iterator[Problem]:
    person = _person(case, look)
    if person is None or not person.is_minor:
        return
    if any(row.reason is ConsentException.BEST_INTEREST_OF_CHILD for row in case.exception):
        return
    given = [row for row in case.consents if row.given is ConsentGiven.YES]
    covered = {row.purpose for row in given if row.by_whom and row.by_whom is not ConsentBy.PERSON}
    if any(row.purpose not in covered for row in given):
        yield Problem(
            "E",
            "V-CAS-08",
            "consents",
            _(
                "For a child, record the caregiver's consent and the child's assent, or a best-interest "
                "decision."
            ),
        )


def _uses_without_consent(case: Case, look: Lookup) -> Iterator[Problem]:
    """Two uses that need a consent of their own."""
    if case.share_with_security and not case.consent_holds(ConsentPurpose.SAFETY, look.today):
        yield Problem(
            "E",
            rule_id(case, "share_with_security"),
            "share_with_security",
            _("Sharing with the security focal point needs the person's consent for safety."),
        )
    anonymous = case.consent_holds(ConsentPurpose.ANONYMOUS_REPORTING, look.today)
    if case.advocacy_use is YesNo.YES and not anonymous:
        yield Problem(
            "E",
            rule_id(case, "advocacy_use"),
            "advocacy_use",
            _("Use for advocacy needs the person's consent for anonymous reporting."),
        )


def _person(case: Case, look: Lookup) -> ProtectedPerson | None:
    return cast("ProtectedPerson | None", look.get("protected_person", case.subject))


# --- identity -------------------------------------------------------------------------------------


def _identity_in_text(case: Case, look: Lookup) -> Iterator[Problem]:
    person = _person(case, look)
    names = person.names if person else ()
    specs = (*fields_of(type(case)), case.meta.field("notes"))
    for where, text in _texts(case, specs):
        if personal_details(text, names=names, officials=True):
            yield Problem(
                "E",
                "V-CAS-02",
                where,
                _("This looks like a name or number. Keep identity only in the protected person record."),
            )


def _texts(owner: Case | Child, specs: tuple[Field, ...], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every typed text of a case and its rows, with the place where it stands."""
    for spec in specs:
        value = getattr(owner, spec.key)
        if spec.kind in (Kind.TEXT, Kind.LONG) and value:
            yield prefix + spec.key, str(value)
        elif spec.kind is Kind.CHILD:
            for place, row in enumerate(value):
                yield from _texts(row, fields_of(type(row)), f"{prefix}{spec.key}.{place}.")


# --- plan and follow-up ---------------------------------------------------------------------------


def _plan_problems(case: Case, look: Lookup) -> Iterator[Problem]:
    """A referral is a step of its own: without consent it is refused when it is entered."""
    for place, row in enumerate(case.plan):
        if row.provider is None:
            continue
        if row.referral_consent is None:
            yield Problem(
                "E",
                rule_id(case, "referral_consent"),
                f"plan.{place}.referral_consent",
                _("Ask whether the person agrees to this referral, and record the answer."),
            )
        elif row.status in REFERRED and not case.is_historical and _refused(case, row, look):
            yield Problem(
                "E",
                "V-CAS-03",
                f"plan.{place}.referral_consent",
                _("The person has not agreed to this referral to {provider}.").format(
                    provider=look.title("stakeholder", row.provider)
                ),
            )


def _refused(case: Case, row: PlanRow, look: Lookup) -> bool:
    """Whether the person said no to this referral, or took the consent back before it was made."""
    if row.referral_consent is YesNo.NO:
        return True
    purposes = (ConsentPurpose.SERVICES, ConsentPurpose.SHARE_WITH_NAMED_SERVICE)
    said = [word for purpose in purposes if (word := last_word(case, purpose)) is not None]
    if not any(word.withdrawn_on or word.given is ConsentGiven.WITHDRAWN for word in said):
        return False
    return not _made_before(case, row, look)


def _made_before(case: Case, row: PlanRow, look: Lookup) -> bool:
    """Whether the saved case already has this referral."""
    saved = cast("Case | None", look.get("case", case.id) if case.id else None)
    made = saved.plan if saved else ()
    return any(
        (one.provider, one.action) == (row.provider, row.action) and one.status in REFERRED for one in made
    )


def _unreferred_after_a_day(case: Case, look: Lookup) -> bool:
    referred = any(row.provider and row.status in REFERRED for row in case.plan)
    return not referred and bool(case.intake_date) and look.today > case.intake_date


def _unsafe_contacts(case: Case, look: Lookup) -> Iterator[Problem]:
    person = _person(case, look)
    barred = {channel for row in person.identity for channel in row.do_not_contact_via} if person else set()
    for place, row in enumerate(case.follow_ups):
        if not row.safe_contact or row.how in barred:
            yield Problem(
                "T", "V-CAS-10", f"follow_ups.{place}.how", _("The person said this contact is not safe.")
            )


def _repeated_domains(case: Case) -> Iterator[Problem]:
    seen = [row.domain for row in case.wgss if row.domain]
    if len(seen) != len(set(seen)):
        yield Problem("E", rule_id(case, "wgss"), "wgss", _("Each of the six domains is asked once."))


# --- closing --------------------------------------------------------------------------------------


def _closing(case: Case, look: Lookup) -> Iterator[Problem]:
    if waiting := sum(row.status in OPEN for row in case.plan):
        yield Problem(
            "T",
            "V-CAS-05",
            "plan",
            _("{n} plan actions are still open. Finish, drop or transfer them.").format(n=waiting),
        )
    if case.closure_reason == "no_longer_contactable" and _tried_too_briefly(case, look):
        yield Problem(
            "T",
            "V-CAS-06",
            "closure_reason",
            _("Keep trying for 90 days before closing for this reason."),
        )
    if look.actor is not None and look.actor == case.case_worker:
        yield Problem(
            second_person(look), "V-CAS-07", "case_worker", _("Another person must approve the closure.")
        )


def _tried_too_briefly(case: Case, look: Lookup) -> bool:
    """Whether the first failed try since the person was last reached is less than 90 days ago."""
    rows = sorted((row for row in case.follow_ups if row.date), key=lambda row: row.date)
    reached = max((place for place, row in enumerate(rows) if row.reached), default=-1)
    failed = [row.date for row in rows[reached + 1 :]]
    return not failed or (look.today - failed[0]).days < number(look, "case.no_contact_days", 90)
