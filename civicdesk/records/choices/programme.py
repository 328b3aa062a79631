"""Choices of campaigns, results and evidence."""

from __future__ import annotations

from civicdesk.records.values import Choice


class Stance(Choice):
    """Stance."""

    CHAMPION = "champion"
    SUPPORTIVE = "supportive"
    NEUTRAL = "neutral"
    CAUTIOUS = "cautious"
    OPPOSED = "opposed"
    UNKNOWN = "unknown"


class PowerForm(Choice):
    """Power form."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    INVISIBLE = "invisible"


class PowerSpace(Choice):
    """Power space."""

    CLOSED = "closed"
    INVITED = "invited"
    CLAIMED = "claimed"


class PostLevel(Choice):
    """Post level."""

    POLITICAL = "political"
    SENIOR = "senior"
    MIDDLE = "middle"
    TECHNICAL = "technical"
    FRONTLINE = "frontline"


class Openness(Choice):
    """Openness."""

    WILLING = "willing"
    NEUTRAL = "neutral"
    RELUCTANT = "reluctant"
    UNKNOWN = "unknown"


class ContactBasis(Choice):
    """Contact basis."""

    PUBLIC_ROLE = "public_role"
    GAVE_CARD = "gave_card"
    CONSENT = "consent"
    EMERGENCY_SERVICE = "emergency_service"


class ResultLevel(Choice):
    """Result level."""

    OUTPUT = "output"
    OUTCOME = "outcome"
    IMPACT = "impact"


class IndicatorMeasure(Choice):
    """Indicator measure."""

    UNIT = "unit"
    PERCENTAGE = "percentage"
    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    QUALITATIVE = "qualitative"


class Direction(Choice):
    """Direction."""

    HIGHER_IS_BETTER = "higher_is_better"
    LOWER_IS_BETTER = "lower_is_better"


class Aggregation(Choice):
    """Aggregation."""

    SUM = "sum"
    LATEST = "latest"
    AVERAGE = "average"


class CountBasis(Choice):
    """Count basis."""

    ATTENDANCES = "attendances"
    UNIQUE_PEOPLE = "unique_people"


class Dimension(Choice):
    """Dimension."""

    SEX = "sex"
    AGE = "age"
    DISABILITY = "disability"
    GROUP = "group"
    PLACE = "place"


class WeElement(Choice):
    """We element."""

    W1_ECONOMIC_FIRST = "w1_economic_first"
    W2_CAREFUL_FRAMING = "w2_careful_framing"
    W3_RIGHTS_CAPACITY = "w3_rights_capacity"
    W4_EVIDENCE = "w4_evidence"
    W5_SLOW_COALITION = "w5_slow_coalition"
    W6_BUREAUCRACY = "w6_bureaucracy"
    W7_PRIVATE_SECTOR = "w7_private_sector"


class WeStatus(Choice):
    """We status."""

    NOT_STARTED = "not_started"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    NOT_APPLICABLE = "not_applicable"


class LadderStatus(Choice):
    """Ladder status."""

    NOT_STARTED = "not_started"
    CONTACTED = "contacted"
    MET = "met"
    SUPPORTIVE = "supportive"
    COMMITTED = "committed"
    BLOCKED = "blocked"
    SKIPPED = "skipped"


class MarkerLevel(Choice):
    """Marker level."""

    EXPECT_TO_SEE = "expect_to_see"
    LIKE_TO_SEE = "like_to_see"
    LOVE_TO_SEE = "love_to_see"


class AccessProfile(Choice):
    """Access profile."""

    OWN_SMARTPHONE = "own_smartphone"
    SHARED_PHONE = "shared_phone"
    BASIC_PHONE = "basic_phone"
    NO_INTERNET = "no_internet"


class ChangeType(Choice):
    """Change type."""

    BEHAVIOUR = "behaviour"
    RELATIONSHIP = "relationship"
    ACTION = "action"
    POLICY = "policy"
    PRACTICE = "practice"


class Contribution(Choice):
    """Contribution."""

    MINOR = "minor"
    SOME = "some"
    SUBSTANTIAL = "substantial"


class Expectedness(Choice):
    """Expectedness."""

    INTENDED = "intended"
    UNINTENDED_POSITIVE = "unintended_positive"
    UNINTENDED_NEGATIVE = "unintended_negative"


class Agreement(Choice):
    """Agreement."""

    AGREES = "agrees"
    PARTLY = "partly"
    DISAGREES = "disagrees"


class ConsentState(Choice):
    """Consent state."""

    YES = "yes"
    NOT_NEEDED = "not_needed"
    NO = "no"


class NoEvidenceReason(Choice):
    """No evidence reason."""

    COURTESY = "courtesy"
    PROCEDURE = "procedure"
    QUESTION_TO_THEM = "question_to_them"
    AGREED_FACT = "agreed_fact"
