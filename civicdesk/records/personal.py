"""Names, telephone numbers, ID numbers and e-mail addresses that slipped into free text.

Identity belongs in one place only (the protected person), so other texts are searched for what gives a person
away. Each pattern is narrow: a wrong alarm that cannot be passed would teach people to write around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from civicdesk.i18n import _
from civicdesk.records.values import western_digits


class PersonalKind(StrEnum):
    """What was found."""

    NAME = "name"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    EMAIL = "email"

    @property
    def label(self) -> str:
        """The words for it in a message."""
        return _(_LABELS[self])


_LABELS = {
    PersonalKind.NAME: "a name",
    PersonalKind.PHONE: "a phone number",
    PersonalKind.ID_NUMBER: "an ID number",
    PersonalKind.EMAIL: "an e-mail address",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One detail: what it is and where it stands in the text."""

    kind: PersonalKind
    start: int
    end: int


def personal_details(
    text: str | None, *, names: Iterable[str] = (), officials: bool = False
) -> list[Finding]:
    """Personal details in a text, in order; `names` are known names that must not appear either.

    officials: also find names after forms of address of office holders (His Excellency, ឯកឧត្តម), who are
    public persons and may otherwise be named.
    """
    if not text:
        return []
    kept = [place for place, letter in enumerate(text) if letter not in _HIDDEN]
    plain = western_digits("".join(text[place] for place in kept))
    found = [*_emails(plain)]
    numbers = _without(_NOT_PERSONAL, _without(_EMAIL, plain))
    found += _phones(numbers)
    numbers = _without(_PHONE, numbers)
    found += [_at(PersonalKind.ID_NUMBER, m) for m in _ID.finditer(numbers)]
    found += _addressed(plain, officials=officials)
    found += _known(plain, names)
    return sorted(
        (Finding(one.kind, kept[one.start], kept[one.end - 1] + 1) for one in found),
        key=lambda one: one.start,
    )


def personal_kinds(text: str | None, *, names: Iterable[str] = (), officials: bool = False) -> str:
    """What was found, in words ("a name, a phone number"); empty when there is nothing."""
    found = personal_details(text, names=names, officials=officials)
    return ", ".join(dict.fromkeys(finding.kind.label for finding in found))


def _without(pattern: re.Pattern[str], text: str) -> str:
    """The text with what the pattern finds blanked out, positions unchanged."""
    return pattern.sub(lambda m: "\n" * len(m.group()), text)


def _at(kind: PersonalKind, match: re.Match[str]) -> Finding:
    return Finding(kind, match.start(), match.end())


_HIDDEN = frozenset("\u200b\u00ad\u2060\ufeff")

# --- e-mail ---------------------------------------------------------------------------------------

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_OFFICE_BOXES = frozenset(
    ["info", "contact", "office", "admin", "hello", "press", "media", "secretariat", "support", "hr", "jobs"]
)


def _emails(text: str) -> Iterator[Finding]:
    """E-mail addresses, except those of an office (info@…)."""
    for match in _EMAIL.finditer(text):
        if match.group().split("@")[0].casefold() not in _OFFICE_BOXES:
            yield _at(PersonalKind.EMAIL, match)


# --- numbers --------------------------------------------------------------------------------------

