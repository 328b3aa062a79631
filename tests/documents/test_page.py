"""Pages: labels, numbers, cuts, charts, and what the file must not tell."""

from __future__ import annotations

import io
import itertools

import pikepdf
import pytest

from civicdesk.documents import blocks as b
from civicdesk.documents.layout import Para, cut_stack, paginate
from civicdesk.documents.numbers import count, money, percent
from civicdesk.documents.page import Document, integrity_code, printed, render
from civicdesk.documents.style import HEADING
from civicdesk.palette import DARK, LIGHT, SERIES, contrast, rgb

KHMER = "ក្រុមប្រឹក្សាឃុំបានជួបជាមួយសហគមន៍ដើម្បីពិភាក្សាអំពីផ្លូវច្បាប់"
CHARTS: tuple[b.Block, ...] = (
    b.Bars("Share of women", "Activity", " %", (("Training", 25.0), (KHMER, 54.9)), ((40, "40 %"),), 100),
    b.TargetBars(
        "Reached", "Indicator", (("A", 8, 8), ("B", 4, 3), ("C", 2, None), ("D", None, 1), ("E", 0, 0))
    ),
    b.StackedBars(
        "Risks",
        "Quarter",
        ("Critical", "High", "Medium", "Low"),
        (("Q1", (1, 3, 4, 2)), ("Q2", (0, 0, 0, 0))),
    ),
    b.Grid("Influence", "Influence", "Interest", tuple((2, 5, f"Name {n}") for n in range(9)), heat=True),
    b.Ladder("Ladder", ("Village", "Commune", "District", "Province", "Ministry"), 2, 3),
    b.MonthLine("Months", "Month", "Open", (("Jan", 3), ("Feb", 5), ("Mar", 0))),
)


def test_label_and_page_number_stand_on_every_page(paper, text) -> None:
    pdf = paper(b.Bullets(tuple(f"Step {n}" for n in range(150))), tlp="TLP:AMBER+STRICT", copy=(2, 5))
    pages = len(pikepdf.open(io.BytesIO(pdf)).pages)
    assert pages > 2
    said = text(pdf)
    assert said.count("TLP:AMBER+STRICT") == 2 * pages
    assert all(f"page {n} of {pages}" in said for n in range(1, pages + 1))
    assert said.count("copy 2 of 5") == pages


def test_integrity_code_is_printed_and_follows_the_content(text) -> None:
    document = Document("A", "TLP:RED", (b.Paragraph("x"),))
    assert integrity_code(document) in text(render(document))
    assert integrity_code(document) != integrity_code(Document("A", "TLP:RED", (b.Paragraph("y"),)))
    assert integrity_code(document) != integrity_code(Document("A", "TLP:AMBER", (b.Paragraph("x"),)))


def test_numbered_copies_carry_one_code() -> None:
    one, two = (Document("A", "TLP:RED", (), copy=(n, 2)) for n in (1, 2))
    assert integrity_code(one) == integrity_code(two)


def test_the_same_document_gives_the_same_bytes(paper) -> None:
    blocks = (b.Section("One", (b.Paragraph(KHMER), *CHARTS)),)
    assert paper(*blocks) == paper(*blocks)


def test_the_file_tells_nothing_about_its_making(paper) -> None:
    pdf = paper(b.Paragraph(KHMER))
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert "/Info" not in file.trailer and "/ID" not in file.trailer
        assert set(file.Root.keys()) == {"/Type", "/Pages"}
        assert not file.attachments
    for word in (
        b"ReportLab",
        b"Producer",
        b"CreationDate",
        b"ModDate",
        b"Author",
        b"qpdf",
        b"pikepdf",
        b"Metadata",
    ):
        assert word.lower() not in pdf.lower()


def test_only_a_typed_title_is_kept(paper) -> None:
    with pikepdf.open(io.BytesIO(paper(file_title="ក Brief"))) as file:
        assert dict(file.trailer["/Info"]) == {"/Title": "ក Brief"}


