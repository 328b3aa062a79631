"""Asking to be let into a vault: an own passphrase, a file for an administrator, and six words to read aloud."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from ui import theme
from ui.dialogs.chooser import choose_file_to_save
from ui.pieces import Banner, Sentence, Stack, button, column, primary, row
from ui.tasks import Task, TaskBar
from ui.unlock.choose_passphrase import ChoosePassphrase

SUFFIX = ".cdjoin"


class SixWords(QWidget):
    """The words of the request, large and numbered."""

    def __init__(self) -> None:
        super().__init__()
        self.words: tuple[str, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, theme.GAP, 0, theme.GAP)
        self._grid.setSpacing(theme.GAP)

    def say(self, words: tuple[str, ...]) -> None:
        """Show these."""
        self.words = words
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for place, word in enumerate(words):
            self._grid.addWidget(Sentence(f"{place + 1}", "muted", wrap=False), place % 3, 2 * (place // 3))
            self._grid.addWidget(Sentence(word, "section", wrap=False), place % 3, 2 * (place // 3) + 1)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)
        self.setAccessibleName(_("Six words: {words}").format(words=" ".join(words)))


class JoinPage(QWidget):
    """First the passphrase, then the words; `left` asks for the page of the vault again."""

    left = Signal(object)
    broke = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._path = Path()
        self._task: Task | None = None
        self.heading, self.banner, self.bar = Sentence("", "section"), Banner(), TaskBar()
        self.secret, self.six = ChoosePassphrase(), SixWords()
        self.make_button = primary(_("Ma&ke the request…"), self.make)
        self.back_button = button(_("&Back"), self.leave, "quiet")
        self.steps = Stack()
        self.steps.add(self._first())
        self.steps.add(self._second())
        layout = column(self, self.heading, self.banner, self.steps, self.bar)
        layout.addLayout(row(self.back_button, 1, self.make_button))
        self.secret.edited.connect(self._look)
        self._look()

    def _first(self) -> QWidget:
        page = QWidget()
        words = _(
            "You make your own keys here, and lock them with a passphrase that only you know. An administrator "
            "gets a file that opens nothing, and lets you in."
        )
        column(page, Sentence(words, "muted"), self.secret, spacing=theme.GAP)
        return page

    def _second(self) -> QWidget:
        page = QWidget()
        words = (
            _("Face to face, or by telephone with somebody whose voice you know. Not in the same message as the file."),
            _("Write them on paper if the administrator is not here: they are not shown again."),
            _("When you are let in you get a copy of the vault. It opens with the passphrase you have just chosen."),
        )  # fmt: skip
        title = Sentence(_("Read these six words aloud to the administrator"), "label")
        column(page, title, self.six, *map(Sentence, words), spacing=theme.GAP)
        return page

    def ask_for(self, path: Path) -> None:
        """Begin a request for this vault."""
        self._path = path
        self.heading.say(_("Join “{vault}”").format(vault=path.stem))
        self.banner.hide()
        self.secret.draw()
        self.steps.show_page(0)
        self.make_button.show()
        self.back_button.setText(_("&Back"))
        self.secret.again.line.setFocus()
        self._look()

    @property
    def holds_secret(self) -> bool:
        """Whether a passphrase is being chosen or worked out here."""
        return self.isVisible() and (self.bar.is_busy or self.steps.at == 0)

    def make(self) -> None:
        """Choose where the file goes, and make it in a thread."""
        if self.bar.is_busy or not self.secret.is_ready:
            return
        file = choose_file_to_save(self, f"request{SUFFIX}", SUFFIX)
        if file is not None:
            self.write(file)

    def write(self, file: Path) -> None:
        """Make the request as this file."""
        path, text = self._path, self.secret.text()
        self.banner.hide()
        self._freeze(frozen=True)
        self._task = Task(lambda _report: _ask(path, text, file), self)
        self._task.ended.connect(lambda: self._freeze(frozen=False))
        self._task.done.connect(self._made)
        self._task.failed.connect(self._failed)
        self._task.broke.connect(self.broke)
        self.bar.follow(
            self._task, _("Working out the key. This takes a moment on purpose."), can_cancel=False
        )

    def leave(self) -> None:
        """Back to the page of the vault; what was typed is forgotten."""
        if not self.bar.is_busy:
            self.secret.draw()
            self.left.emit(self._path)

    def _made(self, words: tuple[str, ...]) -> None:
        self.secret.draw()
        self.banner.say(
            _("The request was written."), "good", _("Bring the file to an administrator of this vault.")
        )
        self.six.say(words)
        self.steps.show_page(1)
        self.make_button.hide()
        self.back_button.setText(_("I have &read them out"))
        self.back_button.setFocus()

    def _failed(self, error: CivicDeskError) -> None:
        self.banner.show_error(error)

    def _freeze(self, *, frozen: bool) -> None:
        for part in (self.secret, self.back_button):
            part.setEnabled(not frozen)
        self.make_button.setEnabled(not frozen and self.secret.is_ready)

    def _look(self) -> None:
        self.make_button.setEnabled(self.secret.is_ready and not self.bar.is_busy)


def _ask(path: Path, text: str, file: Path) -> tuple[str, ...]:
    """The keys and the file; what that needs is imported here, in the thread."""
    from civicdesk.services import membership

    return membership.ask(path, text, file)
