"""Choosing how a vault can be recovered: a printed key, or shares for a board."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QRadioButton, QSpinBox, QVBoxLayout, QWidget

from civicdesk.i18n import _
from ui import theme
from ui.pieces import Labelled, Sentence, button, primary, row

_MOST = 16
_INDENT = 28
"""Where the words of a radio button begin."""


class ChoiceView(QWidget):
    """Emits kind, how many it takes, and how many there are."""

    chosen = Signal(str, int, int)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.printed = QRadioButton(_("A &printed key: one sheet for each part of the vault"))
        self.board = QRadioButton(_("&Board shares: several people together"))
        self.printed.setChecked(True)
        self.shares, self.needed = QSpinBox(), QSpinBox()
        self.shares.setRange(2, _MOST)
        self.needed.setRange(2, _MOST)
        for number in (self.shares, self.needed):
            number.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            number.setMinimumWidth(96)
        self.shares.setValue(5)
        self.needed.setValue(3)
        self.shares.valueChanged.connect(self.needed.setMaximum)
        self.needed.setMaximum(5)
        self.board.toggled.connect(self._look)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        for part in (
            Sentence(_("New recovery sheets"), "section"),
            Sentence(_(
                "There are two keys: one opens everything except the security part, the other opens only that. "
                "Both kinds can be made, one after the other."
            )),
            self.printed,
            _under(_("Whoever has the sheet and a copy of the vault can open it. Lock it away.")),
            self.board,
            _under(_("No one holder can open anything alone, and some sheets may be lost.")),
        ):  # fmt: skip
            layout.addWidget(part)
        self._numbers = QWidget()
        numbers = row(spacing=2 * theme.MARGIN)
        numbers.setContentsMargins(_INDENT, 0, 0, theme.MARGIN)
        self._numbers.setLayout(numbers)
        numbers.addLayout(Labelled(_("&Shares"), self.shares))
        numbers.addLayout(Labelled(_("&Needed to open"), self.needed))
        numbers.addStretch(1)
        layout.addWidget(self._numbers)
        layout.addLayout(
            row(button(_("&Back"), self.given_up.emit), 1, primary(_("&Make the sheets"), self.choose))
        )
        self._look()

    def choose(self) -> None:
        """Take what is chosen."""
        if self.board.isChecked():
            self.chosen.emit("board", self.needed.value(), self.shares.value())
        else:
            self.chosen.emit("printed", 1, 1)

    def _look(self) -> None:
        self._numbers.setVisible(self.board.isChecked())


def _under(words: str) -> Sentence:
    """What a choice means, below it."""
    made = Sentence(words, "small")
    made.setContentsMargins(_INDENT, 0, 0, theme.HALF)
    return made
