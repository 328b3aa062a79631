"""Lines of the journal whose content is gone: right where a state destroyed fields, and a fault anywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from civicdesk.records.record import record_type, record_types
from civicdesk.vault.schema import change

if TYPE_CHECKING:
    from civicdesk.vault.store import Store


def erased_lines(store: Store) -> tuple[int, int]:
    """How many lines of a journal are empty: as a state of their record asks, and without anything that explains it.

    The chain of a journal holds without the content of its lines, so that what must be forgotten can be; who has the
    key of a compartment could use that to empty other lines.
    """
    empty = (
        select(change.c.type, change.c.record, func.count()).where(change.c.fields.is_(None)).group_by("type", "record")
    )
    explained = unexplained = 0
    for type_name, record_id, count in store.db.execute(empty).all():
        if _has_forgotten(store, type_name, record_id):
            explained += count
        else:
            unexplained += count
    return explained, unexplained


def _has_forgotten(store: Store, type_name: str, record_id: str) -> bool:
    """Whether a record of this type has reached the state that destroys fields: they are empty in it, or it is gone."""
    if type_name not in {cls.meta.name for cls in record_types()}:
        return False
    forgotten = [spec for spec in record_type(type_name).meta.fields if spec.forgotten_at]
    record = store.get(type_name, record_id)
    return bool(forgotten) and (record is None or all(not getattr(record, spec.key) for spec in forgotten))
