"""The second factor: a secret of this computer, kept by its operating system, without which a keyslot stays shut.

It helps when somebody copied the folder and saw the passphrase typed. It does not help against software that runs
as the same person, nor when the whole computer is taken and its own password is known. Off unless switched on.

The library `keyring` chooses its store by files and variables that anybody who can write to the home folder can
plant, and runs what they name. So it never chooses here: the one store of the system is made directly, what was
written is read back, and every wait ends. No store is a normal case.
"""

from __future__ import annotations

import hmac
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from civicdesk import clock, log
from civicdesk.errors import CivicDeskError, DeviceKeyMissing, SlotDamaged, SlotMissing, WrongPassphrase
from civicdesk.i18n import N_
from civicdesk.threads import begin
from civicdesk.vault import copies, folder, keyslot, members
from civicdesk.vault.keyslot import Slot
from civicdesk.vault.layout import Layout

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

    from civicdesk.vault.folder import OpenedKeys
    from civicdesk.vault.vault import Vault

T = TypeVar("T")

SERVICE = "CivicDesk"
"""The name in the store; beside it stands only the random id of the device."""
_LOOK, _ASK = 5.0, 60.0
"""Seconds to wait for a store to answer at all, and for a person whom the system asks to open it."""


class NoDeviceStore(CivicDeskError):
    """This computer keeps no secrets for programs."""

    says = N_("This computer has no key store that CivicDesk can use, so it cannot keep a key of its own.")
    do = N_("The vault is protected by the passphrase alone, as before.")


class DeviceStoreLocked(CivicDeskError):
    """The store is there and closed; the person dismissed the question or was not asked."""

    says = N_("This computer's key store is locked.")
    do = N_("Unlock it with the password of your computer account, then try again.")


class DeviceStoreFailed(CivicDeskError):
    """The store does not answer, or does not keep what it is given."""

    says = N_("This computer's key store did not answer as it should. Nothing has been changed.")
    do = N_("Log out of the computer, log in again, and try once more.")


class DeviceKeyWrong(CivicDeskError):
    """Under the name of this device stands something that is no key of ours."""

    says = N_("What this computer keeps for the vault is not the key that was put there.")
    do = N_("Use the recovery key. Nothing has been deleted.")


class WrongHere(WrongPassphrase):
    """The passphrase opens no keyslot that could be tried, and some need the key of another computer."""

    says = N_("This passphrase opens nothing that can be opened on this computer.")
    do = N_(
        "Check the keyboard layout and Caps Lock. If your access needs the key of one computer, open the vault "
        "there, or use the recovery key."
    )


class RehearsalNeeded(CivicDeskError):
    """No recovery key was tested today."""

    says = N_("Before this computer's key becomes necessary, recovery must have been tested today.")
    do = N_("Test a recovery key from its sheet, then come back.")


class DeviceAlready(CivicDeskError):
    """The keyslot is in the wanted state already."""

    says = N_("This is switched that way already.")


# the store ---------------------------------------------------------------------------------------


def this_computer() -> KeyringBackend | None:
    """The store of the operating system, made directly; None where there is none. Asks nobody, waits briefly."""
    try:
        return _within(_LOOK, _made)
    except (DeviceStoreFailed, DeviceStoreLocked):
        return None


_choose: Callable[[], Any] = this_computer


@contextmanager
def use(store: KeyringBackend | None) -> Iterator[None]:
    """Within a block, this is the store of the computer."""
    global _choose
    before, _choose = _choose, lambda: store
    try:
        yield
    finally:
        _choose = before


def is_available() -> bool:
    """Whether this computer can keep a key of its own."""
    return _choose() is not None


def _made() -> KeyringBackend | None:
    kind: type[KeyringBackend]
    if sys.platform == "win32":
        from keyring.backends import Windows

        kind = Windows.WinVaultKeyring
    elif sys.platform == "darwin":
        from keyring.backends import macOS

        kind = macOS.Keyring
    else:
        if not os.environ.get("DBUS_SESSION_BUS_ADDRESS", "").startswith("unix:"):
            return None  # nothing is started for us, and nothing is asked over a network
        from keyring.backends import SecretService

        kind = SecretService.Keyring
    try:
        kind.priority  # noqa: B018  (raises where the store cannot be used)
    except Exception:  # noqa: BLE001  (whatever is missing: there is no store)
        return None
    store = _pinned(kind)()
    store.persist = "local machine"  # type: ignore[attr-defined]  # Windows: never roams with the profile
    return store


def _pinned(kind: type[KeyringBackend]) -> type[KeyringBackend]:
    """The same store, deaf to KEYRING_PROPERTY_* in the environment."""
    return type("Store", (kind,), {"set_properties_from_env": lambda _self: None})


def _within(seconds: float, work: Callable[[], T]) -> T:
    """The answer of `work`, if it comes in time; a store that hangs must not hang the program."""
    answers: SimpleQueue[tuple[T | None, BaseException | None]] = SimpleQueue()

    def go() -> None:
        try:
            answers.put((work(), None))
        except BaseException as trouble:  # noqa: BLE001  (told in the thread that waits)
            answers.put((None, trouble))

    begin(go, "device-store")
    try:
        answer, trouble = answers.get(timeout=seconds)
    except Empty:
        raise DeviceStoreFailed from None
    if trouble is not None:
        raise _explained(trouble) from trouble
    return answer  # type: ignore[return-value]


def _explained(trouble: BaseException) -> CivicDeskError:
    log.note("device.store.failed")
    return DeviceStoreLocked() if type(trouble).__name__ == "KeyringLocked" else DeviceStoreFailed()


