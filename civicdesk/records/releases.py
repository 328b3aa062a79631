"""Release fields: what may go below the class of its record, because a person cleared exactly those fields.

Nothing else of the record goes with them (`domain.md` 0.7, table "Release fields").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from civicdesk.records.choices import Audience
from civicdesk.records.record import Child, Record

BOARD, DONOR, PARTNER, AUTHORITY, PUBLIC, SFP = (
    Audience.BOARD, Audience.DONOR, Audience.PARTNER, Audience.AUTHORITY, Audience.PUBLIC,
    Audience.SECURITY_FOCAL_POINT)  # fmt: skip


@dataclass(frozen=True)
class Recipient:
    """What is known of who will read the file, where a release depends on it."""

    institution: str = ""
    """Id of the stakeholder it is for: the authority, the partner, the grantee."""
    nobody_recognisable: bool = False
    """A person answered that nobody involved can be recognised (short form of an incident)."""


Condition = Callable[[Any, Audience, Recipient], bool]
RowCondition = Callable[[Any, Audience], bool]


@dataclass(frozen=True)
class Release:
    """Fields of one record type that may be released; "rows.key" names a column of a child table."""

    keys: frozenset[str]
    audiences: frozenset[Audience]
    when: Condition
    rows: dict[str, RowCondition] = field(default_factory=dict)
    """For a child table, which of its rows."""
    read: frozenset[str] = frozenset()
    """Long texts that were read and cleared on the way to the state that is asked for."""
    whole: bool = False
    """Places only by province, days only by week."""

    def has(self, key: str) -> bool:
        """Whether the field, or a column of it, is released."""
        return key in self.keys or any(name.startswith(f"{key}.") for name in self.keys)

    def row(self, key: str, row: Child, audience: Audience) -> bool:
        """Whether a row of a child table is released."""
        return key not in self.rows or self.rows[key](row, audience)


def _since(state: str) -> Condition:
    """The record has reached a state on its main path."""
    return lambda record, _audience, _to: record.states.at_least(record.state, state)


def _always(_record: Record, _audience: Audience, _to: Recipient) -> bool:
    return True


def _commitment(record: Any, audience: Audience, to: Recipient) -> bool:
    """Authorities get their own and joint steps, the public what may be mentioned."""
    if audience is AUTHORITY:
        own = bool(to.institution) and record.promised_by == to.institution
        return own or str(record.kind) in ("joint_action", "joint_action_jaap")
    return audience is not PUBLIC or str(record.public_mention) == "yes"


def _claimed(record: Any, audience: Audience, _to: Recipient) -> bool:
    """Outside the circle of donors and board only outcomes that we may claim."""
    return audience in (DONOR, BOARD) or str(record.claim_limit) == "yes"


def _published(record: Any, audience: Audience, _to: Recipient) -> bool:
    return audience in record.audiences and bool(record.states.at_least(record.state, "cleared"))


def _reported(record: Any, audience: Audience, _to: Recipient) -> bool:
    """Authority and public see only counts that were verified."""
    return bool(record.states.at_least(record.state, "held" if audience in (DONOR, BOARD) else "reported"))


def _seen_member(row: Any, audience: Audience) -> bool:
    return str(row.visibility) == "open" or (str(row.visibility) == "partners_only" and audience is PARTNER)


def _verified_value(row: Any, audience: Audience) -> bool:
    return audience in (DONOR, BOARD) or row.verified_by is not None


def _release(keys: str, audiences: Iterable[Audience], when: Condition = _always, **more: Any) -> Release:
    return Release(frozenset(keys.split()), frozenset(audiences), when, **more)


COUNTS = "participants_total participants_women participants_men participants_other youth_total age_rows"
RELEASES: dict[str, Release] = {
    "campaign": _release(
        "public_title issue right_framed people_concerned places we_elements.element we_elements.status "
        "outreach_plan.channel",
        (PARTNER, DONOR, AUTHORITY, PUBLIC),
        _since("active"),
        whole=True,
    ),
    "indicator": _release(
        "name measure unit direction counts baseline baseline_year values.period_start values.period_end "
        "values.target values.actual values.women values.men values.other_sex",
        (DONOR, BOARD, AUTHORITY, PUBLIC),
        _since("active"),
        rows={"values": _verified_value},
    ),
    "outcome": _release("title description change_type", (DONOR, BOARD, AUTHORITY, PUBLIC), _claimed),
    "activity": _release(
        f"title activity_type starts_on {COUNTS} sex_unknown_reason",
        (DONOR, BOARD, AUTHORITY, PUBLIC),
        _reported,
    ),
    "meeting": _release(
        "shared_goal talking_points.order talking_points.point asks.ask starts_at venue",
        (AUTHORITY,),
        _since("cleared"),
        rows={"talking_points": lambda row, _audience: bool(row.leave_behind)},
    ),
    "commitment": _release(
        "statement promised_by due_date state", (BOARD, PARTNER, AUTHORITY, PUBLIC), _commitment
    ),
    "publication": _release(
        "title text released_at release_at",
        (BOARD, DONOR, PARTNER, AUTHORITY, PUBLIC),
        _published,
        read=frozenset({"text"}),
    ),
    "coalition": _release(
        "name coalition_type issue place members.stakeholder",
        (BOARD, PARTNER, DONOR, PUBLIC),
        rows={"members": _seen_member},
        whole=True,
    ),
    "balance_review": _release(
        "period_start period_end counts.group counts.meetings counts.activities counts.publications "
        "counts.total counts.share balance_index finding",
        (BOARD,),
        _since("approved"),
    ),
    "case": _release(
        "ref priority place immediate_safety",
        (SFP,),
        lambda record, _audience, _to: bool(record.share_with_security),
    ),
    "incident": _release(
        "happened_at place incident_category near_miss severity lessons_shareable",
        (BOARD, PARTNER),
        lambda _record, _audience, to: to.nobody_recognisable,
        whole=True,
    ),
    "staff_member": _release("post_title", tuple(Audience)),
}


def release_of(record: Record, audience: Audience, to: Recipient) -> Release | None:
    """The release fields of a record for an audience, if it has any and their condition holds."""
    found = RELEASES.get(record.meta.name)
    return found if found and audience in found.audiences and found.when(record, audience, to) else None
