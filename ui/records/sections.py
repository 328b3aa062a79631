"""Sections of a form: what is needed first, then what the next state needs, the rest folded away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QToolButton, QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.records.fields import Field, Kind
from civicdesk.records.record import ENVELOPE, Record, fields_of
from civicdesk.records.rules import is_empty
from civicdesk.records.states import label_of
from ui import theme
from ui.pieces import Sentence
from ui.records.field_box import FULL, FieldBox, rows_of, width_of

FILED = ("classification", "owner", "is_historical", "tags", "notes", "retention_rule", "legal_hold")
"""Fields that every record has and a person may set, in the order of the last section."""


@dataclass(frozen=True)
class SectionPlan:
    """One section: a key to remember it by, its title, its fields, whether it starts open and may fold."""

    key: str
    title: str
    specs: tuple[Field, ...]
    is_open: bool = False
    folds: bool = True
    note: str = ""


def plan(record: Record) -> list[SectionPlan]:
    """The sections of a form for this record, in its present state."""
    cls = type(record)
    follows = next_state(record)
    stages = _stages(fields_of(cls))
    needed = tuple(spec for spec in fields_of(cls) if spec.required)
    sections = [SectionPlan("needed", _("Needed to save"), needed, is_open=True, folds=False)]
    if follows:
        due = tuple(spec for spec, _stage in stages if spec.needed_at == follows)
        title = _("Before this becomes “{state}”").format(state=label_of(follows))
        sections.append(SectionPlan(f"next-{follows}", title, due, is_open=True, folds=False))
    sections.append(SectionPlan("more", _("More about it"), _optional(stages, "")))
    for state in dict.fromkeys(stage for _spec, stage in stages if stage):
        sections.append(_stage_section(record, stages, state, follows))
    files = tuple(spec for spec in ENVELOPE if spec.kind is Kind.ATTACHMENT)
    sections.append(SectionPlan("files", _("Files"), files))
    filed = tuple(spec for key in FILED for spec in ENVELOPE if spec.key == key)
    sections.append(SectionPlan("filing", _("Filing: who is responsible, who may see it"), filed))
    return [section for section in sections if section.specs]


def next_state(record: Record) -> str:
    """The state on the main path that follows; "" at the end, and for past work, which may take any."""
    states = record.states
    if record.is_historical:
        return ""
    after = states.after(record.state or states.first)
    order = {state: place for place, state in enumerate(states.all)}
    later = [s for s in after if s not in states.side and order[s] > order[record.state or states.first]]
    return later[0] if later else ""


def _stages(specs: tuple[Field, ...]) -> list[tuple[Field, str]]:
    """Each field that is not needed to save, with the state it belongs to: its own, or its neighbour's before."""
    stage, found = "", []
    for spec in specs:
        stage = spec.needed_at or stage
        if not spec.required:
            found.append((spec, stage))
    return found


def _optional(stages: list[tuple[Field, str]], state: str) -> tuple[Field, ...]:
    return tuple(spec for spec, stage in stages if stage == state and not spec.needed_at)


def _stage_section(record: Record, stages: list[tuple[Field, str]], state: str, follows: str) -> SectionPlan:
    """What belongs to a state: all of it, or only what is optional when the rest stands in its own section."""
    words = label_of(state)
    if state == follows:
        return SectionPlan(
            f"also-{state}", _("Also for “{state}”").format(state=words), _optional(stages, state)
        )
    specs = tuple(spec for spec, stage in stages if stage == state)
    passed = record.states.at_least(record.state or record.states.first, state)
    title = _("For “{state}”") if passed else _("Before this becomes “{state}”")
    return SectionPlan(f"for-{state}", title.format(state=words), specs)


class SectionView(QWidget):
    """A section on the form; its fields are made when it is first opened."""

    toggled = Signal(bool)

    def __init__(
        self, planned: SectionPlan, build: Callable[[Field], FieldBox], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.plan = planned
        self._build = build
        self.boxes: dict[str, FieldBox] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, theme.GAP)
        self._column.setSpacing(theme.GAP)
        self.head: QToolButton | None = None
        self._summary = Sentence(role="small", wrap=False)
        self._column.addWidget(self._heading())
        self.body: QFrame | None = None
        if planned.is_open:
            self.open()

    def _heading(self) -> QWidget:
        if not self.plan.folds:
            return Sentence(self.plan.title, "section")
        self.head = QToolButton()
        self.head.setText(self.plan.title)
        self.head.setProperty("role", "fold")
        self.head.setCheckable(True)
        self.head.setArrowType(Qt.ArrowType.RightArrow)
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.head.toggled.connect(self._fold)
        line = QWidget()
        grid = QGridLayout(line)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self.head, 0, 0)
        grid.addWidget(self._summary, 0, 1)
        grid.setColumnStretch(2, 1)
        return line

    @property
    def is_open(self) -> bool:
        """Whether the fields are shown."""
        return self.body is not None and not self.body.isHidden()

    def open(self) -> None:
        """Show the fields."""
        if self.head is not None:
            self.head.setChecked(True)
        else:
            self._fold(shown=True)

    def _fold(self, shown: bool) -> None:
        if shown and self.body is None:
            self._fill()
        if self.body is not None:
            self.body.setVisible(shown)
        if self.head is not None:
            self.head.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        self.toggled.emit(shown)

    def _fill(self) -> None:
        self.body = QFrame(self)
        grid = QGridLayout(self.body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * theme.GAP)
        grid.setVerticalSpacing(theme.HALF)
        for column in range(FULL):
            grid.setColumnStretch(column, 1)
        for place, row in enumerate(rows_of(self.plan.specs)):
            column = 0
            for spec in row:
                box = self._build(spec)
                self.boxes[spec.key] = box
                width = width_of(spec)
                grid.addWidget(box, place, column, 1, width)
                column += width
        self._column.addWidget(self.body)

    def summarise(self, record: Record) -> None:
        """Say beside the title how much is filled in."""
        filled = sum(not is_empty(getattr(record, spec.key)) for spec in self.plan.specs)
        self._summary.say(
            _("{n} of {all} filled in").format(n=filled, all=len(self.plan.specs)) if filled else ""
        )
        if self.head is not None:
            self.head.setAccessibleDescription(self._summary.text())


def is_wide(spec: Field) -> bool:
    """Whether a field needs the whole width of the form."""
    return width_of(spec) == FULL or spec.kind is Kind.CHILD
