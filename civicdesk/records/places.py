"""The places of Cambodia: 25 provinces down to 14,576 villages, with codes, Khmer and English names.

Source, licence and corrections: `resources/places/NOTICE`. A record keeps only the code; a code says its
parents by its first digits (14 Prey Veng, 1409 Preah Sdach, 140904 Chey Kampok).
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from itertools import accumulate
from typing import NamedTuple

from civicdesk import khmer, paths
from civicdesk.records.choices import AuthorityLevel, PlaceUnit


class PlaceRow(NamedTuple):
    """One place; `parent_code` is empty for a province."""

    code: str
    name_en: str
    name_km: str
    unit: PlaceUnit
    parent_code: str
    level: AuthorityLevel

    def name(self, language: str) -> str:
        """The bare name in English, or in Khmer for "km"."""
        return self.name_km if language == "km" else self.name_en


_LEVELS = {
    2: AuthorityLevel.CAPITAL_PROVINCE,
    4: AuthorityLevel.MUNICIPALITY_DISTRICT_KHAN,
    6: AuthorityLevel.COMMUNE_SANGKAT,
    8: AuthorityLevel.VILLAGE,
}

COUNTRY = PlaceRow("00", "Cambodia", "កម្ពុជា", PlaceUnit.CAPITAL, "", AuthorityLevel.NATIONAL)
"""The whole country, for what is nationwide or whose place is not known; no part of any other place."""
ABROAD = PlaceRow("99", "Outside Cambodia", "ក្រៅប្រទេស", PlaceUnit.CAPITAL, "", AuthorityLevel.NOT_APPLICABLE)
"""Any other country, for study tours and conferences."""
_SPECIAL = {row.code: row for row in (COUNTRY, ABROAD)}

# Words for a unit, as people type them beside a name.
_KHMER_UNITS = {
    "រាជធានី": PlaceUnit.CAPITAL,
    "ខេត្ត": PlaceUnit.PROVINCE,
    "ក្រុង": PlaceUnit.MUNICIPALITY,
    "ស្រុក": PlaceUnit.DISTRICT,
    "ខណ្ឌ": PlaceUnit.KHAN,
    "ឃុំ": PlaceUnit.COMMUNE,
    "សង្កាត់": PlaceUnit.SANGKAT,
    "ភូមិ": PlaceUnit.VILLAGE,
}
_KHMER_WORD = {unit: word for word, unit in _KHMER_UNITS.items()}
_ENGLISH_UNITS = {unit.value: unit for unit in PlaceUnit} | {
    "city": PlaceUnit.MUNICIPALITY,
    "town": PlaceUnit.MUNICIPALITY,
    "khet": PlaceUnit.PROVINCE,
    "krong": PlaceUnit.MUNICIPALITY,
    "srok": PlaceUnit.DISTRICT,
    "khum": PlaceUnit.COMMUNE,
    "phum": PlaceUnit.VILLAGE,
}

_NOT_A_LETTER = re.compile(r"[^\w\u1780-\u17ff]|_")
# Base, one subscript, shifter, vowel, signs: nothing to fold once DA, which looks like TA, is replaced.
_PLAIN_KHMER = re.compile("(?:[ក-អ](?:្[ក-ញឋ-អ])?[៉៊]?[ា-ៅ]?[ំ់]?[ះ៍]?)+")
_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLED = re.compile(r"(.)\1+")
_ONE_SOUND = str.maketrans("bdgw", "ptkv")


def key(text: str) -> str:
    """A name as it is compared: no spaces, hyphens, case, accents or zero-width signs; one Khmer spelling."""
    return _NOT_A_LETTER.sub("", khmer.fold(text))


def sound(text: str) -> str:
    """What stays of a romanised key when spellings differ: "kompong" and "kampong" both give "kampank"."""
    return _DOUBLED.sub(r"\1", _VOWELS.sub("a", text.translate(_ONE_SOUND)))


class _Lines:
    """Many short texts in one, so that a search is one scan; each text belongs to a place."""

    def __init__(self, texts: Iterable[tuple[str, PlaceRow]]) -> None:
        pairs = list(texts)
        self._text = "\n" + "\n".join(text for text, _row in pairs) + "\n"
        self._starts = list(accumulate((len(text) + 1 for text, _row in pairs), initial=1))
        self._rows = [row for _text, row in pairs]

    def find(self, wanted: str, *, inside: bool) -> Iterator[tuple[PlaceRow, bool, bool]]:
        """Every place with the wanted text: (place, is it whole, does it begin so); `inside` finds all."""
        sought = wanted if inside else f"\n{wanted}"
        position = self._text.find(sought)
        while position >= 0:
            start = position if inside else position + 1
            line = bisect_right(self._starts, start) - 1
            begins = start == self._starts[line]
            yield self._rows[line], begins and self._text[start + len(wanted)] == "\n", begins
            position = self._text.find(sought, position + 1)


class Gazetteer:
    """All places, in order of code. Loaded once (`gazetteer()`); never changed."""

    def __init__(self, rows: Iterable[PlaceRow], aliases: dict[str, list[str]]) -> None:
        self._rows = {row.code: row for row in rows}
        self._aliases = aliases

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[PlaceRow]:
        return iter(self._rows.values())

    def place(self, code: str) -> PlaceRow | None:
        """The place with this code; None for a code that the gazetteer does not have."""
        return _SPECIAL.get(code) or self._rows.get(code)

    def children(self, code: str = "") -> tuple[PlaceRow, ...]:
        """What a place is divided into, in order of code; the provinces for an empty code."""
        return self._children.get(code, ())

    def ancestors(self, code: str) -> tuple[PlaceRow, ...]:
        """The places that this one lies in, nearest first; empty for a province or an unknown code."""
        if code not in self._rows:
            return ()
        return tuple(self._rows[code[:size]] for size in range(len(code) - 2, 0, -2))

    def province(self, code: str) -> PlaceRow | None:
        """The province or capital that a place is or lies in."""
        return self.place(code[:2])

    def district(self, code: str) -> PlaceRow | None:
        """The district, municipality or khan that a place is or lies in; None for a province."""
        return self.place(code[:4]) if len(code) >= 4 else None

    def label(self, code: str, language: str = "en") -> str:
        """A place with its unit and all it lies in; an unknown code is shown as it is.

        "Chey Kampok commune, Preah Sdach district, Prey Veng province", in Khmer in the order of an address.
        """
        row = self.place(code)
        if row is None:
            return code
        if row.code in _SPECIAL:
            return row.name(language)
        line = (row, *self.ancestors(code))
        if language == "km":
            return " ".join(_KHMER_WORD[row.unit] + row.name_km for row in line)
        return ", ".join(
            row.name_en if len(row.code) == 2 and len(line) > 1 else _english(row) for row in line
        )

    def names(self, code: str) -> tuple[str, ...]:
        """Every name of a place and of all it lies in, in both languages and as written in one word."""
        found: dict[str, None] = {}
        for row in (self.place(code), *self.ancestors(code)):
            if row is not None:
                aliases = self._aliases.get(row.code, ())
                found |= dict.fromkeys((row.name_en, row.name_km, row.name_en.replace(" ", ""), *aliases))
        return tuple(found)

    def search(self, text: str, limit: int = 20) -> list[PlaceRow]:
        """Places by name or code, best first: exact, then beginning, then alike-sounding; larger first.

        Spacing, hyphens, case, accents, zero-width signs and the usual romanisations do not matter. A unit
        ("Kampong Cham province", "ឃុំល្វា") and, after a comma, what it lies in narrow the search.
        """
        wanted, _comma, within = text.partition(",")
        code = key(wanted)
        for row in _SPECIAL.values():
            if code in (row.code, key(row.name_en), key(row.name_km)):
                return [row]
        if code.isdigit():
            return [row for row in self if row.code.startswith(code)][:limit]
        regions = tuple(row.code for row in self.search(within, limit)) if key(within) else ()
        bare, unit = _without_unit(wanted)
        found = self._ranked(bare, unit)
        if unit is not None:  # the word may belong to the name: "ភូមិ ១៣" is a village called so
            found = list(dict.fromkeys([*found, *self._ranked(wanted, None)]))
        return [row for row in found if row.code.startswith(regions or "")][:limit]

    def called(self, text: str) -> list[PlaceRow]:
        """The places that this text names in full, larger first; a province stands for what is called like it.

        More than one: the text does not say which. What lies in a place of the same name is not another one.
        """
        found = self.search(text, len(self))
        if found and found[0].code in _SPECIAL:
            return found
        if key(text).isdigit():
            return [row for row in found if row.code == key(text)]
        bare, _unit = _without_unit(text.partition(",")[0])
        named = [row for row in found if self._is_called(row, key(bare), key(text.partition(",")[0]))]
        outer = [row for row in named if not any(row.code.startswith(one.code) for one in named if one != row)]
        return outer[:1] if outer and len(outer[0].code) == 2 else outer

    def _is_called(self, row: PlaceRow, *wanted: str) -> bool:
        names = (row.name_en, row.name_km, *self._aliases.get(row.code, ()))
        heard = {sound(one) for one in wanted if one.isascii()} if not row.parent_code else set()
        return any(key(name) in wanted or sound(key(name)) in heard for name in names)

    def _ranked(self, text: str, unit: PlaceUnit | None) -> list[PlaceRow]:
        """Every match, best first."""
        wanted = key(text)
        if not wanted:
            return []
        best: dict[PlaceRow, int] = {}
        for row, whole, begins in self._keys.find(wanted, inside=len(wanted) > 2):
            rank = 0 if whole else 1 if begins else 3
            best[row] = min(rank, best.get(row, rank))
        for row, whole in self._alike(wanted):
            rank = 4 if not whole else 2 if row.parent_code else 0
            best[row] = min(rank, best.get(row, rank))
        rows = (row for row in best if unit in (None, row.unit))
        return sorted(rows, key=lambda row: (best[row], len(row.code), row.code))

    def _alike(self, wanted: str) -> Iterator[tuple[PlaceRow, bool]]:
        """Places that sound like the wanted name, whole or from the beginning."""
        heard = sound(wanted) if wanted.isascii() else ""
        for row, whole, _begins in self._sounds.find(heard, inside=False) if heard else ():
            if whole or len(heard) > 3:
                yield row, whole

    @cached_property
    def _children(self) -> dict[str, tuple[PlaceRow, ...]]:
        """The parts of every place, by its code."""
        parts: dict[str, list[PlaceRow]] = {}
        for row in self:
            parts.setdefault(row.parent_code, []).append(row)
        return {code: tuple(rows) for code, rows in parts.items()}

    @cached_property
    def _named(self) -> list[tuple[str, PlaceRow]]:
        """Every name of every place as it is compared; made at the first search."""
        named = [(key(row.name_en), row) for row in self]
        named += [(_khmer_key(row.name_km), row) for row in self]
        named += [(key(alias), self._rows[code]) for code, more in self._aliases.items() for alias in more]
        return named

    @cached_property
    def _keys(self) -> _Lines:
        """The names to search through."""
        return _Lines(self._named)

    @cached_property
    def _sounds(self) -> _Lines:
        """How the romanised names sound."""
        heard = cache(sound)  # 16,000 places share 10,000 names
        return _Lines((heard(name), row) for name, row in self._named if name.isascii())


def _khmer_key(name: str) -> str:
    """`key` of a name in the gazetteer, without the work where there is nothing to fold (nearly always)."""
    joined = name.replace(" ", "").replace("្ដ", "្ត")
    return joined if _PLAIN_KHMER.fullmatch(joined) else key(joined)


def _without_unit(text: str) -> tuple[str, PlaceUnit | None]:
    """A search text without the word for a unit, and that unit: ("ល្វា", commune) for "ឃុំល្វា"."""
    plain = unicodedata.normalize("NFC", text).replace("\u200b", "").strip()
    for word, unit in _KHMER_UNITS.items():
        if plain.startswith(word) and key(plain[len(word) :]):
            return plain[len(word) :], unit
    words = plain.split()
    for place in (-1, 0):
        if len(words) > 1 and (said := words[place].casefold()) in _ENGLISH_UNITS:
            return " ".join(words[:-1] if place else words[1:]), _ENGLISH_UNITS[said]
    return plain, None


def _english(row: PlaceRow) -> str:
    """A name with its unit: "Preah Sdach district"; the capital is known by its name."""
    return row.name_en if row.unit is PlaceUnit.CAPITAL else f"{row.name_en} {row.unit.value}"


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer that the program comes with."""
    with gzip.open(paths.resource("places", "places.csv.gz")) as packed:
        lines = csv.reader(io.StringIO(packed.read().decode()))
    units = {unit.value: unit for unit in PlaceUnit}
    next(lines)
    rows = [
        PlaceRow(code, name_en, name_km, units[unit], code[:-2], _LEVELS[len(code)])
        for code, unit, name_en, name_km in lines
    ]
    aliases: dict[str, list[str]] = {}
    with paths.resource("places", "aliases.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            aliases.setdefault(line["code"], []).append(line["alias"])
    return Gazetteer(rows, aliases)
