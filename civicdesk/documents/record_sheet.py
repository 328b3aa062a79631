"""A sheet for any record of any type, derived from its declarations: what an audience may read of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from civicdesk.documents.admission import Admission, ReportRefused, subject
from civicdesk.documents.blocks import (
    Block,
    Column,
    Facts,
    Heading,
    Paragraph,
    Section,
    Table,
    Text,
    nothing,
)
from civicdesk.documents.page import Document
from civicdesk.documents.request import Draft, Request
from civicdesk.i18n import _
from civicdesk.records.choices import Audience, Tlp
from civicdesk.records.fields import NUMBERS, Field, Kind
from civicdesk.records.printing import day_text
from civicdesk.records.record import ENVELOPE, Record, RecordType, fields_of
from civicdesk.records.redaction import Released
from civicdesk.vault.vault import Vault

WIDEST = 5
"""A child table with more filled columns is printed row by row."""
SHORT = 240
"""A longer text gets a paragraph of its own, which may run over pages."""
MOST = 160
"""Letters that a column counts for at most when the width is shared out."""


def build(vault: Vault, request: Request) -> Draft:
    """The sheet of one record."""
    record = subject(vault, request.ref)
    gate = Admission(vault, request)
    released = gate.admit(record)
    if released is None:
        raise ReportRefused(
            _("Nothing of this record may go to “{audience}”.").format(audience=request.audience.label)
        )
    meta = record.meta
    tlp = gate.label(Tlp.CLEAR)
    title = released[meta.title] or meta.label
    document = Document(
        title=title,
        tlp=tlp.value,
        blocks=tuple(_blocks(meta, released, internal=request.audience is Audience.INTERNAL, record=record)),
        subtitle=" · ".join(
            filter(None, (meta.label, released["ref"].replace(title, ""), released["state"]))
        ),
        as_of=day_text(request.as_of),
        short_title=" · ".join(filter(None, (meta.label, released["ref"]))),
        notice=gate.notice(),
    )
    return Draft(document, tlp, gate.records_left_out, gate.fields_left_out, {})


def _blocks(meta: RecordType, released: Released, *, internal: bool, record: Record) -> Iterator[Block]:
    """What the record says, its tables, its notes, and what the office keeps about it."""
    own = [spec for spec in (*meta.fields, *meta.computed) if spec.key != meta.title]
    yield Section(_("Record"), tuple(_fields(own, released)) or (Paragraph(nothing(), muted=True),))
    for spec in meta.fields:
        if rows := _filled(released.rows.get(spec.key, ())):
            yield Section(spec.label, tuple(_table(spec, rows)))
    if released["notes"]:
        yield Section(meta.field("notes").label, tuple(_paragraphs(released["notes"])))
    kept = [spec for spec in ENVELOPE if spec.key not in ("ref", "state", "notes")]
    if office := tuple(_fields(kept, released)):
        yield Section(_("Kept by the office"), office)
    if internal and (empty := _empty(meta, record)):
        yield Section(_("Not filled in"), (Paragraph(empty, muted=True),))


def _fields(specs: Sequence[Field], released: Released, *, dense: bool = False) -> Iterator[Block]:
    """Short values as facts, long ones as paragraphs, in the order of the declaration."""
    facts: list[tuple[str, Text]] = []
    for spec in specs:
        text = _words(spec, released)
        if not text:
            continue
        if len(text) <= SHORT:
            facts.append((spec.label, text))
            continue
        if facts:
            yield Facts(tuple(facts), dense)
            facts = []
        yield Heading(spec.label)
        yield from _paragraphs(text)
    if facts:
        yield Facts(tuple(facts), dense)


def _words(spec: Field, released: Released) -> str:
    """The words of a field; files by their number, since their names are not for paper."""
    text = released[spec.key]
    return str(text.count(";") + 1) if text and spec.kind is Kind.ATTACHMENT else text


def _paragraphs(text: str) -> Iterator[Block]:
    for line in text.splitlines():
        if line.strip():
            yield Paragraph(line)


def _filled(rows: Sequence[Released]) -> list[Released]:
    """Rows of which something came through."""
    return [row for row in rows if row.values]


def _table(spec: Field, rows: list[Released]) -> Iterator[Block]:
    """The rows of a child table under the columns that have something in them."""
    assert spec.child is not None
    columns = [one for one in fields_of(spec.child) if any(row[one.key] for row in rows)]
    if len(columns) <= WIDEST:
        yield Table(tuple(_column(one, rows) for one in columns), tuple(_cells(columns, row) for row in rows))
        return
    for number, row in enumerate(rows, 1):
        yield Heading(_("No. {n}").format(n=number))
        yield from _fields(columns, row, dense=True)


def _cells(columns: list[Field], row: Released) -> tuple[str, ...]:
    return tuple(_words(one, row) for one in columns)


def _column(spec: Field, rows: list[Released]) -> Column:
    """A column as wide as its words ask for, and never narrower than the longest word of its label."""
    longest = max(len(row[spec.key]) for row in rows)
    label = max(map(len, spec.label.split()), default=0) + 2
    return Column(spec.label, max(min(longest, MOST) ** 0.65, label), number=spec.kind in NUMBERS)


def _empty(meta: RecordType, record: Record) -> str:
    """The labels of the fields that hold nothing, for colleagues who complete the record."""
    own = (spec for spec in meta.fields if not spec.sealed and not spec.kept_in)
    return " · ".join(spec.label for spec in own if getattr(record, spec.key) in (None, (), ""))
