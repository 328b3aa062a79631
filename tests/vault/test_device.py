"""The second factor: the computer's own key, kept by `keyring`'s store, and everything that can be wrong with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
import threading

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from civicdesk.errors import DeviceKeyMissing, WrongPassphrase
from civicdesk.vault import copies, device, recovery
from civicdesk.vault.layout import Layout
from civicdesk.vault.vault import Vault

NEW = "other words that open this very vault"


class Store(KeyringBackend):
    """A store of the library's own kind that keeps everything in memory."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


class Forgetful(Store):
    """Says yes and keeps nothing, as the library's null store does."""

    def set_password(self, service, username, password):
        pass


class Locked(Store):
    def get_password(self, service, username):
        raise KeyringLocked


class Hanging(Store):
    def get_password(self, service, username):
        threading.Event().wait(30)


@pytest.fixture
def store():
    made = Store()
    with device.use(made):
        yield made


@pytest.fixture
def rehearsed(vault):
    """A vault whose recovery was tested today."""
    made = recovery.make(vault, "main")
    recovery.rehearse_open(vault, [" ".join(sheet.words) for sheet in made.sheets])
    return vault


@pytest.fixture
def bound(rehearsed, store, vault_passphrase):
    """A closed vault whose one keyslot needs this computer."""
    device.enable(rehearsed, vault_passphrase)
    rehearsed.close()
    return rehearsed.path


def slots(path, sid):
    return [file.read_bytes() for file in copies.paths(Layout(path).slot(sid))]


def test_with_the_key_of_this_computer_the_passphrase_opens(bound, vault_passphrase):
    Vault.open(bound, vault_passphrase).close()


def test_a_copied_folder_and_an_overseen_passphrase_are_not_enough(bound, vault_passphrase):
    with device.use(Store()), pytest.raises(DeviceKeyMissing) as told:
        Vault.open(bound, vault_passphrase)
    assert "Use the recovery key. Nothing has been deleted." in str(told.value)
    with device.use(None), pytest.raises(DeviceKeyMissing):
        Vault.open(bound, vault_passphrase)


def test_the_store_holds_a_key_under_names_that_tell_nothing(bound, store, rehearsed):
    ((service, name), secret), *others = store.kept.items()
    assert (service, others) == ("CivicDesk", [])
    assert len(bytes.fromhex(secret)) == 32
    assert len(bytes.fromhex(name)) == 8
    assert name not in (rehearsed.sid, bound.stem)


def test_the_key_of_another_computer_is_a_wrong_one_and_never_damage(bound, store, vault_passphrase):
    for key in store.kept:
        store.kept[key] = os.urandom(32).hex()
    with pytest.raises(WrongPassphrase):
        Vault.open(bound, vault_passphrase)


@pytest.mark.parametrize("kept", ["", "no key", "00" * 31, "zz" * 32])
def test_what_is_no_key_has_its_own_sentence(bound, store, vault_passphrase, kept):
    for key in store.kept:
        store.kept[key] = kept
    with pytest.raises(device.DeviceKeyWrong):
        Vault.open(bound, vault_passphrase)


def test_a_locked_store_and_one_that_hangs_have_their_own_sentences(bound, vault_passphrase, monkeypatch):
    with device.use(Locked()), pytest.raises(device.DeviceStoreLocked):
        Vault.open(bound, vault_passphrase)
    monkeypatch.setattr(device, "_ASK", 0.2)
    with device.use(Hanging()), pytest.raises(device.DeviceStoreFailed):
        Vault.open(bound, vault_passphrase)


def test_a_store_that_only_pretends_is_found_out_and_the_slot_stays_as_it_was(rehearsed, vault_passphrase):
    before = slots(rehearsed.path, rehearsed.sid)
    with device.use(Forgetful()), pytest.raises(device.DeviceStoreFailed):
        device.enable(rehearsed, vault_passphrase)
    assert slots(rehearsed.path, rehearsed.sid) == before


def test_without_a_test_of_recovery_today_it_is_not_switched_on(vault, store, vault_passphrase):
    with pytest.raises(device.RehearsalNeeded):
        device.enable(vault, vault_passphrase)
    assert store.kept == {}


def test_a_wrong_passphrase_switches_nothing_and_leaves_nothing_in_the_store(rehearsed, store):
    before = slots(rehearsed.path, rehearsed.sid)
    with pytest.raises(WrongPassphrase):
        device.enable(rehearsed, "six other words that do not open")
    assert (store.kept, slots(rehearsed.path, rehearsed.sid)) == ({}, before)


