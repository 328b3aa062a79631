"""What the window does not leave behind: clipboard, keyboard suggestions, undo, titles, the synchronised folder."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit

import civicdesk
import ui
from civicdesk.records.record import record_types
from civicdesk.vault.vault import Vault
from ui.clipboard import KDE_HINT, MARKS, ClipboardGuard, marked
from ui.navigation import Place

QUIET = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
ROOT = Path(ui.__file__).parent.parent
SOURCES = [*Path(ui.__file__).parent.rglob("*.py"), *Path(civicdesk.__file__).parent.rglob("*.py")]


AS_STARTED = """
import os, runpy, sys
sys.argv = ["x", "--help"]
try:
    runpy.run_module("{module}", run_name="__main__")
except SystemExit:
    pass
print("ENV", *(os.environ[name] for name in ("OPENSSL_CONF", "OPENSSL_MODULES", "OPENSSL_ENGINES")))
"""


# clipboard -----------------------------------------------------------------------------------------


def test_what_is_copied_is_marked_for_histories_and_only_plain_text(qtbot, desk, window):
    line = QLineEdit("Officer A")
    qtbot.addWidget(line)
    line.selectAll()
    line.copy()
    held = QGuiApplication.clipboard().mimeData()
    assert held.text() == "Officer A"
    assert bytes(held.data(KDE_HINT).data()) == b"secret"
    assert set(held.formats()) == {"text/plain", *MARKS}
    assert desk.clipboard.timer.isActive() and desk.clipboard.timer.interval() == 10_000


def test_it_is_cleared_when_the_time_is_up(qtbot, desk, window):
    QGuiApplication.clipboard().setText("Officer A")
    desk.clipboard.timer.timeout.emit()
    assert QGuiApplication.clipboard().text() == ""
    assert not desk.clipboard.timer.isActive()


def test_what_another_program_copied_since_is_left_alone(qapp, monkeypatch):
    guard = ClipboardGuard(qapp)
    monkeypatch.setattr(ClipboardGuard, "_is_ours", lambda _guard, _mode: False)
    QGuiApplication.clipboard().setText("of somebody else")
    guard.clear()
    assert QGuiApplication.clipboard().text() == "of somebody else"
    guard.deleteLater()
    monkeypatch.undo()
    QGuiApplication.clipboard().clear()


TWO_PROGRAMS = """
import subprocess, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
application = QApplication([])
clipboard = application.clipboard()
if sys.argv[1] == "theirs":
    print(clipboard.text(), bytes(clipboard.mimeData().data("x-kde-passwordManagerHint").data()), flush=True)
    clipboard.setText("theirs")
    print("copied", flush=True)
    QTimer.singleShot(20000, application.quit)
    application.exec()
    sys.exit()
from ui.clipboard import ClipboardGuard
from ui.pictures import rest
guard = ClipboardGuard(application)
clipboard.setText("Officer A")
rest(200)
other = subprocess.Popen([sys.executable, "-c", sys.argv[2], "theirs"], stdout=subprocess.PIPE, text=True)
while not other.stdout.readable() or rest(100) or not clipboard.text() == "theirs":
    pass
