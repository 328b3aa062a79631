"""Rules V-EXP-01 to V-EXP-06: what stops or questions a file before it is written (`domain.md` 0.7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from civicdesk.i18n import _
from civicdesk.records.audiences import OUTSIDE
from civicdesk.records.choices import Audience, Classification, Tlp
from civicdesk.records.problems import Problem

DEFAULT_TLP: Mapping[Classification, Tlp] = MappingProxyType(
    {
        Classification.PUBLIC: Tlp.CLEAR,
        Classification.INTERNAL: Tlp.AMBER,
        Classification.CONFIDENTIAL: Tlp.AMBER_STRICT,
        Classification.RESTRICTED: Tlp.RED,
    }
)
_PROTECTED_REFERENCE = re.compile(r"\b(?:CAS|PER|MOV|INC)-[0-9A-Z]{4}[0-9A-Z-]*\b")


def loosest_tlp(classification: Classification, audience: Audience, *, to_coalition: bool = False) -> Tlp:
    """The loosest sharing label for content of a class; GREEN only for internal content to a coalition."""
    if to_coalition and classification is Classification.INTERNAL and audience is Audience.PARTNER:
        return Tlp.GREEN
    return DEFAULT_TLP[classification]


def highest(classes: Iterable[Classification]) -> Classification:
    """The class of a file from the classes of what is in it."""
    return max(classes, key=lambda level: level.rank, default=Classification.PUBLIC)


def audience_problems(audience: Audience | None) -> Iterator[Problem]:
    """V-EXP-01."""
    if audience is None:
        yield Problem(
            "E", "V-EXP-01", "audience", _("Choose who this file is for. It decides what is left out.")
        )


def tlp_problems(
    classification: Classification, tlp: Tlp, audience: Audience, *, to_coalition: bool = False
) -> Iterator[Problem]:
    """V-EXP-02: a stricter label than the default may be chosen, never a looser one."""
    loosest = loosest_tlp(classification, audience, to_coalition=to_coalition)
    if tlp.rank < loosest.rank:
        yield Problem(
            "E",
            "V-EXP-02",
            "tlp",
            _("This content is {class}. The loosest label you can use is {tlp}.").format(
                **{"class": classification.label.lower(), "tlp": loosest.value}
            ),
        )


def review_problems(unreviewed: int, audience: Audience) -> Iterator[Problem]:
    """V-EXP-03: `unreviewed` texts would be in a file that is not for internal readers or focal points."""
    if unreviewed and audience not in (Audience.INTERNAL, Audience.SECURITY_FOCAL_POINT):
        yield Problem(
            "E",
            "V-EXP-03",
            "reviewed",
            _(
                "{n} text fields have not been read for release. "
                "Read them and tick 'Reviewed for {audience}', or leave them out."
            ).format(n=unreviewed, audience=audience.label.lower()),
        )


def framing_problems(blocked: Iterable[str], audience: Audience) -> Iterator[Problem]:
    """V-EXP-04: terms on the do-not-send list of this audience were found."""
    if terms := ", ".join(dict.fromkeys(blocked)):
        yield Problem(
            "T",
            "V-EXP-04",
            "",
            _(
                "These words are on the do-not-send list for {audience}: {terms}. "
                "Change them, or ask a director to allow them."
            ).format(audience=audience.label.lower(), terms=terms),
        )


def target_problems(copied_away: bool) -> Iterator[Problem]:
    """V-EXP-05: the folder is synchronised or on a removable drive."""
    if copied_away:
        yield Problem(
            "W",
            "V-EXP-05",
            "target",
            _(
                "This folder may copy the file to the internet. "
                "Choose another folder, or write why this is needed."
            ),
        )


def link_problems(texts: Iterable[str], audience: Audience) -> Iterator[Problem]:
    """V-EXP-06: a text of the file names a case, a person, a movement or an incident by reference."""
    if audience in OUTSIDE and any(_PROTECTED_REFERENCE.search(text) for text in texts):
        yield Problem(
            "E", "V-EXP-06", "", _("This file would point to a protected record. Take the link out first.")
        )
