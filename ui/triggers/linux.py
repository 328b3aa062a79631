"""Linux: what logind, UPower and the screen savers say on the D-Bus, over AF_UNIX and nothing else.

One thread for each bus waits for signals. A bus that is not there, or goes away, ends its thread and nothing else:
idle time, keys and the menu lock all the same. Anybody on the session bus may send such a signal; all it does is lock.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import unwrap_msg
from PySide6.QtCore import QObject, Qt, Signal

from civicdesk import log

_LOGIN = "org.freedesktop.login1"
_MANAGER = DBusAddress("/org/freedesktop/login1", bus_name=_LOGIN, interface=f"{_LOGIN}.Manager")
_TURN = 1.0
_PATIENCE = 2.0


@dataclass(frozen=True)
class Heard:
    """One signal of a bus."""

    path: str
    interface: str
    member: str
    body: tuple[Any, ...]


def means_lock(heard: Heard, session: str) -> bool:
    """Whether a signal says that the person is away. `session` is the path of our login session, "" if unknown."""
    match heard.member:
        case "Lock":
            return heard.interface == f"{_LOGIN}.Session" and heard.path == (session or heard.path)
        case "PrepareForSleep" | "PrepareForShutdown":
            return heard.body[:1] == (True,)
        case "ActiveChanged":
            return heard.interface.endswith(".ScreenSaver") and heard.body[:1] == (True,)
        case "PropertiesChanged" if len(heard.body) > 1:
            return _changed_away(heard, session)
    return False


def _changed_away(heard: Heard, session: str) -> bool:
    """Another user came to the front, the desktop says it is locked, or the lid was shut."""
    of, changed = heard.body[0], {name: variant[1] for name, variant in dict(heard.body[1]).items()}
    if of == f"{_LOGIN}.Session" and heard.path == (session or heard.path):
        return changed.get("Active") is False or changed.get("LockedHint") is True
    return of == "org.freedesktop.UPower" and changed.get("LidIsClosed") is True


def rules(bus: str) -> tuple[MatchRule, ...]:
    """What to ask a bus for."""
    if bus == "SESSION":
        return (MatchRule(type="signal", member="ActiveChanged"),)
    properties = "org.freedesktop.DBus.Properties"
    return (
        MatchRule(type="signal", interface=f"{_LOGIN}.Session", member="Lock"),
        MatchRule(type="signal", interface=f"{_LOGIN}.Manager", member="PrepareForSleep"),
        MatchRule(type="signal", interface=f"{_LOGIN}.Manager", member="PrepareForShutdown"),
        MatchRule(type="signal", interface=properties, member="PropertiesChanged",
                  path_namespace="/org/freedesktop/login1/session"),
        MatchRule(type="signal", interface=properties, member="PropertiesChanged", path="/org/freedesktop/UPower"),
    )  # fmt: skip


class BusWatch(QObject):
    """Waits on one bus in a thread and emits `away` into the UI thread."""

    away = Signal()

    def __init__(self, bus: str, parent: QObject, address: str = "") -> None:
        """`bus` is SYSTEM or SESSION; `address` where it listens, if not where it is known to listen."""
        super().__init__(parent)
        self._bus = bus
        self._address = address or bus
        self.is_listening = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name=f"bus-{bus.casefold()[:7]}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Wait no more; the thread ends within a turn."""
        self._stop.set()

    def _watch(self) -> None:
        try:
            with open_dbus_connection(self._address, enable_fds=True) as connection:
                self._listen(connection)
        except Exception as trouble:  # noqa: BLE001  (a bus may fail in any way; the other triggers remain)
            log.note(f"bus.{type(trouble).__name__.casefold()[:40]}")

    def _listen(self, connection: DBusConnection) -> None:
        is_system = self._bus == "SYSTEM"
        session = _own_session(connection) if is_system else ""
        held = _delay_sleep(connection) if is_system else None
        for rule in rules(self._bus):
            connection.send_and_get_reply(message_bus.AddMatch(rule), timeout=_PATIENCE)
        self.is_listening.set()
        while not self._stop.is_set():
            try:
                heard = _read(connection.receive(timeout=_TURN))
            except TimeoutError:
                continue
            if heard is not None and means_lock(heard, session):
                self.away.emit()
        if held is not None:
            os.close(held)


def _read(message: Message) -> Heard | None:
    header = message.header
    if header.message_type is not MessageType.signal:
        return None
    named = header.fields
    return Heard(
        str(named.get(HeaderFields.path, "")),
        str(named.get(HeaderFields.interface, "")),
        str(named.get(HeaderFields.member, "")),
        tuple(message.body),
    )


def _own_session(connection: DBusConnection) -> str:
    """The path of the login session this process belongs to; "" where nobody knows."""
    try:
        asked = new_method_call(_MANAGER, "GetSessionByPID", "u", (os.getpid(),))
        return str(unwrap_msg(connection.send_and_get_reply(asked, timeout=_PATIENCE))[0])
    except Exception:  # noqa: BLE001  (no logind, or no session: every signal counts then)
        return ""


def _delay_sleep(connection: DBusConnection) -> int | None:
    """Ask for the few seconds that drafts need before the computer sleeps; ends with this process at the latest."""
    try:
        asked = new_method_call(_MANAGER, "Inhibit", "ssss", ("sleep", "CivicDesk", "Lock", "delay"))
        return int(unwrap_msg(connection.send_and_get_reply(asked, timeout=_PATIENCE))[0].to_raw_fd())
    except Exception:  # noqa: BLE001  (no logind: nothing to ask)
        return None


def watch_buses(lock: Callable[[], object], parent: QObject) -> Iterator[BusWatch]:
    """Watch both buses where they are; neither is started for our sake."""
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        yield _watched("SESSION", lock, parent)
    yield _watched("SYSTEM", lock, parent)


def _watched(bus: str, lock: Callable[[], object], parent: QObject) -> BusWatch:
    watch = BusWatch(bus, parent)
    watch.away.connect(lock, Qt.ConnectionType.QueuedConnection)
    return watch
