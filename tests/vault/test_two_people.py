"""Two signatures are those of two people, what waits opens nothing, and nobody comes back by old signatures."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civicdesk.errors import VaultForged
from civicdesk.vault import (
    administration,
    copies,
    folder,
    header,
    joining,
    keyslot,
    leaving,
    members,
    rotation,
)
from civicdesk.vault.compartment import PLAIN_WRAP, WRAP_SIZE
from civicdesk.vault.header import Admin, Approval, Header, Wrap
from civicdesk.vault.joining import admit
from civicdesk.vault.layout import Layout
from civicdesk.vault.leaving import leave
from civicdesk.vault.restore import restore
from civicdesk.vault.vault import Vault
from tests.vault.people import DARA, SECOND, SOKHA, approved_by, asked, joined, me, mid_of, two_sign
from tests.vaults.make import HERE, PASSPHRASE, STAYED

# two people ------------------------------------------------------------------------------------------


def test_another_device_of_who_proposed_it_is_not_the_second_administrator(
    vault: Vault, vault_passphrase: str
) -> None:
    joined(vault, SECOND, (), mid=me(vault))
    joined(vault, DARA, ("ADM", "DIR"))
    two_sign(vault)
    founder = Vault.open(vault.path, vault_passphrase)
    request = asked(vault.path, SOKHA)
    assert not admit(founder, request, ("SFP",))
    founder.close()
    device = Vault.open(vault.path, SECOND)
    (waiting,) = administration.proposals(device)
    assert administration.is_own(device.opened, waiting)
    with pytest.raises(administration.OwnProposal):
        administration.approve(device, waiting)
    assert device.opened.header.member(request.slot.sid) is None
    device.close()
    approved_by(vault.path, DARA)
    assert "security" in folder.open_vault(vault.path, SOKHA).compartments


def test_a_header_with_the_signatures_of_two_devices_of_one_person_is_not_believed(
    vault: Vault, vault_passphrase: str
) -> None:
    joined(vault, SECOND, (), mid=me(vault))
    joined(vault, DARA, ("ADM", "DIR"))
    sid = joined(vault, SOKHA, ("PRG",))
    two_sign(vault)
    one, other = (folder.open_vault(vault.path, text) for text in (vault_passphrase, SECOND))
    member = one.header.member(sid)
    assert member is not None
    made = members.grant(one.header, member, [one.keys("security")])
    about = ("compartment", sid, one.keys("security").cid)
    both = [Approval.signed(about, made.approval_text(about), keys.sign) for keys in (one, other)]
    made = replace(made, gen=made.gen + 1, approvals=(*made.approvals, *both))
    administration.write(one, made)
    with pytest.raises(VaultForged):
        folder.open_vault(vault.path, DARA)


def test_the_signature_of_an_administrator_who_left_still_counts_as_theirs(
    vault: Vault, vault_passphrase: str
) -> None:
    joined(vault, DARA, ("ADM", "DIR"))
    two_sign(vault)
    founder = Vault.open(vault.path, vault_passphrase)
    assert not admit(founder, asked(vault.path, SOKHA), ("SFP", "ADM"))
    mid = me(founder)
    founder.close()
    approved_by(vault.path, DARA)
    dara = Vault.open(vault.path, DARA)
    leave(dara, mid)
    dara.close()
    theirs = Vault.open(vault.path, SOKHA)
    assert "security" in theirs.compartments
    theirs.close()


# what waits ------------------------------------------------------------------------------------------


def test_what_waits_gives_a_newcomer_no_key_before_the_second_signature(
    vault: Vault, vault_passphrase: str
) -> None:
    joined(vault, DARA, ("ADM", "DIR"))
    two_sign(vault)
    founder = Vault.open(vault.path, vault_passphrase)
    request = asked(vault.path, SOKHA)
    assert not admit(founder, request, ("SFP",))
    (waiting,) = administration.proposals(founder)
    theirs = keyslot.unlock(keyslot.read(Layout(vault.path).slot(request.slot.sid)).valid[0], SOKHA)
    wraps = [wrap for wrap in waiting.header.wraps if wrap.to == request.slot.sid]
    assert wraps
    for path in (one for one in vault.path.rglob("*") if one.is_file()):
        raw = path.read_bytes()
        assert not any(wrap.ct in raw or wrap.ct.hex().encode() in raw for wrap in wraps), path
    stranger = replace(founder.opened, sid=request.slot.sid, box=theirs.box, sign=theirs.sign)
    with pytest.raises(administration.ProposalForged):
        administration._read(stranger, waiting.path)
    founder.close()


def test_who_is_no_administrator_is_shown_no_proposal_and_takes_none_away(vault: Vault) -> None:
    joined(vault, DARA, ("ADM", "DIR"))
    joined(vault, SOKHA, ("DIR",))
    assert not administration.set_quorum(vault, 2)
    vault.close()
    theirs = Vault.open(vault.path, SOKHA)
    assert administration.proposals(theirs) == ()
    with pytest.raises(administration.NotAdministrator):
        administration.discard_stale(theirs)
    theirs.close()
    dara = Vault.open(vault.path, DARA)
    assert len(administration.proposals(dara)) == 1
    dara.close()


@pytest.mark.parametrize("at", [0, 16, 17, 60, 120, -1])
def test_a_proposal_that_was_changed_or_cut_off_anywhere_is_none(vault: Vault, at: int) -> None:
    assert not administration.set_quorum(vault, 2)
    (path,) = (vault.path / "inbox").glob("*.proposal")
    raw = bytearray(path.read_bytes())
    path.write_bytes(raw[:at])
    assert administration.proposals(vault) == ()
    raw[at] ^= 1
    path.write_bytes(raw)
    assert administration.proposals(vault) == ()
    assert administration.discard_stale(vault) == 1


# nobody comes back -----------------------------------------------------------------------------------


def with_noise(found: Header, sid: str, kind: str, size: int) -> Header:
    """Somebody without a key writes bytes where the wrap of it would stand."""
    comp = found.current(kind)
    assert comp is not None
    wraps = (*found.wraps, Wrap(comp.cid, comp.epoch, sid, os.urandom(size)))
    return replace(found, wraps=wraps, gen=found.gen + 1)


@pytest.mark.parametrize("size", [PLAIN_WRAP, WRAP_SIZE])
def test_bytes_that_somebody_without_a_key_put_in_place_of_it_never_become_one(
    vault: Vault, vault_passphrase: str, size: int
) -> None:
    """Dara signs and cannot open security; Sokha was given it, and keeps it."""
    sid, keeper = joined(vault, DARA, ("ADM", "PRG")), joined(vault, SOKHA, ("SFP",))
    vault.close()
    dara = folder.open_vault(vault.path, DARA)
    administration.write(dara, with_noise(dara.header, sid, "security", size))
    founder = Vault.open(vault.path, vault_passphrase)
    assert rotation.renew(founder, ("security",)) == ("security",)
    comp = founder.opened.header.current("security")
    assert comp is not None and comp.epoch == 2
    holders = {wrap.to for wrap in founder.opened.header.wraps if wrap.cid == comp.cid}
    assert holders == {founder.sid, keeper}
    founder.close()
    assert set(folder.open_vault(vault.path, DARA).compartments) == {"programme"}
    assert "security" in folder.open_vault(vault.path, SOKHA).compartments


def test_who_left_is_not_brought_back_by_the_signatures_of_an_older_header_and_it_is_noticed(
    vault: Vault, vault_passphrase: str
) -> None:
    joined(vault, DARA, ("ADM", "PRG"))
    two_sign(vault)
    founder = Vault.open(vault.path, vault_passphrase)
    request = asked(vault.path, SOKHA)
    assert not admit(founder, request, ("SFP",))
    founder.close()
    approved_by(vault.path, DARA)
    old = folder.open_vault(vault.path, DARA).header
    founder = Vault.open(vault.path, vault_passphrase)
    assert leave(founder, mid_of(founder, request.slot.sid)) == ()
    founder.close()
    again = Vault.open(vault.path, vault_passphrase)
    assert again.witness.notices == []
    again.close()

    dara, sid = folder.open_vault(vault.path, DARA), request.slot.sid
    rows = tuple(replace(m, until="") if m.sid == sid else m for m in dara.header.members)
    signatures = tuple(one for one in old.approvals if one.who == sid)
    back = replace(dara.header, members=rows, approvals=(*dara.header.approvals, *signatures))
    administration.write(dara, with_noise(back, sid, "security", WRAP_SIZE))

    founder = Vault.open(vault.path, vault_passphrase)
    assert ["security part" in said for said in founder.witness.notices] == [True]
    rotation.renew(founder, ("security",))
    assert not [wrap for wrap in founder.opened.header.wraps if wrap.to == sid]
    founder.close()


def test_a_holder_whose_public_key_was_exchanged_gets_no_new_key(vault: Vault, vault_passphrase: str) -> None:
    """The keyslot that would show it is taken away with it."""
    joined(vault, DARA, ("ADM", "PRG"))
    sid = joined(vault, SOKHA, ("SFP",))
    vault.close()
    dara = folder.open_vault(vault.path, DARA)
    mine = keyslot.Secrets.new().box.public_key().public_bytes_raw()
    rows = tuple(replace(m, x25519=mine) if m.sid == sid else m for m in dara.header.members)
    administration.write(dara, replace(dara.header, members=rows, gen=dara.header.gen + 1))
    for path in copies.paths(Layout(vault.path).slot(sid)):
        path.unlink()
    founder = Vault.open(vault.path, vault_passphrase)
    rotation.renew(founder, ("security",))
    assert not [
        wrap
        for wrap in founder.opened.header.wraps
        if wrap.to == sid and wrap.cid == founder.opened.keys("security").cid
    ]
    founder.close()


def test_keys_that_were_given_before_there_were_proofs_are_renewed_for_everybody(tmp_path: Path) -> None:
    """The golden vault is of that time."""
    old = Vault.open(restore(HERE / "0.1.0.cdbackup", tmp_path / "Golden").path, PASSPHRASE)
    before = {(w.cid, w.to) for w in old.opened.header.wraps}
    assert {len(w.ct) for w in old.opened.header.wraps} == {PLAIN_WRAP}
    rotation.renew(old, old.compartments)
    assert {(w.cid, w.to) for w in old.opened.header.wraps} == before
    assert {len(w.ct) for w in old.opened.header.wraps} == {WRAP_SIZE}
    old.close()
    assert set(folder.open_vault(old.path, STAYED).compartments) == {"programme", "casework"}


def test_a_wrap_whose_proof_was_cut_off_or_changed_is_forged(vault: Vault, vault_passphrase: str) -> None:
    """Cut off, it would look like one from before there were proofs."""
    keys = vault.opened
    vault.close()
    for size, flip in ((PLAIN_WRAP, 0), (WRAP_SIZE, 1)):
        spoilt = [bytearray(wrap.ct[:size]) for wrap in keys.header.wraps]
        for ct in spoilt:
            ct[-1] ^= flip
        wraps = tuple(replace(w, ct=bytes(ct)) for w, ct in zip(keys.header.wraps, spoilt, strict=True))
        raw = header.compose(replace(keys.header, wraps=wraps), keys.sign)
        for path in copies.paths(Layout(keys.path).header):
            path.write_bytes(raw)
        with pytest.raises(VaultForged):
            folder.open_vault(keys.path, vault_passphrase)


def test_an_administrator_who_gives_a_device_to_another_person_in_the_list_is_noticed(
    vault: Vault, vault_passphrase: str
) -> None:
    """Their second device would count as a second person from then on."""
    joined(vault, DARA, ("ADM", "DIR"))
    second = joined(vault, SECOND, (), mid=mid_of(vault, next(
        one.sids[0] for one in leaving.people(vault) if not one.is_me)))  # fmt: skip
    vault.close()
    dara = folder.open_vault(vault.path, DARA)
    rows = tuple(replace(m, mid=members.new_id()) if m.sid == second else m for m in dara.header.members)
    administration.write(dara, replace(dara.header, members=rows, gen=dara.header.gen + 1))
    founder = Vault.open(vault.path, vault_passphrase)
    assert "list of administrators" in founder.witness.notices[0]
    founder.close()


def test_one_key_does_not_join_under_two_keyslots(vault: Vault) -> None:
    request = asked(vault.path, DARA)
    assert admit(vault, request, ("PRG",))
    again = replace(request, slot=replace(request.slot, sid=members.new_id()))
    with pytest.raises(joining.JoinKnown):
        admit(vault, again, ("PRG",))


def test_a_key_of_no_member_counts_as_one_signature_and_no_more(vault: Vault) -> None:
    stranger = Ed25519PrivateKey.generate()
    public = stranger.public_key().public_bytes_raw()
    found = vault.opened.header
    made = replace(found, admins=(*found.admins, Admin.endorsed(found.vid, public, vault.opened.sign)))
    assert made.people((public,)) == {public.hex()}
    assert made.signing_people == {me(vault)}
