"""Who opened a guarded record: one line for each record and session, so that a leak can be narrowed down.

Only records of casework and security that are confidential or restricted, and only opening one in its form:
lists and search show titles and leave no line. The line says that it was opened, never for how long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicdesk.records.choices import Classification
from civicdesk.records.record import CASEWORK, SECURITY

if TYPE_CHECKING:
    from civicdesk.records.record import Record
    from civicdesk.vault.vault import Vault

VERB = "read"
_GUARDED = (CASEWORK, SECURITY)


def must_be_noted(record: Record) -> bool:
    """Whether opening this record leaves a line."""
    return (
        record.meta.compartment in _GUARDED and record.classification.rank >= Classification.CONFIDENTIAL.rank
    )


def note_opening(vault: Vault, record: Record) -> None:
    """Write the line, unless this session has one already; nothing is written while the vault is read-only."""
    if (
        not record.id
        or vault.read_only
        or not must_be_noted(record)
        or record.id in vault.witness.noted_reads
    ):
        return
    with vault.transaction() as tx:
        tx.note(record.meta.name, record.id, VERB, "")
    vault.witness.noted_reads.add(record.id)
