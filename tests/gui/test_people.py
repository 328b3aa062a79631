"""People and keys in the window: a newcomer asks, an administrator lets them in, changes roles, takes keys away."""

from __future__ import annotations

from pathlib import Path

import pytest
from accessible import nameless
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from civicdesk.errors import WrongPassphrase
from civicdesk.services import membership, roster
from civicdesk.services.membership import Newcomer
from civicdesk.vault import administration, joining, journal_reading, leaving
from civicdesk.vault.joining import Request, make_request, read_request
from civicdesk.vault.journal_reading import Asked
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.vault import Vault
from ui import notices
from ui.navigation import Place
from ui.pages import people as people_page
from ui.pages.people import PeoplePage
from ui.people.change_roles import ChangeRolesDialog
from ui.people.let_in import LetInDialog
from ui.people.parts import PartDialog
from ui.people.take_away import TakeAwayDialog
from ui.people.take_device import TakeDeviceDialog
from ui.unlock.window import UnlockWindow

DARA = "seven green frogs cross the bridge"
SOKHA = "quiet rivers carry many small boats"
LONG = 60_000


def asked(path: Path, text: str = DARA) -> Request:
    return read_request(make_request(path, text, kdf=FLOOR))


def joined(path: Path, passphrase: str, *people: tuple[str, str, tuple[str, ...]]) -> None:
    """A closed vault with these people in it: name, passphrase, roles."""
    vault = Vault.open(path, passphrase)
    for name, text, roles in people:
        assert membership.join(vault, asked(path, text), roles, Newcomer(name))
    vault.close()


@pytest.fixture
def page(window, settle) -> PeoplePage:
    window.go(Place("people"))
    settle()
    assert isinstance(window.page, PeoplePage)
    return window.page


