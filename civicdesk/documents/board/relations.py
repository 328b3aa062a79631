"""Section 6: whether we deal with everybody on an equal footing, and how near we stand to whom."""

from __future__ import annotations

from collections.abc import Iterator

from civicdesk.documents import blocks as b
from civicdesk.documents.board.source import Source
from civicdesk.documents.numbers import count
from civicdesk.documents.telling import counted, part
from civicdesk.i18n import _
from civicdesk.records.balance import COUNTED
from civicdesk.records.choices import EngagementGroup
from civicdesk.records.states import label_of
from civicdesk.records.thresholds import number


def relations(source: Source) -> b.Section:
    """Engagements per group, index and finding, closeness, parties and refusals."""
    return b.Section(_("6  Relations and neutrality"), tuple(_blocks(source)))


def _blocks(source: Source) -> Iterator[b.Block]:
    main, numbers = source.numbers.main, source.numbers
    balance, finding = main.balance, main.balance.finding
    review = label_of(numbers.review) if numbers.review else _("not begun")
    yield b.Facts(
        (
            (_("Balance index"), _index(balance.index)),
            (_("Finding"), finding.label if finding else _("not known")),
            (_("Balance review of the quarter"), review),
            (_("Contacts with political parties"), count(numbers.party_contacts)),
            (_("Permissions refused"), count(numbers.compliance.refused)),
            (_("Permissions without reply"), count(numbers.compliance.no_reply)),
        )
    )  # fmt: skip
    yield _engagements(source)
    if balance.total:
        yield _bars(source)
    closeness = [(label.label, n) for label, n in main.closeness.items()]
    yield counted(_("Closeness to public institutions"), closeness if any(n for _l, n in closeness) else ())


def _index(index: int | None) -> str:
    if index is None:
        return _("not known: too few engagements to tell")
    return _("{n} of 100").format(n=count(index))


def _engagements(source: Source) -> b.Table:
    balance = source.numbers.main.balance
    rows = [_row(source, group) for group in COUNTED]
    if balance.total:
        whole = ("", "", "", count(balance.total), "")
        rows.append((_("Five groups together"), *whole[:3], whole[3], ""))
    columns = (
        b.Column(_("Group"), 2.6),
        b.Column(_("Meetings"), number=True),
        b.Column(_("Activities"), number=True),
        b.Column(_("Publications"), number=True),
        b.Column(_("Total"), number=True),
        b.Column(_("Share"), number=True),
    )
    caption = _("Engagements this quarter; development partners are not counted")
    return b.Table(columns, tuple(rows) if balance.total else (), caption, total=True)


def _row(source: Source, group: EngagementGroup) -> tuple[str, ...]:
    balance = source.numbers.main.balance
    one = balance.tallies[group]
    parts = (one.meetings, one.activities, one.publications, one.total)
    return group.label, *map(count, parts), part(balance.share(group))


def _bars(source: Source) -> b.Bars:
    balance, look = source.numbers.main.balance, source.gate.look
    low, high = number(look, "balance.under_share_percent", 5), number(look, "balance.over_share_percent", 40)
    rows = tuple((group.label, float(balance.share(group) or 0)) for group in COUNTED)
    top = max(60.0, *(value for _label, value in rows))
    limits = ((float(low), f"{low}\u202f%"), (float(high), f"{high}\u202f%"))
    return b.Bars(_("Share of engagements by group"), _("Group"), "\u202f%", rows, limits, top, 1)
