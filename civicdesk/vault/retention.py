"""When a record that has ended should be disposed of (`domain.md` 5.7)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date

from civicdesk.records.problems import Lookup
from civicdesk.records.record import Record


def disposal_day(record: Record, look: Lookup) -> date | None:
    """The day from which a record may be disposed of, counted from today; None without a rule.

    Rules are the setting `retention`: a list of {code, months}, which the organisation may edit.
    """
    rules = look.setting("retention")
    if not isinstance(rules, Sequence):
        return None
    for rule in rules:
        if isinstance(rule, Mapping) and rule.get("code") == record.retention_rule and rule.get("months"):
            return months_later(look.today, int(rule["months"]))
    return None


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
