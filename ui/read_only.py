"""An old state of the vault in place of the new one: the question above every page, and all writing off till then."""

from __future__ import annotations

from weakref import WeakSet

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from ui import theme
from ui.pieces import SHAPES, Banner, Sentence, button, row
from ui.session import Session


class Guard(QObject):
    """Keeps controls that write disabled as long as the vault may only be read."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._kept: WeakSet[QObject] = WeakSet()

    @property
    def is_on(self) -> bool:
        """Whether nothing may be written now."""
        return self._session.vault.read_only

    def keep(self, thing: QWidget | QAction) -> None:
        """Watch over one control; where writing is allowed it is left alone."""
        if not self.is_on:
            return
        self._kept.add(thing)
        thing.setEnabled(False)
        if isinstance(thing, QAction):
            thing.enabledChanged.connect(lambda _enabled: self._refuse(thing))
        else:
            thing.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A page that thinks its control should work now is told otherwise."""
        if event.type() is QEvent.Type.EnabledChange and isinstance(watched, QWidget):
            self._refuse(watched)
        return False

    def _refuse(self, thing: QWidget | QAction) -> None:
        if self.is_on and thing.isEnabled():
            thing.setEnabled(False)

    def let_go(self) -> None:
        """Writing is allowed from now on."""
        for thing in list(self._kept):
            if isinstance(thing, (QWidget, QAction)):
                thing.removeEventFilter(self)
                thing.setEnabled(True)
        self._kept.clear()


def guard(session: Session, *things: QWidget | QAction | None) -> None:
    """These controls write: they are off as long as the vault may only be read."""
    found = _guard_of(session)
    for thing in things:
        if thing is not None:
            found.keep(thing)


def _guard_of(session: Session) -> Guard:
    found = session.findChild(Guard)
    return found if isinstance(found, Guard) else Guard(session)


class Older(QWidget):
    """What this computer remembers of the vault, as far as a person should hear of it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.notice = Banner()
        self.frame, self.words, self.trouble = QFrame(), Sentence(), Banner()
        self.restored_button = button(_("I &restored a backup"), self.restored)
        self.not_restored_button = button(_("I did &not"), self.not_restored)
        self._lay_out()
        witness = session.vault.witness
        for sentence in witness.notices:
            self.notice.say(sentence, "note" if witness.is_new_here else "warning")
        self.frame.setVisible(session.vault.read_only)

    def _lay_out(self) -> None:
        theme.give_role(self.frame, "banner-danger")
        shape = QLabel(SHAPES["danger"])
        theme.give_role(shape, "danger")
        inside = QVBoxLayout()
        self.heading = Sentence(
            _("This vault is older than when you used it last on this computer."), "label"
        )
        self.words.say(
            _(
                "{what} Until somebody says how that came about, everything can be read and nothing can be "
                "changed. If you restored a backup, say so: the journal will keep your answer."
            ).format(what=" ".join(one.sentence for one in self._session.vault.witness.behind))
        )
        for part in (self.heading, self.words, self.trouble):
            inside.addWidget(part)
        inside.addLayout(row(self.restored_button, self.not_restored_button, 1))
        line = QHBoxLayout(self.frame)
        line.setContentsMargins(theme.MARGIN, theme.GAP, theme.MARGIN, theme.GAP)
        line.addWidget(shape, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(inside, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(self.frame)
        column.addWidget(self.notice)
        self.frame.setAccessibleName(self.heading.text())

    def restored(self) -> None:
        """The person answers for it: the journals keep that, and work goes on."""
        self.restored_button.setEnabled(False)
        self._session.act(
            lambda vault: vault.witness.restored(vault), lambda _done: self._go_on(), self._failed, owner=self
        )

    def not_restored(self) -> None:
        """Nobody did: the vault stays as it is, and the person is told what to do."""
        self.not_restored_button.hide()
        self.heading.say(_("Then somebody has put an old copy in the place of the vault."))
        self.words.say(
            _(
                "It stays as it is and can be read. Do not work in it. Look for the newest copy or backup and "
                "restore it into a new folder, and find out who had this computer since you used it last."
            )
        )

    def _go_on(self) -> None:
        self.frame.hide()
        _guard_of(self._session).let_go()
        self.notice.say(_("You said that a backup was restored. The journal keeps that."), "good")

    def _failed(self, error: CivicDeskError) -> None:
        self.restored_button.setEnabled(True)
        self.trouble.show_error(error)
