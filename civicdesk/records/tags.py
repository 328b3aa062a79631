"""Sensitivity tags: what a field carries, so that every output knows what it may show (`domain.md` 0.7)."""

from __future__ import annotations

from enum import StrEnum


class Tag(StrEnum):
    """Sensitivity of a field. What each audience sees of it is decided in `records.redaction` alone."""

    PERSON_STAFF = "person_staff"
    PERSON_OFFICIAL = "person_official"
    PERSON_COMMUNITY = "person_community"
    PLACE_FINE = "place_fine"
    STRATEGY = "strategy"
    SECURITY_DETAIL = "security_detail"
    SOURCE_IDENTITY = "source_identity"
    MONEY = "money"
    HEALTH_LEGAL = "health_legal"
    FREE_TEXT = "free_text"
    INTERNAL_NOTE = "internal_note"


PERSON_STAFF = Tag.PERSON_STAFF
PERSON_OFFICIAL = Tag.PERSON_OFFICIAL
PERSON_COMMUNITY = Tag.PERSON_COMMUNITY
PLACE_FINE = Tag.PLACE_FINE
STRATEGY = Tag.STRATEGY
SECURITY_DETAIL = Tag.SECURITY_DETAIL
SOURCE_IDENTITY = Tag.SOURCE_IDENTITY
MONEY = Tag.MONEY
HEALTH_LEGAL = Tag.HEALTH_LEGAL
FREE_TEXT = Tag.FREE_TEXT
INTERNAL_NOTE = Tag.INTERNAL_NOTE
