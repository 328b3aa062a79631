"""Choices of meetings, commitments, permissions, publications, coalitions, grants and activities."""

from __future__ import annotations

from civicdesk.records.values import Choice


class MeetingRole(Choice):
    """Meeting role."""

    LEAD = "lead"
    SPEAKER = "speaker"
    NOTE_TAKER = "note_taker"
    OBSERVER = "observer"
    INTERPRETER = "interpreter"
    DRIVER = "driver"


class PermissionCheck(Choice):
    """Permission check."""

    NOT_NEEDED = "not_needed"
    COURTESY_LETTER_SENT = "courtesy_letter_sent"
    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"
    WAIVED = "waived"


class RecordingRule(Choice):
    """Recording rule."""

    NONE = "none"
    NOTES_ONLY = "notes_only"
    PHOTOS_AGREED = "photos_agreed"
    RECORDING_AGREED = "recording_agreed"


class Attribution(Choice):
    """Attribution."""

    BY_POST = "by_post"
    CHATHAM_HOUSE = "chatham_house"
    NONE = "none"


class VoiceFlag(Choice):
    """Voice flag."""

    NO = "no"
    ONCE = "once"
    MORE = "more"


class CommitmentKind(Choice):
    """Commitment kind."""

    AUTHORITY_COMMITMENT = "authority_commitment"
    PRIVATE_SECTOR_COMMITMENT = "private_sector_commitment"
    PARTNER_COMMITMENT = "partner_commitment"
    JOINT_ACTION_JAAP = "joint_action_jaap"
    JOINT_ACTION = "joint_action"
    OUR_ACTION = "our_action"
    CORRECTIVE_ACTION = "corrective_action"
    RISK_TREATMENT = "risk_treatment"


class CommitmentForm(Choice):
    """Commitment form."""

    SPOKEN = "spoken"
    MINUTES = "minutes"
    LETTER = "letter"
    SIGNED_AGREEMENT = "signed_agreement"
    JAAP = "jaap"
    DECISION_PUBLISHED = "decision_published"


class CommitmentResult(Choice):
    """Commitment result."""

    KEPT = "kept"
    PARTLY_KEPT = "partly_kept"
    CHANGED_AGREED = "changed_agreed"


class JaapService(Choice):
    """Jaap service."""

    HEALTH_CENTRE = "health_centre"
    PRIMARY_SCHOOL = "primary_school"
    COMMUNE_ADMINISTRATION = "commune_administration"


class AuthDecision(Choice):
    """Auth decision."""

    GRANTED = "granted"
    GRANTED_WITH_CONDITIONS = "granted_with_conditions"
    REFUSED = "refused"
    NO_REPLY = "no_reply"


class Identifiable(Choice):
    """Identifiable."""

    NONE = "none"
    CONSENTED = "consented"
    NOT_CONSENTED = "not_consented"


class Signoff(Choice):
    """Signoff."""

    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"


class Tone(Choice):
    """Tone."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    THREAT = "threat"


class CoalitionRole(Choice):
    """Coalition role."""

    CONVENOR = "convenor"
    CORE = "core"
    MEMBER = "member"
    OBSERVER = "observer"
    SECRETARIAT = "secretariat"


class CoalitionStage(Choice):
    """Coalition stage."""

    INDIVIDUAL = "individual"
    COMMON_ISSUE = "common_issue"
    INFORMAL_EXCHANGE = "informal_exchange"
    JOINT_ACTION = "joint_action"
    SHARED_POSITION = "shared_position"
    FORMAL = "formal"
    DORMANT = "dormant"
    ENDED = "ended"


class Visibility(Choice):
    """Visibility."""

    OPEN = "open"
    PARTNERS_ONLY = "partners_only"
    HIDDEN = "hidden"


class PassFail(Choice):
    """Pass fail."""

    PASS = "pass"
    FAIL = "fail"
    WAIVED = "waived"


class TrancheStatus(Choice):
    """Tranche status."""

    PLANNED = "planned"
    DUE = "due"
    PAID = "paid"
    HELD = "held"
    CANCELLED = "cancelled"


class ReportKind(Choice):
    """Report kind."""

    NARRATIVE = "narrative"
    FINANCIAL = "financial"
    BOTH = "both"
    FINAL = "final"


class CountMethod(Choice):
    """Count method."""

    TALLY = "tally"
    ANONYMOUS_FORM = "anonymous_form"
    SIGN_IN_DESTROYED = "sign_in_destroyed"
    PARTNER_REPORT = "partner_report"
    ESTIMATE = "estimate"


class PhotoRule(Choice):
    """Photo rule."""

    NONE = "none"
    NO_FACES = "no_faces"
    CONSENTED = "consented"


class BalanceFinding(Choice):
    """Balance finding."""

    BALANCED = "balanced"
    WATCH = "watch"
    UNBALANCED = "unbalanced"
