"""Choices of casework."""

from __future__ import annotations

from civicdesk.records.values import Choice


class CasePriority(Choice):
    """Case priority."""

    URGENT = "urgent"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class SafetyNow(Choice):
    """Safety now."""

    SAFE = "safe"
    SOME_DANGER = "some_danger"
    SERIOUS_DANGER = "serious_danger"


class ConsentPurpose(Choice):
    """Consent purpose."""

    SERVICES = "services"
    SHARE_WITH_NAMED_SERVICE = "share_with_named_service"
    SAFETY = "safety"
    ANONYMOUS_REPORTING = "anonymous_reporting"
    ADVOCACY_STORY = "advocacy_story"
    KEEP_IDENTITY = "keep_identity"
    CONTACT_LATER = "contact_later"


class ConsentGiven(Choice):
    """Consent given."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"
    WITHDRAWN = "withdrawn"


class ConsentBy(Choice):
    """Consent by."""

    PERSON = "person"
    CAREGIVER = "caregiver"
    BOTH_WITH_ASSENT = "both_with_assent"
    GUARDIAN = "guardian"


class ConsentForm(Choice):
    """Consent form."""

    SPOKEN = "spoken"
    THUMBPRINT = "thumbprint"
    SIGNED = "signed"
    AUDIO = "audio"


class ConsentException(Choice):
    """Consent exception."""

    LIFE_IN_DANGER = "life_in_danger"
    BEST_INTEREST_OF_CHILD = "best_interest_of_child"
    CANNOT_CONSENT = "cannot_consent"


class WgDomain(Choice):
    """Wg domain."""

    SEEING = "seeing"
    HEARING = "hearing"
    WALKING = "walking"
    REMEMBERING = "remembering"
    SELF_CARE = "self_care"
    COMMUNICATING = "communicating"


class WgAnswer(Choice):
    """Wg answer."""

    NO_DIFFICULTY = "no_difficulty"
    SOME_DIFFICULTY = "some_difficulty"
    A_LOT_OF_DIFFICULTY = "a_lot_of_difficulty"
    CANNOT_DO_AT_ALL = "cannot_do_at_all"
    DECLINED = "declined"


class PlanStatus(Choice):
    """Plan status."""

    TO_DO = "to_do"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"
    TRANSFERRED = "transferred"


class Situation(Choice):
    """Situation."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


class InvolvementDegree(Choice):
    """Involvement degree."""

    CARRIED_OUT = "carried_out"
    ORDERED = "ordered"
    PLANNED = "planned"
    WAS_PRESENT = "was_present"
    FAILED_TO_PROTECT = "failed_to_protect"
    SUSPECTED = "suspected"
    UNKNOWN = "unknown"


class SourceConnection(Choice):
    """Source connection."""

    PERSON_THEMSELVES = "person_themselves"
    WITNESS = "witness"
    RELATIVE = "relative"
    COLLEAGUE = "colleague"
    SAME_ORGANISATION = "same_organisation"
    SERVICE_PROVIDER = "service_provider"
    REPORTER = "reporter"
    THIRD_PARTY = "third_party"
    UNKNOWN = "unknown"


class VerificationStatus(Choice):
    """Verification status."""

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"
    UNKNOWN = "unknown"


class ImpactOnSituation(Choice):
    """Impact on situation."""

    STRONG_POSITIVE = "strong_positive"
    MODERATE_POSITIVE = "moderate_positive"
    MINOR = "minor"
    NONE_SEEN = "none_seen"
    MODERATE_NEGATIVE = "moderate_negative"
    STRONG_NEGATIVE = "strong_negative"
    UNKNOWN = "unknown"


class InterventionStatus(Choice):
    """Intervention status."""

    SIGNIFICANT_AND_CONTINUING = "significant_and_continuing"
    SOME_AND_CONTINUING = "some_and_continuing"
    TOKEN = "token"
    NOT_CONTINUING = "not_continuing"
    PENDING = "pending"
    NONE = "none"
    CLOSED = "closed"


class PersonKind(Choice):
    """Person kind."""

    PERSON = "person"
    FAMILY = "family"
    GROUP = "group"
