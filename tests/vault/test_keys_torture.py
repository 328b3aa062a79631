"""Slow tests: a thousand wrong passphrases, hundreds of killed passphrase changes, flips in every page."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from civicdesk.errors import CivicDeskError, DatabaseCut, DatabaseDamaged, DatabaseSwapped, WrongPassphrase
from civicdesk.vault import connection, folder, passphrase

pytestmark = [pytest.mark.torture, pytest.mark.timeout(3600)]

NEW = "seven green frogs cross the bridge"


def test_a_thousand_wrong_passphrases_are_only_ever_wrong(vault_folder: Path) -> None:
    for _n in range(1000):
        with pytest.raises(WrongPassphrase):
            folder.open_vault(vault_folder, passphrase.passphrase_words())


CHANGE = """
import sys
from pathlib import Path
import civicdesk
from civicdesk.vault import folder
path, one, two = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
print("ready", flush=True)
while True:
    folder.change_passphrase(path, one, two)
    one, two = two, one
"""


def test_a_passphrase_change_killed_at_any_moment_leaves_a_vault_that_opens(vault_folder: Path) -> None:
    one = "lotus ferry ladder monsoon pepper kite"
    for _n in range(200):
        command = [sys.executable, "-c", CHANGE, str(vault_folder), one, NEW]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(random.uniform(0.4, 1.6))
            child.kill()
        opened = 0
        for text in (one, NEW):
            try:
                opened += len(folder.open_vault(vault_folder, text).compartments) == 4
            except WrongPassphrase:
                continue
        assert opened >= 1
        try:
            folder.open_vault(vault_folder, one)
        except WrongPassphrase:
            folder.change_passphrase(vault_folder, NEW, one)


def test_five_thousand_flips_in_a_database_are_all_found(vault_folder: Path) -> None:
    keys = folder.open_vault(vault_folder, "lotus ferry ladder monsoon pepper kite")
    db = keys.connect("casework")
    db.execute("CREATE TABLE story (id INTEGER PRIMARY KEY, text TEXT) STRICT")
    db.executemany("INSERT INTO story (text) VALUES (?)", [("rice " * 300,) for _n in range(40)])
    db.close()
    path = keys.database("casework")
    raw = path.read_bytes()
    for _n in range(5000):
        position = random.randrange(16 * 8, len(raw) * 8)
        flipped = bytearray(raw)
        flipped[position // 8] ^= 1 << (position % 8)
        path.write_bytes(flipped)
        assert not intact(keys), position


def intact(keys: folder.OpenedKeys) -> bool:
    try:
        db = keys.connect("casework")
    except (DatabaseDamaged, DatabaseCut, DatabaseSwapped):
        return False
    try:
        return not db.execute("PRAGMA cipher_integrity_check").fetchall()
    except CivicDeskError:
        return False
    finally:
        db.close()
        assert not connection.open_here(keys.database("casework"))