def rows(page: PeoplePage) -> list[list[str]]:
    table = page.table
    return [
        [table.item(row, column).text().replace("\u200b", "") for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def press(qtbot, widget, key=Qt.Key.Key_Space) -> None:
    """With the keyboard, as somebody without a mouse."""
    widget.setFocus()
    qtbot.keyClick(widget, key)


def let_in(qtbot, page, request, name, *roles) -> LetInDialog:
    """The walk through the dialog with keys alone."""
    dialog = LetInDialog(page._session, request, None, page)
    qtbot.addWidget(dialog)
    dialog.show()
    for box in dialog.words.boxes:
        assert not dialog.next_button.isEnabled()
        press(qtbot, box)
    press(qtbot, dialog.next_button)
    qtbot.keyClicks(dialog.who.name, name)
    assert not dialog.next_button.isEnabled()
    for role in roles:
        press(qtbot, dialog.who.roles.boxes[role])
    press(qtbot, dialog.next_button)
    qtbot.waitUntil(lambda: dialog.steps.at == 2, timeout=LONG)
    return dialog


def ask(qtbot, path, file) -> str:
    """The newcomer's part, in their own unlock window; answers their passphrase."""
    unlock = UnlockWindow(path)
    qtbot.addWidget(unlock)
    unlock.show()
    unlock.open_page.join_wanted.emit(path)
    join = unlock.join_page
    assert nameless(unlock) == []
    assert not join.make_button.isEnabled()
    words = join.secret.text()
    qtbot.keyClicks(join.secret.again.line, words)
    assert join.make_button.isEnabled()
    join.write(file)
    qtbot.waitUntil(lambda: join.steps.at == 1, timeout=LONG)
    assert join.secret.text() != words
    assert join.six.words == read_request(file.read_bytes()).words
    assert file.stat().st_mode & 0o777 == 0o600
    return words


def take_away(qtbot, page, settle) -> TakeAwayDialog:
    """All keys of whoever is chosen, with the keyboard."""
    away = TakeAwayDialog(page._session, page.chosen, page)
    qtbot.addWidget(away)
    away.show()
    settle()
    press(qtbot, away.take_button)
    assert away.bar.is_busy
    away.reject()
    assert away.isVisible()  # nobody leaves in the middle of it
    qtbot.waitUntil(lambda: away.left is not None, timeout=LONG)
    return away


def test_a_newcomer_asks_is_let_in_gets_other_roles_and_loses_all_keys(
    qtbot, desk, window, page, settle, tmp_path
):
    path = window.session.vault.path
    words = ask(qtbot, path, tmp_path / "request.cdjoin")
    assert let_in(qtbot, page, read_request((tmp_path / "request.cdjoin").read_bytes()), "Dara", "PRG").is_in
    page.refresh()
    settle()
    assert [row[0] for row in rows(page)] == ["Officer A (you)", "Dara"]
    assert rows(page)[1][1:4] == ["Programme officer", "Programme", "1 device"]

    page.choose("Dara")
    roles = ChangeRolesDialog(page._session, page.chosen, page)
    qtbot.addWidget(roles)
    roles.show()
    press(qtbot, roles.roles.boxes["PRG"])
    press(qtbot, roles.roles.boxes["CSW"])
    press(qtbot, roles.change_button)
    qtbot.waitUntil(lambda: roles.result() == QDialog.DialogCode.Accepted, timeout=LONG)
    page.refresh()
    settle()
    assert rows(page)[1][1:3] == ["Case worker", "Casework, Programme"]

    away = take_away(qtbot, page, settle)
    honest = (
        "Files Dara already copied can still be opened with the old passphrase. From now on nothing new can."
    )
    assert honest in away.banner.text
    assert any("leaving steps are open" in sentence for sentence in away.left.still_open)
    page.refresh()
    settle()
    assert rows(page)[1][1] == "no keys any more"
    page.choose("Dara")
    assert not page.take_button.isEnabled()
    desk.session.close()
    with pytest.raises(WrongPassphrase):
        Vault.open(path, words)


def test_words_that_differ_let_nobody_in(qtbot, window, page, settle):
    dialog = LetInDialog(page._session, asked(window.session.vault.path), None, page)
    qtbot.addWidget(dialog)
    dialog.show()
    for box in dialog.words.boxes[:5]:
        press(qtbot, box)
    assert not dialog.next_button.isEnabled()
    press(qtbot, dialog.differ_button)
    assert "Nobody was let in" in dialog.banner.text
    assert dialog.next_button.isHidden()
    page.refresh()
    settle()
    assert len(rows(page)) == 1


def test_a_file_that_is_no_request_is_said_on_the_page(page, tmp_path, monkeypatch):
    file = tmp_path / "x.cdjoin"
    file.write_bytes(b"nothing")
    monkeypatch.setattr(people_page, "choose_file", lambda *_given: file)
    page.let_in()
    assert "damaged or not a request" in page.banner.text


def test_a_second_device_gets_the_keys_of_its_person(qtbot, window, page, settle):
    path = window.session.vault.path
    let_in(qtbot, page, asked(path), "Dara", "PRG")
    page.refresh()
    settle()
    page.choose("Dara")
    dialog = LetInDialog(page._session, asked(path, SOKHA), page.chosen, page)
    qtbot.addWidget(dialog)
    dialog.show()
    for box in dialog.words.boxes:
        press(qtbot, box)
    press(qtbot, dialog.next_button)
    qtbot.waitUntil(lambda: dialog.steps.at == 2, timeout=LONG)
    page.refresh()
    settle()
    assert rows(page)[1][3] == "2 devices"


def test_a_part_with_readers_of_its_own_is_made_and_its_readers_changed(qtbot, window, page, settle):
    path = window.session.vault.path
    let_in(qtbot, page, asked(path), "Dara", "PRG")
    let_in(qtbot, page, asked(path, SOKHA), "Sokha", "DIR")
    page.refresh()
    settle()
    dialog = PartDialog(page._session, page.facts.people, None, page)
    qtbot.addWidget(dialog)
    dialog.show()
    assert nameless(dialog) == []
    assert not dialog.save_button.isEnabled()
    qtbot.keyClicks(dialog.title, "A quiet campaign")
    dara, sokha = (roster.called(window.session.vault, name).person.mid for name in ("Dara", "Sokha"))
    press(qtbot, dialog.boxes[dara])
    press(qtbot, dialog.save_button)
    qtbot.waitUntil(lambda: dialog.result() == QDialog.DialogCode.Accepted, timeout=LONG)
    page.refresh()
    settle()
    (made,) = page.facts.apart
    assert (made.part.title, made.readers) == ("A quiet campaign", ("Officer A", "Dara"))
    assert rows(page)[1][2] == "Programme, A quiet campaign"

    change = PartDialog(page._session, page.facts.people, made.part, page)
    qtbot.addWidget(change)
    change.show()
    press(qtbot, change.boxes[dara])
    press(qtbot, change.boxes[sokha])
    press(qtbot, change.save_button)
    qtbot.waitUntil(lambda: change.result() == QDialog.DialogCode.Accepted, timeout=LONG)
    page.refresh()
    settle()
    assert page.facts.apart[0].readers == ("Officer A", "Sokha")
    assert "a part with its own readers" in window.status.compartments.text()
    kind = made.part.kind
    told = [
        (line.verb, line.reason) for line in journal_reading.pages(window.session.vault, Asked(kind=kind))
    ]
    assert told == [("part taken", "Dara"), ("part given", "Sokha"), ("part made", "")]
    assert all(verb in journal_reading.verbs() for verb, _name in told)
    assert nameless(window) == []


def test_every_control_has_a_name(qtbot, window, page, settle):
    vault = window.session.vault
    let_in(qtbot, page, asked(vault.path), "Dara", "DIR", "ADM")
    administration.set_quorum(vault, 2)
    page.refresh()
    settle()
    page.choose("Dara")
    assert page.waiting.buttons
    assert nameless(window) == []
    for dialog in (
        LetInDialog(window.session, asked(vault.path, SOKHA), None, page),
        ChangeRolesDialog(window.session, page.chosen, page),
        TakeAwayDialog(window.session, page.chosen, page),
        TakeDeviceDialog(window.session, page.chosen, page),
    ):
        qtbot.addWidget(dialog)
        dialog.show()
        assert nameless(dialog) == []


def test_who_is_no_administrator_reads_and_changes_nothing(desk, filled_path, passphrase, settle):
    joined(filled_path, passphrase, ("Dara", DARA, ("PRG",)))
    desk.take(Vault.open(filled_path, DARA))
    desk.front.go(Place("people"))
    settle()
    page = desk.front.page
    assert [row[0] for row in rows(page)] == ["Officer A", "Dara (you)"]
    page.choose("Officer A")
    for one in page.deeds:
        assert one.isHidden()
    assert not page.rules.two.isEnabled()
    assert not page.rules.profile.isEnabled()


@pytest.mark.parametrize("roles", [("BRD",), ("ADM",)])
def test_a_member_without_the_programme_has_a_window_that_works(
    qtbot, desk, filled_path, passphrase, settle, roles
):
    joined(filled_path, passphrase, ("Dara", DARA, roles))
    desk.take(Vault.open(filled_path, DARA))
    settle()
    window = desk.front
    assert window.navigation.types == ()
    assert Place("reports") not in window.navigation._items
    for name in ("people", "journal", "vocabularies", "search", "verify", "backup", "recovery"):
        window.go(Place(name))
        settle()
    window.find_everywhere()
    window._search("council")
    settle()
    desk.choose_mode("dark")
    desk.choose_scale(110)
    desk.choose_language("en")
    settle()
    window = desk.front
    window.page_at(Place("verify")).check()
    qtbot.waitUntil(lambda: not window.page_at(Place("verify")).bar.is_busy, timeout=LONG)
    settle()
    assert desk.front.banner.isHidden() or desk.front.banner.tone != "danger", desk.front.banner.text
    desk.leave()
    assert desk.bugs == 0


def test_an_administrator_without_names_sees_the_words_of_keyslots(desk, filled_path, passphrase, settle):
    joined(filled_path, passphrase, ("Dara", DARA, ("PRG",)), ("Keeper", SOKHA, ("ADM",)))
    desk.take(Vault.open(filled_path, SOKHA))
    desk.front.go(Place("people"))
    settle()
    shown = rows(desk.front.page)
    assert not {"Dara", "Officer A", "Keeper"} & {row[0].removesuffix(" (you)") for row in shown}
    assert all(row[0].removesuffix(" (you)").isalpha() for row in shown)
    assert desk.front.page.let_in_button.isEnabled()


def test_everybody_is_told_once_that_somebody_left_and_not_who(qtbot, desk, filled_path, passphrase, settle):
    joined(filled_path, passphrase, ("Dara", DARA, ("PRG",)), ("Sokha", SOKHA, ("PRG",)))
    vault = Vault.open(filled_path, passphrase)
    membership.leave(vault, roster.called(vault, "Dara").person.mid)
    assert notices.somebody_left(vault) is None  # who did it knows
    vault.close()
    desk.take(Vault.open(filled_path, SOKHA))
    settle()
    banner = desk.front.notices.banners[notices.somebody_left]
    assert "keys to this vault were taken away" in banner.text
    assert "Dara" not in banner.text
    press(qtbot, banner.action)
    settle()
    assert desk.session.vault.setting(f"left-seen:{desk.session.vault.sid}")
    assert desk.front.notices.texts == ()
    assert notices.somebody_left(desk.session.vault) is None


def test_a_renewal_that_is_due_is_told_and_finished_with_one_button(
    qtbot, desk, filled_path, passphrase, settle
):
    joined(filled_path, passphrase, ("Dara", DARA, ("PRG",)), ("Keeper", SOKHA, ("ADM",)))
    keeper = Vault.open(filled_path, SOKHA)
    leaving.leave(keeper, next(one.mid for one in leaving.people(keeper) if one.roles == ("PRG",)))
    keeper.close()
    desk.take(Vault.open(filled_path, passphrase))
    settle()
    assert any("not renewed yet" in text for text in desk.front.notices.texts)
    desk.front.go(Place("people"))
    settle()
    page = desk.front.page
    press(qtbot, page.waiting.buttons[0])
    qtbot.waitUntil(lambda: "Every key is renewed" in page.banner.text, timeout=LONG)
    settle()
    settle()
    assert page.waiting.isHidden()
    assert not any("not renewed yet" in text for text in desk.front.notices.texts)
    assert joining.roles_of(desk.session.vault.opened.header, "") == ()


def test_a_dialog_about_keys_begins_with_what_is_to_be_said_and_ends_with_its_buttons(
    qtbot, window, page, settle
):
    dialog = PartDialog(page._session, page.facts.people, None, page)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    qtbot.waitUntil(dialog.title.hasFocus, timeout=LONG)
    qtbot.keyClicks(dialog.title, "Talks")
    stops = []
    for _stop in range(2):
        dialog.focusNextChild()
        stops.append(dialog.focusWidget())
    assert stops == [dialog.close_button, dialog.save_button]
