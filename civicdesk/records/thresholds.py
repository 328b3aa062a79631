"""Numbers that the organisation may set, with the value that holds until it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from civicdesk.records.problems import Lookup


def setting(look: Lookup, path: str) -> object:
    """The setting at a dotted path ("results.watch_percent"), asked for whole or inside its group."""
    value = look.setting(path)
    if value is not None:
        return value
    first, *rest = path.split(".")
    value = look.setting(first) if rest else None
    for part in rest:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def number(look: Lookup, path: str, default: int) -> int:
    """A whole number from the settings."""
    value = setting(look, path)
    return int(value) if isinstance(value, (int, str, Decimal)) and not isinstance(value, bool) else default


def words(look: Lookup, path: str) -> tuple[str, ...]:
    """A list of words from the settings; empty when there is none."""
    value = setting(look, path)
    return tuple(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else ()


def holidays(look: Lookup) -> frozenset[date]:
    """The public holidays that were entered."""
    return frozenset(date.fromisoformat(day[:10]) for day in words(look, "public_holidays"))


def working_weekdays(look: Lookup) -> frozenset[int]:
    """Days of the week that are worked, Monday 0; Monday to Friday unless set otherwise."""
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    chosen = frozenset(names.index(day) for day in words(look, "working_days") if day in names)
    return chosen or frozenset(range(5))
