"""One device of a person is taken away in the window; the person stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from accessible import nameless
from PySide6.QtCore import Qt

from civicdesk.errors import WrongPassphrase
from civicdesk.services import membership, roster
from civicdesk.services.membership import Newcomer
from civicdesk.vault import journal_reading
from civicdesk.vault.joining import Request, make_request, read_request
from civicdesk.vault.journal_reading import Asked
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.vault import Vault
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
