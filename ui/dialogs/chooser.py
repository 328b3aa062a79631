"""Choosing a folder or a file without leaving a trace: the system's own choosers keep lists of what was chosen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QSize, QStorageInfo, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from civicdesk.i18n import _
from ui import theme
from ui.pieces import Banner, Labelled, Sentence, give_size, icon_button

VAULT_SUFFIX = ".civicdesk"
ANY_FILE = "*"
"""In place of suffixes: whatever is a file."""
_PATH = Qt.ItemDataRole.UserRole
_OWN = ("Desktop", "Documents", "Downloads", "Pictures")
"""Folders of a person, as every system calls them on the disk."""


class _Listing(QListWidget):
    """The list of a folder. Enter opens what is current, and is not passed on: the dialog would choose as well."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter activates; every other key is the list's."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self.itemActivated.emit(item)
        else:
            super().keyPressEvent(event)


class Chooser(QDialog):
    """A list of one folder, the places of this computer, and for a file to save a name. Remembers nothing."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        verb: str,
        *,
        suffixes: Iterable[str] = (),
        start: Path | None = None,
        name: str | None = None,
    ) -> None:
        """`suffixes`: what may be chosen ("" for any folder); `name`: a proposed file name, when saving."""
        super().__init__(parent)
        self.setWindowTitle(title)
        give_size(self, 560, 480)
        self.chosen: Path | None = None
        self._suffixes = tuple(suffixes)
        self._saving = name is not None
        self._folder = Path.home()
        self._build(verb, name or "")
        QShortcut(QKeySequence("Alt+Up"), self, self.up)
        self.enter(start or Path.home())

    def _build(self, verb: str, name: str) -> None:
        self._places = QComboBox()
        for label, place in _places():
            self._places.addItem(label, str(place))
        self._places.activated.connect(lambda at: self.enter(Path(self._places.itemData(at))))
        self._places.setPlaceholderText(_("Another folder"))
        self._where = Sentence("", "small", wrap=False)
        self._list = _Listing()
        self._list.setAccessibleName(_("Folders and files here"))
        self._list.setIconSize(QSize(18, 18))
        self._list.itemActivated.connect(self._activate)
        self._list.currentItemChanged.connect(lambda *_items: self._look())
        self.name = QLineEdit(name)
        self.name.textChanged.connect(self._look)
        self._nothing = Sentence(_("There is nothing here to choose from."), "small")
        self._banner = Banner()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._take = QPushButton(verb)
        self._take.setProperty("role", "primary")
        self._take.setDefault(True)
        buttons.addButton(self._take, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        layout.setSpacing(theme.GAP)
        up = icon_button("up", _("One folder up"), self.up, "Alt+↑")
        layout.addLayout(Labelled(_("&Place"), self._places, "", up))
        layout.addWidget(self._where)
        layout.addWidget(self._banner)
        layout.addWidget(self._nothing)
        layout.addWidget(self._list, 1)
        if self._saving:
            layout.addLayout(Labelled(_("&Name of the file"), self.name))
        layout.addWidget(buttons)

    def enter(self, folder: Path) -> None:
        """Show what is in a folder: folders first, then what may be chosen; hidden ones are left out."""
        try:
            found = [(not _is(path.is_dir), path.name.casefold(), path) for path in folder.iterdir()]
            self._banner.hide()
        except OSError:
            self._banner.say(
                _("CivicDesk may not look into this folder."), "warning", _("Choose another place.")
            )
            return
        self._folder = folder
        self._where.say(str(folder))
        self._places.setCurrentIndex(self._places.findData(str(folder)))
        self._list.clear()
        for is_file, _name, path in sorted(found):
            self._add(path, is_folder=not is_file)
        self._list.setCurrentRow(0 if self._list.count() and not self._saving else -1)
        self._nothing.setVisible(not self._list.count())
        self._look()

    def up(self) -> None:
        """Go to the folder that holds this one."""
        self.enter(self._folder.parent)

    def _add(self, path: Path, *, is_folder: bool) -> None:
        fits = self._fits(path)
        if path.name.startswith(".") or not (is_folder or fits):
            return
        icon = "vault" if path.suffix == VAULT_SUFFIX else "folder" if is_folder else "reports"
        item = QListWidgetItem(theme.icon(icon, "muted"), path.name)
        item.setData(_PATH, str(path))
        self._list.addItem(item)

    def _fits(self, path: Path) -> bool:
        if "" in self._suffixes:
            return _is(path.is_dir)
        if ANY_FILE in self._suffixes:
            return _is(path.is_file)
        return path.suffix.casefold() in self._suffixes

    def _current(self) -> Path | None:
        item = self._list.currentItem()
        return Path(item.data(_PATH)) if item is not None else None

    def _activate(self, item: QListWidgetItem) -> None:
        path = Path(item.data(_PATH))
        if path.is_dir() and path.suffix != VAULT_SUFFIX:
            self.enter(path)
        elif self._saving:
            self.name.setText(path.name)
        else:
            self._choose()

    def _candidate(self) -> Path | None:
        if self._saving:
            name = self.name.text().strip()
            return self._folder / name if name and Path(name).name == name else None
        current = self._current()
        if "" in self._suffixes:
            return current if current is not None and self._list.hasFocus() else self._folder
        return current if current is not None and self._fits(current) else None

    def _look(self) -> None:
        self._take.setEnabled("" in self._suffixes or self._candidate() is not None)

    def _choose(self) -> None:
        current = self._current()
        if self._saving and self._list.hasFocus() and current is not None and current.is_dir():
            self.enter(current)
            return
        path = self._candidate()
        if path is None:
            return
        if self._saving and self._suffixes and path.suffix.casefold() not in self._suffixes:
            path = path.with_name(path.name + self._suffixes[0])
        if self._saving and path.exists() and not self._may_replace(path):
            return
        self.chosen = path
        self.accept()

    def _may_replace(self, path: Path) -> bool:
        question = QMessageBox(self)
        question.setWindowTitle("CivicDesk")
        question.setText(_("There is already a file called “{name}”.").format(name=path.name))
        replace = question.addButton(_("Replace it"), QMessageBox.ButtonRole.DestructiveRole)
        keep = question.addButton(_("Keep it"), QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(keep)
        question.exec()
        return question.clickedButton() is replace


def _is(question: Callable[[], bool]) -> bool:
    """The answer of a path about itself; what may not even be looked at is nothing that could be chosen."""
    try:
        return question()
    except OSError:
        return False


def _places() -> list[tuple[str, Path]]:
    """Home and every disk that can be read, USB disks too."""
    home = Path.home()
    found = [(_("Home folder"), home)]
    found += [(name, home / name) for name in _OWN if (home / name).is_dir()]
    for volume in QStorageInfo.mountedVolumes():
        root = Path(volume.rootPath())
        if volume.isValid() and volume.isReady() and _is_disk(root):
            found.append((volume.displayName() or str(root), root))
    return found


def _is_disk(root: Path) -> bool:
    """Whether a mounted volume is a disk that a person would name."""
    return (
        os.name == "nt"
        or root == Path("/")
        or str(root).startswith(("/media/", "/mnt/", "/run/media/", "/Volumes/"))
    )


def _ask(chooser: Chooser) -> Path | None:
    return chooser.chosen if chooser.exec() else None


def choose_vault(parent: QWidget | None, start: Path | None = None) -> Path | None:
    """Ask for a vault to open."""
    return _ask(Chooser(parent, _("Open a vault"), _("Open"), suffixes=[VAULT_SUFFIX], start=start))


def choose_folder(parent: QWidget | None, start: Path | None = None) -> Path | None:
    """Ask for a folder in which to make something."""
    return _ask(Chooser(parent, _("Choose a folder"), _("Choose"), suffixes=[""], start=start))


def choose_file(parent: QWidget | None, suffixes: Iterable[str], start: Path | None = None) -> Path | None:
    """Ask for a file to read."""
    return _ask(Chooser(parent, _("Choose a file"), _("Choose"), suffixes=suffixes, start=start))


def choose_file_to_save(
    parent: QWidget | None, name: str, suffix: str, start: Path | None = None
) -> Path | None:
    """Ask where to save a file; an existing one is replaced only after a question."""
    return _ask(Chooser(parent, _("Save"), _("Save"), suffixes=[suffix], start=start, name=name))
