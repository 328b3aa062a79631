"""What must be in order before a meeting is cleared, and before it is closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from civicdesk.i18n import _
from civicdesk.records.choices import Audience, Mode, PermissionCheck, RiskCheck
from civicdesk.records.conditional import lacks_role, rule_id
from civicdesk.records.evidence_use import use_problems
from civicdesk.records.framing_rules import blocked_in
from civicdesk.records.meeting_rules import open_commitments
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.rules import is_empty
from civicdesk.records.thresholds import setting

if TYPE_CHECKING:
    from civicdesk.records.meeting import Meeting
    from civicdesk.records.movement import Movement


def clearance(meeting: Meeting, look: Lookup) -> Iterator[Problem]:
    """V-MTG-02 to V-MTG-06, and evidence that must not be left behind."""
    yield from _points(meeting, look)
    yield from _framing(meeting, look)
    yield from _permission(meeting, look)
    yield from _risk(meeting, look)
    yield from _movement(meeting, look)


def _points(meeting: Meeting, look: Lookup) -> Iterator[Problem]:
    for number, point in enumerate(meeting.talking_points):
        if not point.evidence and point.no_evidence_reason is None:
            yield Problem(
                "T",
                "V-MTG-02",
                f"talking_points.{number}.evidence",
                _("Talking point {n} has no evidence. Link a fact, or mark why none is needed.").format(
                    n=number + 1
                ),
            )
        if point.leave_behind:
            where = f"talking_points.{number}.evidence"
            yield from use_problems(where, point.evidence, [Audience.AUTHORITY], look)


def _framing(meeting: Meeting, look: Lookup) -> Iterator[Problem]:
    texts = [
        meeting.purpose,
        meeting.safe_framing,
        meeting.shared_goal,
        *(point.point for point in meeting.talking_points),
        *(ask.ask for ask in meeting.asks),
    ]
    if found := blocked_in(meeting.id, texts, [Audience.AUTHORITY], look):
        yield Problem(
            "T",
            "V-MTG-03",
            "safe_framing",
            _("The framing check found {n} words to change before this can be cleared.").format(n=len(found)),
        )


def _permission(meeting: Meeting, look: Lookup) -> Iterator[Problem]:
    check = meeting.permission_check
    if check in (None, PermissionCheck.REFUSED):
        yield Problem(
            "T",
            "V-MTG-04",
            "permission_check",
            _(
                "Permission is {state}. Working without it may bring surveillance and interruption. Record a "
                "waiver by a director, or change the plan."
            ).format(state=check.label.lower() if check else _("not recorded")),
        )
    if check is PermissionCheck.WAIVED and lacks_role(look, "DIR"):
        yield Problem(
            "T",
            rule_id(meeting, "permission_check"),
            "permission_check",
            _("Only a director may waive the permission."),
        )


def _risk(meeting: Meeting, look: Lookup) -> Iterator[Problem]:
    if meeting.risk_check is RiskCheck.CRITICAL:
        message = _("Risk is Critical. Do not hold this meeting as planned.")
        yield Problem("T", "V-MTG-05", "risk_check", message)
    if meeting.risk_check is RiskCheck.HIGH and "DIR" not in look.roles:
        message = _("Risk is {level}. A director must decide.").format(level=meeting.risk_check.label)
        yield Problem("T", "V-MTG-05", "risk_check", message)


def needs_movement(meeting: Meeting, look: Lookup) -> bool:
    """Whether a travel and check-in plan is needed: risk high or more, or outside the office district."""
    if meeting.risk_check in (RiskCheck.HIGH, RiskCheck.CRITICAL):
        return True
    office = str(setting(look, "office_district") or "")
    away = bool(office and meeting.place) and not str(meeting.place).startswith(office)
    return away and meeting.mode is not Mode.DIGITAL


def _movement(meeting: Meeting, look: Lookup) -> Iterator[Problem]:
    if not needs_movement(meeting, look):
        return
    plan = cast("Movement | None", look.get("movement", meeting.movement))
    if is_empty(meeting.movement) or (plan and not plan.states.at_least(plan.state, "approved")):
        yield Problem(
            "T", "V-MTG-06", "movement", _("This meeting needs an approved travel and check-in plan.")
        )


def closing(meeting: Meeting, look: Lookup) -> Iterator[Problem]:
    """Every commitment done, dropped or moved to another meeting."""
    if n := len(open_commitments(meeting, look)):
        yield Problem(
            "T",
            rule_id(meeting, "commitments"),
            "commitments",
            _(
                "{n} commitments of this meeting are still open. Finish them, drop them with a reason, or "
                "move them to the next meeting."
            ).format(n=n),
        )
