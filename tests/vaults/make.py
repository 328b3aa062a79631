"""`python -m tests.vaults.make NAME` keeps a vault of this version: NAME.cdbackup, and NAME.json with its records.

It is the demo vault, so every kind of record is in it, under a passphrase that stands here for everybody to read.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from civicdesk.exchange.speaking import record_json
from civicdesk.records.record import record_types
from civicdesk.starter.demo import create_demo
from civicdesk.vault import attachments, compartments, joining, leaving, recovery
from civicdesk.vault.backup import make_backup
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.vault import Vault

HERE = Path(__file__).parent
PASSPHRASE = "golden lotus river mango heron palm"
STAYED, LEFT = "quiet rivers carry many small boats", "seven green frogs cross the bridge"


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
    """What the demo vault does not have and a golden one should: a file, a member who stayed and one who left, a part
    with its own readers, recovery keys of both sorts, and keys that were renewed.
    """
    file = attachments.add(vault, "programme", io.BytesIO(b"A letter of introduction\n" * 9), "letter.txt")
    with vault.transaction() as tx:
        tx.save(next(vault.iterate("stakeholder")).replaced(attachments=(file,)))
    for text, roles in ((STAYED, ("PRG", "CSW")), (LEFT, ("PRG",))):
        request = joining.read_request(joining.make_request(vault.path, text, kdf=FLOOR))
        joining.admit(vault, request, roles)
    compartments.add(vault, "A part of its own", [])
    recovery.make(vault, "main", "board", 2, 3)
    recovery.make(vault, "security", "printed", 1, 1)
    leaving.leave(vault, next(one.mid for one in leaving.people(vault) if one.roles == ("PRG",)))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as state:
        os.environ["XDG_STATE_HOME"] = state
        make(HERE, sys.argv[1])
