"""The order in which Tab goes through a page: that of its layouts, also for what was made later."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


class TabOrder(QObject):
    """Keeps the order right. Qt puts a widget that is made later (a section unfolded, a row added) at the end."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._known: list[QWidget] = []
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self.arrange)
        page.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Something was added, shown or hidden in the page."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._soon.start()
        return False

    def arrange(self) -> None:
        """Put the order right, if there is anything new in it."""
        found = list(controls_in(self._page))
        if found == self._known:
            return
        self._known = found
        for before, after in pairwise(found):
            QWidget.setTabOrder(before, after)


def controls_in(widget: QWidget) -> Iterator[QWidget]:
    """What Tab stops at inside a widget, in the order of its layouts."""
    if widget.focusProxy() is None and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    elif isinstance(widget, QScrollArea) and (inner := widget.widget()) is not None:
        yield from controls_in(inner)
    elif (layout := widget.layout()) is not None:
        yield from _laid_out(layout)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            yield from _laid_out(inner)
        elif widget is not None:
            yield from controls_in(widget)
