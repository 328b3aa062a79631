"""Trips: a travel copy for the road, bringing it home, and what may truthfully be said in between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from civicdesk.i18n import _, ngettext
from civicdesk.services import travel
from ui import theme
from ui.dialogs.chooser import choose_vault
from ui.pieces import Banner, Sentence, button, narrow, primary, row
from ui.read_only import guard
from ui.records.words import day_words
from ui.session import Session
from ui.travel.back import Home, TravelBackDialog
from ui.travel.conflicts import Clash, ClashList, waiting
from ui.travel.out import TravelOutDialog
from ui.travel.remove import RemoveDialog

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault


@dataclass(frozen=True)
class Trips:
    """Whether this is a travel copy itself, which ones are out, and what is to be decided after one came home."""

    is_trip: bool
    out: tuple[str, ...]
    clashes: tuple[Clash, ...]


class TravelPage(QWidget):
    """Out, back, and what has to be true.

    `remove_asked`: what opens the vault here is to be destroyed now. `changed`: a field was decided.
    """

    open_record = Signal(str, str)
    remove_asked = Signal()
    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.banner = Banner()
        self.out_button = primary(_("&Make a travel copy…"), self.make)
        self.back_button = button(_("&Bring a trip home…"), self.bring)
        self.remove_button = button(_("&Remove this vault from this computer…"), self.remove, "dangerous")
        self.home, self.on_trip = QWidget(), Sentence(_on_trip())
        self.clashes = ClashList(session)
        self.clashes.open_record.connect(self.open_record)
        self.clashes.settled.connect(self.changed)
        self.trips: tuple[str, ...] = ()
        self._out = QVBoxLayout()
        self._out.setSpacing(theme.HALF)
        self._lay_out()
        guard(session, self.out_button, self.back_button, self.remove_button)

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.MARGIN)
        column.addWidget(Sentence(_("Trips"), "title"))
        for part in (self.banner, self.clashes, self.on_trip, self.home):
            column.addLayout(narrow(part))
        column.addStretch(1)
        self.on_trip.hide()
        self._fill(QVBoxLayout(self.home))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def _fill(self, column: QVBoxLayout) -> None:
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(
            Sentence(
                _(
                    "A travel copy is a small vault with only what a trip needs. It has keys and a passphrase of its "
                    "own, and nothing in it opens this vault."
                )
            )
        )
        column.addWidget(
            Sentence(_("You can say truthfully: “I cannot open that from this computer.”"), "label")
        )
        column.addWidget(
            Sentence(
                _(
                    "That is true only if this vault is not on the laptop that travels, and no backup of it either. "
                    "Whoever asks may see that the copy is a travel copy: it does not hide that there is a home."
                )
            )
        )
        column.addLayout(row(self.out_button, self.back_button, 1))
        column.addSpacing(theme.GAP)
        column.addWidget(Sentence(_("Out at the moment"), "section"))
        column.addLayout(self._out)
        column.addSpacing(theme.GAP)
        column.addWidget(Sentence(_("Before this laptop travels"), "section"))
        column.addWidget(
            Sentence(
                _(
                    "A later step, when the backup is in another place: what opens this vault is overwritten and "
                    "deleted here. Afterwards only the backup brings it back. On solid-state disks old bytes may "
                    "remain."
                )
            )
        )
        column.addLayout(row(self.remove_button, 1))

    def showEvent(self, event: QShowEvent) -> None:
        """A trip may have gone or come since."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Read anew which trips are out."""
        self._session.run(_read, self._show, self.banner.show_error, owner=self)

    def _show(self, found: Trips) -> None:
        self.home.setVisible(not found.is_trip)
        self.on_trip.setVisible(found.is_trip)
        self.trips = found.out
        self.clashes.show_clashes(found.clashes)
        while (item := self._out.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for words in found.out or (_("No travel copy is out."),):
            self._out.addWidget(Sentence(f"● {words}" if found.out else words, "" if found.out else "muted"))

    # doing -------------------------------------------------------------------------------------------

    def make(self) -> None:
        """A travel copy."""
        TravelOutDialog(self._session, self).exec()
        self.refresh()

    def bring(self) -> None:
        """Choose the folder of the travel copy, then bring it home."""
        path = choose_vault(self)
        if path is not None:
            self.bring_from(path)

    def bring_from(self, path: Path) -> None:
        """Bring home the travel copy in this folder."""
        dialog = TravelBackDialog(self._session, path, self)
        if dialog.exec() and dialog.home is not None:
            self.tell(dialog.home)
        self.refresh()

    def tell(self, home: Home) -> None:
        """What came of it, and what has to be decided."""
        self._session.changed.emit(home.changes)
        new = ngettext("{n} new record", "{n} new records", home.new).format(n=home.new)
        changed = ngettext("{n} changed", "{n} changed", home.changed).format(n=home.changed)
        open_ones = ngettext("{n} to decide", "{n} to decide", home.to_decide).format(n=home.to_decide)
        said = _("The trip is home: {new}, {changed}, {decide}.")
        self.banner.say(
            said.format(new=new, changed=changed, decide=open_ones),
            "warning" if home.to_decide else "good",
            _("The travel copy still exists: delete it when you have looked at everything."),
        )
        self.refresh()

    def remove(self) -> None:
        """What opens this vault here."""
        if RemoveDialog(self._session, self).exec():
            self.remove_asked.emit()


def _on_trip() -> str:
    return _(
        "This is a travel copy. It has its own passphrase, and nothing in it opens the vault at home. What you write "
        "here is taken over when it is brought home: open the vault at home and choose “Bring a trip home”."
    )


def _read(vault: Vault) -> Trips:
    if travel.is_trip(vault):
        return Trips(is_trip=True, out=(), clashes=())
    entries = sorted(travel.trips_out(vault).values(), key=lambda one: str(one.get("day", "")))
    return Trips(is_trip=False, out=tuple(_words(vault, one) for one in entries), clashes=waiting(vault))


def _words(vault: Vault, entry: dict[str, Any]) -> str:
    """A trip that is out: since when, by whom, how much."""
    day = day_words(date.fromisoformat(str(entry["day"])), "d MMMM yyyy")
    who = (
        vault.title("staff_member", str(entry["by"]))
        if entry.get("by")
        else _("somebody without a name here")
    )
    count = int(entry.get("records", 0))
    some = ngettext("{n} record", "{n} records", count).format(n=count)
    return _("Since {day}, made by {who}: {records}").format(day=day, who=who, records=some)
