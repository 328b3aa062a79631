"""Files in the format of age: the identity of a compartment, and streams through it.

Whoever has the 32 bytes can open such a file without CivicDesk: `age --decrypt -i identity.txt file.age`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import pyrage

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_PREFIX = "age-secret-key-"


class WrongKey(Exception):
    """The file was written to another identity."""


class Broken(Exception):
    """The file is no age file, or does not authenticate."""


class Reader(Protocol):
    """What a stream is read from."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at the end."""


class Writer(Protocol):
    """What a stream is written to."""

    def write(self, data: bytes, /) -> int:
        """Take all of `data`."""


class _Guarded:
    """Both ends of a stream; keeps the error of either, which the library would only tell in words."""

    def __init__(self, source: Reader, target: Writer) -> None:
        self._source = source
        self._target = target
        self.trouble: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._source.read(size)
        except BaseException as trouble:
            self.trouble = trouble
            raise

    def write(self, data: bytes) -> int:
        try:
            return self._target.write(data)
        except BaseException as trouble:
            self.trouble = trouble
            raise

    def flush(self) -> None:
        """The library asks for it at the end; the owner of the target flushes."""


def identity_text(secret: bytes) -> str:
    """The identity as the standard tool reads it: AGE-SECRET-KEY-1… (bech32, BIP 173)."""
    return _bech32(_PREFIX, secret).upper()


def _identity(secret: bytes) -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.from_str(identity_text(secret))


def seal(source: Reader, target: Writer, secret: bytes) -> None:
    """Write what `source` has to the identity of `secret`; errors of either end come through as they are."""
    ends = _Guarded(source, target)
    try:
        pyrage.encrypt_io(ends, ends, [_identity(secret).to_public()])
    except BaseException as trouble:  # noqa: BLE001  (raised again, as what it was)
        raise (ends.trouble or trouble) from None


def unseal(source: Reader, target: Writer, secrets: Sequence[bytes]) -> None:
    """Write what is in the file to `target`; every piece has been authenticated, the last one at the end.

    Raises WrongKey or Broken; errors of either end come through as they are.
    """
    ends = _Guarded(source, target)
    try:
        pyrage.decrypt_io(ends, ends, [_identity(secret) for secret in secrets])
    except (pyrage.DecryptError, OSError) as trouble:
        if ends.trouble is not None:
            raise ends.trouble from None
        raise (WrongKey if "No matching keys" in str(trouble) else Broken) from None


def _bech32(prefix: str, data: bytes) -> str:
    values = list(_fives(data))
    high = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    check = _polymod([*high, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    values += [(check >> 5 * (5 - n)) & 31 for n in range(6)]
    return prefix + "1" + "".join(_LETTERS[value] for value in values)


def _fives(data: bytes) -> Iterable[int]:
    """The bits of `data` in groups of five, the last filled with zeros."""
    bits = "".join(f"{byte:08b}" for byte in data)
    return (int(bits[at : at + 5].ljust(5, "0"), 2) for at in range(0, len(bits), 5))


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for n, generator in enumerate(_GENERATOR):
            check ^= generator if (top >> n) & 1 else 0
    return check
