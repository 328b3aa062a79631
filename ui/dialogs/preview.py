"""Looking at a picture or a PDF of the vault, page by page, from memory: nothing is written to a disk."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QVBoxLayout, QWidget

from civicdesk.documents import confined
from civicdesk.documents.confined import Pixels
from civicdesk.i18n import _
from civicdesk.records.values import Attachment
from civicdesk.vault import attachments
from ui import theme
from ui.pieces import Banner, Sentence, button, give_size, icon_button, row
from ui.session import Session
from ui.tasks import Task, TaskBar

ZOOMS = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)


class PreviewDialog(QDialog):
    """One page at a time; each is asked of the child anew, and nothing of it is kept."""

    def __init__(self, session: Session, file: Attachment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Preview"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self.file = session, file
        self.page, self.pages, self.zoom = 0, 1, 1.0
        self._asked = 0
        give_size(self, 860, 900)
        self.banner, self.bar = Banner(), TaskBar()
        self.sheet = QLabel()
        self.sheet.setProperty("role", "sheet")
        self.sheet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.desk = QScrollArea()
        self.desk.setWidgetResizable(True)
        self.desk.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.desk.setAccessibleName(_("The page"))
        self._build()
        QTimer.singleShot(0, self, self.ask)

    def _build(self) -> None:
        place = QWidget()
        inside = QVBoxLayout(place)
        inside.addWidget(self.sheet, 0, Qt.AlignmentFlag.AlignCenter)
        self.desk.setWidget(place)
        self.back_button = icon_button("back", _("Page before"), lambda: self.turn(-1), "Ctrl+PgUp")
        self.next_button = icon_button("forward", _("Next page"), lambda: self.turn(1), "Ctrl+PgDown")
        self.where = Sentence("", wrap=False)
        self.smaller_button = button("−", lambda: self.change_zoom(-1), "quiet")
        self.smaller_button.setAccessibleName(_("Smaller"))
        self.larger_button = button("+", lambda: self.change_zoom(1), "quiet")
        self.larger_button.setAccessibleName(_("Larger"))
        self.how_large = Sentence("", wrap=False)
        close = button(_("&Close"), self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        layout.setSpacing(theme.GAP)
        layout.addWidget(Sentence(self.file.name, "label"))
        layout.addWidget(self.banner)
        layout.addWidget(self.desk, 1)
        layout.addWidget(self.bar)
        layout.addLayout(
            row(self.back_button, self.where, self.next_button, 1,
                self.smaller_button, self.how_large, self.larger_button, 1, close)
        )  # fmt: skip
        for keys, slot in (
            ("Ctrl+PgUp", lambda: self.turn(-1)),
            ("Ctrl+PgDown", lambda: self.turn(1)),
            (QKeySequence.StandardKey.ZoomIn, lambda: self.change_zoom(1)),
            (QKeySequence.StandardKey.ZoomOut, lambda: self.change_zoom(-1)),
        ):
            QShortcut(QKeySequence(keys), self, slot)
        self._say_where()

    def turn(self, by: int) -> None:
        """Go some pages on or back."""
        if 0 <= self.page + by < self.pages:
            self.page += by
            self.ask()

    def change_zoom(self, by: int) -> None:
        """Show it larger or smaller."""
        at = ZOOMS.index(self.zoom) + by
        if 0 <= at < len(ZOOMS):
            self.zoom = ZOOMS[at]
            self.ask()

    def ask(self) -> None:
        """Ask the child for the page as it is wanted now; an older question is not waited for."""
        if self.bar.is_busy:
            self.bar.cancel()
        self._asked += 1
        self._say_where()
        vault, file, page = self._session.vault, self.file, self.page
        width = max(
            100, int((self.desk.viewport().width() - 4 * theme.GAP) * self.zoom * self.devicePixelRatioF())
        )

        def work(_report: object) -> Pixels:
            return confined.show(lambda target: attachments.read_into(vault, file, target), page, width)

        task = Task(work, self)
        number = self._asked
        task.done.connect(lambda pixels: self._show(pixels) if number == self._asked else None)
        task.failed.connect(self.banner.show_error)
        task.broke.connect(self._session.broke)
        self.bar.follow(task, _("Opening …"))

    def _show(self, pixels: Pixels) -> None:
        self.banner.hide()
        self.page, self.pages = pixels.page, pixels.pages
        image = QImage(
            pixels.data, pixels.width, pixels.height, 3 * pixels.width, QImage.Format.Format_RGB888
        )
        picture = QPixmap.fromImage(image)
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        self.sheet.setPixmap(picture)
        self.sheet.setAccessibleName(_("Page {n}").format(n=self.page + 1))
        self.desk.verticalScrollBar().setValue(0)
        self._say_where()

    def _say_where(self) -> None:
        several = self.pages > 1
        self.where.say(_("Page {n} of {total}").format(n=self.page + 1, total=self.pages))
        for control in (self.where, self.back_button, self.next_button):
            control.setVisible(several)
        self.back_button.setEnabled(self.page > 0)
        self.next_button.setEnabled(self.page + 1 < self.pages)
        self.smaller_button.setEnabled(self.zoom > ZOOMS[0])
        self.larger_button.setEnabled(self.zoom < ZOOMS[-1])
        self.how_large.say(f"{self.zoom:.0%}")
