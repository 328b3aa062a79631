"""Backups: where to, made and read back, which there are on that disk, and whether one is still good."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from civicdesk.synchronised import is_synchronised
from civicdesk.vault import backup_list, backup_words, generations
from civicdesk.vault.backup import make_backup
from civicdesk.vault.placing import BackupSynchronised
from ui import theme
from ui.backup_age import TONES
from ui.dialogs.chooser import choose_folder
from ui.disks import usb_disks
from ui.old_backups import OldBackups
from ui.pieces import Banner, Labelled, Sentence, button, narrow, primary, row
from ui.place_reason import PlaceReason
from ui.session import Session
from ui.tasks import Task, TaskBar

if TYPE_CHECKING:
    from civicdesk.vault.backup import Made
    from civicdesk.vault.backup_check import Opened
    from civicdesk.vault.backup_writing import Proof
    from civicdesk.vault.generations import Generation
    from civicdesk.vault.vault import Vault

PLACE = "backups.place"
"""The setting with the folder of the last backup."""
_PATH = Qt.ItemDataRole.UserRole


class BackupPage(QWidget):
    """Choose a disk, press one button, read what happened."""

    changed = Signal()
    """A backup was made, or an older one deleted."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._task: Task | None = None
        self._looking: Task | None = None
        self.age = Sentence("", "label")
        self.disk = QComboBox()
        self.disk.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.disk.currentIndexChanged.connect(lambda _at: self._look_at_disk())
        self.place_reason = PlaceReason(BackupSynchronised())
        self.place_reason.edited.connect(self._enable)
        self.make_button = primary(_("Make a &backup"), self.make)
        self.check_button = button(_("Chec&k this backup"), self.check)
        self.banner = Banner()
        self.bar = TaskBar()
        self.list = QListWidget()
        self.list.setAccessibleName(_("Backups of this vault on the disk"))
        self.list.currentItemChanged.connect(lambda *_items: self._enable())
        self.nothing = Sentence("", "muted")
        self.old = OldBackups(session, self._run_with_vault, self.banner)
        self._lay_out()
        session.run(lambda vault: vault.setting(PLACE), self._offer)

    def _lay_out(self) -> None:
        inner = QWidget()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self._fill(QVBoxLayout(inner))

    def _fill(self, column: QVBoxLayout) -> None:
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.MARGIN)
        column.addWidget(Sentence(_("Backups"), "title"))
        words = Sentence(
            _(
                "A backup is one encrypted file with everything in the vault. CivicDesk writes it, reads it back from "
                "the disk and opens it, and only then calls it verified. It opens with the passphrases of today, "
                "also after they have been changed here. Keep one outside the office."
            )
        )
        where = Labelled(_("Whe&re to"), self.disk, "", button(_("Choose a &folder…"), self._choose))
        holder = QWidget()
        holder.setLayout(where)
        where.setContentsMargins(0, 0, 0, 0)
        for part in (self.age, words, self.banner, self.bar, holder, self.place_reason):
            column.addLayout(narrow(part))
        column.addLayout(row(self.make_button, 1))
        column.addWidget(Sentence(_("On this disk"), "section"))
        column.addWidget(self.nothing)
        self.list.setMaximumSize(theme.FORM_WIDTH, 6 * theme.row_height())
        column.addWidget(self.list)
        column.addLayout(row(self.check_button, 1))
        column.addLayout(narrow(self.old))
        column.addStretch(1)

    def showEvent(self, event: QShowEvent) -> None:
        """A disk may have been plugged in meanwhile."""
        super().showEvent(event)
        if not self.bar.is_busy:
            self._offer(str(self.place) if self.place else "")

    # where to ----------------------------------------------------------------------------------------

    @property
    def place(self) -> Path | None:
        """The folder that is chosen."""
        chosen = self.disk.currentData()
        return Path(chosen) if chosen else None

    def choose_place(self, folder: Path) -> None:
        """Take this folder."""
        self._offer(str(folder))

    def _choose(self) -> None:
        chosen = choose_folder(self, self.place)
        if chosen is not None:
            self.choose_place(chosen)

    def _offer(self, last: object) -> None:
        """The disks that are plugged in, and the folder of last time if it is there."""
        offered = {str(path): label for label, path in usb_disks()}
        if last and Path(str(last)).is_dir():
            offered.setdefault(str(last), str(last))
        self.disk.blockSignals(True)
        self.disk.clear()
        for path, label in offered.items():
            self.disk.addItem(label, path)
        self.disk.setPlaceholderText(_("Plug in a USB disk, or choose a folder"))
        self.disk.setCurrentIndex(self.disk.findData(str(last)) if last else 0 if offered else -1)
        self.disk.blockSignals(False)
        self._look_at_disk()

    def _look_at_disk(self) -> None:
        """The disk may be slow, so it is not the vault's own thread that looks at it."""
        self._session.run(backup_list.age, self._show_age)
        self._session.run(backup_list.opened_by_former, self.old.show_backups, owner=self)
        place, vid = self.place, self._session.vault.opened.vid
        self._looking = Task(lambda _report: _found(place, vid), self)
        self._looking.done.connect(self._show)
        self._looking.broke.connect(self._session.broke)
        self._looking.start()
        self._enable()

    def _show_age(self, age: backup_list.Age) -> None:
        self.age.say(f"{TONES[age.state][1]} {age.words}")
        theme.give_role(self.age, TONES[age.state][0])

    def _show(self, found: tuple[bool, Sequence[Generation]]) -> None:
        away, there = found
        self.place_reason.ask(needed=away)
        self.list.clear()
        for one in there:
            item = QListWidgetItem(_line(one))
            item.setData(_PATH, str(one.path))
            self.list.addItem(item)
        self.list.setCurrentRow(0 if there else -1)
        self.list.setVisible(bool(there))
        self.check_button.setVisible(bool(there))
        self.nothing.setVisible(not there)
        self.nothing.say(_("No backup of this vault here yet.") if self.place else _("No disk is chosen."))
        self._enable()

    def _enable(self) -> None:
        ready = self.place is not None and not self.place_reason.complaint
        self.make_button.setEnabled(ready and not self.bar.is_busy)
        self.check_button.setEnabled(self.list.currentItem() is not None and not self.bar.is_busy)
        self.old.setEnabled(not self.bar.is_busy)

    # work --------------------------------------------------------------------------------------------

    def make(self) -> None:
        """Make a backup; records can be read and saved meanwhile, but for the moment in which they are copied."""
        place, vault, reason = self.place, self._session.vault, self.place_reason.text
        if place is None or self.bar.is_busy:
            return

        def work(report: Callable[..., None]) -> Made:
            made = make_backup(vault, place, report, reason=reason)
            if not vault.read_only:
                vault.set_settings({PLACE: str(place)})
            return made

        self._run(work, self._made, _("Making a backup…"))

    def check(self) -> None:
        """Read the chosen backup from its disk and open it."""
        item, vault = self.list.currentItem(), self._session.vault
        if item is None or self.bar.is_busy:
            return
        path = Path(item.data(_PATH))
        self._run(lambda report: generations.check_backup(vault, path, report), self._checked, _("Checking…"))

    def _run(
        self, work: Callable[[Callable[..., None]], object], done: Callable[..., None], words: str
    ) -> None:
        self.banner.hide()
        self._task = Task(self._session.beside(work), self)
        self._task.done.connect(done)
        self._task.failed.connect(self._failed)
        self._task.broke.connect(self._session.broke)
        self._task.ended.connect(lambda: QTimer.singleShot(0, self, self._ended))
        self.bar.follow(self._task, words)
        self._enable()

    def _run_with_vault(
        self, what: Callable[[Vault, Callable[..., None]], object], done: Callable[..., None], words: str
    ) -> None:
        vault = self._session.vault
        self._run(lambda report: what(vault, report), done, words)

    def _ended(self) -> None:
        self._look_at_disk()
        self.changed.emit()

    def _made(self, made: Made) -> None:
        first, *more = backup_words.lines_of(made)
        self.banner.say(first, _tone(made.opened), " ".join(more))

    def _checked(self, proof: Proof) -> None:
        wrong = backup_words.file_words(proof.opened)
        first = _("This backup is as it was written.") if wrong else _("This backup is good.")
        more = (*wrong, backup_words.how_read(proof.how), *backup_words.opened_words(proof.opened))
        self.banner.say(first, _tone(proof.opened), " ".join(more))

    def _failed(self, error: CivicDeskError) -> None:
        self.banner.show_error(error)


def _tone(found: Sequence[Opened]) -> str:
    return "warning" if any(one.files for one in found) else "good"


def _found(place: Path | None, vid: str) -> tuple[bool, tuple[Generation, ...]]:
    """Whether a sync program copies a folder away, and the backups in it; none, if it has been pulled out meanwhile."""
    if place is None:
        return False, ()
    try:
        return is_synchronised(place), generations.generations(place, vid)
    except CivicDeskError:
        return False, ()


def _line(one: Generation) -> str:
    """One backup in the list: when, how large, and what is wrong with it."""
    size = _("{n} MB").format(n=-(-one.size // 1_000_000))
    if one.trouble:
        return f"■ {one.path.name} · {size} · {one.trouble}"
    return f"{datetime.fromisoformat(one.at):%Y-%m-%d %H:%M} · {size} · {one.path.name}"
