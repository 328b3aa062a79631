"""How a report asks the gate: record by record, keeping count of what was left out and how secret the rest is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from civicdesk.documents.blocks import Span, Text
from civicdesk.documents.request import Request
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _, ngettext
from civicdesk.palette import LIGHT
from civicdesk.records.audiences import INSIDE
from civicdesk.records.choices import Audience, Classification, Tlp
from civicdesk.records.export_rules import highest, loosest_tlp
from civicdesk.records.problems import Lookup
from civicdesk.records.record import Record
from civicdesk.records.redaction import ReaderRights, Recipient, Released, release
from civicdesk.services.as_of import AsOf
from civicdesk.vault.vault import Vault


class ReportRefused(CivicDeskError):
    """A report that cannot be made as it was asked for."""


class Admission:
    """One report's way through the gate; nothing of a record reaches paper by another."""

    def __init__(self, vault: Vault, request: Request, to: str = "") -> None:
        """`to`: the institution that the paper is for."""
        self.look: Lookup = AsOf(vault.look(), request.as_of)
        self._request = request
        self._rights = ReaderRights(frozenset(vault.compartments), to=Recipient(to))
        self._closed: set[str] = set()
        self._fields: set[tuple[str, str]] = set()
        self._classes: list[Classification] = []

    def admit(self, record: Record, keys: str = "") -> Released | None:
        """What of a record may be read; `keys` are those the report would print, and are counted if left out."""
        released = release(
            record,
            self._request.audience,
            reader_rights=self._rights,
            reviewed_fields=self._read(record),
            look=self.look,
        )
        if released is None:
            self._closed.add(record.id)
            return None
        wanted = keys.split()
        left = (*released.omitted, *released.unreviewed)
        self._fields |= {(record.id, key) for key in left if not wanted or key.split(".")[0] in wanted}
        self._classes.append(released.classification)
        return released

    def find(self, type_name: str, record_id: object, keys: str = "") -> Released | None:
        """What may be read of a record that another points to; None if it may not be, or is not there."""
        record = self.look.get(type_name, str(record_id)) if record_id else None
        return self.admit(record, keys) if record else None

    def each(self, type_name: str, ids: Iterable[object], keys: str = "") -> Iterator[Released]:
        """What may be read of several records."""
        for record_id in ids:
            if found := self.find(type_name, record_id, keys):
                yield found

    def leave_out(self, record_id: str) -> None:
        """Count a record that the report itself leaves out for this audience."""
        self._closed.add(record_id)

    def _read(self, record: Record) -> frozenset[str]:
        """Keys of the texts of this record that were read for the audience."""
        start = f"{record.ref}."
        return frozenset(key.removeprefix(start) for key in self._request.reviewed if key.startswith(start))

    @property
    def records_left_out(self) -> int:
        """How many records are not in the report for this audience."""
        return len(self._closed)

    @property
    def fields_left_out(self) -> int:
        """How many fields of the others are not."""
        return len(self._fields)

    def label(self, own: Tlp) -> Tlp:
        """The sharing label: the report's own, or a stricter one when its content asks for it."""
        loosest = loosest_tlp(highest(self._classes), self._request.audience)
        return max(own, loosest, key=lambda tlp: tlp.rank)

    def notice(self) -> str:
        """What is left out, in words; nothing on papers for people outside."""
        audience = self._request.audience
        if audience not in INSIDE and audience is not Audience.BOARD:
            return ""
        return left_out(self.records_left_out, self.fields_left_out)


def left_out(records: int, fields: int) -> str:
    """“What is left out” in a sentence; empty when everything is shown."""
    parts = (
        ngettext("{n} record", "{n} records", records).format(n=records) if records else "",
        ngettext("{n} field", "{n} fields", fields).format(n=fields) if fields else "",
    )
    what = _(" and ").join(filter(None, parts))
    return _("Not shown for this audience: {what}.").format(what=what) if what else ""


def subject(vault: Vault, ref: str, *types: str) -> Record:
    """The record that a report is about; `types` are those it may be of, all when none is given."""
    if not ref.strip():
        raise ReportRefused(_("Say which record the report is about: give its reference."))
    record = vault.by_ref(ref)
    if record is None:
        raise ReportRefused(_("There is no record with the reference “{ref}”.").format(ref=ref))
    if types and record.meta.name not in types:
        raise ReportRefused(
            _("This report cannot be made about “{ref}”: it is not of the right kind.").format(ref=ref)
        )
    return record


def ids(released: Released, key: str) -> tuple[str, ...]:
    """Identifiers of the records that a field points to, where the field is shown whole."""
    value = released.raw.get(key)
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)


def muted(text: str) -> Text:
    """Words that stand back."""
    return (Span(text, colour=LIGHT.muted),)
