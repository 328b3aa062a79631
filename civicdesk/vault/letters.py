"""Filing what one cannot read: a record sealed to a compartment waits in the programme until a holder unlocks.

Anybody may report an incident or a case. The letter is opaque to everybody without the compartment's key, also to
who wrote it, once it is filed; the journal of the programme says that a report was filed, and not by whom.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from civicdesk import clock, log
from civicdesk.errors import CivicDeskError, VaultForged
from civicdesk.i18n import N_
from civicdesk.records.plain import canonical, record_from_plain, record_plain
from civicdesk.records.record import PROGRAMME, Record, record_type, record_types
from civicdesk.records.rules import field_problems, problems_of
from civicdesk.records.values import Ref
from civicdesk.vault.changes import Author
from civicdesk.vault.compartment import CompartmentKeys, seal
from civicdesk.vault.connection import explain
from civicdesk.vault.mapping import links_of
from civicdesk.vault.schema import letter

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from civicdesk.vault.transaction import Transaction
    from civicdesk.vault.vault import Vault

TYPES = ("incident", "case", "movement", "support_request")
"""What is filed by people who may not read it: what happened, who needs help, where one goes."""
UNNAMED = ""
"""In the journal: nobody is named, so that an informant does not read who reported."""
LETTER = "letter"
"""What the journal calls the type of a waiting report."""
MOST_BYTES = 256 << 10
"""Some fifty pages; a longer letter is neither filed nor looked at."""
MOST_AT_ONCE = 500
"""So many letters are looked at in one unlocking."""


class FilesStayBehind(CivicDeskError):
    """A letter carries words, not attached files: its writer has no key under which a file could wait."""

    says = N_("Files cannot go along with a report that you cannot read afterwards.")
    do = N_("Take the files out, file the report, and give the files to the focal point by hand.")


class ReportTooLong(CivicDeskError):
    """A letter has a longest length, so that none can hold up who opens it."""

    says = N_("This report is too long to be filed in one piece.")
    do = N_("Shorten it, or file it in two parts.")


@dataclass(frozen=True)
class TakenIn:
    """What became of the letters: how many records came in, how many letters could not be opened, how many wait."""

    records: int
    unreadable: int
    waiting: int = 0


class _Unreadable(Exception):
    """There is no report in this letter."""


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
    store.journal.sign(store.db, vault.author)  # as at the end of a session: a gap would say that this one went on
    letter_id, today = str(uuid4()), clock.today().isoformat()
    sealed = seal(vault.opened.vid, comp.cid, comp.epoch, comp.box, text)
    if len(sealed) > MOST_BYTES:
        raise ReportTooLong
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

    A stop between the two compartments repeats nothing: the record has its id from the letter. What the disk
    refused is raised after every letter was tried, and those letters stay.
    """
    found, troubles = _taken(vault)
    if troubles:
        raise troubles[0]
    return found


def welcome(vault: Vault) -> None:
    """What happens at every unlocking: letters that this person can open become records, if nothing is in the way."""
    if vault.read_only:
        return
    try:
        vault.came_in, troubles = _taken(vault, MOST_AT_ONCE)
    except (CivicDeskError, SQLAlchemyError, MemoryError):
        log.note("letters.wait")  # a failing disk must not keep anybody out; they wait for the next unlocking
    else:
        if troubles:
            log.note("letters.wait", len(troubles))


def _taken(vault: Vault, most: int | None = None) -> tuple[TakenIn, list[CivicDeskError]]:
    """What became of the letters, up to `most` of them, and what kept each of those out that could be read.

    Which ones are looked at is left to chance, so that no heap of others keeps a report out for ever.
    """
    if PROGRAMME not in vault.stores:
        return TakenIn(0, 0), []
    keys = {(one.cid, one.epoch): one for one in vault.opened.every_epoch if one.kind in vault.stores}
    mine = letter.c.cid.in_({cid for cid, _epoch in keys})
    asked = select(letter.c.id, letter.c.cid, letter.c.epoch, func.length(letter.c.sealed).label("size"))
    with vault.lock:
        db = vault.stores[PROGRAMME].db
        total = int(db.execute(select(func.count()).select_from(letter).where(mine)).scalar() or 0)
        rows = db.execute(asked.where(mine).order_by(func.random()).limit(most)).mappings().all()
    came = unreadable = 0
    troubles: list[CivicDeskError] = []
    for row in rows:
        try:
            record = _opened(vault, row, keys)
            came += _enter(vault, record)
            _put_away(vault, row["id"])
        except Exception as trouble:  # noqa: BLE001  (anybody can write one: what it does harms itself only)
            known = _told(trouble)
            unreadable += known is None
            troubles += [known] if known else []
    return TakenIn(came, unreadable, total - len(rows) + len(troubles)), troubles


