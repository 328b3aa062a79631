"""Typing a passphrase: shown on request, with what the keyboard is doing beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from civicdesk.i18n import _
from ui import theme
from ui.pieces import IconButton, Sentence

_QUIET = (
    Qt.InputMethodHint.ImhSensitiveData
    | Qt.InputMethodHint.ImhNoPredictiveText
    | Qt.InputMethodHint.ImhNoAutoUppercase
)


class PassphraseField(QWidget):
    """A labelled field for a passphrase, an eye to show it, and a hint about Caps Lock and layout."""

    edited = Signal(str)
    entered = Signal()

    def __init__(self, label: str) -> None:
        super().__init__()
        name = label.replace("&", "")
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(_QUIET)
        self.line.setAccessibleName(name)
        self.line.setMaxLength(4096)
        self.line.textChanged.connect(self.edited)
        self.line.returnPressed.connect(self.entered)
        self.line.installEventFilter(self)
        self.setFocusProxy(self.line)
        self._eye = IconButton("eye", _("Show the passphrase"), tone="muted")
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show)
        self._hint = Sentence("", "small")
        caption = QLabel(label)
        caption.setProperty("role", "label")
        caption.setBuddy(self.line)
        line = QHBoxLayout()
        line.setSpacing(theme.HALF)
        line.addWidget(self.line, 1)
        line.addWidget(self._eye)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.HALF)
        layout.addWidget(caption)
        layout.addLayout(line)
        layout.addWidget(self._hint)
        QGuiApplication.inputMethod().localeChanged.connect(self._tell_keyboard)
        self._caps = False
        self._tell_keyboard()

    def text(self) -> str:
        """What was typed."""
        return self.line.text()

    def clear(self) -> None:
        """Empty the field; best effort, the process that typed it is replaced at lock."""
        self.line.clear()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Watch letters to tell Caps Lock: a capital without Shift, or a small letter with it."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            letter = event.text()
            if len(letter) == 1 and letter.isalpha() and letter.upper() != letter.lower():
                shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self._caps = letter.isupper() != shifted
                self._tell_keyboard()
        return False

    def _show(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)
        if shown:
            self._eye.become("eye-off", _("Hide the passphrase"))
        else:
            self._eye.become("eye", _("Show the passphrase"))

    def _tell_keyboard(self) -> None:
        layout = QGuiApplication.inputMethod().locale().nativeLanguageName()
        told = [_("▲ Caps Lock is on.")] if self._caps else []
        if layout:
            told.append(_("Keyboard: {language}").format(language=layout))
        self._hint.say("   ".join(told))
        self._hint.setVisible(bool(told))
        theme.give_role(self._hint, "warning" if self._caps else "small")
