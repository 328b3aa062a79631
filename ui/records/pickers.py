"""Editors for links: search for a record or a place, choose it, open it, or make a new record in passing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QStyledItemDelegate, QWidget

from civicdesk import i18n
from civicdesk.i18n import _
from civicdesk.khmer import fold
from civicdesk.records.fields import Field
from civicdesk.records.places import gazetteer
from civicdesk.records.record import PARENTS, record_type, targets_of
from civicdesk.records.values import Link, Place, Ref
from ui.pieces import icon_button
from ui.records.desk import Desk
from ui.records.editor import CalmComboBox, Editor, in_a_row

PAUSE = 140
"""Milliseconds without a key before a search begins."""


@dataclass(frozen=True)
class Option:
    """One line of a search's answer: what it says, and what choosing it means."""

    words: str
    data: Any
    is_command: bool = False


class SearchBox(QLineEdit):
    """A line that searches while one types and offers what was found below it."""

    wanted = Signal(str)
    picked = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.options: list[Option] = []
        self._lines = QStringListModel(self)
        self.completer_ = QCompleter(self._lines, self)
        self.completer_.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer_.setMaxVisibleItems(12)
        self.completer_.setWidget(self)
        if (popup := self.completer_.popup()) is not None:
            popup.setItemDelegate(
                QStyledItemDelegate(popup)
            )  # the completer's own one ignores the style sheet
            popup.setAccessibleName(_("Found"))
        self.completer_.activated[QModelIndex].connect(self._activated)  # type: ignore[index]  # by place, not words
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(self.search_now)
        self.textEdited.connect(lambda: self._pause.start())

    def search_now(self) -> None:
        """Search for what stands in the line."""
        self._pause.stop()
        self.wanted.emit(self.text().strip())

    def offer(self, options: list[Option]) -> None:
        """Show what was found, if the person is still here."""
        self.options = options
        self._lines.setStringList([option.words for option in options])
        if options and self.hasFocus():
            self.completer_.complete()
        else:
            self.close_list()

    @property
    def is_offering(self) -> bool:
        """Whether the list is open."""
        popup = self.completer_.popup()
        return popup is not None and popup.isVisible()

    def close_list(self) -> None:
        """Close the list."""
        if (popup := self.completer_.popup()) is not None:
            popup.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow down opens the list, also of an empty line."""
        if event.key() == Qt.Key.Key_Down and not self.is_offering:
            self.search_now()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the editor that the person has left (opening the list is not leaving)."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def _activated(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self.options):
            self.picked.emit(self.options[index.row()])


class PickerEditor(Editor):
    """Common to both pickers: a search line, what was chosen, and a complaint while nothing was."""

    def __init__(self, spec: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.desk = desk
        self.search = SearchBox(self)
        self.search.setPlaceholderText(_("Type to search"))
        self.lead(self.search)
        self.search.wanted.connect(self.look_for)
        self.search.picked.connect(self.choose)
        self.search.textEdited.connect(self._typing)
        self.search.left.connect(self._settle)
        self.drop = icon_button("close", _("Empty “{label}”").format(label=spec.label), self._drop)
        self._asked = ""

    def draw(self, value: object) -> None:
        """Show what is chosen by its name."""
        self.search.setText(self.words(value))
        self.search.setToolTip(self.search.text())
        self.search.setCursorPosition(0)
        self.drop.setVisible(value is not None)

    def retype(self, text: str) -> None:
        """Put the text back; something is still to be chosen."""
        self.search.setText(text)
        self._typing(text)

    def words(self, value: object) -> str:
        """The name of a value."""
        return "" if value is None else str(value)

    def look_for(self, text: str) -> None:
        """Search, and `offer` what was found."""

    def choose(self, option: Option) -> None:
        """A person chose this line of the answer."""
        self.put(option.data)

    def put(self, value: object) -> None:
        """Take and show a value."""
        self.take(value)
        self.set_value(value)

    def offer(self, asked: str, options: list[Option]) -> None:
        """Show the answer, unless something else was asked meanwhile."""
        if asked == self._asked:
            self.search.offer(options)

    def ask(self, text: str, work: Callable[[Any], list[Option]]) -> None:
        """Search in the worker."""
        self._asked = text
        self.desk.session.run(work, lambda options: self.offer(text, options), owner=self)

    def _typing(self, text: str) -> None:
        bare = text.replace("\u200b", "").strip()
        complaint = _("Choose one from the list, or empty the field.") if bare else ""
        self.take(self.spec.default, complaint, text)
        self.drop.setVisible(bool(bare))

    def _settle(self) -> None:
        """On leaving: a text that names exactly one thing found means that thing."""
        if self.complaint:
            named = [
                o
                for o in self.search.options
                if not o.is_command and fold(o.words) == fold(self.search.text())
            ]
            if len(named) == 1:
                self.choose(named[0])

    def _drop(self) -> None:
        self.put(self.spec.default)
        self.search.setFocus()


class PlaceEditor(PickerEditor):
    """A place of the gazetteer, by its Khmer or English name, alias or code."""

    def __init__(self, spec: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(spec, desk, parent)
        self.search.setPlaceholderText(_("Province, district, commune or village"))
        self.box.addLayout(in_a_row(self.search, self.drop))

    def words(self, value: object) -> str:
        """The place with what it lies in."""
        return gazetteer().label(str(value), i18n.language()) if value else ""

    def look_for(self, text: str) -> None:
        """Search the gazetteer; without a text, the provinces."""
        language = i18n.language()

        def find(_vault: object) -> list[Option]:
            places = gazetteer()
            rows = places.search(text, 20) if text else list(places.children())
            return [Option(places.label(row.code, language), Place(row.code)) for row in rows]

        self.ask(text, find)


class RecordPicker(PickerEditor):
    """A linked record of one of some types; with "open" and "new"."""

    def __init__(self, spec: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(spec, desk, parent)
        self.types = targets_of(spec)
        self.search.setPlaceholderText(
            _("Search: {types}").format(types=", ".join(record_type(name).meta.plural for name in self.types))
        )
        self.follow = icon_button(
            "forward", _("Open what is chosen in “{label}”").format(label=spec.label), self._follow
        )
        self.box.addLayout(in_a_row(self.search, self.follow, self.drop))

    def draw(self, value: object) -> None:
        """Show the title of the linked record."""
        super().draw(value)
        self.follow.setVisible(value is not None)

    def searched_types(self) -> tuple[str, ...]:
        """The types that are searched."""
        return self.types

    def pair(self, value: object) -> tuple[str, str] | None:
        """Type and id of a value."""
        return (self.types[0], str(value)) if value else None

    def value_of(self, _type_name: str, record_id: str) -> object:
        """The value that links to a record."""
        return Ref(record_id)

    def words(self, value: object) -> str:
        """The title of the linked record."""
        found = self.pair(value)
        return self.desk.titles.get(found[1], _("Linked record")) if found else ""

    def look_for(self, text: str) -> None:
        """Search titles; the last lines offer a new record."""
        types = self.searched_types()

        def find(vault: Any) -> list[Option]:
            hits = vault.search_titles(types, text, limit=20)
            found = [Option(_hit_words(hit), (hit.type, hit.id, hit.title)) for hit in hits]
            keys = {*vault.compartments, PARENTS}  # what would be filed unseen cannot be linked to
            return found + [
                _new_option(name, text) for name in types if record_type(name).meta.compartment in keys
            ]

        self.ask(text, find)

    def choose(self, option: Option) -> None:
        """Link to what was chosen, or make the new record first."""
        type_name, record_id, title = option.data
        if option.is_command:
            self._make_new(type_name, title)
        else:
            self.link(type_name, record_id, title)

    def link(self, type_name: str, record_id: str, title: str) -> None:
        """Take the link to this record."""
        self.desk.titles[record_id] = title
        self.put(self.value_of(type_name, record_id))

    def _make_new(self, type_name: str, title: str) -> None:
        from ui.records.new_record import ask_for_record

        self.put(self.spec.default)
        ask_for_record(self, self.desk.session, type_name, title, self.link)

    def _follow(self) -> None:
        if found := self.pair(self.value()):
            self.open_record.emit(*found)


class LinkEditor(RecordPicker):
    """A link to a record of a type that is chosen first."""

    def __init__(self, spec: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(spec, desk, parent)
        self.kind = CalmComboBox(self)
        self.kind.setAccessibleName(_("Kind of record for “{label}”").format(label=spec.label))
        self.kind.addItem(_("Any kind"), "")
        for name in self.types:
            self.kind.addItem(record_type(name).meta.label, name)
        self.box.insertWidget(0, self.kind)

    def draw(self, value: object) -> None:
        """Show type and title."""
        super().draw(value)
        if isinstance(value, Link):
            self.kind.setCurrentIndex(max(0, self.kind.findData(value.type)))

    def searched_types(self) -> tuple[str, ...]:
        """The chosen type, or all."""
        chosen = str(self.kind.currentData() or "")
        return (chosen,) if chosen else self.types

    def pair(self, value: object) -> tuple[str, str] | None:
        """Type and id."""
        return (value.type, value.id) if isinstance(value, Link) else None

    def value_of(self, type_name: str, record_id: str) -> object:
        """A link that names its type."""
        return Link(type_name, record_id)


def _hit_words(hit: Any) -> str:
    """A found record in one line."""
    return f"{hit.title}  ·  {hit.ref}" if hit.ref and hit.ref != hit.title else str(hit.title)


def _new_option(type_name: str, text: str) -> Option:
    label = record_type(type_name).meta.label.lower()
    words = (
        _("New {kind} “{text}” …").format(kind=label, text=text)
        if text
        else _("New {kind} …").format(kind=label)
    )
    return Option(words, (type_name, "", text), is_command=True)
