"""Section 6: whether we deal with everybody on an equal footing, and how near we stand to whom."""

from __future__ import annotations

from collections.abc import Iterator

from civicdesk.documents import blocks as b
from civicdesk.documents.board.source import Source
from civicdesk.documents.numbers import count, share
from civicdesk.documents.telling import counted, part
from civicdesk.i18n import _
from civicdesk.records.balance import COUNTED
from civicdesk.records.choices import BalanceFinding, EngagementGroup
from civicdesk.records.share import percent
from civicdesk.records.states import label_of
from civicdesk.records.thresholds import number

FINDING_TONES: dict[BalanceFinding, b.Tone] = {
    BalanceFinding.BALANCED: "good",
    BalanceFinding.WATCH: "warning",
    BalanceFinding.UNBALANCED: "danger",
}


def relations(source: Source) -> b.Section:
    """Engagements per group, index and finding, closeness, parties and refusals."""
    return b.Section(_("6  Relations and neutrality"), tuple(_blocks(source)))


def _blocks(source: Source) -> Iterator[b.Block]:
    main, numbers = source.numbers.main, source.numbers
    balance = main.balance
    review = label_of(numbers.review) if numbers.review else _("not begun")
    yield b.Facts(
        (
            (_("Balance index"), _index(balance.index)),
            (_("Finding"), _finding(source)),
            (_("Balance review"), review),
        )
    )
    yield _engagements(source)
    if balance.total:
        yield _bars(source)
    closeness = [(label.label, n) for label, n in main.closeness.items()]
    near = counted(_("Public institutions, by closeness"), closeness if any(main.closeness.values()) else ())
    others = counted(
        _("Parties and permissions, this quarter"),
        [
            (_("Contacts with political parties"), numbers.party_contacts),
            (_("Permissions refused"), numbers.compliance.refused),
            (_("Requests without reply"), numbers.compliance.no_reply),
        ],
    )
    yield b.Abreast(((near,), (others,)))


def _index(index: int | None) -> str:
    if index is None:
        return _("not known: too few engagements to tell")
    return _("{n} of 100").format(n=count(index))


def _finding(source: Source) -> b.Text:
    """The finding with the groups that are out of line."""
    balance, look = source.numbers.main.balance, source.gate.look
    if balance.finding is None:
        return _("not known")
    limits = {
        True: number(look, "balance.over_share_percent", 40),
        False: number(look, "balance.under_share_percent", 5),
    }
    over, under = _("{group} {share} is over {n} %"), _("{group} {share} is under {n} %")
    flags = [
        (over if flag.over else under).format(
            group=flag.group.label, share=share(flag.share), n=limits[flag.over]
        )
        for flag in balance.flags
    ]
    words = ": ".join(filter(None, (balance.finding.label, "; ".join(flags))))
    return b.badge(words, FINDING_TONES[balance.finding])


def _engagements(source: Source) -> b.Table:
    balance = source.numbers.main.balance
    rows = [_row(source, group) for group in COUNTED]
    if balance.total:
        parts = balance.together
        sums = (parts.meetings, parts.activities, parts.publications, parts.total)
        rows.append((_("Five groups together"), *map(count, sums), part(percent(1, 1))))
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
