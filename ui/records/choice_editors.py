"""Editors for what is chosen: yes or no, a choice, a term, a score, several choices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QInputDialog, QToolButton, QWidget

from civicdesk.i18n import _
from civicdesk.khmer import fold, is_khmer
from civicdesk.records.fields import Field
from civicdesk.records.values import Choice, Term
from civicdesk.vault.terms import TermRow
from ui.flow import FlowLayout
from ui.records.desk import Desk
from ui.records.editor import CalmComboBox, Editor

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault


_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class Segment(QToolButton):
    """One of the buttons in a row; the arrows go to its neighbours, so that they never press the wrong one."""

    stepped = Signal(object, int)
    """Itself, and one to either side."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """An arrow is a step, every other key is the button's."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(self, step)


class SegmentsEditor(Editor):
    """One of a few values as buttons in a row; pressing the chosen one again takes the choice back."""

    def __init__(
        self, spec: Field, choices: Sequence[tuple[str, object]], parent: QWidget | None = None
    ) -> None:
        super().__init__(spec, parent)
        self.group = QButtonGroup(self)
        self.group.setExclusive(False)
        self.values: list[object] = []
        flow = FlowLayout(spacing=-1)
        for words, value in choices:
            flow.addWidget(self._segment(words, value))
        self.box.addLayout(flow)
        self.setFocusProxy(self.group.buttons()[0])
        self.group.idClicked.connect(self._clicked)

    def _segment(self, words: str, value: object) -> QToolButton:
        button = Segment(self)
        button.setText(words)
        button.setCheckable(True)
        button.stepped.connect(self._step)
        button.setProperty("role", "segment" if value is not None else "segment-none")
        button.setAccessibleName(_("{label}: {value}").format(label=self.spec.label, value=words))
        self.group.addButton(button, len(self.values))
        self.values.append(value)
        return button

    def draw(self, value: object) -> None:
        """Press the button of the value."""
        for place, known in enumerate(self.values):
            self.group.button(place).setChecked(type(known) is type(value) and known == value)

    def _step(self, one: Segment, by: int) -> None:
        """The neighbour takes the keyboard; at either end it stays."""
        if (near := self.group.button(self.group.id(one) + by)) is not None:
            near.setFocus(Qt.FocusReason.TabFocusReason)

    def _clicked(self, place: int) -> None:
        pressed = self.group.button(place).isChecked()
        value = self.values[place] if pressed else self.spec.default
        if value is None and self.spec.required:
            value = self.values[place]
        self.take(value)
        self.draw(value)


def yes_no_editor(spec: Field, parent: QWidget | None = None) -> SegmentsEditor:
    """Yes or no; where it need not be answered, "not said" as well."""
    choices: list[tuple[str, object]] = [(_("Yes"), True), (_("No"), False)]
    if not spec.required:
        choices.append((_("Not said"), None))
    return SegmentsEditor(spec, choices, parent)


def score_editor(spec: Field, parent: QWidget | None = None) -> SegmentsEditor:
    """A score from 1 to 5."""
    return SegmentsEditor(spec, [(str(n), n) for n in range(1, 6)], parent)


