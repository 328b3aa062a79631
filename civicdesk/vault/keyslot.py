"""A keyslot (`slots/<sid>.a|.b`): one person's private keys on one device, locked by a passphrase.

Its owner changes it without an administrator. Three failures keep three meanings: the key check value says
*wrong passphrase*, authentication under a right key says *changed on purpose*, the digest says *damaged*.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from civicdesk.errors import DeviceKeyMissing, NotEnoughMemory, VaultForged, WrongPassphrase
from civicdesk.vault import copies, frame, memory, passphrase, shape
from civicdesk.vault.frame import Altered, canonical

MAGIC = b"CIVICDESK-SLOT\0\0"
_MIB = 1024  # Argon2 counts memory in kibibytes
_BODY = frozenset(("ct", "dev", "ed25519", "gen", "kcv", "kdf", "label", "n", "salt", "sid", "vid", "x25519"))
_KDF = frozenset(("alg", "m", "p", "t", "v"))
_SECRET_SIZE = 32 + 32 + 32 + 16


@dataclass(frozen=True)
class Kdf:
    """Argon2id parameters: `m` in KiB, `t` passes, `p` lanes."""

    m: int = 256 * _MIB
    t: int = 3
    p: int = 4

    def derive(self, text: bytes, salt: bytes) -> bytes:
        """Thirty-two bytes, after a deliberate effort; NotEnoughMemory if the memory is not to be had."""
        try:
            argon2 = Argon2id(salt=salt, length=32, iterations=self.t, lanes=self.p, memory_cost=self.m)
            return argon2.derive(text)
        except MemoryError as trouble:
            raise NotEnoughMemory from trouble

    def body(self) -> Mapping[str, Any]:
        """As the slot carries it; 19 is Argon2 version 1.3."""
        return {"alg": "argon2id", "m": self.m, "p": self.p, "t": self.t, "v": 19}


FLOOR = Kdf(m=64 * _MIB)
"""The least that any slot may ask for: the second recommendation of RFC 9106. A weaker slot is refused."""
_MOST_MEMORY, _MOST_PASSES, _MOST_LANES = 4096 * _MIB, 20, 16


def calibrate(target: float = 0.75) -> Kdf:
    """What takes about `target` seconds here: 2 to 6 passes over an eighth of the memory or 256 MiB."""
    m = min(max(memory.physical() // 8 // 1024, FLOOR.m), 256 * _MIB)
    start = time.perf_counter()
    Kdf(m=m, t=2).derive(b"", bytes(16))
    passes = round(target / ((time.perf_counter() - start) / 2))
    least = -(-FLOOR.m * FLOOR.t // m)  # never less work than the floor
    return Kdf(m=m, t=min(max(passes, least, 2), 6))


@dataclass(frozen=True)
class Slot:
    """A keyslot as it stands in the folder; `ct` holds the private keys, everything else is public."""

    sid: str
    vid: str
    gen: int
    label: str
    kdf: Kdf
    salt: bytes
    dev: str | None
    x25519: bytes
    ed25519: bytes
    kcv: bytes
    n: bytes
    ct: bytes = field(repr=False)


@dataclass(frozen=True)
class Secrets:
    """What a slot protects: the member's two private keys and the administrator key they first trusted."""

    box: X25519PrivateKey = field(repr=False)
    sign: Ed25519PrivateKey = field(repr=False)
    pin: bytes

    @classmethod
    def new(cls, pin: bytes | None = None) -> Secrets:
        """Fresh keys; a founder trusts their own key."""
        sign = Ed25519PrivateKey.generate()
        return cls(X25519PrivateKey.generate(), sign, pin or sign.public_key().public_bytes_raw())


def lock(
    secrets: Secrets,
    text: str,
    *,
    sid: str,
    vid: str,
    label: str,
    gen: int = 1,
    kdf: Kdf | None = None,
    dev: str | None = None,
    device_secret: bytes = b"",
) -> bytes:
    """The bytes of a slot that `text` (and the device secret, if `dev` names one) will open."""
    if (dev is None) != (device_secret == b""):
        raise ValueError("a device secret and the name of its device come together")
    kdf, salt, n = kdf or Kdf(), os.urandom(16), os.urandom(12)
    kek = _kek(kdf, passphrase.spellings(text)[0], salt, vid, sid, device_secret)
    public = {
        "dev": dev,
        "ed25519": secrets.sign.public_key().public_bytes_raw().hex(),
        "gen": gen,
        "kdf": kdf.body(),
        "label": label,
        "salt": salt.hex(),
        "sid": sid,
        "vid": vid,
        "x25519": secrets.box.public_key().public_bytes_raw().hex(),
    }
    inside = b"".join(
        (secrets.box.private_bytes_raw(), secrets.sign.private_bytes_raw(), secrets.pin, bytes.fromhex(vid))
    )
    ct = ChaCha20Poly1305(kek).encrypt(n, inside, canonical(public))
    body = {**public, "ct": ct.hex(), "kcv": _kcv(kek).hex(), "n": n.hex()}
    data = frame.write(MAGIC, body, secrets.sign.sign)
    _secrets(parse(data), kek)  # what goes to the disk opens again under the key that was just worked out
    return data