def secret_of(dev: str) -> bytes:
    """The secret of a device; DeviceKeyMissing, DeviceKeyWrong, or what is the matter with the store."""
    store = _choose()
    if store is None:
        raise DeviceKeyMissing
    found = _within(_ASK, lambda: store.get_password(SERVICE, dev))
    if found is None:
        raise DeviceKeyMissing
    try:
        secret = bytes.fromhex(found)
    except ValueError as trouble:
        raise DeviceKeyWrong from trouble
    if len(secret) != 32:
        raise DeviceKeyWrong
    return secret


def _keep(dev: str, secret: bytes) -> None:
    """Write, read back, compare; a store that only pretends is found out here."""
    store = _choose()
    if store is None:
        raise NoDeviceStore
    _within(_ASK, lambda: store.set_password(SERVICE, dev, secret.hex()))
    try:
        kept = secret_of(dev)
    except (DeviceKeyMissing, DeviceKeyWrong) as trouble:
        raise DeviceStoreFailed from trouble
    if not hmac.compare_digest(kept, secret):
        raise DeviceStoreFailed


def forget(dev: str) -> None:
    """Take a secret out of the store; that it is not there is fine."""
    store = _choose()
    if store is None:
        return
    try:
        _within(_ASK, lambda: store.delete_password(SERVICE, dev))
    except CivicDeskError:
        log.note("device.secret.left")


# keyslots ----------------------------------------------------------------------------------------


def device_of(path: Path, sid: str) -> str:
    """The device that the keyslot `sid` needs; "" if none."""
    valid = _pair(Layout(path), sid).valid
    return next((slot.dev for slot in valid if slot.dev), "") if valid else ""


def secret_for(path: Path, sid: str) -> bytes:
    """The secret that the keyslot `sid` needs beside its passphrase; b"" if none."""
    dev = device_of(path, sid)
    return secret_of(dev) if dev else b""


def open_vault(path: Path, text: str, *, sid: str = "") -> OpenedKeys:
    """`folder.open_vault`, with the secret of this computer for the keyslots that need one."""
    layout = Layout(path)
    wanted = [sid] if sid else [one.sid for one in folder.labels(path)]
    if not any(device_of(path, one) for one in wanted):
        return folder.open_vault(path, text, sid=sid)
    found: list[CivicDeskError] = []
    for one in wanted:
        try:
            return folder.open_vault(layout.path, text, sid=one, device_secret=secret_for(path, one))
        except (WrongPassphrase, SlotDamaged, *_NOT_HERE) as trouble:
            found.append(trouble)
    raise _worst(found)


_NOT_HERE = (DeviceKeyMissing, DeviceKeyWrong, DeviceStoreLocked, DeviceStoreFailed)


def _worst(found: list[CivicDeskError]) -> CivicDeskError:
    """A locked store first, for it is soon opened; "wrong passphrase" only where every keyslot was tried."""
    for kind in (DeviceStoreLocked, DeviceStoreFailed):
        if one := next((trouble for trouble in found if isinstance(trouble, kind)), None):
            return one
    wrong = next((trouble for trouble in found if isinstance(trouble, WrongPassphrase)), None)
    missing = next((trouble for trouble in found if isinstance(trouble, _NOT_HERE)), None)
    if wrong and missing:
        return WrongHere()
    return missing or wrong or (found[0] if found else SlotMissing())


def is_on(vault: Vault) -> bool:
    """Whether this person's keyslot needs the key of a computer."""
    return bool(device_of(vault.path, vault.sid))


def enable(vault: Vault, text: str) -> None:
    """From now on the passphrase opens only together with this computer's key; recovery was tested today."""
    if is_on(vault):
        raise DeviceAlready
    if not is_available():
        raise NoDeviceStore
    if not rehearsed_today(vault):
        raise RehearsalNeeded
    dev, secret = members.new_id(), os.urandom(32)
    folder.open_vault(vault.path, text, sid=vault.sid)  # a wrong passphrase is told before anything is kept
    try:
        _keep(dev, secret)
        _lock_again(vault, text, b"", dev, secret)
    except BaseException:
        if device_of(vault.path, vault.sid) != dev:
            forget(dev)
        raise
    log.note("device.on")


def disable(vault: Vault, text: str) -> None:
    """The passphrase alone opens again."""
    dev = device_of(vault.path, vault.sid)
    if not dev:
        raise DeviceAlready
    _lock_again(vault, text, secret_of(dev), None, b"")
    forget(dev)
    log.note("device.off")


def rehearsed_today(vault: Vault) -> bool:
    """Whether somebody proved today that a recovery key works."""
    from civicdesk.vault.recovery_state import state

    return any(key.tested == clock.today().isoformat() for key in state(vault).keys)


def _lock_again(vault: Vault, text: str, old: bytes, dev: str | None, secret: bytes) -> None:
    """The same keys under the same passphrase, with or without a device; opened once in memory before written."""
    pair = _pair(Layout(vault.path), vault.sid)
    slot = pair.valid[0]
    secrets = keyslot.unlock(slot, text, old)
    data = keyslot.lock(
        secrets, text, sid=slot.sid, vid=slot.vid, label=slot.label, gen=slot.gen + 1, kdf=slot.kdf,
        dev=dev, device_secret=secret,
    )  # fmt: skip
    keyslot.unlock(keyslot.parse(data), text, secret)
    copies.save(pair, data, keyslot.parse)


def _pair(layout: Layout, sid: str) -> copies.Pair[Slot]:
    return copies.read(layout.slot(sid), keyslot.parse, lambda slot: slot.gen)
