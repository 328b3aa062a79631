"""What may leave: the one gate through which record content reaches a report (`domain.md` 0.6, 0.7).

Every rule here fails closed: a field without a tag is judged by its kind and by what it points to, and what
no rule allows is left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from civicdesk.records.audiences import (
    HIGHEST,
    INSIDE,
    OUTSIDE,
    PROTECTED,
    Action,
    ReaderRights,
    action_for,
    compartment_of,
    may_enter,
    tag_of,
)
from civicdesk.records.choices import Audience, Classification
from civicdesk.records.fields import Field, Kind
from civicdesk.records.printing import local_day, printed, week_text
from civicdesk.records.problems import Lookup
from civicdesk.records.record import (
    CASEWORK,
    ENVELOPE,
    PARENTS,
    PROGRAMME,
    SECURITY,
    Child,
    Record,
    fields_of,
    targets_of,
)
from civicdesk.records.releases import Recipient, Release, release_of
from civicdesk.records.share import Share
from civicdesk.records.tags import Tag
from civicdesk.records.values import Link, Money, PartialDate

__all__ = [
    "Action",
    "Audience",
    "ReaderRights",
    "Recipient",
    "Released",
    "Tag",
    "action_for",
    "may_enter",
    "release",
]

NEVER = frozenset({"id", "is_demo", "version"})
ADMINISTRATIVE = NEVER | {
    "owner",
    "is_historical",
    "tags",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "retention_rule",
    "dispose_after",
    "legal_hold",
    "classification",
}
"""Fields of the envelope that are for the office alone; leaving them out is not counted."""
SIMPLE = (str, int, Decimal, date, PartialDate, Money, Share)
LEVELS = frozenset({Kind.SCORE, Kind.CHOICE, Kind.BOOL})


@dataclass(frozen=True)
class Released:
    """What came through the gate."""

    values: Mapping[str, str]
    """Field key → words to print; fields that came through but are empty are "not stated" to the report."""
    raw: Mapping[str, object]
    """The values of fields that are shown whole, for sums, dates and sorting."""
    rows: Mapping[str, tuple[Released, ...]]
    """Child tables: the rows, each with what came through of it."""
    omitted: tuple[str, ...]
    """Keys of filled fields that were left out."""
    unreviewed: tuple[str, ...]
    """Keys of long texts that were left out because nobody has read them for this audience (V-EXP-03)."""
    classification: Classification
    """The class of what came through, for the sharing label."""

    def __getitem__(self, key: str) -> str:
        """The words of a field; empty when it is empty or was left out."""
        return self.values.get(key, "")


def release(
    record: Record,
    audience: Audience,
    *,
    reader_rights: ReaderRights,
    reviewed_fields: frozenset[str],
    look: Lookup,
) -> Released | None:
    """What an audience may read of a record; None when nothing of it may go.

    `reviewed_fields` are keys ("minutes", "values.comment") of long texts read for exactly this audience.
    """
    entered = may_enter(record, audience, reader_rights)
    follows = record.meta.compartment == PARENTS and compartment_of(record) != PROGRAMME
    released = None if entered or follows else release_of(record, audience, reader_rights.to)
    if not entered and released is None:
        return None
    gate = _Gate(record, audience, reader_rights, reviewed_fields, look, released)
    ceiling = HIGHEST[audience] if released else record.classification
    return gate.pass_on(record, "", min(record.classification, ceiling, key=lambda level: level.rank))


class _Gate:
    """One record on its way to one audience."""

    def __init__(
        self,
        record: Record,
        audience: Audience,
        rights: ReaderRights,
        reviewed: frozenset[str],
        look: Lookup,
        release: Release | None,
    ) -> None:
        self._record = record
        self._audience = audience
        self._rights = rights
        self._reviewed = reviewed
        self._look = look
        self._release = release

    def pass_on(self, owner: Record | Child, path: str, level: Classification) -> Released:
        """Every field of a record or of a row, each judged on its own."""
        values: dict[str, str] = {}
        raw: dict[str, object] = {}
        rows: dict[str, tuple[Released, ...]] = {}
        omitted: list[str] = []
        unread: list[str] = []
        for spec in _specs(owner):
            value = self._value(owner, spec)
            if value is None or value == () or value == "":
                continue
            action = self._action(spec, path)
            if spec.kind is Kind.CHILD and action is Action.SHOW:
                rows[spec.key] = tuple(
                    self.pass_on(row, f"{path}{spec.key}.", level) for row in self._rows(spec, value)
                )
                omitted += [f"{spec.key}.{key}" for row in rows[spec.key] for key in row.omitted]
                unread += [f"{spec.key}.{key}" for row in rows[spec.key] for key in row.unreviewed]
                continue
            text = self._words(spec, value, action)
            if text is None:
                if spec.key not in ADMINISTRATIVE and spec.key != "ref":
                    (unread if action in REVIEWS else omitted).append(spec.key)
                continue
            values[spec.key] = text
            if action is Action.SHOW:
                raw[spec.key] = value
        return Released(
            MappingProxyType(values),
            MappingProxyType(raw),
            MappingProxyType(rows),
            tuple(dict.fromkeys(omitted)),
            tuple(dict.fromkeys(unread)),
            level,
        )

    def _value(self, owner: Record | Child, spec: Field) -> object:
        """The value of a declared or computed field."""
        value = getattr(owner, spec.key, None)
        return value(self._look) if spec.needs_look and callable(value) else value

    def _rows(self, spec: Field, rows: object) -> Iterator[Child]:
        """The rows of a child table that may go."""
        for row in rows if isinstance(rows, tuple) else ():
            if self._release is None or self._release.row(spec.key, row, self._audience):
                yield row

    def _action(self, spec: Field, path: str) -> Action:
        """What happens to a field, before looking at its value."""
        key = path + spec.key
        if spec.sealed or spec.kept_in or (self._release and not self._release.has(key)):
            return Action.OMIT
        if self._audience not in INSIDE and (self._points_to_protected(spec) or spec.kind is Kind.ATTACHMENT):
            return Action.OMIT
        if spec.envelope and (
            spec.key in NEVER or (self._audience is not Audience.INTERNAL and spec.key in ADMINISTRATIVE)
        ):
            return Action.OMIT
        if spec.key == "ref" and self._audience in OUTSIDE:
            return Action.OMIT
        tag = tag_of(spec)
        action = action_for(tag, self._audience) if tag else Action.SHOW
        return self._allowed(action, key, spec)

    def _allowed(self, action: Action, key: str, spec: Field) -> Action:
        """The action once what was asked, read and agreed for this file is known."""
        if action is Action.ON_REQUEST:
            return Action.SHOW if self._rights.restricted_reason.strip() else Action.OMIT
        if action is Action.STAFF_SAFETY:
            return Action.SHOW if self._record.meta.compartment == SECURITY else Action.OMIT
        if action is Action.OWN_GRANT:
            own = getattr(self._record, "grantee", None)
            return Action.SHOW if own and own == self._rights.to.institution else Action.OMIT
        if action in REVIEWS:
            cleared = self._release is not None and key in self._release.read
            return Action.SHOW if cleared or key in self._reviewed else action
        if self._release and self._release.whole and spec.kind is Kind.PLACE:
            return Action.PROVINCE
        if self._release and self._release.whole and spec.kind in DAYS:
            return Action.WEEK
        return action

    @staticmethod
    def _points_to_protected(spec: Field) -> bool:
        """Whether the field could name a case, a person, a movement or an incident."""
        return spec.kind in (Kind.REF, Kind.LINK) and not PROTECTED.isdisjoint(targets_of(spec))

    def _words(self, spec: Field, value: object, action: Action) -> str | None:
        """The words of a field under an action; None when nothing of it may be said."""
        match action:
            case Action.SHOW:
                return self._shown(spec, value)
            case Action.DISTRICT:
                return self._area(spec, value, 4)
            case Action.PROVINCE:
                return self._area(spec, value, 2)
            case Action.AGENDA:
                return self._area(spec, value, 4) or self._shown(spec, value)
            case Action.WEEK:
                return week_text(local_day(value)) if isinstance(value, date) else None
            case Action.ROLE_ONLY | Action.POST_ONLY:
                return self._post(spec, value)
            case Action.PSEUDONYM:
                return self._shown(spec, value) if CASEWORK in self._rights.compartments else None
            case Action.LEVEL_ONLY:
                return self._shown(spec, value) if spec.kind in LEVELS else None
            case _:
                return None

    def _shown(self, spec: Field, value: object) -> str | None:
        """The whole value in words, without links to records that this audience may not read."""
        items = value if isinstance(value, tuple) else (value,)
        if spec.kind in (Kind.REF, Kind.LINK):
            items = tuple(item for item in items if self._may_name(spec, item))
        if spec.computed:
            items = tuple(item for item in items if isinstance(item, SIMPLE))
        return printed(spec, items, self._look) or None

    def _may_name(self, spec: Field, item: object) -> bool:
        """Whether the title of a linked record may be said; of released fields a person has decided that."""
        if self._release or self._audience is Audience.INTERNAL:
            return True
        kind, key = (item.type, item.id) if isinstance(item, Link) else (targets_of(spec)[0], str(item))
        if kind in ("staff_member", "contact"):
            return True  # the tag of the field has decided about persons
        linked = self._look.get(kind, key)
        return linked is not None and may_enter(linked, self._audience, self._rights)

    def _area(self, spec: Field, value: object, digits: int) -> str | None:
        """A place by its district or province; an address in words cannot be made coarser."""
        if spec.kind is not Kind.PLACE:
            return None
        codes = value if isinstance(value, tuple) else (value,)
        return "; ".join(dict.fromkeys(self._look.place_name(str(code)[:digits]) for code in codes))

    def _post(self, spec: Field, value: object) -> str | None:
        """The post instead of the person; a name that was typed as text has no post to show."""
        if spec.kind is not Kind.REF:
            return None
        posts = []
        for key in value if isinstance(value, tuple) else (value,):
            if key in self._rights.agreed_staff and self._audience is Audience.AUTHORITY:
                posts.append(self._look.title("staff_member", str(key)))
                continue
            person = self._look.get(targets_of(spec)[0], str(key))
            posts.append(str(getattr(person, "post_title", "") or ""))
        return "; ".join(dict.fromkeys(filter(None, posts))) or None


REVIEWS = frozenset({Action.NEEDS_REVIEW, Action.NEEDS_REVIEW_AND_FRAMING})
DAYS = frozenset({Kind.DATE, Kind.DATETIME})


def _specs(owner: Record | Child) -> Iterator[Field]:
    """Every field of a record, its envelope and computed ones included, or of a row."""
    yield from fields_of(type(owner))
    if isinstance(owner, Record):
        yield from ENVELOPE
        yield from type(owner).meta.computed
