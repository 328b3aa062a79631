"""Draws one search result in three lines, the words that were looked for underlaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from civicdesk import khmer
from civicdesk.records.record import record_type
from civicdesk.records.states import label_of
from ui import theme

if TYPE_CHECKING:
    from civicdesk.vault.reading import Hit

_LINE_GAP = 2


def spans(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand in the text, as (start, length), compared as search compares them."""
    letters = khmer.clusters(text)
    folded = [khmer.fold(letter) for letter in letters]
    starts = [sum(len(letter) for letter in letters[:at]) for at in range(len(letters) + 1)]
    joined = "".join(folded)
    owner = [at for at, letter in enumerate(folded) for _sign in letter]
    found = []
    for word in khmer.fold(words).split():
        at = joined.find(word)
        while at >= 0:
            first, last = owner[at], owner[at + len(word) - 1]
            found.append((starts[first], starts[last + 1] - starts[first]))
            at = joined.find(word, at + len(word))
    return sorted(found)


class HitPainter(QStyledItemDelegate):
    """Title, then kind, reference and state, then the piece of text around the words."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Three lines and air."""
        height = 2 * QFontMetrics(theme.font("base")).height() + QFontMetrics(theme.font("small")).height()
        return QSize(option.rect.width(), height + 2 * _LINE_GAP + 2 * theme.GAP)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw it."""
        hit, words = index.data(Qt.ItemDataRole.UserRole), _words(index.model())
        palette, area = theme.colours(), option.rect
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(
            area, QColor(theme.mixed(palette.accent, palette.surface, 0.16) if selected else palette.surface)
        )
        painter.setPen(QColor(palette.line))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(palette.accent))
            painter.drawRect(area.adjusted(0, 0, -1, -2))
        self._lines(painter, area.adjusted(theme.MARGIN, theme.GAP, -theme.MARGIN, -theme.GAP), hit, words)
        painter.restore()

    def _lines(self, painter: QPainter, area: QRect, hit: Hit, words: str) -> None:
        palette = theme.colours()
        kind = " · ".join(
            part for part in (record_type(hit.type).meta.label, hit.ref, label_of(hit.state)) if part
        )
        top = area.top()
        for text, font, colour, marked in (
            (hit.title, theme.font("base", bold=True), palette.text, True),
            (kind, theme.font("small"), palette.muted, False),
            ("" if hit.excerpt == hit.title else hit.excerpt, theme.font("base"), palette.text, True),
        ):
            painter.setPen(QColor(colour))
            _draw(
                painter,
                QRect(area.left(), top, area.width(), area.height()),
                text,
                font,
                words if marked else "",
            )
            top += QFontMetrics(font).height() + _LINE_GAP


def _words(model: QAbstractItemModel) -> str:
    return str(getattr(model, "words", ""))


def _draw(painter: QPainter, area: QRect, text: str, font: QFont, words: str) -> None:
    """One line, cut at the right, with the words underlaid and underlined (not by colour alone)."""
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    layout = QTextLayout(shown, font)
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    mark = QTextCharFormat()
    mark.setBackground(QColor(theme.mixed(theme.colours().warning, theme.colours().surface, 0.25)))
    mark.setFontUnderline(True)
    layout.setFormats([_range(start, length, mark) for start, length in spans(shown, words)])
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    layout.draw(painter, QPointF(area.left(), area.top()))


def _range(start: int, length: int, mark: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, length, mark
    return made
