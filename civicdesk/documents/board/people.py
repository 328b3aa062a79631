"""Section 3: people reached. Attendances, not unique people; what is not recorded is never guessed."""

from __future__ import annotations

from collections.abc import Iterator

from civicdesk.documents import blocks as b
from civicdesk.documents.board.source import Source
from civicdesk.documents.numbers import count
from civicdesk.documents.telling import known, part, part_of, recorded
from civicdesk.i18n import _
from civicdesk.services.people import People


def people(source: Source) -> b.Section:
    """Activities by type and by result, and the share of women in each."""
    if not source.numbers.main.to_date.activities:
        return b.Section(_("3  People reached"), ())
    return b.Section(_("3  People reached"), tuple(_blocks(source)))


def _blocks(source: Source) -> Iterator[b.Block]:
    main = source.numbers.main
    by_type = {source.gate.look.term_label("activity_type", code): one for code, one in main.by_type.items()}
    yield b.Paragraph(_("Counts are attendances, not unique people."), muted=True)
    yield _by_type(by_type, main.to_date)
    yield _counts(main.to_date, main.this_quarter)
    yield from _by_result(source)
    yield women_bars(by_type)


def _by_type(by_type: dict[str, People], whole: People) -> b.Table:
    rows = [(name, *_cells(one)) for name, one in by_type.items()]
    return b.Table(
        (b.Column(_("Type of activity"), 2.6), *columns()),
        (*rows, (_("All activities to date"), *_cells(whole))),
        _("By type of activity, to date"),
        total=True,
    )


def columns() -> tuple[b.Column, ...]:
    """The columns of figures about people."""
    return (
        b.Column(_("Activities"), number=True),
        b.Column(_("Total"), number=True),
        b.Column(_("Women"), number=True),
        b.Column(_("Women, % of recorded"), 1.2, number=True),
        b.Column(_("Sex not recorded"), 1.1, number=True),
    )


def _cells(one: People) -> tuple[str, ...]:
    return (
        count(one.activities),
        recorded(one.total),
        recorded(one.women),
        part(one.women_share),
        known(one.sex_not_recorded),
    )


def _counts(ever: People, now: People) -> b.Facts:
    """The totals in words, so that nobody has to work them out and gets them wrong."""
    rows = [
        (_("To date"), _women(ever)),
        (_("This quarter"), _women(now) if now.activities else b.nothing()),
    ]
    if ever.not_women_or_not_recorded is not None:
        rows.append((
            _("Not women or not recorded"),
            _("{n} to date; of those with sex recorded, {m} are not women.").format(
                n=count(ever.not_women_or_not_recorded), m=known(ever.recorded_not_women)
            ),
        ))  # fmt: skip
    return b.Facts(tuple(rows))


def _women(one: People) -> str:
    if one.total is None:
        return _("Participants were not counted.")
    if one.women is None:
        return _("{n} participants; women were not counted.").format(n=count(one.total))
    return _("{n} participants; women {share} with sex recorded; sex not recorded for {m}.").format(
        n=count(one.total),
        share=part_of(one.women, one.sex_recorded, one.women_share),
        m=known(one.sex_not_recorded),
    )


def women_bars(groups: dict[str, People]) -> b.Bars:
    """The share of women in groups whose sex was recorded."""
    rows = [(name, float(one.women_share)) for name, one in groups.items() if one.women_share is not None]
    return b.Bars(
        _("Women, per cent of those with sex recorded"), _("Group"), "\u202f%", tuple(rows),
        ((50.0, "50\u202f%"),), 100.0, 1,
    )  # fmt: skip


def _by_result(source: Source) -> Iterator[b.Block]:
    """People per result of a project; one result may be reached by several activities."""
    rows = []
    for (project, code), one in sorted(source.numbers.main.by_result.items(), key=lambda pair: pair[0][1]):
        if name := source.project(project):
            women = part_of(one.women or 0, one.sex_recorded, one.women_share)
            rows.append((
                f"{code} · {name}", count(one.activities), recorded(one.total),
                women if one.women is not None else _("not recorded"), known(one.sex_not_recorded),
            ))  # fmt: skip
    if rows:
        yield b.Table(
            (
                b.Column(_("Result and project"), 3),
                b.Column(_("Activities"), number=True),
                b.Column(_("Total"), number=True),
                b.Column(_("Women, of those with sex recorded"), 1.9, number=True),
                b.Column(_("Sex not recorded"), 1.1, number=True),
            ),
            tuple(rows),
            _("By result, to date"),
        )
