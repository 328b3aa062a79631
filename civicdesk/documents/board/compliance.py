"""Sections 11 and 12: what the law and our own rules ask for, and what the board is asked to decide."""

from __future__ import annotations

from civicdesk.documents import blocks as b
from civicdesk.documents.board.source import Source
from civicdesk.documents.numbers import count
from civicdesk.documents.telling import said
from civicdesk.i18n import _
from civicdesk.services.office import is_late

KEYS = "title authority submit_by submitted_on"


def compliance(source: Source) -> b.Section:
    """Statutory filings, agreements that end soon, and data destroyed on time."""
    return b.Section(_("11  Compliance"), (_filings(source), _agreements(source), _disposals(source)))


def _filings(source: Source) -> b.Table:
    rows = tuple(
        (*(said(shown, key) for key in KEYS.split()), _how(is_late(paper, source.as_of), shown["state"]))
        for paper in source.numbers.compliance.filings
        if (shown := source.gate.admit(paper, KEYS))
    )
    columns = (
        b.Column(_("Filing"), 3),
        b.Column(_("To"), 1.6),
        b.Column(_("Due"), 1.4),
        b.Column(_("Handed in"), 1.4),
        b.Column(_("State"), 1.2),
    )
    return b.Table(columns, rows, _("Filings asked for by law"))


def _how(late: bool, state: str) -> b.Text:
    return b.badge(_("late"), "danger") if late else state


def _agreements(source: Source) -> b.Table:
    rows = tuple(
        (said(shown, "title"), said(shown, "valid_until"))
        for paper in source.numbers.compliance.expiring
        if (shown := source.gate.admit(paper, "title valid_until"))
    )
    columns = b.Column(_("Agreement"), 3), b.Column(_("Valid until"))
    return b.Table(columns, rows, _("Agreements that end within 90 days"))


def _disposals(source: Source) -> b.Facts:
    numbers = source.numbers.compliance
    done = _("{n} disposals carried out, {m} records destroyed or reduced to counts").format(
        n=count(numbers.disposals), m=count(numbers.items_disposed)
    )
    return b.Facts(((_("Retention, this quarter"), done if numbers.disposals else b.nothing()),))


def decisions(source: Source) -> b.Section:
    """What the author of the report asks the board to decide."""
    asked = source.texts.get("decisions")
    items = tuple(map(str, asked)) if isinstance(asked, (list, tuple)) else ()
    return b.Section(_("12  Decisions asked of the board"), (b.Bullets(items, mark="1"),) if items else ())
