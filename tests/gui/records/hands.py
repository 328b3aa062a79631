"""Filling fields as a person does: keys, clicks, choosing from what a search offers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from civicdesk import clock
from civicdesk.records.fields import Field, Kind
from civicdesk.records.record import Record, fields_of, record_type, targets_of
from civicdesk.records.rules import problems_of
from civicdesk.records.values import Link, Money, PartialDate, Place, Ref, Score, Term
from civicdesk.vault.vault import Vault
from ui.records.child_table import ChildTable
from ui.records.chips import ChipsEditor
from ui.records.choice_editors import CheckListEditor, ListEditor, SegmentsEditor
from ui.records.date_editors import DateEditor, DateTimeEditor, PartialDateEditor
from ui.records.editor import Editor
from ui.records.form import RecordForm
from ui.records.pickers import PlaceEditor, RecordPicker
from ui.records.text_editors import DecimalEditor, IntEditor, LongEditor, MoneyEditor, TextEditor

WAIT = 10_000
WORDS = {"result_code": "1.1", "code": "SP-01", "email": "office@example.org"}
NUMBERS = {"total": "១២", "women": "4", "baseline_year": "2022"}
DAYS = {"due_date": "2031-01-31"}
TERMS = {"age_band": "31_59"}
"""An adult, so that the case asks for no guardian."""


def fill(form: RecordForm, key: str, qtbot: QtBot, vault: Vault) -> None:
    """Fill one field of a form through its editor."""
    form.reveal(key)
    enter(form.boxes[key].editor, qtbot, vault)


def enter(editor: Editor, qtbot: QtBot, vault: Vault) -> None:
    """Enter something that fits the editor's kind."""
    spec = editor.spec
    match editor:
        case ChildTable():
            row = editor.add_row()
            row.unfold()
            for inner in fields_of(editor.child):
                if inner.required and row.editors[inner.key].value() in (None, ()):
                    enter(row.editors[inner.key], qtbot, vault)
        case ChipsEditor():
            enter(editor.adder, qtbot, vault)
        case CheckListEditor():
            next(iter(editor.boxes.values())).click()
        case SegmentsEditor():
            editor.group.buttons()[1].click()
        case ListEditor():
            choose(editor, editor.combo.findData(TERMS[spec.key]) if spec.key in TERMS else 1)
        case PlaceEditor():
            pick(editor, "Prey Veng", qtbot)
        case RecordPicker():
            pick(editor, needed_record(vault, spec).heading, qtbot)
        case DateTimeEditor():
            QTest.keyClicks(editor.line, "2026-03-12 09:00")
        case DateEditor():
            QTest.keyClicks(editor.line, DAYS.get(spec.key, "2026-03-12"))
        case PartialDateEditor():
            QTest.keyClicks(editor.line, DAYS.get(spec.key, "autumn 2023"))
        case MoneyEditor() | DecimalEditor():
            QTest.keyClicks(editor.line, "1250.50")
        case IntEditor():
            editor.line.setText(NUMBERS.get(spec.key, "៣"))
            editor.line.textEdited.emit(editor.line.text())
        case TextEditor():
            QTest.keyClicks(editor.line, WORDS.get(spec.key, f"Words for {spec.key}")[: spec.max or None])
        case LongEditor():
            QTest.keyClicks(editor.area, f"Several words for {spec.key}")
        case _:
            raise AssertionError(f"no hand for {type(editor).__name__}")


def choose(editor: ListEditor, place: int) -> None:
    """Choose an entry of a combo box."""
    editor.combo.setCurrentIndex(place)
    editor.combo.activated.emit(place)


def pick(editor: PlaceEditor | RecordPicker, words: str, qtbot: QtBot) -> None:
    """Type into a picker, wait for what it offers, take the first."""
    editor.search.setText(words)
    editor.search.textEdited.emit(words)
    editor.search.search_now()
    qtbot.waitUntil(lambda: any(not o.is_command for o in editor.search.options), timeout=WAIT)
    editor.search.picked.emit(editor.search.options[0])


def needed_record(vault: Vault, spec: Field) -> Record:
    """A record that a link may point to: the first there is, or a new one."""
    name = targets_of(spec)[0]
    return next(iter(vault.iterate(name)), None) or made(vault, name)


def ground_for(vault: Vault, type_name: str) -> None:
    """What a record type needs to have happened before: a balance review counts engagements."""
    if type_name == "balance_review":
        for _number in range(6):
            at = datetime(2026, 3, 12, 9, tzinfo=clock.PHNOM_PENH)
            made(vault, "meeting", state="held", starts_at=at)


def made(vault: Vault, type_name: str, **values: object) -> Record:
    """A saved past record with only what is needed."""
    ground_for(vault, type_name)
    cls = record_type(type_name)
    record = cls(**{"is_historical": True, "state": cls.states.first} | values)
    for _attempt in range(6):
        gaps = [
            p.field for p in problems_of(record.prepared(vault.look()), vault.look()) if p.severity == "E"
        ]
        if not gaps:
            break
        for key in gaps:
            spec = cls.meta.field(key.split(".")[0])
            record = record.replaced(**{spec.key: plain_value(vault, spec)})
    with vault.transaction(accept="made for a test") as tx:
        return tx.save(record)


def plain_value(vault: Vault, spec: Field) -> object:
    """A value that fits a field."""

    def one() -> object:
        match spec.kind:
            case Kind.TEXT | Kind.LONG:
                return f"Words for {spec.key}"[: spec.max or None]
            case Kind.INT:
                return 3
            case Kind.SCORE:
                return Score(3)
            case Kind.DECIMAL:
                return Decimal("1.5")
            case Kind.MONEY:
                return Money(Decimal("10.00"))
            case Kind.BOOL:
                return False
            case Kind.DATE:
                return date.fromisoformat(DAYS.get(spec.key, "2026-03-12"))
            case Kind.PARTIAL_DATE:
                return PartialDate.parse(DAYS.get(spec.key, "autumn 2023"))
            case Kind.DATETIME:
                return datetime(2026, 3, 12, 9, tzinfo=clock.PHNOM_PENH)
            case Kind.CHOICE:
                return next(iter(spec.choices or ()))
            case Kind.TERM:
                return Term(TERMS.get(spec.key) or vault.terms(spec.vocab)[0].code)
            case Kind.PLACE:
                return Place("14")
            case Kind.REF:
                return Ref(needed_record(vault, spec).id)
            case Kind.LINK:
                return Link(targets_of(spec)[0], needed_record(vault, spec).id)
            case _:
                assert spec.child is not None
                return spec.child(
                    **{s.key: plain_value(vault, s) for s in fields_of(spec.child) if s.required}
                )

    return (one(),) if spec.many or spec.child is not None else one()
