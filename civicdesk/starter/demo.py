"""The demo vault: facts only from the five sources; everything else is fictional and says so (5.8)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from civicdesk import clock, paths
from civicdesk.clock import PHNOM_PENH, Clock
from civicdesk.records.record import Record, record_type, record_types
from civicdesk.starter.content import load_content, starter
from civicdesk.starter.reading import Row, read_record
from civicdesk.vault.keyslot import Kdf
from civicdesk.vault.vault import Vault

AS_OF = datetime(2024, 3, 31, 17, 0, tzinfo=PHNOM_PENH)
"""The moment at which the demo stands still: reports are made for this day."""
OPENER = "STF-A"
"""The staff member as whom the demo is opened."""


def create_demo(path: Path, passphrase: str, kdf: Kdf | None = None) -> Vault:
    """Make a new vault with the starter content and the demo records, and answer it open."""
    with clock.use(Clock.at(AS_OF)):
        vault = Vault.create(path, passphrase, name="Demo Officer A", post="Director", kdf=kdf)
        try:
            load_content(vault, protocols=False)
            load_demo(vault)
        except BaseException:
            vault.close()
            raise
    return vault


def load_demo(vault: Vault) -> int:
    """Load the demo records into a new vault, all or none; answers how many there are.

    Every id is given before the first record is saved, so that links can point both ways.
    """
    rows = sorted(demo_rows(), key=lambda pair: pair[1]["id"] == OPENER)  # who lays down a role goes last
    labels = {row["id"]: str(uuid4()) for _name, row in rows}
    if vault.staff_id:
        labels[OPENER] = vault.staff_id
    with vault.transaction("demo records", accept="demo records", later_links=True) as tx:
        for name, row in rows:
            tx.save(_over(vault, read_record(record_type(name), row, labels)))
    return len(rows)


def demo_rows() -> Iterator[tuple[str, Row]]:
    """Type and row of every demo record, in the order of the catalogue but staff first."""
    names = ["staff_member", *(cls.meta.name for cls in record_types() if cls.meta.name != "staff_member")]
    for name in names:
        file = paths.resource("demo", f"{name}.json")
        for row in json.loads(file.read_text(encoding="utf-8")) if file.is_file() else ():
            yield name, _whole(row)


def _whole(row: Row) -> Row:
    """A row with what it takes over from a starter protocol."""
    if "starter" not in row:
        return row
    protocol = next(one for one in starter("protocols") if one["code"] == row["starter"])
    return {**protocol, **{key: value for key, value in row.items() if key != "starter"}}


def _over(vault: Vault, record: Record) -> Record:
    """The record as it is saved: over the one with the same id, if the vault has it already."""
    before = vault.stored(record)
    if before is None:
        return record
    kept = {
        key: getattr(before, key) for key in ("ref", "version", "created_at", "created_by", "retention_rule")
    }
    return record.replaced(**kept)
