"""The areas on the left: six drawers with the record types in them. A compartment that is not open is not shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from civicdesk.i18n import _
from civicdesk.records.record import BOARD, PARENTS, PROGRAMME, record_type
from ui import theme

AREAS = {
    "advocacy": (
        "campaign",
        "stakeholder",
        "contact",
        "meeting",
        "commitment",
        "authorisation",
        "publication",
        "coalition",
    ),
    "results": ("project", "indicator", "outcome", "evidence", "activity", "subgrant", "balance_review"),
    "casework": ("case", "protected_person"),
    "safety": ("risk", "protocol", "movement", "incident", "support_request"),
    "office": ("staff_member", "disposal_record"),
}
"""Area -> names of the record types in it, in the order of work."""

_PLACE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Place:
    """Somewhere to go: the list of a type, one of its records, or a page ("search", "reports")."""

    page: str
    type_name: str = ""
    record_id: str = ""


def area_label(area: str) -> str:
    """The words for an area."""
    return {
        "advocacy": _("Advocacy"),
        "results": _("Results"),
        "casework": _("Casework"),
        "safety": _("Safety"),
        "office": _("Office"),
        "reports": _("Reports"),
    }[area]


def open_types(area: str, compartments: Iterable[str]) -> tuple[str, ...]:
    """The types of an area that the person at work has a key for."""
    keys = set(compartments)
    if keys - {BOARD}:  # what lies where its parent lies; reports have no such parts
        keys.add(PARENTS)
    return tuple(name for name in AREAS[area] if record_type(name).meta.compartment in keys)


class Navigation(QTreeWidget):
    """The tree of areas; `chosen` is emitted when a person goes somewhere with mouse or keys."""

    chosen = Signal(object)

    def __init__(
        self,
        compartments: Iterable[str],
        filed: Iterable[tuple[str, str]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("navigation")
        self.setAccessibleName(_("Areas"))
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(theme.MARGIN)
        self.setIconSize(QSize(18, 18))
        self.setExpandsOnDoubleClick(False)
        self.setItemsExpandable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._items: dict[Place, QTreeWidgetItem] = {}
        self._areas: dict[str, QTreeWidgetItem] = {}
        self._build(tuple(compartments), dict(filed))
        self.currentItemChanged.connect(self._tell)
        theme.notifier().changed.connect(self._dress)

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas shown, in order."""
        return tuple(self._areas)

    @property
    def types(self) -> tuple[str, ...]:
        """The record types shown."""
        return tuple(place.type_name for place in self._items if place.page == "records")

    def place_of(self, type_name: str) -> Place | None:
        """Where records of this type are typed in: in their list, or where they are filed unseen."""
        return next((place for place in self._items if place.type_name == type_name), None)

    def first(self) -> Place:
        """Where to begin."""
        return next(iter(self._items))

    def mark(self, place: Place) -> None:
        """Show where the window is, without going there."""
        item = self._items.get(Place(place.page, place.type_name))
        self.blockSignals(True)
        if item is not None:
            self.setCurrentItem(item)
        else:
            self.setCurrentIndex(QModelIndex())
            self.clearSelection()
        self.blockSignals(False)

    def go_to_area(self, number: int) -> None:
        """Go to the first list of an area, counted from 1."""
        if 0 < number <= len(self._areas):
            area = list(self._areas.values())[number - 1]
            self.setCurrentItem(area.child(0) or area)
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)  # from here the arrows go on

    def _build(self, compartments: tuple[str, ...], filed: dict[str, str]) -> None:
        """`filed`: types that are reported without being read, and what the entry is called."""
        for area in AREAS:
            types = open_types(area, compartments)
            reports = [name for name in filed if name in AREAS[area]]
            if not types and not reports and area != "office":
                continue
            top = self._add_area(area, Qt.ItemFlag.ItemIsEnabled)
            for name in types:
                item = QTreeWidgetItem(top, [record_type(name).meta.plural])
                self._place(item, Place("records", name))
            for name in reports:
                self._place(QTreeWidgetItem(top, [filed[name]]), Place("filing", name))
            if area == "office" and compartments:
                self._place(QTreeWidgetItem(top, [_("Journal")]), Place("journal"))
            if area == "office":
                self._place(QTreeWidgetItem(top, [_("People and keys")]), Place("people"))
            top.setExpanded(True)
        if PROGRAMME in compartments:  # without its records a report would show zeros where nothing is known
            top = self._add_area("reports", Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self._place(top, Place("reports"))
        self._dress()

    def _add_area(self, area: str, flags: Qt.ItemFlag) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self, [area_label(area)])
        item.setFlags(flags)
        self._areas[area] = item
        return item

    def _place(self, item: QTreeWidgetItem, place: Place) -> None:
        item.setData(0, _PLACE, place)
        self._items[place] = item

    def _dress(self) -> None:
        """Icons, weights and heights as the theme has them now; an area has air above it."""
        height = round(theme.row_height() * 0.75)
        for area, item in self._areas.items():
            item.setIcon(0, theme.icon(area, "accent"))
            item.setFont(0, theme.font("base", bold=True))
            item.setSizeHint(0, QSize(0, height + theme.GAP))
        for place in self._items.values():
            if place.parent() is not None:
                place.setSizeHint(0, QSize(0, height))

    def _tell(self, item: QTreeWidgetItem | None) -> None:
        place = item.data(0, _PLACE) if item is not None else None
        if isinstance(place, Place):
            self.chosen.emit(place)
