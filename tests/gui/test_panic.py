"""Panic in the window: what the keys do, and what has to be read and ticked before the second level is armed."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from civicdesk.vault import panic
from civicdesk.vault.drafts import kept_drafts
from civicdesk.vault.vault import Vault
from ui.__main__ import parser
from ui.dialogs.locking import LockingDialog


@pytest.fixture
def allowed(window, monkeypatch, tmp_path):
    """A window on a vault in which level 2 is allowed and a backup was verified today."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    from civicdesk.vault.backup import make_backup

    stick = tmp_path / "stick"
    stick.mkdir()
    make_backup(window.session.vault, stick)
    panic.allow(window.session.vault, allowed=True)
    return window


def test_level_one_locks(desk, window, begun_again, filled_path, passphrase):
    desk.keys.panic.emit(1)
    assert begun_again[0][0] == str(filled_path)
    Vault.open(filled_path, passphrase).close()


def test_level_two_is_level_one_until_it_is_armed(desk, window, begun_again, filled_path, passphrase):
    desk.keys.panic.emit(2)
    assert begun_again[0][0] == str(filled_path)
    Vault.open(filled_path, passphrase).close()


def test_level_two_leaves_nothing_that_opens_and_names_no_vault_any_more(
    qtbot, desk, allowed, settle, begun_again, filled_path
):
    vault = desk.session.vault
    panic.arm(vault)
    desk.panic.look(desk.session)
    settle()
    qtbot.waitUntil(lambda: desk.panic.is_armed)
    desk.keys.panic.emit(2)
    assert begun_again[0][0] == "--language"
    assert not (filled_path / "vault.a").exists()
    assert list((filled_path / "slots").iterdir()) == []
    assert desk.session is None
    vault.close()


def test_what_could_not_be_destroyed_is_said_and_what_was_typed_is_kept(
    qtbot, desk, allowed, settle, begun_again, filled_path, passphrase, monkeypatch
):
    panic.arm(desk.session.vault)
    desk.panic.known(True)
    hit = desk.session.vault.search_titles(("stakeholder",), "council", 1)[0]
    desk.front.open_record("stakeholder", hit.id)
    settle()
    desk.front.page.form.form.put("name", "Half a name")
    with monkeypatch.context() as disk:
        _read_only(disk, filled_path)
        desk.keys.panic.emit(2)
    (said,) = begun_again
    assert said[0] == str(filled_path)
    left = int(said[said.index("--left") + 1])
    assert left >= 4  # two copies of the header, two of a keyslot
    asked = parser().parse_args(said)
    desk.start(asked.vault, asked.left)
    assert f"{left} files that open the vault are still on this computer" in desk.unlock.banner.text
    vault = Vault.open(filled_path, passphrase)
    assert [draft.values for draft in kept_drafts(vault)] == [{"name": "Half a name"}]
    vault.close()


def _read_only(disk, folder):
    real_open, real_unlink = os.open, Path.unlink

    def refused(path):
        if Path(path).is_relative_to(folder):
            raise OSError(errno.EROFS, "read only")

    def opened(path, flags, *more, **named):
        if flags & os.O_WRONLY:
            refused(path)
        return real_open(path, flags, *more, **named)

    def unlinked(path, **more):
        refused(path)
        real_unlink(path, **more)

    disk.setattr(os, "open", opened)
    disk.setattr(Path, "unlink", unlinked)


def test_folders_that_come_and_go_meanwhile_leave_nothing_undestroyed(
    qtbot, desk, allowed, begun_again, filled_path, monkeypatch
):
    (filled_path / ".work-0123456789abcdef" / "copy").mkdir(parents=True)
    real = os.scandir

    def scandir(path):
        if ".work-" in str(path):
            raise FileNotFoundError(path)
        return real(path)

    panic.arm(desk.session.vault)
    vault = desk.session.vault
    desk.panic.known(True)
    monkeypatch.setattr(os, "scandir", scandir)
    desk.keys.panic.emit(2)
    assert begun_again[0][0] == "--language"
    assert not (filled_path / "vault.a").exists() and list((filled_path / "slots").iterdir()) == []
    vault.close()


def test_level_one_destroys_nothing_even_when_level_two_is_armed(
    qtbot, desk, allowed, settle, begun_again, filled_path, passphrase
):
    panic.arm(desk.session.vault)
    desk.panic.known(True)
    desk.keys.panic.emit(1)
    Vault.open(filled_path, passphrase).close()


def test_it_is_armed_after_both_boxes_were_ticked_and_not_before(qtbot, desk, allowed, settle):
    dialog = LockingDialog(allowed.session, 5, allowed)
    dialog.changed.connect(desk.panic.known)
    qtbot.waitUntil(lambda: not dialog.arm_button.isHidden(), timeout=10_000)
    assert not dialog.arm_button.isEnabled()
    dialog.read.setChecked(True)
    assert not dialog.arm_button.isEnabled()
    dialog.away.setChecked(True)
    dialog.arm_button.click()
    qtbot.waitUntil(lambda: desk.panic.is_armed, timeout=10_000)
    assert "armed on this computer" in dialog.state.text().replace("\u200b", "")
    dialog.arm_button.click()
    qtbot.waitUntil(lambda: not desk.panic.is_armed, timeout=10_000)
    dialog.deleteLater()


def test_the_idle_lock_is_chosen_and_kept(qtbot, desk, window, settle, filled_path, passphrase):
    dialog = LockingDialog(window.session, 5, window)
    dialog.idle_chosen.connect(desk.choose_idle)
    dialog.minutes.setCurrentIndex(dialog.minutes.findData(1))
    dialog.minutes.activated.emit(dialog.minutes.currentIndex())
    assert desk.idle.seconds == 60
    assert dialog.minutes.findData(0) == -1
    settle()
    dialog.deleteLater()
    desk.lock()
    desk.take(Vault.open(filled_path, passphrase))
    assert desk.idle.seconds == 60


def test_who_holds_security_cannot_switch_the_idle_lock_off():
    from ui.preferences import idle_seconds

    assert idle_seconds(0, ("programme", "security")) == 300
    assert idle_seconds(0, ("programme",)) == 0
    assert idle_seconds(15, ("programme",)) == 900
