"""Recovery as people do it in the window: make, copy, type back; and get in again when the passphrase is lost."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from civicdesk import clock
from civicdesk.vault import recovery, recovery_rule, recovery_state, recovery_use
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.vault import Vault
from ui.navigation import Place
from ui.recovery.entry import SheetsEntry
from ui.recovery.notice import recovery_due, recovery_used
from ui.recovery.page import RecoveryPage

LONG = 60_000
NEW = "quite another set of words to open it"


def spoken(view: QWidget) -> set[str]:
    """Every text that somebody could read or hear in a part of the window, shown or not."""
    parts = [view, *view.findChildren(QWidget)]
    said = [part.text() for part in parts if isinstance(part, QLabel)]
    return {*said, *(words for part in parts for words in (part.accessibleName(), part.toolTip()))}


@pytest.fixture
def page(window, settle) -> RecoveryPage:
    window.go(Place("recovery"))
    settle()
    assert isinstance(window.page, RecoveryPage)
    return window.page


@pytest.fixture
def entry(qtbot) -> SheetsEntry:
    made = SheetsEntry()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def shares() -> tuple[str, ...]:
    from civicdesk.vault.recovery_join import split

    return split(bytes(range(32)), 2, 3, 327)


def test_four_letters_and_a_space_make_the_word(entry):
    QTest.keyClicks(entry.line, "acad ")
    assert entry.line.toPlainText() == "academic "


def test_the_space_of_a_khmer_keyboard_ends_a_word_too(entry):
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent

    QTest.keyClicks(entry.line, "acad")
    entry.line.keyPressEvent(
        QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, "\u200b")
    )
    assert entry.line.toPlainText() == "academic "


def test_a_word_that_is_being_typed_is_helped_and_not_scolded(entry):
    QTest.keyClicks(entry.line, "academic aca")
    assert "academic" in entry.status.text() and "▲" not in entry.status.text()
    QTest.keyClicks(entry.line, "dmyc ")
    assert "▲" in entry.status.text() and "2" in entry.status.text()


def test_whole_sheets_are_put_aside_and_the_rest_is_counted(entry, shares):
    entry.line.setPlainText(shares[0])
    assert entry.texts == (shares[0],) and entry.line.toPlainText() == ""
    assert "1 more sheet" in entry.needed.text() and not entry.is_ready
    entry.line.setPlainText(shares[0])
    assert len(entry.texts) == 1
    entry.line.setPlainText(shares[2])
    assert entry.is_ready


def test_the_end_of_a_last_word_does_not_spill_into_the_next_sheet(entry):
    from civicdesk.vault.recovery_join import split

    shares = split(bytes(range(32)), 2, 3, 327)
    while len(shares[1].split()[-1]) == 4:  # a word of four letters has no end that could spill
        shares = split(bytes(range(32)), 2, 3, 327)
    QTest.keyClicks(entry.line, shares[0])
    assert entry.texts == (shares[0],) and entry.line.toPlainText() == ""
    whole = shares[1].split()
    QTest.keyClicks(entry.line, " ".join(word[:4] for word in whole))
    assert entry.is_ready and len(entry.texts) == 2, "whole by its beginnings, and still in the field"
    assert entry.line.toPlainText().endswith(whole[-1][:4])
    QTest.keyClicks(entry.line, " ")
    assert len(entry.texts) == 2 and entry.line.toPlainText().strip() == ""
    assert entry.status.text() == "This sheet is whole."


def test_all_sheets_can_be_pasted_at_once(entry, shares):
    entry.line.setPlainText("\n\n".join(shares[:2]))
    assert len(entry.texts) == 2 and entry.is_ready


def test_sheets_are_made_shown_and_typed_back(qtbot, page, session, settle):
    page.overview.make_button.click()
    page.choice.choose()
    qtbot.waitUntil(lambda: page.steps.at == 2, timeout=LONG)
    sheets = page.sheets._sheets
    assert [sheet.scope for sheet in sheets] == ["main", "security"]
    page.sheets.next()
    words = {*sheets[1].words, " ".join(sheets[1].words)}
    assert words <= spoken(page.sheets)
    page.sheets.next()
    assert page.steps.at == 3 and not page.sheets._sheets
    assert not words & spoken(page.sheets)
    for sheet in sheets:
        page.entry.line.setPlainText(" ".join(sheet.groups))
    page.test_button.click()
    qtbot.waitUntil(lambda: page.steps.at == 0, timeout=LONG)
    assert page.banner.tone == "good"
    assert recovery_state.state(session.vault).uncovered == ()


def test_a_key_that_others_make_up_for_is_put_out_of_use_after_a_second_word(qtbot, page, session, settle):
    made = [recovery.make(session.vault, "main", *shape) for shape in (("printed",), ("board", 2, 2))]
    recovery.rehearse_open(session.vault, [" ".join(sheet.words) for one in made for sheet in one.sheets])
    page.refresh()
    settle()
    assert [key.is_spare for key in recovery_state.state(session.vault).keys] == [True, True]
    page.overview.retire_wanted.emit(made[0].rid, made[0].sheets[0].mark)
    assert len(session.vault.opened.header.recovery) == 2
    page.banner.action.click()
    qtbot.waitUntil(lambda: len(session.vault.opened.header.recovery) == 1, timeout=LONG)
    settle()
    assert [key.is_spare for key in recovery_state.state(session.vault).keys] == [False]


def test_wrong_sheets_are_told_in_a_banner_and_change_nothing(qtbot, page, session, shares):
    page.show_step(3)
    page.entry.line.setPlainText("\n\n".join(shares[:2]))
    page.test_button.click()
    qtbot.waitUntil(lambda: not page.banner.isHidden(), timeout=LONG)
    assert "another vault" in page.banner.text and page.steps.at == 3


def test_leaving_the_typing_takes_the_words_away(page, shares):
    page.show_step(3)
    page.entry.line.setPlainText(shares[0] + " ")
    page.stop()
    assert page.entry.texts == () and page.entry.line.toPlainText() == ""


def test_a_new_vault_leads_to_the_page(qtbot, desk, filled_path, passphrase):
    vault = Vault.open(filled_path, passphrase)
    recovery_rule.require(vault)
    desk.take(vault)
    qtbot.waitUntil(lambda: isinstance(desk.front.page, RecoveryPage), timeout=LONG)
    qtbot.waitUntil(lambda: "second record" in desk.front.page.overview.due.text(), timeout=LONG)


def test_a_lost_passphrase_is_got_over_in_the_unlock_window(qtbot, desk, filled_path, passphrase):
    vault = Vault.open(filled_path, passphrase)
    made = recovery.make(vault, "main")
    vault.close()
    desk.start(filled_path)
    unlock = desk.unlock
    unlock.open_page.forgotten.emit(filled_path)
    page = unlock.recover_page
    assert not page.next_button.isEnabled()
    page.entry.line.setPlainText(" ".join(made.sheets[0].words))
    assert unlock.holds_secret
    page.next_button.click()
    qtbot.waitUntil(lambda: page.steps.at == 1, timeout=LONG)
    page.person.setText("Officer R")
    page.secret.again.line.setText(page.secret.text())
    page.next_button.click()
    qtbot.waitUntil(lambda: desk.window is not None, timeout=LONG)
    assert desk.session.vault.label and "security" not in desk.session.vault.compartments


def test_who_recovers_under_a_name_that_has_keys_says_that_it_is_theirs(qtbot, desk, filled_path, passphrase):
    vault = Vault.open(filled_path, passphrase)
    made = [recovery.make(vault, scope) for scope in ("main", "security")]
    name, old = vault.get("staff_member", vault.staff_id).display_name, vault.sid
    vault.close()
    desk.start(filled_path)
    desk.unlock.open_page.forgotten.emit(filled_path)
    page = desk.unlock.recover_page
    for one in made:
        page.entry.line.setPlainText(" ".join(one.sheets[0].groups))
    page.next_button.click()
    qtbot.waitUntil(lambda: page.steps.at == 1, timeout=LONG)
    page.person.setText(name)
    page.secret._own.setChecked(True)
    for field in (page.secret.own, page.secret.again):
        field.line.setText(NEW)
    page.next_button.click()
    qtbot.waitUntil(lambda: "of this name has keys" in page.banner.text, timeout=LONG)
    assert page.isEnabled()
    page.banner.action.click()
    qtbot.waitUntil(lambda: desk.window is not None, timeout=LONG)
    assert not desk.session.vault.opened.header.is_member(old)


def test_who_goes_back_leaves_no_passphrase_and_no_name_behind(desk, filled_path, shares):
    desk.start(filled_path)
    desk.unlock.open_page.forgotten.emit(filled_path)
    page = desk.unlock.recover_page
    page.entry.line.setPlainText(shares[0] + " ")
    page.person.setText("Officer R")
    for field in (page.secret.own, page.secret.again):
        field.line.setText(NEW)
    page.back()
    assert (page.secret.own.text(), page.secret.again.text(), page.person.text()) == ("", "", "")
    assert not page.holds_secret


def test_a_test_that_replaces_a_key_says_which_sheets_to_destroy(qtbot, page, session, settle):
    made = [recovery.make(session.vault, scope) for scope in ("main", "security")]
    recovery.rehearse_open(session.vault, [" ".join(one.sheets[0].words) for one in made])
    newer = recovery.make(session.vault, "main")
    page.show_step(3)
    page.entry.line.setPlainText(" ".join(newer.sheets[0].groups))
    page.test_button.click()
    qtbot.waitUntil(lambda: page.steps.at == 0 and not page.banner.isHidden(), timeout=LONG)
    assert f"Key {made[0].sheets[0].mark:05d} is replaced" in page.banner.text and page.banner.tone == "good"


def test_everybody_sees_that_recovery_was_used_until_they_say_so(
    qtbot, desk, filled_path, passphrase, settle
):
    vault = Vault.open(filled_path, passphrase)
    made = recovery.make(vault, "main")
    vault.close()
    recovery_use.use(filled_path, [" ".join(made.sheets[0].words)], NEW, "Officer R", kdf=FLOOR).close()
    desk.take(Vault.open(filled_path, passphrase))
    banner = desk.front.notices.banners[recovery_used]
    qtbot.waitUntil(lambda: "recovery key" in banner.text, timeout=LONG)
    assert banner.tone == "danger" and not banner.isHidden()
    assert "Officer R" in banner.text and clock.today().isoformat() in banner.text
    banner.action.click()
    settle()
    assert recovery_use.unseen(desk.session.vault) == ()


def test_a_vault_for_practice_is_not_asked_for_recovery(window, settle):
    settle()
    assert window.notices.banners[recovery_due].isHidden() and window.banner.isHidden()


def test_an_administrator_hears_what_is_due(qtbot, desk, filled_path, passphrase):
    vault = Vault.open(filled_path, passphrase)
    recovery.make(vault, "main")
    desk.take(vault)
    banner = desk.front.notices.banners[recovery_due]
    qtbot.waitUntil(lambda: "no tested recovery key" in banner.text, timeout=LONG)
    banner.action.click()
    assert isinstance(desk.front.page, RecoveryPage)
