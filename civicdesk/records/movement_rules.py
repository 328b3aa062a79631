"""Rules of movements: nobody alone at high risk, no unprotected device, no gap without a check-in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from civicdesk.i18n import _
from civicdesk.records.choices import CheckinStatus, Classification, NoContactRule, PhraseOk, RiskCheck
from civicdesk.records.conditional import fill_in, lacks_role, rule_id
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.thresholds import setting

if TYPE_CHECKING:
    from civicdesk.records.movement import CheckIn, Movement

LADDER = (15, 30, 60, 120)
"""Minutes after the due time at which each step is taken; halved by the fast rule."""


def problems(movement: Movement, look: Lookup) -> Iterator[Problem]:
    """E and W rules of a movement."""
    if movement.leave_at and movement.return_at and movement.return_at < movement.leave_at:
        yield Problem("E", "V-MOV-01", "return_at", _("The return is before the departure."))
    for place, leg in enumerate(movement.legs):
        if leg.depart and leg.arrive and leg.arrive < leg.depart:
            yield Problem(
                "E",
                rule_id(movement, "legs"),
                f"legs.{place}.arrive",
                _("The arrival is before the departure."),
            )
    yield from _gaps(movement, look)
    yield from _skipped_steps(movement)
    if movement.state not in movement.states.ends and _repeats(movement, look):
        yield Problem("W", "V-MOV-06", "legs", _("This route repeats. Change the time or the road."))
    for place, row in enumerate(movement.checkins):
        if row.phrase_ok is PhraseOk.DURESS:
            yield Problem(
                "W",
                "V-MOV-09",
                f"checkins.{place}.phrase_ok",
                _(
                    "Duress phrase recorded. Do not call back to ask. Start the arrest / missing-contact "
                    "steps now."
                ),
            )


def guards(movement: Movement, to: str, look: Lookup) -> Iterator[Problem]:
    """T rules of a movement."""
    if to in ("approved", "under_way"):
        yield from _approval(movement, to, look)
    if to == "completed":
        if movement.is_medium:
            yield from fill_in(movement, "T", "debrief")
        if not all(_is_closed(row) for row in movement.checkins):
            yield Problem("T", "V-MOV-08", "checkins", _("Close every check-in (done, or explained)."))


# --- approval -------------------------------------------------------------------------------------


def _approval(movement: Movement, to: str, look: Lookup) -> Iterator[Problem]:
    travellers = {row.staff for row in movement.travellers if row.staff}
    for key in ("checkin_officer", "deputy_officer"):
        if getattr(movement, key) in travellers:
            yield Problem("T", "V-MOV-02", key, _("The check-in officer must stay behind."))
    if movement.risk_level is RiskCheck.CRITICAL:
        yield Problem(
            "T",
            "V-MOV-03",
            "risk_level",
            _("This movement is rated Critical and cannot be approved as planned."),
        )
    if movement.is_high and len(travellers) < 2:
        yield Problem("T", "V-MOV-04", "travellers", _("At this risk nobody travels alone."))
    yield from _devices(movement)
    if movement.is_high:
        yield from fill_in(movement, "T", "safe_phrase", "duress_phrase")
    if movement.is_medium:
        yield from fill_in(movement, "T", "protocols")
    if movement.no_contact_rule is NoContactRule.CUSTOM:
        yield from fill_in(movement, "T", "no_contact_text")
    if to == "approved" and movement.risk_level is RiskCheck.HIGH and lacks_role(look, "DIR"):
        yield Problem(
            "T", rule_id(movement, "risk_level"), "risk_level", _("At high risk a director approves.")
        )


def _devices(movement: Movement) -> Iterator[Problem]:
    for place, row in enumerate(movement.devices):
        sensitive = row.data_level in (Classification.CONFIDENTIAL, Classification.RESTRICTED)
        if sensitive and not (row.encrypted and row.travel_prepared):
            yield Problem(
                "T",
                "V-MOV-05",
                f"devices.{place}",
                _(
                    "'{device}' carries {level} data without protection. Leave it, or prepare it first."
                ).format(device=row.device, level=row.data_level.label.lower()),
            )


def _is_closed(row: CheckIn) -> bool:
    """Done, called off, or late or missed with an explanation."""
    explained = row.status in (CheckinStatus.LATE, CheckinStatus.MISSED) and bool((row.note or "").strip())
    return row.is_over or explained


def _repeats(movement: Movement, look: Lookup) -> bool:
    """Whether the last three movements took the same road at the same time of day."""
    if not movement.legs or movement.leave_at is None:
        return False
    others = cast("list[Movement]", look.find("movement"))
    before = [
        one
        for one in others
        if one.id != movement.id
        and one.state != "cancelled"
        and one.leave_at
        and one.leave_at < movement.leave_at
    ]
    last = sorted(before, key=lambda one: one.leave_at)[-3:]
    return len(last) == 3 and all(_alike(movement, one) for one in last)


def _alike(one: Movement, other: Movement) -> bool:
    roads = [[(leg.from_place, leg.to_place) for leg in movement.legs] for movement in (one, other)]
    minutes = [movement.leave_at.hour * 60 + movement.leave_at.minute for movement in (one, other)]
    return roads[0] == roads[1] and abs(minutes[0] - minutes[1]) <= 30


# --- check-ins ------------------------------------------------------------------------------------


def _gaps(movement: Movement, look: Lookup) -> Iterator[Problem]:
    hours = _longest_gap(movement, look)
    if hours is None or not movement.checkins or not (movement.leave_at and movement.return_at):
        return
    due = [
        row.due_at for row in movement.checkins if row.due_at and row.status is not CheckinStatus.CANCELLED
    ]
    times = sorted({movement.leave_at, movement.return_at, *due})
    for before, after in pairwise(times):
        if after - before > timedelta(hours=hours):
            yield Problem(
                "E",
                "V-MOV-07",
                "checkins",
                _("At {risk} risk the longest gap is {h} hours. Between {a} and {b} there are {gap}.").format(
                    risk=movement.risk_level.label.lower() if movement.risk_level else "",
                    h=hours,
                    a=f"{before:%H:%M}",
                    b=f"{after:%H:%M}",
                    gap=_hours(after - before),
                ),
            )


def _longest_gap(movement: Movement, look: Lookup) -> int | None:
    """Hours that may pass without a check-in at this risk; None where only moments are set."""
    if movement.risk_level is None:
        return None
    limits = setting(look, "checkin.longest_gap_hours")
    limit = (limits if isinstance(limits, Mapping) else {"high": 2}).get(movement.risk_level.value)
    return int(limit) if limit else None


def _hours(gap: timedelta) -> str:
    hours, minutes = divmod(int(gap.total_seconds()) // 60, 60)
    return _("{h} h {min} min").format(h=hours, min=minutes) if minutes else _("{h} h").format(h=hours)


def schedule(movement: Movement) -> list[tuple[str, datetime]]:
    """Label and time of each check-in that the risk calls for, in order."""
    if not (movement.leave_at and movement.return_at):
        return []
    points = {movement.leave_at: _("Leaving"), movement.return_at: _("Back home")}
    legs = [leg for leg in movement.legs if leg.arrive and leg.depart]
    if legs:
        points.setdefault(legs[0].arrive, _("Arrived"))
    if len(legs) > 1:
        points.setdefault(legs[-1].depart, _("Leaving the place"))
    if movement.is_medium:
        for moment in _each_day(movement, time(12, 30), time(21, 0)):
            points.setdefault(moment, _("Check-in"))
    if movement.is_high:
        moment = movement.leave_at + timedelta(hours=2)
        while moment < movement.return_at:
            points.setdefault(moment, _("Check-in"))
            moment += timedelta(hours=2)
    return sorted(((label, due) for due, label in points.items()), key=lambda pair: pair[1])


def _each_day(movement: Movement, *hours: time) -> Iterator[datetime]:
    """These times of every day between leaving and returning."""
    day = movement.leave_at.replace(hour=0, minute=0, second=0, microsecond=0)
    while day <= movement.return_at:
        for hour in hours:
            moment = day.replace(hour=hour.hour, minute=hour.minute)
            if movement.leave_at < moment < movement.return_at:
                yield moment
        day += timedelta(days=1)


# --- escalation -----------------------------------------------------------------------------------


def ladder(movement: Movement, look: Lookup) -> tuple[int, ...]:
    """Minutes after the due time of each step, for this movement."""
    given = setting(look, "checkin.escalation_min")
    steps = tuple(int(step) for step in given) if isinstance(given, (list, tuple)) else LADDER
    return tuple(step // 2 for step in steps) if movement.no_contact_rule is NoContactRule.FAST else steps


def _skipped_steps(movement: Movement) -> Iterator[Problem]:
    """Each step of the ladder must be in the log before the next."""
    reached = 0
    for place, row in enumerate(movement.escalations):
        if row.step is not None and row.step > reached + 1:
            yield Problem(
                "E",
                rule_id(movement, "escalations"),
                f"escalations.{place}.step",
                _("Record what was done at step {n} first.").format(n=reached + 1),
            )
            return
        reached = max(reached, row.step or 0)
