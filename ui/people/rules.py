"""The rules of a vault: whether two administrators sign, and how much ceremony the office keeps."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from civicdesk.i18n import _
from ui import theme
from ui.people.facts import Facts
from ui.pieces import Labelled, Sentence
from ui.unlock.create import PROFILES, profile_words

TWO = 2


class Rules(QWidget):
    """Both rules as they are; only an administrator changes them."""

    quorum_chosen = Signal(int)
    profile_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.two = QCheckBox(_("Two administrators &must sign"))
        self.profile = QComboBox()
        for profile in PROFILES:
            self.profile.addItem(profile_words(profile)[0].replace("&", ""), profile)
        self._means = Sentence("", "small")
        words = _(
            "A new administrator, a key to security and new recovery keys then count only when two administrators have "
            "signed. Taking keys away never waits."
        )
        self.two.setAccessibleDescription(words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.HALF)
        column.addWidget(Sentence(_("Rules of this vault"), "section"))
        column.addWidget(self.two)
        column.addWidget(Sentence(words, "small"))
        column.addLayout(Labelled(_("The o&ffice"), self.profile))
        column.addWidget(self._means)
        self.two.clicked.connect(lambda on: self.quorum_chosen.emit(TWO if on else 1))
        self.profile.activated.connect(lambda at: self.profile_chosen.emit(self.profile.itemData(at)))

    def show_facts(self, facts: Facts) -> None:
        """Show them as they are."""
        self.two.setChecked(facts.quorum >= TWO)
        self.two.setEnabled(facts.is_administrator and (facts.administrators >= TWO or facts.quorum >= TWO))
        self.profile.setCurrentIndex(self.profile.findData(facts.profile))
        self.profile.setEnabled(facts.is_administrator)
        self._means.say(profile_words(facts.profile)[1])
