"""The kinds of value a record can hold, beyond text, numbers and days."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Generic, NewType, Self, TypeAlias, TypeVar

from civicdesk.i18n import _

X = TypeVar("X")

Day: TypeAlias = date
"""A calendar day (fields are often called `date`, which would hide the type)."""
Term = NewType("Term", str)
"""Code of a term in a vocabulary that the organisation may edit."""
Place = NewType("Place", str)
"""Code in the gazetteer: 2 digits province, 4 district, 6 commune, 8 village."""
Score = NewType("Score", int)
"""Whole number from 1 to 5."""
_FILE_ID = re.compile(r"[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Ref(str, Generic[X]):
    """Identifier (uuid4) of a record of type X; following it is an explicit query."""

    __slots__ = ()


class Choice(StrEnum):
    """A fixed list that the program relies on; codes never change, labels are translated."""

    @property
    def label(self) -> str:
        """The words a person reads for this code."""
        return _(
            LABELS.get((type(self).__name__, self.value))
            or LABELS.get(("", self.value))
            or humanise(self.value)
        )

    @property
    def rank(self) -> int:
        """Position in the declared order, from 1; 0 for 'not applicable'."""
        return 0 if self.value == "not_applicable" else list(type(self)).index(self) + 1


LABELS: dict[tuple[str, str], str] = {}
"""Labels that are not simply the code in words; filled by `records.labels`."""


def humanise(code: str) -> str:
    """Turn a code such as `women_market_vendors` into "Women market vendors"."""
    text = code.replace("_", " ")
    return text[:1].upper() + text[1:]


MOST_NUMBER = 10**15
"""No figure of an office reaches it, and every column holds what is below it, decimals included."""


class Precision(Choice):
    """How exactly a date is known (`domain.md` 0.3)."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    PERIOD = "period"


_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}
_PARTS = {
    "early": (1, 4),
    "beginning of": (1, 3),
    "start of": (1, 3),
    "mid": (5, 8),
    "late": (9, 12),
    "end of": (10, 12),
}
_MONTHS = ("january february march april may june july august september october november december").split()


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is known: `day` is the last day it can mean, `text` the words as given.

    Ordering and deadlines use `day`; people are always shown `str(value)`, which is the words
    as they were given whenever the day itself is not known.
    """

    day: date
    precision: Precision = Precision.DAY
    text: str = ""

    def __str__(self) -> str:
        if self.precision is Precision.DAY:
            return self.day.isoformat()
        if self.text:
            return self.text
        match self.precision:
            case Precision.MONTH:
                return f"{_MONTHS[self.day.month - 1].capitalize()} {self.day.year}"
            case Precision.QUARTER:
                return f"Q{(self.day.month + 2) // 3} {self.day.year}"
            case _:
                return str(self.day.year)

    def __lt__(self, other: PartialDate) -> bool:
        return self.day < other.day

    @property
    def first(self) -> date | None:
        """The earliest day it can mean; None for a period, whose start is not known."""
        match self.precision:
            case Precision.DAY:
                return self.day
            case Precision.MONTH:
                return self.day.replace(day=1)
            case Precision.QUARTER:
                return date(self.day.year, 3 * ((self.day.month - 1) // 3) + 1, 1)
            case Precision.YEAR:
                return date(self.day.year, 1, 1)
            case _:
                return None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person writes: 2024-01-26, 2024-01, 2023, Q1 2024, "autumn 2023", "end of 2016".

        Raises ValueError when no year can be found in it or the day does not exist.
        """
        words = " ".join(western_digits(text).replace("\u200b", "").split())
        for reader in (_read_iso, _read_quarter, _read_month, _read_words):
            try:
                found = reader(words)
            except ValueError as trouble:
                raise ValueError(_("The calendar has no “{text}”.").format(text=words)) from trouble
            if found is not None:
                return cls(*found)
        raise ValueError(
            _(
                "“{text}” is not a date. Write 2024-01-26, 2024-01, 2024 or words such as “autumn 2023”."
            ).format(text=text if len(text) <= 60 else text[:60] + "…")
        )


Reading = tuple[date, Precision, str]


