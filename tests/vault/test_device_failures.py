"""The second factor where a store hangs, goes away or lies, and where the disk fails while it is switched on."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import SecretService
from keyring.compat import properties

from civicdesk.errors import DeviceKeyMissing, DiskTrouble
from civicdesk.vault import copies, device, recovery
from civicdesk.vault.layout import Layout
from civicdesk.vault.vault import Vault


class Store(KeyringBackend):
    """A store of the library's own kind that keeps everything in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Lying(Store):
    """Keeps a key, and not the one that it was given."""

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = os.urandom(32).hex()


@pytest.fixture
def rehearsed(vault: Vault) -> Vault:
    """A vault whose recovery was tested today."""
    made = recovery.make(vault, "main")
    recovery.rehearse_open(vault, [" ".join(sheet.words) for sheet in made.sheets])
    return vault


@pytest.fixture
def bus() -> Iterator[Path]:
    """A session bus that takes every call and never answers."""
    folder = Path(tempfile.mkdtemp())  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "bus"))
        server.listen()
        yield folder / "bus"
    shutil.rmtree(folder)


def slots(vault: Vault) -> list[bytes]:
    return [file.read_bytes() for file in copies.paths(Layout(vault.path).slot(vault.sid))]


def test_a_session_bus_that_never_answers_is_no_store_and_holds_nobody_up(
    bus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "_LOOK", 0.3)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={bus}")
    assert device.this_computer() is None
    assert not device.is_available()


def test_the_store_of_the_system_is_made_directly_and_is_deaf_to_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/there")
    monkeypatch.setenv("KEYRING_PROPERTY_PREFERRED_COLLECTION", "/evil")
    monkeypatch.setattr(SecretService, "Keyring", Store)
    assert Store().preferred_collection == "/evil"  # what the library itself does with it
    store = device.this_computer()
    assert isinstance(store, Store)
    assert not hasattr(store, "preferred_collection")
    assert store.persist == "local machine"


def test_a_store_that_goes_away_while_it_is_switched_on_leaves_the_slot_as_it_was(
    rehearsed: Vault, vault_passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []

    class Leaving(Store):
        @properties.classproperty
        def priority(cls) -> float:  # noqa: N805
            looks.append(1)
            if len(looks) > 1:
                raise RuntimeError("the bus is gone")
            return 1

    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/there")
    monkeypatch.setattr(SecretService, "Keyring", Leaving)
    before = slots(rehearsed)
    with pytest.raises(device.NoDeviceStore):
        device.enable(rehearsed, vault_passphrase)
    assert len(looks) > 1
    assert slots(rehearsed) == before
    assert not device.is_on(rehearsed)


def test_a_store_that_keeps_another_key_is_found_out_and_holds_nothing_of_ours_afterwards(
    rehearsed: Vault, vault_passphrase: str
) -> None:
    before, lying = slots(rehearsed), Lying()
    with device.use(lying), pytest.raises(device.DeviceStoreFailed):
        device.enable(rehearsed, vault_passphrase)
    assert (slots(rehearsed), lying.kept) == (before, {})


def test_switched_on_twice_or_off_twice_changes_nothing(rehearsed: Vault, vault_passphrase: str) -> None:
    with device.use(Store()):
        with pytest.raises(device.DeviceAlready):
            device.disable(rehearsed, vault_passphrase)
        device.enable(rehearsed, vault_passphrase)
        after = slots(rehearsed)
        with pytest.raises(device.DeviceAlready):
            device.enable(rehearsed, vault_passphrase)
        assert slots(rehearsed) == after


def test_a_disk_that_fails_after_the_first_copy_of_the_slot_does_not_cost_its_key(
    rehearsed: Vault, vault_passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One copy of the slot needs the key already: forgetting it would shut its owner out."""
    real, named = Path.replace, []

    def once(path: Path, target: Path) -> Path:
        named.append(target)
        if len(named) > 1:
            raise OSError(errno.EIO, "bad sector")
        return real(path, target)

    store = Store()
    with device.use(store):
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", once)
            with pytest.raises(DiskTrouble):
                device.enable(rehearsed, vault_passphrase)
        assert len(store.kept) == 1
        rehearsed.close()
        with device.use(None), pytest.raises(DeviceKeyMissing):
            Vault.open(rehearsed.path, vault_passphrase)
        Vault.open(rehearsed.path, vault_passphrase).close()
    first, second = slots(rehearsed)
    assert first == second  # healed