def parse(raw: bytes) -> Slot:
    """Damaged, TooNew or Altered, or a slot signed by the key it names; the passphrase is not needed."""
    outer = frame.read(MAGIC, raw)
    body = shape.exactly(outer.body, _BODY)
    label = body["label"]
    if not isinstance(label, str) or len(label) > 40 or not label.isascii():
        raise Altered
    slot = Slot(
        sid=shape.identity(body["sid"]),
        vid=shape.octets(body["vid"], 16).hex(),
        gen=shape.integer(body["gen"], 1, shape.U64),
        label=label,
        kdf=_kdf(body["kdf"]),
        salt=shape.octets(body["salt"], 16),
        dev=None if body["dev"] is None else shape.identity(body["dev"]),
        x25519=shape.octets(body["x25519"], 32),
        ed25519=shape.octets(body["ed25519"], 32),
        kcv=shape.octets(body["kcv"], 16),
        n=shape.octets(body["n"], 12),
        ct=shape.octets(body["ct"], _SECRET_SIZE + 16),
    )
    if not outer.signed_by(slot.ed25519):
        raise Altered
    return slot


def read(stem: Path) -> copies.Pair[Slot]:
    """Both copies of a keyslot, whatever they are worth."""
    return copies.read(stem, parse, lambda slot: slot.gen)


def _kdf(value: Any) -> Kdf:
    row = shape.exactly(value, _KDF)
    if row["alg"] != "argon2id" or shape.integer(row["v"], 19, 19) != 19:
        raise Altered
    kdf = Kdf(
        m=shape.integer(row["m"], FLOOR.m, _MOST_MEMORY),
        t=shape.integer(row["t"], 2, _MOST_PASSES),
        p=shape.integer(row["p"], 1, _MOST_LANES),
    )
    if kdf.m * kdf.t < FLOOR.m * FLOOR.t:
        raise Altered
    return kdf


def unlock(slot: Slot, text: str, device_secret: bytes = b"") -> Secrets:
    """The private keys; WrongPassphrase, DeviceKeyMissing, NotEnoughMemory, or VaultForged."""
    device_secret = device_secret if slot.dev is not None else b""
    if slot.dev is not None and not device_secret:
        raise DeviceKeyMissing
    for spelling in passphrase.spellings(text):
        kek = _kek(slot.kdf, spelling, slot.salt, slot.vid, slot.sid, device_secret)
        if hmac.compare_digest(_kcv(kek), slot.kcv):
            return _secrets(slot, kek)
    raise WrongPassphrase


def _secrets(slot: Slot, kek: bytes) -> Secrets:
    """Decrypt under a key already known to be right: whatever fails now was changed on purpose."""
    try:
        inside = ChaCha20Poly1305(kek).decrypt(slot.n, slot.ct, canonical(_public(slot)))
    except InvalidTag as trouble:
        raise VaultForged from trouble
    box = X25519PrivateKey.from_private_bytes(inside[:32])
    sign = Ed25519PrivateKey.from_private_bytes(inside[32:64])
    found = (box.public_key().public_bytes_raw(), sign.public_key().public_bytes_raw(), inside[96:].hex())
    if found != (slot.x25519, slot.ed25519, slot.vid):
        raise VaultForged
    return Secrets(box, sign, inside[64:96])


def _public(slot: Slot) -> Mapping[str, Any]:
    """The associated data: everything in a slot but the check value, the nonce and the ciphertext."""
    return {
        "dev": slot.dev,
        "ed25519": slot.ed25519.hex(),
        "gen": slot.gen,
        "kdf": slot.kdf.body(),
        "label": slot.label,
        "salt": slot.salt.hex(),
        "sid": slot.sid,
        "vid": slot.vid,
        "x25519": slot.x25519.hex(),
    }


def _kek(kdf: Kdf, text: bytes, salt: bytes, vid: str, sid: str, device_secret: bytes) -> bytes:
    info = f"civicdesk/v1/kek|{sid}".encode("ascii")
    return HKDF(SHA256(), 32, bytes.fromhex(vid), info).derive(kdf.derive(text, salt) + device_secret)


def _kcv(kek: bytes) -> bytes:
    return hmac.digest(kek, b"civicdesk/v1/kcv", "sha256")[:16]
