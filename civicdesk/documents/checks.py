"""The last look at a finished document before it becomes a file: words that may close doors, and its label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from civicdesk.documents.page import Document, printed
from civicdesk.i18n import _
from civicdesk.records.audiences import OUTSIDE
from civicdesk.records.choices import Audience, Tlp
from civicdesk.records.export_rules import DEFAULT_TLP, framing_problems, link_problems
from civicdesk.records.framing_rules import blocked_in
from civicdesk.records.printing import MONTHS
from civicdesk.records.problems import Lookup, Problem


def file_problems(document: Document, audience: Audience, subject: str, look: Lookup) -> Iterator[Problem]:
    """V-EXP-04 and V-EXP-06 over everything that is printed; `subject` is the id of the record it is about."""
    texts = printed(document)
    yield from link_problems(texts, audience)
    if audience in OUTSIDE:
        yield from framing_problems(_blocked(texts, audience, subject, look), audience)


def _blocked(texts: list[str], audience: Audience, subject: str, look: Lookup) -> Iterator[str]:
    """Words on the do-not-send list; the month of March is none of them."""
    for text in texts:
        days = [found.span() for found in _days().finditer(text)]
        for words, hit in blocked_in(subject, [text], [audience], look):
            if not any(first <= hit.start and hit.end <= last for first, last in days):
                yield words


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
