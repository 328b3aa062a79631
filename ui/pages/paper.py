"""A PDF on screen, drawn from memory: nothing is written to disk to be looked at."""

from __future__ import annotations

import pypdfium2
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from civicdesk.i18n import _
from ui import theme

MOST_PAGES = 60


def pictures_of(pdf: bytes, width: int) -> list[QImage]:
    """Every page as a picture `width` pixels wide."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_picture(document[at], width) for at in range(min(len(document), MOST_PAGES))]
    finally:
        document.close()


def _picture(page: pypdfium2.PdfPage, width: int) -> QImage:
    bitmap = page.render(scale=width / page.get_width(), rev_byteorder=True, fill_color=(255, 255, 255, 255))
    bits = bytes(bitmap.buffer)
    kind = QImage.Format.Format_RGBX8888 if bitmap.n_channels == 4 else QImage.Format.Format_RGB888
    return QImage(bits, bitmap.width, bitmap.height, bitmap.stride, kind).copy()


class Paper(QScrollArea):
    """Pages one under the other, like sheets on a desk."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Preview of the report"))
        self.page_count = 0

    def show_pages(self, pages: list[QImage]) -> None:
        """Show these pages; none clears the desk."""
        self.page_count = len(pages)
        desk = QWidget()
        column = QVBoxLayout(desk)
        column.setSpacing(theme.MARGIN)
        for number, page in enumerate(pages, start=1):
            sheet = QLabel()
            sheet.setProperty("role", "sheet")
            picture = QPixmap.fromImage(page)
            picture.setDevicePixelRatio(self.devicePixelRatioF())
            sheet.setPixmap(picture)
            sheet.setAccessibleName(_("Page {n}").format(n=number))
            column.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.setWidget(desk)
        self.verticalScrollBar().setValue(0)
