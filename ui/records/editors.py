"""editor_for(): the editor of any declared field. The kinds are a closed set."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from PySide6.QtWidgets import QWidget

from civicdesk.i18n import _
from civicdesk.records.fields import Field, Kind
from civicdesk.records.record import targets_of
from civicdesk.records.values import Link
from ui.records.chips import ChipsEditor
from ui.records.choice_editors import (
    CheckListEditor,
    ChoiceEditor,
    ListEditor,
    TermEditor,
    score_editor,
    yes_no_editor,
)
from ui.records.date_editors import DateEditor, DateTimeEditor, PartialDateEditor
from ui.records.desk import Desk
from ui.records.editor import Editor
from ui.records.pickers import LinkEditor, PlaceEditor, RecordPicker
from ui.records.text_editors import (
    LONGEST_LINE,
    DecimalEditor,
    IntEditor,
    LongEditor,
    MoneyEditor,
    NoteEditor,
    TextEditor,
)
from ui.records.words import words_of


def editor_for(spec: Field, desk: Desk, parent: QWidget | None = None) -> Editor:
    """The control with which a person enters a value of this field."""
    if spec.automatic and spec.kind is not Kind.CHILD:
        return NoteEditor(spec, lambda value: words_of(spec, value, desk), parent)
    if spec.many and spec.kind is Kind.CHOICE and spec.choices is not None:
        return CheckListEditor(spec, spec.choices, parent)
    if spec.many and spec.kind is not Kind.ATTACHMENT:
        return _chips(spec, desk, parent)
    return _single(spec, desk, parent)


def _single(spec: Field, desk: Desk, parent: QWidget | None) -> Editor:
    match spec.kind:
        case Kind.TEXT:
            return LongEditor(spec, parent, lines=2) if spec.max > LONGEST_LINE else TextEditor(spec, parent)
        case Kind.LONG:
            return LongEditor(spec, parent)
        case Kind.INT:
            return IntEditor(spec, parent)
        case Kind.DECIMAL:
            return DecimalEditor(spec, parent)
        case Kind.SCORE:
            return score_editor(spec, parent)
        case Kind.MONEY:
            return MoneyEditor(spec, parent)
        case Kind.BOOL:
            return yes_no_editor(spec, parent)
        case Kind.DATE:
            return DateEditor(spec, parent)
        case Kind.PARTIAL_DATE:
            return PartialDateEditor(spec, parent)
        case Kind.DATETIME:
            return DateTimeEditor(spec, parent)
        case Kind.CHOICE:
            assert spec.choices is not None
            return ChoiceEditor(spec, spec.choices, parent)
        case Kind.TERM:
            return TermEditor(spec, desk, parent)
        case Kind.PLACE:
            return PlaceEditor(spec, desk, parent)
        case Kind.REF:
            return RecordPicker(spec, desk, parent)
        case Kind.LINK:
            return LinkEditor(spec, desk, parent)
        case Kind.ATTACHMENT:
            from ui.records.files_editor import FilesEditor

            return FilesEditor(spec, desk, parent)
        case Kind.CHILD:
            from ui.records.child_table import ChildTable

            return ChildTable(spec, desk, parent)
    assert_never(spec.kind)


def _chips(spec: Field, desk: Desk, parent: QWidget | None) -> Editor:
    """Several values: the editor for one, and a chip for each."""
    one = replace(spec, many=False, required=False)

    def pair(value: object) -> tuple[str, str] | None:
        if isinstance(value, Link):
            return value.type, value.id
        return (targets_of(spec)[0], str(value)) if spec.kind is Kind.REF else None

    adder = editor_for(one, desk)
    if isinstance(adder, ListEditor):
        adder.say_for_empty(_("Add …"))
    return ChipsEditor(spec, adder, lambda value: words_of(one, value, desk), pair, parent)
