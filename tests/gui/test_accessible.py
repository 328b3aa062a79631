"""Everybody can work with it: every control has a name, is reached by keys, and no tone stands alone."""

from __future__ import annotations

import pytest
from accessible import nameless

from civicdesk.palette import contrast
from ui import theme
from ui.dialogs.about import AboutDialog, KeysDialog, key_map
from ui.dialogs.chooser import Chooser
from ui.dialogs.honesty import LimitsDialog
from ui.dialogs.locking import LockingDialog
from ui.navigation import Place
from ui.pieces import SHAPES
from ui.unlock.change import ChangePassphraseDialog


@pytest.mark.parametrize("page", ["start_page", "create_page", "open_page"])
def test_every_control_before_the_vault_is_open_has_a_name(desk, page):
    desk.start()
    desk.unlock._go(getattr(desk.unlock, page))
    assert nameless(desk.unlock) == []


@pytest.mark.parametrize("place", [
    Place("search"), Place("reports"), Place("verify"), Place("vocabularies"),
    Place("records", "stakeholder"), Place("records", "case"), Place("records", "activity"),
])  # fmt: skip
def test_every_control_of_a_page_has_a_name(window, settle, place):
    window.go(place)
    settle()
    assert nameless(window) == []


@pytest.mark.parametrize("type_name", ["stakeholder", "meeting", "incident", "protected_person"])
def test_every_control_of_a_form_has_a_name(window, settle, type_name):
    window.go(Place("records", type_name))
    window.new_record()
    settle()
    assert nameless(window) == []


def test_every_control_of_a_dialog_has_a_name(window, qtbot, tmp_path):
    for dialog in (
        AboutDialog(window), KeysDialog(window), LimitsDialog(window), LockingDialog(window.session, 5, window), ChangePassphraseDialog(window.session, window),
        Chooser(window, "Open", "Open", suffixes=[".civicdesk"], start=tmp_path),
        Chooser(window, "Save", "Save", suffixes=[".pdf"], start=tmp_path, name="report.pdf"),
    ):  # fmt: skip
        qtbot.addWidget(dialog)
        dialog.show()
        assert nameless(dialog) == []


def test_every_menu_entry_has_an_access_key_of_its_own(window):
    for top in window.menuBar().actions():
        assert "&" in top.text()
        keys = []
        for action in top.menu().actions():
            if not action.isSeparator():
                assert "&" in action.text(), action.text()
                keys.append(action.text().split("&")[1][0].casefold())
        assert len(keys) == len(set(keys)), f"{top.text()}: {keys}"


def test_the_page_of_keys_tells_only_keys_that_work(window):
    told = {key for keys, _words in key_map() for key in keys.replace("…", " ").split()}
    real = {key.toString() for action in window.actions() for key in action.shortcuts()}
    for menu in window.menuBar().actions():
        real |= {key.toString() for action in menu.menu().actions() for key in action.shortcuts()}
    arrows = {"Alt+←": "Alt+Left", "Alt+→": "Alt+Right"}
    elsewhere = {"Ctrl+S", "Ctrl+F", "Ctrl+Shift+F12"}  # of the records; of `ui.lock_keys`
    assert {arrows.get(key, key) for key in told} - elsewhere <= real


def test_the_tab_key_goes_round_the_whole_window(window, settle):
    window.go(Place("records", "stakeholder"))
    settle()
    window.activateWindow()
    window.top.search.setFocus()
    seen = []
    for _step in range(60):
        window.focusNextChild()
        widget = window.focusWidget()
        if widget is window.top.search:
            break
        seen.append(widget)
    assert window.focusWidget() is window.top.search
    assert window.navigation in seen


@pytest.mark.parametrize("mode", ["light", "dark", "contrast"])
def test_words_can_be_read_on_every_ground(qapp, mode):
    theme.apply(qapp, theme.Look(mode))
    palette = theme.colours()
    floor = 7 if mode == "contrast" else 4.5
    grounds = (palette.ground, palette.surface)
    for ground in grounds:
        for tone in ("text", "muted"):
            assert contrast(palette.tone(tone), ground) >= floor
        for tone in ("accent", "danger", "warning", "good", "note"):
            assert contrast(palette.tone(tone), ground) >= 4.5
    tokens = theme._tokens()
    for tone in ("accent", "danger", "warning", "good", "note"):
        assert contrast(palette.text, tokens[f"{tone}_wash"]) >= 4.5
    assert contrast(tokens["on_accent"], tokens["accent"]) >= 4.5
    assert contrast(tokens["text"], tokens["chosen"]) >= 4.5
    assert contrast(tokens["stroke"], palette.surface) >= 3


def test_every_tone_has_a_shape_beside_it():
    assert set(SHAPES) == {"note", "good", "warning", "danger"}
    assert all(SHAPES.values())


def test_dark_and_light_change_what_is_painted(qapp, window, desk):
    def corner() -> int:
        return window.grab().toImage().pixelColor(2, window.height() - 2).lightness()

    desk.choose_mode("light")
    light = corner()
    desk.choose_mode("dark")
    assert light > 200 > 60 > corner()


def test_the_size_slider_makes_letters_and_rows_larger(qapp):
    theme.apply(qapp, theme.Look("light", 100))
    small, row = theme.font().pointSizeF(), theme.row_height()
    theme.apply(qapp, theme.Look("light", 150))
    assert theme.font().pointSizeF() == pytest.approx(small * 1.5)
    assert theme.row_height() > row


def test_the_bundled_fonts_are_used_latin_first(qapp):
    theme.apply(qapp)
    assert theme.font().families()[:2] == ["Noto Sans", "Noto Sans Khmer"]


def test_every_token_of_the_style_sheets_is_filled_in(qapp):
    assert "@" not in theme.stylesheet()