class ListEditor(Editor):
    """One value of a list, in a combo box."""

    def __init__(self, spec: Field, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.empty_words = ""
        self.combo = CalmComboBox(self)
        self.combo.setMaxVisibleItems(18)
        self.box.addWidget(self.combo)
        self.lead(self.combo)
        self.combo.activated.connect(self._chosen)

    def fill(self, options: Sequence[tuple[str, object]]) -> None:
        """Offer these, after the empty choice."""
        self.combo.clear()
        self.combo.addItem(self.empty_words or (_("Choose …") if self.spec.required else _("Not said")), None)
        for words, value in options:
            self.combo.addItem(words, value)

    def say_for_empty(self, words: str) -> None:
        """What the empty choice says."""
        self.empty_words = words
        self.combo.setItemText(0, words)

    def draw(self, value: object) -> None:
        """Show the value; one that is not on offer is added, so that it is not lost."""
        place = 0 if value is None else self.combo.findData(str(value))
        if place < 0:
            self.combo.addItem(self.words_for_stray(str(value)), str(value))
            place = self.combo.count() - 1
        self.combo.setCurrentIndex(place)

    def words_for_stray(self, code: str) -> str:
        """What a value is called that is no longer on offer."""
        return _("{words} (no longer offered)").format(words=code)

    def _chosen(self, place: int) -> None:
        self.choose(self.combo.itemData(place))

    def choose(self, data: Any) -> None:
        """A person chose this entry."""
        self.take(data)


class ChoiceEditor(ListEditor):
    """One code of a fixed list."""

    def __init__(self, spec: Field, choices: type[Choice], parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.choices = choices
        self.fill([(choice.label, choice.value) for choice in choices])

    def choose(self, data: Any) -> None:
        """Take the choice itself, not its code."""
        self.take(None if data is None else self.choices(data))


class TermEditor(ListEditor):
    """One term of a vocabulary that the organisation edits; whoever may, adds one in passing."""

    ADD = "\0add"

    def __init__(self, spec: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.desk = desk
        self._refill()

    def _refill(self) -> None:
        known = self.desk.terms.get(self.spec.vocab, [])
        self.fill([(words, code) for code, words, used in known if used])
        if self.desk.may_add_terms:
            self.combo.insertSeparator(self.combo.count())
            self.combo.addItem(_("Add a term …"), self.ADD)

    def words_for_stray(self, code: str) -> str:
        """The words of a term that is no longer in use."""
        return super().words_for_stray(self.desk.term(self.spec.vocab, code))

    def choose(self, data: Any) -> None:
        """Take the term, or ask for a new one."""
        if data == self.ADD:
            self.set_value(self.value())
            self._ask_for_term()
        else:
            self.take(None if data is None else Term(data))

    def _ask_for_term(self) -> None:
        words, agreed = QInputDialog.getText(
            self, _("Add a term"), _("New term for “{label}”").format(label=self.spec.label)
        )
        if agreed and words.strip():
            self.add(words.strip())

    def add(self, words: str) -> None:
        """Add a term to the vocabulary and choose it; one that is there already is chosen."""
        known = self.desk.terms.setdefault(self.spec.vocab, [])
        same = next((code for code, label, _used in known if fold(label) == fold(words)), None)
        if same is not None:
            self._added(same, words)
            return
        vocab, place = self.spec.vocab, len(known) + 1
        self.desk.session.run(
            lambda vault: _save_term(vault, vocab, words, place),
            lambda code: self._added(code, words),
            owner=self,
        )

    def _added(self, code: str, words: str) -> None:
        known = self.desk.terms[self.spec.vocab]
        known[:] = [term for term in known if term[0] != code] + [(code, words, True)]
        self._refill()
        self.set_value(self.value())
        self.take(Term(code))
        self._drawing = True
        self.draw(code)
        self._drawing = False


def _save_term(vault: Vault, vocab: str, words: str, place: int) -> str:
    """Keep a new term; its code is made once from its words and never changes. Runs in the worker."""
    bare = re.sub(r"[^a-z0-9]+", "_", words.casefold()).strip("_")[:40]
    taken = {row.code for row in vault.terms(vocab, inactive=True)}
    names = chain([bare] if bare else [], (f"{bare or 'term'}_{number}" for number in count(2)))
    code = next(name for name in names if name not in taken)
    khmer_words = words if is_khmer(words) else ""
    vault.save_terms([TermRow(vocab, code, words, khmer_words, position=place)])
    return code


class CheckListEditor(Editor):
    """Several codes of a fixed list, each with a box to tick."""

    def __init__(self, spec: Field, choices: type[Choice], parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        flow = FlowLayout(spacing=4)
        self.boxes: dict[Choice, QCheckBox] = {}
        for choice in choices:
            tick = QCheckBox(choice.label, self)
            tick.setAccessibleName(_("{label}: {value}").format(label=spec.label, value=choice.label))
            tick.toggled.connect(self._ticked)
            flow.addWidget(tick)
            self.boxes[choice] = tick
        self.box.addLayout(flow)
        self.setFocusProxy(next(iter(self.boxes.values())))

    def draw(self, value: object) -> None:
        """Tick what is chosen."""
        chosen = value if isinstance(value, tuple) else ()
        for choice, tick in self.boxes.items():
            tick.setChecked(choice in chosen)

    def _ticked(self) -> None:
        self.take(tuple(choice for choice, tick in self.boxes.items() if tick.isChecked()))
