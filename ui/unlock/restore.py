"""Restoring a backup before any vault is open: the file, the new folder, progress, and on to the passphrase."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from ui import theme
from ui.dialogs.chooser import choose_file, choose_folder
from ui.pieces import Banner, Labelled, Sentence, button, primary, row
from ui.tasks import Task, TaskBar

if TYPE_CHECKING:
    from civicdesk.vault.manifest import Manifest
    from civicdesk.vault.restore import Restored

_SUFFIX = ".cdbackup"


class RestorePage(QWidget):
    """A restored vault is always a new folder; the one that is there is never touched."""

    restored = Signal(object)
    """The path of the new vault."""
    broke = Signal(object)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._task: Task | None = None
        self._file: Path | None = None
        self.banner = Banner()
        self.bar = TaskBar()
        self.what = Sentence("", "small")
        self.file = QLineEdit()
        self.file.setReadOnly(True)
        self.file.setPlaceholderText(_("No file is chosen"))
        self.name = QLineEdit()
        self.name.setMaxLength(60)
        self.name.textChanged.connect(self._look)
        self.folder = QLineEdit(str(Path.home()))
        self.folder.textChanged.connect(self._look)
        self.choose_button = button(_("&Choose…"), self._choose_file)
        self.restore_button = primary(_("&Restore"), self.restore)
        self._lay_out()
        self._look()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP + theme.HALF)
        words = Sentence(
            _(
                "The backup is checked and written into a new folder; a vault that is there already is not touched. "
                "It opens with the passphrase that you had when the backup was made."
            ),
            "muted",
        )
        for part in (Sentence(_("Restore a backup"), "section"), words, self.banner):
            layout.addWidget(part)
        layout.addLayout(Labelled(_("&Backup"), self.file, "", self.choose_button))
        layout.addWidget(self.what)
        layout.addLayout(
            Labelled(_("&Name of the new folder"), self.name, _("Anybody who sees this computer sees it."))
        )
        layout.addLayout(Labelled(_("&In"), self.folder, "", button(_("C&hoose…"), self._choose_folder)))
        layout.addWidget(self.bar)
        layout.addLayout(row(button(_("Bac&k"), self.leave, "quiet"), 1, self.restore_button))

    @property
    def target(self) -> Path:
        """Where the vault will be."""
        return Path(self.folder.text()).expanduser() / f"{self.name.text().strip()}.civicdesk"

    def leave(self) -> None:
        """Give up, and go back to where one came from."""
        self.bar.cancel()
        self.given_up.emit()

    def take(self, file: Path) -> None:
        """Take this file, after a look at its outside and its signature."""
        self._file = file
        self.file.setText(str(file))
        self.what.say("")
        self._start(Task(lambda _report: _manifest_of(file), self), self._seen, _("Looking at it…"))

    def restore(self) -> None:
        """Check, write, and read what was written."""
        file, target = self._file, self.target
        if file is None or self.bar.is_busy:
            return
        task = Task(lambda report: _restore(file, target, report), self)
        self._start(task, self._restored, _("Restoring…"))

    def _start(self, task: Task, done: Callable[..., None], words: str) -> None:
        self.banner.hide()
        self._task = task
        task.done.connect(done)
        task.failed.connect(self._failed)
        task.broke.connect(self.broke)
        self.bar.follow(task, words)
        task.ended.connect(self._look)
        self._look()

    def _seen(self, found: Manifest) -> None:
        made, size = datetime.fromisoformat(found.at), -(-found.size // 1_000_000)
        said = _("Made on {when}, {size} MB, and signed by a member of its vault.")
        self.what.say(said.format(when=f"{made:%Y-%m-%d %H:%M}", size=size))
        if not self.name.text():
            self.name.setText(_("Restored {day}").format(day=f"{made:%Y-%m-%d}"))

    def _restored(self, done: Restored) -> None:
        self._file = None
        self.file.clear()
        self.name.clear()
        self.what.say("")
        self.restored.emit(done.path)

    def _failed(self, error: CivicDeskError) -> None:
        self.banner.show_error(error)

    def _choose_file(self) -> None:
        chosen = choose_file(self, [_SUFFIX], self._file.parent if self._file else None)
        if chosen is not None:
            self.take(chosen)

    def _choose_folder(self) -> None:
        chosen = choose_folder(self, Path(self.folder.text()))
        if chosen is not None:
            self.folder.setText(str(chosen))

    def _look(self) -> None:
        name = self.name.text().strip()
        right = bool(name) and Path(name).name == name and Path(self.folder.text()).expanduser().is_dir()
        self.restore_button.setEnabled(self._file is not None and right and not self.bar.is_busy)


def _manifest_of(file: Path) -> Manifest:
    """What a backup says of itself; the store is imported in the thread, not before the window is on screen."""
    from civicdesk.vault.opened_backup import opened

    with opened(file) as backup:
        return backup.manifest


def _restore(file: Path, target: Path, report: Callable[..., None]) -> Restored:
    from civicdesk.vault.restore import restore

    return restore(file, target, report)
