"""A process of its own for the side without a key.

SQLCipher's `cipher_memory_security` locks and overwrites every allocation of a process and cannot be switched off
again. Here the twin has a process in which it can be on, as in the vault (then only the key differs, and the ratio
says what the key costs), or off (then the ratio says what key and locked memory cost together).
"""

from __future__ import annotations

import gc
import multiprocessing
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any

from sqlcipher3 import dbapi2

from tests.bench.measuring import one_core

LOCKED = True
"""Whether the twin's memory is locked and overwritten like the vault's; `--open-memory` says no."""
Work = Callable[[], float]
"""Does something once and answers with the milliseconds it took."""
Maker = Callable[..., AbstractContextManager[Work]]
"""Makes ready what the work needs, from keys and plain values, and closes it again. A function of a module: it goes
to the other process by its name, so both sides run the same code.
"""


class Far:
    """A process that runs one piece of work at a time, timed over there; `opener(*arguments)` answers its keys."""

    def __init__(self, opener: Callable[..., Any], *arguments: Any) -> None:
        # Spawned, not forked: a fork would have the memory security of its parent.
        spawning = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawning.Pipe()
        self._process = spawning.Process(target=_serve, args=(theirs, LOCKED, opener, arguments), daemon=True)
        self._process.start()
        theirs.close()  # the only other end is now in the child: when one process ends, the other hears of it
        self._answer()

    @contextmanager
    def work(self, maker: Maker, *arguments: Any) -> Iterator[Work]:
        """What `maker` makes over there. After an error this process is of no more use."""
        self._ask((maker, arguments))
        yield lambda: self._ask(True)
        self._ask(False)

    def close(self) -> None:
        """End the process."""
        self._pipe.close()
        self._process.join()

    def _ask(self, message: Any) -> Any:
        with suppress(ConnectionError):  # where nobody listens any more, the answer says so
            self._pipe.send(message)
        return self._answer()

    def _answer(self) -> Any:
        try:
            answer = self._pipe.recv()
        except (EOFError, ConnectionError) as trouble:
            self._process.join()
            raise RuntimeError(f"the other process ended with {self._process.exitcode}") from trouble
        if isinstance(answer, str):
            raise RuntimeError(f"in the other process:\n{answer}")
        return answer


def _serve(pipe: Connection, locked: bool, opener: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """The child: a maker, then True for each turn, then False; each is answered, with a text if it failed."""
    try:
        keys = opener(*arguments)
        if locked:
            _memory_security("ON")
        with one_core():
            pipe.send(None)
            while True:
                _work(pipe, keys, *pipe.recv())
                # It cannot be switched off again, so looking once, afterwards, is enough.
                assert _memory_security() == str(int(locked)), (
                    "memory security is on beside the twin without a key"
                )
                pipe.send(None)
    except (EOFError, ConnectionError):
        return  # the parent has closed its end, or has ended
    except Exception:  # noqa: BLE001  (the parent raises it, whatever it is)
        pipe.send(traceback.format_exc())


def _work(pipe: Connection, keys: Any, maker: Maker, arguments: tuple[Any, ...]) -> None:
    with maker(keys, *arguments) as work:
        gc.collect()
        pipe.send(None)
        while pipe.recv():
            pipe.send(work())


def _memory_security(wanted: str = "") -> str:
    connection = dbapi2.connect(":memory:")
    if wanted:
        connection.execute(f"PRAGMA cipher_memory_security = {wanted}")
    found = str(connection.execute("PRAGMA cipher_memory_security").fetchone()[0])
    connection.close()
    return found
