"""The pages with a shape of their own: vocabularies, checking the vault, and the chooser."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.dialogs.chooser import Chooser
from ui.navigation import Place
from ui.pages.verify import VerifyPage
from ui.pages.vocabularies import VocabulariesPage, new_code


@pytest.fixture
def vocabularies(window, settle) -> VocabulariesPage:
    window.go(Place("vocabularies"))
    settle()
    page = window.page
    assert isinstance(page, VocabulariesPage)
    choose(page, "meeting_type")
    settle()
    return page


def choose(page: VocabulariesPage, vocab: str) -> None:
    for at in range(page.vocabularies.count()):
        if page.vocabularies.item(at).data(Qt.ItemDataRole.UserRole) == vocab:
            page.vocabularies.setCurrentRow(at)


def terms(page: VocabulariesPage) -> dict[str, object]:
    return {
        page.terms.item(at).data(Qt.ItemDataRole.UserRole).code: page.terms.item(at)
        for at in range(page.terms.count())
    }


def test_a_term_is_added_renamed_and_put_out_of_use(vocabularies, settle, window):
    vocabularies.add()
    vocabularies.english.setText("Village forum")
    vocabularies.khmer.setText("វេទិកាភូមិ")
    vocabularies.save()
    settle()
    assert vocabularies.term.code == "village_forum"
    vocabularies.english.setText("Forum in a village")
    vocabularies.in_use.setChecked(False)
    vocabularies.save()
    settle()
    kept = next(
        t for t in window.session.vault.terms("meeting_type", inactive=True) if t.code == "village_forum"
    )
    assert (kept.label_en, kept.label_km, kept.active) == ("Forum in a village", "វេទិកាភូមិ", False)
    assert "out of use" in terms(vocabularies)["village_forum"].text()


def test_a_term_that_records_use_is_not_deleted(vocabularies, settle, window):
    used = window.session.vault.find("meeting")[0].meeting_type
    vocabularies.terms.setCurrentItem(terms(vocabularies)[str(used)])
    vocabularies.delete()
    settle()
    assert "used 1 times" in vocabularies.banner.text
    assert str(used) in terms(vocabularies)


def test_a_term_that_nothing_uses_is_deleted(vocabularies, settle):
    vocabularies.add()
    vocabularies.english.setText("Typed by mistake")
    vocabularies.save()
    settle()
    vocabularies.delete()
    settle()
    assert "typed_by_mistake" not in terms(vocabularies)


def test_a_term_without_words_is_not_saved(vocabularies, settle):
    vocabularies.add()
    vocabularies.save()
    assert "needs its words" in vocabularies.banner.text


@pytest.mark.parametrize("words, known, code", [
    ("Village forum", set(), "village_forum"),
    ("Village forum", {"village_forum"}, "village_forum_2"),
    ("ភូមិ", set(), "term"),
])  # fmt: skip
def test_a_new_code_is_its_own(words, known, code):
    assert new_code(words, known) == code


def checked(qtbot, window) -> VerifyPage:
    window.go(Place("verify"))
    page = window.page
    assert isinstance(page, VerifyPage)
    page.check()
    qtbot.waitUntil(page.banner.isVisible, timeout=60_000)
    return page


def test_checking_a_sound_vault_says_so(qtbot, window):
    page = checked(qtbot, window)
    assert "nothing is wrong" in page.banner.text
    assert page.findings == ()


def test_checking_names_what_was_changed_behind_the_programs_back(qtbot, window):
    raw = window.session.vault.stores["programme"].raw
    raw.execute("UPDATE stakeholder SET name = 'Somebody else' WHERE name = 'Commune council C1'")
    page = checked(qtbot, window)
    assert "something wrong" in page.banner.text
    assert any("STK-" in line for line in page.findings)
    page.copy_button.click()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("Documents", ".hidden", "Garden.civicdesk"):
        (tmp_path / name).mkdir()
    (tmp_path / "letter.txt").write_text("x")
    (tmp_path / "old.pdf").write_text("x")
    return tmp_path


def listed(chooser: Chooser) -> list[str]:
    return [chooser._list.item(at).text() for at in range(chooser._list.count())]


def test_the_chooser_of_a_vault_shows_folders_and_vaults_only(qtbot, folder):
    chooser = Chooser(None, "Open", "Open", suffixes=[".civicdesk"], start=folder)
    qtbot.addWidget(chooser)
    assert listed(chooser) == ["Documents", "Garden.civicdesk"]
    chooser._list.setCurrentRow(0)
    assert not chooser._take.isEnabled()
    chooser._list.setCurrentRow(1)
    chooser._take.click()
    assert chooser.chosen == folder / "Garden.civicdesk"


def test_the_chooser_enters_folders_and_goes_up_again(qtbot, folder):
    chooser = Chooser(None, "Open", "Open", suffixes=[".civicdesk"], start=folder)
    qtbot.addWidget(chooser)
    chooser._activate(chooser._list.item(0))
    assert listed(chooser) == []
    chooser.up()
    assert "Garden.civicdesk" in listed(chooser)


def test_the_chooser_adds_the_ending_and_never_takes_a_path_as_a_name(qtbot, folder):
    chooser = Chooser(None, "Save", "Save", suffixes=[".pdf"], start=folder, name="report")
    qtbot.addWidget(chooser)
    chooser._take.click()
    assert chooser.chosen == folder / "report.pdf"
    chooser.name.setText("../report")
    assert not chooser._take.isEnabled()


def test_a_folder_that_may_not_be_read_is_told(qtbot, folder):
    chooser = Chooser(None, "Open", "Open", suffixes=[".civicdesk"], start=folder)
    qtbot.addWidget(chooser)
    chooser.show()
    chooser.enter(folder / "gone")
    assert "may not look into" in chooser._banner.text
    assert "Garden.civicdesk" in listed(chooser)


def test_enter_on_a_folder_opens_it_and_chooses_nothing(qtbot, folder):
    (folder / "Documents" / "Another.civicdesk").mkdir()
    chooser = Chooser(None, "Open", "Open", suffixes=[".civicdesk"], start=folder)
    qtbot.addWidget(chooser)
    with qtbot.waitExposed(chooser):
        chooser.show()
    chooser._list.setFocus()
    QTest.keyClick(chooser._list, Qt.Key.Key_Return)
    assert listed(chooser) == ["Another.civicdesk"]
    assert chooser.chosen is None and chooser.isVisible()
    QTest.keyClick(chooser._list, Qt.Key.Key_Return)
    assert chooser.chosen == folder / "Documents" / "Another.civicdesk"


def test_folders_come_first_and_an_empty_place_says_so(qtbot, folder):
    (folder / "a.pdf").write_text("x")
    chooser = Chooser(None, "Choose", "Choose", suffixes=["*"], start=folder)
    qtbot.addWidget(chooser)
    assert listed(chooser) == ["Documents", "Garden.civicdesk", "a.pdf", "letter.txt", "old.pdf"]
    assert chooser._nothing.isHidden()
    chooser.enter(folder / "Documents")
    assert not chooser._nothing.isHidden()
