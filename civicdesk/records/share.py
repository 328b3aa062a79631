"""A part of a whole, as "5/7": shown with both numbers, because a percentage hides how few they are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`."""

    part: int
    whole: int

    def __str__(self) -> str:
        return f"{self.part}/{self.whole}"

    def __lt__(self, other: Share) -> bool:
        return self.part * other.whole < other.part * self.whole

    @property
    def percent(self) -> Decimal | None:
        """The percentage with one decimal; None when the whole is zero."""
        return percent(self.part, self.whole)


def percent(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """`part` of `whole` in per cent with one decimal, halves rounded up; None when the whole is zero."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)
