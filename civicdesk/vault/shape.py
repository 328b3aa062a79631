"""Reading the body of a header or a keyslot: exactly the known keys, every value within its bounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from civicdesk.vault.frame import Altered

T = TypeVar("T")

U64 = (1 << 64) - 1
_KIND = re.compile(r"[a-z][a-z0-9-]{0,31}")


def exactly(value: Any, keys: frozenset[str]) -> Mapping[str, Any]:
    """`value` as an object with exactly these keys."""
    if not isinstance(value, dict) or value.keys() != keys:
        raise Altered
    return value


def octets(value: Any, size: int) -> bytes:
    """Exactly `size` bytes written as lower-case hexadecimal."""
    if not isinstance(value, str) or len(value) != 2 * size or not re.fullmatch(r"[0-9a-f]*", value):
        raise Altered
    return bytes.fromhex(value)


def identity(value: Any) -> str:
    """An id of a member, slot, compartment or recovery key: 8 random bytes as 16 hexadecimal digits."""
    return octets(value, 8).hex()


def integer(value: Any, low: int, high: int) -> int:
    """A whole number between `low` and `high`; true and false are not numbers."""
    if type(value) is not int or not low <= value <= high:
        raise Altered
    return value


def word(value: Any) -> str:
    """A short lower-case word: a kind, a profile, a role."""
    if not isinstance(value, str) or not _KIND.fullmatch(value):
        raise Altered
    return value


def one_of(value: Any, allowed: frozenset[str]) -> str:
    """One of the words that format 1 knows."""
    if not isinstance(value, str) or value not in allowed:
        raise Altered
    return value


def day(value: Any) -> str:
    """A day as YYYY-MM-DD, or "" for none."""
    if value == "":
        return ""
    try:
        if date.fromisoformat(value).isoformat() != value:
            raise Altered
    except (TypeError, ValueError) as trouble:
        raise Altered from trouble
    return str(value)


def rows(value: Any, most: int, read: Callable[[Any], T]) -> tuple[T, ...]:
    """A list of at most `most` things, each read by `read`."""
    if not isinstance(value, list) or len(value) > most:
        raise Altered
    return tuple(read(item) for item in value)


def unique(keys: list[Any]) -> None:
    """Refuse a list in which something stands twice."""
    if len(set(keys)) != len(keys):
        raise Altered
