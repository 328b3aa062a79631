"""What was typed and not saved survives locking, and comes back when the vault is opened again."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from civicdesk.errors import DiskFull
from civicdesk.vault.drafts import Unsaved, keep, kept_drafts
from civicdesk.vault.vault import Vault
from ui.app import Desk
from ui.navigation import Place
from ui.preferences import Preferences


def typed(window, settle, name: str = "Half a name") -> None:
    hit = window.session.vault.search_titles(("stakeholder",), "council", 1)[0]
    window.open_record("stakeholder", hit.id)
    settle()
    window.page.form.form.put("name", name)


def test_a_draft_is_kept_at_lock_and_put_back_after_it(
    qtbot, desk, window, settle, filled_path, passphrase, qapp
):
    typed(window, settle)
    window.go(Place("records", "meeting"))
    window.new_record()
    settle()
    window.page.form.form.put("title", "ជួបឃុំ")
    desk.lock()
    desk.take(Vault.open(filled_path, passphrase))
    settle()
    page = desk.window.page
    qtbot.waitUntil(lambda: page.form is not None and page.form.is_dirty, timeout=20_000)
    assert page.form.current_record().title == "ជួបឃុំ"
    stakeholders = desk.window.page_at(Place("records", "stakeholder"))
    qtbot.waitUntil(stakeholders.has_unsaved, timeout=20_000)
    assert stakeholders.form.current_record().name == "Half a name"
    assert "has been put back" in desk.window.banner.text
    assert desk.session.vault.find("stakeholder", name="Half a name") == []


def test_several_drafts_of_one_type_all_come_back(qtbot, desk, window, settle, filled_path, passphrase):
    typed(window, settle)
    for name in ("First new", "Second new"):
        window.new_record()
        settle()
        window.page.form.form.put("name", name)
    desk.lock()
    desk.take(Vault.open(filled_path, passphrase))
    settle()
    page = desk.window.page

    def names() -> set[str]:
        forms = [form for form in page._forms.values() if form.form is not None]
        return {str(form.current_record().name) for form in forms if form.is_dirty}

    qtbot.waitUntil(lambda: names() == {"Half a name", "First new", "Second new"}, timeout=20_000)


def test_a_draft_whose_record_is_gone_is_kept_and_not_thrown_away(
    qtbot, desk, window, settle, filled_path, passphrase
):
    keep(window.session.vault, [Unsaved("stakeholder", "no such record", {"name": "Typed for nothing"})])
    desk.lock()
    desk.take(Vault.open(filled_path, passphrase))
    settle()
    desk.window.keeper.keep()
    settle()
    assert [draft.values for draft in kept_drafts(desk.session.vault)] == [{"name": "Typed for nothing"}]


def test_a_text_that_cannot_be_read_yet_is_a_draft_too(qtbot, desk, window, settle, filled_path, passphrase):
    window.go(Place("records", "meeting"))
    window.new_record()
    settle()
    editor = window.page.form.form.boxes["starts_at"].editor
    editor.line.setText("next Tuesday perhaps")
    editor.read("next Tuesday perhaps")
    desk.lock()
    desk.take(Vault.open(filled_path, passphrase))
    settle()
    page = desk.window.page
    qtbot.waitUntil(
        lambda: page.form is not None and page.form.form is not None and page.form.form.unread() != {}
    )
    assert page.form.form.unread() == {"starts_at": "next Tuesday perhaps"}


def test_drafts_are_kept_while_typing_and_forgotten_once_saved(qtbot, window, settle):
    vault = window.session.vault
    typed(window, settle, "Commune council C9")
    window.keeper.keep()
    settle()
    assert [draft.values for draft in kept_drafts(vault)] == [{"name": "Commune council C9"}]
    window.page.form.save()
    settle()
    qtbot.waitUntil(lambda: not window.has_unsaved, timeout=10_000)
    window.keeper.keep()
    settle()
    assert kept_drafts(vault) == []


def test_nothing_is_written_while_nothing_changes(window, settle):
    store = window.session.vault.stores["programme"]
    typed(window, settle)
    window.keeper.keep()
    settle()
    before = store.commits()
    window.keeper.keep()
    settle()
    assert store.commits() == before


def test_trouble_with_keeping_is_told_once(monkeypatch, qtbot, window, settle):
    def full(_vault, _drafts):
        raise DiskFull

    monkeypatch.setattr("civicdesk.vault.drafts.keep", full)
    told: list[object] = []
    window.keeper.failed.connect(told.append)
    typed(window, settle)
    for _round in range(3):
        window.keeper.keep()
        settle()
    assert len(told) == 1


@pytest.mark.parametrize("language", ["en", "km"])
def test_another_window_takes_the_keeping_over(desk: Desk, window, settle, language, qapp: QApplication):
    desk.choose_language(language)
    settle()
    assert desk.window is not window
    assert not isValid(window)
    assert desk.window.keeper._timer.isActive()
    assert isinstance(desk.chosen, Preferences)
