"""FilesEditor: the files of a record: chosen, dropped or pasted in, looked at, copied out, taken away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from civicdesk.documents.file_intake import take_in
from civicdesk.documents.media import can_be_shown, is_picture
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from civicdesk.records.fields import Field
from civicdesk.records.values import Attachment
from civicdesk.vault import attachments
from civicdesk.vault.vault import Vault
from ui import theme
from ui.dialogs.chooser import ANY_FILE, choose_file
from ui.pieces import Banner, Sentence, button, icon_button, row
from ui.records.desk import Desk
from ui.records.editor import Editor
from ui.records.words import size_words
from ui.tasks import Task, TaskBar

PICTURE_FORMATS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}
"""What a picture on the clipboard is taken as, best first; its bytes are never decoded in this process."""


@dataclass(frozen=True)
class Source:
    """A file on a disk, or what was on the clipboard, with the name it gets."""

    content: Path | bytes
    name: str


@dataclass(frozen=True)
class Taken:
    """What came of adding several files."""

    files: tuple[Attachment, ...]
    refused: tuple[tuple[str, CivicDeskError], ...]
    used: int


class FileRow(QFrame):
    """One file: what it is, how large, and what can be done with it."""

    def __init__(self, file: Attachment, owner: FilesEditor) -> None:
        super().__init__()
        self.file = file
        self.setProperty("role", "chip")
        self._icon = "picture" if is_picture(file.media) else "file"
        self._picture = QLabel()
        theme.notifier().changed.connect(self._draw)
        self._draw()
        name = Sentence(file.name, "label")
        facts = Sentence(" · ".join(filter(None, (size_words(file.size), self._about()))), "small")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        words.addWidget(facts)
        self.show_button = icon_button(
            "eye", _("Look at “{name}”").format(name=file.name), partial(owner.look_at, file)
        )
        self.show_button.setVisible(can_be_shown(file.media))
        self.copy_button = icon_button(
            "copy-out",
            _("Save a copy of “{name}” outside the vault").format(name=file.name),
            partial(owner.copy_out, file),
        )
        self.drop_button = icon_button(
            "close", _("Take out “{name}”").format(name=file.name), partial(owner.take_out, file)
        )
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.GAP, theme.HALF, theme.HALF, theme.HALF)
        line.setSpacing(theme.GAP)
        line.addWidget(self._picture)
        line.addLayout(words, 1)
        for control in (self.show_button, self.copy_button, self.drop_button):
            line.addWidget(control)
        self.setAccessibleName(f"{file.name}, {facts.text()}")

    def _draw(self) -> None:
        self._picture.setPixmap(theme.icon(self._icon, "muted").pixmap(20, 20))

    def _about(self) -> str:
        if not is_picture(self.file.media):
            return ""
        return _("hidden data taken out") if self.file.cleaned else _("▲ hidden data kept")


class FilesEditor(Editor):
    """The files of one field; a field for one file holds the last that was added."""

    def __init__(self, spec: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.desk = desk
        self._gone: tuple[Attachment, ...] = ()
        self._waiting: list[tuple[Sequence[Source], bool]] = []
        """What was given while other files were being added, and whether hidden data goes."""
        self._task: Task | None = None
        self._refused: tuple[tuple[str, CivicDeskError], ...] = ()
        self.rows = QVBoxLayout()
        self.rows.setSpacing(theme.HALF)
        self.banner = Banner()
        self.bar = TaskBar()
        self.add_button = button(_("A&dd a file …"), self.choose, "", "plus")
        self.add_button.setAccessibleName(_("Add a file to “{label}”").format(label=spec.label))
        self.paste_button = button(_("Paste"), self.paste, "quiet")
        self.paste_button.setAccessibleName(
            _("Paste a picture or files into “{label}”").format(label=spec.label)
        )
        self.clean = QCheckBox(_("Take &hidden data out of pictures"))
        self.clean.setChecked(True)
        self.clean.setToolTip(
            _("Where, when and with which camera a picture was taken, names, comments, small previews.")
        )
        self.hint = Sentence(
            _(
                "Files can also be dropped here, or pasted. PDF, Office and other files are kept as they are, with the "
                "names and dates that are written in them. The original stays where it is."
            ),
            "small",
        )
        self._build()

    def _build(self) -> None:
        self.box.setSpacing(theme.HALF)
        self.box.addLayout(self.rows)
        self.box.addWidget(self.banner)
        self.box.addWidget(self.bar)
        self.box.addLayout(row(self.add_button, self.paste_button, self.clean, 1))
        self.box.addWidget(self.hint)
        self.setAcceptDrops(True)
        self.setFocusProxy(self.add_button)
        if not self._is_open:
            for control in (self.add_button, self.paste_button, self.clean):
                control.hide()
            self.hint.say(_("Restricted: kept where you do not have the key."))

    @property
    def _is_open(self) -> bool:
        return self.desk.home in self.desk.session.vault.compartments

    def files(self) -> tuple[Attachment, ...]:
        """The files as they stand."""
        value = self.value()
        if isinstance(value, Attachment):
            return (value,)
        return value if isinstance(value, tuple) else ()

    def file_rows(self) -> list[FileRow]:
        """The rows, in order."""
        items = (self.rows.itemAt(at) for at in range(self.rows.count()))
        found = (item.widget() for item in items if item is not None)
        return [one for one in found if isinstance(one, FileRow)]

    def draw(self, value: object) -> None:  # noqa: ARG002  (asked for by name)
        """One row for each file."""
        while (item := self.rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for file in self.files():
            self.rows.addWidget(FileRow(file, self))
        full = not self.spec.many and bool(self.files())
        self.add_button.setText(_("Choose another &file …") if full else _("A&dd a file …"))

    def _put(self, files: tuple[Attachment, ...]) -> None:
        self.set_value(files if self.spec.many else next(iter(files[-1:]), None))
        self.take(self.value())

    # --- adding ----------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for a file with our own chooser, which remembers nothing."""
        if path := choose_file(self, [ANY_FILE]):
            self.add([Source(path, path.name)])

    def paste(self) -> None:
        """Take files or a picture from the clipboard."""
        found = sources_of(QGuiApplication.clipboard().mimeData())
        if found:
            self.add(found)
        else:
            self.banner.say(_("There is no file and no picture on the clipboard."), "warning")

    @property
    def is_busy(self) -> bool:
        """Whether files are being added or wait for their turn."""
        return self._task is not None or bool(self._waiting)

    def add(self, sources: Sequence[Source]) -> None:
        """Keep these files in the vault, after those that are on their way; a record has them once it is saved."""
        if not self._is_open:
            return
        if not self.spec.many and len(sources) > 1:
            self.banner.say(
                _("Only one file fits here, so none of these {n} was added.").format(n=len(sources)),
                "warning",
                _("Add the one that belongs here."),
            )
            return
        self._waiting.append((sources, self.clean.isChecked()))
        if self._task is None:
            self.banner.hide()
            self._refused = ()
            self._begin()
            self.edited.emit()

    def _begin(self) -> None:
        vault, kind, (sources, clean) = self.desk.session.vault, self.desk.home, self._waiting.pop(0)
        task = Task(lambda report: _taken(vault, kind, sources, clean, report), self)
        task.done.connect(self._added)
        task.failed.connect(self.banner.show_error)
        task.broke.connect(self.desk.session.broke)
        task.ended.connect(lambda: QTimer.singleShot(0, self, self._go_on))  # after its answer was taken
        self._task = self.bar.follow(task, _("Adding to the vault …"))

    def _go_on(self) -> None:
        """The next that wait; whoever gave up gave up these as well."""
        if self._task is not None and self._task.is_cancelled:
            self._waiting.clear()
        self._task = None
        if self._waiting:
            self._begin()
        else:
            self.edited.emit()

    def _added(self, taken: Taken) -> None:
        if taken.files:
            self._put((*self.files(), *taken.files))
        self._refused += taken.refused
        if self._refused:
            name, error = self._refused[0]
            more = len(self._refused) - 1
            todo = (
                error.todo
                if not more
                else _("{todo} {n} more were not added.").format(todo=error.todo, n=more)
            )
            self.banner.say(f"{name}: {error.sentence}", "danger", todo)
        elif taken.used > attachments.MUCH:
            self.banner.say(
                _("The files of this vault take more than 20 GB."),
                "warning",
                _("Backups take long and need large disks. Keep what you do not need here elsewhere."),
            )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped here."""
        if self._is_open and sources_of(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped; the originals stay."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.add(sources_of(event.mimeData()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+V pastes."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
            return
        super().keyPressEvent(event)

    # --- what can be done with one ---------------------------------------------------------------

    def take_out(self, file: Attachment) -> None:
        """Take a file out of the record; it can be put back until the record is saved, and by undo after that."""
        self._gone = self.files()
        self._put(tuple(one for one in self.files() if one.id != file.id))
        self.banner.say(
            _("“{name}” is taken out when you save.").format(name=file.name),
            "note",
            "",
            (_("Put it back"), self._put_back),
        )
        self.add_button.setFocus()

    def _put_back(self) -> None:
        self._put(self._gone)

    def look_at(self, file: Attachment) -> None:
        """Show it, from memory."""
        from ui.dialogs.preview import PreviewDialog

        PreviewDialog(self.desk.session, file, self).open()

    def copy_out(self, file: Attachment) -> None:
        """Ask how and where to save a copy."""
        from ui.dialogs.save_copy import SaveCopyDialog

        SaveCopyDialog(self.desk.session, self.desk.about, file, self).open()


def sources_of(held: QMimeData | None) -> list[Source]:
    """Files and pictures in what was dropped or copied."""
    if held is None:
        return []
    found = [Path(url.toLocalFile()) for url in held.urls() if url.isLocalFile()]
    if found:
        return [Source(path, path.name) for path in found]
    for media, suffix in PICTURE_FORMATS.items():
        if held.hasFormat(media):
            return [Source(bytes(held.data(media).data()), _("Picture") + f".{suffix}")]
    return []


def _taken(
    vault: Vault, kind: str, sources: Sequence[Source], clean: bool, report: Callable[..., None]
) -> Taken:
    """Add the files one after the other; one that is refused does not keep the others out."""
    files: list[Attachment] = []
    refused: list[tuple[str, CivicDeskError]] = []
    for number, source in enumerate(sources, start=1):
        words = _("Adding {n} of {total} …").format(n=number, total=len(sources)) if len(sources) > 1 else ""

        def told(done: int, total: int, words: str = words) -> None:
            report(done // 1024, total // 1024, words)

        try:
            files.append(take_in(vault, kind, source.content, source.name, clean=clean, progress=told))
        except CivicDeskError as trouble:
            refused.append((source.name, trouble))
    return Taken(tuple(files), tuple(refused), attachments.used(vault.path))
