"""Looking after attached files: the door for writing, what nobody refers to any more, verification."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from civicdesk.records.fields import Kind
from civicdesk.records.record import ENVELOPE, Child, Record, fields_of
from civicdesk.records.values import Attachment
from civicdesk.vault import attachments
from civicdesk.vault.attachments import made_folder, place, written
from civicdesk.vault.layout import Layout

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault

KEPT_UNREFERRED = timedelta(days=1)
"""How long a file may wait for the record that will refer to it."""
KEPT_FOR_UNDO = timedelta(days=30)
"""How long a file that was taken out of a record can still be put back by undo."""
_MENTIONED = re.compile(r'"id": ?"([0-9a-f]{32})"')


# the door ----------------------------------------------------------------------------------------


def files_of(record: Record | None) -> set[str]:
    """Ids of all files that a record refers to, its rows included."""
    return {file.id for file in attached(record)} if record is not None else set()


def attached(owner: Record | Child) -> Iterator[Attachment]:
    """Every file of a record or of a row, in the order of the fields."""
    specs = (*ENVELOPE, *fields_of(type(owner))) if isinstance(owner, Record) else fields_of(type(owner))
    for spec in specs:
        value = getattr(owner, spec.key)
        if spec.kind is Kind.CHILD:
            for row in value:
                yield from attached(row)
        elif spec.kind is Kind.ATTACHMENT and value:
            yield from value if spec.many else (value,)


def settle(vault: Vault, kind: str, file_ids: Collection[str]) -> None:
    """A record of the compartment `kind` is about to refer to these files: they must be there, and lie there.

    A file that was added before anybody knew where its record would lie is written again for that compartment.
    """
    here = vault.opened.keys(kind) if file_ids else None
    for file_id in sorted(file_ids):
        keys, path = attachments.find(vault, file_id)
        if here is not None and keys[0].cid != here.cid:
            made_folder(Layout(vault.path), here.cid)
            with written(place(vault.path, here.cid, file_id)) as target:
                attachments.reseal(path, keys, here, target)
