"""The second factor with a real key store: GNOME Keyring on a session bus of its own, in an empty home folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from civicdesk.errors import DeviceKeyMissing
from civicdesk.vault import device, recovery
from civicdesk.vault.vault import Vault

TOOLS = ("dbus-run-session", "gnome-keyring-daemon", "sh")
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not all(shutil.which(tool) for tool in TOOLS),
    reason="needs a key store: Debian's packages gnome-keyring and dbus",
)
ROOT = Path(__file__).resolve().parents[2]
SESSION = 'printf login | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$@"'
WORK = """
import sys
from pathlib import Path
import secretstorage
from civicdesk.errors import CivicDeskError
from civicdesk.vault import device
from civicdesk.vault.vault import Vault

path, text, asked = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
collection = secretstorage.get_default_collection(secretstorage.dbus_init())
if asked == "on":
    vault = Vault.open(path, text)
    device.enable(vault, text)
    vault.close()
if asked == "locked":
    collection.lock()
if asked == "off":
    vault = Vault.open(path, text)
    device.disable(vault, text)
    vault.close()
try:
    Vault.open(path, text).close()
    print("opened", device.is_available())
except CivicDeskError as trouble:
    print(type(trouble).__name__)
if not collection.is_locked():
    print(*(one.get_label() for one in collection.get_all_items()), sep="\\n")
"""


class Computer:
    """A home folder with its key store; each `run` is a login of its own."""

    def __init__(self, home: Path) -> None:
        home.mkdir(mode=0o700)
        self._home = home

    def run(self, path: Path, text: str, asked: str = "") -> list[str]:
        quiet = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("DBUS", "DISPLAY", "WAYLAND"))
        }
        environment = quiet | {
            "HOME": str(self._home), "XDG_RUNTIME_DIR": str(self._home), "XDG_STATE_HOME": str(self._home / "state"),
            "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        command = [
            "dbus-run-session",
            "--",
            "sh",
            "-c",
            SESSION,
            "sh",
            sys.executable,
            "-c",
            WORK,
            str(path),
            text,
            asked,
        ]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=240, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()


@pytest.fixture
def rehearsed(vault: Vault) -> Path:
    """A closed vault whose recovery was tested today."""
    made = recovery.make(vault, "main")
    recovery.rehearse_open(vault, [" ".join(sheet.words) for sheet in made.sheets])
    vault.close()
    return vault.path


def test_a_real_key_store_keeps_the_key_and_another_computer_does_not_have_it(
    rehearsed: Path, vault_passphrase: str, tmp_path: Path
) -> None:
    office, other = Computer(tmp_path / "office"), Computer(tmp_path / "other")
    opened, kept = office.run(rehearsed, vault_passphrase, "on")
    assert opened == "opened True"
    assert re.fullmatch(
        r"Password for '[0-9a-f]{16}' on 'CivicDesk'", kept
    )  # nothing of the vault or the person
    assert office.run(rehearsed, vault_passphrase)[0] == "opened True"  # after another login
    assert office.run(rehearsed, vault_passphrase, "locked") == ["DeviceStoreLocked"]
    assert other.run(rehearsed, vault_passphrase)[0] == "DeviceKeyMissing"
    with device.use(None), pytest.raises(DeviceKeyMissing):
        Vault.open(rehearsed, vault_passphrase)
    assert office.run(rehearsed, vault_passphrase, "off") == ["opened True", ""]
    assert other.run(rehearsed, vault_passphrase)[0] == "opened True"
