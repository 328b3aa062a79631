"""Another database library reads what ours wrote: the same rows, table by table (T-XIMP)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import apsw

from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.vault import Vault

_OWN = ("sqlite_", "search_")
"""Tables of the library itself, and the inside of the search index, which has no rows of its own to compare."""


def seen_by_us(vault: Vault, kinds: Iterable[str] = ()) -> dict[str, str]:
    """A digest of every row of each open compartment, or of some of them."""
    return {kind: _digest(vault.stores[kind].raw) for kind in kinds or vault.stores}


def seen_by_another(keys: OpenedKeys, kind: str) -> str:
    """The same of a closed database, through SQLite3 Multiple Ciphers, which also checks the structure."""
    reader = opened(keys.database(kind), keys.keys(kind).database_key)
    try:
        assert reader.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        return _digest(reader)
    finally:
        reader.close()


def opened(path: Path, key96: bytes) -> apsw.Connection:
    """As `docs/vault-format.md` says it for another library."""
    reader = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    reader.execute("PRAGMA cipher = 'sqlcipher'")
    reader.execute("PRAGMA legacy = 4")
    reader.execute(f"PRAGMA hexkey = '{(b'raw:' + key96).hex()}'")
    return reader


def _digest(connection: Any) -> str:
    whole = hashlib.sha256()
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    for (name,) in names.fetchall():
        if name.startswith(_OWN) or name == "search":
            continue
        whole.update(name.encode())
        for row in _rows(connection.execute(f'SELECT * FROM "{name}"')):
            whole.update(row)
    return whole.hexdigest()


def _rows(found: Iterable[Any]) -> list[bytes]:
    return sorted(repr(tuple(row)).encode() for row in found)