_CURRENCY = r"(?:KHR|USD|EUR|riels?|dollars?|euros?|៛|\$|€|រៀល|ដុល្លារ)"
_NOT_PERSONAL = re.compile(
    rf"""
    \d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)            # 2024-01-26
  | (?<!\d)\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}(?!\d)     # 26/01/2024
  | (?<!\d)\d{{1,2}}:\d{{2}}(?!\d)                       # 09:30
  | \b[A-Z]{{2,5}}-\d{{4}}-\d{{3,}}\b                    # MTG-2024-001
  | (?<![\d,])\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?![\d,])  # 1,433,000,000
  | {_CURRENCY}\s*[1-9]\d*(?:[ .,]\d{{3}})*                                 # USD 150000000
  | (?<!\d)(?<!\d[ .])[1-9]\d*(?:[ .,]\d{{3}})*\s*{_CURRENCY}              # 150 000 000 riel
  | \d+\.\d{{3,}}                                        # 11.556373, a decimal
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SEP = r"[ .\-]{0,2}"
_PHONE = re.compile(
    rf"""
    (?<![\d.,])(?:\+\s?|00)?855{_SEP}\(?0?\)?{_SEP}[1-9]\d(?:{_SEP}\d){{6,7}}(?!\d)  # +855 12 345 678
  | (?<![\d.,])\(?0[1-9]\d\)?{_SEP}\d{{3}}{_SEP}\d{{3,4}}(?!\d)   # 012 345 678
  | (?<![\d.,])\(?0[1-9]\d\)?{_SEP}\d{{2}}{_SEP}\d{{2}}{_SEP}\d{{2,3}}(?!\d)          # 012 34 56 78
  | (?<![\d.,])\(?0[1-9]\d\)?{_SEP}\d{{4}}{_SEP}\d{{3}}(?!\d)                         # 096 1234 567
    """,
    re.VERBOSE,
)
_CALLED = re.compile(
    r"(?:\b(?:phone|tel|telephone|mobile|telegram|whatsapp|signal)|ទូរស័ព្ទ|លេខទូរស័ព្ទ)"
    r"[\s.:#]*(?:no|number|លេខ)?[\s.:#]*(\+?(?!(?:19|20)\d\d[ -])\d(?:[ .\-]?\d){7,10})(?!\d)",
    re.IGNORECASE,
)
_ID = re.compile(
    r"""
    (?<![\d.,])\d{9,}(?!\d)                                          # nine digits and more in a row
  | (?<![\d.,])\d{3}(?:-\d{3}){2,}(?!\d)                             # 101-234-567
  | (?<![\d.,])\d{3}(?:\.\d{3}){2,}(?!\d)
  | \b(?:ID|passport|card)\b[^\d\n]{0,16}\d{3}(?:[ ]\d{3}){2,}(?!\d)  # ID card 101 234 567
  | (?:អត្តសញ្ញាណ)[^\d\n]{0,12}\d{3}(?:[ ]\d{3}){2,}(?!\d)
  | \bN\d{8}\b                                                      # passport N00123456
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _phones(text: str) -> Iterator[Finding]:
    """Cambodian telephone numbers, and eight digits and more after a word such as "phone"."""
    taken = []
    for match in _PHONE.finditer(text):
        taken.append(match.start())
        yield _at(PersonalKind.PHONE, match)
    for match in _CALLED.finditer(text):
        if not any(match.start(1) <= start < match.end(1) for start in taken):
            yield Finding(PersonalKind.PHONE, match.start(1), match.end(1))


# --- names ----------------------------------------------------------------------------------------

_OFFICE_WORDS = """
    administrator ambassador chair chairman chairperson chairwoman chief clerk coordinator councillor deputy
    director first governor head judge leader manager mayor minister officer official police president
    prime principal representative second secretary speaker spokesperson teacher vice commune district
    province provincial village ministry and or is was who the
    word excel office teams powerpoint access outlook windows project universe sql forms publisher paint
"""
_OFFICES = frozenset(_OFFICE_WORDS.split())
_WORD = "[\\w\u1780-\u17d3'-]*"
_ENGLISH = re.compile(
    rf"\b(?:(?:Mr|MR|mr|Mrs|MRS|mrs|Mister|Madam|Mme)\b\.?\s+([A-Za-z\u1780-\u17b3]{_WORD})"
    rf"|(?:Ms|MS|ms|Miss)\b\.?\s+([A-Z\u1780-\u17b3]{_WORD})"
    rf"|(?:[Hh]is|[Hh]er|[Mm]y|[Tt]heir) name (?:is|was) ([A-Z\u1780-\u17b3]{_WORD}))"
)
_ENGLISH_OFFICIALS = re.compile(
    rf"\b(?:H\.\s?E\.?|His Excellency|Her Excellency|Oknha|Dr\b\.?)\s+([A-Z\u1780-\u17b3]{_WORD})"
)
_KHMER_OFFICIALS = re.compile("(?:ឯកឧត្តម|លោកជំទាវ|អ្នកឧកញ៉ា|ឧកញ៉ា)[ ៖:]*(?=[ក-ឳA-Z])")

# The form of address, not inside another word: ពិភពលោក (the world), មនុស្សលោក, ខែកញ្ញា (September).
_KHMER = re.compile(
    "(?:(?<!ភព)(?<!មនុស្ស)(?<!សកល)(?<!ឆាក)លោក(?:ស្រី|(?!ស្រី))|អ្នកស្រី|អ្នកនាង"
    "|(?<!ខែ)(?<!ខែ )(?<![0-9])(?<![0-9] )កញ្ញា)[ ៖:]*(?=[ក-ឳA-Z])"
)

# What follows a form of address without naming anybody: offices, other forms, and words of a sentence in
# which the form stands for "he", "she" or "you".
_KHMER_WORDS = """
    អភិបាល នាយក ប្រធាន អនុប្រធាន មេឃុំ មេភូមិ មេបញ្ជាការ មេដឹកនាំ មេធាវី ចៅអធិការ ចៅសង្កាត់ ចៅក្រម ចៅហ្វាយ
    រដ្ឋមន្ត្រី រដ្ឋមន្រ្តី រដ្ឋលេខា លេខា គ្រូ អ្នក លោក ជំទាវ យាយ អ៊ំ សង្ឃ មន្ត្រី មន្រ្តី សមាជិក តំណាង ស្នងការ
    អធិការ ស្មៀន ឧត្តម វេជ្ជបណ្ឌិត បណ្ឌិត អនុ ឯកអគ្គ អគ្គ ក្រុមប្រឹក្សា នគរបាល ប៉ូលិស
    បាន ត្រូវ និង ដែល មិន នៅ ទៅ ក៏ នេះ នោះ ទាំង អាច នឹង ដល់ ឲ្យ ឱ្យ ដោយ និយាយ ប្រាប់ ស្នើ ចង់ គ្រប់ ហើយ កំពុង
    ធ្លាប់ បន្ត រួម ចូល ធ្វើ របស់ ផង ពុំ សូម គឺ ក្នុង សម្រាប់ ចំពោះ ព្រម យល់ ផ្ដល់ ផ្តល់ បញ្ជាក់ លើក ចំនួន ម្នាក់
    ពីរ ខ្លះ អង្គការ ឃុំ ភូមិ ស្រុក ខេត្ត ក្រុម គម្រោង ក្រសួង ឆ្នាំ អ្វី គិត ឃើញ ស្គាល់ ដឹង ជួប រស់ ស្លាប់ ជួយ
    ទទួល សួរ ឆ្លើយ បើក ទើប ទាក់ទង ចេញ ដើរ ទិញ បង់ ខ្ចី ប្រើ ត្រឡប់ ឈឺ ខ្លាច ព្រួយ បារម្ភ ខាងលិច ខាងកើត
"""
_NOT_NAMES = tuple(_KHMER_WORDS.split())
_SHORT_WORDS = "តា ពូ មីង មេ ទេ ណា មក ឬ បី ពី អី មាន សុំ"
_NOT_NAMES_ALONE = tuple(_SHORT_WORDS.split())
"""Words that names also begin with (តារា, ទេព, ណារី): not a name only where the word ends there."""
_IS = "ជា"
"""The word "is", and a family name: a name only when it stands apart (លោក ជា សុផល)."""


def _addressed(text: str, *, officials: bool) -> Iterator[Finding]:
    """Names that follow a form of address."""
    for pattern in (_ENGLISH, _ENGLISH_OFFICIALS) if officials else (_ENGLISH,):
        for match in pattern.finditer(text):
            if not _names_nobody(next(part for part in match.groups() if part)):
                yield _at(PersonalKind.NAME, match)
    for pattern in (_KHMER, _KHMER_OFFICIALS) if officials else (_KHMER,):
        for match in pattern.finditer(text):
            if not _names_nobody(text[match.end() :]):
                yield _at(PersonalKind.NAME, match)


def _names_nobody(rest: str) -> bool:
    """Whether the words after a form of address are an office or go on with the sentence."""
    first = re.match(r"[A-Za-z]+", rest)
    if first is not None:
        return first.group().casefold() in _OFFICES
    if rest.startswith(_NOT_NAMES):
        return True
    if rest.startswith(_IS):
        return _follows_khmer(rest, _IS) or rest.startswith(f"{_IS} {_IS}")
    return any(rest.startswith(word) and not _follows_khmer(rest, word) for word in _NOT_NAMES_ALONE)


def _follows_khmer(rest: str, word: str) -> bool:
    """Whether a Khmer letter or sign follows the word without a space."""
    return re.match("[\u1780-\u17d3]", rest[len(word) :]) is not None


def _known(text: str, names: Iterable[str]) -> Iterator[Finding]:
    """Known names: the whole and each part of three letters and more, as a word (anywhere in Khmer)."""
    for part in sorted({part for name in names for part in name_parts(name)}):
        pattern = re.escape(part) if not part.isascii() else rf"(?<!\w){re.escape(part)}(?!\w)"
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield _at(PersonalKind.NAME, match)


def name_parts(name: str) -> tuple[str, ...]:
    """A name and its parts that are long enough to give a person away."""
    whole = " ".join("".join(letter for letter in name if letter not in _HIDDEN).split())
    parts = (whole, *whole.split())
    return tuple(dict.fromkeys(part for part in parts if len(part) >= 3))
