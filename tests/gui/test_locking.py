"""Locking: at once, asking nothing, in a new process, with the drafts kept before."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from civicdesk.errors import VaultLocked
from civicdesk.vault.vault import Vault
from ui import app
from ui.idle import Idle


def test_ctrl_l_closes_the_vault_and_replaces_the_process(
    qtbot, desk, window, begun_again, filled_path, passphrase
):
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert begun_again == [[str(filled_path), "--language", "en", "--look", "light", "--scale", "100"]]
    assert desk.session is None
    assert not window.isVisible()
    Vault.open(filled_path, passphrase).close()


def test_locking_asks_nothing_while_a_form_holds_unsaved_words(qtbot, desk, window, begun_again, settle):
    window.go(window.navigation.first())
    window.new_record()
    settle()
    desk.lock()
    assert len(begun_again) == 1


def test_drafts_are_kept_before_the_vault_is_closed(desk, window):
    kept: list[str] = []
    window.session.before_lock(lambda: lambda vault: kept.append(vault.label))
    desk.lock()
    assert kept


def test_a_draft_that_fails_does_not_keep_the_vault_open(desk, window, begun_again, filled_path, passphrase):
    def fails(_vault):
        raise RuntimeError("the draft could not be kept")

    window.session.before_lock(lambda: fails)
    desk.lock()
    assert begun_again
    Vault.open(filled_path, passphrase).close()


def test_locking_interrupts_a_read_that_would_never_end(qtbot, desk, window, begun_again):
    vault = window.session.vault
    slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"

    def ask(vault):
        with vault.lock:
            return vault.stores["programme"].raw.execute(slow).fetchone()

    window.session.run(ask, lambda _row: None)
    qtbot.wait(100)
    desk.lock()
    assert begun_again
    with pytest.raises(VaultLocked):
        _ = vault.author


def test_the_vault_locks_itself_after_five_minutes_without_work(qtbot, desk, window, begun_again):
    desk.idle._at -= 290
    desk.idle.look()
    assert not begun_again
    desk.idle._at -= 11
    desk.idle.look()
    assert len(begun_again) == 1


def test_time_in_suspend_counts_as_idle(qapp):
    monotonic, wall = [100.0], [1000.0]
    idle = Idle(qapp, 300, lambda: monotonic[0], lambda: wall[0])
    wall[0] += 3600
    assert idle.left() == 0
    qapp.removeEventFilter(idle)


def test_work_puts_the_lock_off(qtbot, desk, window):
    desk.idle._at -= 200
    QTest.keyClick(window, Qt.Key.Key_A)
    assert desk.idle.left() > 290


def test_the_status_line_tells_seconds_at_the_end(desk, window):
    window.status.show_left(240)
    assert window.status.time.text() == "Locks in 4 minutes"
    window.status.show_left(10)
    assert window.status.time.text() == "▲ Locks in 10 seconds"


def test_the_new_process_is_the_same_interpreter_with_the_same_flags(monkeypatch):
    begun: list[list[str]] = []
    monkeypatch.setattr(sys, "orig_argv", ["python", "-P", "-m", "ui", "old.civicdesk"])
    monkeypatch.setattr(app.os, "execv", lambda program, command: begun.append([program, *command]))
    app.replace_process(["x.civicdesk"])
    assert begun == [[sys.executable, sys.executable, "-P", "-m", "ui", "x.civicdesk"]]


@pytest.mark.parametrize("error", [ValueError("Officer A said"), KeyError("a name")])
def test_a_bug_leaves_a_code_and_never_its_words(error):
    from civicdesk import log

    app.note_bug(error)
    assert log.recent()[-1].code == f"bug.{type(error).__name__.casefold()}"
    assert "Officer" not in str(log.recent())


def test_a_bug_is_told_as_a_sentence(desk, window):
    desk.tell_bug(ValueError("Officer A said"))
    assert window.banner.isVisible()
    assert "Something went wrong inside CivicDesk" in window.banner.text
    assert "Officer" not in window.banner.text
