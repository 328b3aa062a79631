"""FieldBox: a field on a form: label, marks, help, its editor, and what is wrong with it in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.records.fields import Field, Kind
from ui import theme
from ui.pieces import SHAPES, Sentence
from ui.records.editor import Editor
from ui.records.shapes import MARK, tag_help, tag_words

SHORT = 2
MIDDLE = 3
FULL = 6
"""Widths out of six: three numbers, or two choices, or one text stand in a row."""

_STILL_HERE = frozenset(
    (
        Qt.FocusReason.ActiveWindowFocusReason,
        Qt.FocusReason.PopupFocusReason,
        Qt.FocusReason.MenuBarFocusReason,
        Qt.FocusReason.OtherFocusReason,  # the program moved the keyboard, not the person
    )
)


class FieldBox(QWidget):
    """One field with everything that belongs to it."""

    was_visited = True
    """Set to no for each new field; a field that is being taken down counts as visited."""
    left = Signal()
    """The person went on from this field: from now on its gaps may be pointed out."""

    def __init__(self, spec: Field, editor: Editor, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.editor = editor
        self.was_visited = False
        self._found: list[tuple[str, str]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.GAP)
        column.setSpacing(theme.HALF)
        column.addLayout(self._heading(hint))
        if spec.help:
            column.addWidget(Sentence(spec.help, "small"))
        column.addWidget(editor)
        self.problems = Sentence()
        self.problems.hide()
        column.addWidget(self.problems)
        column.addStretch(1)
        editor.edited.connect(self._say)
        if (control := editor.focusProxy()) is not None:
            control.installEventFilter(self)

    def _heading(self, hint: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        label = Sentence(self.spec.label, "label", wrap=False)
        label.setBuddy(self.editor)
        label.setMinimumWidth(40)
        row.addWidget(label)
        if hint:
            row.addWidget(Sentence(hint, "small", wrap=False))
        if self.spec.sealed:
            row.addWidget(_mark(_("sealed"), _("Opened only with a reason, which is kept in the journal.")))
        elif self.spec.tag is not None:
            row.addWidget(_mark(tag_words(self.spec.tag), tag_help(self.spec.tag)))
        row.addStretch(1)
        return row

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Notice that the person leaves the field; looking at another window or a menu is not leaving."""
        if isinstance(event, QFocusEvent) and event.lostFocus() and not self.was_visited:
            if event.reason() in _STILL_HERE:
                return False
            self.was_visited = True
            self.left.emit()
        return False

    def show_problems(self, found: Sequence[tuple[str, str]]) -> None:
        """Show these (severity, sentence) below the editor."""
        self._found = list(found)
        self._say()

    def shown_problems(self) -> list[str]:
        """The sentences that stand below the editor now."""
        return self.problems.text().replace("\u200b", "").splitlines() if not self.problems.isHidden() else []

    def _say(self) -> None:
        lines = [("E", self.editor.complaint)] if self.editor.complaint else list(self._found)
        severities = {severity for severity, _words in lines}
        tone = "danger" if "E" in severities else "warning" if "W" in severities else "note"
        theme.give_role(self.problems, tone)
        self.problems.say("\n".join(f"{SHAPES[tone]} {words}" for _severity, words in lines))
        self.problems.setVisible(bool(lines))
        control = self.editor.focusProxy() or self.editor
        control.setAccessibleDescription(" ".join(words for _severity, words in lines) or self.spec.help)


def _mark(words: str, meaning: str) -> QLabel:
    """The small mark of a sensitive field: a shape and a word."""
    label = Sentence(f"{MARK} {words}", "small", wrap=False)
    label.setToolTip(meaning)
    label.setAlignment(Qt.AlignmentFlag.AlignVCenter)
    return label


def width_of(spec: Field) -> int:
    """How wide a field's editor need be, out of six."""
    if spec.many or len(spec.label) > (20 if spec.tag else 34):
        return FULL
    match spec.kind:
        case Kind.INT | Kind.DECIMAL | Kind.DATE if len(spec.label) > 14:
            return MIDDLE
        case Kind.INT | Kind.DECIMAL | Kind.DATE:
            return SHORT
        case (
            Kind.CHOICE | Kind.TERM | Kind.BOOL | Kind.SCORE | Kind.MONEY | Kind.PARTIAL_DATE | Kind.DATETIME
        ):
            return MIDDLE
        case Kind.TEXT:
            return MIDDLE if 0 < spec.max <= 60 else FULL
        case Kind.REF:
            return MIDDLE
        case _:
            return FULL


def rows_of(specs: tuple[Field, ...]) -> list[list[Field]]:
    """Fields in rows: short neighbours side by side, in their declared order."""
    rows: list[list[Field]] = []
    used = FULL
    for spec in specs:
        width = width_of(spec)
        if used + width > FULL:
            rows.append([])
            used = 0
        rows[-1].append(spec)
        used += width
    return rows