guard.clear()
rest(200)
print("left", clipboard.text())
clipboard.setText("Officer B")
guard.clear()
rest(200)
print("cleared", repr(clipboard.text()))
other.terminate()
print(other.communicate()[0].splitlines()[0])
"""


@pytest.mark.skipif(not shutil.which("xvfb-run"), reason="needs a screen in memory")
def test_on_a_real_clipboard_only_what_is_still_ours_is_cleared():
    """Two programs under one X server: the mark reaches the other one, and what it copied then stays."""
    environment = os.environ | {"QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
    command = ["xvfb-run", "-a", sys.executable, "-B", "-c", TWO_PROGRAMS, "ours", TWO_PROGRAMS]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    if "could not connect to display" in done.stderr or "xcb" in done.stderr:
        pytest.skip("Qt has no screen here")
    assert done.stdout.splitlines() == ["left theirs", "cleared ''", "Officer A b'secret'"]


@pytest.mark.parametrize("way", ["lock", "leave"])
def test_locking_and_leaving_clear_it(qtbot, desk, window, monkeypatch, way):
    monkeypatch.setattr(desk._application, "quit", lambda: None)
    QGuiApplication.clipboard().setText("Officer A")
    getattr(desk, way)()
    assert QGuiApplication.clipboard().text() == ""


def test_the_formats_of_windows_are_named_as_windows_names_them():
    names = " ".join(marked("x").formats())
    for name in ("ExcludeClipboardContentFromMonitorProcessing", "CanIncludeInClipboardHistory",
                 "CanUploadToCloudClipboard"):  # fmt: skip
        assert f'"{name}"' in names


# keyboard, undo ------------------------------------------------------------------------------------


def test_no_restricted_field_feeds_the_suggestions_of_a_keyboard(qtbot, desk, window, settle):
    looked = 0
    for cls in record_types():
        if cls.meta.name not in window.navigation.types:
            continue
        window.go(Place("records", cls.meta.name))
        window.new_record()
        settle()
        qtbot.waitUntil(lambda: window.page.form.form is not None, timeout=20_000)
        for box in window.page.form.form.boxes.values():
            control = box.editor.focusProxy()
            if box.editor.spec.tag is None or not isinstance(control, (QLineEdit, QPlainTextEdit)):
                continue
            looked += 1
            assert control.inputMethodHints() & QUIET == QUIET, box.editor.spec.key
        window.page.close_record()
    assert looked > 10


def test_search_and_filters_feed_none_either(desk, window, settle):
    window.go(Place("records", "meeting"))
    settle()
    lines = [line for line in window.findChildren(QLineEdit) if line.isVisible()]
    assert window.top.search in lines
    assert [line.accessibleName() for line in lines if line.inputMethodHints() & QUIET != QUIET] == []


def test_a_form_that_is_closed_keeps_nothing_to_undo(qtbot, desk, window, settle):
    hit = window.session.vault.search_titles(("meeting",), "land", 1)[0]
    window.open_record("meeting", hit.id)
    settle()
    areas = window.page.form.findChildren(QPlainTextEdit)
    assert areas
    window.page.close_record()
    assert [area.toPlainText() for area in areas] == [""] * len(areas)
    assert not any(area.isUndoRedoEnabled() for area in areas)


# titles, lists, logs -------------------------------------------------------------------------------


def test_no_window_title_names_a_record_or_the_vault(qtbot, desk, window, settle):
    hit = window.session.vault.search_titles(("stakeholder",), "council", 1)[0]
    window.open_record("stakeholder", hit.id)
    settle()
    titles = [top.windowTitle() for top in QApplication.topLevelWidgets() if top.isVisible()]
    assert titles == ["CivicDesk"] * len(titles)
    assert QGuiApplication.applicationDisplayName() in ("CivicDesk", QGuiApplication.applicationName())


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_no_source_prints_a_traceback_or_writes_a_log(source):
    tree = ast.parse(source.read_text("utf-8"))
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert "logging" not in imported
    assert names.isdisjoint(
        {"print_exc", "format_exc", "dump_traceback", "dump_traceback_later", "showMessage"}
    )
    assert "enable" not in names or "faulthandler" not in imported


def test_every_entry_point_turns_off_the_configuration_of_openssl_before_any_library(tmp_path):
    planted = tmp_path / "openssl.cnf"
    planted.write_text("this is no configuration\n[")
    for module in ("civicdesk", "ui"):
        code = AS_STARTED.format(module=module)
        environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "OPENSSL_CONF": str(planted)}
        done = subprocess.run(
            [sys.executable, "-B", "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        assert "ENV /dev/null /dev/null /dev/null" in done.stdout


def test_a_window_started_inside_a_vault_leaves_that_folder(filled_path, tmp_path, monkeypatch):
    from civicdesk.hardening import leave_vault_folder

    monkeypatch.chdir(tmp_path)
    leave_vault_folder()
    assert Path.cwd() == tmp_path
    monkeypatch.chdir(filled_path / "db")
    leave_vault_folder()
    assert Path.cwd() == Path(filled_path.anchor)


# the synchronised folder ---------------------------------------------------------------------------


def test_a_vault_in_a_synchronised_folder_is_warned_of_at_every_start(
    qtbot, desk, settle, filled_path, passphrase, tmp_path
):
    place = tmp_path / "OneDrive" / "Work.civicdesk"
    place.parent.mkdir()
    filled_path.rename(place)
    desk.take(Vault.open(place, passphrase))
    settle()
    assert "OneDrive may copy this vault" in desk.window.banner.text
    assert any("sync program" in label.accessibleName() for label in desk.window.status.children()
               if hasattr(label, "accessibleName"))  # fmt: skip


def test_a_new_vault_there_asks_for_a_reason_first(qtbot, tmp_path):
    from ui.unlock.create import PlaceStep

    (tmp_path / "Dropbox").mkdir()
    step = PlaceStep()
    qtbot.addWidget(step)
    step.name.setText("Office")
    step.person.setText("Director")
    step.folder.setText(str(tmp_path))
    assert step.complaint == "" and step.place_reason.isHidden()
    step.folder.setText(str(tmp_path / "Dropbox"))
    assert not step.place_reason.isHidden()
    said = [label.text().replace("\u200b", "") for label in step.place_reason.findChildren(QLabel)]
    assert any("sync program" in words for words in said) and "Write why" in step.complaint
    step.place_reason.line.setText("the board decided it on 3 March")
    assert step.complaint == ""


# the honest page -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "km"])
def test_the_honest_page_is_whole_in_both_languages_and_one_page_long(language):
    from ui.unlock.honest import honesty

    page, other = honesty(language), honesty("km" if language == "en" else "en")
    assert len(page.limits) == len(other.limits) == 14
    assert all(situation and words for situation, words in page.limits)
    if language == "en":
        assert sum(len(f"{situation} {words}".split()) for situation, words in page.limits) <= 450


def test_the_honest_page_is_read_in_either_language_whatever_the_window_speaks(qtbot, desk, filled_path):
    from ui.dialogs.honesty import LimitsDialog

    desk.start(filled_path)
    dialog = LimitsDialog(desk.unlock)
    assert "What CivicDesk does not do" in dialog.text.toPlainText()
    dialog.languages["km"].click()
    assert dialog.windowTitle() == dialog.text.accessibleName() == "អ្វីដែល CivicDesk មិនធ្វើ"
    assert "Ctrl+L" in dialog.text.toPlainText()
    assert dialog.text.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard
    dialog.deleteLater()


def test_the_first_page_says_what_it_cannot_do_word_for_word():
    from ui.unlock import honest

    assert f"{honest.promise()} {honest.limit()}" == (
        "CivicDesk protects your records if this computer is taken while it is locked or off. It cannot protect you "
        "from software that watches your screen or keys, from someone who makes you open it, or from files you save "
        "outside."
    )
    english = honest.honesty("en")
    assert (english.promise, english.limit) == (honest.promise(), honest.limit())
