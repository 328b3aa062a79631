"""Draft: what stands unsaved in a form, offered to whoever keeps drafts when the window locks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from civicdesk.records.record import Record


@dataclass(frozen=True)
class Draft:
    """A half-filled record, and what was typed in it that cannot be read yet, by field key."""

    type_name: str
    record: Record
    unread: Mapping[str, str] = field(default_factory=dict)
