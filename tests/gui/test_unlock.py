"""Creating a vault and opening it, as a person does it: with keys and clicks."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from civicdesk.errors import VaultMissing, WrongPassphrase
from civicdesk.vault.vault import Vault
from ui.app import Desk
from ui.unlock.create import PlaceStep
from ui.unlock.window import UnlockWindow

LONG = 60_000


@pytest.fixture
def unlock(desk: Desk) -> UnlockWindow:
    desk.start()
    assert desk.unlock is not None
    return desk.unlock


def test_a_vault_is_created_through_the_wizard_and_opens_with_the_words_it_showed(
    qtbot, desk, unlock, tmp_path
):
    qtbot.mouseClick(unlock.start_page.create_button, Qt.MouseButton.LeftButton)
    page = unlock.create_page
    page.place.folder.setText(str(tmp_path))
    qtbot.keyClicks(page.place.name, "Garden")
    qtbot.keyClicks(page.place.person, "Officer B")
    qtbot.mouseClick(page.next_button, Qt.MouseButton.LeftButton)
    words = page.secret.text()
    assert len(words.split()) == 6
    assert not page.next_button.isEnabled()
    qtbot.keyClicks(page.secret.again.line, words)
    qtbot.mouseClick(page.next_button, Qt.MouseButton.LeftButton)
    assert not page.next_button.isEnabled()
    page.promise.understood.click()
    qtbot.mouseClick(page.next_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: desk.window is not None, timeout=LONG)
    assert desk.session is not None
    desk.session.close()
    opened = Vault.open(tmp_path / "Garden.civicdesk", words)
    assert opened.terms("meeting_type")
    assert [person.display_name for person in opened.iterate("staff_member")] == ["Officer B"]
    opened.close()


def test_typing_something_else_than_the_words_does_not_go_on(qtbot, unlock):
    secret = unlock.create_page.secret
    qtbot.keyClicks(secret.again.line, "not these words")
    assert not secret.is_ready
    assert "not yet the same" in secret.complaint


@pytest.mark.parametrize("typed", ["short", "aaaaaaaaaaaaaaaaaaaaaaaaaaa", "១២៣៤"])
def test_an_own_passphrase_that_is_too_weak_is_refused_with_a_sentence(qtbot, unlock, typed):
    secret = unlock.create_page.secret
    secret._own.setChecked(True)
    secret.own.line.setText(typed)
    secret.again.line.setText(typed)
    assert not secret.is_ready
    assert "five words or twenty characters" in secret.complaint


def test_a_khmer_passphrase_is_allowed_and_its_invisible_spaces_do_not_count(unlock):
    secret = unlock.create_page.secret
    secret._own.setChecked(True)
    secret.own.line.setText("ស្វាយ ដូង ចេក ត្រី បាយ ២០២៤")
    secret.again.line.setText("ស្វាយ\u200b ដូង ចេក ត្រី បាយ 2024")
    assert secret.is_ready


@pytest.mark.parametrize(
    "name, folder, words",
    [
        ("", "", "Give it a name"),
        ("a/b", "", "may not begin"),
        ("Garden", "no such folder", "no such folder"),
        ("Garden", "OneDrive - office", "Write why"),
    ],
)
def test_a_bad_place_for_a_vault_is_refused_with_its_reason(qapp, tmp_path, name, folder, words):
    (tmp_path / "OneDrive - office").mkdir()
    step = PlaceStep()
    step.folder.setText(str(tmp_path / folder))
    step.name.setText(name)
    step.person.setText("Officer B")
    assert words in step.complaint


def test_a_place_that_is_taken_is_refused(qapp, tmp_path):
    (tmp_path / "Garden.civicdesk").mkdir()
    step = PlaceStep()
    step.folder.setText(str(tmp_path))
    step.name.setText("Garden")
    step.person.setText("Officer B")
    assert "never overwrites" in step.complaint


def test_a_wrong_passphrase_is_told_and_the_right_one_then_opens(qtbot, desk, vault_path, passphrase):
    desk.start(vault_path)
    page = desk.unlock.open_page
    page.passphrase.line.setText("not the passphrase at all")
    QTest.keyClick(page.passphrase.line, Qt.Key.Key_Return)
    qtbot.waitUntil(page.banner.isVisible, timeout=LONG)
    assert WrongPassphrase().sentence in page.banner.text
    assert WrongPassphrase().todo in page.banner.text
    assert page.passphrase.text() == "not the passphrase at all"
    page.passphrase.line.setText(passphrase)
    qtbot.mouseClick(page.unlock_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: desk.window is not None, timeout=LONG)
    assert desk.unlock is None


def test_the_window_stays_alive_while_the_key_is_worked_out(qtbot, desk, vault_path, passphrase):
    desk.start(vault_path)
    page = desk.unlock.open_page
    page.passphrase.line.setText(passphrase)
    page.unlock()
    assert not page.unlock_button.isEnabled()
    assert page._bar.isVisible()
    assert desk.window is None
    qtbot.waitUntil(lambda: desk.window is not None, timeout=LONG)


def test_a_missing_vault_is_told_with_its_own_sentence(qtbot, desk, tmp_path):
    desk.start(tmp_path / "Gone.civicdesk")
    page = desk.unlock.open_page
    page.passphrase.line.setText("some words that open nothing")
    page.unlock()
    qtbot.waitUntil(page.banner.isVisible, timeout=LONG)
    assert VaultMissing().sentence in page.banner.text
    assert page.passphrase.text() == ""


def test_the_eye_shows_and_hides_the_passphrase(qtbot, unlock):
    field = unlock.open_page.passphrase
    assert field.line.echoMode() == field.line.EchoMode.Password
    field._eye.click()
    assert field.line.echoMode() == field.line.EchoMode.Normal
    assert field._eye.accessibleName() == "Hide the passphrase"
    field._eye.click()
    assert field.line.echoMode() == field.line.EchoMode.Password


def test_caps_lock_is_noticed_from_a_capital_typed_without_shift(qtbot, unlock):
    field = unlock.open_page.passphrase
    QTest.keyClick(field.line, "A", Qt.KeyboardModifier.NoModifier)
    QTest.keyClicks(field.line, "B")
    assert field._caps is False or "Caps Lock" in field._hint.text()
    field._caps = True
    field._tell_keyboard()
    assert "Caps Lock is on" in field._hint.text()


def test_changing_the_passphrase_needs_the_current_one_and_then_the_new_one_opens(
    qtbot, window, desk, filled_path, passphrase
):
    from ui.unlock.change import ChangePassphraseDialog

    dialog = ChangePassphraseDialog(window.session, window)
    qtbot.addWidget(dialog)
    dialog.show()
    words = dialog.new.text()
    dialog.new.again.line.setText(words)
    dialog.old.line.setText("this is not the current one")
    dialog.change()
    qtbot.waitUntil(dialog.banner.isVisible, timeout=LONG)
    assert WrongPassphrase().sentence in dialog.banner.text
    dialog.old.line.setText(passphrase)
    with qtbot.waitSignal(dialog.accepted, timeout=LONG):
        dialog.change()
    desk.session.close()
    Vault.open(Path(filled_path), words).close()
