"""Drafts of what lies apart stay with its readers; what cannot be read or kept is left out, never shown to others."""

from __future__ import annotations

import pytest
from strategies import council, saved

from civicdesk.records.record import record_type
from civicdesk.records.values import Ref
from civicdesk.vault import compartments
from civicdesk.vault.drafts import Unsaved, keep, kept_drafts
from civicdesk.vault.vault import Vault
from tests.vault.people import DARA, joined


def draft(type_name: str = "stakeholder", keep_in: str = "", **values: object) -> Unsaved:
    base = record_type(type_name)()
    return Unsaved.of(base, base.replaced(**values), {}, keep_in)


def where(vault: Vault) -> list[str]:
    """Kinds of the compartments in which drafts lie."""
    count = "SELECT count(*) FROM setting WHERE key LIKE 'draft:%'"
    return [kind for kind, store in vault.stores.items() if store.raw.execute(count).fetchone()[0]]


@pytest.fixture
def apart(vault: Vault) -> str:
    """Kind of a compartment with readers of its own."""
    return compartments.add(vault, "A quiet campaign", []).kind


def test_what_is_typed_for_a_part_lies_in_it_and_comes_back_for_it(
    vault: Vault, vault_passphrase: str, apart: str
) -> None:
    keep(vault, [draft(name="Hidden", keep_in=apart)])
    assert where(vault) == [apart]
    vault.close()
    again = Vault.open(vault.path, vault_passphrase)
    (one,) = kept_drafts(again)
    assert (one.keep_in, one.fields()) == (apart, {"name": "Hidden"})
    again.close()


def test_what_is_typed_about_a_hidden_record_lies_beside_it(vault: Vault, apart: str) -> None:
    vault.keep_new_in = apart
    hidden = saved(vault, council(name="A hidden council"))
    vault.keep_new_in = ""
    keep(vault, [draft(name="Its department", parent=Ref(hidden.id))])
    assert where(vault) == [apart]
    keep(vault, [draft(name="Somebody else")])
    assert where(vault) == ["programme"]


def test_a_part_that_is_no_longer_open_to_its_writer_gets_no_draft(vault: Vault, apart: str) -> None:
    assert apart in vault.compartments
    keep(vault, [draft(name="Hidden", keep_in="a part that was dissolved")])
    assert where(vault) == ["programme"]


def test_who_reads_only_the_board_leaves_no_draft_where_others_or_nobody_could_read_it(vault: Vault) -> None:
    """There is no place of theirs to keep it in, and none that it could be sealed into."""
    joined(vault, DARA, ("BRD",))
    vault.close()
    board = Vault.open(vault.path, DARA)
    keep(board, [draft(name="One"), draft("case", notes="Two")])
    assert kept_drafts(board) == []
    assert where(board) == []
    board.close()


@pytest.mark.parametrize(
    "type_name, key, value",
    [
        ("meeting", "starts_at", "one day"),
        ("meeting", "starts_at", 7),
        ("meeting", "mode", "by_balloon"),
        ("project", "start_date", {"precision": "day"}),
        ("project", "budget", "a lot"),
        ("project", "budget", {"amount": "a lot", "currency": "USD"}),
        ("project", "partners", "a text in an older version"),
        ("indicator", "baseline", "a lot"),
        ("project", "partners", [{"stakeholder": ["s-1"], "role": {}}, "no row"]),
    ],
)
def test_a_value_that_this_version_cannot_read_costs_only_itself(
    type_name: str, key: str, value: object
) -> None:
    kept = {"meeting": ("title", "Waste"), "project": ("name", "Wells"), "indicator": ("name", "Wells")}[
        type_name
    ]
    typed = Unsaved(type_name, "", {key: value, kept[0]: kept[1]})
    assert typed.fields() == dict([kept])
