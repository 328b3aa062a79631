"""Another library reads what ours wrote, with nothing but `docs/vault-format.md`: no record is ever stranded.

The reader below is written from the document alone and shares no code with `civicdesk`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
from pathlib import Path

import apsw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from civicdesk.vault import folder


def hkdf(secret: bytes, salt: bytes, info: str, size: int) -> bytes:
    """RFC 5869, spelled out."""
    prk, out, block = hmac.digest(salt, secret, "sha256"), b"", b""
    while len(out) < size:
        block = hmac.digest(prk, block + info.encode() + bytes([len(out) // 32 + 1]), "sha256")
        out += block
    return out[:size]


def framed(path: Path, magic: bytes, key: str) -> dict[str, object]:
    raw = path.read_bytes()
    assert hashlib.sha256(raw[:-32]).digest() == raw[-32:]
    found, version, flags, n = struct.unpack(">16sHHI", raw[:24])
    assert (found, version, flags) == (magic, 1, 0)
    body = json.loads(raw[24 : 24 + n])
    public = body["ed25519"] if key == "own" else body["admins"][0]["pub"]
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(raw[24 + n : -32], raw[: 24 + n])
    return dict(body)


def rescue(vault: Path, passphrase: str) -> dict[str, str]:
    """The 96 hexadecimal digits of every compartment's database, by kind."""
    head = framed(vault / "vault.b", b"CIVICDESK-VAULT\0", "admin")
    slot = framed(next((vault / "slots").glob("*.b")), b"CIVICDESK-SLOT\0\0", "own")
    vid, sid, kdf = bytes.fromhex(str(slot["vid"])), slot["sid"], slot["kdf"]
    assert isinstance(kdf, dict)
    argon2 = Argon2id(
        salt=bytes.fromhex(str(slot["salt"])),
        length=32,
        iterations=kdf["t"],
        lanes=kdf["p"],
        memory_cost=kdf["m"],
    )
    kek = hkdf(argon2.derive(passphrase.encode()), vid, f"civicdesk/v1/kek|{sid}", 32)
    assert hmac.digest(kek, b"civicdesk/v1/kcv", "sha256")[:16].hex() == slot["kcv"]
    public = {key: value for key, value in slot.items() if key not in ("ct", "kcv", "n")}
    aad = json.dumps(public, sort_keys=True, separators=(",", ":")).encode()
    inside = ChaCha20Poly1305(kek).decrypt(bytes.fromhex(str(slot["n"])), bytes.fromhex(str(slot["ct"])), aad)
    assert inside[96:] == vid
    private = X25519PrivateKey.from_private_bytes(inside[:32])
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    comps, wraps, keys = head["comps"], head["wraps"], {}
    assert isinstance(comps, list)
    assert isinstance(wraps, list)
    kinds = {comp["cid"]: comp["kind"] for comp in comps}
    for wrap in wraps:
        cid, epoch = wrap["cid"], wrap["epoch"]
        sealed = bytes.fromhex(wrap["ct"])
        label = "civicdesk/v1/wrap" if len(sealed) == 80 else "civicdesk/v1/proved-wrap"
        info = json.dumps([label, vid.hex(), cid, epoch, sid], separators=(",", ":")).encode()
        ck = suite.decrypt(sealed[:80], private, info)
        where = f"|{cid}|{epoch}"
        if len(sealed) != 80:
            said = [sid, private.public_key().public_bytes_raw().hex(), sealed[:80].hex()]
            text = json.dumps(said, separators=(",", ":")).encode()
            proof = hkdf(ck, vid, "civicdesk/v1/wrap-proof" + where, 32)
            assert hmac.digest(proof, text, "sha256") == sealed[80:]
        keys[f"{kinds[cid]}:{cid}"] = (
            hkdf(ck, vid, "civicdesk/v1/db-key" + where, 32)
            + hkdf(ck, vid, "civicdesk/v1/db-salt" + where, 16)
        ).hex()
    return keys


def test_a_second_reader_opens_every_compartment_from_the_document_alone(
    vault_folder: Path, passphrase: str
) -> None:
    opened = folder.open_vault(vault_folder, passphrase)
    for number, kind in enumerate(opened.compartments):
        db = opened.connect(kind)
        db.execute("CREATE TABLE note (text TEXT) STRICT")
        db.execute("INSERT INTO note VALUES (?)", (f"ដីធ្លី {kind} {number}",))
        db.close()
    keys = rescue(vault_folder, passphrase)
    assert len(keys) == 4
    for number, (name, key96) in enumerate(keys.items()):
        kind, cid = name.split(":")
        reader = apsw.Connection(str(vault_folder / "db" / f"{cid}.db"), flags=apsw.SQLITE_OPEN_READONLY)
        reader.execute("PRAGMA cipher = 'sqlcipher'")
        reader.execute("PRAGMA legacy = 4")
        reader.execute(f"PRAGMA hexkey = '{('raw:' + key96).encode().hex()}'")
        assert reader.execute("SELECT text FROM note").fetchall() == [(f"ដីធ្លី {kind} {number}",)]
        meta = {str(key): value for key, value in reader.execute("SELECT key, value FROM meta").fetchall()}
        assert meta == {"vid": opened.vid, "cid": cid, "commits": 0}
        assert reader.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        reader.close()
