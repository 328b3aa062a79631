"""Editors for words and numbers: one line, several lines, whole numbers, decimals, money."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from civicdesk.i18n import _
from civicdesk.records.choices import Currency
from civicdesk.records.fields import Field
from civicdesk.records.values import Money, western_digits
from ui.records.editor import CalmComboBox, Editor, in_a_row

MOST_LINES = 16
LONGEST_LINE = 200
"""Texts that may be longer than this get room for several lines on screen."""


class TextEditor(Editor):
    """One line of text."""

    def __init__(self, spec: Field, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.line = QLineEdit(self)
        self.box.addWidget(self.line)
        self.lead(self.line)
        self.line.textEdited.connect(self.read)

    def draw(self, value: object) -> None:
        """Show the value's text from its beginning."""
        self.line.setText(self.spell(value))
        self.line.setCursorPosition(0)

    def retype(self, text: str) -> None:
        """Put the text back and read it again."""
        self.line.setText(text)
        self.read(text)

    def spell(self, value: object) -> str:
        """The value as a person would type it."""
        return "" if value is None else str(value)

    def read(self, text: str) -> None:
        """Take what was typed; what cannot be read becomes a complaint and stays in the field."""
        if not text.replace("\u200b", "").strip():
            self.take(self.spec.default)
            return
        try:
            self.take(self.parse(text))
        except ValueError as problem:
            self.take(self.spec.default, str(problem), text)

    def parse(self, text: str) -> object:
        """The value of a text that is not blank; ValueError with a sentence when it cannot be read."""
        return text


class LongEditor(Editor):
    """Several lines of text; it grows with what is written, and Tab leaves it."""

    def __init__(self, spec: Field, parent: QWidget | None = None, *, lines: int = 3) -> None:
        super().__init__(spec, parent)
        self.lines = lines
        self.area = _Area(self, one_paragraph=bool(spec.max))
        self.area.setTabChangesFocus(True)
        self.box.addWidget(self.area)
        self.lead(self.area)
        self.area.textChanged.connect(self._read)
        self.area.widened.connect(self._fit)
        self._fit()

    def draw(self, value: object) -> None:
        """Show the text."""
        self.area.setPlainText("" if value is None else str(value))
        self._fit()

    def _read(self) -> None:
        text = self.area.toPlainText()
        self._fit()
        self.take(text if text.replace("\u200b", "").strip() else None)

    def _fit(self) -> None:
        """As high as the text, between the least number of lines and the most."""
        shown = int(self.area.document().size().height())
        line = QFontMetricsF(self.area.font()).lineSpacing()
        margins = self.area.contentsMargins()
        frame = 2 * self.area.document().documentMargin() + margins.top() + margins.bottom() + 8
        policy = (
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if shown > MOST_LINES
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self.area.setVerticalScrollBarPolicy(policy)
        self.area.setFixedHeight(int(max(self.lines, min(shown, MOST_LINES)) * line + frame))


class _Area(QPlainTextEdit):
    """Plain text; a text that must be one paragraph does not take Enter."""

    widened = Signal()

    def __init__(self, editor: LongEditor, *, one_paragraph: bool) -> None:
        super().__init__(editor)
        self._one_paragraph = one_paragraph

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break elsewhere at another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.widened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Enter to the form where the text is one paragraph."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if self._one_paragraph and plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)


class IntEditor(TextEditor):
    """A whole number, in Western or Khmer digits, thousands separated or not."""

    def parse(self, text: str) -> object:
        """Read the number."""
        bare = plain_number(text)
        if not re.fullmatch(r"[-+]?\d+", bare):
            raise ValueError(_("“{text}” is not a whole number.").format(text=text.strip()))
        if len(bare) > 15:
            raise ValueError(_("This number is too long."))
        return int(bare)


class DecimalEditor(TextEditor):
    """A number with decimals."""

    def spell(self, value: object) -> str:
        """The number without an exponent."""
        return "" if value is None else f"{value:f}"

    def parse(self, text: str) -> object:
        """Read the number."""
        return read_decimal(text, self.spec.digits or 6)


class MoneyEditor(TextEditor):
    """An amount and its currency."""

    def __init__(self, spec: Field, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.currency = CalmComboBox(self)
        for choice in Currency:
            self.currency.addItem(choice.label, choice.value)
        self.currency.setAccessibleName(_("Currency of “{label}”").format(label=spec.label))
        self.currency.activated.connect(lambda: self.read(self.line.text()))
        self.line.setPlaceholderText("0.00")
        self.box.removeWidget(self.line)
        self.box.addLayout(in_a_row(self.line, self.currency))

    def draw(self, value: object) -> None:
        """Show amount and currency."""
        super().draw(value)
        if isinstance(value, Money):
            self.currency.setCurrentIndex(max(0, self.currency.findData(value.currency)))

    def spell(self, value: object) -> str:
        """The amount alone."""
        return f"{value.amount:f}" if isinstance(value, Money) else ""

    def parse(self, text: str) -> object:
        """Read the amount."""
        return Money(read_decimal(text, 2), str(self.currency.currentData()))


class NoteEditor(Editor):
    """A value that is shown and not typed: files, and what the program fills in by itself."""

    def __init__(self, spec: Field, words: Any, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._words = words
        self.label = QLabel(self)
        self.label.setWordWrap(True)
        self.label.setProperty("role", "muted")
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.box.addWidget(self.label)
        self.label.setAccessibleName(spec.label)

    def draw(self, value: object) -> None:
        """Show the value in words."""
        self.label.setText(self._words(value) or _("Nothing yet"))


def plain_number(text: str) -> str:
    """What was typed without separators of thousands, in Western digits."""
    bare = western_digits(text).replace("\u200b", "").replace("\u00a0", "").replace("\u2212", "-")
    bare = "".join(bare.split())
    return bare.replace(",", "") if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?", bare) else bare


def read_decimal(text: str, digits: int) -> Decimal:
    """A number with at most so many decimals; ValueError with a sentence otherwise."""
    bare = plain_number(text)
    try:
        if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)", bare) or len(bare) > 20:
            raise InvalidOperation
        number = Decimal(bare)
    except InvalidOperation:
        raise ValueError(
            _("“{text}” is not a number. Write it as 1234.50.").format(text=text.strip())
        ) from None
    if -int(number.as_tuple().exponent) > digits:
        raise ValueError(_("At most {n} decimals can be kept here.").format(n=digits))
    return number
