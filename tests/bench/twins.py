"""The vault and its twin: the same classes, tables, settings and library, only that the twin has no key.

Both run in one process, where SQLCipher overwrites freed memory for every connection or for none: the twin pays
for that too, so a ratio near one says that the key is cheap, not that a statement is. Look at the times as well.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from civicdesk.starter.content import load_content
from civicdesk.vault import connection, folder
from civicdesk.vault.changes import Journal
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.keyslot import Kdf
from civicdesk.vault.store import Store
from civicdesk.vault.vault import Vault

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
        return cls(**{one.name: getattr(keys, one.name) for one in fields(keys)})

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

    def vaults(self) -> tuple[Vault, Vault]:
        """Both, open; close them before a fresh connection is made."""
        encrypted, plain = (Vault(keys) for keys in self.sides)
        for vault in (encrypted, plain):
            for store in vault.stores.values():
                _share_compiled(store)
        return encrypted, plain


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


def fresh(keys: OpenedKeys, kind: str = "programme") -> Store:
    """One compartment on a connection that has read nothing yet but whose it is."""
    store = Store(kind, keys.connect(kind), Journal(keys.keys(kind).audit_key))
    _share_compiled(store)
    return store


def _share_compiled(store: Store) -> None:
    store.db = store.db.execution_options(compiled_cache=_COMPILED)
