"""What each audience may see by tag, and which records may enter a file for it (`domain.md` 0.6, 0.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from types import MappingProxyType

from civicdesk.records.choices import Audience, Classification
from civicdesk.records.fields import Field, Kind
from civicdesk.records.record import CASEWORK, PARENTS, PROGRAMME, SECURITY, Record, record_type, targets_of
from civicdesk.records.releases import Recipient
from civicdesk.records.tags import Tag
from civicdesk.records.values import Link


class Action(Enum):
    """What an audience gets to see of a tagged field."""

    SHOW = auto()
    OMIT = auto()
    ROLE_ONLY = auto()
    POST_ONLY = auto()
    PSEUDONYM = auto()
    DISTRICT = auto()
    PROVINCE = auto()
    AGENDA = auto()
    """As it stands on the agenda that the authority has already seen."""
    LEVEL_ONLY = auto()
    OWN_GRANT = auto()
    ON_REQUEST = auto()
    """Only to a reader of the compartment who asked for restricted fields and gave a reason."""
    STAFF_SAFETY = auto()
    WEEK = auto()
    NEEDS_REVIEW = auto()
    NEEDS_REVIEW_AND_FRAMING = auto()


_A = Action
AUDIENCES = tuple(Audience)
MATRIX: Mapping[Tag, tuple[Action, ...]] = MappingProxyType(
    {
        #                      internal       SFP              board           donor           partner
        #                      authority      public
        Tag.PERSON_STAFF: (_A.SHOW, _A.SHOW, _A.ROLE_ONLY, _A.ROLE_ONLY, _A.ROLE_ONLY, _A.ROLE_ONLY, _A.OMIT),
        Tag.PERSON_OFFICIAL: (
            _A.SHOW,
            _A.SHOW,
            _A.POST_ONLY,
            _A.POST_ONLY,
            _A.POST_ONLY,
            _A.POST_ONLY,
            _A.OMIT,
        ),
        Tag.PERSON_COMMUNITY: (_A.PSEUDONYM, *[_A.OMIT] * 6),
        Tag.PLACE_FINE: (_A.SHOW, _A.SHOW, _A.DISTRICT, _A.PROVINCE, _A.DISTRICT, _A.AGENDA, _A.PROVINCE),
        Tag.STRATEGY: (_A.SHOW, _A.SHOW, *[_A.OMIT] * 5),
        Tag.SECURITY_DETAIL: (_A.ON_REQUEST, _A.SHOW, _A.LEVEL_ONLY, *[_A.OMIT] * 4),
        Tag.SOURCE_IDENTITY: (_A.ON_REQUEST, *[_A.OMIT] * 6),
        Tag.MONEY: (_A.SHOW, _A.OMIT, _A.SHOW, _A.SHOW, _A.OWN_GRANT, _A.OMIT, _A.OMIT),
        Tag.HEALTH_LEGAL: (_A.ON_REQUEST, _A.STAFF_SAFETY, *[_A.OMIT] * 5),
        Tag.FREE_TEXT: (_A.SHOW, _A.SHOW, *[_A.NEEDS_REVIEW] * 3, *[_A.NEEDS_REVIEW_AND_FRAMING] * 2),
        Tag.INTERNAL_NOTE: (_A.SHOW, *[_A.OMIT] * 6),
    }
)
HIGHEST: Mapping[Audience, Classification] = MappingProxyType(
    {
        Audience.INTERNAL: Classification.RESTRICTED,
        Audience.SECURITY_FOCAL_POINT: Classification.RESTRICTED,
        Audience.BOARD: Classification.CONFIDENTIAL,
        Audience.DONOR: Classification.INTERNAL,
        Audience.PARTNER: Classification.INTERNAL,
        Audience.AUTHORITY: Classification.PUBLIC,
        Audience.PUBLIC: Classification.PUBLIC,
    }
)
OUTSIDE = frozenset({Audience.DONOR, Audience.PARTNER, Audience.AUTHORITY, Audience.PUBLIC})
INSIDE = frozenset({Audience.INTERNAL, Audience.SECURITY_FOCAL_POINT})
PROTECTED = frozenset({"case", "protected_person", "movement", "incident", "risk", "support_request"})
"""Types to which no file for anybody but internal readers and focal points may point."""


def action_for(tag: Tag, audience: Audience) -> Action:
    """The cell of the matrix."""
    return MATRIX[tag][AUDIENCES.index(audience)]


@dataclass(frozen=True)
class ReaderRights:
    """Who makes the file: what they may open, what they asked for, and whom it is for."""

    compartments: frozenset[str] = frozenset({PROGRAMME})
    restricted_reason: str = ""
    """Why restricted fields are included; empty when nobody asked for them."""
    agreed_staff: frozenset[str] = frozenset()
    """Staff who agreed to be named as speakers in a brief that is left behind."""
    to: Recipient = field(default_factory=Recipient)


def may_enter(record: Record, audience: Audience, rights: ReaderRights) -> bool:
    """Whether a record as a whole is below the limit of an audience; if not, release fields may still go."""
    compartment = compartment_of(record)
    if audience is Audience.INTERNAL:
        return compartment in rights.compartments
    if compartment == CASEWORK or record.meta.name == "staff_member":
        return False
    if compartment == SECURITY:
        return audience is Audience.SECURITY_FOCAL_POINT
    return record.classification.rank <= HIGHEST[audience].rank


def compartment_of(record: Record) -> str:
    """The compartment a record lives in; what hangs on another record lives with it."""
    if record.meta.compartment != PARENTS:
        return record.meta.compartment
    parent = getattr(record, "parent", None)
    return record_type(parent.type).meta.compartment if isinstance(parent, Link) else PROGRAMME


def tag_of(spec: Field) -> Tag | None:
    """The tag of a field, or the one that follows from its kind and from what it points to."""
    if spec.tag:
        return spec.tag
    pointed = targets_of(spec) if spec.kind in (Kind.REF, Kind.LINK) else ()
    if "staff_member" in pointed:
        return Tag.PERSON_STAFF
    if "contact" in pointed:
        return Tag.PERSON_OFFICIAL
    if "protected_person" in pointed:
        return Tag.PERSON_COMMUNITY
    return {Kind.PLACE: Tag.PLACE_FINE, Kind.MONEY: Tag.MONEY, Kind.LONG: Tag.FREE_TEXT}.get(spec.kind)