def test_every_font_is_embedded_as_a_subset(paper) -> None:
    with pikepdf.open(io.BytesIO(paper(b.Paragraph(KHMER), b.Heading("Bold ដិត")))) as file:
        fonts = [font for page in file.pages for font in page.Resources["/Font"].values()]
        names = {str(font["/BaseFont"]) for font in fonts}
        assert {name.partition("+")[2] for name in names} == {
            "NotoSans-Regular",
            "NotoSans-Bold",
            "NotoSansKhmer-Regular",
            "NotoSansKhmer-Bold",
        }
        assert all("/FontFile2" in font["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts)


def test_empty_sections_and_tables_say_so(paper, text) -> None:
    said = text(paper(b.Section("Grants", ()), b.Table((b.Column("A"),), ()), b.Bars("Chart", "A", "", ())))
    assert said.count("Nothing to report") == 3


def test_a_silent_source_is_not_stated() -> None:
    assert b.stated(None) == "not stated" and b.stated("x") == "x"


def test_a_long_table_repeats_its_header_and_loses_no_row(paper, text) -> None:
    rows = tuple((str(n), f"Step {n} {KHMER if n % 9 == 0 else ''}", f"{n * 3}") for n in range(1, 400))
    columns = (b.Column("No.", 0.3, number=True), b.Column("Commitment", 3), b.Column("Amount", number=True))
    pdf = paper(b.Table(columns, rows))
    pages = len(pikepdf.open(io.BytesIO(pdf)).pages)
    said = text(pdf)
    assert said.count("Commitment") == pages
    assert all(f"Step {n} " in said or f"Step {n}\r" in said for n in range(1, 400))


def test_a_row_taller_than_a_page_is_cut_between_its_lines(paper, read, squeeze) -> None:
    tall = " ".join(f"word{n}" for n in range(1500))
    assert squeeze(tall[:300]) in read(paper(b.Table((b.Column("A"), b.Column("B", 0.3)), ((tall, "end"),))))
    assert len(pikepdf.open(io.BytesIO(paper(b.Table((b.Column("A"),), ((tall * 4,),))))).pages) > 2


def test_a_long_answer_beside_its_label_runs_over_pages(paper, read, squeeze) -> None:
    tall = " ".join(f"word{n}" for n in range(1500))
    pdf = paper(b.Panel((b.Facts((("Label", tall), ("Next", "end"))),)))
    assert squeeze("word1498 word1499") in read(pdf) and squeeze("Next") in read(pdf)
    assert len(pikepdf.open(io.BytesIO(pdf)).pages) > 1


def test_a_long_title_never_reaches_the_label(text) -> None:
    said = text(render(Document("A very long title that goes on " * 9, "TLP:AMBER+STRICT", ())))
    assert "…" in said.splitlines()[0]


def test_a_heading_is_never_the_last_on_a_page() -> None:
    pieces = [Para("x\n" * 30), Para("Heading", HEADING, keep=True), Para("y\n" * 10)]
    for room in range(20, 900, 3):
        page, rest = cut_stack(pieces, 300, room)
        assert not page or not page[-1].keep or not rest


def test_no_single_line_is_left_behind() -> None:
    text = "word " * 300
    for room in range(10, 400, 7):
        halves = Para(text).cut(300, room)
        if halves:
            assert all(len(half.lines) >= 2 for half in halves)


def test_what_cannot_be_cut_still_ends() -> None:
    class Tall(Para):
        def height(self, width: float) -> float:
            return 5000

        def cut(self, width: float, room: float) -> None:
            return None

    assert len(paginate([Tall("a"), Tall("b")], 300, 700)) == 2


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
def test_every_chart_says_its_numbers_in_words(chart, paper, text) -> None:
    said = text(paper(chart))
    assert chart.title in said
    for label in [part for part in b.strings(chart) if len(part) > 1 and not part[0].isdigit()][:3]:
        assert label[:10].strip() in said


def test_charts_without_rows_say_so(paper, text) -> None:
    assert "Nothing to report" in text(paper(b.MonthLine("Months", "Month", "Open", ())))


def test_badges_are_words_with_a_shape(paper, text) -> None:
    badges = b.Bullets(tuple(b.badge(tone, tone) for tone in b.SHAPES))
    said = text(paper(badges)).replace("\u00a0", " ")
    assert all(f"{shape} {tone}" in said for tone, shape in b.SHAPES.items())


def test_the_preview_holds_every_printed_text(text) -> None:
    document = Document(
        "T",
        "TLP:RED",
        (b.Section("S", (b.Paragraph((b.Span("a"), b.Span("b"))), b.Tiles((b.Tile("L", "7"),)))),),
    )
    assert {"T", "TLP:RED", "S", "ab", "L", "7"} <= set(printed(document))


def test_colours_are_readable_and_series_differ_in_grey() -> None:
    for palette in (LIGHT, DARK):
        for tone in ("text", "muted", "accent", "danger", "warning", "good", "note"):
            assert (
                contrast(palette.tone(tone), palette.ground) >= 5
                and contrast(palette.tone(tone), palette.surface) >= 5
            )
    greys = [sum(rgb(colour)) / 3 for colour in SERIES]
    assert all(two - one > 0.08 for one, two in itertools.pairwise(greys))


def test_numbers_are_written_as_the_catalogue_says() -> None:
    assert count(2064) == "2\u202f064" and count(None) == "–" and count(12.5) == "12.5" and count(-3) == "−3"
    assert percent(945, 2034) == "46.5\u202f%" and percent(1, 0) == "–" and percent(87, 348) == "25.0\u202f%"
    assert money(None, "USD") == "–"
