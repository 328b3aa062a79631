"""Looking after attached files: the door for writing, what nobody refers to any more, verification."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Table, or_, select

from civicdesk import clock, log
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from civicdesk.records.fields import Field, Kind
from civicdesk.records.record import ENVELOPE, Child, Record, fields_of, record_types
from civicdesk.records.values import Attachment
from civicdesk.vault import attachments, contested
from civicdesk.vault.attachments import FILE, epochs, made_folder, place, written
from civicdesk.vault.layout import Layout
from civicdesk.vault.mapping import child_specs, stored_specs, value_in
from civicdesk.vault.query import table_of
from civicdesk.vault.schema import METADATA, change, child_table_name, setting

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from civicdesk.vault.folder import OpenedKeys
    from civicdesk.vault.vault import Vault

KEPT_UNREFERRED = timedelta(days=1)
"""How long a file may wait for the record that will refer to it, where every part of the vault is open."""
KEPT_FOR_UNDO = timedelta(days=30)
"""How long a file that was taken out of a record can still be put back by undo."""
_MENTIONED = re.compile(r'"id": ?"([0-9a-f]{32})"')
_DRAFT = "draft:"


# the door ----------------------------------------------------------------------------------------


def files_of(record: Record | None) -> set[str]:
    """Ids of all files that a record refers to, its rows included."""
    return {file.id for file in attached(record)} if record is not None else set()


def attached(owner: Record | Child) -> Iterator[Attachment]:
    """Every file of a record or of a row, in the order of the fields."""
    specs = fields_of(type(owner))
    for spec in (*ENVELOPE, *specs) if isinstance(owner, Record) else specs:
        yield from _in_value(spec, getattr(owner, spec.key))


def _in_value(spec: Field, value: object) -> Iterator[Attachment]:
    if spec.kind not in (Kind.CHILD, Kind.ATTACHMENT):
        return
    for one in value if isinstance(value, tuple) else (value,):
        if isinstance(one, Child):
            yield from attached(one)
        elif isinstance(one, Attachment):
            yield one


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


# what is referred to -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Referred:
    """A file as a record of type `type` speaks of it."""

    file: Attachment
    type: str
    record_id: str


def referred(db: Connection) -> dict[str, Referred]:
    """Every file that a record of this compartment refers to, in the trash or not, by its id."""
    found: dict[str, Referred] = {}
    for name, table, specs in _holding():
        columns = [table.c[spec.key] for spec in specs]
        owner = table.c.id if "id" in table.c else table.c.parent
        filled = or_(*(column.is_not(None) for column in columns))
        for row in db.execute(select(owner.label("owner"), *columns).where(filled)).mappings():
            for spec in specs:
                for file in _in_value(spec, value_in(spec, row)):
                    found[file.id] = Referred(file, name, row["owner"])
    return found


def _holding() -> Iterator[tuple[str, Table, list[Field]]]:
    """(type, table, fields) of every table with columns in which files, or rows with files, can stand."""
    for cls in record_types():
        tables = [(table_of(cls.meta.name), stored_specs(cls))]
        for spec in child_specs(cls):
            assert spec.child is not None
            name = child_table_name(cls.meta.name, spec.key)
            tables.append((METADATA.tables[name], stored_specs(spec.child)))
        for table, specs in tables:
            holding = [spec for spec in specs if _can_hold(spec)]
            if holding:
                yield cls.meta.name, table, holding


def _can_hold(spec: Field) -> bool:
    inner = fields_of(spec.child) if spec.child is not None else ()
    return spec.kind is Kind.ATTACHMENT or any(_can_hold(one) for one in inner)


def _within_reach(db: Connection) -> set[str]:
    """Ids that a draft or a trip's value holds, or that undo can still bring back.

    The file of a draft may lie in another compartment than the draft: it was added before the draft's place was known.
    """
    since = (clock.now() - KEPT_FOR_UNDO).isoformat()
    told = select(change.c.fields).where(change.c.at >= since, change.c.fields.contains('"sha256"'))
    prefixed = or_(setting.c.key.startswith(_DRAFT), setting.c.key.startswith(contested.PREFIX))
    kept = select(setting.c.value).where(prefixed)
    texts = (*db.execute(told).scalars(), *db.execute(kept).scalars())
    return {file_id for text in texts for file_id in _MENTIONED.findall(text)}


# what nobody refers to ---------------------------------------------------------------------------


def collect(vault: Vault) -> int:
    """Delete what has waited for a record for more than a day, and answer how many files that were.

    Called once after opening, before anything is added, so a clock that jumps costs nobody a file they are
    just adding. Where an older state of the vault may lie here, files of the newer one are left alone. Where a part
    is closed to this person, a draft in it may hold the file: then a file waits as long as undo does.
    """
    if vault.read_only:
        return 0
    gone = 0
    with vault.lock:
        if waited := _waiting(vault):
            reach = {one for store in vault.stores.values() for one in _within_reach(store.db)}
        for kind, old in waited.items():
            kept = referred(vault.stores[kind].db).keys() | reach
            gone += _remove(path for path in old if path.name.split(".")[0] not in kept)
    log.note("attachments.collected", gone)
    return gone


def _waiting(vault: Vault) -> dict[str, list[Path]]:
    """Files that are old enough to be deleted if nobody refers to them, by compartment."""
    found = {}
    sees_all = {comp.kind for comp in vault.opened.header.comps} <= vault.stores.keys()
    patience = KEPT_UNREFERRED if sees_all else KEPT_FOR_UNDO
    for kind in vault.stores:
        folder = Layout(vault.path).attachments(vault.opened.keys(kind).cid)
        if old := [path for path in _of_ours(folder) if _waited(path, patience)]:
            found[kind] = old
    return found


def _of_ours(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if FILE.fullmatch(path.name.removesuffix(".new"))]


def _waited(path: Path, patience: timedelta) -> bool:
    return clock.now().timestamp() - path.stat().st_mtime > patience.total_seconds()


def _remove(paths: Iterator[Path]) -> int:
    gone = 0
    for path in paths:
        try:
            path.unlink()
        except OSError:
            continue  # held by a virus scanner, or gone already: the next opening looks again
        gone += 1
    return gone


# verification ------------------------------------------------------------------------------------


class Nowhere:
    """Where the plain text goes when only its digest is wanted."""

    def write(self, data: bytes, /) -> int:
        """Take it, and keep nothing."""
        return len(data)


@dataclass(frozen=True)
class Checked:
    """The files of one compartment: how many were read, how many no record refers to, and what is wrong."""

    read: int
    unreferred: int
    wrong: tuple[str, ...]


def check(vault: Vault, kind: str, told: Callable[[], bool] = lambda: True) -> Checked:
    """Read every file of a compartment whole and compare it with its record; `told` answers False to stop.

    Only the question which files there should be keeps others waiting.
    """
    opened = vault.opened
    folder = Layout(opened.path).attachments(opened.keys(kind).cid)
    with vault.lock:
        wanted = [
            (one.file, ref_of(vault.stores[kind].db, one)) for one in referred(vault.stores[kind].db).values()
        ]
    wrong, read = [], 0
    for file, ref in wanted:
        if not told():
            break
        read += 1
        if trouble := _trouble_with(file, opened, kind):
            wrong.append(_("{record}: {trouble}").format(record=ref, trouble=trouble.sentence))
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    if any(not FILE.fullmatch(name.removesuffix(".new")) for name in names):
        wrong.append(_("There are files in the folder of attachments that CivicDesk did not put there."))
    ours = {name[:32] for name in names if FILE.fullmatch(name)}
    return Checked(read, len(ours - {file.id for file, _where in wanted}), tuple(wrong))


def _trouble_with(file: Attachment, opened: OpenedKeys, kind: str) -> CivicDeskError | None:
    cid = opened.keys(kind).cid
    try:
        attachments.read_file(place(opened.path, cid, file.id), file, epochs(opened, cid), Nowhere())
    except CivicDeskError as trouble:
        return trouble
    return None


def ref_of(db: Connection, one: Referred) -> str:
    """The reference of the record that has a file."""
    table = table_of(one.type)
    return str(db.execute(select(table.c.ref).where(table.c.id == one.record_id)).scalar() or "–")
