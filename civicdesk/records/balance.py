"""The arithmetic of an even-handed organisation: index, shares, flags and finding (`domain.md` WF06).

Pure functions over counts of engagements per stakeholder group. Development partners are shown, not counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import log

from civicdesk.records.choices import BalanceFinding, EngagementGroup
from civicdesk.records.share import percent

GROUPS = (
    EngagementGroup.CITIZENS_YOUTH,
    EngagementGroup.CSO,
    EngagementGroup.PRIVATE_SECTOR,
    EngagementGroup.MEDIA,
    EngagementGroup.PUBLIC_SECTOR,
)
"""The five groups that are weighed against each other (S1:L38)."""

Counts = Mapping[EngagementGroup, int]


@dataclass(frozen=True)
class Bounds:
    """Where the findings change; each is a setting of the organisation under `balance.`."""

    balanced_from: int = 80
    watch_from: int = 60
    over_share_percent: int = 40
    under_share_percent: int = 5
    minimum_engagements: int = 5


@dataclass(frozen=True)
class Flag:
    """A group whose share is too large (`over`) or too small."""

    group: EngagementGroup
    share: Decimal
    over: bool


def total_of(counts: Counts) -> int:
    """Engagements with the five groups together."""
    return sum(counts.get(group, 0) for group in GROUPS)


def shares_of(counts: Counts) -> dict[EngagementGroup, Decimal]:
    """Each group's share in per cent with one decimal; empty without engagements."""
    whole = total_of(counts)
    shares = {group: percent(counts.get(group, 0), whole) for group in GROUPS}
    return {group: share for group, share in shares.items() if share is not None}


def index_of(counts: Counts) -> int | None:
    """Evenness from 0 (one group only) to 100 (all alike); None without engagements.

    round(100 × H / ln 5), where H = −Σ pᵢ ln pᵢ over the five groups.
    """
    whole = total_of(counts)
    if not whole:
        return None
    parts = [counts.get(group, 0) / whole for group in GROUPS]
    evenness = -sum(part * log(part) for part in parts if part) / log(len(GROUPS))
    return int(Decimal(str(round(100 * evenness, 6))).quantize(Decimal(1), ROUND_HALF_UP))


def flags_of(counts: Counts, bounds: Bounds | None = None) -> tuple[Flag, ...]:
    """Groups whose share lies outside the bounds, compared exactly, not as rounded for print."""
    limit, whole = bounds or Bounds(), total_of(counts)
    found = []
    for group, share in shares_of(counts).items():
        exact = counts.get(group, 0) * 100
        if exact > limit.over_share_percent * whole:
            found.append(Flag(group, share, over=True))
        elif exact < limit.under_share_percent * whole:
            found.append(Flag(group, share, over=False))
    return tuple(found)


def finding_of(counts: Counts, bounds: Bounds | None = None) -> BalanceFinding | None:
    """Balanced, watch or unbalanced; None with too few engagements to tell."""
    limit, index = bounds or Bounds(), index_of(counts)
    if index is None or total_of(counts) < limit.minimum_engagements:
        return None
    if index < limit.watch_from:
        return BalanceFinding.UNBALANCED
    if index < limit.balanced_from or flags_of(counts, limit):
        return BalanceFinding.WATCH
    return BalanceFinding.BALANCED


def frequency_score(meetings: int, of_all: int) -> int:
    """How much of our meetings with public bodies was with this one: ≤ 25 % 0, ≤ 50 % 1, above 2."""
    if not of_all or meetings * 4 <= of_all:
        return 0
    return 1 if meetings * 2 <= of_all else 2
