"""How old the newest verified backup is, always in sight at the bottom of the window."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from civicdesk.i18n import _
from civicdesk.vault import backup_list
from ui import theme
from ui.session import Session

TONES = {"good": ("muted", "●"), "warn": ("warning", "▲"), "alarm": ("danger", "■")}
"""State -> the role that colours it, and a shape so that colour is not all there is."""
_HOUR = 3_600_000


class BackupAge(QPushButton):
    """The words, and a way to the page of backups."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setFlat(True)
        self.setProperty("role", "quiet")
        self.setToolTip(_("Go to the backups"))
        self.state = ""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.refresh)
        self._timer.start(_HOUR)
        self.refresh()

    def refresh(self) -> None:
        """Ask the vault again."""
        self._session.run(backup_list.age, self._show)

    def _show(self, age: backup_list.Age) -> None:
        self.state = age.state
        words = f"{TONES[age.state][1]} {age.words}"
        self.setText(words)
        self.setAccessibleName(age.words)
        theme.give_role(self, f"age-{age.state}")
