"""What is copied out of the vault leaves the clipboard again, and is marked so that histories do not keep it."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

CLEARED_AFTER_MS = 10_000
KDE_HINT = "x-kde-passwordManagerHint"
_WINDOWS = 'application/x-qt-windows-mime;value="{}"'
MARKS = {
    KDE_HINT: b"secret",
    _WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"): bytes(4),
    _WINDOWS.format("CanIncludeInClipboardHistory"): bytes(4),
    _WINDOWS.format("CanUploadToCloudClipboard"): bytes(4),
}
"""Formats by which a clipboard history is asked to pass over this. It is a request; not every program follows it."""
_BOTH = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)


class ClipboardGuard(QObject):
    """Marks what this program copies and clears it after ten seconds, if it is still there and still ours."""

    def __init__(self, application: QGuiApplication) -> None:
        super().__init__(application)
        self._clipboard = application.clipboard()
        self.timer = QTimer(self, interval=CLEARED_AFTER_MS, singleShot=True)
        self.timer.timeout.connect(self.clear)
        self._clipboard.changed.connect(self._changed)

    def _changed(self, mode: QClipboard.Mode) -> None:
        if mode not in _BOTH or not self._is_ours(mode):
            return
        held = self._clipboard.mimeData(mode)
        if held is None or not held.formats():
            return
        if not held.hasFormat(KDE_HINT) and held.hasText():
            self._clipboard.setMimeData(marked(held.text()), mode)
        self.timer.start()

    def clear(self) -> None:
        """Take away what is still ours; what another program copied since is left alone."""
        self.timer.stop()
        for mode in _BOTH:
            if self._is_ours(mode):
                self._clipboard.clear(mode)

    def _is_ours(self, mode: QClipboard.Mode) -> bool:
        if QGuiApplication.platformName() == "offscreen":  # a clipboard of this process alone
            return mode is QClipboard.Mode.Clipboard
        if mode is QClipboard.Mode.Selection:
            return self._clipboard.supportsSelection() and self._clipboard.ownsSelection()
        return self._clipboard.ownsClipboard()


def marked(text: str) -> QMimeData:
    """A text as plain text only, with the marks."""
    made = QMimeData()
    made.setText(text)
    for name, value in MARKS.items():
        made.setData(name, value)
    return made
