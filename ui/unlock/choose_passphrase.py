"""Choosing a passphrase: six generated words offered first, typed back once; an own one is allowed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QRadioButton, QVBoxLayout, QWidget

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from civicdesk.vault import passphrase
from ui import theme
from ui.pieces import Sentence, Stack, button, row
from ui.unlock.passphrase import PassphraseField


class ChoosePassphrase(QWidget):
    """Offers six words drawn at random; whichever way, the passphrase has to be typed again from paper or memory."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._known: tuple[str, ...] = ()
        self._generated = QRadioButton(_("Use six words drawn at rando&m (recommended)"))
        self._own = QRadioButton(_("Think up my &own"))
        self._generated.setChecked(True)
        self._generated.toggled.connect(self._switch)
        self._kinds = Stack()
        self._kinds.add(self._generated_page())
        self._kinds.add(self._own_page())
        self.again = PassphraseField(_("&Type it again"))
        self._verdict = Sentence("", "small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        for part in (self._generated, self._own, self._kinds, self.again, self._verdict):
            layout.addWidget(part)
        for field in (self.own, self.again):
            field.edited.connect(self._look)
        self.draw()

    def know(self, words: tuple[str, ...]) -> None:
        """Names that somebody who knows this office would try: an own passphrase is not to be made of them."""
        self._known = words
        self._look()

    def draw(self) -> None:
        """Draw six other words, and forget what was thought up."""
        self._words = passphrase.passphrase_words()
        self._shown.setText(self._words)
        self._shown.setAccessibleName(_("Passphrase: {words}").format(words=self._words))
        self.own.clear()
        self.again.clear()
        self._look()

    def text(self) -> str:
        """The passphrase chosen."""
        return self._words if self._generated.isChecked() else self.own.text()

    @property
    def complaint(self) -> str:
        """What is still missing; "" when the passphrase may be used."""
        if self._own.isChecked():
            try:
                passphrase.check(self.own.text(), self._known)
            except CivicDeskError as weak:
                return str(weak)
        if not self.again.text():
            return _("Write it on paper first. Then type it again here, from the paper.")
        if not _same(self.again.text(), self.text()):
            return _("This is not yet the same passphrase.")
        return ""

    @property
    def is_ready(self) -> bool:
        """Whether it is allowed and was typed the same twice."""
        return not self.complaint

    def _generated_page(self) -> QWidget:
        page = QFrame()
        page.setProperty("role", "banner")
        layout = QVBoxLayout(page)
        layout.setContentsMargins(theme.MARGIN, theme.GAP, theme.GAP, theme.GAP)
        self._shown = QLabel()
        self._shown.setFont(theme.font("section"))
        self._shown.setProperty("role", "section")
        self._shown.setWordWrap(True)
        self._shown.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        layout.addWidget(self._shown)
        layout.addLayout(
            row(
                Sentence(
                    _(
                        "Far too many to try. Write them on paper and keep it away from this computer: "
                        "nobody can tell you what they were."
                    ),
                    "muted",
                ),
                button(_("&Draw others"), self.draw, "quiet"),
                spacing=theme.MARGIN,
            )
        )
        return page

    def _own_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        self.own = PassphraseField(_("Your own &passphrase"))
        layout.addWidget(self.own)
        layout.addWidget(
            Sentence(
                _(
                    "At least five words or twenty characters; Khmer is welcome. Not names from your work, not a "
                    "saying: those are tried first. CivicDesk shows no strength bar: it cannot judge what you "
                    "thought up."
                ),
                "muted",
            )
        )
        layout.addStretch(1)
        return page

    def _switch(self, generated: bool) -> None:
        self._kinds.show_page(0 if generated else 1)
        self.again.clear()
        self._look()
        if not generated:
            self.own.line.setFocus()

    def _look(self) -> None:
        complaint = self.complaint
        self._verdict.say(complaint or _("✓ The same twice."))
        theme.give_role(self._verdict, "small" if complaint else "good")
        self.edited.emit()


def _same(one: str, other: str) -> bool:
    """Whether both open the same vault, however they were typed."""
    return passphrase.normal(one) == passphrase.normal(other)
