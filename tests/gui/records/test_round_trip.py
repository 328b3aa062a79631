"""Every record type: an empty form, filled by hand, saved and opened again, holds what was entered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from civicdesk.records.record import Record, fields_of, record_type, record_types
from civicdesk.records.rules import is_empty, problems_of
from civicdesk.vault.vault import Vault
from ui.records.form_page import RecordFormPage

from .hands import fill, ground_for, made

TYPES = [cls.meta.name for cls in record_types()]


def gaps(record: Record, vault: Vault) -> list[str]:
    """Fields that still stop saving."""
    look = vault.look()
    found = [p.field.split(".")[0] for p in problems_of(record.prepared(look), look) if p.severity == "E"]
    return [key for key in dict.fromkeys(found) if key and is_empty(getattr(record, key))]


@pytest.mark.parametrize("type_name", TYPES)
def test_what_is_entered_in_an_empty_form_is_what_is_read_again(
    type_name: str,
    open_form: Callable[..., RecordFormPage],
    save: Callable[[RecordFormPage], None],
    vault: Vault,
    qtbot: QtBot,
) -> None:
    ground_for(vault, type_name)
    page = open_form(type_name)
    assert page.form is not None
    for spec in fields_of(record_type(type_name)):
        if spec.required and not spec.automatic and is_empty(getattr(page.form.current_record(), spec.key)):
            fill(page.form, spec.key, qtbot, vault)
    for _attempt in range(4):
        for key in gaps(page.form.current_record(), vault):
            fill(page.form, key, qtbot, vault)
    entered = page.form.current_record()
    save(page)

    again = open_form(type_name, page.record_id)
    assert again.form is not None
    again.form.open_all()
    shown = again.form.current_record()
    assert not again.is_dirty
    assert shown == vault.get(type_name, page.record_id or "")
    expected = entered.prepared(vault.look())
    own = {spec.key: getattr(expected, spec.key) for spec in fields_of(type(entered)) if not spec.automatic}
    assert {key: getattr(shown, key) for key in own} == own


@pytest.mark.parametrize("type_name", TYPES)
def test_an_opened_form_changes_nothing_by_being_looked_at(
    type_name: str, open_form: Callable[..., RecordFormPage], vault: Vault
) -> None:
    record = made(vault, type_name)
    page = open_form(type_name, record.id)
    assert page.form is not None
    page.form.open_all()
    assert not page.is_dirty
    assert page.form.current_record() == vault.get(type_name, record.id)
    assert page.drafts() == []