def _told(trouble: Exception) -> CivicDeskError | None:
    """What a person must be told of; None where nothing but the letter itself is the matter."""
    if isinstance(trouble, CivicDeskError):
        return trouble
    with suppress(Exception):
        return explain(trouble)
    return None


def _opened(vault: Vault, row: RowMapping, keys: Mapping[tuple[str, int], CompartmentKeys]) -> Record:
    """The record in a letter; any exception that is no trouble of disk or memory means that there is none in it.

    Anybody may have sealed anything, and who it was is not proved. What a writer decides are the words; everything
    that the office decides later stands as in a new record. Rules that look at other records are not asked: a
    reporter could not know them, and the next save by a holder asks them.
    """
    from civicdesk.vault.attachment_care import files_of

    own = keys.get((row["cid"], row["epoch"]))
    if own is None or row["size"] > MOST_BYTES:
        raise _Unreadable
    with vault.lock:
        text = select(letter.c.sealed).where(letter.c.id == row["id"])
        sealed = vault.stores[PROGRAMME].db.execute(text).scalar_one()
    try:
        found = json.loads(own.open_sealed(sealed))
    except VaultForged as trouble:
        raise _Unreadable from trouble
    if found["type"] not in TYPES or record_type(found["type"]).meta.compartment != own.kind:
        raise _Unreadable
    record = _as_new(vault, record_from_plain(found["type"], found["record"]), found["by"], found["at"])
    if files_of(record) or record.id != str(UUID(record.id)) or any(field_problems(record)):
        raise _Unreadable
    return record


def _as_new(vault: Vault, record: Record, by: str, at: str) -> Record:
    usual = record.meta.classification
    said = min(datetime.fromisoformat(at).astimezone(clock.PHNOM_PENH), clock.now())
    return record.replaced(
        ref="", state=record.states.first, classification=max(record.classification, usual, key=lambda one: one.rank),
        owner=None, is_historical=False, is_demo=False, retention_rule=None, dispose_after=None, legal_hold=False,
        created_by=Ref[Record](by) if vault.get("staff_member", by) else None, created_at=said, version=1,
    )  # fmt: skip


def _enter(vault: Vault, record: Record) -> bool:
    """Save the record, unless it came in before; whatever does not read back as it was written is taken back."""
    name, store = record.meta.name, vault.home(record)
    with vault.lock:
        known = {line.type for line in store.journal.history(store.db, record.id)}
    if known - {name}:
        raise _Unreadable  # the id of something else
    if known:
        return False
    with vault.transaction(accept=N_("filed as a sealed report"), later_links=True) as tx:
        saved = tx.take_in(record)
        read = vault.get(name, record.id)
        if read is None or record_plain(read) != record_plain(saved):
            raise _Unreadable
        _stumble(vault, read)
    return True


def _stumble(vault: Vault, record: Record) -> None:
    """Raise what the program would raise for everybody who opens this record."""
    problems_of(record, vault.look())
    for _field, type_name, record_id in links_of(record):
        vault.may_exist(type_name, record_id)


def _put_away(vault: Vault, letter_id: str) -> None:
    with vault.transaction() as tx:
        store = tx.store_for_writing(PROGRAMME)
        store.db.execute(delete(letter).where(letter.c.id == letter_id))
        unnamed = Author(UNNAMED, UNNAMED, vault.opened.sign)
        store.journal.add(store.db, unnamed, clock.now(), (LETTER, letter_id, "take-in"), {}, "", None)
