"""Two signatures in the window: what waits is told, given, taken away, and told again when something overtook it."""

from __future__ import annotations

from pathlib import Path

import pytest
from accessible import nameless
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from civicdesk.records.choices import LeavingKind
from civicdesk.services import membership
from civicdesk.services.membership import Newcomer
from civicdesk.vault import administration, leaving
from civicdesk.vault.joining import make_request, read_request
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.vault import Vault
from ui import notices
from ui.navigation import Place
from ui.people import facts
from ui.people.renew import RenewDialog

DARA = "seven green frogs cross the bridge"


def joined(path: Path, passphrase: str) -> None:
    """A closed vault with a second administrator."""
    vault = Vault.open(path, passphrase)
    request = read_request(make_request(path, DARA, kdf=FLOOR))
    assert membership.join(vault, request, ("DIR", "ADM"), Newcomer("Dara"))
    vault.close()


def press(qtbot, widget) -> None:
    widget.setFocus()
    qtbot.keyClick(widget, Qt.Key.Key_Space)


def test_two_signatures_are_asked_for_given_and_told(qtbot, desk, filled_path, passphrase, settle):
    joined(filled_path, passphrase)
    desk.take(Vault.open(filled_path, passphrase))
    desk.front.go(Place("people"))
    settle()
    press(qtbot, desk.front.page.rules.two)
    settle()
    assert "waits for a second administrator" in desk.front.page.banner.text
    assert not desk.front.page.rules.two.isChecked()
    assert [button.text() for button in desk.front.page.waiting.buttons] == ["&Discard it"]
    desk.session.close()

    vault = Vault.open(filled_path, DARA)
    assert len(administration.proposals(vault)) == 1
    assert notices.signature_wanted(vault).place == Place("people")
    vault.close()
    again = Vault.open(filled_path, passphrase)
    assert notices.signature_wanted(again) is None
    again.close()
    desk.session = None
    desk.window.deleteLater()
    desk.window = None
    desk.take(Vault.open(filled_path, DARA))
    settle()
    assert any("waits for your signature" in text for text in desk.front.notices.texts)
    desk.front.go(Place("people"))
    settle()
    approve = desk.front.page.waiting.buttons[0]
    press(qtbot, approve)
    settle()
    settle()
    assert desk.session.vault.opened.header.quorum == 2
    assert desk.front.page.rules.two.isChecked()
    assert desk.front.notices.texts == ()


def test_a_proposal_that_was_overtaken_is_told_and_taken_away_by_hand(
    qtbot, desk, filled_path, passphrase, settle
):
    joined(filled_path, passphrase)
    vault = Vault.open(filled_path, passphrase)
    assert not administration.set_quorum(vault, 2)
    administration.set_profile(vault, "office")
    assert administration.proposals(vault) == ()
    desk.take(vault)
    desk.front.go(Place("people"))
    settle()
    waiting = desk.front.page.waiting
    assert waiting.isVisible()
    assert [button.text() for button in waiting.buttons] == ["&Take it away"]
    press(qtbot, waiting.buttons[0])
    settle()
    settle()
    assert not waiting.isVisible()
    assert list((filled_path / "inbox").glob("*.proposal")) == []


def test_all_keys_are_renewed_from_the_page_of_people(qtbot, desk, filled_path, passphrase, settle):
    desk.take(Vault.open(filled_path, passphrase))
    desk.front.go(Place("people"))
    settle()
    page = desk.front.page
    assert page.renew_button.isEnabled()
    before = {key.ck for key in desk.session.vault.opened.every_epoch}
    dialog = RenewDialog(desk.session, page)
    qtbot.addWidget(dialog)
    dialog.show()
    assert nameless(dialog) == []
    qtbot.keyClicks(dialog.why, "seen over the shoulder")
    press(qtbot, dialog.renew_button)
    qtbot.waitUntil(lambda: dialog.result() == QDialog.DialogCode.Accepted, timeout=60_000)
    assert dialog.said == "Every key is renewed."
    assert before.isdisjoint(key.ck for key in desk.session.vault.opened.every_epoch)


def test_on_another_device_of_who_proposed_it_nothing_waits_for_their_signature(filled_path, passphrase):
    second = "old kettle sings before the morning rain"
    joined(filled_path, passphrase)
    vault = Vault.open(filled_path, passphrase)
    mine = next(one.mid for one in leaving.people(vault) if one.is_me)
    assert membership.join_device(vault, read_request(make_request(filled_path, second, kdf=FLOOR)), mine)
    assert not administration.set_quorum(vault, 2)
    vault.close()
    device = Vault.open(filled_path, second)
    assert notices.signature_wanted(device) is None
    assert [one.is_mine for one in facts.read(device).waiting] == [True]
    device.close()


def test_one_administrator_where_two_must_sign_is_told_the_way_out(filled_path, passphrase):
    joined(filled_path, passphrase)
    vault = Vault.open(filled_path, passphrase)
    assert notices.nobody_else_signs(vault) is None
    dara = next(one.mid for one in leaving.people(vault) if not one.is_me and "ADM" in one.roles)
    administration.set_quorum(vault, 2)
    vault.close()
    theirs = Vault.open(filled_path, DARA)
    administration.approve(theirs, administration.proposals(theirs)[0])
    theirs.close()
    again = Vault.open(filled_path, passphrase)
    membership.leave(again, dara, kind=LeavingKind.UNREACHABLE)
    notice = notices.nobody_else_signs(again)
    assert "recovery sheets" in notice.todo
    with pytest.raises(administration.NobodyElseSigns):
        administration.set_quorum(again, 1)
    assert list((filled_path / "inbox").glob("*.proposal")) == []
    again.close()
