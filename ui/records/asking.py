"""Asking: what a condition on one field asks for, in controls that fit the field's kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from civicdesk import clock
from civicdesk.i18n import _
from civicdesk.records.fields import Field, Kind
from civicdesk.records.record import Record
from civicdesk.vault.query import Condition
from ui import theme
from ui.flow import FlowLayout
from ui.pieces import Labelled
from ui.records.date_editors import DateEditor
from ui.records.desk import Desk
from ui.records.editor import Editor
from ui.records.editors import editor_for
from ui.records.shapes import state_words
from ui.records.words import words_of

IS, EMPTY, FILLED = "is", "empty", "filled"


class Asking(QWidget):
    """One condition being put together: a value part that subclasses fill, or "empty", or "filled in"."""

    def __init__(self, spec: Field, desk: Desk) -> None:
        super().__init__()
        self.spec = spec
        self.desk = desk
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.GAP)
        self.values = QWidget()
        self.modes = QButtonGroup(self)
        flow = FlowLayout(spacing=theme.GAP)
        for place, (mode, words) in enumerate(
            ((IS, _("Is one of these")), (EMPTY, _("Is empty")), (FILLED, _("Is filled in")))
        ):
            radio = QRadioButton(self.is_words() if mode == IS else words)
            radio.setAccessibleName(f"{spec.label}: {radio.text()}")
            self.modes.addButton(radio, place)
            flow.addWidget(radio)
            radio.setVisible(not spec.required or mode == IS)
        self.modes.buttons()[0].setChecked(True)
        self.modes.buttonClicked.connect(lambda: self.values.setVisible(self.mode() == IS))
        if not spec.required:
            self.column.addLayout(flow)
        self.column.addWidget(self.values)
        self.fill()

    def is_words(self) -> str:
        """What the first choice says."""
        return _("Is")

    def mode(self) -> str:
        """Whether a value, emptiness or its opposite is asked for."""
        return (IS, EMPTY, FILLED)[max(self.modes.checkedId(), 0)]

    def choose_mode(self, mode: str) -> None:
        """Ask for "is", "empty" or "filled"."""
        self.modes.button((IS, EMPTY, FILLED).index(mode)).click()

    def conditions(self) -> list[Condition]:
        """The conditions; none when nothing was asked for."""
        mode = self.mode()
        return self.asked() if mode == IS else [Condition(self.spec.key, mode)]

    def words(self) -> str:
        """The condition in words."""
        mode = self.mode()
        return self.said() if mode == IS else {EMPTY: _("empty"), FILLED: _("filled in")}[mode]

    def fill(self) -> None:
        """Put the controls for the value into `values`."""

    def asked(self) -> list[Condition]:
        """The conditions on the value."""
        return []

    def said(self) -> str:
        """The value in words."""
        return ""


class OptionsAsking(Asking):
    """Some of a list: choices, terms, states, yes and no."""

    def __init__(self, spec: Field, desk: Desk, options: list[tuple[str, Any]]) -> None:
        self.options = options
        self.ticks: list[QCheckBox] = []
        super().__init__(spec, desk)

    def is_words(self) -> str:
        """Several may be chosen."""
        return _("Is one of these")

    def fill(self) -> None:
        """A box to tick for each."""
        flow = FlowLayout(self.values, spacing=theme.GAP)
        for words, _value in self.options:
            tick = QCheckBox(words)
            tick.setAccessibleName(f"{self.spec.label}: {words}")
            self.ticks.append(tick)
            flow.addWidget(tick)
        if self.ticks:
            self.setFocusProxy(self.ticks[0])

    def _ticked(self) -> list[tuple[str, Any]]:
        return [option for option, tick in zip(self.options, self.ticks, strict=True) if tick.isChecked()]

    def asked(self) -> list[Condition]:
        """In the ticked ones."""
        values = tuple(value for _words, value in self._ticked())
        return [Condition(self.spec.key, "in", values)] if values else []

    def said(self) -> str:
        """The ticked ones."""
        return ", ".join(words for words, _value in self._ticked())


class EditorAsking(Asking):
    """One value in the field's own editor: a record, a place with all below it, words, a number."""

    def __init__(self, spec: Field, desk: Desk, op: str) -> None:
        self.op = op
        super().__init__(spec, desk)

    def is_words(self) -> str:
        """What is asked of the value."""
        return {"below": _("Is in"), "contains": _("Contains")}.get(self.op, _("Is"))

    def fill(self) -> None:
        """The editor for a single value."""
        kind = Kind.TEXT if self.spec.kind is Kind.LONG else self.spec.kind
        self.editor: Editor = editor_for(
            replace(self.spec, many=False, required=False, automatic=False, kind=kind, max=100, help=""),
            self.desk,
        )
        column = QVBoxLayout(self.values)
        column.setContentsMargins(0, 0, 0, 0)
        self.editor.setMaximumWidth(420)
        column.addWidget(self.editor)
        self.setFocusProxy(self.editor)

    def asked(self) -> list[Condition]:
        """The operator on the value."""
        value = self.editor.value()
        return [] if value is None else [Condition(self.spec.key, self.op, value)]

    def said(self) -> str:
        """The value in words."""
        return words_of(replace(self.spec, many=False), self.editor.value(), self.desk)


