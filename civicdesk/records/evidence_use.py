"""Whether the evidence that a text rests on may be used for those who will read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from civicdesk.records.choices import Audience
from civicdesk.records.problems import Lookup, Problem

if TYPE_CHECKING:
    from civicdesk.records.evidence import Evidence


def evidence_of(ids: Iterable[str], look: Lookup) -> list[Evidence]:
    """The evidence items that can be read."""
    found = (look.get("evidence", one) for one in dict.fromkeys(ids))
    return cast("list[Evidence]", [item for item in found if item is not None])


def use_problems(
    where: str, ids: Iterable[str], audiences: Iterable[Audience], look: Lookup
) -> Iterator[Problem]:
    """V-EVI-03 and V-EVI-04 for evidence used in the field `where`, each sentence once."""
    found = (
        replace(problem, field=where)
        for item in evidence_of(ids, look)
        for audience in audiences
        for problem in item.use_problems(audience)
    )
    yield from dict.fromkeys(found)


def is_checked(ids: Iterable[str], look: Lookup) -> bool:
    """Whether at least one of them was checked by a second person; unreadable ones cannot be judged."""
    ids = tuple(ids)
    found = evidence_of(ids, look)
    return bool(ids) and (len(found) < len(set(ids)) or any(item.state == "checked" for item in found))
