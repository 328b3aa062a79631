"""Lines of Khmer and Latin: exact when copied, right on the baseline, never broken inside a letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicdesk import icu, khmer
from civicdesk.documents.blocks import Paragraph, Span, plain
from civicdesk.documents.fonts import face, lacks, shape
from civicdesk.documents.khmer import clean, fill, width_of
from civicdesk.documents.pen import Pen
from civicdesk.documents.style import BODY, TITLE

SENTENCE = (
    "សូមស្វាគមន៍មកកាន់កម្មវិធីគ្រប់គ្រងករណីសម្រាប់អង្គការសង្គមស៊ីវិល។ ក្រុមប្រឹក្សាឃុំបានជួបជាមួយសហគមន៍ "
    "(១២ មីនា ២០២៤) ដើម្បីពិភាក្សាអំពីផ្លូវច្បាប់ និងដីធ្លី NGOដែល PPD ធ្វើ។"
)
LETTERS = st.one_of(
    st.characters(min_codepoint=0x1780, max_codepoint=0x17E9),
    st.sampled_from("abcXYZ -/()«»0123456789é៛។ \u200b\u00a0"),
)


def test_khmer_is_copied_exactly(paper, read, squeeze) -> None:
    assert squeeze(SENTENCE) in read(paper(Paragraph(SENTENCE)))


def test_bold_and_coloured_spans_are_copied_exactly(paper, read, squeeze) -> None:
    spans = (Span("ដិត ", bold=True), Span(SENTENCE, colour="#9B2226"), Span(" bold", bold=True))
    assert squeeze(plain(spans)) in read(paper(Paragraph(spans)))


def test_spaces_between_words_are_copied(paper, text) -> None:
    said = "one two ដី ធ្លី three ៤ four"
    assert said in text(paper(Paragraph(said)))


def test_every_printable_letter_of_the_faces_is_copied(paper, read, squeeze) -> None:
    letters = "".join(chr(code) for code in range(0x1780, 0x17B4)) + "ŨũŁłđĐ€№½●◐○▲■☐☑✓→←≤≥–—“”"
    assert squeeze(letters) in read(paper(Paragraph(letters)))


def test_markup_is_printed_and_never_obeyed(paper, read) -> None:
    assert "<b>x</b>&amp;<imgsrc='a'/>" in read(paper(Paragraph("<b>x</b> &amp; <img src='a'/>")))


@given(st.text(LETTERS, max_size=60), st.integers(12, 200))
def test_filling_loses_nothing_and_stays_inside_the_width(said: str, width: int) -> None:
    lines = fill(said, BODY, width)
    whole = "".join(line.text for line in lines).replace(" ", "")
    assert whole == clean(said).replace(" ", "").replace("\u200b", "")
    for line in lines:
        one_letter = len(line.atoms) == 1 and len(khmer.clusters(line.text)) == 1
        assert line.width <= width + 0.01 or one_letter


@given(st.text(st.characters(min_codepoint=0x1780, max_codepoint=0x17D3), max_size=40), st.integers(5, 120))
def test_no_line_ends_inside_a_cluster(said: str, width: int) -> None:
    ends, position = set(), 0
    for letter in khmer.clusters(clean(said)):
        position += len(letter)
        ends.add(position)
    position = 0
    for line in fill(said, BODY, width):
        position += len(line.text)
        assert position in ends or not said


def test_a_word_wider_than_the_line_is_broken_between_letters(monkeypatch) -> None:
    word = "ក្រុមប្រឹក្សាឃុំ" * 4
    monkeypatch.setattr(icu, "_breaker", lambda: lambda _text: ())
    khmer.words.cache_clear()
    lines = fill(word, BODY.but(bold=True), 60.5)
    khmer.words.cache_clear()
    assert len(lines) > 3 and all(line.width <= 60.5 for line in lines)
    assert all(line.text[0] in map(chr, range(0x1780, 0x17B4)) for line in lines)


def test_brackets_stay_with_their_word() -> None:
    lines = [
        line.text for width in range(40, 300) for line in fill("ខេត្ត (ព្រៃវែង) ស្រុក «ព្រះស្តេច»", BODY, width)
    ]
    assert not any(line.endswith(("(", "«")) or line.startswith((")", "»")) for line in lines)


def test_numbers_with_narrow_spaces_are_never_broken() -> None:
    assert "2\u202f064" in [line.text for line in fill("total 2\u202f064 people", BODY, 40)]


def test_direction_marks_and_control_signs_are_dropped() -> None:
    assert clean("a\u202eb\x00c\r\nd\te\ufeff") == "abc\nd e"


def test_a_sign_no_face_has_is_known() -> None:
    assert lacks("漢", khmer=False) and not lacks("é●", khmer=False) and not lacks("ខ្មែរ", khmer=True)


@pytest.mark.parametrize("is_khmer", [False, True])
def test_regular_and_bold_are_different_faces(is_khmer: bool) -> None:
    assert face(is_khmer, False).font.face.blob.data != face(is_khmer, True).font.face.blob.data


def test_a_cluster_of_several_glyphs_is_one_letter() -> None:
    assert [cluster.text for cluster in shape("កម្ពុជា", True, False).clusters] == ["ក", "ម្ពុ", "ជា"]


@pytest.mark.parametrize("word", ["ផ្លូវច្បាប់", "កម្ពុជា", "អង្គការ", "ស៊ីវិល"])
def test_a_lowered_glyph_does_not_lower_what_follows(word: str, picture) -> None:
    """The same letter stands on the same rows of pixels before and after the word."""

    def rows(text: str, mark: str) -> tuple[int, int]:
        pen = Pen()
        pen.text(60, 700, text, TITLE)
        pen.new_page()
        page = picture(pen.finish())
        start, end = 60 + (width_of(text[: -len(mark)], TITLE)), 60 + width_of(text, TITLE)
        strip = page.crop((int(start * 3) + 2, 0, int(end * 3), page.height))
        box = strip.point(lambda value: 255 * (value < 128)).getbbox()
        assert box is not None
        return box[1], box[3]

    assert rows(f"{word}ក", "ក") == rows("កក", "ក")
    assert rows(f"{word} H", "H") == rows("H H", "H")


def test_a_khmer_cluster_is_drawn_as_harfbuzz_places_it(picture) -> None:
    """Composite glyphs put every part where shaping says: the lowest subscript hangs below the baseline."""
    pen = Pen()
    pen.text(60, 700, "ម្ពុ", TITLE)
    pen.new_page()
    box = picture(pen.finish()).point(lambda value: 255 * (value < 128)).getbbox()
    parts = shape("ម្ពុ", True, False).clusters[0].parts
    assert len(parts) >= 3 and box is not None
    assert box[3] > (842 - 700 + TITLE.size * 0.5) * 3
