"""`python -m tests.vaults.make NAME` keeps a vault of this version: NAME.cdbackup, and NAME.json with its records.

It is the demo vault, so every kind of record is in it, under a passphrase that stands here for everybody to read.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from civicdesk.exchange.speaking import record_json
from civicdesk.records.record import record_types
from civicdesk.starter.demo import create_demo
from civicdesk.vault.backup import make_backup
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.vault import Vault

HERE = Path(__file__).parent
PASSPHRASE = "golden lotus river mango heron palm"


def exported(vault: Vault) -> str:
    """Every record of a vault in its order, as text: what must be the same byte for byte after a migration."""
    refs: dict[str, str] = {}
    kinds = {
        cls.meta.name: [record_json(vault, record, refs) for record in vault.iterate(cls.meta.name)]
        for cls in record_types()
    }
    return json.dumps(kinds, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def make(folder: Path, name: str) -> Path:
    """Make a vault of this version, keep its backup and its records in `folder`, and answer the backup."""
    with tempfile.TemporaryDirectory() as work:
        vault = create_demo(Path(work) / "Golden.civicdesk", PASSPHRASE, FLOOR)
        fill(vault)
        (folder / f"{name}.json").write_text(exported(vault), encoding="utf-8")
        made = make_backup(vault, Path(work))
        vault.close()
        kept = folder / f"{name}.cdbackup"
        shutil.copyfile(made.path, kept)
    return kept


def fill(vault: Vault) -> None:
    """What the demo vault does not have and a golden one should: members, recovery keys, attachments."""


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as state:
        os.environ["XDG_STATE_HOME"] = state
        make(HERE, sys.argv[1])
