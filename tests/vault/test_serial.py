"""Threads that use one compartment at the same time wait for each other, and never for ever."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TURNS = 3000
"""With plain connections of the library, a third of it is enough to stop the process for good."""
HAMMER = """
import sys, threading
from pathlib import Path
from civicdesk.vault import connection

sys.setswitchinterval(1e-6)
path = Path(sys.argv[1]) / "one.db"
opened = connection.connect(path, b"ab" * 48, create=True, vid="00" * 16, cid="11" * 16)
found = []

def ask(name):
    for n in range(int(sys.argv[2])):
        rows = opened.execute(f"SELECT ?, '{name} {n}' FROM meta", (n,))
        found.append(rows.fetchone() == (n, f"{name} {n}"))

threads = [threading.Thread(target=ask, args=(name,)) for name in ("one", "two", "three")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
opened.close()
print(len(found), all(found))
"""


def test_three_threads_on_one_connection_all_get_their_answers(tmp_path):
    command = [sys.executable, "-c", HAMMER, str(tmp_path), str(TURNS)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout == f"{3 * TURNS} True\n", done.stderr
