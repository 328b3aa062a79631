"""Files that are still being added: no save passes them by, and what is given meanwhile waits for its turn."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from strategies import council, saved

from civicdesk.vault.vault import Vault
from ui.records.files_editor import FilesEditor, Source
from ui.records.form_page import RecordFormPage

from .conftest import WAIT
from .hands import made

Save = Callable[[RecordFormPage], None]
ONE, TWO, THREE = (Source(name.encode(), f"{name}.txt") for name in ("one", "two", "three"))


@pytest.fixture
def slow_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Files are added only once this event is set."""
    let_go, real = threading.Event(), shutil.disk_usage

    def waiting(path: Path) -> Any:
        if threading.current_thread().name == "task":
            let_go.wait(WAIT / 1000)
        return real(path)

    monkeypatch.setattr(shutil, "disk_usage", waiting)
    yield let_go
    let_go.set()


@pytest.fixture
def form(open_form: Callable[..., RecordFormPage], vault: Vault) -> RecordFormPage:
    return open_form("stakeholder", saved(vault, council()).id)


def editor_of(page: RecordFormPage, key: str = "attachments") -> FilesEditor:
    assert page.form is not None
    page.form.reveal(key)
    found = page.form.boxes[key].editor
    assert isinstance(found, FilesEditor)
    return found


def names(editor: FilesEditor) -> list[str]:
    return [file.name for file in editor.files()]


def in_the_vault(vault: Vault, page: RecordFormPage) -> list[str]:
    record = vault.get("stakeholder", page.record_id or "")
    assert record is not None
    return [file.name for file in record.attachments]


def test_a_record_is_not_saved_past_a_file_that_is_being_added(
    form: RecordFormPage, save: Save, vault: Vault, qtbot: QtBot, slow_disk: threading.Event
) -> None:
    editor = editor_of(form)
    editor.add([ONE])
    assert form.form is not None
    form.form.put("capacity_gap", "typed")
    form.save()
    assert "still being added" in form.banner.text and not form.is_saving
    slow_disk.set()
    qtbot.waitUntil(lambda: not editor.is_busy, timeout=WAIT)
    assert names(editor) == ["one.txt"]
    save(form)
    assert in_the_vault(vault, form) == ["one.txt"]


def test_a_form_into_which_a_file_is_on_its_way_is_not_saved_yet(
    form: RecordFormPage, vault: Vault, qtbot: QtBot, slow_disk: threading.Event
) -> None:
    editor = editor_of(form)
    editor.add([ONE])
    assert form.is_dirty and form.save_button.isEnabled() and form.drafts() == []
    record = vault.get("stakeholder", form.record_id or "")
    assert record is not None
    form.session.write(lambda tx: tx.save(record.replaced(capacity_gap="theirs")), lambda _saved: None)
    seen: list[object] = []
    form.session.run(lambda _vault: None, seen.append)
    qtbot.waitUntil(lambda: bool(seen), timeout=WAIT)
    slow_disk.set()
    qtbot.waitUntil(lambda: not editor.is_busy, timeout=WAIT)
    assert editor_of(form) is editor and names(editor) == ["one.txt"]


def test_giving_up_is_nothing_unsaved_any_more_and_takes_what_waits_with_it(
    form: RecordFormPage, qtbot: QtBot, slow_disk: threading.Event
) -> None:
    editor = editor_of(form)
    editor.add([ONE])
    editor.add([TWO])
    editor.bar.cancel()
    slow_disk.set()
    qtbot.waitUntil(lambda: not editor.is_busy, timeout=WAIT)
    assert names(editor) == [] and not form.is_dirty and not form.save_button.isEnabled()


def test_what_is_dropped_while_a_file_is_being_added_comes_after_it(
    form: RecordFormPage, qtbot: QtBot, slow_disk: threading.Event
) -> None:
    editor = editor_of(form)
    editor.add([ONE, Source(b"", "empty.txt")])
    editor.add([TWO])
    editor.add([THREE])
    slow_disk.set()
    qtbot.waitUntil(lambda: not editor.is_busy, timeout=WAIT)
    assert names(editor) == ["one.txt", "two.txt", "three.txt"]
    assert editor.banner.text.startswith("empty.txt: This file is empty")


def test_a_field_for_one_file_takes_none_of_several_and_says_so(
    open_form: Callable[..., RecordFormPage], vault: Vault, qtbot: QtBot
) -> None:
    page = open_form("authorisation", made(vault, "authorisation").id)
    editor = editor_of(page, "scan")
    editor.add([ONE, TWO])
    assert "Only one file fits here" in editor.banner.text and not editor.is_busy
    editor.add([TWO])
    qtbot.waitUntil(lambda: not editor.is_busy, timeout=WAIT)
    assert names(editor) == ["two.txt"]


def test_a_file_and_words_that_come_while_the_record_is_saved_stay_for_the_next_save(
    form: RecordFormPage, save: Save, vault: Vault, qtbot: QtBot, slow_disk: threading.Event
) -> None:
    editor = editor_of(form)
    assert form.form is not None
    form.form.put("capacity_gap", "typed before")
    form.save()
    assert form.is_saving
    form.form.put("notes", "typed after")
    editor.add([ONE])
    qtbot.waitUntil(lambda: form.banner.text.startswith("Saved."), timeout=WAIT)
    slow_disk.set()
    qtbot.waitUntil(lambda: not editor.is_busy, timeout=WAIT)
    assert names(editor_of(form)) == ["one.txt"] and in_the_vault(vault, form) == []
    save(form)
    record = vault.get("stakeholder", form.record_id or "")
    assert record is not None and (record.capacity_gap, record.notes) == ("typed before", "typed after")
    assert in_the_vault(vault, form) == ["one.txt"]
