"""Records as an audience may read them, and how much of what a report asked for was left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from civicdesk.documents.blocks import stated
from civicdesk.documents.request import Request
from civicdesk.i18n import _
from civicdesk.records.choices import Audience, Classification
from civicdesk.records.problems import Lookup
from civicdesk.records.record import Record
from civicdesk.records.redaction import ReaderRights, Released, release
from civicdesk.records.releases import Recipient

TELLS = (Audience.INTERNAL, Audience.BOARD, Audience.SECURITY_FOCAL_POINT)
"""Audiences whose copies say how much is left out; others must not learn that there is more."""


class Shown:
    """One record that came through the gate."""

    def __init__(self, record_id: str, released: Released, gate: Gate) -> None:
        self.id = record_id
        self.released = released
        self._gate = gate

    def __getitem__(self, key: str) -> str:
        """The words of a field: empty when it is empty, "not shown" when it was left out."""
        if self.left_out(key):
            self._gate.fields.add((self.id, key))
            return _("not shown")
        return self.released[key]

    def left_out(self, key: str) -> bool:
        """Whether the field holds something that this audience does not get."""
        return key in self.released.omitted or key in self.released.unreviewed

    def stated(self, key: str) -> str:
        """The words of a field, or that the source is silent."""
        return stated(self[key])

    def text(self, key: str) -> str:
        """The words of a long text; empty when it is empty or was left out, which is counted."""
        words = self[key]
        return "" if self.left_out(key) else words

    def rows(self, key: str) -> tuple[Released, ...]:
        """Rows of a child table."""
        return self.released.rows.get(key, ())


class Gate:
    """The way of records into one report."""

    def __init__(self, request: Request, look: Lookup, compartments: Sequence[str], to: str = "") -> None:
        self.audience = request.audience
        self.look = look
        self.records: set[str] = set()
        self.fields: set[tuple[str, str]] = set()
        self.classes: set[Classification] = set()
        self._rights = ReaderRights(frozenset(compartments), to=Recipient(institution=to))
        self._reviewed = request.reviewed

    def through(self, records: Iterable[Record]) -> list[Shown]:
        """The records that this audience may read, in order; the others are counted."""
        return [shown for record in records if (shown := self.one(record)) is not None]

    def one(self, record: Record | None) -> Shown | None:
        """One record; None when nothing of it may go."""
        if record is None:
            return None
        read = frozenset(
            text.removeprefix(f"{record.ref}.")
            for text in self._reviewed
            if record.ref and text.startswith(f"{record.ref}.")
        )
        released = release(
            record, self.audience, reader_rights=self._rights, reviewed_fields=read, look=self.look
        )
        if released is None:
            self.records.add(record.id)
            return None
        self.classes.add(released.classification)
        return Shown(record.id, released, self)

    def notice(self) -> str:
        """The line that says what is left out; empty for audiences that must not learn it."""
        if self.audience not in TELLS or not (self.records or self.fields):
            return ""
        return _("{n} records and {m} fields are not shown for this audience.").format(
            n=len(self.records), m=len(self.fields)
        )
