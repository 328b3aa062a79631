"""The last look at a finished document before it becomes a file: words that may close doors, and its label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from civicdesk.documents.page import Document, printed
from civicdesk.i18n import _
from civicdesk.records.audiences import OUTSIDE
from civicdesk.records.choices import Audience, FramingSeverity, Tlp
from civicdesk.records.export_rules import DEFAULT_TLP, framing_problems, link_problems
from civicdesk.records.fields import Kind
from civicdesk.records.framing import Hit
from civicdesk.records.framing_rules import blocked_in, hits_in
from civicdesk.records.printing import MONTHS
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import Child, Record, fields_of


def file_problems(
    document: Document, audience: Audience, subject: Record | None, look: Lookup
) -> Iterator[Problem]:
    """V-EXP-04 and V-EXP-06 over everything that is printed; `subject` is the record it is about."""
    texts = printed(document)
    yield from link_problems(texts, audience)
    if audience in OUTSIDE:
        allowed = tuple(_allowed(subject, audience, look)) if subject else ()
        yield from framing_problems(_blocked(texts, audience, allowed, look), audience)


def _blocked(
    texts: Iterable[str], audience: Audience, allowed: Sequence[tuple[str, str]], look: Lookup
) -> Iterator[str]:
    """Words on the do-not-send list, without those allowed in their text; the month of March is none."""
    for text in texts:
        days = [found.span() for found in _days().finditer(text)]
        for words, hit in blocked_in("", [text], [audience], look):
            is_day = any(first <= hit.start and hit.end <= last for first, last in days)
            line = _line_around(text, hit)
            if not is_day and not any(hit.term == term and line in whole for term, whole in allowed):
                yield words


def _line_around(text: str, hit: Hit) -> str:
    """The printed line in which a hit stands; all lines where it runs over several."""
    first = text.rfind("\n", 0, hit.start) + 1
    last = text.find("\n", hit.end)
    return text[first : last if last >= 0 else None].strip()


def _allowed(subject: Record, audience: Audience, look: Lookup) -> Iterator[tuple[str, str]]:
    """Terms that a director allowed, each with the text of the record in which it may stand."""
    for text in _texts(subject):
        found = {hit.term for hit in hits_in(text, audience, look) if hit.severity is FramingSeverity.BLOCK}
        for term in found - {hit.term for _words, hit in blocked_in(subject.id, [text], [audience], look)}:
            yield term, text


def _texts(owner: Record | Child) -> Iterator[str]:
    """Every text of a record and of its rows."""
    for spec in fields_of(type(owner)):
        value = getattr(owner, spec.key)
        if spec.kind in (Kind.TEXT, Kind.LONG):
            yield from (value,) if isinstance(value, str) else value or ()
        elif spec.kind is Kind.CHILD:
            for row in value:
                yield from _texts(row)


def _days() -> re.Pattern[str]:
    """A month beside a day or a year, in the reader's language."""
    months = "|".join(re.escape(_(month)) for month in MONTHS)
    return re.compile(rf"\b\d{{1,2}}\s+(?:{months})\b|\b(?:{months})\s+\d{{1,4}}\b")


def label_problems(own: Tlp, wanted: Tlp) -> Iterator[Problem]:
    """V-EXP-02: a stricter label than the report's own may be chosen, never a looser one."""
    if wanted.rank < own.rank:
        classes = {tlp: level for level, tlp in DEFAULT_TLP.items()}
        level = classes.get(own)
        yield Problem(
            "E",
            "V-EXP-02",
            "tlp",
            _("This content is {class}. The loosest label you can use is {tlp}.").format(
                **{"class": level.label.lower() if level else own.value, "tlp": own.value}
            ),
        )
