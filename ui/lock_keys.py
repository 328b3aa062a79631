"""The keys that lock, heard wherever the focus is: a shortcut of the window is deaf behind a dialog or a menu."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

HELD_MS = 1000
"""How long the panic keys are held."""
TWICE_MS = 1500
"""How long after a first press the second one counts as the second."""
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_LETTING_GO = frozenset({Qt.Key.Key_F12, Qt.Key.Key_Control, Qt.Key.Key_Shift})


class LockKeys(QObject):
    """Ctrl+L locks. Ctrl+Shift+F12, held for a second, locks in panic; tapped and then held, it is the second level."""

    lock = Signal()
    panic = Signal(int)
    """The level: 1, or 2 when the keys were pressed twice."""

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__(application)
        self.presses = 0
        self.held = QTimer(self, interval=HELD_MS, singleShot=True)
        self.held.timeout.connect(self._held)
        self.forgetting = QTimer(self, interval=TWICE_MS, singleShot=True)
        self.forgetting.timeout.connect(self._forget)
        application.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Watch every key; only Ctrl+L is taken away, so that no other window acts on it as well."""
        kind = event.type()
        if kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._pressed(event)
        if kind is QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            if not event.isAutoRepeat() and event.key() in _LETTING_GO:
                self.held.stop()
        elif kind is QEvent.Type.ApplicationDeactivate:
            self.held.stop()
        return False

    def _pressed(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_L and modifiers == _CTRL:
            self.lock.emit()
            return True
        if event.key() == Qt.Key.Key_F12 and modifiers == _CTRL | _SHIFT:
            if not event.isAutoRepeat() and not self.held.isActive():
                self.presses += 1
                self.held.start()
                self.forgetting.start()
            return True
        return False

    def _held(self) -> None:
        level = 2 if self.presses > 1 else 1
        self.presses = 0
        self.forgetting.stop()
        self.panic.emit(level)

    def _forget(self) -> None:
        if not self.held.isActive():
            self.presses = 0
