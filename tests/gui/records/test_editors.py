"""Editors read what people write, say how it was understood, and refuse with a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from civicdesk import clock
from civicdesk.records.choices import Level3
from civicdesk.records.fields import Field, Kind
from civicdesk.records.meeting import Attendance, Meeting, TalkingPoint
from civicdesk.records.values import Money, PartialDate, Place, Precision, Term
from civicdesk.vault.vault import Vault
from ui import theme
from ui.records.child_table import ChildTable
from ui.records.chips import ChipsEditor
from ui.records.choice_editors import ListEditor, SegmentsEditor, TermEditor
from ui.records.date_editors import DateEditor, DateTimeEditor, PartialDateEditor
from ui.records.desk import Desk
from ui.records.editors import editor_for
from ui.records.pickers import PlaceEditor
from ui.records.text_editors import DecimalEditor, IntEditor, LongEditor, MoneyEditor, read_decimal
from ui.session import Session


@pytest.fixture(scope="module")
def session(shared_vault: Vault, qapp: QApplication) -> Iterator[Session]:
    theme.apply(qapp)
    opened = Session(shared_vault)
    yield opened
    opened.close(5.0)


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session, {"issue": [("land", "Land", True), ("old", "Old issue", False)]})


def spec(kind: Kind, **facts: object) -> Field:
    return Field(key="it", label_text="It", kind=kind, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed, value",
    [("12", 12), ("១២០", 120), ("1,250", 1250), ("១,២៥០", 1250), ("2 000", 2000), ("", None)],
)
def test_whole_numbers_are_read_in_both_scripts(typed: str, value: object, qtbot: QtBot) -> None:
    editor = IntEditor(spec(Kind.INT))
    qtbot.addWidget(editor)
    editor.read(typed)
    assert (editor.value(), editor.complaint) == (value, "")


@pytest.mark.parametrize("typed", ["twelve", "1.5", "--3", "12 people"])
def test_what_is_no_number_is_refused_and_stays_in_the_field(typed: str, qtbot: QtBot) -> None:
    editor = IntEditor(spec(Kind.INT))
    qtbot.addWidget(editor)
    editor.line.setText(typed)
    editor.read(typed)
    assert editor.value() is None
    assert typed in editor.complaint
    assert editor.typed == editor.line.text() == typed


@given(some.decimals(-(10**9), 10**9, places=2))
def test_every_decimal_reads_back_as_itself(number: Decimal) -> None:
    assert read_decimal(f"{number:f}", 2) == number
    assert read_decimal(f"{number:,f}", 2) == number


def test_more_decimals_than_are_kept_are_refused(qtbot: QtBot) -> None:
    editor = DecimalEditor(spec(Kind.DECIMAL, digits=1))
    qtbot.addWidget(editor)
    editor.read("1.25")
    assert editor.complaint == "At most 1 decimals can be kept here."


def test_money_has_an_amount_and_a_currency(qtbot: QtBot) -> None:
    editor = MoneyEditor(spec(Kind.MONEY))
    qtbot.addWidget(editor)
    editor.set_value(Money(Decimal("10.00"), "KHR"))
    editor.read("២៥,០០០")
    assert editor.value() == Money(Decimal("25000"), "KHR")


@pytest.mark.parametrize(
    "typed, day, precision, echo",
    [
        ("2024-01-26", date(2024, 1, 26), Precision.DAY, "Friday 26 January 2024"),
        ("២០២៤-០១", date(2024, 1, 31), Precision.MONTH, "January 2024; the day is not known."),
        ("2023", date(2023, 12, 31), Precision.YEAR, "2023; the day is not known."),
        ("Q1 2024", date(2024, 3, 31), Precision.QUARTER, "Q1 2024; the day is not known."),
        (
            "autumn 2023",
            date(2023, 11, 30),
            Precision.PERIOD,
            "Kept as “autumn 2023”; counted as ending on 30 Nov 2023.",
        ),
        (
            "end of 2016",
            date(2016, 12, 31),
            Precision.PERIOD,
            "Kept as “end of 2016”; counted as ending on 31 Dec 2016.",
        ),
    ],
)
def test_a_date_in_words_is_echoed_as_it_is_understood(
    typed: str, day: date, precision: Precision, echo: str, qtbot: QtBot
) -> None:
    editor = PartialDateEditor(spec(Kind.PARTIAL_DATE))
    qtbot.addWidget(editor)
    editor.line.setText(typed)
    editor.read(typed)
    value = editor.value()
    assert isinstance(value, PartialDate)
    assert (value.day, value.precision) == (day, precision)
    assert editor.echo.text() == echo


@pytest.mark.parametrize(
    "typed, words",
    [
        ("2024", "Give the day as well"),
        ("2024-02-30", "The calendar has no"),
        ("soon", "is not a date"),
        ("0024-01-01", "cannot be right"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_a_sentence(typed: str, words: str, qtbot: QtBot) -> None:
    editor = DateEditor(spec(Kind.DATE))
    qtbot.addWidget(editor)
    editor.read(typed)
    assert editor.value() is None
    assert words in editor.complaint


@pytest.mark.parametrize(
    "typed", ["2024-03-12 09:00", "12/3/2024 9.00", "12 March 2024, 9:00 am", "២០២៤-០៣-១២ ០៩:០០"]
)
def test_an_instant_is_a_day_and_a_time_in_phnom_penh(typed: str, qtbot: QtBot) -> None:
    editor = DateTimeEditor(spec(Kind.DATETIME))
    qtbot.addWidget(editor)
    editor.read(typed)
    assert editor.complaint == ""
    assert editor.value() == datetime(2024, 3, 12, 9, tzinfo=clock.PHNOM_PENH)


def test_a_day_without_a_time_is_not_an_instant(qtbot: QtBot) -> None:
    editor = DateTimeEditor(spec(Kind.DATETIME))
    qtbot.addWidget(editor)
    editor.read("2024-03-12")
    assert editor.complaint.startswith("Give the time as well")


def test_seconds_that_were_not_touched_are_kept(qtbot: QtBot) -> None:
    moment = datetime(2024, 3, 12, 9, 0, 31, tzinfo=clock.PHNOM_PENH)
    editor = DateTimeEditor(spec(Kind.DATETIME))
    qtbot.addWidget(editor)
    editor.set_value(moment)
    assert editor.value() == moment


def test_yes_and_no_can_be_left_unsaid_only_where_it_is_optional(qtbot: QtBot, desk: Desk) -> None:
    for required, count in ((True, 2), (False, 3)):
        editor = editor_for(spec(Kind.BOOL, required=required), desk)
        qtbot.addWidget(editor)
        assert isinstance(editor, SegmentsEditor)
        assert len(editor.values) == count
        editor.group.buttons()[1].click()
        assert editor.value() is False


def test_a_score_is_pressed_and_taken_back(qtbot: QtBot, desk: Desk) -> None:
    editor = editor_for(spec(Kind.SCORE), desk)
    qtbot.addWidget(editor)
    assert isinstance(editor, SegmentsEditor)
    editor.group.buttons()[3].click()
    assert editor.value() == 4
    editor.group.buttons()[3].click()
    assert editor.value() is None


def test_a_choice_is_the_member_itself(qtbot: QtBot, desk: Desk) -> None:
    editor = editor_for(spec(Kind.CHOICE, choices=Level3), desk)
    qtbot.addWidget(editor)
    assert isinstance(editor, ListEditor)
    editor.combo.activated.emit(2)
    assert editor.value() is list(Level3)[1]


def test_a_term_that_is_no_longer_offered_is_not_lost(qtbot: QtBot, desk: Desk) -> None:
    editor = editor_for(spec(Kind.TERM, vocab="issue"), desk)
    qtbot.addWidget(editor)
    assert isinstance(editor, TermEditor)
    assert editor.combo.findData("old") < 0
    editor.set_value(Term("old"))
    assert editor.value() == "old"
    assert editor.combo.currentText() == "Old issue (no longer offered)"


def test_a_new_term_is_kept_and_chosen(qtbot: QtBot, desk: Desk, session: Session) -> None:
    editor = TermEditor(spec(Kind.TERM, vocab="issue"), desk)
    qtbot.addWidget(editor)
    editor.add("River bank erosion")
    qtbot.waitUntil(lambda: editor.value() == "river_bank_erosion")
    assert session.vault.term_label("issue", "river_bank_erosion") == "River bank erosion"
    editor.add("land")
    assert editor.value() == "land"


def test_a_place_is_found_by_its_khmer_name(qtbot: QtBot, desk: Desk) -> None:
    editor = editor_for(spec(Kind.PLACE), desk)
    qtbot.addWidget(editor)
    assert isinstance(editor, PlaceEditor)
    editor.search.setText("ព្រៃវែង")
    editor.search.textEdited.emit("ព្រៃវែង")
    editor.search.search_now()
    qtbot.waitUntil(lambda: bool(editor.search.options))
    editor.search.picked.emit(editor.search.options[0])
    assert editor.value() == Place("14")
    assert editor.search.text() == "Prey Veng province"


def test_a_name_that_nobody_chose_is_a_complaint_not_a_value(qtbot: QtBot, desk: Desk) -> None:
    editor = editor_for(spec(Kind.PLACE), desk)
    qtbot.addWidget(editor)
    assert isinstance(editor, PlaceEditor)
    editor.search.textEdited.emit("Nowhere")
    assert editor.value() is None
    assert editor.complaint == "Choose one from the list, or empty the field."


def test_several_values_are_chips_in_order(qtbot: QtBot, desk: Desk) -> None:
    editor = editor_for(spec(Kind.TERM, vocab="issue", many=True), desk)
    qtbot.addWidget(editor)
    assert isinstance(editor, ChipsEditor)
    editor.set_value((Term("old"),))
    editor.adder.take(Term("land"))
    assert editor.value() == ("old", "land")
    editor.adder.take(Term("land"))
    assert editor.value() == ("old", "land")
    editor.chips()[0].drop.click()
    assert editor.value() == ("land",)


def test_tab_leaves_a_field_of_several_lines(qtbot: QtBot) -> None:
    editor = LongEditor(spec(Kind.LONG))
    qtbot.addWidget(editor)
    QTest.keyClick(editor.area, Qt.Key.Key_Tab)
    assert editor.area.toPlainText() == ""
    QTest.keyClicks(editor.area, "one")
    QTest.keyClick(editor.area, Qt.Key.Key_Return)
    QTest.keyClicks(editor.area, "two")
    assert editor.value() == "one\ntwo"


def test_a_text_is_shown_whole_also_when_the_window_gets_narrow(qtbot: QtBot) -> None:
    editor = LongEditor(spec(Kind.LONG))
    qtbot.addWidget(editor)
    editor.set_value("several words " * 30)
    editor.resize(700, 60)
    editor.show()
    wide = editor.area.height()
    editor.resize(300, 60)
    qtbot.waitUntil(lambda: editor.area.height() > wide)


# --- child tables ---------------------------------------------------------------------------------


@pytest.fixture
def points(qtbot: QtBot, desk: Desk) -> ChildTable:
    table = ChildTable(Meeting.meta.field("talking_points"), desk)
    qtbot.addWidget(table)
    table.set_value((TalkingPoint(order=1, point="First"), TalkingPoint(order=2, point="Second")))
    table.show()
    return table


def points_of(table: ChildTable) -> list[str]:
    return [row.point for row in table.value()]  # type: ignore[attr-defined]


def test_rows_are_added_moved_and_removed(points: ChildTable) -> None:
    row = points.add_row()
    row.editors["point"].take("Third")
    assert points_of(points) == ["First", "Second", "Third"]
    points.rows[2].buttons["up"].click()
    assert points_of(points) == ["First", "Third", "Second"]
    points.rows[0].buttons["remove"].click()
    assert points_of(points) == ["Third", "Second"]


def test_rows_obey_the_keyboard(points: ChildTable) -> None:
    QTest.keyClick(points.rows[0], Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert points_of(points) == ["Second", "First"]
    QTest.keyClick(points.rows[0], Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    assert points_of(points) == ["First"]
    QTest.keyClick(points, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(points.rows) == 2


def test_looking_at_a_row_changes_nothing_in_it(points: ChildTable) -> None:
    before = points.value()
    points.rows[0].unfold()
    assert points.value() == before


def test_a_row_shows_its_own_problems(points: ChildTable) -> None:
    points.show_problems({"1.evidence": ["Link the evidence."]})
    points.rows[1].unfold()
    assert "Link the evidence." in points.rows[1].problem_words()
    assert points.rows[0].problem_words() == ""


def test_a_number_that_cannot_be_read_is_a_complaint_of_the_table(qtbot: QtBot, desk: Desk) -> None:
    table = ChildTable(Meeting.meta.field("attendance"), desk)
    qtbot.addWidget(table)
    table.set_value((Attendance(total=12),))
    editor = table.rows[0].editors["total"]
    assert isinstance(editor, IntEditor)
    editor.read("a dozen")
    assert table.complaint == "Row 1: “a dozen” is not a whole number."
    editor.read("១២")
    assert table.complaint == ""


def test_every_kind_of_field_of_every_type_has_an_editor(qtbot: QtBot, desk: Desk) -> None:
    from civicdesk.records.record import ENVELOPE, record_types

    for cls in record_types():
        for one in (*cls.meta.fields, *ENVELOPE):
            editor = editor_for(one, desk)
            qtbot.addWidget(editor)
            editor.set_value(one.default)
            assert editor.value() == one.default


def test_the_arrows_go_from_yes_to_no_and_space_presses_where_they_are(qtbot: QtBot, desk: Desk) -> None:
    editor = editor_for(spec(Kind.BOOL, required=True), desk)
    qtbot.addWidget(editor)
    assert isinstance(editor, SegmentsEditor)
    with qtbot.waitExposed(editor):
        editor.show()
    yes, no = editor.group.buttons()
    yes.setFocus()
    QTest.keyClick(yes, Qt.Key.Key_Right)
    assert no.hasFocus()
    QTest.keyClick(no, Qt.Key.Key_Right)
    assert no.hasFocus() and editor.value() is None
    QTest.keyClick(no, Qt.Key.Key_Space)
    assert editor.value() is False
