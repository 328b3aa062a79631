"""ReasonsPanel: warnings and steps that ask for a reason, each with a line to write it in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.records.problems import Problem
from ui import theme
from ui.flow import sweep
from ui.pieces import SHAPES, Sentence, button, keep_from_keyboard, row


class ReasonsPanel(QFrame):
    """Asks why; goes on only when every question has an answer."""

    given = Signal(object)
    """The answers by problem id."""
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner-warning")
        self._column = QVBoxLayout(self)
        self._column.setSpacing(theme.HALF)
        self.lines: dict[str, QLineEdit] = {}
        self.go = button("", self._give, "primary")
        self.hide()

    def ask(self, problems: Sequence[Problem], verb: str) -> None:
        """Show these questions; `verb` stands on the button that goes on."""
        before = {key: line.text() for key, line in self.lines.items()}
        self._clear()
        for problem in problems:
            self._column.addWidget(Sentence(f"{SHAPES['warning']} {problem.message}", "label"))
            if problem.id not in self.lines:
                line = QLineEdit(before.get(problem.id, ""))
                keep_from_keyboard(line)
                line.setPlaceholderText(_("Write why; it is kept in the history"))
                line.setAccessibleName(_("Reason: {question}").format(question=problem.message))
                line.textChanged.connect(self._weigh)
                line.returnPressed.connect(self._give)
                self.lines[problem.id] = line
                self._column.addWidget(line)
        self.go = button(verb, self._give, "primary")
        self._column.addLayout(row(self.go, button(_("Not now"), self._drop), 1))
        self._weigh()
        self.show()
        next(iter(self.lines.values())).setFocus()

    def _clear(self) -> None:
        self.lines = {}
        sweep(self._column)

    def answers(self) -> dict[str, str]:
        """What was written, by problem id."""
        return {key: line.text().strip() for key, line in self.lines.items()}

    def _weigh(self) -> None:
        self.go.setEnabled(all(self.answers().values()))

    def _give(self) -> None:
        if all(self.answers().values()):
            self.hide()
            self.given.emit(self.answers())

    def _drop(self) -> None:
        self.hide()
        self.dropped.emit()
