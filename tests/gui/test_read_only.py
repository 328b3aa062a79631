"""An old state in place of the vault: it can be read, nothing can be changed, and the question stands above."""

from __future__ import annotations

import shutil

import pytest
from PySide6.QtGui import QAction

from civicdesk.vault.vault import Vault
from ui.navigation import Place


@pytest.fixture
def older(desk, filled_path, passphrase, settle):
    """The window on a vault that was put back to an older state."""
    Vault.open(filled_path, passphrase).close()
    old = shutil.copytree(filled_path, filled_path.with_name("Old.civicdesk"))
    vault = Vault.open(filled_path, passphrase)
    vault.set_settings({"something": 1})
    vault.close()
    shutil.rmtree(filled_path)
    shutil.copytree(old, filled_path)
    desk.take(Vault.open(filled_path, passphrase))
    settle()
    return desk.window


def action(window, words):
    return next(one for one in window.findChildren(QAction) if words in one.text().replace("&", ""))


def record_form(window, settle):
    window.go(Place("records", "stakeholder"))
    settle()
    page = window.records_page
    (row,) = page._session.vault.search("Commune council C1")
    page.show_record(row.id)
    settle()
    return page.form


def test_every_writing_control_is_off_and_the_question_stands_above(older, settle):
    form = record_form(older, settle)
    assert older.older.frame.isVisible()
    assert "older" in older.older.heading.text()
    assert not older.records_page.list.new_button.isEnabled()
    assert not older.records_page.list.list.add_button.isEnabled()
    assert not action(older, "New record").isEnabled()
    assert not action(older, "Undo").isEnabled()
    form.form.put("name", "Changed")
    settle()
    assert not form.save_button.isEnabled()
    assert not form.trash_button.isEnabled()
    assert not form.form.widget().isEnabled()


def test_who_restored_a_backup_says_so_and_works_on(older, settle):
    form = record_form(older, settle)
    older.older.restored_button.click()
    settle()
    vault = older.session.vault
    assert not vault.read_only
    assert not older.older.frame.isVisible()
    assert "journal keeps" in older.older.notice.text
    assert older.records_page.list.new_button.isEnabled()
    assert action(older, "New record").isEnabled()
    assert form.form.widget().isEnabled()
    form.form.put("name", "Changed")
    form.save()
    settle()
    assert vault.search("Changed")


def test_who_did_not_is_told_what_to_do_and_nothing_can_be_changed(older, settle):
    older.older.not_restored_button.click()
    settle()
    assert older.session.vault.read_only
    assert "find out who had this computer" in older.older.words.text().replace("\u200b", "")
    assert not action(older, "New record").isEnabled()


def test_a_vault_new_to_this_computer_says_when_it_was_changed_last(window):
    assert window.older.notice.isVisible()
    assert window.older.notice.tone == "note"
    assert "Its last change: 20" in window.older.notice.text
    assert not window.older.frame.isVisible()
