"""Reading a CSV file with hard limits: what it may contain is decided before any of it is believed."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _

MAX_BYTES = 50 * 1024 * 1024
MAX_COLUMNS = 200
MAX_ROWS = 200_000
MAX_CELL = 131_072

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class FileRefused(CivicDeskError):
    """A file that is not read, with the reason."""


@dataclass(frozen=True)
class Line:
    """One line of a table: where it begins in the file, and its cells by column name."""

    number: int
    cells: dict[str, str]


def read(path: Path) -> tuple[list[str], list[Line]]:
    """Column names and lines of a CSV file in UTF-8, UTF-16 or Windows-1252; FileRefused if it is not one."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FileRefused(_("The file is larger than 50 MB."), _("Split it into smaller files."))
        raw = path.read_bytes()
    except OSError as trouble:
        raise FileRefused(_("The file cannot be read."), _("Check its name and where it is.")) from trouble
    rows = _rows(_text(raw))
    names = next(rows, (0, []))[1]
    columns = [name.strip() for name in names]
    _check_columns(columns)
    return columns, list(_lines(rows, columns))


def _text(raw: bytes) -> str:
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return _CONTROLS.sub("", unicodedata.normalize("NFC", raw.decode(encoding)))
        except UnicodeDecodeError:
            continue
    raise FileRefused(_("The file is not text."), _("Save it from your spreadsheet as “CSV UTF-8”."))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells); the separator is a comma, semicolon or tab, whichever the first line has most of."""
    first = text.split("\n", 1)[0]
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
        raise FileRefused(_("The column “{name}” stands in the file twice.").format(name=sorted(twice)[0]))


def _lines(rows: Iterator[tuple[int, list[str]]], columns: list[str]) -> Iterator[Line]:
    for count, (number, cells) in enumerate(rows):
        if count >= MAX_ROWS:
            raise FileRefused(_("The file has more than {n} rows.").format(n=MAX_ROWS))
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(columns):
            raise FileRefused(_("Line {n} has more cells than there are columns.").format(n=number))
        yield Line(number, dict(zip(columns, cells, strict=False)))
