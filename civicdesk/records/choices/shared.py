"""Choices used by several record types."""

from __future__ import annotations

from civicdesk.records.values import Choice


class Classification(Choice):
    """Classification."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    RESTRICTED = "restricted"


class Tlp(Choice):
    """Tlp."""

    CLEAR = "TLP:CLEAR"
    GREEN = "TLP:GREEN"
    AMBER = "TLP:AMBER"
    AMBER_STRICT = "TLP:AMBER+STRICT"
    RED = "TLP:RED"


class Audience(Choice):
    """Audience."""

    INTERNAL = "internal"
    SECURITY_FOCAL_POINT = "security_focal_point"
    BOARD = "board"
    DONOR = "donor"
    PARTNER = "partner"
    AUTHORITY = "authority"
    PUBLIC = "public"


class Role(Choice):
    """Role."""

    PRG = "PRG"
    CSW = "CSW"
    SFP = "SFP"
    DIR = "DIR"
    ADM = "ADM"
    BRD = "BRD"


class Entity(Choice):
    """Entity."""

    E01 = "E01"
    E02 = "E02"
    E03 = "E03"
    E04 = "E04"
    E05 = "E05"
    E06 = "E06"
    E07 = "E07"
    E08 = "E08"
    E09 = "E09"
    E10 = "E10"
    E11 = "E11"
    E12 = "E12"
    E13 = "E13"
    E14 = "E14"
    E15 = "E15"
    E16 = "E16"
    E17 = "E17"
    E18 = "E18"
    E19 = "E19"
    E20 = "E20"
    E21 = "E21"
    E22 = "E22"
    E23 = "E23"
    E24 = "E24"


class Currency(Choice):
    """Currency."""

    USD = "USD"
    KHR = "KHR"
    EUR = "EUR"


class EngagementGroup(Choice):
    """Engagement group."""

    CITIZENS_YOUTH = "citizens_youth"
    CSO = "cso"
    PRIVATE_SECTOR = "private_sector"
    MEDIA = "media"
    PUBLIC_SECTOR = "public_sector"
    DEVELOPMENT_PARTNER = "development_partner"


class AuthorityLevel(Choice):
    """Authority level."""

    VILLAGE = "village"
    COMMUNE_SANGKAT = "commune_sangkat"
    MUNICIPALITY_DISTRICT_KHAN = "municipality_district_khan"
    CAPITAL_PROVINCE = "capital_province"
    NATIONAL = "national"
    NOT_APPLICABLE = "not_applicable"


class PlaceUnit(Choice):
    """Place unit."""

    CAPITAL = "capital"
    PROVINCE = "province"
    MUNICIPALITY = "municipality"
    DISTRICT = "district"
    KHAN = "khan"
    COMMUNE = "commune"
    SANGKAT = "sangkat"
    VILLAGE = "village"


class Sex(Choice):
    """Sex."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    NOT_RECORDED = "not_recorded"


class Mode(Choice):
    """Mode."""

    IN_PERSON = "in_person"
    DIGITAL = "digital"
    HYBRID = "hybrid"


class Level3(Choice):
    """Level3."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Level4(Choice):
    """Level4."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class RiskCheck(Choice):
    """Risk check."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Claim(Choice):
    """Claim."""

    NO = "no"
    JOINTLY = "jointly"
    YES = "yes"


class Reliability(Choice):
    """Reliability."""

    HIGHLY_RELIABLE = "highly_reliable"
    LIKELY_RELIABLE = "likely_reliable"
    UNSURE = "unsure"
    LIKELY_UNRELIABLE = "likely_unreliable"
    HIGHLY_UNRELIABLE = "highly_unreliable"
    UNKNOWN = "unknown"


class YesNo(Choice):
    """Yes no."""

    YES = "yes"
    NO = "no"


class YesNoNa(Choice):
    """Yes no na."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


class YesNoUnknown(Choice):
    """Yes no unknown."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class RetentionAction(Choice):
    """Retention action."""

    DELETE = "delete"
    ANONYMISE = "anonymise"
    REDUCE_TO_COUNTS = "reduce_to_counts"
    HAND_OVER = "hand_over"


class FramingSeverity(Choice):
    """Framing severity."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"
