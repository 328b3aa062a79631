"""What only the operating system can say: after locking, the process holds nothing of the vault any more."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import ui

SCRIPT = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from civicdesk.vault.vault import Vault
from ui.app import Desk, make_application
from ui.navigation import Place
from ui.preferences import Preferences

application = make_application()
desk = Desk(application, Preferences(mode="light"))
desk.take(Vault.open(Path(sys.argv[1]), sys.argv[2]))
desk.window.go(Place("records", "stakeholder"))
QTimer.singleShot(4000, desk.lock)
sys.exit(application.exec())
"""
CANARY = "Commune council C1"


def memory_holds(pid: int, words: str) -> bool:
    """Whether the memory of a process holds the words, as UTF-8 or as Qt keeps text."""
    wanted = (words.encode(), words.encode("utf-16-le"))
    if not os.access(f"/proc/{pid}/mem", os.R_OK):
        pytest.skip("a hardened process may be read by the administrator only")
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights = line.split()[:2]
            if not rights.startswith("rw"):
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            try:
                memory.seek(start)
                piece = memory.read(end - start)
            except (OSError, OverflowError, ValueError):
                continue
            if any(one in piece for one in wanted):
                return True
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_after_locking_the_same_process_asks_for_the_passphrase_and_holds_no_record(filled_path, passphrase):
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(Path(ui.__file__).parent.parent),
    }
    window = subprocess.Popen([sys.executable, "-c", SCRIPT, str(filled_path), passphrase], env=environment)
    try:
        command = Path(f"/proc/{window.pid}/cmdline")
        held, deadline = False, time.monotonic() + 60
        while b"--language" not in command.read_bytes() and time.monotonic() < deadline:
            held = held or memory_holds(window.pid, CANARY)
            time.sleep(0.2)
        assert held, "the test must see the record before it can see that it is gone"
        parts = command.read_bytes().split(b"\0")
        assert parts[1:4] == [b"-m", b"ui", os.fsencode(filled_path)]
        time.sleep(2)
        assert window.poll() is None
        assert not memory_holds(window.pid, CANARY)
        assert not memory_holds(window.pid, passphrase)
    finally:
        window.kill()
        window.wait()