def western_digits(text: str) -> str:
    """Replace Khmer digits by 0–9, so that both can be typed."""
    return text.translate({0x17E0 + n: str(n) for n in range(10)})


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _read_iso(text: str) -> Reading | None:
    if m := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        return date(int(m[1]), int(m[2]), int(m[3])), Precision.DAY, ""
    if m := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        return date(int(m[3]), int(m[2]), int(m[1])), Precision.DAY, ""
    if m := re.fullmatch(r"(\d{4})-(\d{1,2})", text):
        return _month_end(int(m[1]), int(m[2])), Precision.MONTH, ""
    if m := re.fullmatch(r"\d{4}", text):
        return date(int(text), 12, 31), Precision.YEAR, ""
    return None


def _read_quarter(text: str) -> Reading | None:
    m = re.fullmatch(r"(?:q|quarter )([1-4])[ /-]*(\d{4})|(\d{4})[ -]*q([1-4])", text.lower())
    if m is None:
        return None
    quarter, year = int(m[1] or m[4]), int(m[2] or m[3])
    return _month_end(year, 3 * quarter), Precision.QUARTER, ""


def _read_month(text: str) -> Reading | None:
    m = re.fullmatch(r"(?:(\d{1,2}) )?([a-z]+)\.? (\d{4})", text.lower())
    number = _month_number(m[2]) if m else 0
    if m is None or not number:
        return None
    if m[1]:
        return date(int(m[3]), number, int(m[1])), Precision.DAY, ""
    return _month_end(int(m[3]), number), Precision.MONTH, ""


def _month_number(word: str) -> int:
    return next((n for n, name in enumerate(_MONTHS, 1) if len(word) >= 3 and name.startswith(word)), 0)


def _read_words(text: str) -> Reading | None:
    """Free words with a year in them: kept as written, dated by the end of what they can mean."""
    years = re.findall(r"(?<!\d)((?:19|20)\d{2})(?!\d)", text)
    if not years:
        return None
    year, lower = int(years[-1]), text.lower()
    for word, (_start, end) in (_SEASONS | _PARTS).items():
        if re.search(rf"\b{word}\b", lower):
            return _month_end(year + (end < 3 and word == "winter"), end), Precision.PERIOD, text
    months = [n for w in re.findall(r"[a-z]{3,}", lower) if (n := _month_number(w))]
    return _month_end(year, months[-1] if months else 12), Precision.PERIOD, text


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, exact to two decimals, and its currency code (USD, KHR, EUR)."""

    amount: Decimal
    currency: str = "USD"

    def __str__(self) -> str:
        return f"{self.amount:,.2f} {self.currency}"


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a record whose type is not fixed: the type's name and the record's id."""

    type: str
    id: str

    def __str__(self) -> str:
        return f"{self.type}:{self.id}"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file kept beside the database: which one, and what it must be when it is opened again.

    `id` is its random name in the vault, `name` the words people know it by, `media` what it is ("image/jpeg"),
    `cleaned` whether its metadata were taken out when it was added.
    """

    id: str
    name: str
    size: int
    sha256: str
    media: str = ""
    cleaned: bool = False

    def __post_init__(self) -> None:
        if not (_FILE_ID.fullmatch(self.id) and _DIGEST.fullmatch(self.sha256) and self.size > 0):
            raise ValueError(_("This does not describe an attached file."))

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Headcount:
    """People counted at something. Parts may be missing; nothing is inferred from the others.

    "Not recorded" is None, never zero; men are never computed from total and women (`domain.md` E05).
    """

    total: int | None = None
    women: int | None = None
    men: int | None = None
    other: int | None = None

    @property
    def parts(self) -> int:
        """Sum of the parts that were counted."""
        return sum(n or 0 for n in (self.women, self.men, self.other))

    @property
    def sex_recorded(self) -> int:
        """How many of the total have a recorded sex: the whole total once women were counted."""
        if self.total is None:
            return 0
        return self.total if self.women is not None else self.parts

    @property
    def too_many(self) -> bool:
        """Whether the parts add up to more than the total."""
        return self.total is not None and self.parts > self.total

    def __iter__(self) -> Iterator[int | None]:
        return iter((self.total, self.women, self.men, self.other))


def quarter_of(day: date) -> tuple[date, date]:
    """First and last day of the quarter that holds `day`."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return first, _month_end(first.year, first.month + 2)


def add_days(day: date, days: int) -> date:
    """The day `days` later."""
    return day + timedelta(days=days)
