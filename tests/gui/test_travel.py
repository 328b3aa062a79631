"""Trips in the window: out with a passphrase of its own, a sign on the copy, home again, and the vault left behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from accessible import nameless
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from civicdesk.services.travel import out, trips_out
from civicdesk.vault import contested, drafts, panic
from civicdesk.vault.joining import admit, make_request, read_request
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.vault import Vault
from ui.navigation import Place
from ui.pages.travel import TravelPage
from ui.travel.back import TravelBackDialog, bring_home
from ui.travel.out import TravelOutDialog
from ui.travel.remove import RemoveDialog

TRIP = "seven green frogs cross the bridge"
LONG = 60_000


def words(label) -> str:
    return label.text().replace("\u200b", "")


@pytest.fixture
def page(window, settle) -> TravelPage:
    window.go(Place("travel"))
    settle()
    assert isinstance(window.page, TravelPage)
    return window.page


@pytest.fixture
def trip_path(window, tmp_path) -> Path:
    """A travel copy of the window's vault."""
    return out(window.session.vault, tmp_path / "Trip.civicdesk", TRIP, kdf=FLOOR).path


def council(vault: Vault):
    return next(one for one in vault.iterate("stakeholder") if one.name == "Commune council C1")


def change(vault: Vault, **values) -> None:
    with vault.transaction(accept="for the test") as tx:
        tx.save(council(vault).replaced(**values))


def press(qtbot, widget) -> None:
    widget.setFocus()
    qtbot.keyClick(widget, Qt.Key.Key_Space)


def fill_secret(qtbot, dialog) -> None:
    qtbot.keyClicks(dialog.secret.again.line, dialog.secret.text())


def test_a_travel_copy_is_made_with_the_keyboard_and_the_page_says_that_it_is_out(
    qtbot, window, page, settle, tmp_path
):
    dialog = TravelOutDialog(window.session, page, FLOOR)
    qtbot.addWidget(dialog)
    dialog.show()
    assert nameless(dialog) == [] and nameless(page) == []
    dialog.choose_place(tmp_path)
    dialog.name.clear()
    qtbot.keyClicks(dialog.name, "Road")
    assert not dialog.make_button.isEnabled()
    fill_secret(qtbot, dialog)
    secret = dialog.secret.text()
    press(qtbot, dialog.make_button)
    qtbot.waitUntil(lambda: dialog.taken is not None, timeout=LONG)
    trip = Vault.open(tmp_path / "Road.civicdesk", secret)
    assert len(list(trip.iterate("stakeholder"))) == 2
    trip.close()
    page.refresh()
    settle()
    assert len(page.trips) == 1 and "records" in page.trips[0]


def test_only_chosen_records_go_along(qtbot, window, page, settle, tmp_path):
    dialog = TravelOutDialog(window.session, page, FLOOR)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.choose_place(tmp_path)
    press(qtbot, dialog.some)
    dialog.some.setChecked(True)
    fill_secret(qtbot, dialog)
    assert not dialog.make_button.isEnabled()
    dialog.chosen.choice.words.setText("council C1")
    qtbot.waitUntil(
        lambda: dialog.chosen.choice.hit is not None and "C1" in dialog.chosen.choice.hit.title, timeout=LONG
    )
    press(qtbot, dialog.chosen.add_button)
    assert dialog.chosen.refs == (council(window.session.vault).ref,)
    secret = dialog.secret.text()
    press(qtbot, dialog.make_button)
    qtbot.waitUntil(lambda: dialog.taken is not None, timeout=LONG)
    trip = Vault.open(dialog.taken.path, secret)
    assert [one.name for one in trip.iterate("stakeholder")] == ["Commune council C1"]
    trip.close()


def test_a_name_that_is_taken_or_a_part_too_few_is_said_before_anything_is_made(
    qtbot, window, page, trip_path
):
    dialog = TravelOutDialog(window.session, page, FLOOR)
    qtbot.addWidget(dialog)
    dialog.choose_place(trip_path.parent)
    dialog.name.setText("Trip")
    assert "already something of that name" in words(dialog.verdict)
    for box in dialog.boxes.values():
        box.setChecked(False)
    assert "at least one part" in words(dialog.verdict)
    assert not dialog.make_button.isEnabled()


