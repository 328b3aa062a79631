"""Search: whole words first, the newest first, everything that contains the words, and nothing twice."""

from __future__ import annotations

import pytest

from civicdesk.records.choices import EngagementGroup
from civicdesk.records.stakeholder import Stakeholder
from civicdesk.records.values import Term
from civicdesk.vault import search
from civicdesk.vault.vault import Vault


@pytest.fixture
def names(vault: Vault) -> dict[str, str]:
    """Names by id; the last was saved last."""
    found = {}
    for name in ("Market of Kep", "Old market", "Markets committee", "Marketing office", "ផ្សារចាស់"):
        with vault.transaction() as tx:
            saved = tx.save(Stakeholder(
                name=name, engagement_group=EngagementGroup.CSO, stakeholder_type=Term("cso"),
            ))  # fmt: skip
        found[saved.id] = name
    return found


def asked(vault: Vault, names: dict[str, str], words: str, limit: int = 50) -> list[str]:
    hits = search.find(vault.stores["programme"].db, words, limit)
    return [names[record] for _type, record in hits if record in names]


def test_whole_words_come_before_words_that_begin_so(vault: Vault, names: dict[str, str]) -> None:
    assert asked(vault, names, "market", 2) == ["Old market", "Market of Kep"]
    assert asked(vault, names, "market") == [
        "Old market", "Market of Kep", "Marketing office", "Markets committee"]  # fmt: skip


def test_the_beginning_of_a_word_finds_the_newest(vault: Vault, names: dict[str, str]) -> None:
    assert asked(vault, names, "mark", 2) == ["Marketing office", "Markets committee"]
    assert len(asked(vault, names, "mark")) == 4


def test_every_word_must_occur_and_none_is_found_for_nothing(vault: Vault, names: dict[str, str]) -> None:
    assert asked(vault, names, "market kep") == ["Market of Kep"]
    assert asked(vault, names, "kep mar") == ["Market of Kep"]
    assert asked(vault, names, "market nowhere") == []
    assert asked(vault, names, "  ") == []


def test_khmer_is_found_from_any_cluster_on(vault: Vault, names: dict[str, str]) -> None:
    for words in ("ផ្សារ", "ផ្សារចាស់", "ចាស់", "ផ្សា"):
        assert asked(vault, names, words) == ["ផ្សារចាស់"], words


def test_only_records_of_the_types_asked_for(vault: Vault, names: dict[str, str]) -> None:
    db = vault.stores["programme"].db
    assert len(search.find(db, "market", 50, ["stakeholder"])) == 4
    assert search.find(db, "market", 50, ["meeting"]) == []
