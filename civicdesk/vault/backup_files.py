"""Whether every file that a record refers to is in a backup and opens there, with the keys of whoever looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from civicdesk.vault import age, archive
from civicdesk.vault.attachment_care import Nowhere, ref_of, referred
from civicdesk.vault.attachment_troubles import AttachmentDamaged, AttachmentMissing, AttachmentSwapped
from civicdesk.vault.attachments import SUFFIX, epochs
from civicdesk.vault.streams import Digest, Outgoing

if TYPE_CHECKING:
    from civicdesk.records.values import Attachment
    from civicdesk.vault.archive import Entry
    from civicdesk.vault.compartment import CompartmentKeys
    from civicdesk.vault.folder import OpenedKeys
    from civicdesk.vault.opened_backup import Backup
    from civicdesk.vault.store import Store


class Pieces:
    """The content of a member as a source to read from; `step` is called for each piece and may raise to stop."""

    def __init__(self, chunks: Iterator[bytes], step: Callable[[], None]) -> None:
        self._chunks = chunks
        self._step = step
        self._left = memoryview(b"")

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; none at the end."""
        if not self._left:
            self._step()
            self._left = memoryview(next(self._chunks, b""))
        piece = self._left[:size] if size >= 0 else self._left
        self._left = self._left[len(piece) :]
        return bytes(piece)


def wrong_files(backup: Backup, keys: OpenedKeys, store: Store, step: Callable[[], None]) -> tuple[str, ...]:
    """A sentence for each file of a compartment that the backup lacks, or that does not open as its record says."""
    cid = keys.keys(store.kind).cid
    entries = {entry.name: entry for entry in backup.entries}
    found = []
    for one in referred(store.db).values():
        entry = entries.get(f"att/{cid}/{one.file.id}{SUFFIX}")
        trouble = _trouble(backup, entry, one.file, epochs(keys, cid), step) if entry else AttachmentMissing()
        if trouble is not None:
            said = _("{record}: {trouble}").format(record=ref_of(store.db, one), trouble=trouble.sentence)
            found.append(said)
    return tuple(found)


def _trouble(
    backup: Backup, entry: Entry, file: Attachment, keys: tuple[CompartmentKeys, ...], step: Callable[[], None]
) -> CivicDeskError | None:
    source = Pieces(archive.content(backup.file, entry), step)
    with Digest() as digest:
        target = Outgoing(Nowhere(), digest, file.size, AttachmentSwapped, lambda _count: None)
        try:
            age.unseal(source, target, [one.attachment_key for one in keys])
            target.finish()
        except AttachmentSwapped as trouble:
            return trouble
        except (age.WrongKey, age.Broken):
            return AttachmentDamaged()
        same = (digest.count, digest.hexdigest()) == (file.size, file.sha256)
    return None if same else AttachmentSwapped()
