"""The recovery sheet: everything on one page, readable by eye and by copying, and silent about its origin."""

from __future__ import annotations

import pypdfium2
import pytest

from civicdesk.documents.recovery_sheet import file_name, render_sheet
from civicdesk.vault import recovery_groups
from civicdesk.vault.recovery import Sheet
from civicdesk.vault.recovery_join import split
from civicdesk.vault.recovery_words import read_share

SECRET = bytes(range(32))


@pytest.fixture(scope="module")
def sheets() -> tuple[Sheet, Sheet]:
    printed = read_share(split(SECRET, 1, 1, 327)[0]).words
    share = read_share(split(SECRET, 2, 3, 327)[1]).words
    return (
        Sheet("main", "printed", 327, 1, 1, 1, "2026-11-22", printed, recovery_groups.groups_of(SECRET)),
        Sheet("security", "board", 327, 2, 2, 3, "2026-11-22", share),
    )


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    page = document[0]
    text = page.get_textpage().get_text_range()
    document.close()
    return text.replace("\u200b", "")


def test_all_words_stand_on_one_page_in_their_order(sheets):
    for sheet in sheets:
        told = text_of(render_sheet(sheet)).split()
        wanted = [part for place, word in enumerate(sheet.words, 1) for part in (str(place), word)]
        at = told.index(sheet.words[0]) - 1
        assert told[at : at + len(wanted)] == wanted


def test_what_is_copied_from_the_paper_is_the_key(sheets):
    text = text_of(render_sheet(sheets[0]))
    assert all(group in text for group in sheets[0].groups)


def test_a_share_has_no_groups_and_says_how_many_it_takes(sheets):
    text = text_of(render_sheet(sheets[1]))
    assert "Any 2 of the 3" in text and "2 / 3" in text and "thirteen" not in text


def test_it_speaks_both_languages(sheets):
    for sheet in sheets:
        text = text_of(render_sheet(sheet))
        assert "Recovery sheet" in text and "សន្លឹកសង្គ្រោះ" in text


def test_the_file_says_nothing_about_itself(sheets):
    pdf = render_sheet(sheets[0])
    document = pypdfium2.PdfDocument(pdf)
    assert not any(document.get_metadata_dict().values())
    document.close()
    assert render_sheet(sheets[0]) == pdf
    assert file_name(sheets[1]) == "sheet-00327-2.pdf"
