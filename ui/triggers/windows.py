"""Windows: session lock, user switch, remote desktop, suspend and lid. Written after the manual, not yet shown."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject

if sys.platform == "win32":
    import ctypes
    from collections.abc import Callable
    from ctypes import wintypes

    from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication
    from PySide6.QtWidgets import QWidget

    WM_POWERBROADCAST, WM_WTSSESSION_CHANGE = 0x0218, 0x02B1
    PBT_APMSUSPEND, PBT_POWERSETTINGCHANGE = 0x0004, 0x8013
    AWAY = frozenset({2, 3, 4, 6, 7})
    """WTS_CONSOLE_DISCONNECT, WTS_REMOTE_CONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOGOFF, WTS_SESSION_LOCK."""
    LID = b"\x99\xff\x10\xba\x23\x41\xe2\x42\x9f\x3d\xc5\xa6\x5b\xd9\x97\x1e"
    """GUID_LIDSWITCH_STATE_CHANGE as it stands in memory."""

    class _PowerSetting(ctypes.Structure):
        _fields_ = (("setting", ctypes.c_char * 16), ("length", wintypes.DWORD), ("data", ctypes.c_ubyte * 1))

    class SessionFilter(QAbstractNativeEventFilter):
        """Hears the messages that Windows sends to a window of ours that is never shown."""

        def __init__(self, lock: Callable[[], object], _parent: QObject) -> None:
            super().__init__()
            self._lock = lock
            self._window = QWidget()
            handle = int(self._window.winId())
            ctypes.WinDLL("wtsapi32").WTSRegisterSessionNotification(wintypes.HWND(handle), 0)
            register = ctypes.WinDLL("user32").RegisterPowerSettingNotification
            register(wintypes.HWND(handle), ctypes.c_char_p(LID), 0)
            application = QCoreApplication.instance()
            assert application is not None
            application.installNativeEventFilter(self)

        def stop(self) -> None:
            """Hear no more."""
            application = QCoreApplication.instance()
            if application is not None:
                application.removeNativeEventFilter(self)
            handle = wintypes.HWND(int(self._window.winId()))
            ctypes.WinDLL("wtsapi32").WTSUnRegisterSessionNotification(handle)

        def nativeEventFilter(self, _kind: QByteArray | bytes, message: int) -> tuple[bool, int]:
            """Lock when the message says that nobody is at work."""
            heard = wintypes.MSG.from_address(int(message))
            if means_lock(heard.message, int(heard.wParam), int(heard.lParam)):
                self._lock()
            return False, 0

    def means_lock(message: int, first: int, second: int) -> bool:
        """Whether a window message says that the person is away."""
        if message == WM_WTSSESSION_CHANGE:
            return first in AWAY
        if message != WM_POWERBROADCAST:
            return False
        if first == PBT_POWERSETTINGCHANGE and second:
            changed = _PowerSetting.from_address(second)
            return ctypes.string_at(second, 16) == LID and changed.data[0] == 0
        return first == PBT_APMSUSPEND
