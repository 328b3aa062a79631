"""Numbers as they stand on paper: thousands apart, one decimal for per cent, money with its currency."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

THIN = "\u202f"
"""The narrow space between thousands; it never breaks."""


def count(value: float | Decimal | None, digits: int = 0) -> str:
    """A number with thousands apart; decimals only where there are any. None is an en dash."""
    if value is None:
        return "–"
    exact = (
        Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        if digits
        else Decimal(str(value))
    )
    whole = f"{exact:,f}"
    if "." in whole and not digits:
        whole = whole.rstrip("0").rstrip(".")
    return whole.replace(",", THIN).replace("-", "−")


def percent(part: float | Decimal, whole: float | Decimal) -> str:
    """A share with one decimal, as "46.5 %"; an en dash where there is nothing to share."""
    if not whole:
        return "–"
    return share(Decimal(str(part)) * 100 / Decimal(str(whole)))


def share(value: Decimal | float) -> str:
    """A percentage that is already worked out."""
    return f"{Decimal(str(value)).quantize(Decimal('0.1'), ROUND_HALF_UP)}{THIN}%"


def money(amount: Decimal | None, currency: str) -> str:
    """An amount in whole units of its currency, unless it has cents."""
    if amount is None:
        return "–"
    return f"{currency}\u00a0{count(amount, 0 if amount == amount.to_integral_value() else 2)}"
