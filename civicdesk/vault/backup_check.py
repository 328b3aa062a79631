"""Opening the databases that a backup holds, with the keys of whoever looks: the proof that it can be restored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import desc, select

from civicdesk.errors import CivicDeskError, DatabaseDamaged
from civicdesk.i18n import _
from civicdesk.records.plain import record_plain
from civicdesk.vault.backup_files import wrong_files
from civicdesk.vault.changes import Journal, state_digest
from civicdesk.vault.connection import explain, lacks_a_table
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.heads import Head
from civicdesk.vault.opened_backup import Backup, keys_for
from civicdesk.vault.schema import change
from civicdesk.vault.store import Store
from civicdesk.vault.transaction import home_specs
from civicdesk.vault.verify import faults_of

if TYPE_CHECKING:
    from civicdesk.records.record import Record

Say = Callable[[str], None]
"""Told the kind of the compartment that is being opened; may raise to stop."""
_LOOK_BACK = 200
"""Lines of the journal in which a record is looked for that is still as it was saved."""


@dataclass(frozen=True)
class Opened:
    """What became of one compartment: `has_key` says whether it could be opened at all."""

    kind: str
    has_key: bool
    faults: tuple[str, ...] = ()
    record: bool = False
    """Whether a record was decrypted and is as its maker saved it; an empty compartment has none."""
    files: tuple[str, ...] = ()
    """What is wrong with files that records refer to: they lie in the vault as they were copied."""


def wanted(place: Path) -> Callable[[str], Path | None]:
    """Where to put the members that are needed to open the databases: everything but the attachments."""
    return lambda name: None if name.startswith("att/") else place / name


def open_databases(backup: Backup, keys: OpenedKeys, place: Path, say: Say) -> tuple[Opened, ...]:
    """Open every database at `place` that these keys open, read all of it, and say what was found."""
    theirs = keys_for(backup, keys, place)
    signers = {member.sid: member.ed25519 for member in (*keys.header.members, *backup.header.members)}
    found = []
    for kind in dict.fromkeys(comp.kind for comp in backup.header.comps):
        if kind not in theirs.compartments:
            found.append(Opened(kind, has_key=False))
            continue
        say(kind)
        found.append(_opened(backup, theirs, kind, signers, partial(say, kind)))
    return tuple(found)


def _opened(
    backup: Backup, keys: OpenedKeys, kind: str, signers: Mapping[str, bytes], step: Callable[[], None]
) -> Opened:
    try:
        raw = keys.connect(kind)
    except CivicDeskError as trouble:
        return Opened(kind, has_key=True, faults=(trouble.sentence,))
    store = Store(kind, raw, Journal(keys.keys(kind).audit_key))
    try:
        faults = tuple(fault.sentence for fault in faults_of(kind, store, signers))
        if faults:
            return Opened(kind, has_key=True, faults=faults)
        found = _looked_into(store, backup.manifest.heads.compartments.get(keys.keys(kind).cid))
        return found if found.faults else replace(found, files=wrong_files(backup, keys, store, step))
    except Exception as trouble:
        if lacks_a_table(trouble):
            words = _("The {kind} database lacks a part that CivicDesk always writes.").format(kind=kind)
            return Opened(kind, has_key=True, faults=(words,))
        known = explain(trouble)  # raises again what is no trouble of a database
        if not isinstance(known, DatabaseDamaged):
            raise known from trouble
        return Opened(kind, has_key=True, faults=(known.sentence,))
    finally:
        store.close()


def _looked_into(store: Store, said: Head | None) -> Opened:
    """Compare a database without faults with what the manifest says, and decrypt one record."""
    kind, faults = store.kind, []
    if said is not None and Head.of(store) != said:
        faults.append(_("The {kind} database is not as new as the backup says.").format(kind=kind))
    record = _one_record(store)
    if record is False:
        faults.append(_("A record of the {kind} database is not as it was saved.").format(kind=kind))
    return Opened(kind, has_key=True, faults=tuple(faults), record=bool(record))


def _one_record(store: Store) -> bool | None:
    """Whether the newest record that can be found is as the newest line about it says; None if there is none."""
    lines = select(change).where(change.c.state_digest.is_not(None)).order_by(desc(change.c.seq))
    for line in store.db.execute(lines.limit(_LOOK_BACK)).all():
        record = store.get(line.type, line.record)
        if record is not None:
            return _is_as_saved(store, record, line.salt, line.state_digest)
    return None


def _is_as_saved(store: Store, record: Record, salt: bytes, digest: bytes) -> bool:
    return state_digest(salt, record_plain(record, home_specs(record, store.kind))) == digest
