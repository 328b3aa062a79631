"""Recovery of real vaults: made, tested from the sheets alone, used when every passphrase is lost, and announced."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicdesk import clock
from civicdesk.errors import CivicDeskError, NoKey, VaultForged, WeakPassphrase, WrongPassphrase
from civicdesk.records.choices import AccountState, Role
from civicdesk.records.staff_member import StaffMember
from civicdesk.records.values import Term
from civicdesk.vault import (
    administration,
    approvals,
    compartments,
    header,
    recovery,
    recovery_book,
    recovery_keys,
    recovery_state,
    recovery_use,
    rotation,
)
from civicdesk.vault.header import Admin
from civicdesk.vault.keyslot import FLOOR, Secrets
from civicdesk.vault.layout import Layout
from civicdesk.vault.recovery_errors import (
    KeyNotApproved,
    KeyOfAnotherVault,
    KeyReplaced,
    MainKeyNeeded,
    RecoveryError,
    RecoveryNotTested,
    TooFewShares,
)
from civicdesk.vault.recovery_words import WORDS
from civicdesk.vault.vault import Vault

NEW = "quite another set of words to open it"


def person(name: str) -> StaffMember:
    return StaffMember(
        display_name=name, post_title="–", roles=(Role.PRG,), staff_group=Term("all_staff"),
        account_state=AccountState.ACTIVE, start_date=clock.today(),
    )  # fmt: skip


def words(made: recovery.Made) -> list[str]:
    return [" ".join(sheet.words) for sheet in made.sheets]


def groups(made: recovery.Made) -> str:
    return " ".join(made.sheets[0].groups)


@pytest.fixture
def keys(vault: Vault) -> tuple[recovery.Made, recovery.Made]:
    """A printed main key and board shares for security."""
    return recovery.make(vault, "main"), recovery.make(vault, "security", "board", 3, 5)


def use(path: Path, texts: list[str], name: str = "Officer R") -> Vault:
    return recovery_use.use(path, texts, NEW, name, kdf=FLOOR)


# testing without opening ---------------------------------------------------------------------------


def test_the_sheets_alone_prove_themselves_and_change_nothing(vault, keys):
    vault.close()
    before = snapshot(vault.path)
    done = recovery.rehearse(vault.path, [groups(keys[0]), *words(keys[1])[1:4]])
    assert done.scopes == {"main", "security"}
    assert snapshot(vault.path) == before


def test_a_test_needs_no_database_at_all(vault, keys):
    vault.close()
    shutil.rmtree(vault.path / "db")
    assert recovery.rehearse(vault.path, [words(keys[0])[0]]).scopes == {"main"}


def test_the_day_of_a_test_is_kept_inside(vault, keys):
    recovery.rehearse_open(vault, [groups(keys[0])])
    main, security = recovery_state.state(vault).keys
    assert main.tested == clock.today().isoformat() and security.tested == ""
    assert "security" in recovery_state.state(vault).uncovered


def test_sheets_of_another_vault_are_told_apart(vault, keys, template, tmp_path, vault_passphrase):
    other = Path(shutil.copytree(template, tmp_path / "Other.civicdesk"))
    second = Vault.open(other, vault_passphrase)
    made = recovery.make(second, "main")  # a copy of the same vault, made before it had this key
    second.close()
    with pytest.raises(KeyOfAnotherVault):
        recovery.rehearse(vault.path, [groups(made)])


def test_a_secret_has_other_keys_in_every_vault(vault):
    from civicdesk.vault.recovery_keys import RecoveryKeys

    one, other = RecoveryKeys.of(vault.opened.vid, bytes(32)), RecoveryKeys.of("00" * 16, bytes(32))
    assert len({one.rid, other.rid, one.x25519, other.x25519, one.ed25519, other.ed25519}) == 6


def test_a_key_that_was_replaced_says_so(vault, keys):
    recovery.rehearse_open(vault, [groups(keys[0])])
    newer = recovery.make(vault, "main")
    assert recovery.rehearse(
        vault.path, [groups(keys[0])]
    )  # until the new one has been tested, the old one is good
    recovery.rehearse_open(vault, [groups(newer)])
    with pytest.raises(KeyReplaced):
        recovery.rehearse(vault.path, [groups(keys[0])])
    vault.close()
    with pytest.raises(KeyReplaced):
        use(vault.path, words(keys[0]))


def test_a_key_that_was_never_tested_goes_when_another_is_made(vault, keys):
    recovery.make(vault, "main")
    assert len(vault.opened.header.recovery) == 2
    with pytest.raises(KeyReplaced):
        recovery.rehearse(vault.path, [groups(keys[0])])


def test_too_few_shares_open_nothing(vault, keys):
    with pytest.raises(TooFewShares):
        recovery.rehearse(vault.path, words(keys[1])[:2])


@settings(max_examples=60)
@given(
    st.lists(
        st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=9)), max_size=40).map(" ".join),
        max_size=4,
    )
)
def test_no_other_words_ever_prove_anything(template, texts):
    with pytest.raises(RecoveryError):
        recovery.rehearse(template, texts)


# using ---------------------------------------------------------------------------------------------


def test_when_every_passphrase_is_lost_all_records_are_there(vault, keys):
    with vault.transaction() as tx:
        saved = tx.save(person("Officer B"))
    staff, security = (
        sorted(one.id for one in vault.iterate("staff_member")),
        dict.fromkeys(vault.compartments),
    )
    vault.close()
    for slot in (vault.path / "slots").iterdir():
        slot.unlink()
    opened = use(vault.path, [words(keys[0])[0], *words(keys[1])[:3]])
    assert opened.get("staff_member", saved.id).display_name == "Officer B"
    assert set(staff) < {one.id for one in opened.iterate("staff_member")}
    assert set(opened.compartments) == set(security)
    assert opened.roles >= {"DIR", "ADM"}
    assert opened.verify().ok
    opened.close()
    again = Vault.open(vault.path, NEW)
    assert {one.display_name for one in again.iterate("staff_member")} >= {
        "Officer A",
        "Officer B",
        "Officer R",
    }
    again.close()


def test_the_main_key_does_not_open_security(vault, keys):
    vault.close()
    opened = use(vault.path, [groups(keys[0])])
    assert "security" not in opened.compartments and "SFP" not in opened.roles
    opened.close()


def test_the_security_key_alone_says_that_the_other_is_needed(vault, keys):
    vault.close()
    with pytest.raises(MainKeyNeeded):
        use(vault.path, words(keys[1])[:3])


def test_a_weak_new_passphrase_is_refused_and_nothing_is_written(vault, keys):
    vault.close()
    before = snapshot(vault.path)
    with pytest.raises(WeakPassphrase):
        recovery_use.use(vault.path, [groups(keys[0])], "short", "R", kdf=FLOOR)
    assert snapshot(vault.path) == before


def test_use_stands_in_every_journal_it_opened_signed(vault, keys):
    vault.close()
    opened = use(vault.path, [groups(keys[0]), *words(keys[1])[:3]])
    for store in opened.stores.values():
        rows = store.raw.execute("SELECT seq, member FROM change WHERE verb = 'recovery-used'").fetchall()
        assert len(rows) == 1
        signed = store.raw.execute("SELECT count(*) FROM checkpoint WHERE seq >= ?", rows[0][:1]).fetchone()
        assert signed[0] >= 1
    assert opened.verify().ok
    opened.close()


def test_everybody_is_told_until_they_have_read_it(vault, keys, vault_passphrase):
    vault.close()
    use(vault.path, [groups(keys[0])]).close()
    founder = Vault.open(vault.path, vault_passphrase)
    assert len(recovery_use.unseen(founder)) == 1 and not recovery_state.state(founder).is_well
    founder.close()
    founder = Vault.open(vault.path, vault_passphrase)
    recovery_use.acknowledge(founder)
    assert recovery_use.unseen(founder) == ()
    founder.close()
    recovered = Vault.open(vault.path, NEW)
    assert recovery_use.unseen(recovered) == () and len(recovery_use.uses(recovered)) == 1
    recovered.close()


def test_a_use_whose_program_was_stopped_is_told_all_the_same(vault, keys, vault_passphrase, monkeypatch):
    vault.close()

    def stopped(*_all):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(recovery_use, "_enter", stopped)
        with pytest.raises(KeyboardInterrupt):
            use(vault.path, [groups(keys[0])])
    founder = Vault.open(vault.path, vault_passphrase)
    assert len(recovery_use.unseen(founder)) == 1
    recovery_use.announce(founder)
    recovery_use.announce(founder)
    store = founder.stores["programme"]
    assert store.raw.execute("SELECT count(*) FROM change WHERE verb = 'recovery-used'").fetchone() == (1,)
    founder.close()


def test_a_key_that_was_used_must_be_made_new_and_the_old_members_still_trust_the_vault(
    vault, keys, vault_passphrase
):
    vault.close()
    opened = use(vault.path, [groups(keys[0]), *words(keys[1])[:3]])
    assert {key.scope for key in recovery_state.state(opened).to_replace} == {"main", "security"}
    for scope in recovery_keys.SCOPES:
        made = recovery.make(opened, scope, "board", 2, 3)
        recovery.rehearse_open(opened, words(made)[:2])
        recovery.retire(opened, [one.rid for one in keys])
    assert recovery_state.state(opened).is_well
    opened.close()
    founder = Vault.open(vault.path, vault_passphrase)
    assert founder.opened.header.trusted(founder.opened.header.signer)
    assert len(recovery_use.unseen(founder)) == 1  # told although the key that let them in has gone
    founder.close()


def test_where_two_must_sign_recovery_answers_for_what_it_writes(vault, keys):
    found = vault.opened.header
    vault.adopt(administration.write(vault.opened, replace(found, gen=found.gen + 1, quorum=2)))
    vault.close()
    opened = use(vault.path, [groups(keys[0]), *words(keys[1])[:3]])
    assert opened.opened.header.quorum == 2 and approvals.unanswered(opened.opened.header) == ()
    assert administration.set_profile(opened, "strict") is True
    opened.close()


def test_renewed_keys_are_wrapped_to_recovery_without_the_sheets(vault, keys):
    rotation.renew(vault, ["programme", "casework"])
    with vault.transaction() as tx:
        saved = tx.save(person("After"))
    vault.close()
    opened = use(vault.path, [groups(keys[0])])
    assert opened.get("staff_member", saved.id) is not None
    opened.close()


def test_somebody_without_the_key_to_a_part_makes_no_key_for_it(vault, keys):
    vault.close()
    opened = use(vault.path, [groups(keys[0])])
    with pytest.raises(NoKey):
        recovery.make(opened, "security")
    opened.close()


def test_a_part_of_few_readers_is_opened_by_the_key_once_one_of_them_was_here(vault, keys):
    few = compartments.add(vault, "Campaign of three", []).kind
    held = vault.opened.compartments.pop(few)  # an administrator who is not among the readers
    every = vault.opened.every_epoch
    vault.adopt(replace(vault.opened, every_epoch=tuple(key for key in every if key.kind != few)))
    newer = recovery.make(vault, "main")
    recovery.rehearse_open(vault, [groups(newer)])
    assert recovery.cover(vault) is False
    vault.opened.compartments[few] = held
    vault.adopt(replace(vault.opened, every_epoch=every))
    assert few in recovery_state.state(vault).uncovered or keys[0].rid in {
        row.rid for row in vault.opened.header.recovery
    }
    assert recovery.cover(vault) is True
    assert recovery.cover(vault) is False
    vault.close()
    opened = use(vault.path, [groups(newer)])
    assert few in opened.opened.compartments
    opened.close()


def test_only_an_administrator_makes_keys(vault):
    found = vault.opened.header
    vault.adopt(replace(vault.opened, header=replace(found, admins=())))
    with pytest.raises(administration.NotAdministrator):
        recovery.make(vault, "main")


def test_a_header_that_somebody_signed_themself_is_found_before_anything_is_written(vault, keys):
    """An outsider swaps the administrators for a key of their own, keeps recovery, and waits for its use."""
    vault.close()
    layout = Layout(vault.path)
    pair = header.read(layout.header)
    found, thief = pair.valid[0], Secrets.new().sign
    theirs = Admin.endorsed(found.vid, thief.public_key().public_bytes_raw(), thief)
    kept = tuple(Admin.endorsed(found.vid, row.ed25519, thief) for row in found.recovery)
    forged = replace(found, gen=found.gen + 1, admins=(theirs, *kept), signer=b"")
    header.save(pair, forged, thief)
    before = snapshot(vault.path)
    with pytest.raises(VaultForged):
        use(vault.path, [groups(keys[0])])
    assert snapshot(vault.path) == before


def test_a_changed_public_key_is_never_an_empty_vault(vault, keys):
    signing = vault.opened.sign
    vault.close()
    layout = Layout(vault.path)
    pair = header.read(layout.header)
    row = pair.valid[0].recovery[0]
    swapped = replace(row, x25519=os.urandom(32))
    found = replace(pair.valid[0], recovery=(swapped, *pair.valid[0].recovery[1:]), gen=pair.valid[0].gen + 1)
    header.save(pair, found, signing)
    with pytest.raises(VaultForged):
        recovery.rehearse(vault.path, [groups(keys[0])])


def test_no_secret_is_left_in_the_vault_or_its_settings(vault, keys):
    book = str(recovery_book.read(vault))
    assert not any(word in book for word in keys[0].sheets[0].groups)
    texts = [*keys[0].sheets[0].groups, " ".join(keys[1].sheets[0].words)]
    vault.close()
    for name, data in snapshot(vault.path).items():
        assert not any(text.encode() in data for text in texts), name


def test_the_old_passphrase_still_opens_for_its_owner(vault, keys, vault_passphrase):
    vault.close()
    use(vault.path, [groups(keys[0])]).close()
    Vault.open(vault.path, vault_passphrase).close()
    with pytest.raises(WrongPassphrase):
        Vault.open(vault.path, "none of the passphrases that there are")


def test_every_error_has_a_sentence_of_its_own():
    every = (KeyOfAnotherVault("00"), KeyReplaced(), KeyNotApproved(), MainKeyNeeded(), RecoveryNotTested())
    assert len({error.sentence for error in every}) == len(every)
    assert all(isinstance(error, CivicDeskError) and error.todo for error in every)


def snapshot(path: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(path)): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()
    }
