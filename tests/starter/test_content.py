"""What a new vault starts with."""

from __future__ import annotations

import pytest

from civicdesk.records.choices import Audience
from civicdesk.records.fields import Kind
from civicdesk.records.framing import FramingTerm, check
from civicdesk.records.protocol import Protocol
from civicdesk.records.record import fields_of, record_types
from civicdesk.starter.content import load_content, starter, starter_terms
from civicdesk.vault.terms import vocabulary_names
from civicdesk.vault.vault import Vault

SENTENCE = "We demand that the ruling party stop the crackdown on activists."


def terms() -> list[FramingTerm]:
    return [FramingTerm.read(row) for row in starter("framing")["terms"]]


def test_every_vocabulary_that_a_field_uses_is_delivered() -> None:
    delivered = starter("vocabularies")
    assert len(delivered) == 45
    assert set(vocabulary_names()) <= set(delivered)
    assert [name for name, rows in delivered.items() if not rows] == ["tag"]


def test_codes_are_unique_and_every_term_has_words() -> None:
    rows = starter_terms()
    assert len({(row.vocab, row.code) for row in rows}) == len(rows)
    assert all(row.label_en and row.code == row.code.lower() for row in rows)


def test_each_type_of_stakeholder_belongs_to_one_group() -> None:
    groups = {row["parent"] for row in starter("vocabularies")["stakeholder_type"]}
    assert groups == {
        "public_sector",
        "cso",
        "citizens_youth",
        "private_sector",
        "media",
        "development_partner",
    }


def test_the_vault_offers_the_terms_in_their_order(vault: Vault) -> None:
    codes = [row.code for row in vault.terms("age_band")]
    assert codes == ["0_14", "15_17", "18_30", "31_59", "60_plus", "not_recorded"]
    assert vault.term_label("meeting_type", "courtesy_visit") == "Courtesy visit"


def test_the_framing_sentence_gives_four_hits_for_authorities_and_none_inside() -> None:
    found = [(hit.term, hit.severity.value) for hit in check(SENTENCE, Audience.AUTHORITY, terms())]
    assert found == [
        ("demand", "warn"),
        ("ruling party", "block"),
        ("crackdown", "block"),
        ("activist", "warn"),
    ]
    assert not check(SENTENCE, Audience.INTERNAL, terms())
    assert len(terms()) == 34


@pytest.mark.parametrize(
    "fine",
    [
        "the Human Rights Support Mechanism",
        "fight labour trafficking together",
        "on 14 March the district and the commune meet",
        "a demonstration plot of the cooperative",
    ],
)
def test_names_months_and_shared_words_are_exceptions(fine: str) -> None:
    assert not check(fine, Audience.AUTHORITY, terms())


def test_every_record_type_starts_with_a_retention_rule_that_exists() -> None:
    rules = {row["code"]: row for row in starter("retention")}
    assert len(rules) == 20
    for cls in record_types():
        assert cls.meta.name in rules[cls.meta.retention]["default_for"]


def test_retention_rules_are_in_the_vault(vault: Vault) -> None:
    assert vault.setting("retention")[0]["months"] == 60
    assert vault.setting("grid_threshold") == 4


def test_ten_protocols_are_drafts_with_steps_before_during_and_after(vault: Vault) -> None:
    protocols = sorted(
        (one for one in vault.iterate("protocol") if isinstance(one, Protocol)), key=lambda p: p.code
    )
    assert [one.code for one in protocols] == [f"SP-{n:02}" for n in range(1, 11)]
    for one in protocols:
        assert one.state == "draft" and not one.is_demo
        assert {step.phase.value for step in one.steps} == {"before", "during", "after"}
        assert [step.order for step in one.steps] == list(range(1, len(one.steps) + 1))
        assert one.legal_note and "Last checked: never" in one.legal_note


def test_loading_twice_changes_no_protocol_and_doubles_no_term(vault: Vault) -> None:
    before = len(vault.terms("issue"))
    load_content(vault)
    assert len(vault.terms("issue")) == before
    assert len(list(vault.iterate("protocol"))) == 10


def test_wallet_lines_are_harmless_if_found() -> None:
    forbidden = starter("settings")["wallet_forbidden"]
    for row in starter("protocols"):
        for line in row["wallet_lines"]:
            assert len(line["text"]) <= 70
            assert not [word for word in forbidden if word in line["text"].lower()]


def test_terms_are_only_asked_for_where_a_vocabulary_exists() -> None:
    for cls in record_types():
        for spec in fields_of(cls):
            for inner in (spec, *(fields_of(spec.child) if spec.child else ())):
                assert (inner.kind is Kind.TERM) == bool(inner.vocab)
