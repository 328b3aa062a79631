"""The key of this computer in the window: what it is worth, what is in the way, on and off again."""

from __future__ import annotations

import pytest

from civicdesk.vault import device, recovery
from tests.vault.test_device import Store
from ui.unlock.device import DeviceDialog


@pytest.fixture
def store():
    made = Store()
    with device.use(made):
        yield made


@pytest.fixture
def dialog(window, qtbot):
    def make():
        made = DeviceDialog(window.session, window)
        made.show()
        qtbot.waitUntil(lambda: made.close_button.isEnabled(), timeout=20_000)
        return made

    return make


def rehearse(window):
    vault = window.session.vault
    made = recovery.make(vault, "main")
    recovery.rehearse_open(vault, [" ".join(sheet.words) for sheet in made.sheets])


def test_without_a_store_there_is_nothing_to_type_and_the_reason_stands_there(dialog):
    with device.use(None):
        made = dialog()
    assert "has no key store" in made.state.text()
    assert not made.passphrase.isVisible()
    assert not made.switch_button.isVisible()


def test_before_recovery_was_tested_today_it_says_so(dialog, store):
    made = dialog()
    assert "recovery must have been tested today" in made.state.text()
    assert not made.switch_button.isVisible()


def test_it_is_switched_on_and_off_with_the_passphrase(dialog, store, window, passphrase, qtbot):
    rehearse(window)
    made = dialog()
    for word, kept in (("on", 1), ("off", 0)):
        assert word in made.switch_button.text().replace("&", "")
        made.passphrase.line.setText(passphrase)
        made.switch_button.click()
        qtbot.waitUntil(lambda: made.banner.isVisible() and made.close_button.isEnabled(), timeout=30_000)
        assert made.banner.tone == "good"
        assert len(store.kept) == kept
        assert made.passphrase.text() == ""
        made.banner.hide()


def test_a_wrong_passphrase_is_told_and_changes_nothing(dialog, store, window, qtbot):
    rehearse(window)
    made = dialog()
    made.passphrase.line.setText("six words that open nothing here")
    made.switch_button.click()
    qtbot.waitUntil(lambda: made.banner.isVisible(), timeout=30_000)
    assert "does not open this vault" in made.banner.text
    assert store.kept == {}
