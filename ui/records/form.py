"""RecordForm: any record as a form, derived from its declaration. It always offers what stands in it as a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.records.fields import Field
from civicdesk.records.problems import Problem
from civicdesk.records.record import Record
from civicdesk.records.rules import is_empty
from ui import theme
from ui.records.desk import Desk
from ui.records.editor import Editor
from ui.records.editors import editor_for
from ui.records.field_box import FieldBox
from ui.records.sealed import SealedEditor, is_out_of_reach, out_of_reach_editor
from ui.records.sections import SectionPlan, SectionView, plan
from ui.tab_order import TabOrder

REMEMBERED: dict[tuple[str, str], bool] = {}
"""Which sections of which type a person opened or folded, while the program runs."""


@dataclass(frozen=True)
class FormPlace:
    """Where a person is in a form: the path of the field with the focus ("" if none), how far it is scrolled."""

    path: str = ""
    scroll: int = 0


class RecordForm(QScrollArea):
    """One column of fields in sections."""

    edited = Signal()
    open_record = Signal(str, str)

    def __init__(self, desk: Desk, record: Record, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.base = record
        self.boxes: dict[str, FieldBox] = {}
        self.sections: list[SectionView] = []
        self._shown: Sequence[Problem] = ()
        self._insisted: set[str] = set()
        self._state = ""
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._page = QWidget(self)
        self._page.setMaximumWidth(theme.FORM_WIDTH + 2 * theme.MARGIN)
        self._page.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, 3 * theme.MARGIN)
        self._column.setSpacing(theme.GAP)
        self.setWidget(self._page)
        self._order = TabOrder(self._page)
        for planned in plan(record):
            self._add_section(planned)
        self._column.addStretch(1)
        self._summarise()

    # --- building --------------------------------------------------------------------------------

    def _add_section(self, planned: SectionPlan) -> None:
        view = SectionView(planned, lambda spec: self._build(spec, planned), self._page)
        name = (type(self.base).meta.name, planned.key)
        self.sections.append(view)
        self._column.addWidget(view)
        if planned.folds and REMEMBERED.get(name):
            view.open()
        view.toggled.connect(lambda shown: REMEMBERED.__setitem__(name, shown))

    def _build(self, spec: Field, planned: SectionPlan) -> FieldBox:
        value = getattr(self.base, spec.key)
        if is_out_of_reach(self.desk, spec):
            editor = out_of_reach_editor(spec)
        elif spec.sealed and value:
            editor = SealedEditor(spec, self.desk, self.base)
        else:
            editor = editor_for(spec, self.desk)
        editor.set_value(value)
        hint = _("needed") if spec.needed_at and planned.folds else ""
        box = FieldBox(spec, editor, hint, self._page)
        self.boxes[spec.key] = box
        editor.edited.connect(self._edited)
        editor.open_record.connect(self.open_record)
        box.left.connect(self._say)
        self._say_one(box)
        return box

    # --- what stands in it -----------------------------------------------------------------------

    def current_record(self) -> Record:
        """The record as it stands in the form; fields that nobody opened are as they were."""
        changes = {key: box.editor.value() for key, box in self.boxes.items()}
        return self.base.replaced(**changes, state=self._state or self.base.state)

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that has not been saved."""
        return bool(self.unread()) or self.current_record() != self.base

    def first_busy(self) -> str:
        """The key of the first field into which something is still on its way; "" if there is none."""
        busy = (
            key
            for key, box in self.boxes.items()
            if any(editor.is_busy for editor in box.findChildren(Editor))
        )
        return next(busy, "")

    def unread(self) -> dict[str, str]:
        """What was typed and cannot be read, by field: part of a draft, and a reason not to save yet."""
        return {key: box.editor.typed for key, box in self.boxes.items() if box.editor.complaint}

    def first_complaint(self) -> str:
        """The key of the first field whose text cannot be read; "" if there is none."""
        return next(iter(self.unread()), "")

    def put(self, key: str, value: object) -> None:
        """Set a field as if a person had typed it."""
        self._open_for(key)
        editor = self.boxes[key].editor
        editor.set_value(value)
        editor.take(value)

    def retype(self, values: Mapping[str, object], unread: Mapping[str, str]) -> None:
        """Put back what was typed earlier, in folded sections too, and texts that cannot be read yet."""
        for key, value in values.items():
            if key == "state":
                self.choose_state(str(value))
            elif key not in unread and self._open_for(key):
                self.put(key, value)
        for key, text in unread.items():
            if not self._open_for(key):
                continue
            if key in values:
                self.put(key, values[key])
            self.boxes[key].editor.retype(text)

    def choose_state(self, state: str) -> None:
        """Past work: take any state, saved with the next save."""
        self._state = state

    def rebase(self, record: Record) -> None:
        """Take `record` as what is saved, keeping what was typed in other fields than it changed."""
        typed = {
            k: b
            for k, b in self.boxes.items()
            if b.editor.value() != getattr(self.base, k) or b.editor.complaint
        }
        self.base = record
        for key, box in self.boxes.items():
            if key not in typed and box.editor.value() != getattr(record, key):
                box.editor.set_value(getattr(record, key))
        self._summarise()

    # --- problems --------------------------------------------------------------------------------

    def show_problems(self, found: Sequence[Problem], *, insist: bool = False) -> None:
        """Show each problem beside its field; gaps in fields not yet visited wait, unless `insist`.

        To insist is to have tried: from then on problems of the same severity are shown everywhere.
        """
        self._shown = found
        if insist:
            self._insisted |= {problem.severity for problem in found}
        self._say()

    def _say(self) -> None:
        for box in self.boxes.values():
            self._say_one(box)

    def _say_one(self, box: FieldBox) -> None:
        key = box.spec.key
        said = [
            p for p in self._shown if box.was_visited or p.severity in self._insisted or not self._is_gap(p)
        ]
        own = [(self._weight(p), p.message) for p in said if p.field == key]
        parts: dict[str, list[str]] = {}
        for problem in said:
            if problem.field.startswith(f"{key}."):
                parts.setdefault(problem.field[len(key) + 1 :], []).append(problem.message)
        box.show_problems(own)
        box.editor.show_problems(parts)

    def _is_gap(self, problem: Problem) -> bool:
        """Whether it says only that something is still empty."""
        key, *inside = problem.field.split(".")
        if problem.severity != "E" or key not in self.boxes:
            return problem.severity == "T"
        value: Any = self.boxes[key].editor.value()
        for part in inside:
            value = next(iter(value[int(part) :]), None) if part.isdigit() else getattr(value, part, None)
        return is_empty(value)

    def _weight(self, problem: Problem) -> str:
        """A gap before the next state weighs little until the step was tried."""
        return (
            "T"
            if problem.severity == "T" and "T" not in self._insisted
            else problem.severity.replace("T", "E")
        )

    def reveal(self, path: str) -> bool:
        """Open what hides a field, scroll to it and focus it; False when the form has no such field."""
        key, _dot, inside = path.partition(".")
        if not self._open_for(key):
            return False
        control = self.boxes[key].editor.reveal(inside)
        QTimer.singleShot(0, self, lambda: self.ensureWidgetVisible(self.boxes[key], 0, theme.MARGIN))
        control.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def place(self) -> FormPlace:
        """Where the person is."""
        focus, path = QApplication.focusWidget(), ""
        for key, box in self.boxes.items():
            if focus is not None and box.isAncestorOf(focus):
                path = ".".join(filter(None, (key, box.editor.path_of(focus))))
        return FormPlace(path, self.verticalScrollBar().value())

    def return_to(self, place: FormPlace) -> bool:
        """Bring the person back to where they were before the form was made anew; False if they were not in it."""
        found = bool(place.path) and self.reveal(place.path)
        QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(place.scroll))
        return found

    def _open_for(self, key: str) -> bool:
        for section in self.sections:
            if any(spec.key == key for spec in section.plan.specs):
                section.open()
                return True
        return False

    def focus_first(self) -> None:
        """Put the person into the first field."""
        if self.boxes:
            self.reveal(next(iter(self.boxes)))

    def open_all(self) -> None:
        """Open every section."""
        for section in self.sections:
            section.open()

    def _edited(self) -> None:
        self._summarise()
        self.edited.emit()

    def _summarise(self) -> None:
        record = self.current_record()
        for section in self.sections:
            section.summarise(record)
