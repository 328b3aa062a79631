"""Vocabularies that the organisation may edit, and its settings: small tables, read whole and kept in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _, language
from civicdesk.records.fields import Field, Kind
from civicdesk.records.record import Record, fields_of, record_types
from civicdesk.records.values import humanise
from civicdesk.vault.refusals import NotYours
from civicdesk.vault.schema import METADATA, child_table_name, setting, term

if TYPE_CHECKING:
    from civicdesk.vault.store import Store


@dataclass(frozen=True)
class TermRow:
    """One term of a vocabulary. `parent` groups terms; an inactive one is no longer offered."""

    vocab: str
    code: str
    label_en: str
    label_km: str = ""
    parent: str = ""
    position: int = 0
    active: bool = True
    help: str = ""

    @property
    def label(self) -> str:
        """The term in the reader's language."""
        return self.label_km if language() == "km" and self.label_km else _(self.label_en)


class TermUsed(CivicDeskError):
    """A used term is never deleted, only made inactive."""

    def __init__(self, count: int) -> None:
        super().__init__(_("This term is used {n} times. Make it inactive instead.").format(n=count))


def vocabulary_names() -> tuple[str, ...]:
    """Every vocabulary that some field uses, in the order of the catalogue."""
    names: dict[str, None] = {"tag": None}
    for cls in record_types():
        for spec in _every_field(cls):
            if spec.vocab:
                names[spec.vocab] = None
    return tuple(names)


def _every_field(cls: type[Record]) -> Iterable[Field]:
    for spec in cls.meta.fields:
        yield spec
        if spec.child is not None:
            yield from fields_of(spec.child)


class Vocabularies:
    """The terms and settings of an open vault, read once and again after a change.

    Who cannot open the programme (a reader of board reports, an administrator without content) has none of them.
    """

    def __init__(self, store: Store | None) -> None:
        self._programme = store
        self._terms: dict[str, dict[str, TermRow]] | None = None
        self._settings: dict[str, Any] | None = None

    @property
    def _store(self) -> Store:
        if self._programme is None:
            raise NotYours
        return self._programme

    def forget(self) -> None:
        """Read again at the next question."""
        self._terms = self._settings = None

    def terms(self, vocab: str, *, inactive: bool = False) -> tuple[TermRow, ...]:
        """Terms of a vocabulary in their order."""
        rows = self._all().get(vocab, {}).values()
        return tuple(row for row in rows if row.active or inactive)

    def label(self, vocab: str, code: str) -> str:
        """The words of a term; its code in words where the vocabulary no longer has it."""
        row = self._all().get(vocab, {}).get(code)
        return row.label if row else humanise(code)

    def setting(self, key: str) -> Any:
        """A setting; None where there is none."""
        return None if self._programme is None else self._every().get(key)

    def settings(self) -> dict[str, Any]:
        """All settings."""
        return {} if self._programme is None else dict(self._every())

    def _every(self) -> dict[str, Any]:
        if self._settings is None:
            rows = self._store.db.execute(select(setting))
            self._settings = {row.key: json.loads(row.value) for row in rows}
        return self._settings

    def _all(self) -> Mapping[str, dict[str, TermRow]]:
        if self._terms is None:
            self._terms = {}
            if self._programme is None:
                return self._terms
            for row in self._store.db.execute(
                select(term).order_by(term.c.vocab, term.c.position, term.c.code)
            ):
                self._terms.setdefault(row.vocab, {})[row.code] = TermRow(
                    row.vocab, row.code, row.label_en, row.label_km or "", row.parent or "", row.position,
                    bool(row.active), row.help or "",
                )  # fmt: skip
        return self._terms

    # writing, inside a transaction ---------------------------------------------------------------

    def save_terms(self, rows: Iterable[TermRow]) -> None:
        """Add terms or change them (the code stays)."""
        values = [
            {
                "vocab": r.vocab, "code": r.code, "label_en": r.label_en, "label_km": r.label_km or None,
                "parent": r.parent or None, "position": r.position, "active": int(r.active), "help": r.help or None,
            }
            for r in rows
        ]  # fmt: skip
        if values:
            self._store.db.execute(insert(term).prefix_with("OR REPLACE"), values)
        self.forget()

    def delete_term(self, vocab: str, code: str, used: int) -> None:
        """Delete a term that nothing uses; `used` is counted over every open compartment by the caller."""
        if used:
            raise TermUsed(used)
        self._store.db.execute(term.delete().where(term.c.vocab == vocab, term.c.code == code))
        self.forget()

    def save_settings(self, values: Mapping[str, Any]) -> None:
        """Set settings; values are plain JSON."""
        rows = [{"key": key, "value": json.dumps(value, ensure_ascii=False)} for key, value in values.items()]
        if rows:
            self._store.db.execute(insert(setting).prefix_with("OR REPLACE"), rows)
        self.forget()


def uses(store: Store, vocab: str, code: str) -> int:
    """How many fields of one compartment hold a term."""
    found = 0
    for cls in record_types():
        for spec in cls.meta.fields:
            if spec.vocab == vocab:
                found += _count(store, cls.meta.name, spec, code)
            for inner in fields_of(spec.child) if spec.kind is Kind.CHILD and spec.child else ():
                if inner.vocab == vocab:
                    found += _count(store, child_table_name(cls.meta.name, spec.key), inner, code)
    return found


def _count(store: Store, table_name: str, spec: Field, code: str) -> int:
    table = METADATA.tables[table_name]
    column = table.c[spec.key]
    where = column.contains(f'"{code}"', autoescape=True) if spec.many else column == code
    return int(store.db.execute(select(func.count()).select_from(table).where(where)).scalar() or 0)
