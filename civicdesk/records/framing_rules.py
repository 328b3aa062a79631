"""The framing check as rules use it: with the terms, party names and markers of the organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from civicdesk.records.choices import Audience
from civicdesk.records.framing import OPINION_MARKERS, FramingTerm, Hit, Kept, blocked, check, fingerprint
from civicdesk.records.problems import Lookup
from civicdesk.records.thresholds import words


def terms_of(look: Lookup) -> tuple[FramingTerm, ...] | None:
    """The framing terms; None where none are known, and nothing can be judged."""
    terms = cast("Iterable[FramingTerm | Mapping[str, object]] | None", look.setting("framing_terms"))
    if terms is None:
        return None
    return tuple(one if isinstance(one, FramingTerm) else FramingTerm.read(one) for one in terms)


def hits_in(text: str | None, audience: Audience, look: Lookup) -> list[Hit]:
    """Everything to reconsider in a text for an audience; nothing when no terms are known."""
    terms = terms_of(look)
    return [] if terms is None else check(text, audience, terms, words(look, "party_names"))


def blocked_in(
    record: str, texts: Iterable[str | None], audiences: Iterable[Audience], look: Lookup
) -> list[tuple[str, Hit]]:
    """Do-not-send words in the texts of a record, without those a director allowed in that very text."""
    terms, kept = terms_of(look), _kept(look)
    if terms is None:
        return []
    names, audiences = words(look, "party_names"), tuple(audiences)
    return [
        (found, hit)
        for text in texts
        if text
        for found, hit in blocked([text], audiences, terms, names)
        if Kept(record, hit.term, fingerprint(text)) not in kept
    ]


def _kept(look: Lookup) -> frozenset[Kept]:
    """Words that were allowed with a reason (setting "framing_kept")."""
    kept = cast("Iterable[Kept | Sequence[str]] | None", look.setting("framing_kept"))
    return frozenset(one if isinstance(one, Kept) else Kept(*one) for one in kept or ())


def opinion_markers(look: Lookup) -> tuple[str, ...]:
    """The organisation's opinion markers, or those the program starts with."""
    return words(look, "opinion_markers") or OPINION_MARKERS
