"""Choices of security and governance."""

from __future__ import annotations

from civicdesk.records.values import Choice


class Treatment(Choice):
    """Treatment."""

    REDUCE = "reduce"
    AVOID = "avoid"
    SHARE = "share"
    ACCEPT = "accept"


class RiskEffect(Choice):
    """Risk effect."""

    LOWERS_THREAT = "lowers_threat"
    LOWERS_VULNERABILITY = "lowers_vulnerability"
    RAISES_CAPACITY = "raises_capacity"


class Phase(Choice):
    """Phase."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class StepRole(Choice):
    """Step role."""

    EVERYONE = "everyone"
    RECEPTION = "reception"
    TEAM_LEAD = "team_lead"
    SFP = "sfp"
    DIRECTOR = "director"
    IT = "it"
    TRAVELLER = "traveller"
    CHECKIN_OFFICER = "checkin_officer"
    SPOKESPERSON = "spokesperson"
    BUDDY = "buddy"


class AckHow(Choice):
    """Ack how."""

    READ_ON_SCREEN = "read_on_screen"
    READ_ON_PAPER = "read_on_paper"
    EXPLAINED = "explained"


class DrillKind(Choice):
    """Drill kind."""

    TABLETOP = "tabletop"
    WALK_THROUGH = "walk_through"
    UNANNOUNCED = "unannounced"


class DrillResult(Choice):
    """Drill result."""

    GOOD = "good"
    NEEDS_PRACTICE = "needs_practice"


class NoContactRule(Choice):
    """No contact rule."""

    STANDARD = "standard"
    FAST = "fast"
    CUSTOM = "custom"


class CheckinStatus(Choice):
    """Checkin status."""

    SCHEDULED = "scheduled"
    DONE = "done"
    LATE = "late"
    MISSED = "missed"
    CANCELLED = "cancelled"


class PhraseOk(Choice):
    """Phrase ok."""

    OK = "ok"
    NOT_ASKED = "not_asked"
    WRONG = "wrong"
    DURESS = "duress"


class Harm(Choice):
    """Harm."""

    NONE = "none"
    MINOR = "minor"
    SERIOUS = "serious"
    CRITICAL = "critical"


class Severity(Choice):
    """Severity."""

    NEAR_MISS = "near_miss"
    MINOR = "minor"
    MODERATE = "moderate"
    SERIOUS = "serious"
    CRITICAL = "critical"


class Targeted(Choice):
    """Targeted."""

    TARGETED = "targeted"
    PROBABLY = "probably"
    OPPORTUNISTIC = "opportunistic"
    UNKNOWN = "unknown"


class TimelineKind(Choice):
    """Timeline kind."""

    FACT = "fact"
    DECISION = "decision"
    CALL = "call"
    MESSAGE = "message"


class NoticeGroup(Choice):
    """Notice group."""

    DIRECTOR = "director"
    TEAM = "team"
    ALL_STAFF = "all_staff"
    BOARD = "board"
    AFFECTED_ONLY = "affected_only"


class SupportDirection(Choice):
    """Support direction."""

    WE_ASK = "we_ask"
    WE_ARE_OFFERED = "we_are_offered"
    WE_GIVE = "we_give"


class Urgency(Choice):
    """Urgency."""

    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"


class SupportConsent(Choice):
    """Support consent."""

    YES = "yes"
    PARTLY = "partly"
    NOT_POSSIBLE = "not_possible"


class Publicity(Choice):
    """Publicity."""

    NONE = "none"
    PRIVATE_DIPLOMACY = "private_diplomacy"
    CLOSED_LIST = "closed_list"
    PUBLIC = "public"


class AccountState(Choice):
    """Account state."""

    ACTIVE = "active"
    LOCKED = "locked"
    DISABLED = "disabled"


class LeavingKind(Choice):
    """Leaving kind."""

    PLANNED = "planned"
    IMMEDIATE = "immediate"
    HOSTILE = "hostile"
    UNREACHABLE = "unreachable"


class BackupHandling(Choice):
    """Backup handling."""

    OVERWRITTEN = "overwritten"
    EXPIRE_ON_DATE = "expire_on_date"
    NONE = "none"
