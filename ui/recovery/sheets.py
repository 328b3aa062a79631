"""Showing the sheets that were just made, one at a time: to be copied by hand, or saved where a person chooses."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from ui import theme
from ui.dialogs.chooser import choose_file_to_save
from ui.pieces import Banner, Sentence, button, primary, row

if TYPE_CHECKING:
    from civicdesk.vault.recovery import Sheet

_COLUMNS = 3
_GROUPS_IN_ROW = 5


def part_words(scope: str) -> str:
    """What a key opens."""
    return {
        "main": _("everything except the security part"),
        "security": _("the security part"),
    }[scope]


def warning() -> str:
    """What is true of paper, printers and files."""
    return _(
        "Copying by hand leaves the fewest traces. A file can be read by whoever finds it, and deleting it does not "
        "surely remove it; a printer may keep what it printed, and so may the office that owns it."
    )


class SheetsView(QWidget):
    """Every sheet in its turn; the next step opens when all have been shown."""

    finished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sheets: tuple[Sheet, ...] = ()
        self._at = 0
        self.banner = Banner()
        self.heading = Sentence("", "section")
        self._what = Sentence("", "muted")
        self._paper = QFrame()
        self._paper.setProperty("role", "card")
        self._grid = QGridLayout(self._paper)
        self._grid.setContentsMargins(theme.MARGIN, theme.GAP, theme.MARGIN, theme.GAP)
        self._grid.setHorizontalSpacing(theme.MARGIN)
        self.save_button = button(_("Save this sheet as a &file…"), self.save)
        self.back_button = button(_("&Previous sheet"), lambda: self._go(self._at - 1))
        self.next_button = primary(_("Ne&xt"), self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP + theme.HALF)
        for part in (self.heading, self._what, self.banner, self._paper, Sentence(warning(), "warning")):
            layout.addWidget(part)
        layout.addLayout(row(self.save_button, 1, self.back_button, self.next_button))

    def show_sheets(self, sheets: Sequence[Sheet]) -> None:
        """Begin with the first."""
        self._sheets = tuple(sheets)
        self._go(0)

    def forget(self) -> None:
        """Take the words off the screen."""
        self._sheets = ()
        self._clear()

    def next(self) -> None:
        """The next sheet, and after the last one the next step."""
        if self._at + 1 < len(self._sheets):
            self._go(self._at + 1)
        else:
            self.finished.emit()

    def save(self) -> None:
        """Ask where, and write this sheet there."""
        from civicdesk.documents.recovery_sheet import file_name

        chosen = choose_file_to_save(self, file_name(self._sheets[self._at]), ".pdf")
        if chosen is not None:
            self.save_as(chosen)

    def save_as(self, file: Path) -> None:
        """Write this sheet to a file, readable by its owner only; never where a sync program copies it away."""
        from civicdesk.documents.recovery_sheet import render_sheet
        from civicdesk.vault import copies, placing

        try:
            placing.check_sheet_place(file.parent)
            if file.exists():
                file.unlink()
            copies.create_file(file, render_sheet(self._sheets[self._at]))
        except OSError as trouble:
            self.banner.show_error(copies.explain(trouble))
        except CivicDeskError as trouble:
            self.banner.show_error(trouble)
        else:
            self.banner.say(
                _("The sheet was saved."), "good", _("Print it, then remove the file from the disk.")
            )

    def _go(self, at: int) -> None:
        self._at = at
        sheet = self._sheets[at]
        self.banner.hide()
        self.heading.say(_("Sheet {n} of {all}").format(n=at + 1, all=len(self._sheets)))
        self._what.say(self._describe(sheet))
        self._clear()
        rows = -(-len(sheet.words) // _COLUMNS)
        for place, word in enumerate(sheet.words):
            self._put(f"{place + 1}", word, place % rows, place // rows)
        if sheet.groups:
            caption = Sentence(
                _("or, instead of the words, these groups (0 is a zero, 1 is a one):"), "small"
            )
            self._grid.addWidget(caption, rows, 0, 1, 2 * _COLUMNS)
        for place in range(0, len(sheet.groups), _GROUPS_IN_ROW):
            self._put_groups(sheet.groups[place : place + _GROUPS_IN_ROW], rows + 1 + place)
        self._paper.setAccessibleName(" ".join(sheet.words))
        self.back_button.setEnabled(at > 0)
        self.next_button.setText(_("Ne&xt sheet") if at + 1 < len(self._sheets) else _("Type them &back"))

    def _describe(self, sheet: Sheet) -> str:
        opens = _("Key {mark:05d} opens {part}.").format(mark=sheet.mark, part=part_words(sheet.scope))
        if sheet.n == 1:
            return opens
        share = _("This is share {number}; any {k} of {n} open it together. Give each to another person.")
        return f"{opens} {share.format(number=sheet.number, k=sheet.k, n=sheet.n)}"

    def _clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                if isinstance(widget, QLabel):
                    widget.clear()  # until Qt deletes it, it can still be asked for its words
                widget.deleteLater()
        self._paper.setAccessibleName("")

    def _put(self, number: str, word: str, line: int, column: int) -> None:
        figure = QLabel(number)
        figure.setProperty("role", "muted")
        figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        written = QLabel(word)
        written.setFont(theme.font("section"))
        written.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._grid.addWidget(figure, line, 2 * column)
        self._grid.addWidget(written, line, 2 * column + 1)
        self._grid.setColumnStretch(2 * column + 1, 1)

    def _put_groups(self, groups: Sequence[str], line: int) -> None:
        written = QLabel("     ".join(groups))
        written.setFont(theme.font("section"))
        written.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._grid.addWidget(written, line, 0, 1, 2 * _COLUMNS)