def test_a_computer_without_a_store_says_so(rehearsed, vault_passphrase):
    with device.use(None):
        assert not device.is_available()
        with pytest.raises(device.NoDeviceStore):
            device.enable(rehearsed, vault_passphrase)


def test_switched_off_the_passphrase_opens_alone_and_the_store_is_empty(bound, store, vault_passphrase):
    vault = Vault.open(bound, vault_passphrase)
    assert device.is_on(vault)
    device.disable(vault, vault_passphrase)
    vault.close()
    assert store.kept == {}
    with device.use(None):
        Vault.open(bound, vault_passphrase).close()


def test_a_changed_passphrase_still_needs_the_computer(bound, vault_passphrase):
    vault = Vault.open(bound, vault_passphrase)
    vault.change_passphrase(vault_passphrase, NEW)
    vault.close()
    Vault.open(bound, NEW).close()
    with device.use(None), pytest.raises(DeviceKeyMissing):
        Vault.open(bound, NEW)


def test_near_misses_of_the_passphrase_are_wrong_with_a_device_too(bound, vault_passphrase):
    for near in (vault_passphrase[:-1], vault_passphrase + "x", vault_passphrase.replace(" ", "")):
        with pytest.raises(WrongPassphrase):
            Vault.open(bound, near)
    Vault.open(bound, "  " + vault_passphrase.replace("river", "ri\u200bver")).close()


@pytest.mark.parametrize("number", [0, 1])
def test_stopped_between_the_two_copies_of_the_slot_it_still_opens(
    rehearsed, store, vault_passphrase, number
):
    path, sid = rehearsed.path, rehearsed.sid
    before = slots(path, sid)
    device.enable(rehearsed, vault_passphrase)
    rehearsed.close()
    copies.paths(Layout(path).slot(sid))[number].write_bytes(before[number])
    Vault.open(path, vault_passphrase).close()
    assert len(set(slots(path, sid))) == 1


def test_no_file_variable_or_module_that_somebody_plants_is_ever_run(tmp_path):
    evil = tmp_path / "evil"
    evil.mkdir()
    spoor = tmp_path / "spoor"
    module = f"open({str(spoor)!r}, 'a').write(__name__)\nfrom keyring.backends.null import Keyring\n"
    (evil / "evil_backend.py").write_text(module)
    info = evil / "evil_backend-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: evil_backend\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[keyring.backends]\nevil = evil_backend\n")
    config = f"[backend]\ndefault-keyring=evil_backend.Keyring\nkeyring-path={evil}\n"
    for folder in (tmp_path / "config" / "python_keyring", tmp_path / ".config" / "python_keyring", evil):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "keyringrc.cfg").write_text(config)
    environment = os.environ | {
        "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config"), "PYTHONPATH": str(evil),
        "PYTHON_KEYRING_BACKEND": "evil_backend.Keyring", "KEYRING_PROPERTY_PREFERRED_COLLECTION": "/evil",
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path / 'no-bus'}",
    }  # fmt: skip
    script = """
        from civicdesk.vault import device
        from keyring.backends import SecretService
        print(device.is_available())
        store = device._pinned(SecretService.Keyring)()
        print(hasattr(store, "preferred_collection"))
        """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        env=environment,
        cwd=evil,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["False", "False"], done.stderr
    assert not spoor.exists()


@pytest.mark.parametrize("address", ["", "autolaunch:", "tcp:host=127.0.0.1,port=1", "unix:path=/nowhere"])
def test_without_a_session_bus_there_is_no_store_and_nobody_waits(address, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert device.this_computer() is None


def test_somebody_else_without_a_device_opens_the_same_vault_and_is_told_apart(
    bound, vault_passphrase, tmp_path
):
    """Two keyslots: one bound to a computer that is elsewhere, one not."""
    wrong, missing = WrongPassphrase(), DeviceKeyMissing()
    assert type(device._worst([missing, wrong])) is device.WrongHere
    assert device._worst([missing]) is missing
    assert device._worst([wrong]) is wrong
    locked = device.DeviceStoreLocked()
    assert device._worst([wrong, missing, locked]) is locked
    elsewhere = shutil.copytree(bound, tmp_path / "Elsewhere.civicdesk")
    with device.use(None), pytest.raises(DeviceKeyMissing):
        Vault.open(elsewhere, vault_passphrase)
