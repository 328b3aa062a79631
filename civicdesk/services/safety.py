"""Safety and care in numbers: risk levels on an earlier day, drills held, wellbeing checks done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from civicdesk.records.choices import Level4
from civicdesk.records.protocol import Protocol
from civicdesk.records.risk import Risk, risk_level, risk_score
from civicdesk.records.staff_member import StaffMember
from civicdesk.services.period import Period, day_of


def risk_levels_on(risks: Iterable[Risk], day: date) -> dict[Level4, int]:
    """Risks that were open on a day, by the level of the last score given until then.

    A risk that is closed now counts if it was last changed after that day.
    """
    levels = Counter(level for risk in risks if (level := _level_on(risk, day)))
    return {level: levels[level] for level in reversed(Level4)}


def _level_on(risk: Risk, day: date) -> Level4 | None:
    changed = day_of(risk.updated_at)
    if risk.state == "closed" and (changed is None or changed <= day):
        return None
    scored = [row for row in risk.history if row.date <= day]
    if not scored:
        return None
    last = max(scored, key=lambda row: row.date)
    return risk_level(risk_score(last.threat, last.vulnerability, last.capacity), last.impact)


def drills_in(protocols: Iterable[Protocol], period: Period) -> int:
    """Drills held in a period."""
    return sum(period.holds(drill.date) for protocol in protocols for drill in protocol.drills)


def wellbeing_checks_in(staff: Iterable[StaffMember], period: Period) -> int:
    """Wellbeing checks done in a period; only their number is known here."""
    return sum(period.holds(check.date) for member in staff for check in member.wellbeing_checks)