def test_the_window_of_a_travel_copy_says_that_it_is_one(desk, window, trip_path, settle):
    desk.lock()
    desk.take(Vault.open(trip_path, TRIP))
    settle()
    sign = desk.window.sign
    assert not sign.isHidden() and "Travel copy, made" in words(sign.words)
    assert not any(place.page == "filing" for place in desk.window.navigation._items)
    for place in [*desk.window.navigation._items, Place("travel"), Place("people"), Place("backup")]:
        desk.window.go(place)
        settle()
    desk.window.go(Place("travel"))
    settle()
    assert desk.window.page.home.isHidden() and not desk.window.page.on_trip.isHidden()


def test_the_vault_at_home_has_no_such_sign(window):
    assert window.sign.isHidden()


def test_a_trip_comes_home_and_a_field_that_both_changed_is_decided(qtbot, window, page, settle, trip_path):
    trip = Vault.open(trip_path, TRIP)
    change(trip, name="Named on the trip", capacity_gap="Two rooms")
    trip.close()
    change(window.session.vault, name="Named at home")
    dialog = TravelBackDialog(window.session, trip_path, page)
    qtbot.addWidget(dialog)
    dialog.show()
    assert nameless(dialog) == []
    qtbot.keyClicks(dialog.passphrase.line, TRIP)
    press(qtbot, dialog.bring_button)
    qtbot.waitUntil(lambda: dialog.home is not None, timeout=LONG)
    page.tell(dialog.home)
    settle()
    (row,) = page.clashes.left
    assert (row.clash.home, row.clash.trip) == ("Named at home", "Named on the trip")
    assert nameless(page) == [] and "1 to decide" in page.banner.text
    press(qtbot, row.take_button)
    settle()
    found = window.session.vault.get("stakeholder", row.clash.conflict.id)
    assert (found.name, found.capacity_gap) == ("Named on the trip", "Two rooms")
    assert page.clashes.isHidden() and trips_out(window.session.vault) == {}


def test_what_is_not_decided_is_still_asked_after_the_lock(
    qtbot, desk, window, settle, trip_path, passphrase
):
    trip = Vault.open(trip_path, TRIP)
    change(trip, name="Named on the trip")
    trip.close()
    change(window.session.vault, name="Named at home")
    bring_home(window.session.vault, trip_path, TRIP)
    path = window.session.vault.path
    desk.lock()
    desk.take(Vault.open(path, passphrase))
    settle()
    assert any("1 difference between a trip and this vault waits" in text for text in desk.window.notices.texts)
    desk.window.go(Place("travel"))
    settle()
    (row,) = desk.window.page.clashes.left
    assert (row.clash.home, row.clash.trip) == ("Named at home", "Named on the trip")
    press(qtbot, row.keep_button)
    settle()
    settle()
    assert contested.waiting(desk.session.vault) == () and desk.window.page.clashes.isHidden()
    assert desk.window.notices.texts == ()
    assert desk.session.vault.get("stakeholder", row.clash.conflict.id).name == "Named at home"


def test_what_was_thrown_away_here_and_changed_on_the_trip_is_shown_and_decided(
    qtbot, window, page, settle, trip_path
):
    vault = window.session.vault
    trip = Vault.open(trip_path, TRIP)
    change(trip, name="Named on the trip")
    trip.close()
    record = council(vault)
    with vault.transaction() as tx:
        tx.trash(record)
    bring_home(vault, trip_path, TRIP)
    page.refresh()
    settle()
    (row,) = page.clashes.left
    assert (row.clash.home, row.clash.trip) == ("In the trash", "Not in the trash")
    shown = " ".join(words(one) for one in row.findChildren(QLabel))
    assert "It stays in the trash; no change is lost." in shown and nameless(page) == []
    press(qtbot, row.take_button)
    settle()
    assert page.clashes.isHidden() and contested.waiting(vault) == ()
    assert record.id in [one.id for one in vault.iterate("stakeholder")]
    assert vault.get("stakeholder", record.id).name == "Named on the trip"


