"""Figures: what the program works out from a record, in one line of labels and values."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme
from ui.flow import FlowLayout, sweep
from ui.pieces import Sentence


class Figures(QWidget):
    """Computed values; hidden while there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self, spacing=3 * theme.GAP)
        self.values: tuple[tuple[str, str], ...] = ()
        self.hide()

    def show_values(self, values: Sequence[tuple[str, str]]) -> None:
        """Show these labels and values."""
        if tuple(values) == self.values:
            return
        self.values = tuple(values)
        sweep(self._flow)
        for label, words in self.values:
            self._flow.addWidget(_figure(label, words))
        self.setVisible(bool(self.values))
        self.updateGeometry()


def _figure(label: str, words: str) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(Sentence(label, "small", wrap=False))
    column.addWidget(Sentence(words if len(words) <= 60 else words[:58] + "…", "label", wrap=False))
    return made
