"""The vault and its twin: the same classes, tables, settings and library, only that the twin has no key.

The twin is measured in a process of its own (`far`), by turns with the vault in this one.
"""

from __future__ import annotations

import hashlib
from contextlib import AbstractContextManager
from dataclasses import fields
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from civicdesk.starter.content import load_content
from civicdesk.vault import connection, folder
from civicdesk.vault.changes import Journal
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.keyslot import Kdf
from civicdesk.vault.store import Store
from civicdesk.vault.vault import Vault
from tests.bench.far import Far, Maker, Work

PASSPHRASE = "lotus river mango heron palm rice"
NAME = "Bench.civicdesk"


class Compiled(dict):
    """What SQLAlchemy has compiled once, for every connection (it would keep one such memory for each of them):
    so a fresh connection is timed without what a running program has long done.
    """

    def get(self, key, default=None):
        return super().get(key[1:], default)

    def __setitem__(self, key, value):
        super().__setitem__(key[1:], value)


_COMPILED = Compiled()


class Keyless(OpenedKeys):
    """Opened keys that open databases without using them."""

    @classmethod
    def of(cls, keys: OpenedKeys) -> Keyless:
        """Under a private key of its own: this computer remembers the two sides apart."""
        both = {one.name: getattr(keys, one.name) for one in fields(keys)}
        return cls(**(both | {"box": X25519PrivateKey.from_private_bytes(hashlib.sha256(b"twin").digest())}))

    def database(self, kind: str) -> Path:
        return self.path.parent / "plain" / f"{kind}.db"

    def connect(self, kind: str) -> connection.VaultConnection:
        """What `connection.connect` does, without the key and without what only a key has."""
        path = self.database(kind)
        fresh = not path.exists()
        if fresh:
            path.parent.mkdir(exist_ok=True)
            path.touch()
        opened = connection._library_open(path)
        for name, value, _expected in connection.RECIPE:
            if not name.startswith("cipher"):
                opened.execute(f"PRAGMA {name} = {value}")
        opened.execute(f"PRAGMA cache_size = {-connection.cache_kibibytes()}")
        opened.execute("BEGIN EXCLUSIVE")
        opened.execute("COMMIT")
        for name, _value, expected in connection.RECIPE:
            if not name.startswith("cipher"):
                assert str(opened.execute(f"PRAGMA {name}").fetchone()[0]) == expected, name
        if fresh:
            connection._found(opened, self.vid, self.keys(kind).cid)
        connection._identify(opened, path, self.vid, self.keys(kind).cid)
        opened.set_authorizer(connection._authorize)
        return opened


class Twins:
    """One filled vault of `rows` meetings and its keyless twin, in one folder."""

    def __init__(self, folder_: Path, rows: int) -> None:
        self.rows = rows
        self.path = folder_ / NAME
        self.keys = folder.open_vault(self.path, PASSPHRASE)
        self.sides: tuple[OpenedKeys, OpenedKeys] = (self.keys, Keyless.of(self.keys))
        self._far: Far | None = None

    def vaults(self) -> tuple[Vault, Vault]:
        """Both, open in this process, to fill and to compare them and not to measure them."""
        encrypted, plain = (opened(keys) for keys in self.sides)
        return encrypted, plain

    def encrypted(self, maker: Maker, *arguments: Any) -> AbstractContextManager[Work]:
        """A piece of work on the vault, in this process."""
        return maker(self.keys, *arguments)

    def plain(self, maker: Maker, *arguments: Any) -> AbstractContextManager[Work]:
        """A piece of work on the twin, in its process."""
        if self._far is None:
            self._far = Far(_keyless, self.path)
        return self._far.work(maker, *arguments)

    def both(self, maker: Maker, *arguments: Any) -> tuple[AbstractContextManager[Work], ...]:
        """The same piece of work on both."""
        return self.encrypted(maker, *arguments), self.plain(maker, *arguments)

    def close(self) -> None:
        """End the process of the twin."""
        if self._far is not None:
            self._far.close()
            self._far = None


def _keyless(path: Path) -> Keyless:
    return Keyless.of(folder.open_vault(path, PASSPHRASE))


def create(folder_: Path) -> None:
    """Both sides, empty but for what every new vault has; the key derivation is the default one."""
    Vault.create(folder_ / NAME, PASSPHRASE, name="Officer A", post="Director", kdf=Kdf()).close()
    keys = folder.open_vault(folder_ / NAME, PASSPHRASE)
    plain = Vault(Keyless.of(keys))
    plain._enter_founder("Officer A", "Director")
    encrypted = Vault(keys)
    for vault in (encrypted, plain):
        load_content(vault, protocols=False)
        vault.close()


def opened(keys: OpenedKeys) -> Vault:
    """The whole vault of one side."""
    vault = Vault(keys)
    for store in vault.stores.values():
        _share_compiled(store)
    return vault


def fresh(keys: OpenedKeys, kind: str = "programme") -> Store:
    """One compartment on a connection that has read nothing yet but whose it is."""
    store = Store(kind, keys.connect(kind), Journal(keys.keys(kind).audit_key))
    _share_compiled(store)
    return store


def _share_compiled(store: Store) -> None:
    store.db = store.db.execution_options(compiled_cache=_COMPILED)
