"""Section 8: sub-grants by state, their amounts, and reports that are late."""

from __future__ import annotations

from civicdesk.documents import blocks as b
from civicdesk.documents.board.source import Source
from civicdesk.documents.numbers import count, money
from civicdesk.documents.telling import counted
from civicdesk.i18n import _
from civicdesk.records.states import label_of
from civicdesk.services.office import GrantFigures


def grants(source: Source) -> b.Section:
    """Sub-grants in numbers; no grantee is named."""
    numbers = source.numbers.grants
    if not numbers.by_state:
        return b.Section(_("8  Grants"), ())
    states = [(label_of(state), n) for state, n in numbers.by_state.items()]
    facts = b.Facts(
        (
            (_("Given to date"), count(numbers.given)),
            (_("Amounts"), amounts(numbers)),
            (_("Reports late"), count(numbers.reports_late)),
        )
    )
    return b.Section(_("8  Grants"), (b.Abreast(((facts,), (counted(_("Sub-grants by state"), states),))),))


def amounts(numbers: GrantFigures) -> str:
    """The sum of each currency, and of how many grants it is known."""
    if not numbers.amounts:
        return b.stated(None)
    sums = " + ".join(money(amount, currency) for currency, amount in numbers.amounts.items())
    if numbers.amounts_stated == numbers.given:
        return sums
    return _("{sums}; stated for {n} of {m} grants").format(
        sums=sums, n=count(numbers.amounts_stated), m=count(numbers.given)
    )
