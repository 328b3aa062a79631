"""Section 4: what changed in others, and how sure we are."""

from __future__ import annotations

from civicdesk.documents import blocks as b
from civicdesk.documents.board.source import Source
from civicdesk.documents.telling import LONGEST, counted, rest, said
from civicdesk.i18n import _
from civicdesk.records.outcome import Outcome
from civicdesk.services.board import records_of
from civicdesk.services.period import by

KEYS = "title social_actor change_type changed_on significance_level contribution_level state"


def outcomes(source: Source) -> b.Section:
    """Outcomes by kind, and the list of them, newest first."""
    figures = source.numbers.main.outcomes
    found = [
        one
        for one in records_of(source.vault, Outcome)
        if one.state in ("harvested", "substantiated") and by(source.as_of, one.changed_on)
    ]
    if not found:
        return b.Section(_("4  Outcomes"), ())
    found.sort(key=lambda one: (one.changed_on.day, one.ref), reverse=True)
    rows = tuple(
        tuple(said(shown, key) for key in KEYS.split())
        for one in found[:LONGEST]
        if (shown := source.gate.admit(one, KEYS))
    )
    states = counted(
        _("State"),
        [
            (_("Harvested, not yet confirmed"), figures.harvested),
            (_("Substantiated by somebody independent"), figures.substantiated),
        ],
    )
    kinds = counted(_("Kind of change"), [(kind.label, n) for kind, n in figures.by_kind.items()])
    return b.Section(_("4  Outcomes"), (b.Abreast(((kinds,), (states,))), _table(rows), *rest(len(found))))


def _table(rows: tuple[tuple[str, ...], ...]) -> b.Table:
    return b.Table(
        (
            b.Column(_("Change"), 2.3),
            b.Column(_("Who changed"), 1.6),
            b.Column(_("Kind"), 1.3),
            b.Column(_("When"), 1.2),
            b.Column(_("Importance"), 1.2),
            b.Column(_("Our part"), 1.2),
            b.Column(_("State"), 1.4),
        ),
        rows,
        _("Outcomes to date, newest first"),
    )
