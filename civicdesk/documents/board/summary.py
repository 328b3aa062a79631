"""Section 1: what a board member reads in a minute."""

from __future__ import annotations

from collections.abc import Iterator

from civicdesk.documents import blocks as b
from civicdesk.documents.board.source import Source
from civicdesk.documents.numbers import count, share
from civicdesk.documents.telling import known, part, part_of
from civicdesk.i18n import _, ngettext
from civicdesk.records.choices import Closeness, Level4, Rag
from civicdesk.records.states import label_of
from civicdesk.records.thresholds import number


def summary(source: Source) -> b.Section:
    """Three paragraphs, the key figures, and what needs attention."""
    attention = tuple(_attention(source))
    panel = b.Panel((b.Heading(_("What needs attention")), b.Bullets(attention, mark="▲")))
    return b.Section(_("1  Summary"), (*_paragraphs(source), b.Tiles(tuple(_tiles(source))), panel))


def _paragraphs(source: Source) -> Iterator[b.Block]:
    """What the author wrote for this quarter."""
    leads = (("progress", _("Progress.")), ("relations", _("Relations.")), ("safety", _("Safety.")))
    written = [(lead, str(source.texts[key]).strip()) for key, lead in leads if source.texts.get(key)]
    if not written:
        yield b.Paragraph(_("No summary has been written for this quarter."), muted=True)
    for lead, text in written:
        yield b.Paragraph((b.Span(f"{lead} ", bold=True), b.Span(text)))


def _tiles(source: Source) -> Iterator[b.Tile]:
    yield from _work(source)
    yield from _promises(source)
    yield from _care(source)


def _work(source: Source) -> Iterator[b.Tile]:
    main = source.numbers.main
    ever, now = main.to_date, main.this_quarter
    yield b.Tile(
        _("Activities to date"),
        count(ever.activities),
        _("{n} this quarter · section 3").format(n=count(now.activities)),
    )
    share_of_women = part_of(ever.women or 0, ever.sex_recorded, ever.women_share)
    yield b.Tile(
        _("Participants to date (attendances)"),
        known(ever.total),
        _("women {share} with sex recorded").format(share=share_of_women) if ever.women_share else "",
    )
    yield b.Tile(
        _("Outcomes harvested"),
        count(main.outcomes.harvested),
        _("{n} substantiated · section 4").format(n=count(main.outcomes.substantiated)),
    )


def _promises(source: Source) -> Iterator[b.Tile]:
    made, grants = source.numbers.main.commitments, source.numbers.grants
    yield b.Tile(
        _("Commitments open"),
        count(made.open),
        _("{late} overdue · {done} of {total} done · section 7").format(
            late=count(made.overdue), done=count(made.done), total=count(made.total)
        ),
    )
    yield b.Tile(
        _("Sub-grants active"),
        count(grants.active),
        _("{n} given to date · section 8").format(n=count(grants.given)),
    )


def _care(source: Source) -> Iterator[b.Tile]:
    main = source.numbers.main
    balance, incidents, known_by = main.balance, main.incidents_this_quarter, main.protocols
    finding = balance.finding.label.lower() if balance.finding else _("too few engagements to tell")
    yield b.Tile(
        _("Balance index (0–100)"), known(balance.index), _("{finding} · section 6").format(finding=finding)
    )
    severities = "" if incidents is None else _by_severity(source)
    yield b.Tile(
        _("Incidents this quarter"),
        known(incidents.total if incidents else None),
        severities or _("section 9"),
    )
    yield b.Tile(
        _("Protocols acknowledged"),
        part(known_by.share),
        _("{n} of {m} · section 9").format(n=count(known_by.acknowledged), m=count(known_by.assigned)),
    )


def _by_severity(source: Source) -> str:
    found = source.numbers.main.incidents_this_quarter
    if found is None:
        return ""
    parts = [f"{severity.label.lower()} {n}" for severity, n in found.by_severity.items() if n]
    return " · ".join([*parts, _("section 9")])


def _attention(source: Source) -> Iterator[str]:
    """Sentences on what is out of line; all of them are worked out, none is written by hand."""
    yield from _overdue(source)
    yield from _balance(source)
    yield from _danger(source)
    yield from _unsure(source)


def _overdue(source: Source) -> Iterator[str]:
    made, grants, papers = source.numbers.main.commitments, source.numbers.grants, source.numbers.compliance
    if made.overdue:
        yield _("{late} of {open} open commitments are overdue, {red} of them by more than {n} days.").format(
            late=made.overdue,
            open=made.open,
            red=made.open_by_colour[Rag.RED],
            n=number(source.gate.look, "commitments.red_after_days_overdue", 30),
        )
    if late := grants.reports_late:
        yield ngettext("{n} grant report is late.", "{n} grant reports are late.", late).format(n=late)
    if late := papers.filings_late:
        yield ngettext(
            "{n} filing asked for by law is late.", "{n} filings asked for by law are late.", late
        ).format(n=late)


def _balance(source: Source) -> Iterator[str]:
    main = source.numbers.main
    for flag in main.balance.flags:
        text = (
            _("{group} took {share} of our engagements: too large a part.")
            if flag.over
            else _("{group} had only {share} of our engagements.")
        )
        yield text.format(group=flag.group.label, share=share(flag.share))
    if near := main.closeness[Closeness.TOO_CLOSE] + main.closeness[Closeness.CLOSE_WATCH]:
        yield ngettext(
            "We stand near to {n} public institution: watch or act.",
            "We stand near to {n} public institutions: watch or act.",
            near,
        ).format(n=near)


def _danger(source: Source) -> Iterator[str]:
    risks, known_by = source.numbers.main.risks, source.numbers.main.protocols
    if risks and (risks[Level4.CRITICAL] or risks[Level4.HIGH]):
        yield _("Risks: {critical} critical, {high} high.").format(
            critical=risks[Level4.CRITICAL], high=risks[Level4.HIGH]
        )
    if missing := known_by.assigned - known_by.acknowledged:
        yield _("{n} of {m} protocol acknowledgements are missing.").format(n=missing, m=known_by.assigned)


def _unsure(source: Source) -> Iterator[str]:
    outcomes, review = source.numbers.main.outcomes, source.numbers.review
    if outcomes.harvested and not outcomes.substantiated:
        yield _("No outcome has been confirmed by somebody independent yet.")
    if source.numbers.main.balance.total and review != "approved":
        state = label_of(review).lower() if review else _("not begun")
        yield _("The balance review of this quarter is not approved ({state}).").format(state=state)
