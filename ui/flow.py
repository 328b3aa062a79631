"""FlowLayout: controls side by side that wrap to the next line like words."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Lays its items out from the left, line by line, each as large as it asks to be."""

    def __init__(self, parent: QWidget | None = None, *, spacing: int = 4) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self.gap = spacing
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:
        """Qt adds an item."""
        self._items.append(item)

    def insert(self, place: int, widget: QWidget) -> None:
        """Put a control before the item at `place`."""
        self.addWidget(widget)
        self._items.insert(place, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem:
        """The item, or None past the end (as Qt asks for it)."""
        return self._items[index] if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def takeAt(self, index: int) -> QLayoutItem:
        """Remove and return the item, or None past the end."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def expandingDirections(self) -> Qt.Orientation:
        """It takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Its height depends on its width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How high it is at a width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, area: QRect) -> None:
        """Arrange the items."""
        super().setGeometry(area)
        self._arrange(area, move=True)

    def sizeHint(self) -> QSize:
        """All in one line."""
        hints = [item.sizeHint() for item in self._items if self._shown(item)]
        width = sum(hint.width() + self.gap for hint in hints)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """As wide as the widest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    @staticmethod
    def _shown(item: QLayoutItem) -> bool:
        widget = item.widget()
        return widget is None or not widget.isHidden()

    def _arrange(self, area: QRect, *, move: bool) -> int:
        y = area.y()
        for line in self._lines(max(area.width(), 1)):
            height = max(size.height() for _item, size in line)
            x = area.x()
            for item, size in line:
                if move:
                    item.setGeometry(QRect(QPoint(x, y + (height - size.height()) // 2), size))
                x += size.width() + self.gap
            y += height + max(self.gap, 4)
        return max(0, y - max(self.gap, 4) - area.y())

    def _lines(self, room: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """The items in lines, each with its size."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used = room + 1
        for item in filter(self._shown, self._items):
            size = item.sizeHint().expandedTo(item.minimumSize())
            size.setWidth(min(size.width(), room))
            if used + size.width() > room:
                lines.append([])
                used = 0
            lines[-1].append((item, size))
            used += size.width() + self.gap
        return lines


def sweep(layout: QLayout) -> None:
    """Take everything out of a layout and let the widgets go."""
    while (item := layout.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            sweep(inner)
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
