"""StatesBar: where a record stands, the next steps, and what is missing before each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from civicdesk.i18n import _, ngettext
from civicdesk.records.problems import Problem
from civicdesk.records.record import Record
from civicdesk.records.states import label_of
from ui import theme
from ui.flow import FlowLayout, sweep
from ui.pieces import SHAPES, Sentence, button
from ui.records.editor import CalmComboBox
from ui.records.shapes import state_words


class StatesBar(QWidget):
    """The present state, a button for each next one, and the list of what a step still needs."""

    move_wanted = Signal(str)
    state_chosen = Signal(str)
    """Past work: any state may be chosen, and is saved with the record."""
    jump = Signal(str)
    """A field to go to, by its path."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record: Record | None = None
        self._missing: Mapping[str, Sequence[Problem]] = {}
        self.steps: dict[str, QPushButton] = {}
        self.counts: dict[str, QPushButton] = {}
        self.links: list[QPushButton] = []
        self.any_state: CalmComboBox | None = None
        self._line = QWidget()
        self._flow = FlowLayout(self._line, spacing=theme.GAP)
        self._list = QFrame()
        self._list.setProperty("role", "card")
        self._list_column = QVBoxLayout(self._list)
        self._list_column.setSpacing(0)
        self._list.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.HALF)
        column.addWidget(self._line)
        column.addWidget(self._list)
        self._open_for = ""
        self._listed: list[str] = []

    def show_record(self, record: Record) -> None:
        """Show the state of this record and its next steps."""
        same = self._record is not None and (
            self._record.state,
            self._record.is_historical,
            self._record.id,
        ) == (
            record.state,
            record.is_historical,
            record.id,
        )
        self._record = record
        if same:
            return
        self._missing, self._open_for = {}, ""
        self._list.hide()
        self._empty_line()
        if record.is_historical:
            self._flow.addWidget(self._chooser(record))
            self._flow.addWidget(_badge(_("Historical entry")))
        else:
            self._flow.addWidget(_badge(state_words(record.states, record.state)))
        if record.is_demo:
            self._flow.addWidget(_badge(_("Demo record")))
        for to in () if record.is_historical else record.states.after(record.state):
            self._add_step(to, is_main=to not in record.states.side)
        self._line.updateGeometry()

    def _empty_line(self) -> None:
        self.steps, self.counts, self.any_state = {}, {}, None
        sweep(self._flow)

    def _chooser(self, record: Record) -> CalmComboBox:
        combo = CalmComboBox()
        for state in record.states.all:
            combo.addItem(state_words(record.states, state), state)
        combo.setCurrentIndex(combo.findData(record.state))
        combo.setAccessibleName(_("State of this past work"))
        combo.activated.connect(lambda place: self.state_chosen.emit(combo.itemData(place)))
        self.any_state = combo
        return combo

    def _add_step(self, to: str, *, is_main: bool) -> None:
        step = button(verb_of(to), lambda: self.move_wanted.emit(to), "" if is_main else "quiet")
        self.steps[to] = step
        self._flow.addWidget(step)
        count = button("", lambda: self.toggle(to), "quiet")
        count.hide()
        self.counts[to] = count
        self._flow.addWidget(count)

    # --- what is missing -------------------------------------------------------------------------

    def show_missing(self, steps: Mapping[str, Sequence[Problem]]) -> None:
        """What each step still needs."""
        self._missing = steps
        for to, count in self.counts.items():
            lacking = stopping(steps.get(to, ()))
            count.setText(
                ngettext("{n} thing missing", "{n} things missing", len(lacking)).format(n=len(lacking))
            )
            count.setAccessibleName(
                _("{words} before “{state}”").format(words=count.text(), state=label_of(to))
            )
            count.setVisible(bool(lacking) and (self._record is None or to not in self._record.states.side))
        self._line.updateGeometry()
        if self._open_for:
            self.open_list(self._open_for)

    def toggle(self, to: str) -> None:
        """Show or hide the list for a step."""
        if self._open_for == to:
            self._open_for = ""
            self._list.hide()
        else:
            self.open_list(to)

    def open_list(self, to: str, problems: Sequence[Problem] | None = None) -> None:
        """List in words what a step needs; each line leads to its field."""
        lacking = list(problems) if problems is not None else stopping(self._missing.get(to, ()))
        self._open_for = to if lacking else ""
        self.links = []
        sweep(self._list_column)
        title = _("Before this becomes “{state}”").format(state=label_of(to))
        self._list_column.addWidget(Sentence(title, "label"))
        for problem in lacking:
            self._list_column.addWidget(self._problem_line(problem))
        self._listed = [problem.message for problem in lacking]
        self._list.setVisible(bool(lacking))

    def _problem_line(self, problem: Problem) -> QWidget:
        words = f"{SHAPES['danger']} {problem.message}"
        if problem.field in ("", "state"):
            return Sentence(words)
        link = button(words, lambda: self.jump.emit(problem.field), "link")
        link.setAccessibleName(_("Go to the field: {words}").format(words=problem.message))
        self.links.append(link)
        return link

    def missing_for(self, to: str) -> list[Problem]:
        """What stops a step, as far as is known."""
        return stopping(self._missing.get(to, ()))

    def listed(self) -> list[str]:
        """The sentences of the open list."""
        if self._list.isHidden():
            return []
        return list(self._listed)


def stopping(problems: Sequence[Problem]) -> list[Problem]:
    """What stops a step; warnings only ask for a reason."""
    return [problem for problem in problems if problem.severity != "W"]


def verb_of(state: str) -> str:
    """What stands on the button that leads to a state."""
    return _("Mark as {state}").format(state=label_of(state).lower())


def _badge(words: str) -> QLabel:
    return Sentence(words, "badge", wrap=False)
