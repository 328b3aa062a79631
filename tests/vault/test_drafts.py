"""Drafts: what was typed and not saved comes back after locking, and lies where the record lies."""

from __future__ import annotations

import pytest

from civicdesk.records.record import record_type
from civicdesk.records.values import Link
from civicdesk.vault.drafts import Unsaved, keep, kept_drafts
from civicdesk.vault.vault import Vault

PASSPHRASE = "lotus river mango heron palm rice"


def draft(
    type_name: str = "stakeholder", record_id: str = "", unread: dict[str, str] | None = None, **values
) -> Unsaved:
    cls = record_type(type_name)
    base = cls(id=record_id)
    return Unsaved.of(base, base.replaced(**values), unread or {})


def where(vault: Vault) -> list[str]:
    found = []
    for kind, store in vault.stores.items():
        rows = store.raw.execute("SELECT count(*) FROM setting WHERE key LIKE 'draft:%'").fetchone()
        found += [kind] * rows[0]
    return found


def test_a_draft_comes_back_after_the_vault_was_closed(vault: Vault):
    one = draft(name="Commune council", unread={"last_contact_on": "sometime"})
    keep(vault, [one, draft("meeting", "m-1", title="ដីធ្លី")])
    path = vault.path
    vault.close()
    again = Vault.open(path, PASSPHRASE)
    assert kept_drafts(again) == [one, draft("meeting", "m-1", title="ដីធ្លី")]
    assert kept_drafts(again)[0].fields() == {"name": "Commune council"}
    again.close()


def test_keeping_again_replaces_what_was_kept(vault: Vault):
    keep(vault, [draft(name="One"), draft(name="Two")])
    keep(vault, [draft(name="Three")])
    assert [one.values["name"] for one in kept_drafts(vault)] == ["Three"]
    keep(vault, [])
    assert kept_drafts(vault) == []


@pytest.mark.parametrize(
    "type_name,kind", [("stakeholder", "programme"), ("case", "casework"), ("incident", "security")]
)
def test_a_draft_lies_in_the_compartment_of_its_record(vault: Vault, type_name: str, kind: str):
    keep(vault, [draft(type_name, notes="typed")])
    assert where(vault) == [kind]


def test_a_follow_up_lies_with_what_it_follows_up_and_is_guarded_while_that_is_not_known(vault: Vault):
    keep(vault, [draft("commitment", notes="typed", parent=Link("meeting", "m-1"))])
    assert where(vault) == ["programme"]
    keep(vault, [draft("commitment", notes="typed")])
    assert where(vault) == ["casework"]


def test_a_draft_holds_only_what_was_changed():
    base = record_type("stakeholder")(id="s-1", name="Old", notes="kept")
    assert set(Unsaved.of(base, base.replaced(name="New"), {}).values) == {"name"}


def test_a_draft_writes_nothing_into_the_journal_and_the_vault_verifies(vault: Vault):
    count = "SELECT count(*) FROM change"
    before = vault.stores["programme"].raw.execute(count).fetchone()
    keep(vault, [draft(name="One")])
    assert vault.stores["programme"].raw.execute(count).fetchone() == before
    assert vault.verify().ok


def test_what_a_later_version_wrote_is_left_out_of_a_draft():
    assert Unsaved(
        "stakeholder", "", {"name": "One", "no_such_field": 1, "since": {"day": "never"}}
    ).fields() == {"name": "One"}
