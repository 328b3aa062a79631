"""Section 5: campaigns, how far they came, and what is on its way out."""

from __future__ import annotations

from civicdesk.documents import blocks as b
from civicdesk.documents.board.source import Source
from civicdesk.documents.telling import LONGEST, counted, rest, said
from civicdesk.i18n import _
from civicdesk.records.campaign import Campaign
from civicdesk.records.states import label_of
from civicdesk.services.board import records_of

KEYS = "title state ladder_position we_progress"


def advocacy(source: Source) -> b.Section:
    """Campaigns by state and one by one, ladder positions, publications by step."""
    numbers = source.numbers.advocacy
    if not numbers.campaigns and not numbers.publications:
        return b.Section(_("5  Advocacy"), ())
    states = [(label_of(state), n) for state, n in numbers.campaigns.items()]
    ladder = [(level.label, n) for level, n in numbers.ladder.items()]
    steps = [(label_of(state), n) for state, n in numbers.publications.items()]
    return b.Section(
        _("5  Advocacy"),
        (
            *_campaigns(source),
            b.Abreast(
                (
                    (counted(_("Campaigns by state"), states),),
                    (counted(_("Highest level met, running"), ladder),),
                    (counted(_("Publications by step"), steps),),
                )
            ),
        ),
    )


def _campaigns(source: Source) -> tuple[b.Block, ...]:
    found = records_of(source.vault, Campaign)
    found.sort(key=lambda one: (one.state in one.states.ends, one.ref))
    rows = tuple(
        tuple(said(shown, key) for key in KEYS.split())
        for one in found[:LONGEST]
        if (shown := source.gate.admit(one, KEYS))
    )
    columns = (
        b.Column(_("Campaign"), 3),
        b.Column(_("State")),
        b.Column(_("Highest level met"), 1.6),
        b.Column(_("Elements done"), number=True),
    )
    return b.Table(columns, rows, _("Campaigns, running ones first")), *rest(len(found))
