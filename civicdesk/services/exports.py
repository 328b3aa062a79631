"""The log of files that left the vault (S6): what, for whom, how much was left out; never the content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select

from civicdesk import clock
from civicdesk.records.choices import Audience, Tlp
from civicdesk.records.values import Link
from civicdesk.vault.schema import export_record
from civicdesk.vault.vault import Vault


@dataclass(frozen=True)
class Export:
    """One file that leaves: `records` and `fields` are numbers of what was left out of it."""

    report: str
    audience: Audience
    tlp: Tlp
    content: bytes = field(repr=False)
    records: int = 0
    fields: int = 0
    figures: Mapping[str, object] = field(default_factory=dict)
    about: Link | None = None
    """The one record it is about; its line is kept in that record's compartment and history."""
    purpose: str = ""
    given_to: str = ""
    copy_no: int | None = None

    @property
    def sha256(self) -> str:
        """What tells this very file from every other."""
        return hashlib.sha256(self.content).hexdigest()


@contextmanager
def logged(vault: Vault, export: Export) -> Iterator[str]:
    """Log a file that is written inside the block; when writing fails, no line is kept. Answers the line's id."""
    kind, key = (export.about.type, export.about.id) if export.about else ("report", "")
    line = str(uuid4())
    with vault.transaction() as tx:
        store = tx.store_for_writing(vault.kind_of(kind, key))
        store.db.execute(insert(export_record).values(**_row(line, vault, export)))
        tx.note(kind, key, "export", _reason(export))
        store.journal.sign(store.db, vault.author)
        yield line


def exports(vault: Vault) -> list[Mapping[str, Any]]:
    """Every line of the log that this person may read, newest first."""
    with vault.lock:
        found = [store.db.execute(select(export_record)).mappings().all() for store in vault.stores.values()]
    return sorted((dict(row) for rows in found for row in rows), key=lambda row: str(row["at"]), reverse=True)


def _row(line: str, vault: Vault, export: Export) -> dict[str, object]:
    return {
        "id": line,
        "at": clock.now().isoformat(),
        "by": vault.staff_id or vault.sid,
        "report": export.report,
        "audience": export.audience.value,
        "tlp": export.tlp.value,
        "records": export.records,
        "redactions": export.fields,
        "copy_no": export.copy_no,
        "purpose": export.purpose or None,
        "given_to": export.given_to or None,
        "sha256": export.sha256,
        "figures": json.dumps(dict(export.figures), ensure_ascii=False, sort_keys=True, default=str),
    }


def _reason(export: Export) -> str:
    """The words of the journal: report, audience, label, the file's code, and why."""
    parts = (export.report, export.audience.value, export.tlp.value, export.sha256[:8], export.purpose)
    return " · ".join(part for part in parts if part)
