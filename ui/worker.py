"""One thread that does all work on the vault, in order, and hands results back to the UI thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from civicdesk.errors import CivicDeskError

_SHORT_TURN = 0.01
_TURN = 0.1
"""Seconds between two looks at a thread that is to end."""


class Job:
    """One piece of work: what to do, whom to tell, and a way to give it up.

    A job with `interrupt` only reads: it is dropped when nobody wants the answer. One without writes: it is always
    done, and `always` hears its result even if the form that asked for it is gone.
    """

    def __init__(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[CivicDeskError], None] | None,
        owner: QObject | None,
        interrupt: Callable[[], None] | None,
        always: Callable[[Any], None] | None = None,
    ) -> None:
        self.work = work
        self.done = done
        self.failed = failed
        self.owner = owner if owner is not None else receiver_of(done)
        self.interrupt = interrupt
        self.always = always
        self.cancelled = False
        self.succeeded = False
        """Done, whether or not anybody has been told yet."""
        self._give_up: Callable[[Job], None] = lambda _job: None

    def cancel(self) -> None:
        """Nobody wants the answer any more; a running read is interrupted, a running write is finished."""
        self.cancelled = True
        self._give_up(self)

    @property
    def due(self) -> bool:
        """Whether it must be done: every write, and a read that somebody waits for."""
        return self.interrupt is None or self.wanted

    @property
    def wanted(self) -> bool:
        """Whether there is still somebody to tell."""
        return not self.cancelled and (self.owner is None or isValid(self.owner))


def receiver_of(done: Callable[..., object]) -> QObject | None:
    """The widget that a bound method belongs to."""
    owner = getattr(done, "__self__", None)
    return owner if isinstance(owner, QObject) else None


class Worker(QObject):
    """The thread. Answers arrive by a queued signal, so `done` and `failed` always run on the UI thread."""

    failed = Signal(object)
    """A CivicDeskError of a job that has no `failed` of its own."""
    broke = Signal(object)
    """An exception that is a bug."""
    _answered = Signal(object, object, object)

    def __init__(self, name: str = "vault", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._running: Job | None = None
        self._gate = threading.Lock()
        self._beside = 0
        self._is_closing = False
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)
        self._thread.start()

    def add(self, job: Job) -> Job:
        """Do this after everything that was asked for before."""
        job._give_up = self._cancel  # noqa: SLF001  (the worker lends the job its way out)
        self._jobs.put(job)
        return job

    def stop(self, wait: float = 2.0) -> bool:
        """Finish what must be done and end the thread; False when it did not end within `wait` seconds."""
        self._jobs.put(None)
        for _turn in range(max(1, round(wait / _TURN))):
            self._thread.join(_TURN)
            if not self._thread.is_alive():
                return True
            if self._is_closing:
                self.interrupt()
        return False

    @contextmanager
    def beside(self) -> Iterator[None]:
        """Around work that another thread does on the vault: an interruption could hit its query."""
        with self._gate:
            self._beside += 1
        try:
            yield
        finally:
            with self._gate:
                self._beside -= 1

    def interrupt(self, beside: Callable[[], None] | None = None) -> None:
        """Interrupt the running job if it only reads, whatever runs beside it, and begin no other read.

        The vault is being closed. A query that begins in this very moment is met by the next call. `beside`
        interrupts what a task does on the vault while this thread does nothing.
        """
        with self._gate:
            self._is_closing = True
            if self._running is not None and self._running.interrupt is not None:
                self._running.interrupt()
            elif self._running is None and self._beside and beside is not None:
                beside()

    def finish_writes(self, wait: float) -> None:
        """Once nothing more is read: wait a moment for what is being written, so that its end is known."""
        for _turn in range(max(1, round(wait / _SHORT_TURN))):
            if self._running is None and self._jobs.empty():
                return
            self._thread.join(_SHORT_TURN)

    def _cancel(self, job: Job) -> None:
        with self._gate:
            if self._running is job and job.interrupt is not None and not self._beside:
                job.interrupt()

    def _loop(self) -> None:
        while (job := self._jobs.get()) is not None:
            with self._gate:
                is_read = job.interrupt is not None
                self._running = job if job.due and not (self._is_closing and is_read) else None
            if self._running is not None:
                self._do(job)
            with self._gate:
                self._running = None

    def _do(self, job: Job) -> None:
        result, error = None, None
        try:
            result = job.work()
            job.succeeded = True
        except Exception as problem:  # noqa: BLE001  (here a task ends: sorted into person's and bugs in _deliver)
            error = problem
        if isValid(self):
            self._answered.emit(job, result, error)

    def _deliver(self, job: Job, result: object, error: Exception | None) -> None:
        if error is None:
            if job.always is not None:
                job.always(result)
            if job.wanted:
                job.done(result)
        elif not isinstance(error, CivicDeskError):
            if job.due:
                self.broke.emit(error)
        elif job.failed is not None and job.wanted:
            job.failed(error)
        elif job.due:
            self.failed.emit(error)
