"""Small numbers: counts of 1 to 4 that could point to a person are printed as "<5" (`domain.md` 0.7)."""

from __future__ import annotations

from collections.abc import Sequence

from civicdesk.i18n import _
from civicdesk.records.choices import Audience

SMALLEST = 5
SENSITIVE_DIMENSIONS = frozenset(
    {
        "disability",
        "ethnicity",
        "indigenous",
        "religion",
        "sogi",
        "sexual_orientation",
        "gender_identity",
        "health",
    }
)


def must_mask(audience: Audience, *, from_casework: bool = False, dimension: str = "") -> bool:
    """Whether such counts are masked for this audience. Sex and age of ordinary activities are not."""
    return audience is not Audience.INTERNAL and (from_casework or dimension in SENSITIVE_DIMENSIONS)


def masked(counts: Sequence[int | None]) -> list[str]:
    """Parts of one total as they may be printed.

    Where the hidden parts could still be worked out from the total (one alone, or several that can only all
    be 1 or all be 4), the next smallest is hidden too; where there is none left, not even "<5" is said.
    None stays "not recorded". Totals: `masked_total`.
    """
    hidden = {index for index, value in enumerate(counts) if value is not None and 0 < value < SMALLEST}
    others = sorted((value, index) for index, value in enumerate(counts) if value and index not in hidden)
    while (told := _can_be_worked_out([counts[index] or 0 for index in hidden])) and others:
        hidden.add(others.pop(0)[1])
    return [_text(value, index in hidden, told) for index, value in enumerate(counts)]


def _can_be_worked_out(parts: Sequence[int]) -> bool:
    """Whether the sum of hidden parts, and that small ones are below 5 and others not, leave one answer only."""
    small = sum(value < SMALLEST for value in parts)
    large = len(parts) - small
    if not small:
        return False
    most = min((SMALLEST - 1) * small, sum(parts) - SMALLEST * large) if large else sum(parts)
    least = small if large else sum(parts)
    return most == least and (small == 1 or most in (small, (SMALLEST - 1) * small))


def masked_total(count: int) -> str:
    """One number that stands alone."""
    return _text(count, 0 < count < SMALLEST)


def _text(value: int | None, hide: bool, silent: bool = False) -> str:
    """One count: as it is, or masked; `silent` says nothing of its size."""
    if value is None:
        return _("not recorded")
    if not hide:
        return f"{value:,}"
    return f"<{SMALLEST}" if value < SMALLEST and not silent else _("not shown")
