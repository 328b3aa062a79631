"""Too little memory is said as what it is, and is no reason to doubt the passphrase."""

from __future__ import annotations

import subprocess
import sys

OPENING = """
import resource, sys
from pathlib import Path
from civicdesk.errors import CivicDeskError
from civicdesk.vault.vault import Vault
path, passphrase, mebibytes = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
hard = resource.getrlimit(resource.RLIMIT_AS)[1]
resource.setrlimit(resource.RLIMIT_AS, (used + (mebibytes << 20), hard))
try:
    Vault.open(path, passphrase)
    said = "opened"
except CivicDeskError as trouble:
    said = type(trouble).__name__
resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
print(said)
"""


def test_a_vault_that_cannot_be_opened_for_want_of_memory_says_so_and_opens_when_there_is_enough(
    vault_path, vault_passphrase
):
    said = []
    for mebibytes in (1, 20, 66, 2000):
        command = [sys.executable, "-c", OPENING, str(vault_path), vault_passphrase, str(mebibytes)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-300:]
        said.append(done.stdout.strip())
    assert set(said[:2]) <= {"NotEnoughMemory", "NoMemoryToOpen"}
    assert said[2] in {"NotEnoughMemory", "NoMemoryToOpen", "opened"}
    assert said[3] == "opened"
