"""A session on a real vault, and hands that fill a form the way a person does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from civicdesk.vault.vault import Vault
from ui import theme
from ui.records import form
from ui.records.form_page import RecordFormPage
from ui.records.list_page import RecordListPage
from ui.session import Session

WAIT = 10_000


@pytest.fixture(autouse=True)
def _folded() -> None:
    """No test finds sections open that another one opened."""
    form.REMEMBERED.clear()


@pytest.fixture
def session(vault: Vault, qapp: QApplication) -> Iterator[Session]:
    theme.apply(qapp)
    opened = Session(vault)
    failures: list[object] = []
    opened.broke.connect(failures.append)
    opened.trouble.connect(failures.append)
    yield opened
    opened.close(5.0)
    assert not failures, failures


@pytest.fixture
def open_form(session: Session, qtbot: QtBot) -> Callable[..., RecordFormPage]:
    def make(type_name: str, record_id: str | None = None, **values: object) -> RecordFormPage:
        page = RecordFormPage(session, type_name, record_id, values)
        qtbot.addWidget(page)
        page.resize(900, 900)
        page.show()
        qtbot.waitUntil(lambda: page.form is not None, timeout=WAIT)
        return page

    return make


@pytest.fixture
def open_list(session: Session, qtbot: QtBot) -> Callable[[str], RecordListPage]:
    def make(type_name: str) -> RecordListPage:
        page = RecordListPage(session, type_name)
        qtbot.addWidget(page)
        page.resize(1100, 600)
        page.show()
        qtbot.waitUntil(lambda: page.model.is_complete and page.filters is not None, timeout=WAIT)
        return page

    return make


@pytest.fixture
def save(qtbot: QtBot) -> Callable[[RecordFormPage], None]:
    """Press Save and wait until it is saved; reasons that are asked for are given."""

    def press(page: RecordFormPage) -> None:
        for _attempt in range(4):
            saved: list[str] = []
            page.saved.connect(lambda _t, record_id, _w, saved=saved: saved.append(record_id))
            page.save_button.click()
            qtbot.waitUntil(lambda saved=saved: bool(saved) or not page.is_saving, timeout=WAIT)
            if not saved and not page.reasons.isHidden():
                for line in page.reasons.lines.values():
                    line.setText("because the test says so")
                page.reasons.go.click()
                qtbot.waitUntil(lambda saved=saved: bool(saved) or not page.is_saving, timeout=WAIT)
            if saved:
                qtbot.waitUntil(lambda: not page.is_dirty, timeout=WAIT)
                return
            raise AssertionError([problem.message for problem in page.refused] or page.banner.text)

    return press
