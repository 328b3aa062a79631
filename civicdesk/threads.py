"""Threads that begin, or say that they cannot.

Python waits for a new thread to say that it runs. One that dies of want of memory before that never says it, and
whoever began it would wait for ever.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

PATIENCE = 20.0
"""Seconds in which a thread must have begun; a computer under load needs a fraction of one."""


class _Patient(threading.Event):
    """An event that nobody awaits for ever."""

    def wait(self, timeout: float | None = None) -> bool:
        return super().wait(PATIENCE if timeout is None else timeout)


class _Thread(threading.Thread):
    def start(self) -> None:
        started = _Patient()
        self._started = started
        super().start()
        if not started.is_set():
            raise MemoryError("a thread did not begin")


def begin(work: Callable[[], None], name: str) -> threading.Thread:
    """Do `work` beside everything else; MemoryError where there is no memory for that."""
    thread = _Thread(target=work, name=name, daemon=True)
    try:
        thread.start()
    except RuntimeError as trouble:  # the system gives no thread
        raise MemoryError("a thread was refused") from trouble
    return thread
