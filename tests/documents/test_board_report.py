"""The board report of the demo: every expected figure on paper, nobody's name, the same file twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from civicdesk.documents.board_report import build
from civicdesk.documents.page import render
from civicdesk.documents.request import Draft, Request
from civicdesk.records.choices import Audience, Classification, CountMethod, Tlp
from civicdesk.services.figures import figures_of
from civicdesk.vault.vault import Vault
from tests.conftest import PASSPHRASE
from tests.documents.conftest import by_pdfium, by_pdfminer

AS_OF = date(2024, 3, 31)
SECTIONS = (
    "1 Summary", "2 Results against targets", "3 People reached", "4 Outcomes", "5 Advocacy",
    "6 Relations and neutrality", "7 Commitments", "8 Grants", "9 Safety and care", "10 Cases",
    "11 Compliance", "12 Decisions asked of the board")  # fmt: skip
LINES = (
    "Activities to date 6 1 this quarter",
    "All activities to date 6 2 064 945 46.5 % 30",
    "2 064 participants; women 945 of 2 034 = 46.5 % with sex recorded; sex not recorded for 30.",
    "1 119 to date; of those with sex recorded, 1 089 are not women.",
    "170 participants; women 45 of 170 = 26.5 %",
    "348 – 87 (25.0 %)",
    "1 433 – 787 (54.9 %)",
    "71 – 22 (31.0 %)",
    "12 – 4 (33.3 %)",
    "170 170 – 45 (26.5 %)",
    "Training 2 1 781 874 49.1 % 0",
    "Focus group 1 30 not recorded – 30",
    "3 1 811 874 of 1 781 = 49.1 % 30",
    "3 253 71 of 253 = 28.1 % 0",
    "Sub-grants active 8",
    "Outcomes harvested 8 0 substantiated",
    "Behaviour 1", "Relationship 2", "Action 1", "Policy 3", "Practice 1",
    "All commitments to date 15 9 6 2 0",
    "Red 1", "Amber 1", "Green 4",
    "Citizens and youth 2 0 0 2 18.2 %",
    "Civil society organisations 1 1 0 2 18.2 %",
    "Private sector 1 0 0 1 9.1 %",
    "Media 1 0 0 1 9.1 %",
    "Public sector 4 1 0 5 45.5 %",
    "Five groups together 9 2 0 11 100.0 %",
    "Balance index 88 of 100",
    "Watch: Public sector 45.5 % is over 40 %",
    "Workable 3", "Close watch 1", "Too close 0",
    "On Critical High Medium Low Total 31 March 2024 0 3 4 1 8",
    "4 this quarter, of which 2 near misses",
    "81 of 90 = 90.0 %",
    "Cases taken in to date 6",
    "Labour trafficking risk <5", "Unsafe migration <5", "Unpaid wages <5", "Social protection access <5",
    "Targets: met, figure not stated in the source.",
)  # fmt: skip
INDICATORS = {
    "Proposals finalised": 8,
    "Provinces that decided to adopt": 4,
    "Provinces with PPD terms of reference": 2,
    "Provincial working groups established": 1,
    "Provincial NGO networks reactivated": 1,
}


def flat(text: str) -> str:
    """Text in one line, with every kind of space as one space."""
    return re.sub(r"\s+", " ", text.replace("\u202f", " ").replace("\u00a0", " "))


@pytest.fixture(scope="module")
def draft(demo: Vault) -> Draft:
    return build(demo, Request(Audience.BOARD, AS_OF))


@pytest.fixture(scope="module")
def pdf(draft: Draft) -> bytes:
    return render(draft.document)


@pytest.fixture(scope="module")
def text(pdf: bytes) -> str:
    return flat(by_pdfium(pdf))


@pytest.fixture
def mine(demo_path: Path) -> Iterator[Vault]:
    """A demo vault that the test may change."""
    opened = Vault.open(demo_path, PASSPHRASE)
    yield opened
    opened.close()


def printed(vault: Vault, audience: Audience = Audience.BOARD, reviewed: frozenset[str] = frozenset()) -> str:
    """The text of a report made now."""
    return flat(by_pdfium(render(build(vault, Request(audience, AS_OF, reviewed=reviewed)).document)))


@pytest.mark.parametrize("line", LINES)
def test_every_expected_figure_stands_on_paper(text: str, line: str) -> None:
    assert line in text


@pytest.mark.parametrize("name, value", INDICATORS.items())
def test_every_indicator_stands_with_its_value(text: str, name: str, value: int) -> None:
    row = text[text.index(name) :][:160]
    assert re.search(rf"not stated (?:.*?)not stated (?:.*?)– {value} – – no target", row)


def test_a_second_reader_finds_the_same_numbers(pdf: bytes) -> None:
    read = flat(by_pdfminer(pdf))
    for number in ("2 064", "1 119", "1 089", "945", "1 811", "46.5 %", "26.5 %", "90.0 %", "45.5 %", "<5"):
        assert number in read


def test_all_twelve_sections_stand_in_order(text: str) -> None:
    places = [text.index(section) for section in SECTIONS]
    assert places == sorted(places)


def test_page_one_holds_the_key_figures_and_what_needs_attention(pdf: bytes) -> None:
    first = flat(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded())
    for words in ("2 064", "90.0 %", "2 of 6 open commitments are overdue", "Public sector took 45.5 %"):
        assert words in first
    assert SECTIONS[1] not in first


def test_men_are_never_a_number(text: str) -> None:
    assert not re.search(r"\bMen\b", text)
    assert not re.search(r"\bmen\b\W*\d|\d\W*\bmen\b", text)


def test_nobody_is_named(demo: Vault, text: str) -> None:
    inside = printed(demo, Audience.INTERNAL)
    names = [str(one.display_name) for one in demo.iterate("staff_member")]
    names += [str(one.pseudonym) for one in demo.iterate("protected_person")]
    names += [str(one.person_name or "") for one in demo.iterate("contact")]
    assert len(names) > 15
    assert not [name for name in names if name and (name in text or name in inside)]


def test_the_board_sees_no_detail_of_safety_and_care(demo: Vault, text: str) -> None:
    for kind in ("risk", "incident", "movement", "case", "support_request"):
        for record in demo.iterate(kind):
            assert record.ref not in text
            assert demo.title(kind, record.id) not in text
            actor = str(getattr(record, "threat_actor", "") or "no actor")
            assert demo.term_label("threat_actor", actor) not in text


def test_small_numbers_of_cases_are_plain_only_inside(demo: Vault, text: str) -> None:
    assert "Numbers from 1 to 4 are shown as “<5”." in text
    inside = printed(demo, Audience.INTERNAL)
    assert "Labour trafficking risk 2" in inside
    assert "<5" not in inside


def test_the_same_report_is_the_same_file(demo: Vault, pdf: bytes) -> None:
    assert render(build(demo, Request(Audience.BOARD, AS_OF)).document) == pdf


def test_the_report_keeps_its_length_and_margins(pdf: bytes) -> None:
    document = pypdfium2.PdfDocument(pdf)
    assert 6 <= len(document) <= 10
    for page in document:
        wide, tall = page.get_size()
        words = page.get_textpage()
        for number in range(words.count_rects()):
            left, low, right, top = words.get_rect(number)
            assert left >= 50 and right <= wide - 50 and low >= 25 and top <= tall - 25


def test_the_label_and_the_frozen_figures(demo: Vault, draft: Draft) -> None:
    assert draft.tlp is Tlp.AMBER_STRICT
    assert figures_of(demo, AS_OF).flat().items() <= draft.figures.items()
    assert draft.figures["commitments.red"] == 1
    assert draft.figures["outcomes.policy"] == 3


def test_without_a_summary_the_report_says_so(text: str) -> None:
    assert "No summary has been written for this quarter." in text


def test_the_authors_texts_and_decisions_are_printed(mine: Vault) -> None:
    mine.set_settings(
        {"board_report:2024-Q1": {"progress": "Dialogue has begun.", "decisions": ["Approve the plan."]}}
    )
    said = printed(mine)
    assert "Progress. Dialogue has begun." in said
    assert "1. Approve the plan." in said
    assert "No summary has been written" not in said


def test_a_restricted_outcome_gives_only_what_was_cleared(mine: Vault) -> None:
    outcome = next(one for one in mine.iterate("outcome") if "banks" in one.title)
    with mine.transaction() as tx:
        tx.save(outcome.replaced(classification=Classification.RESTRICTED))
    made = build(mine, Request(Audience.BOARD, AS_OF))
    said = flat(by_pdfium(render(made.document)))
    assert "Two banks promised" in said
    assert "Two banks (not named in the source)" not in said
    assert made.fields_left_out > 0
    assert f"Not shown for this audience: {made.fields_left_out} fields." in said


def test_a_restricted_campaign_is_left_out_and_counted(mine: Vault) -> None:
    campaign = next(one for one in mine.iterate("campaign") if "Safe" in one.title)
    with mine.transaction() as tx:
        tx.save(campaign.replaced(classification=Classification.RESTRICTED))
    made = build(mine, Request(Audience.BOARD, AS_OF))
    assert made.records_left_out == 1
    assert "Safe migration" not in flat(by_pdfium(render(made.document)))


def test_an_estimate_is_marked(mine: Vault) -> None:
    activity = next(one for one in mine.iterate("activity") if "Study tour" in one.title)
    with mine.transaction(accept="test") as tx:
        tx.save(activity.replaced(count_method=CountMethod.ESTIMATE))
    assert "12 est." in printed(mine)


def test_who_has_no_key_to_cases_and_safety_reads_not_known(mine: Vault) -> None:
    for compartment in ("casework", "security"):
        mine.stores.pop(compartment).close()
    said = printed(mine)
    assert "Cases not known" in said
    assert "Risks not known" in said
    assert "Incidents not known" in said
    assert "<5" not in said


def test_an_empty_vault_gives_a_report_too(vault: Vault) -> None:
    said = printed(vault)
    for section in SECTIONS:
        assert section in said
    assert said.count("Nothing to report") >= 8
    assert "not known: too few engagements to tell" in said


def test_a_share_of_follow_ups_does_not_give_a_small_number_away(text: str) -> None:
    assert "Follow-ups on time not shown (too few)" in text
