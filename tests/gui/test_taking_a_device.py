"""One device of a person is taken away in the window; the person stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from accessible import nameless
from PySide6.QtCore import Qt

from civicdesk.errors import WrongPassphrase
from civicdesk.services import membership, roster
from civicdesk.services.membership import Newcomer
from civicdesk.vault import backup, backup_list, journal_reading, leaving
from civicdesk.vault.joining import Request, make_request, read_request
from civicdesk.vault.journal_reading import Asked
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.vault import Vault
from ui import old_backups
from ui.navigation import Place
from ui.pages.people import PeoplePage
from ui.people.take_device import TakeDeviceDialog

DARA = "seven green frogs cross the bridge"
SOKHA = "quiet rivers carry many small boats"
LONG = 60_000


def asked(path: Path, text: str = DARA) -> Request:
    return read_request(make_request(path, text, kdf=FLOOR))


@pytest.fixture
def page(window, settle) -> PeoplePage:
    window.go(Place("people"))
    settle()
    return window.page


def test_one_device_loses_its_keys_and_its_person_works_on(qtbot, desk, window, page, settle):
    path = window.session.vault.path
    assert membership.join(window.session.vault, asked(path), ("PRG",), Newcomer("Dara"))
    page.refresh()
    settle()
    page.choose("Dara")
    assert not page.lost_button.isEnabled()  # the only device goes with all keys
    second = asked(path, SOKHA)
    assert membership.join_device(window.session.vault, second, page.chosen.person.mid)
    page.refresh()
    settle()
    page.choose("Dara")
    assert page.lost_button.isEnabled()

    dialog = TakeDeviceDialog(page._session, page.chosen, page)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.device.count() == 2, timeout=LONG)
    assert nameless(dialog) == []
    label = second.slot.label
    dialog.device.setCurrentIndex(
        [dialog.device.itemText(at).startswith(label) for at in range(2)].index(True)
    )
    qtbot.keyClicks(dialog.reason, "left in a bus")
    dialog.take_button.setFocus()
    qtbot.keyClick(dialog.take_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: dialog.left is not None, timeout=LONG)
    assert f"What lies on the device “{label}” can still be opened" in dialog.banner.text
    assert "no keys any more" in dialog.heading.text().replace("\u200b", "")
    told = [line.reason for line in journal_reading.pages(window.session.vault, Asked(verb="device taken"))]
    assert told == [f"{label}: left in a bus"]
    page.refresh()
    settle()
    assert page.table.item(1, 3).text() == "1 device"
    assert not page.lost_button.isEnabled()
    desk.session.close()
    with pytest.raises(WrongPassphrase):
        Vault.open(path, SOKHA)
    Vault.open(path, DARA).close()


def test_only_other_devices_of_oneself_are_offered(qtbot, window, page, settle):
    """And the one in use stays, whoever asks."""
    vault = window.session.vault
    assert membership.join_device(vault, asked(vault.path), roster.called(vault, "Officer A").person.mid)
    page.refresh()
    settle()
    page.choose("Officer A")
    assert page.lost_button.isEnabled()
    assert not page.take_button.isEnabled()
    dialog = TakeDeviceDialog(page._session, page.chosen, page)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.device.count() == 1, timeout=LONG)
    dialog.take_button.setFocus()
    qtbot.keyClick(dialog.take_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: dialog.left is not None, timeout=LONG)
    assert roster.called(vault, "Officer A").person.sids == (vault.sid,)


def test_backups_that_the_lost_device_opens_are_deleted_where_they_lie(
    qtbot, window, page, settle, tmp_path, monkeypatch
):
    vault = window.session.vault
    stick, shelf = tmp_path / "stick", tmp_path / "shelf"
    stick.mkdir()
    shelf.mkdir()
    lost = asked(vault.path)
    assert membership.join_device(vault, lost, roster.called(vault, "Officer A").person.mid)
    old = backup.make_backup(vault, stick)
    page.refresh()
    settle()
    page.choose("Officer A")
    dialog = TakeDeviceDialog(page._session, page.chosen, page)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.device.count() == 1, timeout=LONG)
    assert "1 known backup opens" in dialog._backups.text().replace("\u200b", "")
    dialog.take()
    qtbot.waitUntil(lambda: dialog.left is not None, timeout=LONG)
    assert dialog.old.delete_button.isVisible() and nameless(dialog) == []

    def delete_in(folder: Path) -> str:
        monkeypatch.setattr(old_backups, "choose_folder", lambda _parent: folder)
        dialog.banner.hide()
        dialog.old.delete_button.setFocus()
        qtbot.keyClick(dialog.old.delete_button, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: not dialog.bar.is_busy and dialog.banner.isVisible(), timeout=LONG)
        return dialog.banner.text

    assert "the only backups that this vault knows of" in delete_in(stick)
    newer = backup.make_backup(vault, shelf)
    assert "None of these backups" in delete_in(shelf)
    said = delete_in(stick)
    assert old.path.name in said and "may still keep traces" in said
    assert not old.path.exists() and newer.path.exists()
    assert dialog.old.isHidden()
    assert [one.id for one in backup_list.known_backups(vault)] == [newer.manifest.id]


def test_what_was_left_open_waits_on_the_page_of_backups(window, page, settle, tmp_path):
    """The dialog is closed by then, and a new backup may have to be made first."""
    vault = window.session.vault
    lost = asked(vault.path)
    assert membership.join_device(vault, lost, roster.called(vault, "Officer A").person.mid)
    old = backup.make_backup(vault, tmp_path)
    window.go(Place("backup"))
    settle()
    assert window.page.old.isHidden()
    leaving.take_device(vault, lost.slot.sid)
    newer = backup.make_backup(vault, tmp_path)
    window.go(Place("people"))
    window.go(Place("backup"))
    settle()
    assert window.page.old.isVisible() and list(window.page.old.listed) == [old.manifest.id]
    assert nameless(window) == []
    window.page.old.forget()
    settle()
    assert window.page.old.isHidden()
    assert [one.id for one in backup_list.known_backups(vault)] == [newer.manifest.id]
