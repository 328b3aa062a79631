"""The framed files: what a single flipped or missing bit does, and what a careful adversary achieves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from civicdesk.vault import copies, frame, header, keyslot, members
from civicdesk.vault.frame import Altered, Damaged, TooNew
from civicdesk.vault.header import Admin, Approval, Comp, Header, Member, Recovery, Wrap

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
VID = "ab" * 16
DECLARED = (Damaged, Altered, TooNew)


def crowded() -> Header:
    """Two members, two compartments in two epochs, a recovery key: nothing left empty."""
    sids = [f"{n:016x}" for n in range(1, 3)]
    comps = [Comp(f"{n:016x}", e, f"kind-{n}", bytes([n, e]) * 16) for n in range(10, 12) for e in (1, 2)]
    wraps = [Wrap(comp.cid, comp.epoch, to, bytes([7]) * 80) for comp in comps for to in (*sids, "f" * 16)]
    return Header(
        vid=VID,
        gen=41,
        profile="office",
        admins=(Admin.endorsed(VID, PUBLIC, KEY),),
        members=tuple(Member(s, s, b"x" * 32, s.encode() * 2, ("DIR", "PRG"), "2024-01-26") for s in sids),
        comps=tuple(comps),
        wraps=tuple(wraps),
        recovery=(Recovery("f" * 16, "board", b"r" * 32, PUBLIC, 3, 5, (comps[0].cid,), "2024-01-26"),),
        approvals=(
            Approval.signed(("admin", PUBLIC.hex(), ""), b"any", KEY),
            Approval.signed(("compartment", sids[0], comps[0].cid), b"any", KEY),
            Approval.signed(("recovery", "f" * 16, ""), b"any", KEY),
        ),
        due=(comps[0].cid,),
        quorum=2,
    )


def slot_bytes() -> bytes:
    secrets = keyslot.Secrets.new()
    return keyslot.lock(secrets, "any", sid="1" * 16, vid=VID, label="lotus", kdf=keyslot.FLOOR)


@pytest.fixture(scope="module")
def files() -> dict[str, tuple[bytes, Callable[[bytes], object]]]:
    return {
        "header": (header.compose(crowded(), KEY), header.parse),
        "slot": (slot_bytes(), keyslot.parse),
    }


def resealed(raw: bytes) -> bytes:
    """What an adversary does after a change: repairs the digest."""
    return raw[:-32] + hashlib.sha256(raw[:-32]).digest()


def outcome(parse: Callable[[bytes], object], raw: bytes) -> str:
    try:
        parse(raw)
    except DECLARED as trouble:
        return type(trouble).__name__
    return "opened"


@pytest.mark.parametrize("name", ["header", "slot"])
def test_every_single_flipped_bit_is_called_damage(files: Any, name: str) -> None:
    raw, parse = files[name]
    for position in range(len(raw) * 8):
        flipped = bytearray(raw)
        flipped[position // 8] ^= 1 << (position % 8)
        assert outcome(parse, bytes(flipped)) == "Damaged", position


@pytest.mark.parametrize("name", ["header", "slot"])
def test_every_truncation_and_every_appended_byte_is_called_damage(files: Any, name: str) -> None:
    raw, parse = files[name]
    assert {outcome(parse, raw[:length]) for length in range(len(raw))} == {"Damaged"}
    assert outcome(parse, raw + b"\0") == "Damaged"


@pytest.mark.parametrize("name", ["header", "slot"])
def test_a_flip_with_its_digest_repaired_never_opens(files: Any, name: str) -> None:
    raw, parse = files[name]
    seen = set()
    for position in range((len(raw) - 32) * 8):
        flipped = bytearray(raw)
        flipped[position // 8] ^= 1 << (position % 8)
        seen.add(outcome(parse, resealed(bytes(flipped))))
    assert seen == {"Altered", "TooNew"}  # TooNew: the bits of the version number


@pytest.mark.parametrize("name", ["header", "slot"])
def test_a_shorter_file_with_its_digest_repaired_never_opens(files: Any, name: str) -> None:
    raw, parse = files[name]
    for length in range(33, len(raw)):
        assert outcome(parse, resealed(raw[:length])) != "opened"


def test_a_newer_format_is_told_from_damage() -> None:
    raw = header.compose(crowded(), KEY)
    assert outcome(header.parse, resealed(raw[:17] + b"\x02" + raw[18:])) == "TooNew"


def test_a_vault_that_needs_a_newer_program_is_told_from_damage() -> None:
    with pytest.raises(TooNew):
        header.compose(replace(crowded(), minver=header.PROGRAM_LEVEL + 1), KEY)


BODY = {
    "admins": [],
    "approvals": [],
    "comps": [],
    "due": [],
    "gen": 1,
    "members": [],
    "minver": 1,
    "profile": "small",
    "quorum": 1,
    "recovery": [],
    "vid": VID,
    "wraps": [],
}
ADMIN = {"by": PUBLIC.hex(), "pub": PUBLIC.hex(), "sig": "00" * 64, "until": ""}
APPROVAL = {"by": PUBLIC.hex(), "cid": "", "sig": "00" * 64, "what": "recovery", "who": "0" * 16}
RECOVERY = {
    "cids": [], "ed25519": PUBLIC.hex(), "k": 1, "kind": "printed", "made": "", "n": 1, "rid": "0" * 16,
    "x25519": "00" * 32,
}  # fmt: skip


def framed(text: bytes) -> bytes:
    """Any text in a right frame with a right signature: what an insider with a key can make."""
    signed = frame._FIXED.pack(header.MAGIC, 1, 0, len(text)) + text
    return resealed(signed + KEY.sign(signed) + bytes(32))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"[" * 100_000,
        b'{"a":1,"a":1}',
        b'{"gen":1.0}',
        b'{"gen":NaN}',
        b'{"gen":' + b"9" * 5000 + b"}",
        b'{ "gen":1}',
        '{"gen":"ក"}'.encode(),
        b"\xff",
    ],
)
def test_no_insider_text_is_more_than_altered(text: bytes) -> None:
    assert outcome(header.parse, framed(text)) == "Altered"


@pytest.mark.parametrize(
    "change",
    [
        {"gen": 0},
        {"gen": 1 << 64},
        {"gen": True},
        {"gen": "1"},
        {"vid": VID.upper()},
        {"vid": VID[:-1]},
        {"profile": "large"},
        {"unknown": 1},
        {"members": {}},
        {"admins": [ADMIN, ADMIN]},
        {"admins": [{**ADMIN, "name": "x"}]},
        {"comps": [{"box": "00" * 32, "cid": "0" * 16, "epoch": 1, "kind": "Kind"}]},
        {"wraps": [{"cid": "0" * 16, "ct": "00" * 80, "epoch": 1, "to": "0" * 16}]},
        {"recovery": [{**RECOVERY, "cids": ["0" * 16]}]},
        {"recovery": [{**RECOVERY, "k": 4, "n": 3}]},
        {"recovery": [{**RECOVERY, "ed25519": "00" * 32}]},
        {"recovery": [{**RECOVERY, "made": "today"}]},
        {"admins": [{**ADMIN, "until": "2024-01-26"}]},
        {"approvals": [APPROVAL, APPROVAL]},
        {"approvals": [{**APPROVAL, "what": "other"}]},
        {"approvals": [{**APPROVAL, "cid": "0" * 16}]},
        {"approvals": [{**APPROVAL, "what": "admin"}]},
        {"due": ["0" * 16]},
        {"quorum": 0},
        {"quorum": 3},
    ],
)
def test_every_value_out_of_bounds_is_refused(change: dict[str, Any]) -> None:
    good = {**BODY, "admins": [ADMIN]}
    assert outcome(header.parse, framed(frame.canonical(good))) == "opened"
    assert outcome(header.parse, framed(frame.canonical({**good, **change}))) == "Altered"


@pytest.mark.parametrize("missing", sorted(BODY))
def test_every_key_is_needed(missing: str) -> None:
    body = {key: value for key, value in {**BODY, "admins": [ADMIN]}.items() if key != missing}
    assert outcome(header.parse, framed(frame.canonical(body))) == "Altered"


def test_a_compartment_of_two_kinds_and_two_of_one_kind_are_refused() -> None:
    rows = crowded().comps
    for wrong in (
        (rows[0], replace(rows[1], kind="other")),
        (rows[0], replace(rows[2], kind=rows[0].kind)),
        (rows[0], rows[0]),
    ):
        with pytest.raises(Altered):
            header.compose(replace(crowded(), comps=wrong, wraps=(), recovery=()), KEY)


@pytest.mark.parametrize(
    "weak",
    [
        {"m": 65535},
        {"m": 4096 * 1024 + 1},
        {"t": 0},
        {"t": 21},
        {"t": 2},  # at the least memory, two passes are less work than the floor
        {"p": 0},
        {"p": 17},
        {"alg": "argon2i"},
        {"v": 16},
    ],
)
def test_a_slot_that_asks_for_too_little_or_far_too_much_work_is_refused(weak: dict[str, Any]) -> None:
    with pytest.raises(Altered):
        keyslot._kdf({**keyslot.FLOOR.body(), **weak})


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_header_reads_back_as_it_was_written(data: st.DataObject) -> None:
    ids = st.integers(0, 2**64 - 1).map(lambda n: f"{n:016x}")
    key = st.binary(min_size=32, max_size=32)
    receivers = data.draw(st.dictionaries(ids, key, max_size=6))
    assume(len(set(receivers.values())) == len(receivers))
    cids = data.draw(st.lists(ids, max_size=5, unique=True))
    comps = [
        Comp(cid, epoch, f"k{n}", data.draw(key))
        for n, cid in enumerate(cids)
        for epoch in data.draw(st.lists(st.integers(1, 2**64 - 1), max_size=3, unique=True))
    ]
    wraps = [
        Wrap(comp.cid, comp.epoch, to, data.draw(st.sampled_from((bytes(80), bytes(112)))))
        for comp in comps
        for to in data.draw(st.sets(st.sampled_from(sorted(receivers))) if receivers else st.just(set()))
    ]
    roles = st.lists(st.sampled_from(sorted(header.ROLES)), unique=True).map(tuple)
    day = st.dates().map(str) | st.just("")
    found = Header(
        vid=data.draw(st.binary(min_size=16, max_size=16)).hex(),
        gen=data.draw(st.integers(1, 2**64 - 1)),
        profile=data.draw(st.sampled_from(sorted(header.PROFILES))),
        admins=(Admin.endorsed(VID, PUBLIC, KEY),),
        members=tuple(
            Member(
                s,
                data.draw(ids),
                data.draw(key),
                public,
                data.draw(roles),
                data.draw(day),
                data.draw(day),
            )
            for s, public in receivers.items()
        ),
        comps=tuple(comps),
        wraps=tuple(wraps),
    )
    assert header.parse(header.compose(found, KEY)) == found


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_no_bytes_raise_anything_undeclared(junk: bytes) -> None:
    for parse in (header.parse, keyslot.parse):
        assert outcome(parse, junk) != "opened"
        assert outcome(parse, resealed(junk + bytes(32))) != "opened"
    assert outcome(header.parse, framed(junk)) != "opened"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**70) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(BODY)), json_values)
@settings(max_examples=400, deadline=None)
def test_no_signed_value_raises_anything_undeclared(key: str, value: Any) -> None:
    body = {**BODY, "admins": [ADMIN], key: value}
    assert outcome(header.parse, framed(frame.canonical(body))) in ("opened", "Altered", "TooNew")


def test_a_header_is_believed_only_along_a_chain_of_endorsements() -> None:
    second, third, stranger = (Ed25519PrivateKey.generate() for _n in range(3))
    pub2, pub3, pub9 = (key.public_key().public_bytes_raw() for key in (second, third, stranger))
    chain = (
        Admin.endorsed(VID, pub3, second),
        Admin.endorsed(VID, pub2, KEY),
        Admin.endorsed(VID, PUBLIC, KEY),
    )
    for admins, signer, believed in (
        (chain, KEY, True),
        (chain, third, True),
        (chain[:1], third, False),  # who vouched for the second administrator is gone
        ((*chain, Admin.endorsed(VID, pub9, stranger)), stranger, False),
        ((*chain, replace(Admin.endorsed(VID, pub9, stranger), by=PUBLIC)), stranger, False),
        ((*chain, Admin.endorsed("cd" * 16, pub9, KEY)), stranger, False),  # vouched for in another vault
    ):
        body = replace(crowded(), admins=admins, recovery=(), approvals=(), wraps=())
        found = header.parse(header.compose(body, signer))
        assert found.trusted(PUBLIC) is believed


def test_who_has_left_signs_no_header_but_still_leads_to_those_who_sign_now() -> None:
    second = Ed25519PrivateKey.generate()
    pub2 = second.public_key().public_bytes_raw()
    gone = replace(Admin.endorsed(VID, PUBLIC, KEY), until="2024-01-26")
    body = replace(crowded(), admins=(gone, Admin.endorsed(VID, pub2, KEY)))
    assert header.parse(header.compose(body, second)).trusted(PUBLIC)
    with pytest.raises(Altered):
        header.compose(body, KEY)


def test_an_approval_counts_only_with_a_signature_of_an_administrator_for_this_matter() -> None:
    matter, other = (("compartment", one.sid, "a" * 16) for one in crowded().members)
    text = crowded().approval_text(matter)
    good = Approval.signed(matter, text, KEY)
    stranger = Approval.signed(matter, text, Ed25519PrivateKey.generate())
    found = replace(crowded(), approvals=(good, stranger))
    assert found.approved(matter) == {PUBLIC}
    assert found.approved(other) == frozenset()
    assert replace(found, vid="cd" * 16).approved(matter) == frozenset()
    moved = replace(good, who=other[1])
    assert replace(crowded(), approvals=(moved,)).approved(other) == frozenset()
    first, *rest = found.members
    for changed in ({"x25519": b"y" * 32}, {"ed25519": b"y" * 32}, {"mid": "9" * 16}, {"since": "2024-01-27"}):
        somebody = replace(found, members=(replace(first, **changed), *rest))
        assert somebody.approved(matter) == frozenset()
    for row in found.recovery:
        about = ("recovery", row.rid, "")
        approved = replace(found, approvals=(Approval.signed(about, found.approval_text(about), KEY),))
        assert approved.approved(about) == {PUBLIC}
        swapped = replace(approved, recovery=(replace(row, x25519=b"y" * 32),))
        assert swapped.approved(about) == frozenset()


def test_one_key_of_two_members_is_refused() -> None:
    first, second = crowded().members
    with pytest.raises(Altered):
        header.compose(replace(crowded(), members=(first, replace(second, ed25519=first.ed25519))), KEY)


def test_a_signature_by_nobody_in_the_list_is_refused() -> None:
    with pytest.raises(Altered):
        header.compose(crowded(), Ed25519PrivateKey.generate())


def test_roles_give_the_compartments_of_the_catalogue() -> None:
    assert members.kinds_for(["ADM"]) == frozenset()
    assert members.kinds_for(["PRG"]) == {"programme"}
    assert members.kinds_for(["CSW", "SFP"]) == {"programme", "casework", "security"}
    assert members.kinds_for(["BRD"]) == {"board"}
    assert members.kinds_for(["DIR"]) == set(members.KINDS)
    assert set(members.NEEDS) == header.ROLES


def test_two_copies_sort_by_generation(tmp_path: Any) -> None:
    old, new = (replace(crowded(), gen=gen) for gen in (3, 9))
    copies.create_file(tmp_path / "vault.a", header.compose(new, KEY))
    copies.create_file(tmp_path / "vault.b", header.compose(old, KEY))
    assert [found.gen for found in header.read(tmp_path / "vault").valid] == [9, 3]
