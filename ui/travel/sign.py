"""The sign of a travel copy: it stays in sight, so that nobody takes it for the vault at home."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout

from civicdesk.i18n import _
from civicdesk.vault.reading import TRIP
from ui import theme
from ui.pieces import Sentence
from ui.records.words import day_words
from ui.session import Session

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault


class TravelSign(QFrame):
    """Hidden in any other vault."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        theme.give_role(self, "banner")
        self.words = Sentence("", "label")
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.MARGIN, theme.GAP, theme.MARGIN, theme.GAP)
        line.addWidget(self.words, 1)
        self.hide()
        session.run(day_of_trip, self._show, owner=self)

    def _show(self, day: str) -> None:
        if not day:
            return
        made = day_words(date.fromisoformat(day), "d MMMM yyyy")
        words = _("Travel copy, made {day}. What stayed at home shows as “Restricted record”.")
        self.words.say(f"● {words.format(day=made)}")
        self.setAccessibleName(self.words.text())
        self.show()


def day_of_trip(vault: Vault) -> str:
    """When this travel copy was made; "" in a vault that is none."""
    made = vault.setting(TRIP)
    return str(made.get("day", "")) if isinstance(made, dict) else ""
