"""A recovery sheet: words to keep on paper, in English and Khmer, on one page made in memory.

It names no organisation, no person and no vault, only the number of the key. The file says nothing about itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from civicdesk.documents import style as s
from civicdesk.documents.layout import Para, Piece, draw_stack, stack_height
from civicdesk.documents.page import neutral
from civicdesk.documents.pen import Pen
from civicdesk.documents.style import TextStyle
from civicdesk.palette import LIGHT

if TYPE_CHECKING:
    from civicdesk.vault.recovery import Sheet

WORD = TextStyle(14, 19, bold=True)
NUMBER = TextStyle(9, 12, colour=LIGHT.muted)
GROUP = TextStyle(16, 22, bold=True)
KHMER = TextStyle(9.5, 14, colour=LIGHT.text)
LABEL = TextStyle(8.2, 11, colour=LIGHT.muted)
COLUMNS, STEP = 3, 22.0
GROUPS_IN_ROW = 5

Pair = tuple[str, str]
"""A sentence in English and in Khmer."""

TITLE: Pair = ("Recovery sheet", "សន្លឹកសង្គ្រោះ")
OPENS: dict[str, Pair] = {
    "main": ("It opens everything except the security part.", "វាបើកអ្វីៗទាំងអស់ លើកលែងតែផ្នែកសន្តិសុខ។"),
    "security": ("It opens only the security part.", "វាបើកតែផ្នែកសន្តិសុខប៉ុណ្ណោះ។"),
}
ALONE: Pair = (
    "Whoever has this sheet and a copy of the vault can open it. Keep it locked away, far from the computer.",
    "អ្នកណាដែលមានសន្លឹកនេះ និងច្បាប់ចម្លងនៃឃ្លាំងទិន្នន័យ អាចបើកវាបាន។ សូមទុកវាក្នុងកន្លែងចាក់សោ ឆ្ងាយពីកុំព្យូទ័រ។",
)
TOGETHER: Pair = (
    "Alone it opens nothing. Any {k} of the {n} sheets with this number, and a copy of the vault, open it together.",
    "សន្លឹកនេះតែមួយ មិនអាចបើកអ្វីបានទេ។ សន្លឹកណាមួយចំនួន {k} ក្នុងចំណោម {n} ដែលមានលេខនេះ និងច្បាប់ចម្លងនៃឃ្លាំងទិន្នន័យ រួមគ្នាអាចបើកបាន។",
)
USE: Pair = (
    (
        "To use it: in CivicDesk choose “I cannot remember my passphrase” and type the words in their order. "
        "The first four letters of each word are enough."
    ),
    "របៀបប្រើ៖ ក្នុង CivicDesk ជ្រើសយក «ខ្ញុំចាំឃ្លាសម្ងាត់មិនបាន» ហើយវាយពាក្យតាមលំដាប់។ អក្សរបួនដំបូងនៃពាក្យនីមួយៗគឺគ្រប់គ្រាន់ហើយ។",
)
GROUPS: Pair = (
    "Or type these thirteen groups instead of the words (0 is always a zero and 1 always a one):",
    "ឬវាយក្រុមអក្សរទាំងដប់បីនេះ ជំនួសពាក្យ (0 គឺលេខសូន្យ ហើយ 1 គឺលេខមួយជានិច្ច)៖",
)
CARE: Pair = (
    "Do not photograph it and do not type it anywhere else. When a newer sheet is made, destroy this one.",
    "កុំថតរូបវា ហើយកុំវាយវានៅកន្លែងផ្សេង។ ពេលមានសន្លឹកថ្មី សូមបំផ្លាញសន្លឹកនេះចោល។",
)
FOUND: Pair = (
    "Found it? It is of use only to the people it belongs to. Give it back to the holder, or destroy it.",
    "បើអ្នករកឃើញសន្លឹកនេះ៖ វាមានប្រយោជន៍តែចំពោះម្ចាស់វាប៉ុណ្ណោះ។ សូមប្រគល់ជូនអ្នករក្សាទុកវិញ ឬបំផ្លាញវាចោល។",
)
BY_HAND: tuple[Pair, ...] = (
    ("Holder", "អ្នករក្សាទុក"),
    ("Kept at", "កន្លែងរក្សាទុក"),
    ("Given on", "ថ្ងៃប្រគល់"),
    ("Tested on", "ថ្ងៃសាកល្បង"),
)


def file_name(sheet: Sheet) -> str:
    """A neutral name for the file: the number of the key and of the sheet."""
    return f"sheet-{sheet.mark:05d}-{sheet.number}.pdf"


def render_sheet(sheet: Sheet) -> bytes:
    """The sheet as PDF, in memory. There is no code for cameras on it: a photograph is what must not exist."""
    pen = Pen()
    top = _heading(pen, sheet)
    top = _pieces(pen, _what(sheet), top)
    top = _words(pen, sheet.words, top - 10)
    if sheet.groups:
        top = _pieces(pen, _both(GROUPS), top - 6)
        top = _groups(pen, sheet.groups, top - 4)
    top = _pieces(pen, [*_both(USE), *_both(CARE), *_both(FOUND)], top - 8)
    _lines(pen, top - 12)
    pen.new_page()
    return neutral(pen.finish())


def _heading(pen: Pen, sheet: Sheet) -> float:
    """Title in both languages, the number of the key, which sheet it is, the day; answers where it ends."""
    top = s.PAGE_HEIGHT - s.MARGIN
    right = s.PAGE_WIDTH - s.MARGIN
    pen.text(s.MARGIN, top - 16, TITLE[0], s.TITLE)
    pen.text(s.MARGIN, top - 38, TITLE[1], s.HEADING)
    pen.text(right, top - 16, f"{sheet.mark:05d}", s.TITLE, "right")
    of = f"{sheet.number} / {sheet.n}" if sheet.n > 1 else ""
    pen.text(right, top - 38, " · ".join(filter(None, (of, sheet.made))), s.SUBTITLE, "right")
    pen.rule(s.MARGIN, top - 48, right, top - 48, LIGHT.accent, 1.2)
    return top - 54


def _what(sheet: Sheet) -> list[Piece]:
    """What it opens, and with what."""
    together = (TOGETHER[0].format(k=sheet.k, n=sheet.n), TOGETHER[1].format(k=sheet.k, n=sheet.n))
    return [*_both(OPENS[sheet.scope]), *_both(together if sheet.n > 1 else ALONE)]


def _both(pair: Pair) -> Iterator[Piece]:
    yield Para(pair[0], s.BODY, before=5)
    yield Para(pair[1], KHMER, before=1)


def _pieces(pen: Pen, pieces: Iterator[Piece] | Sequence[Piece], top: float) -> float:
    every = list(pieces)
    draw_stack(pen, every, s.MARGIN, top, s.WIDTH)
    return top - stack_height(every, s.WIDTH)


def _words(pen: Pen, words: Sequence[str], top: float) -> float:
    """Numbered, down the columns, large enough to be read by a candle."""
    rows = -(-len(words) // COLUMNS)
    wide = s.WIDTH / COLUMNS
    pen.box(s.MARGIN, top - rows * STEP - 8, s.WIDTH, rows * STEP + 8, line=LIGHT.line, thick=0.8)
    for place, word in enumerate(words):
        column, line = divmod(place, rows)
        x, base = s.MARGIN + column * wide + 30, top - (line + 1) * STEP + 4
        pen.text(x - 6, base, str(place + 1), NUMBER, "right")
        pen.text(x, base, word, WORD)
    return top - rows * STEP - 8


def _groups(pen: Pen, groups: Sequence[str], top: float) -> float:
    wide = s.WIDTH / GROUPS_IN_ROW
    for place, group in enumerate(groups):
        line, column = divmod(place, GROUPS_IN_ROW)
        x, base = s.MARGIN + column * wide, top - line * 26 - 18
        pen.text(x, base + 11, str(place + 1), TextStyle(6.5, 9, colour=LIGHT.muted))
        pen.text(x + 8, base, group, GROUP)
    return top - 26 * -(-len(groups) // GROUPS_IN_ROW)


def _lines(pen: Pen, top: float) -> None:
    """Lines for a pen: the program knows no holder's name on paper."""
    wide = (s.WIDTH - s.GUTTER) / 2
    for place, (english, khmer) in enumerate(BY_HAND):
        line, column = divmod(place, 2)
        x, base = s.MARGIN + column * (wide + s.GUTTER), top - line * 34 - 20
        pen.text(x, base - 11, f"{english} · {khmer}", LABEL)
        pen.rule(x, base, x + wide, base, LIGHT.muted, 0.7)
