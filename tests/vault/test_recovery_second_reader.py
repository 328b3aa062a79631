"""From a sheet of paper and `docs/vault-format.md` alone to the records: no code of ours between them."""

from __future__ import annotations

import hashlib
import json

import apsw
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from vault.second_slip39 import combine
from vault.test_second_reader import framed, hkdf

from civicdesk.vault import recovery
from civicdesk.vault.recovery_words import WORDS

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def secret_of_groups(groups: list[str]) -> bytes:
    """Fifty-two digits of five bits, of which the last four bits check the whole."""
    bits = "".join(f"{LETTERS.index(letter):05b}" for group in groups for letter in group[:4])
    secret = bytes(int(bits[at : at + 8], 2) for at in range(0, 256, 8))
    assert int(bits[256:], 2) == hashlib.sha256(secret).digest()[0] >> 4
    return secret


def check_digit(group: str, place: int) -> int:
    """g + d1 x + d2 x2 + d3 x3 + d4 x4 in GF(32)."""
    total = place
    for power, letter in enumerate(group[:4], 1):
        value = LETTERS.index(letter) << power
        for bit in range(9, 4, -1):
            if value >> bit & 1:
                value ^= 0b100101 << (bit - 5)
        total ^= value
    return total


def test_the_groups_and_the_words_of_a_sheet_are_one_secret(vault):
    sheet = recovery.make(vault, "main").sheets[0]
    assert combine([" ".join(sheet.words)], list(WORDS)) == secret_of_groups(list(sheet.groups))
    for place, group in enumerate(sheet.groups, 1):
        assert LETTERS[check_digit(group, place)] == group[4]


def test_records_are_read_from_board_shares_by_another_library(vault):
    made = recovery.make(vault, "main", "board", 2, 3)
    names = sorted(one.display_name for one in vault.iterate("staff_member"))
    vault.close()
    head = framed(vault.path / "vault.b", b"CIVICDESK-VAULT\0", "admin")
    secret, vid = (
        combine([" ".join(s.words) for s in made.sheets[1:]], list(WORDS)),
        bytes.fromhex(str(head["vid"])),
    )
    rid = hkdf(secret, vid, "civicdesk/v1/recovery-id", 8).hex()
    row = next(one for one in head["recovery"] if one["rid"] == rid)
    private = X25519PrivateKey.from_private_bytes(hkdf(secret, vid, f"civicdesk/v1/recovery-box|{rid}", 32))
    assert private.public_key().public_bytes_raw().hex() == row["x25519"]
    kinds = {comp["cid"]: comp["kind"] for comp in head["comps"]}
    wrap = next(one for one in head["wraps"] if one["to"] == rid and kinds[one["cid"]] == "programme")
    where = [vid.hex(), wrap["cid"], wrap["epoch"]]
    info = json.dumps(["civicdesk/v1/proved-wrap", *where, rid], separators=(",", ":")).encode()
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    ck = suite.decrypt(bytes.fromhex(wrap["ct"])[:80], private, info)
    end = f"|{wrap['cid']}|{wrap['epoch']}"
    key = hkdf(ck, vid, "civicdesk/v1/db-key" + end, 32) + hkdf(ck, vid, "civicdesk/v1/db-salt" + end, 16)
    database = apsw.Connection(str(vault.path / "db" / f"{wrap['cid']}.db"), flags=apsw.SQLITE_OPEN_READONLY)
    for pragma in ("cipher = 'sqlcipher'", "legacy = 4", f"hexkey = '{('raw:' + key.hex()).encode().hex()}'"):
        database.execute(f"PRAGMA {pragma}")
    assert sorted(row[0] for row in database.execute("SELECT display_name FROM staff_member")) == names
    database.close()
