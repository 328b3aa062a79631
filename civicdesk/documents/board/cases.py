"""Section 10: cases in numbers, small ones hidden, so that nobody can be recognised."""

from __future__ import annotations

from collections.abc import Mapping

from civicdesk.documents import blocks as b
from civicdesk.documents.board.source import Source
from civicdesk.documents.numbers import THIN, count
from civicdesk.documents.telling import known, part
from civicdesk.i18n import _
from civicdesk.records.case import Case
from civicdesk.records.masking import masked, masked_total, must_mask
from civicdesk.records.states import label_of
from civicdesk.services.caseload import FEWEST


def cases(source: Source) -> b.Section:
    """Cases by type and state, days to assessment, follow-ups on time."""
    title, found, times = _("10  Cases"), source.numbers.main.cases, source.numbers.case_times
    if found is None or times is None:
        return b.Section(title, (b.Facts(((_("Cases"), _("not known")),)),))
    if not found.total:
        return b.Section(title, ())
    hide = must_mask(source.audience, from_casework=True)
    few = _("not shown (too few)")
    median = few if hide and times.assessed < FEWEST else known(times.median_days)
    late = times.due - times.on_time
    told = times.due < FEWEST or 0 < times.on_time < FEWEST or 0 < late < FEWEST
    on_time = few if hide and told else part(times.share_on_time)
    types = {source.gate.look.term_label("case_type", code): n for code, n in sorted(found.by_type.items())}
    states = {label_of(state): found.by_state[state] for state in Case.states.all if state in found.by_state}
    facts = b.Facts(
        (
            (_("Cases taken in to date"), masked_total(found.total) if hide else count(found.total)),
            (_("Days to assessment (median)"), median),
            (_("Follow-ups on time"), on_time),
        )
    )
    note = (b.Paragraph(_("Numbers from 1 to 4 are shown as “<5”."), muted=True),) if hide else ()
    return b.Section(
        title,
        (
            facts,
            b.Abreast(
                (
                    (_table(_("Cases by type"), types, hide),),
                    (_table(_("Cases by state"), states, hide),),
                )
            ),
            *note,
        ),
    )


def _table(label: str, counts: Mapping[str, int], hide: bool) -> b.Table:
    numbers = tuple(counts.values())
    words = [text.replace(",", THIN) for text in masked(numbers)] if hide else [count(n) for n in numbers]
    columns = (b.Column(label, 3), b.Column(_("Number"), number=True))
    return b.Table(columns, tuple(zip(counts, words, strict=True)))
