"""T-BAK: a backup is damaged in every way there is, and restored; what is bad is never called verified."""

from __future__ import annotations

import hashlib
import random
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civicdesk.errors import CivicDeskError
from civicdesk.vault import backup, generations, manifest, restore
from civicdesk.vault.archive import MANIFEST, SIGNATURE, Writer
from civicdesk.vault.manifest import Manifest, Member
from civicdesk.vault.opened_backup import opened
from civicdesk.vault.vault import Vault
from tests.strategies import council
from tests.torture.ground import PASSPHRASE, arena, derive_once, fresh, live
from tests.torture.outcome import Outcome

NAME, CI, RELEASE = "T-BAK", 50, 1000
SEED = 20261122
_DRILL_EVERY = 25
"""So often an undamaged one is restored, opened and verified in between."""


def run(count: int) -> Iterator[Outcome]:
    """Damage so many backups in each way."""
    derive_once()
    for way in (flipped, blotted, cut, longer, swapped, resigned, rewritten, older_part):
        with arena() as place:
            yield Drill(place, random.Random(f"{SEED} {way.__name__}")).outcome(way, count)


Parts = dict[str, bytes]
"""The members of a backup by name, in their order."""
Way = Callable[["Drill"], bytes]


@dataclass
class Drill:
    """One vault with two backups of different days, and a third that is damaged again and again."""

    place: Path
    chance: random.Random
    undetected: int = 0
    wrong: int = 0
    first: str = ""
    older: bytes = field(default=b"", repr=False)
    whole: bytes = field(default=b"", repr=False)

    def outcome(self, way: Way, count: int) -> Outcome:
        """Damage it so often in one way."""
        path = fresh(self.place)
        disk = live(self.place) / "Blue"
        disk.mkdir()
        vault = Vault.open(path, PASSPHRASE)
        self.older = backup.make_backup(vault, disk).path.read_bytes()
        with vault.transaction(accept="another of this name") as tx:
            tx.save(council(name="Between the two"))
        good = backup.make_backup(vault, disk).path
        self.whole = good.read_bytes()
        for number in range(count):
            self._try(vault, disk / "spoiled.cdbackup", way(self))
            if number % _DRILL_EVERY == 0:
                self._restore(good)
        vault.close()
        note = f"seed {SEED}" + (f"; first: {self.first}" if self.first else "")
        return Outcome(f"{NAME} {way.__name__}", count, undetected=self.undetected, wrong=self.wrong,
                       note=note, counts=("undetected", "wrong"))  # fmt: skip

    def _try(self, vault: Vault, file: Path, data: bytes) -> None:
        """Neither the check nor the restoring may take it."""
        if data == self.whole:
            return
        file.write_bytes(data)
        target = live(self.place) / "Restored.civicdesk"
        for what in (lambda: generations.check_backup(vault, file), lambda: restore.restore(file, target)):
            try:
                what()
            except CivicDeskError:
                continue
            except Exception as trouble:  # noqa: BLE001  (a person would see no sentence)
                self.wrong += 1
                self.first = self.first or repr(trouble)
                continue
            self.undetected += 1
            self.first = self.first or f"taken: {hashlib.sha256(data).hexdigest()[:12]}"
        if target.exists():
            self.wrong += 1
            shutil.rmtree(target)

    def _restore(self, good: Path) -> None:
        """The undamaged one is restored, opens and verifies."""
        done = restore.restore(good, live(self.place) / "Drill.civicdesk")
        again = Vault.open(done.path, PASSPHRASE)
        self.wrong += not again.verify().ok or not again.find("stakeholder")
        again.close()
        shutil.rmtree(done.path)

    def parts(self, whole: bytes | None = None) -> Parts:
        """The members of the good one, or of another."""
        with zipfile.ZipFile(BytesIO(whole or self.whole)) as plain:
            return {name: plain.read(name) for name in plain.namelist()}

    def composed(self, parts: Parts) -> bytes:
        """A file in the right spelling with these members."""
        file = BytesIO()
        writer = Writer(file)
        for name, content in parts.items():
            writer.add(name, len(content), [content])
        writer.finish()
        return file.getvalue()


