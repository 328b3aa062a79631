"""Filing what one cannot read: a record sealed to a compartment waits in the programme until a holder unlocks.

Anybody may report an incident or a case. The letter is opaque to everybody without the compartment's key, also to
who wrote it, once it is filed; the journal of the programme says that a report was filed, and not by whom.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from civicdesk import clock, log
from civicdesk.errors import CivicDeskError, VaultForged
from civicdesk.i18n import N_
from civicdesk.records.plain import canonical, record_from_plain, record_plain
from civicdesk.records.record import PROGRAMME, Record, record_types
from civicdesk.records.values import Ref
from civicdesk.vault.changes import Author
from civicdesk.vault.compartment import seal
from civicdesk.vault.schema import letter

if TYPE_CHECKING:
    from civicdesk.vault.transaction import Transaction
    from civicdesk.vault.vault import Vault

TYPES = ("incident", "case", "movement", "support_request")
"""What is filed by people who may not read it: what happened, who needs help, where one goes."""
UNNAMED = ""
"""In the journal: nobody is named, so that an informant does not read who reported."""
LETTER = "letter"
"""What the journal calls the type of a waiting report."""


class FilesStayBehind(CivicDeskError):
    """A letter carries words, not attached files: its writer has no key under which a file could wait."""

    says = N_("Files cannot go along with a report that you cannot read afterwards.")
    do = N_("Take the files out, file the report, and give the files to the focal point by hand.")


@dataclass(frozen=True)
class TakenIn:
    """What became of the letters that waited: how many records came in, and how many could not be opened."""

    records: int
    unreadable: int


def may_file(vault: Vault, record: Record) -> bool:
    """Whether saving this new record means filing it: its compartment is closed to this person, and takes letters."""
    return type(record) in fileable_types(vault)


def fileable_types(vault: Vault) -> tuple[type[Record], ...]:
    """Types of records that this person files without being able to read them."""
    if PROGRAMME not in vault.stores:
        return ()
    closed = vault.kinds - set(
        vault.stores
    )  # in a travel copy what stayed at home is not closed: it is not there
    return tuple(cls for cls in record_types() if cls.meta.compartment in closed and cls.meta.name in TYPES)


def put(tx: Transaction, vault: Vault, record: Record) -> None:
    """Seal a record into the programme, inside a transaction."""
    from civicdesk.vault.attachment_care import files_of

    if files_of(record):
        raise FilesStayBehind
    comp = vault.opened.header.current(record.meta.compartment)
    if comp is None:
        raise VaultForged
    text = canonical(
        {
            "type": record.meta.name,
            "record": record_plain(record),
            "by": vault.staff_id or "",
            "at": clock.now().isoformat(),
        }
    )
    store = tx.store_for_writing(PROGRAMME)
    letter_id, today = str(uuid4()), clock.today().isoformat()
    sealed = seal(vault.opened.vid, comp.cid, comp.epoch, comp.box, text)
    row = {"id": letter_id, "at": today, "cid": comp.cid, "epoch": comp.epoch, "sealed": sealed}
    store.db.execute(insert(letter).values(**row))
    unnamed = replace(vault.author, member=UNNAMED, device=UNNAMED)
    store.journal.add(store.db, unnamed, clock.now(), (LETTER, letter_id, "file"), {}, "", None)


def waiting(vault: Vault) -> int:
    """How many letters wait for somebody who can open them; only a holder is told."""
    cids = [keys.cid for keys in vault.opened.compartments.values()]
    if PROGRAMME not in vault.stores:
        return 0
    with vault.lock:
        question = select(func.count()).select_from(letter).where(letter.c.cid.in_(cids))
        return int(vault.stores[PROGRAMME].db.execute(question).scalar() or 0)


def take_in(vault: Vault) -> TakenIn:
    """Turn every letter that this person can open into a record of its compartment.

    A stop between the two compartments repeats nothing: the record has its id from the letter.
    """
    if PROGRAMME not in vault.stores:
        return TakenIn(0, 0)
    keys = {(one.cid, one.epoch): one for one in vault.opened.every_epoch if one.kind in vault.stores}
    with vault.lock:
        rows = vault.stores[PROGRAMME].db.execute(select(letter)).mappings().all()
    came = unreadable = 0
    for row in rows:
        if (row["cid"], row["epoch"]) not in keys:
            unreadable += row["cid"] in {cid for cid, _epoch in keys}
            continue
        try:
            found = json.loads(keys[row["cid"], row["epoch"]].open_sealed(row["sealed"]))
            came += _enter(vault, row["id"], found)
        except (VaultForged, ValueError, KeyError, TypeError):
            unreadable += 1
    return TakenIn(came, unreadable)


def welcome(vault: Vault) -> None:
    """What happens at every unlocking: letters that this person can open become records, if nothing is in the way."""
    if vault.read_only:
        return
    try:
        vault.came_in = take_in(vault)
    except (CivicDeskError, SQLAlchemyError):
        log.note("letters.wait")  # a full or failing disk must not keep anybody out; they wait for the next unlocking


def _enter(vault: Vault, letter_id: str, found: dict[str, Any]) -> bool:
    record = record_from_plain(found["type"], found["record"])
    is_new = vault.get(record.meta.name, record.id) is None
    if is_new:
        by, at = Ref[Record](found["by"]) if found["by"] else None, datetime.fromisoformat(found["at"])
        with vault.transaction(accept=N_("filed as a sealed report"), later_links=True) as tx:
            tx.take_in(record.replaced(owner=None, created_by=by, created_at=at))
    with vault.transaction() as tx:
        store = tx.store_for_writing(PROGRAMME)
        store.db.execute(delete(letter).where(letter.c.id == letter_id))
        unnamed = Author(UNNAMED, UNNAMED, vault.opened.sign)
        store.journal.add(store.db, unnamed, clock.now(), (LETTER, letter_id, "take-in"), {}, "", None)
    return is_new