class SpanAsking(Asking):
    """From and until: days, instants by their day, partial dates by their last day, numbers."""

    def is_words(self) -> str:
        """Between two ends, both included."""
        return _("Is between")

    def fill(self) -> None:
        """Two editors."""
        is_number = self.spec.kind in (Kind.INT, Kind.DECIMAL, Kind.SCORE, Kind.MONEY)
        grid = QGridLayout(self.values)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * theme.GAP)
        labels = (_("At least"), _("At most")) if is_number else (_("From (this day included)"), _("Until"))
        self.ends: list[Editor] = []
        for place, label in enumerate(labels):
            editor = self._end(is_number=is_number)
            self.ends.append(editor)
            grid.addLayout(Labelled(label, editor), 0, place)
            (editor.focusProxy() or editor).setAccessibleName(f"{self.spec.label}: {label}")
        grid.setColumnStretch(2, 1)
        self.setFocusProxy(self.ends[0])

    def _end(self, *, is_number: bool) -> Editor:
        if is_number:
            kind = Kind.INT if self.spec.kind in (Kind.INT, Kind.SCORE) else Kind.DECIMAL
            return editor_for(replace(self.spec, kind=kind, many=False, required=False, help=""), self.desk)
        return DateEditor(replace(self.spec, required=False, help=""))

    def asked(self) -> list[Condition]:
        """At least, at most."""
        low, high = (editor.value() for editor in self.ends)
        found = []
        if low is not None:
            found.append(Condition(self.spec.key, ">=", self._bound(low, time.min)))
        if high is not None:
            found.append(Condition(self.spec.key, "<=", self._bound(high, time.max)))
        return found

    def _bound(self, value: object, at: time) -> object:
        if self.spec.kind is Kind.DATETIME and isinstance(value, date):
            return datetime.combine(value, at, clock.PHNOM_PENH)
        return value

    def said(self) -> str:
        """Both ends in words."""
        low, high = (
            words_of(editor.spec, editor.value(), self.desk)
            if not isinstance(editor.value(), date)
            else str(editor.value())
            for editor in self.ends
        )
        if low and high:
            return f"{low} – {high}"
        return _("from {value}").format(value=low) if low else _("until {value}").format(value=high)


def asking_for(spec: Field, desk: Desk, cls: type[Record]) -> Asking:
    """The controls that ask for a condition on this field."""
    if spec.key == "state":
        states = cls.states
        return OptionsAsking(spec, desk, [(state_words(states, state), state) for state in states.all])
    match spec.kind:
        case Kind.CHOICE if spec.choices is not None:
            return OptionsAsking(spec, desk, [(choice.label, choice) for choice in spec.choices])
        case Kind.TERM:
            return OptionsAsking(
                spec, desk, [(words, code) for code, words, _used in desk.terms.get(spec.vocab, ())]
            )
        case Kind.BOOL:
            return OptionsAsking(spec, desk, [(_("Yes"), True), (_("No"), False)])
        case (
            Kind.DATE | Kind.DATETIME | Kind.PARTIAL_DATE | Kind.INT | Kind.DECIMAL | Kind.SCORE | Kind.MONEY
        ):
            return SpanAsking(spec, desk)
        case Kind.PLACE:
            return EditorAsking(spec, desk, "below")
        case Kind.REF | Kind.LINK:
            return EditorAsking(spec, desk, "=")
        case _:
            return EditorAsking(spec, desk, "contains")
