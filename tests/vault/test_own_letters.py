"""A half-written report to a closed part of the vault: it survives locking, and only its writer reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import select

from civicdesk.errors import VaultForged
from civicdesk.vault import drafts
from civicdesk.vault.drafts import Unsaved, kept_drafts
from civicdesk.vault.joining import admit, make_request, read_request
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.own_letters import open_own, seal_own
from civicdesk.vault.schema import setting
from civicdesk.vault.vault import Vault

DARA = "seven green frogs cross the bridge"
HALF = Unsaved("incident", "", {"title": "Stopped at the bridge"}, {"happened_at": "yesterday night"})


@pytest.fixture
def officer(vault: Vault) -> Iterator[Vault]:
    """The vault in the eyes of a programme officer, who has no key to security."""
    assert admit(vault, read_request(make_request(vault.path, DARA, kdf=FLOOR)), ("PRG",))
    vault.close()
    opened = Vault.open(vault.path, DARA)
    yield opened
    opened.close()


def rows(vault: Vault) -> list[tuple[str, str]]:
    found = vault.stores["programme"].db.execute(select(setting.c.key, setting.c.value))
    return [(row.key, row.value) for row in found if row.key.startswith("draft:")]


def test_a_draft_for_a_closed_part_comes_back_to_its_writer(officer: Vault) -> None:
    plain = Unsaved("stakeholder", "", {"name": "Commune council"})
    drafts.keep(officer, [plain, HALF])
    officer.close()
    again = Vault.open(officer.path, DARA)
    assert kept_drafts(again) == [plain, HALF]
    drafts.keep(again, [])
    assert rows(again) == []
    again.close()


def test_nobody_else_reads_it_not_even_the_holder_of_every_key(officer: Vault, vault_passphrase: str) -> None:
    drafts.keep(officer, [HALF])
    officer.close()
    holder = Vault.open(officer.path, vault_passphrase)
    ((_key, value),) = rows(holder)
    assert "bridge" not in value and "incident" not in value and "yesterday" not in value
    assert kept_drafts(holder) == []
    with pytest.raises(VaultForged):
        open_own(holder.opened, value.strip('"'))
    holder.close()


def test_a_changed_one_is_left_out_and_the_others_come_back(officer: Vault) -> None:
    drafts.keep(officer, [HALF, replace(HALF, values={"title": "Second"})])
    key, value = sorted(rows(officer))[0]
    with officer.transaction() as tx:
        store = tx.store_for_writing("programme")
        changed = value[:-3] + ("00" if value[-3:-1] != "00" else "11") + '"'
        store.db.execute(setting.update().where(setting.c.key == key).values(value=changed))
    assert [draft.values for draft in kept_drafts(officer)] == [{"title": "Second"}]


def test_its_length_says_little(vault: Vault) -> None:
    assert len(seal_own(vault.opened, "")) == len(seal_own(vault.opened, "ឃុំ" * 100))
    assert open_own(vault.opened, seal_own(vault.opened, "ends with nothing\x00")) == "ends with nothing\x00"
    other = replace(vault.opened, box=X25519PrivateKey.generate())
    with pytest.raises(VaultForged):
        open_own(other, seal_own(vault.opened, "mine"))
