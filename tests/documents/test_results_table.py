"""The results table of the demo: every figure per project, and what each audience does not get."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from civicdesk.documents.page import render
from civicdesk.documents.request import Draft, Request
from civicdesk.documents.results_table import build
from civicdesk.records.choices import Audience, Classification, Level3, Tlp
from civicdesk.records.places import gazetteer
from civicdesk.records.values import Place
from civicdesk.vault.vault import Vault
from tests.conftest import PASSPHRASE
from tests.documents.conftest import by_pdfium, by_pdfminer

AS_OF = date(2024, 3, 31)
LINES = (
    "Participants (attendances) 2 064",
    "945 of 2 034 = 46.5 % with sex recorded",
    "Outcomes harvested 8 0 substantiated",
    "Sub-grants given 8",
    "348 – 87 (25.0 %) 0 –",
    "1 433 – 787 (54.9 %) 0 –",
    "30 – not recorded 30 30",
    "71 – 22 (31.0 %) 0 –",
    "12 – 4 (33.3 %) 0 –",
    "170 – 45 (26.5 %) 0 –",
    "OP1 3 1 811 874 of 1 781 = 49.1 % 30",
    "OP3 3 253 71 of 253 = 28.1 % 0",
    "All activities of the project 6 2 064 945 of 2 034 = 46.5 % 30",
    "Sub-grants given to date: 8",
    "Targets: met, figure not stated in the source.",
    "September 2022 – April 2023",
    "2019 – autumn 2023",
)
INDICATORS = {
    "Proposals finalised": 8,
    "Provinces that decided": 4,
    "Provinces with PPD": 2,
    "Provincial working groups": 1,
    "Provincial NGO networks": 1,
}


def flat(text: str) -> str:
    """Text in one line, with every kind of space as one space."""
    return re.sub(r"\s+", " ", text.replace("\u202f", " ").replace("\u00a0", " "))


def made(vault: Vault, audience: Audience = Audience.DONOR, reviewed: tuple[str, ...] = ()) -> Draft:
    """The table for an audience."""
    return build(vault, Request(audience, AS_OF, reviewed=frozenset(reviewed)))


def printed(vault: Vault, audience: Audience = Audience.DONOR, reviewed: tuple[str, ...] = ()) -> str:
    """Its text."""
    return flat(by_pdfium(render(made(vault, audience, reviewed).document)))


@pytest.fixture(scope="module")
def pdf(demo: Vault) -> bytes:
    return render(made(demo).document)


@pytest.fixture(scope="module")
def text(pdf: bytes) -> str:
    return flat(by_pdfium(pdf))


@pytest.fixture
def mine(demo_path: Path) -> Iterator[Vault]:
    """A demo vault that the test may change."""
    opened = Vault.open(demo_path, PASSPHRASE)
    yield opened
    opened.close()


def named(vault: Vault, kind: str, words: str) -> object:
    """The first record whose title holds some words."""
    return next(one for one in vault.iterate(kind) if words in vault.title(kind, one.id))


@pytest.mark.parametrize("line", LINES)
def test_every_expected_figure_stands_on_paper(text: str, line: str) -> None:
    assert line in text


@pytest.mark.parametrize("name, value", INDICATORS.items())
def test_every_indicator_stands_with_its_value(text: str, name: str, value: int) -> None:
    row = text[text.index(name) :][:160]
    assert re.search(rf"not stated (?:.*?)not stated (?:.*?){value} – – – –", row)


def test_a_second_reader_finds_the_same_numbers(pdf: bytes) -> None:
    read = flat(by_pdfminer(pdf))
    for number in ("2 064", "1 811", "874 of 1 781", "46.5 %", "28.1 %", "33.3 %", "54.9 %"):
        assert number in read


def test_men_are_never_a_number(text: str) -> None:
    assert not re.search(r"\bMen\b", text)


def test_nobody_is_named_and_no_protected_record(demo: Vault, text: str) -> None:
    names = [str(one.display_name) for one in demo.iterate("staff_member")]
    names += [str(one.pseudonym) for one in demo.iterate("protected_person")]
    for kind in ("risk", "incident", "movement", "case"):
        for record in demo.iterate(kind):
            names += [record.ref, demo.title(kind, record.id)]
    assert not [name for name in names if name in text]


def test_a_donor_sees_places_by_province_only(mine: Vault) -> None:
    project = named(mine, "project", "Building Capacities")
    commune = next(code for code in ("030101", "070101", "140901") if gazetteer().label(code, "en"))
    with mine.transaction(accept="test") as tx:
        tx.save(project.replaced(places=(Place(commune),)))
    where = flat(gazetteer().label(commune[:2], "en"))
    said = printed(mine)
    assert f"Where {where}" in said
    assert flat(gazetteer().label(commune, "en")) not in said


def test_a_grantee_is_named_only_where_that_is_safe(mine: Vault) -> None:
    assert "Buddhism for Social" in printed(mine)
    grant = next(one for one in mine.iterate("subgrant") if one.grantee)
    with mine.transaction(accept="test") as tx:
        tx.save(grant.replaced(safeguard_note=Level3.MEDIUM))
    assert "Buddhism for Social" not in printed(mine)
    assert "not named" in printed(mine)
    assert "Buddhism for Social" in printed(mine, Audience.INTERNAL)


def test_a_donor_is_named_only_where_the_project_says_so(mine: Vault) -> None:
    assert "Funded by USAID" in printed(mine)
    with mine.transaction(accept="test") as tx:
        for project in [one for one in mine.iterate("project") if one.donors]:
            tx.save(project.replaced(donor_visibility=(Audience.INTERNAL,)))
    assert "USAID" not in printed(mine)
    assert "Funded by USAID" in printed(mine, Audience.INTERNAL)


def test_long_texts_go_only_when_somebody_read_them(demo: Vault) -> None:
    outcome = named(demo, "outcome", "Two banks")
    sentence = "Two banks promised to extend market-rate loans"
    draft = made(demo)
    assert draft.fields_left_out > 0
    assert sentence not in printed(demo)
    assert sentence in printed(demo, Audience.DONOR, (f"{outcome.ref}.description",))
    assert sentence in printed(demo, Audience.INTERNAL)


def test_a_donor_does_not_learn_that_something_is_left_out(demo: Vault) -> None:
    assert "Not shown for this audience" not in printed(demo)
    assert "Not shown for this audience" in printed(demo, Audience.BOARD)


def test_a_confidential_project_is_left_out(mine: Vault) -> None:
    project = named(mine, "project", "PARCE")
    with mine.transaction(accept="test") as tx:
        tx.save(project.replaced(classification=Classification.CONFIDENTIAL))
    assert made(mine).records_left_out >= 1
    assert "Outcomes harvested 6" in printed(mine)
    assert "PARCE" not in printed(mine)
    assert made(mine, Audience.BOARD).tlp is Tlp.AMBER_STRICT


def test_one_project_alone(demo: Vault) -> None:
    project = named(demo, "project", "WE Act")
    draft = build(demo, Request(Audience.DONOR, AS_OF, ref=project.ref))
    said = flat(by_pdfium(render(draft.document)))
    assert "Women Entrepreneurs Act" in said
    assert "Building Capacities" not in said
    assert "Outcomes harvested 3" in said


def test_few_people_with_a_disability_are_masked(mine: Vault) -> None:
    indicator = named(mine, "indicator", "study tour")
    rows = tuple(row.replaced(disability=3) for row in indicator.values)
    with mine.transaction(accept="test") as tx:
        tx.save(indicator.replaced(values=rows))
    assert "4 (33.3 %) 0 – <5" in printed(mine)
    assert "4 (33.3 %) 0 – 3" in printed(mine, Audience.INTERNAL)


def test_the_same_table_is_the_same_file(demo: Vault, pdf: bytes) -> None:
    assert render(made(demo).document) == pdf


def test_label_length_and_margins(demo: Vault, pdf: bytes) -> None:
    assert made(demo).tlp is Tlp.AMBER
    document = pypdfium2.PdfDocument(pdf)
    assert 2 <= len(document) <= 6
    for page in document:
        wide, _tall = page.get_size()
        words = page.get_textpage()
        for number in range(words.count_rects()):
            left, _low, right, _top = words.get_rect(number)
            assert left >= 50 and right <= wide - 50


def test_an_empty_vault_gives_a_table_too(vault: Vault) -> None:
    assert "Nothing to report" in printed(vault)
