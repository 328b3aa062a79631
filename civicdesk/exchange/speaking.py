"""Records as JSON for scripts: codes for choices, reference numbers for links, sealed fields left out."""

from __future__ import annotations

from typing import Any

from civicdesk.records.fields import Field, Kind
from civicdesk.records.plain import plain
from civicdesk.records.record import ENVELOPE, Child, Record, fields_of, record_types, targets_of
from civicdesk.records.values import Link
from civicdesk.vault.vault import Vault


def record_json(vault: Vault, record: Record, refs: dict[str, str]) -> dict[str, Any]:
    """One record by field key. `refs` remembers the reference numbers of linked records between calls."""
    values: dict[str, Any] = {"type": record.meta.name, "title": record.heading}
    for spec in (*ENVELOPE, *record.meta.fields):
        if not spec.sealed:
            values[spec.key] = _value(vault, spec, getattr(record, spec.key), refs)
    return values


def _value(vault: Vault, spec: Field, value: Any, refs: dict[str, str]) -> Any:
    if value is None:
        return None
    if spec.kind is Kind.CHILD:
        return [_row(vault, row, refs) for row in value]
    if spec.kind in (Kind.REF, Kind.LINK):
        ends = [_ref(vault, spec, one, refs) for one in (value if spec.many else (value,))]
        return ends if spec.many else ends[0]
    return plain(spec, value)


def _row(vault: Vault, row: Child, refs: dict[str, str]) -> dict[str, Any]:
    return {spec.key: _value(vault, spec, getattr(row, spec.key), refs) for spec in fields_of(type(row))}


def _ref(vault: Vault, spec: Field, one: Any, refs: dict[str, str]) -> str:
    """Reference number of the record that is meant; "Restricted record" where it may not be read."""
    name, record_id = (one.type, one.id) if isinstance(one, Link) else (targets_of(spec)[0], str(one))
    if record_id not in refs:
        found = vault.get(name, record_id)
        refs[record_id] = found.ref if found else vault.title(name, record_id) or record_id
    return refs[record_id]


def types_json() -> list[dict[str, Any]]:
    """Every record type with its fields: what may be in a file and what must be."""
    return [
        {
            "name": cls.meta.name,
            "code": cls.meta.code,
            "label": cls.meta.label,
            "prefix": cls.meta.prefix,
            "compartment": cls.meta.compartment,
            "classification": cls.meta.classification.value,
            "states": list(cls.states.all),
            "fields": [_field_json(spec) for spec in (*cls.meta.fields, *cls.meta.computed)],
        }
        for cls in record_types()
    ]


def _field_json(spec: Field) -> dict[str, Any]:
    row: dict[str, Any] = {
        "key": spec.key,
        "label": spec.label,
        "type": "calc" if spec.computed else spec.kind.value,
        "many": spec.many,
        "required": spec.required and not spec.automatic,
        "needed_at": spec.needed_at or None,
        "choices": [one.value for one in spec.choices] if spec.choices else None,
        "vocabulary": spec.vocab or None,
        "targets": list(targets_of(spec)) or None,
        "tag": spec.tag.value if spec.tag else None,
        "sealed": spec.sealed,
        "automatic": spec.automatic,
    }
    if spec.child is not None:
        row["fields"] = [_field_json(inner) for inner in fields_of(spec.child)]
    return row
