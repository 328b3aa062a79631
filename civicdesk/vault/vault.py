"""An unlocked vault: create or open it, write through `transaction`, read through `reading`, close it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Any, Self

from civicdesk import clock
from civicdesk.errors import CivicDeskError, NoMemoryToOpen, OutOfMemory, VaultLocked, VaultReadOnly
from civicdesk.records.choices import AccountState, Role
from civicdesk.records.problems import Lookup
from civicdesk.records.record import COMPARTMENTS, PROGRAMME, Record, record_type
from civicdesk.records.staff_member import StaffMember
from civicdesk.records.values import Term
from civicdesk.vault import device, folder, letters, terms
from civicdesk.vault.ballast import relieved
from civicdesk.vault.changes import Author, Journal
from civicdesk.vault.connection import explain
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.homes import home_of
from civicdesk.vault.keyslot import Kdf
from civicdesk.vault.layout import Layout
from civicdesk.vault.local_copy import local_copy
from civicdesk.vault.lookup import VaultLookup
from civicdesk.vault.migrations import bring_up, is_behind
from civicdesk.vault.query import Query
from civicdesk.vault.reading import TRIP, Reading, may_lie_apart
from civicdesk.vault.refusals import NotYours
from civicdesk.vault.store import Store
from civicdesk.vault.terms import TermRow, Vocabularies
from civicdesk.vault.transaction import Changes, Transaction
from civicdesk.vault.undo import undo
from civicdesk.vault.verify import VerifyReport, verify, with_attachments
from civicdesk.vault.witness import Witness

_MOST_KNOWN = 5_000
"""So many names of each kind are looked at when a passphrase is chosen."""


class Vault(Reading):
    """An unlocked vault, in the eyes of the person whose passphrase opened it."""

    def __init__(self, keys: OpenedKeys) -> None:
        self.lock = RLock()
        self.path = keys.path
        self.label = keys.label
        self.roles = keys.roles
        self.profile = keys.header.profile
        self.healed = list(keys.healed)
        self.sid = keys.sid
        self.stores: dict[str, Store] = {}
        self.kinds = frozenset(comp.kind for comp in keys.header.comps)
        self.keep_new_in = ""
        """Kind of the compartment, made by an administrator, that new records go to; "" for the usual one."""
        self.came_in = letters.TakenIn(0, 0)
        """What became of the sealed reports that waited for this person when they unlocked."""
        self.last_changes: Changes = {}
        self._open_transaction: Transaction | None = None
        self._keys: OpenedKeys | None = keys
        self.witness = Witness(keys)
        try:
            self._open_stores(keys)
            self.vocabularies_ = Vocabularies(self.stores.get(PROGRAMME))
            self.witness.compare(self)
            self.staff_id: str | None = self.setting(f"staff:{keys.sid}")
            if self.setting(TRIP) is not None:
                self.allow_missing_links()
        except BaseException as trouble:
            self._close_stores()
            if isinstance(trouble, CivicDeskError) or not isinstance(trouble, Exception):
                raise
            raise explain(trouble) from trouble

    def _open_stores(self, keys: OpenedKeys) -> None:
        for kind in sorted(keys.compartments, key=_order):
            self.stores[kind] = self._store(kind, keys)
        if any(is_behind(store.db) for store in self.stores.values()):
            local_copy(Layout(self.path), "migration")
        for store in self.stores.values():
            bring_up(store.db)
            _without_foreign_keys(store)

    def allow_missing_links(self) -> None:
        """In a travel copy records point to what stayed at home."""
        for store in self.stores.values():
            store.raw.execute("PRAGMA foreign_keys = OFF")

    def open_store(self, kind: str) -> None:
        """Open a compartment that has just been made."""
        with self.lock:
            self.stores[kind] = self._store(kind, self.opened)
            bring_up(self.stores[kind].db)
            _without_foreign_keys(self.stores[kind])

    def _store(self, kind: str, keys: OpenedKeys) -> Store:
        return Store(kind, keys.connect(kind), Journal(keys.keys(kind).audit_key), self.lock)

    @classmethod
    def create(
        cls,
        path: Path,
        passphrase: str,
        *,
        name: str = "",
        post: str = "",
        profile: str = "small",
        kdf: Kdf | None = None,
    ) -> Self:
        """Make a vault whose first member, with every role, is called `name` in the program."""
        keys = folder.create_vault(Path(path), passphrase, kdf=kdf, profile=profile)
        try:
            return cls._founded(keys, name, post)
        except BaseException:
            shutil.rmtree(
                keys.path, ignore_errors=True
            )  # nothing was saved in it, and its name is free again
            raise

    @classmethod
    def _founded(cls, keys: OpenedKeys, name: str, post: str) -> Self:
        vault = cls(keys)
        try:
            vault._enter_founder(name or vault.label, post)
        except BaseException:
            vault.close()
            raise
        return vault

    def _enter_founder(self, name: str, post: str) -> None:
        with self.transaction("vault created") as tx:
            person = tx.save(StaffMember(
                display_name=name, post_title=post or "–", roles=tuple(Role), staff_group=Term("all_staff"),
                account_state=AccountState.ACTIVE, start_date=clock.today(),
            ))  # fmt: skip
            tx.store_for_writing(PROGRAMME)
            self.vocabularies_.save_settings({f"staff:{self.sid}": person.id})
        self.staff_id = person.id

    @classmethod
    def open(cls, path: Path, passphrase: str) -> Self:
        """Open with a passphrase; each thing that can be the matter is an error of its own (`errors`)."""
        try:
            vault = cls(device.open_vault(Path(path), passphrase))
            letters.welcome(vault)
        except (MemoryError, OutOfMemory) as trouble:
            raise NoMemoryToOpen from trouble
        return vault

    def close(self) -> None:
        """Sign the journals and close everything; keys and records are forgotten as far as Python can.

        What a transaction that is still open has written is taken back, and the transaction says so.
        """
        with self.lock:
            try:
                self._finish()
            finally:
                self._keys = None
                self._close_stores()

    def _finish(self) -> None:
        """Closing goes on whatever happens: what a failing disk left undone, the next opening takes back."""
        if self._open_transaction is not None:
            with suppress(Exception):
                self._open_transaction.rollback()
        if self._keys is not None and not self.read_only:
            for store in self.stores.values():
                self._sign(store)
            self.witness.remember(self, thoroughly=True)

    def _sign(self, store: Store) -> None:
        try:
            if store.writing or not store.journal.needs_sign(store.db, self.sid):
                return
            store.begin()
            store.journal.sign(store.db, self.author)
            store.commit()
        except Exception:  # noqa: BLE001  (closing goes on; the next closing signs)
            with suppress(Exception):
                store.rollback()

    def _close_stores(self) -> None:
        """Close every database, whatever happens to one; what a disk refuses then is said by nobody any more."""
        faults: list[Exception] = []
        for store in self.stores.values():
            try:
                store.close()
            except Exception as trouble:  # noqa: BLE001  (the others must be closed first; a bug is raised below)
                faults.append(trouble)
        self.stores.clear()
        for fault in faults:
            explain(fault)

    def interrupt(self) -> None:
        """Stop the query that another thread is waiting for."""
        for store in list(self.stores.values()):
            store.raw.interrupt()

    def change_passphrase(self, old: str, new: str) -> None:
        """Lock the same keys with another passphrase; the databases are not touched."""
        secret = device.secret_for(self.path, self.sid)
        known = self.own_words()
        folder.change_passphrase(self.path, old, new, sid=self.sid, device_secret=secret, known=known)

    def own_words(self) -> tuple[str, ...]:
        """Names that somebody who knows this office would try: of its people, campaigns and stakeholders."""
        found = [self.label]
        for name in ("campaign", "stakeholder", "staff_member"):
            title = record_type(name).meta.title
            with self.lock:
                rows = self.rows(name, self.keys(Query(name), _MOST_KNOWN), (title,))
            found += [str(row.values[title] or "") for row in rows]
        return tuple(found)

    @property
    def read_only(self) -> bool:
        """Whether nothing may be written, because what is here is older than what was here (`witness`)."""
        return self.witness.is_waiting

    @property
    def opened(self) -> OpenedKeys:
        """The keys that the passphrase opened, and the header as it stands; VaultLocked after closing."""
        if self._keys is None:
            raise VaultLocked
        return self._keys

    def adopt(self, keys: OpenedKeys) -> None:
        """Go on with a header that has just been written, or with keys that have just been renewed."""
        self._keys = keys
        self.kinds = frozenset(comp.kind for comp in keys.header.comps)
        self.roles = keys.roles
        self.profile = keys.header.profile

    @property
    def author(self) -> Author:
        """Who signs changes; VaultLocked after closing."""
        return Author(self.staff_id or self.sid, self.sid, self.opened.sign)

    @property
    def compartments(self) -> tuple[str, ...]:
        """Kinds of the compartments that are open."""
        return tuple(self.stores)

    def look(self) -> Lookup:
        """How rules look at this vault."""
        return VaultLookup(self)

    # writing -------------------------------------------------------------------------------------

    @contextmanager
    def transaction(
        self, reason: str = "", *, accept: str = "", later_links: bool = False
    ) -> Iterator[Transaction]:
        """Everything saved inside the block becomes durable together, or not at all.

        A transaction inside another is a bug and raises RuntimeError: the inner one would be kept or lost
        by itself.
        """
        with self.lock:
            if self._keys is None:
                raise VaultLocked
            if self.read_only:
                raise VaultReadOnly
            if self._open_transaction is not None:
                raise RuntimeError("a transaction inside another")
            tx = self._open_transaction = Transaction(self, reason, accept=accept, later_links=later_links)
            try:
                yield tx
                if self._keys is None:
                    raise VaultLocked
                tx.commit()
            except BaseException as trouble:
                tx.rollback()
                self.vocabularies_.forget()
                if isinstance(trouble, CivicDeskError) or not isinstance(trouble, Exception):
                    raise
                raise relieved(explain(trouble), self.path) from trouble
            finally:
                self._open_transaction = None
            self.last_changes = tx.changes
            self.witness.saved(self)

    def save_terms(self, rows: Iterable[TermRow]) -> None:
        """Add or change terms of vocabularies."""
        with self.transaction() as tx:
            tx.store_for_writing(PROGRAMME)
            self.vocabularies_.save_terms(rows)

    def delete_term(self, vocab: str, code: str) -> None:
        """Delete a term that no record uses; raises TermUsed otherwise."""
        with self.transaction() as tx:
            tx.store_for_writing(PROGRAMME)
            used = sum(terms.uses(store, vocab, code) for store in self.stores.values())
            self.vocabularies_.delete_term(vocab, code, used)

    def set_settings(self, values: Mapping[str, Any]) -> None:
        """Set settings of the organisation."""
        with self.transaction() as tx:
            tx.store_for_writing(PROGRAMME)
            self.vocabularies_.save_settings(values)

    def undo_last(self) -> Changes:
        """Undo this person's last change as a new change; NothingToUndo, UndoOverlapped."""
        with self.lock:
            return undo(self)

    # for the transaction -------------------------------------------------------------------------

    def home(self, record: Record) -> Store:
        """The compartment a record lies in, or will lie in; NotYours if it is not open."""
        kind = home_of(self, record)
        if kind not in self.stores:
            raise NotYours
        return self.stores[kind]

    def stored(self, record: Record) -> Record | None:
        """The record as it stands in the vault; None if it is new."""
        return self.get(record.meta.name, record.id) if record.id else None

    def kind_of(self, type_name: str, record_id: str) -> str:
        """The compartment in which an existing record lies; the programme for what is no record."""
        with self.lock:
            for store in self.stores_of(type_name) if record_id else ():
                if store.version_of(type_name, record_id) is not None:
                    return store.kind
        return PROGRAMME

    def may_exist(self, type_name: str, record_id: str) -> bool:
        """Whether a link can be right: the record exists, or lies where this person cannot look."""
        stores = self.stores_of(type_name)
        if not stores or (may_lie_apart(type_name) and not self.is_whole):
            return True
        with self.lock:
            return any(store.version_of(type_name, record_id) is not None for store in stores)

    # checking ------------------------------------------------------------------------------------

    def verify(self, progress: Any = None) -> VerifyReport:
        """Check header, pages, structure, chain and row hashes, and name what is wrong."""
        keys = {member.sid: member.ed25519 for member in self.opened.header.members}
        with self.lock:
            report = verify(self.path, self.stores, keys, progress)
        return with_attachments(self, report, progress)


def _without_foreign_keys(store: Store) -> None:
    """In a compartment that an administrator made, records point to what lies in the programme."""
    if store.kind not in COMPARTMENTS:
        store.raw.execute("PRAGMA foreign_keys = OFF")


def _order(kind: str) -> int:
    return COMPARTMENTS.index(kind) if kind in COMPARTMENTS else len(COMPARTMENTS)
