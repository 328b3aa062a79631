"""No form is too deep for a draft: a form over a form, rows of a table, and words typed just before the lock."""

from __future__ import annotations

from civicdesk.vault.drafts import kept_drafts
from civicdesk.vault.vault import Vault
from ui.draft_keeper import EVERY_MS
from ui.navigation import Place
from ui.records.new_record import ask_for_record


def meeting(qtbot, window, settle):
    hit = window.session.vault.search_titles(("meeting",), "land", 1)[0]
    window.open_record("meeting", hit.id)
    settle()
    qtbot.waitUntil(
        lambda: window.page.form is not None and window.page.form.form is not None, timeout=20_000
    )
    return window.page.form.form


def test_a_form_over_a_form_comes_back_as_well(qtbot, desk, window, settle, filled_path, passphrase):
    form = meeting(qtbot, window, settle)
    form.put("purpose", "Below")
    dialog = ask_for_record(window, window.session, "stakeholder", "", lambda *_words: None)
    qtbot.waitUntil(lambda: dialog.page.form is not None, timeout=20_000)
    dialog.page.form.put("name", "Above")
    desk.lock()
    desk.take(Vault.open(filled_path, passphrase))
    settle()
    above = desk.window.page_at(Place("records", "stakeholder"))
    below = desk.window.page_at(Place("records", "meeting"))
    qtbot.waitUntil(lambda: above.has_unsaved() and below.has_unsaved(), timeout=20_000)
    assert above.form.current_record().name == "Above"
    assert below.form.current_record().purpose == "Below"


def test_a_row_of_a_table_inside_a_form_comes_back(qtbot, desk, window, settle, filled_path, passphrase):
    form = meeting(qtbot, window, settle)
    table = next(box.editor for box in form.boxes.values() if hasattr(box.editor, "add_row"))
    row = table.add_row()
    key, editor = next((key, one) for key, one in row.editors.items() if hasattr(one, "line"))
    editor.line.setText("half a row")
    editor.read("half a row")
    name = table.spec.key
    desk.lock()
    desk.take(Vault.open(filled_path, passphrase))
    settle()
    page = desk.window.page_at(Place("records", "meeting"))
    qtbot.waitUntil(page.has_unsaved, timeout=20_000)
    rows = page.form.form.boxes[name].editor.rows
    qtbot.waitUntil(lambda: bool(rows) and "half a row" in rows[0].editors[key].line.text(), timeout=20_000)


def test_what_was_saved_in_the_last_moment_before_the_lock_is_no_draft_as_well(
    qtbot, desk, window, settle, filled_path, passphrase
):
    """Ctrl+S and at once Ctrl+L: the record is there once, and no form comes back that would save it again."""
    window.go(Place("records", "stakeholder"))
    window.page.show_record(window.session.vault.search_titles(("stakeholder",), "council", 1)[0].id)
    qtbot.waitUntil(lambda: window.page.form.form is not None, timeout=20_000)
    window.page.form.form.put("name", "Saved at the last moment")
    window.page.form.save()
    desk.lock()
    vault = Vault.open(filled_path, passphrase)
    assert len(vault.find("stakeholder", name="Saved at the last moment")) == 1
    assert kept_drafts(vault) == []
    vault.close()


def test_a_save_that_was_refused_in_the_last_moment_leaves_the_words_as_a_draft(
    qtbot, desk, window, settle, filled_path, passphrase
):
    window.go(Place("records", "stakeholder"))
    window.new_record()
    qtbot.waitUntil(lambda: window.page.form.form is not None, timeout=20_000)
    window.page.form.form.put("name", "Not complete")
    window.page.form.save()
    desk.lock()
    vault = Vault.open(filled_path, passphrase)
    assert vault.find("stakeholder", name="Not complete") == []
    assert [draft.values["name"] for draft in kept_drafts(vault)] == ["Not complete"]
    vault.close()


def test_the_timer_of_drafts_leaves_a_second_for_writing_them(window):
    assert window.keeper._timer.isActive()
    assert window.keeper._timer.interval() == EVERY_MS <= 1000


def test_what_is_typed_is_in_the_vault_without_a_lock_and_encrypted(qtbot, desk, window, settle, filled_path):
    form = meeting(qtbot, window, settle)
    form.put("purpose", "Zanzibarcanary")
    qtbot.waitUntil(
        lambda: any("Zanzibarcanary" in str(one.values) for one in kept_drafts(window.session.vault)),
        timeout=20_000,
    )
    content = b"".join(
        path.read_bytes() for path in filled_path.rglob("*") if path.is_file() and path.suffix != ".db"
    )
    assert b"Zanzibarcanary" not in content
    desk.lock()
    content = b"".join(path.read_bytes() for path in filled_path.rglob("*") if path.is_file())
    assert b"Zanzibarcanary" not in content


def test_a_reset_of_the_wall_clock_does_not_put_the_lock_off(qapp):
    from ui.idle import Idle

    monotonic, wall = [100.0], [1000.0]
    idle = Idle(qapp, 300, lambda: monotonic[0], lambda: wall[0])
    wall[0] -= 10_000
    monotonic[0] += 299
    assert idle.left() == 1
    monotonic[0] += 1
    assert idle.left() == 0
    qapp.removeEventFilter(idle)


def test_work_after_the_time_was_up_does_not_put_the_lock_off_either(qapp, qtbot):
    """On waking from sleep the first key comes before the timer: the vault locks all the same."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QLineEdit

    from ui.idle import Idle

    wall = [1000.0]
    idle = Idle(qapp, 300, lambda: 100.0, lambda: wall[0])
    line = QLineEdit()
    qtbot.addWidget(line)
    wall[0] += 3600
    QTest.keyClick(line, Qt.Key.Key_A)
    assert idle.left() == 0
    qapp.removeEventFilter(idle)
