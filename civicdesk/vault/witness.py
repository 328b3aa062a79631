"""This computer's memory of a vault, outside the vault: it tells an old state that was put back from a new one.

One small file in two copies for each vault and member. It is encrypted under a key that only this member's
keyslot gives, and so is its name derived: nobody else can tell which vault it is about, or make another one.
Memory may lag behind the vault (after a crash); the vault must never lag behind memory.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import struct
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from civicdesk import clock, log, paths
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from civicdesk.vault import copies, frame, heads, shape
from civicdesk.vault.approvals import marks
from civicdesk.vault.frame import Altered, Damaged, TooNew
from civicdesk.vault.header import MOST_APPROVALS
from civicdesk.vault.heads import Behind, Heads

if TYPE_CHECKING:
    from civicdesk.vault.folder import OpenedKeys
    from civicdesk.vault.vault import Vault

MAGIC = b"CIVICDESK-STATE\0"
VERSION = 1
EVERY = 20
"""So many transactions are written between two updates: each costs two flushes, which no single save pays."""
_FIXED = struct.Struct(">16sHHI")
_MOST = 1 << 16
_BODY = frozenset(("at", "count", "granted", "heads"))


@dataclass(frozen=True)
class Memory:
    """What was seen last: heads and when; `count` grows with every writing of the file.

    `granted` are the marks of who signs and who has a key that two give (`approvals.marks`).
    """

    at: str
    count: int
    heads: Heads
    granted: frozenset[bytes]


class Witness:
    """The memory of one vault and one member on this computer."""

    def __init__(self, keys: OpenedKeys) -> None:
        secret, vid = keys.box.private_bytes_raw(), bytes.fromhex(keys.vid)
        self._key = HKDF(SHA256(), 32, vid, b"civicdesk/v1/memory|key").derive(secret)
        name = HKDF(SHA256(), 16, vid, b"civicdesk/v1/memory|name").derive(secret).hex()
        self.stem = paths.state_folder() / name
        self.memory: Memory | None = None
        self.behind: tuple[Behind, ...] = ()
        self.notices: list[str] = []
        self.is_new_here = False
        """Whether this computer has no memory of the vault, and nothing looks as if it had been taken away."""
        self.noted_reads: set[str] = set()
        """Records whose opening stands in the journal since this vault was opened (`reads`)."""
        self._since = 0
        self._spoiled = False

    def compare(self, vault: Vault) -> None:
        """Look how the vault that has just been opened stands to memory; `behind` is what was put back."""
        self.memory = self._read()
        self.is_new_here = self.memory is None and not self._spoiled
        if self.memory is None:
            self.notices += _last_change(vault)
        else:
            self.behind = tuple(heads.behind(vault, self.memory.heads))
            self.notices += _administrators(vault, self.memory)
        if self.behind:
            _let_write(vault, allowed=False)
            log.note("vault.older", len(self.behind))
        else:
            self._remember_or_say(vault)

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has to say how it came that the vault is older than memory."""
        return bool(self.behind)

    def restored(self, vault: Vault) -> None:
        """A person says that a backup was restored: the journals keep that, and memory begins again with it.

        The journal of every open compartment gets the line, so that everybody who reads there learns of it.
        """
        with vault.lock:
            found, self.behind = self.behind, ()
            _let_write(vault, allowed=True)
            try:
                with vault.transaction() as tx:
                    for kind in vault.stores:
                        store, words = tx.store_for_writing(kind), " ".join(one.sentence for one in found)
                        what = ("vault", "", "restored")
                        store.journal.add(store.db, vault.author, clock.now(), what, {}, words, None)
            except BaseException:
                self.behind = found
                _let_write(vault, allowed=False)
                raise
            self.remember(vault, thoroughly=True)

    def _read(self) -> Memory | None:
        try:
            pair = copies.read(self.stem, self._parse, lambda memory: memory.count)
        except CivicDeskError:
            self.notices.append(_("What this computer remembers of the vault could not be read."))
            return None
        if sentence := _trouble(pair.trouble()):
            self.notices.append(sentence)
            self._spoiled = True
        return pair.valid[0] if pair.valid else None

    def _remember_or_say(self, vault: Vault) -> None:
        if not self.remember(vault, thoroughly=True):
            sentence = _(
                "This computer cannot remember how new the vault is: it may not write to its own folder."
            )
            self.notices.append(sentence)

    def saved(self, vault: Vault) -> None:
        """After a transaction: now and then memory follows."""
        self._since += 1
        if self._since >= EVERY:
            self.remember(vault)

    def remember(self, vault: Vault, *, thoroughly: bool = False) -> bool:
        """Write down what the vault is at now: the older copy, or both. Answers whether that worked.

        Nothing depends on it at this moment, so a full disk or a read-only home stops nobody.
        """
        self._since = 0
        try:
            now = Heads.of(vault)
            kept = self.memory.heads if self.memory else None
            if kept is not None:
                now = _with_closed(now, kept, vault)
            if now != kept or self._spoiled:
                self._write(now, frozenset(marks(vault.opened.header)), thoroughly=thoroughly)
        except Exception:  # noqa: BLE001  (a save that has landed is never called a failure for this)
            log.note("vault.memory.unwritten")
            return False
        return True

    def _write(self, now: Heads, granted: frozenset[bytes], *, thoroughly: bool) -> None:
        memory = Memory(clock.now().isoformat(), self.memory.count + 1 if self.memory else 1, now, granted)
        data = self._compose(memory)
        make_private(self.stem.parent)
        pair = copies.read(self.stem, self._parse, lambda known: known.count)
        if thoroughly:
            copies.save(pair, data, self._parse)
        else:
            newest = pair.valid[0] if pair.valid else None
            older = sorted(pair.copies, key=lambda copy: copy.value is not None and copy.value is newest)[0]
            copies.replace(older.path, data, self._parse)
        self.memory, self._spoiled = memory, False

    # the file ------------------------------------------------------------------------------------

    def _compose(self, memory: Memory) -> bytes:
        granted = sorted(mark.hex() for mark in memory.granted)
        body = {"at": memory.at, "count": memory.count, "granted": granted, "heads": memory.heads.body()}
        text = frame.canonical(body)
        nonce = os.urandom(12)
        start = _FIXED.pack(MAGIC, VERSION, 0, len(text) + 12 + 16)
        whole = start + nonce + ChaCha20Poly1305(self._key).encrypt(nonce, text, start + self._bound)
        return whole + hashlib.sha256(whole).digest()

    def _parse(self, raw: bytes) -> Memory:
        """Damaged by accident, Altered (or of another vault or person), TooNew, or what was written."""
        if not _FIXED.size + 28 + 32 <= len(raw) <= _MOST:
            raise Damaged
        if not hmac.compare_digest(hashlib.sha256(raw[:-32]).digest(), raw[-32:]):
            raise Damaged
        magic, version, flags, size = _FIXED.unpack_from(raw)
        if magic != MAGIC:
            raise Altered
        if version > VERSION:
            raise TooNew
        inside = raw[_FIXED.size : -32]
        if version != VERSION or flags or size != len(inside):
            raise Altered
        try:
            aad = raw[: _FIXED.size] + self._bound
            return _memory(json.loads(ChaCha20Poly1305(self._key).decrypt(inside[:12], inside[12:], aad)))
        except (InvalidTag, ValueError) as trouble:
            raise Altered from trouble

    @property
    def _bound(self) -> bytes:
        return self.stem.name.encode("ascii")


