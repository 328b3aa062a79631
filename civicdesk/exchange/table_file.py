"""Reading a CSV file with hard limits: what it may contain is decided before any of it is believed."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _

MAX_BYTES = 50 * 1024 * 1024
MAX_COLUMNS = 200
MAX_ROWS = 200_000
MAX_CELL = 131_072
MAX_HEADER = 20_000

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_LINE_END = re.compile("\r\n?|\n")
_KHMER = re.compile("[\u1780-\u17ff]")


class FileRefused(CivicDeskError):
    """A file that is not read, with the reason."""


@dataclass(frozen=True)
class Line:
    """One line of a table: where it begins in the file, and its cells by column name, empty ones left out."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """A file whose first line was read; its lines are read anew each time, so that they never fill the memory."""

    columns: tuple[str, ...]
    text: str = field(repr=False)

    def __iter__(self) -> Iterator[Line]:
        """Every line with something in it."""
        for number, cells in self._rows():
            pairs = zip(self.columns, cells, strict=False)
            yield Line(number, {name: _clean(cell) for name, cell in pairs if cell})

    def __len__(self) -> int:
        """How many lines there are; FileRefused when there are too many or one has too many cells."""
        count = 0
        for number, cells in self._rows():
            count += 1
            if len(cells) > len(self.columns):
                raise FileRefused(_("Line {n} has more cells than there are columns.").format(n=number))
        return count

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Rows with something in them; empty ones count as rows of the file too."""
        for count, (number, cells) in enumerate(_rows(self.text)):
            if count > MAX_ROWS:
                raise FileRefused(_("The file has more than {n} rows.").format(n=MAX_ROWS))
            if count and any(map(str.strip, cells)):
                yield number, cells


def read(path: Path) -> Table:
    """A CSV file in UTF-8, UTF-16 or Windows-1252; FileRefused if it is not one."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FileRefused(_("The file is larger than 50 MB."), _("Split it into smaller files."))
        raw = path.read_bytes()
    except (OSError, ValueError) as trouble:
        raise FileRefused(_("The file cannot be read."), _("Check its name and where it is.")) from trouble
    text = _text(raw)
    if len(_LINE_END.split(text[: MAX_HEADER + 1], maxsplit=1)[0]) > MAX_HEADER:
        raise FileRefused(_("The first line is too long to name columns."))
    columns = [_clean(name).strip() for name in next(_rows(text), (0, []))[1]]
    _check_columns(columns)
    return Table(tuple(columns), text)


def _text(raw: bytes) -> str:
    """The characters of the file, never guessed: Khmer read in a wrong encoding would be kept as nonsense."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _decoded(raw, "utf-16")
    if raw.count(0) > len(raw) // 8:
        raise _not_text()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        if _KHMER.search(raw.decode("utf-8", "ignore")):
            line = raw.count(b"\n", 0, trouble.start) + 1
            raise FileRefused(
                _("Line {n} of the file is damaged: its Khmer letters cannot be read.").format(n=line),
                _("Save it from your spreadsheet as “CSV UTF-8”."),
            ) from trouble
    return _decoded(raw, "cp1252")


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as trouble:
        raise _not_text() from trouble


def _not_text() -> FileRefused:
    return FileRefused(_("The file is not text."), _("Save it from your spreadsheet as “CSV UTF-8”."))


def _clean(cell: str) -> str:
    """A cell as it is kept: composed, without control characters and marks that turn the writing around."""
    return (
        cell
        if cell.isascii() and cell.isprintable()
        else _CONTROLS.sub("", unicodedata.normalize("NFC", cell))
    )


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells); the separator is a comma, semicolon or tab, whichever the first line has most of."""
    first = _LINE_END.split(text[:MAX_HEADER], maxsplit=1)[0]
    separator = max(",;\t", key=first.count)
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as trouble:
            raise FileRefused(_("Line {n} cannot be read as a table.").format(n=number)) from trouble
        yield number, cells


def _check_columns(columns: list[str]) -> None:
    if not any(columns):
        raise FileRefused(_("The file is empty."), _("Its first line must name the columns."))
    if len(columns) > MAX_COLUMNS:
        raise FileRefused(_("The file has more than {n} columns.").format(n=MAX_COLUMNS))
    twice = {name for name in columns if columns.count(name) > 1}
    if twice:
        raise FileRefused(_("The column “{name}” stands in the file twice.").format(name=min(twice)[:60]))
