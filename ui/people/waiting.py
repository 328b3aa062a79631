"""What waits: proposals for a second signature, and keys that are due for renewal."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import _, ngettext
from ui import theme
from ui.people.facts import Facts, Waiting
from ui.pieces import Sentence, button, card, row
from ui.status import compartment_label


class WaitingList(QWidget):
    """A card for each proposal and one for what is due; hidden when nothing waits."""

    approved = Signal(object)
    discarded = Signal(object)
    finish_wanted = Signal()
    clearing_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.GAP)
        self.hide()

    def show_facts(self, facts: Facts) -> None:
        """Show what waits now."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = []
        if facts.due or facts.is_half_done:
            self._add_due(facts)
        for one in facts.waiting:
            self._add(one, may_sign=facts.is_administrator)
        if facts.overtaken:
            self._add_overtaken(facts.overtaken)
        self.setVisible(bool(facts.due or facts.is_half_done or facts.waiting or facts.overtaken))

    def _add_due(self, facts: Facts) -> None:
        frame, inside = card()
        theme.give_role(frame, "banner-warning")
        if facts.is_half_done:
            inside.addWidget(Sentence("▲ " + _("A renewal of keys was interrupted."), "label"))
        if facts.due:
            parts = ", ".join(compartment_label(kind) for kind in facts.due)
            words = _("Somebody left who had keys to: {parts}. These keys are not renewed yet.")
            inside.addWidget(Sentence("▲ " + words.format(parts=parts), "label"))
        if facts.can_renew or facts.is_half_done:
            self._buttons(inside, (_("F&inish now"), self.finish_wanted.emit, "primary"))
        else:
            inside.addWidget(
                Sentence(_("An administrator who can open these parts has to unlock and finish it."))
            )
        self._column.addWidget(frame)

    def _add(self, one: Waiting, *, may_sign: bool) -> None:
        frame, inside = card()
        theme.give_role(frame, "banner")
        inside.addWidget(
            Sentence(_("Waits for a second signature. Proposed by {name}.").format(name=one.by), "label")
        )
        for words in one.means:
            inside.addWidget(Sentence(f"● {words}"))
        discard = (_("&Discard it"), partial(self.discarded.emit, one), "")
        if may_sign and not one.is_mine:
            inside.addWidget(
                Sentence(_("Ask who proposed it, in person, whether they did and why."), "small")
            )
            self._buttons(inside, (_("A&pprove it"), partial(self.approved.emit, one), "primary"), discard)
        elif may_sign:
            inside.addWidget(Sentence(_("Another administrator has to approve it."), "small"))
            self._buttons(inside, discard)
        self._column.addWidget(frame)

    def _add_overtaken(self, count: int) -> None:
        frame, inside = card()
        theme.give_role(frame, "banner")
        words = ngettext(
            "{n} proposal can no longer be approved, because people or keys changed after it was made.",
            "{n} proposals can no longer be approved, because people or keys changed after they were made.",
            count,
        )
        inside.addWidget(Sentence(words.format(n=count), "label"))
        inside.addWidget(Sentence(_("What is still wanted has to be proposed again."), "small"))
        self._buttons(inside, (_("&Take it away"), self.clearing_wanted.emit, ""))
        self._column.addWidget(frame)

    def _buttons(self, inside: QVBoxLayout, *made: tuple[str, Callable[[], object], str]) -> None:
        buttons = [button(words, slot, role) for words, slot, role in made]
        self.buttons += buttons
        inside.addLayout(row(*buttons, 1))