def make_private(folder: Path) -> None:
    """Make a folder of the program's own, and those above it, for this person's eyes only."""
    for one in (*reversed(folder.parents), folder):
        try:
            one.mkdir(0o700)
        except FileExistsError:
            continue
        except OSError:
            if not one.is_dir():
                raise


def _memory(value: Any) -> Memory:
    body = shape.exactly(value, _BODY)
    if not isinstance(body["at"], str):
        raise Altered
    datetime.fromisoformat(body["at"])
    granted = frozenset(shape.rows(body["granted"], MOST_APPROVALS, lambda mark: shape.octets(mark, 16)))
    count = shape.integer(body["count"], 1, shape.U64)
    return Memory(body["at"], count, heads.parse(body["heads"]), granted)


def _trouble(found: str) -> str:
    return {
        "damaged": _("A copy of what this computer remembers of the vault was damaged. It is written again."),
        "altered": _("Somebody has changed what this computer remembers of the vault. It is written again."),
        "new": _("What this computer remembers of the vault was written by a newer version of CivicDesk."),
    }.get(found, "")


def _let_write(vault: Vault, *, allowed: bool) -> None:
    """The databases refuse as well: no path of the program that forgets to ask can write."""
    for store in vault.stores.values():
        store.raw.execute(f"PRAGMA query_only = {'OFF' if allowed else 'ON'}")


def _with_closed(now: Heads, before: Heads, vault: Vault) -> Heads:
    """What is remembered of compartments that exist and are not open to this person now stays remembered."""
    exist = {comp.cid for comp in vault.opened.header.comps}
    kept = {cid: head for cid, head in before.compartments.items() if cid in exist}
    return Heads(now.gen, now.digest, now.signers, now.quorum, {**kept, **now.compartments})


def _administrators(vault: Vault, memory: Memory) -> list[str]:
    """Notices without names: who may sign is not a secret, but it is nobody's first line on a screen."""
    header, seen = vault.opened.header, memory.heads
    new = {what for mark, (what, _who, _cid) in marks(header).items() if mark not in memory.granted}
    said = []
    if header.signers != seen.signers or header.quorum != seen.quorum or new - {"compartment"}:
        said.append(
            _("The list of administrators, or how many must agree, changed since you opened this vault last.")
        )
    if "compartment" in new:
        said.append(
            _(
                "The list of who has the key to the security part has new entries since you opened this vault last. "
                "If you do not know why, ask the administrators."
            )
        )
    return said


def _last_change(vault: Vault) -> list[str]:
    """Without memory nobody can tell an old copy; a person may, when told the day of the last change."""
    newest = heads.last_change(vault)
    if newest is None:
        return []
    words = _("CivicDesk has not seen this vault on this computer before. Its last change: {when}.")
    return [words.format(when=f"{newest:%Y-%m-%d %H:%M}")]