def test_what_was_typed_on_the_trip_and_not_saved_holds_it_back(qtbot, window, page, settle, trip_path):
    trip = Vault.open(trip_path, TRIP)
    base = council(trip)
    drafts.keep(trip, [drafts.Unsaved.of(base, base.replaced(capacity_gap="typed at the border"), {})])
    trip.close()
    dialog = TravelBackDialog(window.session, trip_path, page)
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.passphrase.line, TRIP)
    dialog.bring()
    qtbot.waitUntil(lambda: not dialog.banner.isHidden(), timeout=LONG)
    assert "1 text that was typed on the trip is not saved yet" in dialog.banner.text
    assert "Open the travel copy" in dialog.banner.text
    assert dialog.home is None and len(trips_out(window.session.vault)) == 1


def test_a_wrong_passphrase_of_the_trip_is_said_and_changes_nothing(qtbot, window, page, settle, trip_path):
    dialog = TravelBackDialog(window.session, trip_path, page)
    qtbot.addWidget(dialog)
    dialog.passphrase.line.setText("not this one at all my friend")
    dialog.bring()
    qtbot.waitUntil(lambda: not dialog.banner.isHidden(), timeout=LONG)
    assert dialog.home is None and len(trips_out(window.session.vault)) == 1


def test_without_a_backup_the_vault_is_not_removed(qtbot, window, page, settle):
    dialog = RemoveDialog(window.session, page)
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    dialog.away.setChecked(True)
    dialog.passphrase.line.setText("lotus river mango heron palm rice")
    assert not dialog.remove_button.isEnabled()
    assert "no verified backup" in dialog.banner.text


def test_with_a_backup_and_the_passphrase_what_opens_the_vault_is_gone(
    qtbot, desk, window, page, settle, tmp_path, passphrase, begun_again
):
    from civicdesk.vault.backup import make_backup

    vault = window.session.vault
    (tmp_path / "disk").mkdir()
    make_backup(vault, tmp_path / "disk")
    dialog = RemoveDialog(window.session, page)
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    press(qtbot, dialog.away)
    qtbot.keyClicks(dialog.passphrase.line, passphrase)
    keys = panic.target(vault).files
    assert keys and all(path.is_file() for path in keys)
    press(qtbot, dialog.remove_button)
    qtbot.waitUntil(lambda: bool(dialog.result()), timeout=LONG)
    page.remove_asked.emit()
    assert not any(path.exists() for path in keys)
    assert begun_again and str(vault.path) not in begun_again[-1]
    vault.close()


def test_a_wrong_passphrase_removes_nothing(qtbot, window, page, settle, tmp_path):
    from civicdesk.vault.backup import make_backup

    (tmp_path / "disk").mkdir()
    make_backup(window.session.vault, tmp_path / "disk")
    dialog = RemoveDialog(window.session, page)
    qtbot.addWidget(dialog)
    settle()
    dialog.away.setChecked(True)
    dialog.passphrase.line.setText("not this one at all my friend")
    dialog.remove()
    qtbot.waitUntil(lambda: not dialog.banner.isHidden(), timeout=LONG)
    assert not dialog.result()
    assert all(path.is_file() for path in panic.target(window.session.vault).files)


@pytest.mark.parametrize("role", ["ADM", "BRD"])
def test_who_cannot_open_the_programme_goes_everywhere_and_nothing_breaks(
    desk, filled_path, passphrase, settle, role
):
    vault = Vault.open(filled_path, passphrase)
    assert admit(vault, read_request(make_request(filled_path, TRIP, kdf=FLOOR)), (role,))
    vault.close()
    desk.take(Vault.open(filled_path, TRIP))
    settle()
    assert not any(place.page == "filing" for place in desk.window.navigation._items)
    for place in (Place("travel"), Place("people"), Place("verify")):
        desk.window.go(place)
        settle()
    dialog = TravelOutDialog(desk.session, desk.window)
    assert not dialog.make_button.isEnabled()
    dialog.deleteLater()
    assert desk.bugs == 0
