"""Typing in many records at once from a table file: a bad row is named with line, column and reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from civicdesk.errors import CivicDeskError
from civicdesk.exchange.table_file import FileRefused, Line, read
from civicdesk.i18n import _
from civicdesk.records.fields import Field, Kind
from civicdesk.records.problems import Lookup
from civicdesk.records.record import Record, record_type
from civicdesk.records.values import Link
from civicdesk.records.wording import parse
from civicdesk.vault.refusals import RecordRefused
from civicdesk.vault.transaction import Transaction
from civicdesk.vault.vault import Vault

EXTRA = ("ref", "state", "is_historical", "classification", "owner", "tags", "notes")
"""Columns of the envelope that a file may have."""


@dataclass(frozen=True)
class BadCell:
    """Why a row was not taken: line in the file, column, and a sentence."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        where = _("Line {n}, column “{column}”").format(n=self.line, column=self.column or "–")
        return f"{where}: {self.reason}"


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    count: int
    bad: tuple[BadCell, ...]


def import_file(
    vault: Vault,
    type_name: str,
    path: Path,
    *,
    keep_good: bool = False,
    progress: Callable[[int, int], bool] | None = None,
) -> Imported:
    """Read records of a type from a CSV file. Nothing of it is kept if any row is bad, unless `keep_good`.

    Raises FileRefused for a file that cannot be a table of this type. `progress(done, total)` answers False
    to stop, and then nothing is kept.
    """
    cls = record_type(type_name)
    lines = read(path)
    specs = _columns(cls, lines.columns)
    total = len(lines)
    bad: list[BadCell] = []
    count = 0
    reason = _("imported from a file")
    with vault.transaction(reason, accept=reason) as tx:
        look, find = vault.look(), finder(vault)
        for number, line in enumerate(lines):
            if progress and not progress(number, total):
                raise FileRefused(_("The import was stopped. Nothing of the file was kept."))
            faults = _take(tx, cls, specs, line, (look, find))
            bad += faults
            count += not faults
        if bad and not keep_good:
            tx.rollback()
    return Imported(0 if bad and not keep_good else count, tuple(bad))


def finder(vault: Vault) -> Callable[[str, tuple[str, ...]], Link | None]:
    """Finds records by reference number, remembering what it found."""
    known: dict[str, Link | None] = {}

    def find(ref: str, types: tuple[str, ...]) -> Link | None:
        if ref not in known:
            record = vault.by_ref(ref)
            known[ref] = Link(record.meta.name, record.id) if record else None
        found = known[ref]
        return found if found and found.type in types else None

    return find


def _columns(cls: type[Record], columns: Sequence[str]) -> Mapping[str, Field]:
    """The field of each column; a column that is not one of the type's fields refuses the whole file."""
    allowed = {spec.key: spec for spec in cls.meta.fields if spec.kind is not Kind.CHILD and not spec.sealed}
    allowed |= {key: cls.meta.field(key) for key in EXTRA}
    for name in columns:
        if name not in allowed:
            known = ", ".join(allowed)
            raise FileRefused(
                _("There is no column “{name}” in {type}.").format(name=name[:60], type=cls.meta.plural),
                _("Columns can be: {known}.").format(known=known),
            )
    return {name: allowed[name] for name in columns}


def _take(
    tx: Transaction, cls: type[Record], specs: Mapping[str, Field], line: Line, world: tuple[Lookup, Any]
) -> list[BadCell]:
    """Save one line, or say what is wrong with it."""
    values: dict[str, Any] = {}
    bad: list[BadCell] = []
    for name, cell in line.cells.items():
        try:
            value = parse(specs[name], cell, *world)
        except ValueError as trouble:
            bad.append(BadCell(line.number, name, str(trouble)))
            continue
        if name == "ref" and value is not None:
            value = str(value).upper()
            if not re.fullmatch(rf"{cls.meta.prefix}(-[0-9A-Z]+)+", value):
                bad.append(BadCell(line.number, name, _wrong_reference(cls)))
        if value is not None and value != ():
            values[name] = value
    if bad:
        return bad
    try:
        tx.save(cls(**values))
    except RecordRefused as trouble:
        return [BadCell(line.number, p.field, p.message) for p in trouble.problems]
    except CivicDeskError as trouble:
        return [BadCell(line.number, "", str(trouble))]
    return []


def _wrong_reference(cls: type[Record]) -> str:
    return _(
        "A reference of {type} looks like {prefix}-2024-001; leave it empty to get the next one."
    ).format(type=cls.meta.plural, prefix=cls.meta.prefix)
