"""Creating a vault, opening it with a passphrase, and changing that passphrase: keys only, no records."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from civicdesk import log
from civicdesk.errors import (
    CivicDeskError,
    DatabaseDamaged,
    DatabaseSwapped,
    MembershipEnded,
    NoKey,
    SlotDamaged,
    SlotMissing,
    VaultForged,
    VaultTooNew,
    WrongPassphrase,
)
from civicdesk.vault import connection, copies, header, keyslot, members, passphrase
from civicdesk.vault.approvals import unanswered
from civicdesk.vault.compartment import CompartmentKeys
from civicdesk.vault.connection import VaultConnection
from civicdesk.vault.header import Header
from civicdesk.vault.healing import heal_header, heal_slot, remove_ended, two_passphrases
from civicdesk.vault.keyslot import Kdf, Secrets, Slot
from civicdesk.vault.layout import Layout, new_label
from civicdesk.vault.members import KINDS


@dataclass(frozen=True)
class OpenedKeys:
    """What a passphrase opened. `compartments` has only those this member holds a key to.

    `healed` are sentences about copies that were damaged and have been written again: show them.
    """

    path: Path
    vid: str
    header: Header
    sid: str
    label: str
    sign: Ed25519PrivateKey = field(repr=False)
    box: X25519PrivateKey = field(repr=False)
    compartments: dict[str, CompartmentKeys]
    every_epoch: tuple[CompartmentKeys, ...] = field(repr=False)
    healed: list[str]

    @property
    def roles(self) -> frozenset[str]:
        """The roles of this member, as the signed header has them."""
        member = self.header.member(self.sid)
        return frozenset(member.roles if member else ())

    def keys(self, kind: str) -> CompartmentKeys:
        """The keys of a compartment, or NoKey."""
        try:
            return self.compartments[kind]
        except KeyError as trouble:
            raise NoKey from trouble

    def database(self, kind: str) -> Path:
        """Where the database of a compartment is."""
        return Layout(self.path).database(self.keys(kind).cid)

    def connect(self, kind: str) -> VaultConnection:
        """The database of a compartment, opened by the recipe and locked for this process.

        Where a renewal of keys was interrupted, it stands under the newest epoch or the one before; `compartments`
        has the right one afterwards.
        """
        epochs = sorted((k for k in self.every_epoch if k.kind == kind), key=lambda k: -k.epoch)
        for keys in epochs[:-1]:
            try:
                return self._connect(kind, keys)
            except (DatabaseSwapped, DatabaseDamaged):
                continue
        return self._connect(kind, epochs[-1] if epochs else self.keys(kind))

    def _connect(self, kind: str, keys: CompartmentKeys) -> VaultConnection:
        opened = connection.connect(self.database(kind), keys.database_key, vid=self.vid, cid=keys.cid)
        self.compartments[kind] = keys
        return opened


@dataclass(frozen=True)
class SlotLabel:
    """A line of the unlock window: a neutral word, not a name."""

    sid: str
    label: str


def create_vault(
    path: Path,
    text: str,
    *,
    kinds: Iterable[str] = KINDS,
    kdf: Kdf | None = None,
    profile: str = "small",
    label: str = "",
) -> OpenedKeys:
    """Make a vault that the passphrase `text` opens, with a founding member of every role.

    Every compartment gets its database, holding `meta` and nothing else. The header is written last: a folder
    without one is not a vault, and what was made is removed if any step fails.
    """
    passphrase.check(text, (Path(path).stem, label))
    layout = Layout(Path(path))
    layout.make()
    try:
        _fill(layout, text, tuple(kinds), kdf, profile, label or new_label())
    except BaseException as trouble:
        layout.remove_unfinished()
        if isinstance(trouble, OSError):
            raise copies.explain(trouble) from trouble
        raise
    log.note("vault.created")
    return open_vault(layout.path, text)


def _fill(
    layout: Layout, text: str, kinds: tuple[str, ...], kdf: Kdf | None, profile: str, label: str
) -> None:
    vid, sid, founder = os.urandom(16).hex(), members.new_id(), Secrets.new()
    keys = [members.new_compartment(vid, kind) for kind in kinds]
    for key in keys:
        path = layout.database(key.cid)
        connection.connect(path, key.database_key, create=True, vid=vid, cid=key.cid).close()
    copies.flush_folder(layout.path / "db")
    slot = keyslot.lock(founder, text, sid=sid, vid=vid, label=label, kdf=kdf or keyslot.calibrate())
    copies.save(keyslot.read(layout.slot(sid)), slot, keyslot.parse)
    first = members.founding_header(vid, profile, sid, founder, keys)
    header.save(copies.read(layout.header, header.parse, lambda found: found.gen), first, founder.sign)
    copies.flush_folder(layout.path.parent)


def labels(path: Path) -> tuple[SlotLabel, ...]:
    """The keyslots to choose from before a passphrase is typed; damaged ones without their word."""
    layout = Layout(Path(path))
    pair = _header_pair(layout)
    found = []
    for sid in layout.slots():
        if pair.valid[0].is_member(sid):
            slots = keyslot.read(layout.slot(sid)).valid
            found.append(SlotLabel(sid, slots[0].label if slots else ""))
    return tuple(found)


def open_vault(path: Path, text: str, *, sid: str = "", device_secret: bytes = b"") -> OpenedKeys:
    """Open with a passphrase: the keyslot `sid`, or the first of all that it fits.

    Raises the one error that says what is the matter; a wrong passphrase and damage are never confused.
    """
    layout = Layout(Path(path))
    pair = _header_pair(layout)
    found, slots, slot, secrets = _unlock(layout, pair.valid[0], text, sid, device_secret)
    every = members.keys_of(found, slot.sid, secrets.box)
    healed = heal_header(pair, found)
    healed += heal_slot(slots, slot) if slot is slots.valid[0] else [two_passphrases()]
    if secrets.pin not in found.signers:
        _trust_anew(slots, slot, replace(secrets, pin=found.root), text, device_secret)
    remove_ended(layout, found)
    return OpenedKeys(
        path=layout.path,
        vid=found.vid,
        header=found,
        sid=slot.sid,
        label=slot.label,
        sign=secrets.sign,
        box=secrets.box,
        compartments=_newest(every),
        every_epoch=every,
        healed=healed,
    )


def change_passphrase(
    path: Path,
    old: str,
    new: str,
    *,
    sid: str = "",
    kdf: Kdf | None = None,
    device_secret: bytes = b"",
    known: Iterable[str] = (),
) -> None:
    """Lock the same keys with another passphrase: a rewrap of the slot, never a new key of anything.

    `known` are words of the vault that the new one should not be made of.

    The new slot is opened once in memory before it is written. If the machine stops between the two copies,
    both passphrases open until one of them is used again. Copies of the vault made earlier keep the old one.
    """
    passphrase.check(new, (Path(path).stem, *known))
    layout = Layout(Path(path))
    _header, slots, slot, secrets = _unlock(layout, _header_pair(layout).valid[0], old, sid, device_secret)
    _lock_again(slots, replace(slot, kdf=kdf or slot.kdf), secrets, new, device_secret)
    log.note("vault.passphrase.changed")


def _lock_again(
    slots: copies.Pair[Slot], slot: Slot, secrets: Secrets, text: str, device_secret: bytes
) -> None:
    """Write a slot anew; `keyslot.lock` has opened it once in memory before it touches the disk."""
    data = keyslot.lock(
        secrets,
        text,
        sid=slot.sid,
        vid=slot.vid,
        label=slot.label,
        gen=slots.valid[0].gen + 1,
        kdf=slot.kdf,
        dev=slot.dev,
        device_secret=device_secret if slot.dev else b"",
    )
    copies.save(slots, data, keyslot.parse)


def _trust_anew(
    slots: copies.Pair[Slot], slot: Slot, secrets: Secrets, text: str, device_secret: bytes
) -> None:
    """The administrator this member trusted first has left: trust the one who signs now, whom they led to."""
    try:
        _lock_again(slots, slot, secrets, text, device_secret)
    except (CivicDeskError, OSError):
        log.note("vault.pin.kept")  # an opening never fails because of it; the next one tries again


def _header_pair(layout: Layout) -> copies.Pair[Header]:
    layout.must_be_a_vault()
    return header.read(layout.header)


def _unlock(
    layout: Layout, found: Header, text: str, sid: str, device_secret: bytes
) -> tuple[Header, copies.Pair[Slot], Slot, Secrets]:
    """Try the slot `sid`, or every slot of the vault; the header is believed only by the pin in the slot."""
    candidates = [sid] if sid else [known for known in layout.slots() if found.is_member(known)]
    if not candidates and any(found.member(known) for known in layout.slots()):
        raise MembershipEnded
    wrong: CivicDeskError = SlotMissing()
    for candidate in candidates:
        try:
            slots = _believable(layout, found, candidate)
            slot, secrets = _try(slots, text, device_secret)
        except (WrongPassphrase, SlotDamaged) as trouble:
            wrong = wrong if isinstance(wrong, WrongPassphrase) else trouble
            continue
        if not found.trusted(secrets.pin) or unanswered(found):
            raise VaultForged
        return found, slots, slot, secrets
    raise wrong


def _believable(layout: Layout, found: Header, sid: str) -> copies.Pair[Slot]:
    """The copies of a slot, checked against the header before any passphrase is tried on them."""
    member = found.member(sid)
    slots = keyslot.read(layout.slot(sid))
    trouble = slots.trouble()
    if trouble == "new":
        raise VaultTooNew
    if member and member.until:
        raise MembershipEnded
    if not member or (not slots.valid and trouble == "missing"):
        raise SlotMissing
    if not slots.valid:
        raise VaultForged if trouble == "altered" else SlotDamaged
    ours = (found.vid, sid, member.x25519, member.ed25519)
    if any((slot.vid, slot.sid, slot.x25519, slot.ed25519) != ours for slot in slots.valid):
        raise VaultForged
    return slots


def _try(slots: copies.Pair[Slot], text: str, device_secret: bytes) -> tuple[Slot, Secrets]:
    """Open the newest copy; an older one only where a passphrase change was interrupted between the two."""
    distinct = slots.valid if len({slot.ct for slot in slots.valid}) > 1 else slots.valid[:1]
    for slot in distinct:
        try:
            return slot, keyslot.unlock(slot, text, device_secret)
        except WrongPassphrase:
            continue
    raise WrongPassphrase


def _newest(every: Iterable[CompartmentKeys]) -> dict[str, CompartmentKeys]:
    by_kind: dict[str, CompartmentKeys] = {}
    for keys in sorted(every, key=lambda keys: keys.epoch):
        by_kind[keys.kind] = keys
    return by_kind
