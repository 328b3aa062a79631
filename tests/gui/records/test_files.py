"""Files of a record in the window: added, looked at, copied out, taken away; a draft keeps what it refers to."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot
from strategies import council, saved

from civicdesk.documents.file_intake import take_in
from civicdesk.vault import attachments
from civicdesk.vault.changes import Change
from civicdesk.vault.vault import Vault
from ui.dialogs.preview import PreviewDialog
from ui.dialogs.save_copy import SaveCopyDialog
from ui.records.files_editor import FilesEditor, Source
from ui.records.form_page import RecordFormPage
from ui.session import Session
from ui.tidying import tidy_later

from .conftest import WAIT
from .hands import made

KHMER = "ផែនទី.jpg"
NOTHING = QPoint(5, 5)


def picture(words: str = "SpyCam") -> bytes:
    exif = Image.Exif()
    exif[0x010F] = words
    out = io.BytesIO()
    Image.effect_noise((300, 200), 60).convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()


def editor_of(page: RecordFormPage, key: str = "attachments") -> FilesEditor:
    assert page.form is not None
    page.form.reveal(key)
    found = page.form.boxes[key].editor
    assert isinstance(found, FilesEditor)
    return found


def settled(editor: FilesEditor, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not editor.bar.is_busy, timeout=WAIT)
    qtbot.wait(20)


@pytest.fixture
def form(open_form: Callable[..., RecordFormPage], vault: Vault) -> RecordFormPage:
    record = saved(vault, council())
    return open_form("stakeholder", record.id)


def drop(editor: FilesEditor, *paths: Path) -> None:
    held = QMimeData()
    held.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    how = (Qt.DropAction.CopyAction, held, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(NOTHING, *how)
    editor.dragEnterEvent(entering)
    assert entering.isAccepted()
    editor.dropEvent(QDropEvent(NOTHING, *how))


def test_files_that_are_dropped_are_in_the_record_after_saving(
    form: RecordFormPage, save: Callable[[RecordFormPage], None], vault: Vault, qtbot: QtBot, tmp_path: Path
) -> None:
    one, two = tmp_path / KHMER, tmp_path / "letter.odt"
    one.write_bytes(picture())
    two.write_bytes(os.urandom(50_000))
    editor = editor_of(form)
    drop(editor, one, two)
    settled(editor, qtbot)
    assert [row.file.name for row in editor.file_rows()] == [KHMER, "letter.odt"]
    assert form.is_dirty
    save(form)
    record = vault.get("stakeholder", form.record_id or "")
    assert record is not None and len(record.attachments) == 2
    assert attachments.open_plain(vault, record.attachments[1]) == two.read_bytes()
    assert b"SpyCam" not in attachments.open_plain(vault, record.attachments[0])
    assert one.exists() and two.exists()


def test_a_picture_is_pasted_with_the_keyboard(form: RecordFormPage, qtbot: QtBot) -> None:
    held = QMimeData()
    held.setData("image/jpeg", picture())
    QGuiApplication.clipboard().setMimeData(held)
    editor = editor_of(form)
    QTest.keyClick(editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settled(editor, qtbot)
    assert [(file.name, file.cleaned) for file in editor.files()] == [("Picture.jpg", True)]
    QGuiApplication.clipboard().clear()
    editor.paste()
    assert "no file and no picture" in editor.banner.text


def test_hidden_data_is_kept_only_where_a_person_says_so_and_the_row_tells(
    form: RecordFormPage, vault: Vault, qtbot: QtBot
) -> None:
    editor = editor_of(form)
    assert editor.clean.isChecked()
    editor.clean.click()
    editor.add([Source(picture(), "a.jpg")])
    settled(editor, qtbot)
    (row,) = editor.file_rows()
    assert "kept" in row.accessibleName()
    assert b"SpyCam" in attachments.open_plain(vault, row.file)


def test_what_is_refused_says_why_and_the_others_are_added(form: RecordFormPage, qtbot: QtBot) -> None:
    editor = editor_of(form)
    editor.add([Source(b"", "empty.txt"), Source(b"words", "good.txt"), Source(picture()[:200], "cut.jpg")])
    settled(editor, qtbot)
    assert [file.name for file in editor.files()] == ["good.txt"]
    assert editor.banner.text.startswith("empty.txt: This file is empty")
    assert "1 more" in editor.banner.text


def test_a_file_that_was_taken_out_is_put_back(form: RecordFormPage, qtbot: QtBot) -> None:
    editor = editor_of(form)
    editor.add([Source(b"one", "one.txt"), Source(b"two", "two.txt")])
    settled(editor, qtbot)
    before = editor.files()
    editor.file_rows()[0].drop_button.click()
    assert [file.name for file in editor.files()] == ["two.txt"]
    editor.banner.action.click()
    assert editor.files() == before


def test_a_field_for_one_file_holds_the_last(
    open_form: Callable[..., RecordFormPage], vault: Vault, qtbot: QtBot
) -> None:
    page = open_form("authorisation", made(vault, "authorisation").id)
    editor = editor_of(page, "scan")
    for name in ("first.pdf", "second.pdf"):
        editor.add([Source(b"%PDF-" + name.encode(), name)])
        settled(editor, qtbot)
    assert [file.name for file in editor.files()] == ["second.pdf"]


def test_giving_up_adds_nothing(form: RecordFormPage, vault: Vault, qtbot: QtBot, tmp_path: Path) -> None:
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(200_000_000)
    editor = editor_of(form)
    editor.add([Source(large, "large.bin")])
    editor.bar.cancel()
    qtbot.waitUntil(lambda: not editor.bar.is_busy, timeout=WAIT)
    assert editor.files() == () and editor.add_button.isEnabled()
    assert not list((vault.path / "att").rglob("*.age"))


def test_a_draft_keeps_its_files(form: RecordFormPage, qtbot: QtBot) -> None:
    editor = editor_of(form)
    editor.add([Source(b"one", "one.txt")])
    settled(editor, qtbot)
    (draft,) = form.drafts()
    files = editor.files()
    form.load()
    qtbot.waitUntil(lambda: not form.is_dirty, timeout=WAIT)
    form.restore(draft)
    assert editor_of(form).files() == files


def test_a_page_is_shown_and_turned(session: Session, vault: Vault, qtbot: QtBot) -> None:
    import pikepdf

    document, out = pikepdf.new(), io.BytesIO()
    for _number in range(3):
        document.add_blank_page(page_size=(200, 300))
    document.save(out)
    file = take_in(vault, "programme", out.getvalue(), "pages.pdf")
    dialog = PreviewDialog(session, file)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.pages == 3, timeout=WAIT)
    assert dialog.sheet.pixmap().width() > 300
    dialog.next_button.click()
    qtbot.waitUntil(lambda: dialog.sheet.accessibleName() == "Page 2", timeout=WAIT)
    width = dialog.sheet.pixmap().width()
    dialog.larger_button.click()
    qtbot.waitUntil(lambda: dialog.sheet.pixmap().width() > width, timeout=WAIT)
    assert dialog.windowTitle() == "Preview"


def test_a_damaged_file_is_not_shown(session: Session, vault: Vault, qtbot: QtBot) -> None:
    file = take_in(vault, "programme", picture(), "a.jpg")
    path = attachments.place(vault.path, vault.opened.keys("programme").cid, file.id)
    path.write_bytes(path.read_bytes()[:-1])
    dialog = PreviewDialog(session, file)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: "cut short" in dialog.banner.text, timeout=WAIT)
    assert dialog.sheet.pixmap().isNull()


def _history(vault: Vault, record_id: str) -> list[Change]:
    with vault.lock:
        return list(vault.history("stakeholder", record_id))


def test_a_copy_outside_asks_for_reason_and_passphrase_and_is_in_the_journal(
    session: Session, vault: Vault, qtbot: QtBot, tmp_path: Path, vault_passphrase: str
) -> None:
    file = take_in(vault, "programme", b"words of a letter", "letter.txt")
    record = saved(vault, council(attachments=(file,)))
    dialog = SaveCopyDialog(session, ("stakeholder", record.id), file)
    qtbot.addWidget(dialog)
    dialog.show()
    assert "not encrypted" in dialog.warning.text().replace("\u200b", "")
    assert not dialog.save_button.isEnabled()
    dialog.reason.setText("for the lawyer")
    dialog.passphrase.line.setText("another passphrase altogether")
    target = tmp_path / "letter.txt"
    dialog.save(target)
    qtbot.waitUntil(lambda: "does not open" in dialog.banner.text, timeout=WAIT)
    assert not target.exists() and not dialog.passphrase.text()
    dialog.passphrase.line.setText(vault_passphrase)
    assert dialog.save_button.isEnabled()
    dialog.save(target)
    qtbot.waitUntil(lambda: "is saved" in dialog.banner.text, timeout=WAIT)
    assert target.read_bytes() == b"words of a letter"
    assert target.stat().st_mode & 0o777 == 0o600
    notes = [(one.verb, one.reason) for one in _history(vault, record.id)]
    assert ("copied-out", "for the lawyer") in notes and len([n for n in notes if n[0] == "copied-out"]) == 1


def test_a_person_without_the_key_adds_nothing(form: RecordFormPage, vault: Vault) -> None:
    assert form.form is not None
    form.form.desk.home = "elsewhere"
    editor = FilesEditor(form.form.boxes["name"].spec, form.form.desk)
    editor.show()
    assert not editor.add_button.isVisible() and "Restricted" in editor.hint.text()
    editor.add([Source(b"one", "one.txt")])
    assert editor.files() == ()


def test_every_control_has_a_name(form: RecordFormPage, qtbot: QtBot) -> None:
    editor = editor_of(form)
    editor.add([Source(picture(), "a.jpg")])
    settled(editor, qtbot)
    buttons = [one for one in editor.findChildren(QAbstractButton) if one.isVisibleTo(editor)]
    assert len(buttons) == 6
    assert all(one.accessibleName() or one.text() for one in buttons)
    names = [one.accessibleName() for one in editor.file_rows()[0].findChildren(QAbstractButton)]
    assert len(set(names)) == 3 and all("a.jpg" in name for name in names)


def test_what_no_record_took_is_deleted_some_time_after_unlocking(
    session: Session, vault: Vault, qtbot: QtBot
) -> None:
    paths = []
    for days in (0, 2):
        file = take_in(vault, "programme", b"forgotten", "a.txt")
        path = attachments.place(vault.path, vault.opened.keys("programme").cid, file.id)
        moment = path.stat().st_mtime - 86_400 * days
        os.utime(path, (moment, moment))
        paths.append(path)
    tidy_later(session, 0)
    qtbot.waitUntil(lambda: not paths[1].exists(), timeout=WAIT)
    assert paths[0].exists()
