"""Everything can be reached with the keyboard and has a name that a screen reader says."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLineEdit,
    QScrollArea,
    QTabBar,
    QTabWidget,
    QWidget,
)

from civicdesk.records.record import record_types
from civicdesk.vault.vault import Vault
from ui import theme
from ui.records.child_table import ChildTable
from ui.records.form_page import RecordFormPage
from ui.records.list_page import RecordListPage
from ui.session import Session


@pytest.fixture(scope="module")
def session(shared_vault: Vault, qapp: QApplication) -> Iterator[Session]:
    theme.apply(qapp)
    opened = Session(shared_vault)
    yield opened
    opened.close(5.0)


def nameless(page: QWidget) -> list[str]:
    """Controls that take the keyboard and have no name."""
    found = []
    for control in page.findChildren(QWidget):
        if control.focusPolicy() == Qt.FocusPolicy.NoFocus or not control.isVisibleTo(page):
            continue
        inner = (
            isinstance(control.parent(), (QAbstractScrollArea, QTabWidget))
            or control.focusProxy() is not None
        )
        if (
            inner
            or isinstance(control, (QTabBar, QScrollArea))
            or control.objectName() == "qt_spinbox_lineedit"
        ):
            continue
        interface = QAccessible.queryAccessibleInterface(control)
        if not (interface and interface.text(QAccessible.Text.Name)):
            found.append(
                f"{type(control).__name__} {control.objectName()} in {type(control.parent()).__name__}"
            )
    return found


@pytest.mark.parametrize("type_name", [cls.meta.name for cls in record_types()])
def test_every_control_of_every_form_has_a_name(
    type_name: str, open_form: Callable[..., RecordFormPage]
) -> None:
    page = open_form(type_name)
    assert page.form is not None
    page.form.open_all()
    for table in page.form.findChildren(ChildTable):
        if table.spec.child is not None and not table.spec.automatic:
            table.add_row()
    assert nameless(page) == []


def test_every_control_of_a_list_has_a_name(open_list: Callable[[str], RecordListPage]) -> None:
    page = open_list("stakeholder")
    assert nameless(page) == []


def test_a_page_never_begins_on_a_button_that_changes_something(
    open_form: Callable[..., RecordFormPage], shared_vault: Vault, qtbot: object
) -> None:
    from .hands import made

    record = made(shared_vault, "stakeholder")
    page = open_form("stakeholder", record.id)
    QApplication.processEvents()
    assert isinstance(page.focusWidget(), QTabBar)
    new = open_form("stakeholder")
    QApplication.processEvents()
    assert isinstance(new.focusWidget(), QLineEdit)


def test_tab_goes_through_a_form_and_comes_out_again(open_form: Callable[..., RecordFormPage]) -> None:
    page = open_form("meeting")
    assert page.form is not None
    page.form.open_all()
    seen = set()
    control = page.focusWidget()
    for _step in range(1000):
        control = control.nextInFocusChain()  # type: ignore[union-attr]
        seen.add(control)
    missing = [
        key
        for key, box in page.form.boxes.items()
        if not seen & {box.editor, *box.editor.findChildren(QWidget)}
    ]
    assert missing == []
