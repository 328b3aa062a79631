"""The open vault as the window sees it: work in order on one thread, one signal for what changed, and the lock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from civicdesk import log
from civicdesk.errors import CivicDeskError
from ui.tasks import give_up_all
from ui.worker import Job, Worker, receiver_of

if TYPE_CHECKING:
    from civicdesk.records.record import Record
    from civicdesk.vault.transaction import Transaction
    from civicdesk.vault.vault import Vault

T = TypeVar("T")
R = TypeVar("R", bound="Record")
Failed = Callable[[CivicDeskError], None] | None
LastWork = Callable[["Vault"], None]


_MOMENT = 0.2
"""Seconds in which a save that is under way may end before drafts are collected: what it saved needs none."""


class Session(QObject):
    """Holds the open vault until it is locked. Nothing else in the window keeps records alive on purpose."""

    changed = Signal(object)
    """What a transaction changed: type name -> ids."""
    trouble = Signal(object)
    """A CivicDeskError that nobody took."""
    broke = Signal(object)
    """A bug in work on the vault."""
    locked = Signal()

    def __init__(self, vault: Vault, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.vault = vault
        self.is_open = True
        self._hooks: list[Callable[[], LastWork | None]] = []
        self._worker = Worker(parent=self)
        self._worker.failed.connect(self.trouble)
        self._worker.broke.connect(self.broke)

    def run(
        self,
        work: Callable[[Vault], T],
        done: Callable[[T], None],
        failed: Failed = None,
        *,
        owner: QObject | None = None,
    ) -> Job:
        """Read something: `work` on the worker, then `done` on the UI thread unless its owner is gone."""
        vault = self.vault
        return self._worker.add(Job(lambda: work(vault), done, failed, owner, vault.interrupt))

    def write(
        self,
        work: Callable[[Transaction], T],
        done: Callable[[T], None],
        failed: Failed = None,
        *,
        reason: str = "",
        owner: QObject | None = None,
    ) -> Job:
        """Change something in one transaction; `changed` is emitted before `done` is called."""
        vault = self.vault

        def transact() -> tuple[T, Any]:
            with vault.transaction(reason=reason) as tx:
                result = work(tx)
            return result, tx.changes

        receiver = owner if owner is not None else receiver_of(done)
        return self._worker.add(
            Job(
                transact,
                lambda answer: done(answer[0]),
                failed,
                receiver,
                None,
                always=lambda answer: self.changed.emit(answer[1]),
            )
        )

    def act(
        self,
        work: Callable[[Vault], T],
        done: Callable[[T], None],
        failed: Failed = None,
        *,
        owner: QObject | None = None,
    ) -> Job:
        """Something that opens its own transaction: it is never interrupted and always done."""
        vault = self.vault
        return self._worker.add(Job(lambda: work(vault), done, failed, owner, None))

    def save(
        self,
        record: R,
        done: Callable[[R], None],
        failed: Failed = None,
        *,
        reasons: Mapping[str, str] | None = None,
        reason: str = "",
        owner: QObject | None = None,
    ) -> Job:
        """Save a new or edited record; `reasons` answers warnings by their id."""
        given = dict(reasons or {})
        return self.write(lambda tx: tx.save(record, reasons=given), done, failed, reason=reason, owner=owner)

    def move(
        self,
        record: R,
        to: str,
        done: Callable[[R], None],
        failed: Failed = None,
        *,
        reason: str = "",
        reasons: Mapping[str, str] | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Bring a record into the state `to`."""
        given = dict(reasons or {})
        return self.write(
            lambda tx: tx.move(record, to, reason=reason, reasons=given),
            done,
            failed,
            reason=reason,
            owner=owner,
        )

    def trash(
        self,
        record: Record,
        done: Callable[[None], None],
        failed: Failed = None,
        *,
        reason: str = "",
        owner: QObject | None = None,
    ) -> Job:
        """Put a record into the trash, from where it can be restored."""
        return self.write(lambda tx: tx.trash(record), done, failed, reason=reason, owner=owner)

    def beside(self, work: Callable[[Callable[..., None]], T]) -> Callable[[Callable[..., None]], T]:
        """The work of a Task that uses the vault: while it runs, no query is interrupted, for it might be its own."""

        def guarded(report: Callable[..., None]) -> T:
            with self._worker.beside():
                return work(report)

        return guarded

    def before_lock(self, hook: Callable[[], LastWork | None]) -> None:
        """At lock, call `hook` on the UI thread; the work it returns is done on the vault before it is closed."""
        self._hooks.append(hook)

    def forget(self, hook: Callable[[], LastWork | None]) -> None:
        """Do not call this hook any more."""
        if hook in self._hooks:
            self._hooks.remove(hook)

    def close(self, wait: float = 2.0) -> bool:
        """Keep the drafts and close the vault, asking nothing; False when a long write still held it."""
        if not self.is_open:
            return True
        self.is_open = False
        give_up_all()
        self._worker.interrupt(self.vault.interrupt)
        self._worker.finish_writes(_MOMENT)
        last = [work for hook in self._hooks if (work := self._asked(hook)) is not None]
        self._hooks.clear()
        vault = self.vault
        self._worker.add(Job(lambda: _close(vault, last), lambda _result: None, None, None, None))
        closed = self._worker.stop(wait)
        self.locked.emit()
        return closed

    def _asked(self, hook: Callable[[], LastWork | None]) -> LastWork | None:
        """What a hook wants done; one that fails does not keep the others, or the lock, from going on."""
        try:
            return hook()
        except Exception as bug:  # noqa: BLE001  (told as a bug; the vault is closed all the same)
            self.broke.emit(bug)
            return None


def _close(vault: Vault, last: list[LastWork]) -> None:
    """Do the last works, each on its own, then close whatever happened to them."""
    try:
        for work in last:
            try:
                work(vault)
            except Exception as trouble:  # noqa: BLE001  (nobody is left to be told; the next is done all the same)
                log.note(f"lock.{type(trouble).__name__.casefold()[:40]}")
    finally:
        vault.close()
