"""The risks that are about a record, and the highest level among those that are still open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from civicdesk.records.choices import Level4
from civicdesk.records.problems import Lookup
from civicdesk.records.values import Link

if TYPE_CHECKING:
    from civicdesk.records.risk import Risk


def risks_about(type_name: str, record_id: str, look: Lookup, extra: Iterable[str] = ()) -> list[Risk]:
    """Open risks that name this record, and those of `extra` (ids that the record itself names)."""
    named = look.find("risk", linked_to=Link(type_name, record_id)) if record_id else ()
    given = (look.get("risk", one) for one in extra)
    found = {risk.id: risk for risk in (*named, *given) if risk is not None and risk.state != "closed"}
    return cast("list[Risk]", list(found.values()))


def highest_level(risks: Iterable[Risk]) -> Level4 | None:
    """The highest level among the risks."""
    levels = (risk.level for risk in risks if risk.level)
    return cast("Level4 | None", max(levels, key=lambda level: level.rank, default=None))