def flipped(drill: Drill) -> bytes:
    """One bit anywhere, or in what is not the content of a member."""
    data = bytearray(drill.whole)
    outside = drill.chance.random() < 0.5
    at = drill.chance.choice(_outside(drill)) if outside else drill.chance.randrange(len(data))
    data[at] ^= 1 << drill.chance.randrange(8)
    return bytes(data)


def _outside(drill: Drill) -> list[int]:
    file = drill.place / "whole"
    file.write_bytes(drill.whole)
    with opened(file, glance=True) as found:
        places = [at for entry in found.entries for at in range(entry.offset, entry.start)]
        return places + list(range(found.entries[-2].start, len(drill.whole)))


def blotted(drill: Drill) -> bytes:
    """A region becomes zeros or noise: a bad sector, a lost block."""
    size = drill.chance.choice((512, 4096, 65536))
    at = drill.chance.randrange(len(drill.whole) - size)
    blot = bytes(size) if drill.chance.random() < 0.5 else drill.chance.randbytes(size)
    return drill.whole[:at] + blot + drill.whole[at + size :]


def cut(drill: Drill) -> bytes:
    """The end is missing, at a border of a kibibyte or one byte beside it."""
    at = drill.chance.randrange(len(drill.whole) // 1024) * 1024 + drill.chance.choice((-1, 0, 1))
    return drill.whole[: max(0, at)]


def longer(drill: Drill) -> bytes:
    """Something stands before, behind, or inside."""
    more = drill.chance.randbytes(drill.chance.randint(1, 5000))
    at = drill.chance.choice((0, len(drill.whole), drill.chance.randrange(len(drill.whole))))
    return drill.whole[:at] + more + drill.whole[at:]


def swapped(drill: Drill) -> bytes:
    """Members under each other's names, twice, left out, or under a name that leads elsewhere."""
    parts = drill.parts()
    one, other = drill.chance.sample(list(parts), 2)
    match drill.chance.randrange(3):
        case 0:
            parts[one], parts[other] = parts[other], parts[one]
            return drill.composed(parts)
        case 1:
            del parts[one]
            return drill.composed(parts)
    renamed = drill.chance.choice(("db/../../evil", "/etc/evil", "slots/" + "f" * 16 + ".a", "att/x", "..."))
    short = renamed.ljust(len(one), "x")[: len(one)]
    return drill.whole.replace(one.encode(), short.encode())


def resigned(drill: Drill) -> bytes:
    """The manifest fits what was put in, and is signed with a key that is not a member's."""
    parts = drill.parts()
    found = manifest.parse(parts[MANIFEST], len(parts))
    name = drill.chance.choice([name for name in parts if name.startswith("db/")])
    parts[name] = drill.chance.randbytes(len(parts[name]))
    return _signed(drill, parts, found, Ed25519PrivateKey.generate())


def older_part(drill: Drill) -> bytes:
    """One database of an earlier backup; its digest is written into the manifest, the signature stays."""
    parts, old = drill.parts(), drill.parts(drill.older)
    name = drill.chance.choice([n for n in parts if n.startswith("db/") and parts[n] != old[n]])
    parts[name] = old[name]
    found = manifest.parse(parts[MANIFEST], len(parts))
    if drill.chance.random() < 0.5:
        return _signed(drill, parts, found, Ed25519PrivateKey.generate())
    parts[MANIFEST] = _fitting(parts, found).to_bytes()
    return drill.composed(parts)


def _fitting(parts: Parts, found: Manifest) -> Manifest:
    members = tuple(
        Member(name, len(content), hashlib.sha256(content).hexdigest())
        for name, content in parts.items()
        if name not in (MANIFEST, SIGNATURE)
    )
    return replace(found, members=members)


def _signed(drill: Drill, parts: Parts, found: Manifest, key: Ed25519PrivateKey) -> bytes:
    raw = _fitting(parts, found).to_bytes()
    return drill.composed({**parts, MANIFEST: raw, SIGNATURE: manifest.sign(raw, key)})


def rewritten(drill: Drill) -> bytes:
    """Unpacked and packed again by another program, with times, modes, compression or a comment."""
    file = BytesIO()
    how = drill.chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(file, "w", how) as new:
        new.comment = drill.chance.randbytes(drill.chance.randrange(20))
        for name, content in drill.parts().items():
            new.writestr(name, content)
    return file.getvalue()
