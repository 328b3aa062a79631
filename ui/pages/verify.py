"""Checking the vault: everything is read, and what is wrong is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk import clock
from civicdesk.i18n import _
from civicdesk.vault import verified
from ui import theme
from ui.pieces import Banner, Sentence, button, narrow, primary, row
from ui.session import Session
from ui.status import compartment_label
from ui.tasks import Task, TaskBar

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault
    from civicdesk.vault.verify import VerifyReport


class VerifyPage(QWidget):
    """One button, progress, and the answer in sentences."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._task: Task | None = None
        self.check_button = primary(_("Check &everything"), self.check)
        self.copy_button = button(_("Cop&y the findings"), self._copy)
        self.copy_button.hide()
        self.banner = Banner()
        self.bar = TaskBar()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.GAP)
        self.findings: tuple[str, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.MARGIN)
        column.addWidget(Sentence(_("Check the vault"), "title"))
        words = Sentence(
            _(
                "CivicDesk reads every page, every record and every line of the journal, and compares them with what "
                "was saved. Do it once a week, and before you copy the vault. It changes nothing."
            )
        )
        for part in (words, self.banner, self.bar):
            column.addLayout(narrow(part))
        column.addLayout(row(self.check_button, self.copy_button, 1))
        column.addLayout(self._lines)
        column.addStretch(1)

    def check(self) -> None:
        """Check in a thread; the window stays alive, and Cancel stops after the compartment that is being read."""
        if self.bar.is_busy:
            return
        self.banner.hide()
        self._tell(())
        self.check_button.setEnabled(False)
        vault = self._session.vault
        self._task = Task(self._session.beside(lambda report: _verify(vault, report)), self)
        self._task.done.connect(self._show)
        self._task.failed.connect(self.banner.show_error)
        self._task.broke.connect(self._session.broke)
        self._task.ended.connect(lambda: self.check_button.setEnabled(True))
        self.bar.follow(self._task, _("Checking…"))

    def _show(self, report: VerifyReport) -> None:
        self._session.act(lambda vault: verified.keep(vault, report), lambda _kept: None)
        time = f"{clock.now():%Y-%m-%d %H:%M}"
        if report.ok:
            self.banner.say(" ".join(report.lines), "good", _("Checked on {time}.").format(time=time))
            return
        self.banner.say(
            _("The check found something wrong, named below."),
            "danger",
            _("Stop working in this vault. Keep it as it is, and open the newest copy that checks well."),
        )
        self._tell(report.lines)

    def _tell(self, lines: tuple[str, ...]) -> None:
        self.findings = lines
        self.copy_button.setVisible(bool(lines))
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for line in lines:
            self._lines.addWidget(Sentence(f"■ {line}", "danger"))

    def _copy(self) -> None:
        from PySide6.QtGui import QGuiApplication

        QGuiApplication.clipboard().setText("\n".join(self.findings))


def _verify(vault: Vault, report: Callable[..., None]) -> VerifyReport:
    """The check, telling which compartment is being read."""

    def tell(what: str, done: int, total: int) -> bool:
        report(done, total, _("Checking: {compartment}").format(compartment=compartment_label(what)))
        return True

    return vault.verify(tell)
