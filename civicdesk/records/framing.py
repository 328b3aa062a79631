"""The framing helper: finds words that may close doors or endanger people (`domain.md` part 3).

Pure functions over terms that are given to them. They advise; they never change a text by themselves.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from civicdesk.i18n import _
from civicdesk.records.choices import Audience, FramingSeverity

OUTSIDE = (Audience.DONOR, Audience.PARTNER, Audience.AUTHORITY, Audience.PUBLIC)
"""Audiences for whom text leaves the organisation."""
OPINION_MARKERS = (
    "we believe",
    "we think",
    "clearly",
    "obviously",
    "undoubtedly",
    "everyone knows",
    "it is a fact that",
    "of course",
    "shameful",
    "unacceptable",
)
"""The opinion markers that hold until the organisation keeps its own list."""

_STRENGTH = {FramingSeverity.BLOCK: 2, FramingSeverity.WARN: 1, FramingSeverity.NOTE: 0}
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
_SENTENCE = re.compile(r"[^.!?។៕\n]+[.!?។៕]*")


@dataclass(frozen=True, slots=True)
class FramingTerm:
    """A word or phrase to reconsider, for whom, and what may be said instead."""

    term: str
    severity: FramingSeverity
    audiences: frozenset[Audience]
    variants: tuple[str, ...] = ()
    language: str = "en"
    suggestions: tuple[str, ...] = ()
    reason: str = ""
    exceptions: tuple[str, ...] = ()
    active: bool = True

    @classmethod
    def read(cls, row: Mapping[str, object]) -> FramingTerm:
        """The term that a row of `framing.json` or of the store describes."""
        return cls(
            str(row["term"]),
            FramingSeverity(str(row["severity"])),
            frozenset(map(Audience, _texts(row, "audiences"))),
            _texts(row, "variants"),
            str(row.get("language") or "en"),
            _texts(row, "suggestions"),
            str(row.get("reason") or ""),
            _texts(row, "exceptions"),
            bool(row.get("active", True)),
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """One place in a text: `text[start:end]` is what was found, `term` the entry that found it."""

    start: int
    end: int
    term: str
    severity: FramingSeverity
    suggestions: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A hit that a person chose to leave in this very text of this record, with a reason kept elsewhere."""

    record: str
    term: str
    text: str = field(repr=False)

    @classmethod
    def of(cls, record: str, term: str, text: str) -> Kept:
        """The mark for a term kept in a text; only a fingerprint of the text is held."""
        return cls(record, term, fingerprint(text))


def _texts(row: Mapping[str, object], key: str) -> tuple[str, ...]:
    values = row.get(key)
    return tuple(map(str, values)) if isinstance(values, (list, tuple, set, frozenset)) else ()


def fingerprint(text: str) -> str:
    """A short code that changes when the text does."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()[:32]


def check(
    text: str | None,
    audience: Audience,
    terms: Iterable[FramingTerm],
    party_names: Iterable[str] = (),
) -> list[Hit]:
    """What to reconsider in `text` for `audience`, in reading order.

    The longest match wins where several overlap; a match inside one of its term's exceptions is ignored.
    Names of parties block for authorities and the public.
    """
    if not text:
        return []
    folded, places = _folded(text)
    found = [hit for term in (*terms, *_parties(party_names)) for hit in _hits(folded, term, audience)]
    found.sort(key=lambda hit: (hit.start - hit.end, -_STRENGTH[hit.severity], hit.start))
    kept: list[Hit] = []
    for hit in found:
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return [_in_original(hit, places) for hit in sorted(kept, key=lambda hit: hit.start)]


def blocked(
    texts: Iterable[str | None],
    audiences: Iterable[Audience],
    terms: Sequence[FramingTerm],
    party_names: Sequence[str] = (),
) -> list[tuple[str, Hit]]:
    """Every do-not-send hit with the words as they stand, once for each place in each text."""
    audiences = tuple(audiences)
    found: dict[tuple[int, int, int], tuple[str, Hit]] = {}
    for number, text in enumerate(texts):
        for audience in audiences:
            for hit in check(text, audience, terms, party_names):
                if hit.severity is FramingSeverity.BLOCK and text:
                    found.setdefault((number, hit.start, hit.end), (text[hit.start : hit.end], hit))
    return list(found.values())


def opinions(text: str | None, markers: Iterable[str] = OPINION_MARKERS) -> list[Hit]:
    """Sentences that read as opinion; the caller leaves out those that evidence stands beside."""
    if not text:
        return []
    marks = FramingTerm("opinion", FramingSeverity.WARN, frozenset(Audience), tuple(markers))
    folded, places = _folded(text)
    hits = sorted(_hits(folded, marks, Audience.INTERNAL, skip_name=True), key=lambda hit: hit.start)
    return [_in_original(hit, places) for hit in hits]


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence starts and ends."""
    for match in _SENTENCE.finditer(text):
        if match.group().strip():
            yield match.start(), match.end()


