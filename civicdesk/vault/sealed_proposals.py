"""What waits for a second signature, sealed to the administrators: it holds keys that count for nobody yet.

A newcomer could otherwise take theirs out of it with nothing but their passphrase, before anybody has agreed.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from civicdesk.vault import frame
from civicdesk.vault.compartment import HPKE, PLAIN_WRAP, new_key
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.frame import Altered, Damaged, canonical
from civicdesk.vault.header import MOST_MEMBERS
from civicdesk.vault.medium import READING

MAGIC = b"CIVICDESK-WAITS\0"
_LONGEST = frame.MAX_BODY + MOST_MEMBERS * PLAIN_WRAP + 4096
_ONCE = bytes(12)
"""The nonce: every key seals one proposal and nothing else."""


def seal(keys: OpenedKeys, text: bytes) -> bytes:
    """A text that every administrator of this vault can open, on each of their devices."""
    found, key = keys.header, new_key()
    signing = [m.x25519 for m in found.members if not m.until and m.ed25519 in found.signers]
    boxes = [HPKE.encrypt(key, X25519PublicKey.from_public_bytes(one), _info(keys.vid)) for one in signing]
    start = MAGIC + bytes([len(boxes)]) + b"".join(boxes)
    return start + ChaCha20Poly1305(key).encrypt(_ONCE, text, start)


def unseal(keys: OpenedKeys, raw: bytes) -> bytes:
    """The text again; Altered if it is not for this member, or is no proposal."""
    at = len(MAGIC) + 1
    end = at + raw[at - 1] * PLAIN_WRAP if len(raw) > at else 0
    if not raw.startswith(MAGIC) or not at < end <= len(raw):
        raise Altered
    for place in range(at, end, PLAIN_WRAP):
        try:
            key = HPKE.decrypt(raw[place : place + PLAIN_WRAP], keys.box, _info(keys.vid))
            return ChaCha20Poly1305(key).decrypt(_ONCE, raw[end:], raw[:end])
        except (InvalidTag, ValueError):
            continue  # somebody else's
    raise Altered


def read(path: Path) -> bytes:
    """The bytes of a file that anybody may have put there: no pipe is waited for, no link followed, none too long."""
    handle = os.open(path, READING)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Damaged
        raw = file.read(_LONGEST + 1)
    if len(raw) > _LONGEST:
        raise Damaged
    return raw


def _info(vid: str) -> bytes:
    return canonical(["civicdesk/v1/proposal", vid])
