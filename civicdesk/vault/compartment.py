"""The keys of one compartment in one epoch: everything is derived from 32 random bytes, CK[cid, epoch].

A compartment also has a letter box: anybody may seal a letter to its public key, which stands in the header,
and only somebody who holds CK can open it. So a person can file an incident that they cannot read.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from civicdesk.errors import VaultForged
from civicdesk.vault.frame import canonical

HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
"""RFC 9180 base mode; one suite for format 1, nothing to negotiate."""

KEY_SIZE = 32
PLAIN_WRAP, WRAP_SIZE = 80, 112
"""A key sealed to its receiver, without and with the proof that somebody gave it who holds the key."""
_STEP = 1024
"""Sealed texts grow in steps, so that their length says little about what was written."""


def new_key() -> bytes:
    """Thirty-two random bytes: a new CK."""
    return os.urandom(KEY_SIZE)


@dataclass(frozen=True)
class CompartmentKeys:
    """What a holder of CK[cid, epoch] can do; `vid`, `cid` are hexadecimal ids."""

    vid: str
    cid: str
    epoch: int
    kind: str
    ck: bytes = field(repr=False)

    def derive(self, use: str, size: int = 32) -> bytes:
        """HKDF-SHA256 over CK, salt `vid`, info "civicdesk/v1/<use>|cid|epoch"; no two uses share a key."""
        info = f"civicdesk/v1/{use}|{self.cid}|{self.epoch}".encode("ascii")
        return HKDF(SHA256(), size, bytes.fromhex(self.vid), info).derive(self.ck)

    @cached_property
    def database_key(self) -> bytes:
        """96 hexadecimal digits for `connection.connect`: 32 bytes of key and 16 of salt."""
        return (self.derive("db-key") + self.derive("db-salt", 16)).hex().encode("ascii")

    @cached_property
    def attachment_key(self) -> bytes:
        """The secret of the age identity that attachments are written to."""
        return self.derive("attachment")

    @cached_property
    def audit_key(self) -> bytes:
        """The MAC key of the change journal."""
        return self.derive("audit")

    @cached_property
    def export_key(self) -> bytes:
        """The key of working files that leave the database."""
        return self.derive("export")

    def pseudonym_key(self, audience: str) -> bytes:
        """The key that makes pseudonyms stable for one audience and unlinkable between two."""
        return self.derive(f"pseudonym:{audience}")

    @cached_property
    def _box(self) -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(self.derive("box"))

    @property
    def box(self) -> bytes:
        """The public key of the letter box, 32 bytes; the header carries it, which also proves CK right."""
        return self._box.public_key().public_bytes_raw()

    def wrap(self, to: str, public: bytes) -> bytes:
        """CK for the member or recovery key `to`, which only its private key opens, and the proof that we gave it."""
        info = _wrap_info(_PROVED, self.vid, self.cid, self.epoch, to)
        ct = HPKE.encrypt(self.ck, X25519PublicKey.from_public_bytes(public), info)
        return ct + self._proof(to, public, ct)

    def gave(self, to: str, public: bytes, wrap: bytes) -> bool:
        """Whether somebody who holds CK made this wrap for `to`: without CK nobody can say what is in it."""
        ct, proof = wrap[:PLAIN_WRAP], wrap[PLAIN_WRAP:]
        return hmac.compare_digest(proof, self._proof(to, public, ct))

    def _proof(self, to: str, public: bytes, ct: bytes) -> bytes:
        return hmac.digest(self.derive("wrap-proof"), canonical([to, public.hex(), ct.hex()]), "sha256")

    def open_sealed(self, letter: bytes) -> bytes:
        """The text of a letter to this compartment; VaultForged if it is not one, or was changed."""
        info = _letter_info(self.vid, self.cid, self.epoch)
        try:
            return unpadded(HPKE.decrypt(letter, self._box, info))
        except (InvalidTag, ValueError) as trouble:
            raise VaultForged from trouble


def unwrap(vid: str, cid: str, epoch: int, to: str, ct: bytes, private: X25519PrivateKey) -> bytes:
    """CK out of a wrap; VaultForged if the wrap was made for something or somebody else."""
    is_plain = len(ct) == PLAIN_WRAP
    try:
        info = _wrap_info(_PLAIN if is_plain else _PROVED, vid, cid, epoch, to)
        ck = HPKE.decrypt(ct[:PLAIN_WRAP], private, info)
    except (InvalidTag, ValueError) as trouble:
        raise VaultForged from trouble
    keys, public = CompartmentKeys(vid, cid, epoch, "", ck), private.public_key().public_bytes_raw()
    if len(ck) != KEY_SIZE or not (is_plain or keys.gave(to, public, ct)):
        raise VaultForged
    return ck


def seal(vid: str, cid: str, epoch: int, box: bytes, text: bytes) -> bytes:
    """Seal a letter to a compartment one may not be able to read: its row in the header is enough."""
    public = X25519PublicKey.from_public_bytes(box)
    return HPKE.encrypt(padded(text), public, _letter_info(vid, cid, epoch))


def padded(text: bytes) -> bytes:
    """The text, a one, and zeros up to the next step."""
    return text + b"\x01" + bytes(-(len(text) + 1) % _STEP)


def unpadded(raw: bytes) -> bytes:
    """The text again; ValueError if there is no one before the zeros."""
    found = raw.rstrip(b"\x00")
    if found[-1:] != b"\x01":
        raise ValueError("not padded")
    return found[:-1]


_PLAIN, _PROVED = "civicdesk/v1/wrap", "civicdesk/v1/proved-wrap"
"""The first is only read: with one label for both, cutting a proof off would make a wrap that never had one."""


def _wrap_info(label: str, vid: str, cid: str, epoch: int, to: str) -> bytes:
    return canonical([label, vid, cid, epoch, to])


def _letter_info(vid: str, cid: str, epoch: int) -> bytes:
    return canonical(["civicdesk/v1/letter", vid, cid, epoch])