def replaced(text: str, changes: Iterable[tuple[Hit, str]]) -> str:
    """The text with each hit replaced by other words; a capital at the start of a hit is kept."""
    for hit, words in sorted(changes, key=lambda change: -change[0].start):
        if text[hit.start : hit.start + 1].isupper():
            words = words[:1].upper() + words[1:]
        text = text[: hit.start] + words + text[hit.end :]
    return text


def without_kept(record: str, text: str, hits: Iterable[Hit], kept: Iterable[Kept]) -> list[Hit]:
    """The hits that nobody has chosen to leave in this very text."""
    marks = frozenset(kept)
    return [hit for hit in hits if Kept.of(record, hit.term, text) not in marks]


def _parties(names: Iterable[str]) -> Iterator[FramingTerm]:
    for name in names:
        yield FramingTerm(
            name,
            FramingSeverity.BLOCK,
            frozenset({Audience.AUTHORITY, Audience.PUBLIC}),
            language="km" if re.search("[\u1780-\u17ff]", name) else "en",
            reason=_("Party language breaks neutrality."),
        )


def _hits(folded: str, term: FramingTerm, audience: Audience, *, skip_name: bool = False) -> Iterator[Hit]:
    if not term.active or audience not in term.audiences:
        return
    wholes = term.language != "km"
    fine = [m.span() for m in _found(folded, term.exceptions, wholes)] if term.exceptions else []
    names = term.variants if skip_name else (term.term, *term.variants)
    for match in _found(folded, names, wholes):
        start, end = match.span()
        if not any(first <= start and end <= last for first, last in fine):
            name = match.group() if skip_name else term.term
            yield Hit(start, end, name, term.severity, term.suggestions, term.reason)


def _found(folded: str, phrases: Sequence[str], wholes: bool) -> Iterator[re.Match[str]]:
    return _pattern(tuple(phrases), wholes).finditer(folded)


@lru_cache(2048)
def _pattern(phrases: tuple[str, ...], wholes: bool) -> re.Pattern[str]:
    """Any of the phrases, longest first: as whole words, or anywhere for a script without spaces."""
    plain = sorted({_folded(phrase)[0].strip() for phrase in phrases} - {""}, key=len, reverse=True)
    if not plain:
        return re.compile(r"(?!)")
    either = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in plain)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)" if wholes else either)


@lru_cache(256)
def _folded(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text as it is compared (NFC, no case, nothing invisible), and where each sign of it came from."""
    signs: list[str] = []
    places: list[tuple[int, int]] = []
    start = 0
    for position in range(1, len(text) + 1):
        if position < len(text) and unicodedata.combining(text[position]):
            continue
        piece = "".join(sign for sign in text[start:position] if sign not in _INVISIBLE)
        for sign in unicodedata.normalize("NFC", piece).casefold().replace("’", "'"):
            signs.append(sign)
            places.append((start, position))
        start = position
    return "".join(signs), tuple(places)


def _in_original(hit: Hit, places: tuple[tuple[int, int], ...]) -> Hit:
    return Hit(
        places[hit.start][0], places[hit.end - 1][1], hit.term, hit.severity, hit.suggestions, hit.reason
    )
