"""The form stays with the person: no reproach too early, the same place after a save, nothing closed over words."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from civicdesk.records.meeting import Meeting
from civicdesk.records.record import record_types
from ui.records.child_table import ChildTable
from ui.records.form_page import RecordFormPage
from ui.records.pickers import RecordPicker, _new_option
from ui.tab_order import controls_in

WAIT = 10_000


Open = Callable[..., RecordFormPage]


@pytest.mark.parametrize("name", [cls.meta.name for cls in record_types()])
def test_a_fresh_form_reproaches_nobody(open_form: Open, qtbot: QtBot, name: str) -> None:
    page = open_form(name)
    assert page.form is not None
    qtbot.waitUntil(lambda: bool(page.findings.problems), timeout=WAIT)
    assert {key: box.shown_problems() for key, box in page.form.boxes.items() if box.shown_problems()} == {}


def test_looking_at_another_window_is_not_leaving_a_field(open_form: Open) -> None:
    page = open_form("stakeholder")
    assert page.form is not None
    box = page.form.boxes["name"]
    control = box.editor.focusProxy()
    assert control is not None
    for reason in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
        QApplication.sendEvent(control, QFocusEvent(QEvent.Type.FocusOut, reason))
        assert not box.was_visited
    QApplication.sendEvent(control, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason))
    assert box.was_visited


def test_saving_leaves_the_person_where_they_were(open_form: Open, meeting: Meeting, qtbot: QtBot) -> None:
    page = open_form("meeting", meeting.id)
    old = page.form
    assert old is not None
    page.resize(900, 420)
    page.activateWindow()
    old.reveal("notes_followup" if "notes_followup" in old.boxes else "debrief")
    qtbot.waitUntil(lambda: old.verticalScrollBar().value() > 0, timeout=WAIT)
    before = old.place()
    assert before.path
    old.put(before.path, f"Typed {meeting.id}")
    page.save()
    qtbot.waitUntil(lambda: page.form is not old and not page.is_dirty, timeout=WAIT)
    form = page.form
    assert form is not None
    qtbot.waitUntil(lambda: form.place() == before, timeout=WAIT)


def test_saving_leaves_the_person_in_the_row_of_a_table(
    open_form: Open, meeting: Meeting, qtbot: QtBot
) -> None:
    page = open_form("meeting", meeting.id)
    old = page.form
    assert old is not None
    page.activateWindow()
    table = old.boxes["talking_points"].editor
    assert isinstance(table, ChildTable)
    place = f"talking_points.{len(table.rows)}.point"
    table.add_row()
    old.reveal(place)
    qtbot.waitUntil(lambda: old.place().path == place, timeout=WAIT)
    table.rows[-1].editors["point"].take("Said in the row")
    page.save()
    qtbot.waitUntil(lambda: page.form is not old and not page.is_dirty, timeout=WAIT)
    form = page.form
    assert form is not None
    qtbot.waitUntil(lambda: form.place().path == place, timeout=WAIT)


def test_a_form_over_a_form_is_not_closed_over_what_was_typed(open_form: Open, qtbot: QtBot) -> None:
    from ui.records.new_record import NewRecordDialog

    page = open_form("meeting")
    assert page.form is not None
    picker = page.form.boxes["main_stakeholder"].editor
    assert isinstance(picker, RecordPicker)
    picker.search.setText("New network")
    picker._typing("New network")
    picker.choose(_new_option("stakeholder", "New network"))
    assert picker.complaint == ""
    (dialog,) = picker.findChildren(NewRecordDialog)
    qtbot.waitUntil(lambda: dialog.page.form is not None and dialog.page.is_dirty, timeout=WAIT)
    assert not dialog.would_lose
    inner = dialog.page.form
    assert inner is not None
    inner.put("name_km", "បណ្តាញ")
    dialog.reject()
    assert dialog.isVisible()
    assert "not saved yet" in dialog.page.banner.text
    dialog.page.banner.action.click()
    assert not dialog.isVisible()


@pytest.mark.parametrize("name", ["stakeholder", "meeting", "incident"])
def test_tab_goes_through_the_form_as_the_eye_does(open_form: Open, qtbot: QtBot, name: str) -> None:
    page = open_form(name)
    form = page.form
    assert form is not None
    page.activateWindow()
    form.open_all()
    tables = [box.editor for box in form.boxes.values() if isinstance(box.editor, ChildTable)]
    for table in tables:
        table.add_row()
    QTest.qWait(50)
    expected = [one for one in controls_in(form.widget()) if one.isVisible() and one.isEnabled()]
    assert len(expected) > 20
    expected[0].setFocus()
    seen = [0]
    while seen[-1] < len(expected) - 1:
        page.focusNextChild()
        now = page.focusWidget()
        if now not in expected:
            break
        seen.append(expected.index(now))
        assert seen[-1] > seen[-2]
    left_out = [one for place, one in enumerate(expected) if place not in seen]
    assert all(isinstance(one, QAbstractButton) and one.group() is not None for one in left_out)
    tops = [one.mapTo(form.widget(), QPoint(0, one.height())).y() for one in expected]
    assert all(later > earlier - 60 for earlier, later in pairwise(tops))
