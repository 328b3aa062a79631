"""How even-handed a period was, for any day: the arithmetic is in `records.balance` (WF06)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from civicdesk.records.balance import (
    COUNTED,
    Tally,
    balance_index,
    finding_for,
    out_of_line,
    tally,
)
from civicdesk.records.balance_review import BalanceReview, ClosenessRow
from civicdesk.records.choices import BalanceFinding, Closeness, EngagementGroup
from civicdesk.records.problems import Lookup
from civicdesk.records.share import percent
from civicdesk.records.thresholds import number
from civicdesk.services.period import Period


@dataclass(frozen=True)
class Flag:
    """A group whose share is too large (`over`) or too small."""

    group: EngagementGroup
    share: Decimal
    over: bool


@dataclass(frozen=True)
class Balance:
    """Engagements of a period; `index` and `finding` are None with too few of them to tell (V-BAL-01)."""

    tallies: Mapping[EngagementGroup, Tally]
    index: int | None
    flags: tuple[Flag, ...]
    finding: BalanceFinding | None

    @property
    def total(self) -> int:
        """Engagements with the five groups together; development partners are shown, not counted."""
        return sum(self.count(group) for group in COUNTED)

    @property
    def together(self) -> Tally:
        """Meetings, activities and publications with the five groups."""
        found = [self.tallies[group] for group in COUNTED]
        return Tally(
            sum(one.meetings for one in found),
            sum(one.activities for one in found),
            sum(one.publications for one in found),
        )

    def count(self, group: EngagementGroup) -> int:
        """Engagements with one group."""
        return self.tallies[group].total

    def share(self, group: EngagementGroup) -> Decimal | None:
        """The group's part of all engagements in per cent; None for a group that does not count."""
        return percent(self.count(group), self.total) if group in COUNTED else None


def balance_in(period: Period, look: Lookup) -> Balance:
    """The balance of a period, counted from meetings, activities and publications."""
    return balance_of(tally(period.first, period.last, look), look)


def balance_of(tallies: Mapping[EngagementGroup, Tally], look: Lookup) -> Balance:
    """Index, flags and finding of some engagements."""
    totals: dict[EngagementGroup, int] = {group: tallies[group].total for group in COUNTED}
    whole = sum(totals.values())
    if whole < number(look, "balance.minimum_engagements", 5):
        return Balance(tallies, None, (), None)
    flags = tuple(
        Flag(group, percent(totals[group], whole) or Decimal(0), over)
        for group, over in out_of_line(totals, look)
    )
    return Balance(tallies, balance_index(totals.values()), flags, finding_for(totals, look))


def closeness_in(period: Period, look: Lookup) -> tuple[ClosenessRow, ...]:
    """Rows of the newest review that ends in the period; empty where nobody has judged it yet."""
    found = [one for one in look.find("balance_review") if isinstance(one, BalanceReview)]
    reviews = [review for review in found if period.holds(review.period_end)]
    newest = max(reviews, key=lambda review: review.period_end, default=None)
    return newest.closeness_rows if newest else ()


def closeness_counts(rows: tuple[ClosenessRow, ...]) -> dict[Closeness, int]:
    """How many institutions we are how near to."""
    found = Counter(row.label for row in rows)
    return {label: found[label.value] for label in Closeness}
