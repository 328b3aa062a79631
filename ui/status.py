"""The line at the bottom: who is at work, which compartments are open, and when the vault locks itself."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QLabel, QStatusBar

from civicdesk.i18n import _, ngettext

LAST_WARNING = 60


def compartment_label(kind: str) -> str:
    """The words for a compartment."""
    known = {
        "programme": _("Programme"),
        "casework": _("Casework"),
        "security": _("Security"),
        "board": _("Board"),
    }
    return known.get(kind, _("a part with its own readers"))


class Status(QStatusBar):
    """Passing messages on the left; compartments and the time left on the right."""

    def __init__(self, compartments: Iterable[str]) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.compartments = QLabel()
        self.show_open(compartments)
        self.time = QLabel()
        self.addPermanentWidget(self.compartments)
        self.addPermanentWidget(self.time)

    def show_open(self, compartments: Iterable[str]) -> None:
        """Name the parts of the vault that are open now."""
        names = ", ".join(compartment_label(kind) for kind in compartments)
        self.compartments.setText(_("Open: {compartments}").format(compartments=names))

    def warn(self, words: str, more: str) -> None:
        """Something that stays so while the vault is open: a few words, and the whole sentence on the tip."""
        label = QLabel(words)
        label.setToolTip(more)
        label.setAccessibleName(f"{words}. {more}")
        self.insertPermanentWidget(0, label)

    def show_left(self, seconds: int) -> None:
        """Tell when the vault locks itself: in minutes, then in seconds."""
        if seconds > LAST_WARNING:
            minutes = -(-seconds // 60)
            words = ngettext("Locks in {n} minute", "Locks in {n} minutes", minutes).format(n=minutes)
        else:
            words = ngettext("▲ Locks in {n} second", "▲ Locks in {n} seconds", seconds).format(n=seconds)
        if words != self.time.text():
            self.time.setText(words)
