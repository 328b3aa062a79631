"""Recovery keys that are refused: of no shape, one too many, of another vault, half made, or made by hand."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from shamir_mnemonic.share import Share
from strategies import council, saved

from civicdesk import clock
from civicdesk.errors import VaultForged
from civicdesk.vault import header, recovery, recovery_book, recovery_state, recovery_use
from civicdesk.vault.joining import TooManyMembers
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.layout import Layout
from civicdesk.vault.recovery_errors import KeyOfAnotherVault, NoRoomForKeys, NotOurShare
from civicdesk.vault.recovery_keys import mark_of, secrets_in
from civicdesk.vault.vault import Vault
from tests.vault.people import DARA, joined

NEW = "quite another set of words to open it"


def groups(made: recovery.Made) -> str:
    return " ".join(made.sheets[0].groups)


def disk(path: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in path.rglob("*") if file.is_file()}


# making ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind, k, n",
    [("printed", 1, 2), ("printed", 2, 3), ("board", 1, 1), ("board", 1, 3), ("board", 4, 3), ("board", 2, 17),
     ("board", 0, 0), ("paper", 1, 1)],
)  # fmt: skip
def test_a_key_of_no_known_shape_is_never_made(vault: Vault, kind: str, k: int, n: int) -> None:
    before = vault.opened.header
    with pytest.raises(ValueError, match="at least two shares"):
        recovery.make(vault, "main", kind, k, n)
    assert (vault.opened.header, recovery_book.read(vault)["keys"]) == (before, {})


def test_no_two_keys_of_a_vault_bear_the_same_mark_on_their_sheets(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sheets of two keys that look alike would be taken for sheets of one."""
    real, drawn = os.urandom, iter([bytes(32), bytes(32)])
    monkeypatch.setattr(os, "urandom", lambda size: next(drawn, real(size)) if size == 32 else real(size))
    first = recovery.make(vault, "main")
    second = recovery.make(vault, "security")
    assert list(drawn) == []
    assert mark_of(first.rid) != mark_of(second.rid)
    assert {one.rid for one in vault.opened.header.recovery} == {first.rid, second.rid}


def test_a_vault_with_all_its_recovery_keys_takes_no_other_and_keeps_those_it_has(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = recovery.make(vault, "main")
    recovery.rehearse_open(vault, [groups(made)])
    before = vault.opened.header
    with monkeypatch.context() as patch:
        patch.setattr(recovery, "MOST_KEYS", 1)
        with pytest.raises(NoRoomForKeys):
            recovery.make(vault, "security")
    assert vault.opened.header == before
    assert [one.rid for one in recovery_state.state(vault).keys] == [made.rid]
    assert recovery.rehearse(vault.path, [groups(made)]).scopes == {"main"}
    assert recovery.make(vault, "security").scope == "security"


# testing --------------------------------------------------------------------------------------------


def test_sheets_of_another_vault_are_no_test_of_this_one(
    vault: Vault, tmp_path: Path, vault_passphrase: str
) -> None:
    mine = recovery.make(vault, "main")
    other = Vault.create(tmp_path / "Other.civicdesk", vault_passphrase, name="Officer B", kdf=FLOOR)
    made = recovery.make(other, "main")
    other.close()
    with pytest.raises(KeyOfAnotherVault):
        recovery.rehearse_open(vault, [groups(made)])
    assert [one.tested for one in recovery_state.state(vault).keys] == [""]
    recovery.rehearse_open(vault, [groups(mine)])
    assert [one.tested for one in recovery_state.state(vault).keys] == [clock.today().isoformat()]


def test_who_is_no_administrator_tests_a_key_and_the_old_one_goes_when_one_tests_again(
    vault: Vault, vault_passphrase: str
) -> None:
    joined(vault, DARA, ("PRG",))
    old = recovery.make(vault, "main")
    recovery.rehearse_open(vault, [groups(old)])
    new = recovery.make(vault, "main")
    vault.close()
    theirs = Vault.open(vault.path, DARA)
    recovery.rehearse_open(theirs, [groups(new)])
    kept = {one.rid: one.tested for one in recovery_state.state(theirs).keys}
    assert kept == dict.fromkeys((old.rid, new.rid), clock.today().isoformat())
    theirs.close()
    founder = Vault.open(vault.path, vault_passphrase)
    recovery.rehearse_open(founder, [groups(new)])
    assert [one.rid for one in founder.opened.header.recovery] == [new.rid]
    founder.close()


def test_a_key_that_no_longer_opens_all_it_is_named_for_is_somebodys_work(vault: Vault) -> None:
    """A wrap was taken out of a header: the sheets would open less than their row says."""
    made = recovery.make(vault, "main")
    pair = header.read(Layout(vault.path).header)
    found = pair.valid[0]
    gone = next(wrap for wrap in found.wraps if wrap.to == made.rid)
    less = replace(found, gen=found.gen + 1, wraps=tuple(wrap for wrap in found.wraps if wrap != gone))
    header.save(pair, less, vault.opened.sign)
    with pytest.raises(VaultForged):
        recovery.rehearse(vault.path, [groups(made)])


@pytest.mark.parametrize(
    "shape",
    [(0, 3, 1, 0, 1), (1, 1, 2, 0, 1), (0, 1, 2, 0, 1), (0, 2, 2, 0, 1)],
    ids=["more groups needed than there are", "the second of two groups", "one of two groups", "both groups"],
)
def test_a_share_that_is_whole_and_not_of_our_making_is_told_so(
    shape: tuple[int, int, int, int, int],
) -> None:
    group, needed, groups_there, number, k = shape
    strange = Share(5, True, 1, group, needed, groups_there, number, k, bytes(32)).mnemonic()
    with pytest.raises(NotOurShare):
        secrets_in([strange])


# using ----------------------------------------------------------------------------------------------


def test_a_vault_without_a_free_place_lets_recovery_in_no_further_and_nothing_is_written(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = recovery.make(vault, "main")
    kept = saved(vault, council())
    vault.close()
    before = disk(vault.path)
    with monkeypatch.context() as patch:
        patch.setattr(header, "MOST_MEMBERS", 1)
        with pytest.raises(TooManyMembers):
            recovery_use.use(vault.path, [groups(made)], NEW, "Officer R", kdf=FLOOR)
    assert disk(vault.path) == before
    opened = recovery_use.use(vault.path, [groups(made)], NEW, "Officer R", kdf=FLOOR)
    assert opened.get("stakeholder", kept.id) == kept
    opened.close()


def test_reading_that_nothing_has_happened_writes_nothing(vault: Vault) -> None:
    recovery.make(vault, "main")
    before = {kind: store.commits() for kind, store in vault.stores.items()}
    recovery_use.acknowledge(vault)
    assert {kind: store.commits() for kind, store in vault.stores.items()} == before
