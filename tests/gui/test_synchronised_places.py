"""What would go into a folder that a sync program copies away: the window asks before, and there is a field for why."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from accessible import nameless

from civicdesk.services.travel import trips_out
from civicdesk.vault import attachments, recovery
from civicdesk.vault.keyslot import FLOOR
from ui.dialogs.save_copy import SaveCopyDialog
from ui.navigation import Place
from ui.recovery.sheets import SheetsView
from ui.travel.out import TravelOutDialog

LONG = 60_000
WHY = "the board decided it on 3 March"


@pytest.fixture
def away(tmp_path: Path) -> Path:
    """A folder that a sync program copies away, by its name."""
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    return folder


def noted(vault, verb: str) -> list[str]:
    with vault.lock:
        lines = vault.stores["programme"].journal.since(vault.stores["programme"].db)
    return [one.reason for one in lines if one.verb == verb]


def test_a_travel_copy_there_asks_for_a_reason_in_its_dialog(qtbot, window, away, tmp_path):
    dialog = TravelOutDialog(window.session, window, FLOOR)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.secret.again.line.setText(dialog.secret.text())
    dialog.choose_place(tmp_path)
    assert not dialog.place_reason.isVisibleTo(dialog) and dialog.make_button.isEnabled()
    dialog.choose_place(away)
    assert dialog.place_reason.isVisibleTo(dialog) and nameless(dialog) == []
    assert not dialog.make_button.isEnabled() and "Write why" in dialog.complaint
    qtbot.keyClicks(dialog.place_reason.line, WHY)
    assert dialog.make_button.isEnabled()
    dialog.make()
    qtbot.waitUntil(lambda: dialog.taken is not None, timeout=LONG)
    assert dialog.taken.path.parent == away and len(trips_out(window.session.vault)) == 1
    assert noted(window.session.vault, "travel-out") == [WHY]


def test_a_backup_there_asks_for_a_reason_on_the_page(qtbot, window, settle, away, tmp_path):
    window.go(Place("backup"))
    settle()
    page = window.page
    page.choose_place(away)
    qtbot.waitUntil(lambda: page.place_reason.isVisibleTo(page), timeout=LONG)
    assert not page.make_button.isEnabled() and nameless(page) == []
    qtbot.keyClicks(page.place_reason.line, WHY)
    assert page.make_button.isEnabled()
    page.make()
    qtbot.waitUntil(lambda: page.list.count() == 1, timeout=LONG)
    assert page.banner.tone == "good" and noted(window.session.vault, "backup placed") == [WHY]
    page.choose_place(tmp_path)
    qtbot.waitUntil(lambda: not page.place_reason.isVisibleTo(page), timeout=LONG)
    qtbot.waitUntil(page.make_button.isEnabled, timeout=LONG)


def test_a_copy_of_a_file_there_is_asked_about_before_it_is_written(
    qtbot, window, settle, away, tmp_path, passphrase
):
    vault = window.session.vault
    record = next(vault.iterate("stakeholder"))
    file = attachments.add(vault, "programme", io.BytesIO(b"words of a letter"), "letter.txt")
    with vault.transaction(accept="for the test") as tx:
        tx.save(record.replaced(attachments=(file,)))
    dialog = SaveCopyDialog(window.session, ("stakeholder", record.id), file)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.reason.setText("for the lawyer")
    dialog.passphrase.line.setText(passphrase)
    target = away / "letter.txt"
    dialog.save(target)
    assert "Nothing was saved yet" in dialog.banner.text and not dialog.bar.is_busy
    assert dialog.place_reason.isVisibleTo(dialog) and nameless(dialog) == []
    qtbot.keyClicks(dialog.place_reason.line, WHY)
    dialog.banner.action.click()
    qtbot.waitUntil(lambda: "is saved" in dialog.banner.text, timeout=LONG)
    assert target.read_bytes() == b"words of a letter"
    with vault.lock:
        lines = [one.reason for one in vault.history("stakeholder", record.id) if one.verb == "copied-out"]
    assert lines == [f"for the lawyer · {WHY}"]


def test_a_recovery_sheet_is_never_saved_there(qtbot, window, away, tmp_path):
    view = SheetsView()
    qtbot.addWidget(view)
    view.show_sheets(recovery.make(window.session.vault, "main").sheets)
    older = away / "sheet.pdf"
    older.write_bytes(b"older")
    view.save_as(older)
    assert "not encrypted" in view.banner.text and "by hand" in view.banner.text
    assert older.read_bytes() == b"older" and [one.name for one in away.iterdir()] == ["sheet.pdf"]
    view.save_as(tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
