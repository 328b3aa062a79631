"""A sqlcipher3 connection that several threads may use, one at a time."""

from __future__ import annotations

from contextlib import suppress
from threading import RLock
from typing import Any

from sqlcipher3 import dbapi2


class SerialCursor(dbapi2.Cursor):  # type: ignore[misc]  # the library ships no types
    """A cursor that asks for the guard of its connection before the library asks for its own lock.

    The authorizer needs the interpreter while the library's lock is held. A second thread that waited for that lock
    with the interpreter in its hands would wait for ever, and the window with it.
    """

    connection: SerialConnection

    def execute(self, *given: Any) -> SerialCursor:
        """As the library does it."""
        with self.connection.guard:
            super().execute(*given)
        return self

    def executemany(self, *given: Any) -> SerialCursor:
        """As the library does it."""
        with self.connection.guard:
            super().executemany(*given)
        return self

    def fetchone(self) -> Any:
        """As the library does it."""
        with self.connection.guard:
            return super().fetchone()

    def fetchmany(self, *given: Any) -> list[Any]:
        """As the library does it."""
        with self.connection.guard:
            found: list[Any] = super().fetchmany(*given)
        return found

    def fetchall(self) -> list[Any]:
        """As the library does it."""
        with self.connection.guard:
            found: list[Any] = super().fetchall()
        return found

    def __next__(self) -> Any:
        with self.connection.guard:
            return super().__next__()

    def close(self) -> None:
        """As the library does it."""
        with self.connection.guard:
            super().close()

    def __del__(self) -> None:
        with suppress(dbapi2.Error, AttributeError):  # its connection is closed, or it never had one
            self.close()


class SerialConnection(dbapi2.Connection):  # type: ignore[misc]  # the library ships no types
    """Every call but `interrupt` waits for the guard."""

    def __init__(self, *given: Any, **named: Any) -> None:
        self.guard = RLock()
        """Held by whoever uses the connection; an open vault puts its own lock here (`Store`)."""
        super().__init__(*given, **named)

    def cursor(self, factory: type[SerialCursor] = SerialCursor) -> SerialCursor:
        """One that waits for its turn."""
        with self.guard:
            made: SerialCursor = super().cursor(factory)
        return made

    def commit(self) -> None:
        """As the library does it."""
        with self.guard:
            super().commit()

    def rollback(self) -> None:
        """As the library does it."""
        with self.guard:
            super().rollback()

    def set_authorizer(self, callback: Any) -> None:
        """As the library does it."""
        with self.guard:
            super().set_authorizer(callback)

    def close(self) -> None:
        """As the library does it."""
        with self.guard:
            super().close()
