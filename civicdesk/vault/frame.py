"""The outside of a header or a keyslot: magic, version, length, canonical JSON, signature, digest.

    0   16  magic             16  u16 format version    18  u16 flags    20  u32 n       (big-endian)
    24  n   body: JSON, ASCII, sorted keys, no spaces, integers only
    ..  64  Ed25519 signature over bytes [0, 24+n)
    ..  32  SHA-256 over everything before it

The digest tells accident from intent: a wrong digest is damage, a right digest around anything else
that is wrong is somebody's work. Every later format keeps the digest as the last 32 bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

VERSION = 1
MAX_BODY = 1 << 20
_FIXED = struct.Struct(">16sHHI")
_OUTSIDE = _FIXED.size + 64 + 32


class Damaged(Exception):
    """The digest does not match: an accident. The caller, who knows the file, makes a sentence of it."""


class Altered(Exception):
    """The digest matches and something inside does not: made by hand."""


class TooNew(Exception):
    """A format version this program does not know."""


@dataclass(frozen=True)
class Frame:
    """The bytes of one file, taken apart but not yet believed: `signed` is exactly what was received."""

    body: Mapping[str, Any]
    signed: bytes
    signature: bytes

    def signed_by(self, public: bytes) -> bool:
        """Whether the Ed25519 key `public` (32 bytes) made the signature over the received bytes."""
        return verified(public, self.signature, self.signed)


def canonical(value: object) -> bytes:
    """The one spelling of a JSON value: ASCII, keys sorted, no spaces."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return text.encode("ascii")


def verified(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether an Ed25519 signature is right; a malformed key is simply not right."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def write(magic: bytes, body: Mapping[str, Any], sign: Callable[[bytes], bytes]) -> bytes:
    """Frame `body`; `sign` answers the Ed25519 signature of what it is given."""
    text = canonical(body)
    if len(text) > MAX_BODY:
        raise ValueError("the body is larger than any reader accepts")
    signed = _FIXED.pack(magic, VERSION, 0, len(text)) + text
    whole = signed + sign(signed)
    return whole + hashlib.sha256(whole).digest()


def read(magic: bytes, raw: bytes) -> Frame:
    """Take a file apart: Damaged, TooNew or Altered; the signature is not checked yet."""
    if not _OUTSIDE <= len(raw) <= _OUTSIDE + MAX_BODY:
        raise Damaged
    if not hmac.compare_digest(hashlib.sha256(raw[:-32]).digest(), raw[-32:]):
        raise Damaged
    found, version, flags, length = _FIXED.unpack_from(raw)
    if found != magic:
        raise Altered
    if version > VERSION:
        raise TooNew
    if version != VERSION or flags or length != len(raw) - _OUTSIDE:
        raise Altered
    return Frame(_parse(raw[24 : 24 + length]), raw[: 24 + length], raw[24 + length : -32])


def _parse(text: bytes) -> Mapping[str, Any]:
    """Strict JSON: an object, no floats, no duplicate keys, in its one spelling."""
    try:
        value = json.loads(
            text.decode("ascii"), object_pairs_hook=_unique, parse_float=_refuse, parse_constant=_refuse
        )
        if not isinstance(value, dict) or canonical(value) != text:
            raise Altered
    except (ValueError, RecursionError) as trouble:
        raise Altered from trouble
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Altered
    return found


def _refuse(_text: str) -> None:
    raise Altered
