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
    be 1 or all be 4), the next smallest is hidden too. None stays "not recorded". Totals: `masked_total`.
    """
    hidden = {index for index, value in enumerate(counts) if value is not None and 0 < value < SMALLEST}
    told = sum(counts[index] or 0 for index in hidden)
    if hidden and (len(hidden) == 1 or told in (len(hidden), (SMALLEST - 1) * len(hidden))):
        others = [(value, index) for index, value in enumerate(counts) if value and index not in hidden]
        hidden |= {min(others)[1]} if others else set()
    return [_text(value, index in hidden) for index, value in enumerate(counts)]


def masked_total(count: int) -> str:
    """One number that stands alone."""
    return _text(count, 0 < count < SMALLEST)


def _text(value: int | None, hide: bool) -> str:
    """One count: as it is, or masked."""
    if value is None:
        return _("not recorded")
    if not hide:
        return f"{value:,}"
    return f"<{SMALLEST}" if value < SMALLEST else _("not shown")
