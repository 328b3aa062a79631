"""The strip of a meeting brief with permission, risk, travel plan, check-ins, whom to call (a post, no name)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from civicdesk.clock import PHNOM_PENH
from civicdesk.documents.admission import Admission, ids
from civicdesk.documents.blocks import Facts, Panel, Text, Tone, badge, stated
from civicdesk.i18n import _
from civicdesk.records.choices import RiskCheck
from civicdesk.records.redaction import Released

TONES: dict[RiskCheck, Tone] = {
    RiskCheck.LOW: "good",
    RiskCheck.MEDIUM: "warning",
    RiskCheck.HIGH: "danger",
    RiskCheck.CRITICAL: "danger",
}
PRINTED = "ref checkins checkin_officer deputy_officer"


def safety_strip(gate: Admission, meeting: Released) -> Panel:
    """What keeps the team safe around one meeting."""
    movement = gate.find("movement", next(iter(ids(meeting, "movement")), ""), PRINTED)
    rows: list[tuple[str, Text]] = [
        (_("Permission"), stated(meeting["permission_check"])),
        *((_("Letter"), text) for text in _letters(gate, meeting)),
        (_("Risk"), _risk(meeting)),
    ]
    if meeting["risk_note"]:
        rows.append((_("Why"), meeting["risk_note"]))
    rows += [
        (_("Travel plan"), _plan(meeting, movement)),
        (_("Check-ins"), stated(_times(movement, meeting) if movement else "")),
        (_("Call"), stated(_to_call(gate, movement) if movement else "")),
        (_("Recording"), stated(meeting["recording_rule"])),
    ]
    return Panel((Facts(tuple(rows), dense=True),))


def _letters(gate: Admission, meeting: Released) -> Iterator[str]:
    """Every letter: what it is, its numbers, when it was handed in, what was decided, on which conditions."""
    keys = "title ref receipt_no submitted_on decision conditions"
    for one in gate.each("authorisation", ids(meeting, "authorisations"), keys):
        submitted = _("submitted {day}").format(day=stated(one["submitted_on"]))
        parts = (one["ref"], one["receipt_no"], one["title"], submitted, stated(one["decision"]))
        yield " · ".join(filter(None, parts)) + (f": {one['conditions']}" if one["conditions"] else "")


def _risk(meeting: Released) -> Text:
    level = meeting.raw.get("risk_check")
    return badge(meeting["risk_check"], TONES[level]) if isinstance(level, RiskCheck) else stated(None)


def _plan(meeting: Released, movement: Released | None) -> str:
    """The reference of the plan; of one that this reader may not open, only that there is one."""
    return movement["ref"] if movement else stated(meeting["movement"])


def _times(movement: Released, meeting: Released) -> str:
    """The check-ins in order; the day only where it is not the meeting's."""
    start = meeting.raw.get("starts_at")
    day = start.astimezone(PHNOM_PENH).date() if isinstance(start, datetime) else None
    texts = []
    for row in movement.rows.get("checkins", ()):
        due = row.raw.get("due_at")
        local = due.astimezone(PHNOM_PENH) if isinstance(due, datetime) else None
        when = f"{local:%H:%M}" if local and local.date() == day else row["due_at"]
        texts.append(f"{row['label']}\u00a0{when}")
    return " · ".join(texts)


def _to_call(gate: Admission, movement: Released) -> str:
    """The posts that wait for the check-ins."""
    people = [*ids(movement, "checkin_officer"), *ids(movement, "deputy_officer")]
    posts = [one["post_title"] for one in gate.each("staff_member", people, "post_title")]
    return _(", otherwise ").join(dict.fromkeys(filter(None, posts)))
