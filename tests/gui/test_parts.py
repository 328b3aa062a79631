"""A part with its own readers in the window: chosen for a new record, told in its head, and drafts lie there too."""

from __future__ import annotations

import pytest
from accessible import nameless

from civicdesk.services import membership, roster
from civicdesk.services.membership import Newcomer
from civicdesk.vault import compartments
from civicdesk.vault.joining import make_request, read_request
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.vault import Vault
from ui.navigation import Place

DARA = "seven green frogs cross the bridge"
TITLE = "A quiet campaign"


@pytest.fixture
def apart(desk, filled_path, passphrase, settle):
    """The window of an administrator in a vault with such a part; answers (window, kind of the part)."""
    vault = Vault.open(filled_path, passphrase)
    assert membership.join(
        vault, read_request(make_request(filled_path, DARA, kdf=FLOOR)), ("PRG",), Newcomer("Dara")
    )
    dara = next(one for one in roster.roster(vault) if one.name == "Dara")
    kind = compartments.add(vault, TITLE, [dara.person.mid]).kind
    vault.close()
    desk.take(Vault.open(filled_path, passphrase))
    settle()
    return desk.window, kind


def new_stakeholder(window, settle, name="A hidden council"):
    window.go(Place("records", "stakeholder"))
    window.new_record()
    settle()
    form = window.page.form
    found = window.session.vault.find("stakeholder")[0]
    for key in ("engagement_group", "stakeholder_type", "is_political_party"):
        form.form.put(key, getattr(found, key))
    form.form.put("name", name)
    return form


def choose(qtbot, form, words):
    """With the keyboard: the list of parts, and the letters of one."""
    form.keep_in.combo.setFocus()
    qtbot.keyClicks(form.keep_in.combo, words)
    assert form.keep_in.combo.currentText().startswith(words)


def test_a_new_record_is_kept_in_the_part_chosen_with_the_keyboard(qtbot, apart, settle):
    window, kind = apart
    form = new_stakeholder(window, settle)
    assert not form.keep_in.isHidden() and form.keep_in.kind == ""
    assert nameless(form) == []
    choose(qtbot, form, TITLE)
    assert form.form.desk.home == kind
    form.save()
    settle()
    vault = window.session.vault
    (saved,) = vault.find("stakeholder", name="A hidden council")
    assert vault.kind_of("stakeholder", saved.id) == kind
    assert vault.keep_new_in == ""
    assert "Dara" in form.keep_in.readers.text() and form.keep_in.choice.isHidden()


def test_the_usual_place_is_offered_first_and_says_nothing_in_the_head(apart, settle):
    window, _kind = apart
    form = new_stakeholder(window, settle, "An open council")
    form.save()
    settle()
    (saved,) = window.session.vault.find("stakeholder", name="An open council")
    assert window.session.vault.kind_of("stakeholder", saved.id) == "programme"
    assert form.keep_in.isHidden()


def test_nothing_is_offered_where_a_record_cannot_lie_apart(apart, settle):
    window, _kind = apart
    window.go(Place("records", "staff_member"))
    window.new_record()
    settle()
    assert window.page.form.keep_in.isHidden()


def test_without_such_parts_no_form_speaks_of_them(window, settle):
    form = new_stakeholder(window, settle)
    assert form.keep_in.isHidden() and form.keep_in.kind == ""


def drafts_in(vault, kind):
    return vault.stores[kind].raw.execute("SELECT value FROM setting WHERE key LIKE 'draft:%'").fetchall()


def test_a_draft_lies_in_the_part_and_comes_back_to_it(qtbot, desk, apart, settle, filled_path, passphrase):
    window, kind = apart
    form = new_stakeholder(window, settle)
    choose(qtbot, form, TITLE)
    desk.lock()
    again = Vault.open(filled_path, passphrase)
    assert drafts_in(again, "programme") == [] and len(drafts_in(again, kind)) == 1
    desk.take(again)
    settle()
    page = desk.window.page
    qtbot.waitUntil(lambda: page.form is not None and page.form.is_dirty, timeout=20_000)
    qtbot.waitUntil(lambda: page.form.keep_in.kind == kind, timeout=20_000)


def test_a_change_of_what_lies_apart_is_drafted_there(desk, qtbot, apart, settle, filled_path, passphrase):
    window, kind = apart
    form = new_stakeholder(window, settle)
    choose(qtbot, form, TITLE)
    form.save()
    settle()
    form.form.put("name", "A hidden council, renamed")
    assert form.form.desk.home == kind
    window.keeper.keep()
    settle()
    vault = window.session.vault
    assert drafts_in(vault, "programme") == [] and len(drafts_in(vault, kind)) == 1


def test_who_is_no_reader_is_offered_nothing_and_sees_no_name_of_it(desk, qtbot, apart, settle, filled_path):
    window, kind = apart
    vault = window.session.vault
    dara = next(one for one in roster.roster(vault) if one.name == "Dara")
    compartments.take(vault, kind, dara.person.mid)
    desk.lock()
    desk.take(Vault.open(filled_path, DARA))
    settle()
    form = new_stakeholder(desk.window, settle)
    assert form.keep_in.isHidden()
    assert (
        TITLE not in desk.window.status.compartments.text()
        and kind not in desk.window.status.compartments.text()
    )
