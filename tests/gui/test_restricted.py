"""A colleague who joined with fewer roles: all over the window they see “Restricted record” and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from civicdesk.records.record import record_types
from civicdesk.services import membership
from civicdesk.services.membership import Newcomer
from civicdesk.vault.joining import make_request, read_request
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.mapping import links_of
from civicdesk.vault.vault import Vault
from ui.navigation import Place
from ui.pages.search import SearchPage

DARA = "seven green frogs cross the bridge"
GUARDED = ("casework", "security", "board")
SHOWN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


def texts(window: QWidget) -> Iterator[str]:
    """Everything that the window says to eyes and to screen readers, in all its pages."""
    for widget in window.findChildren(QWidget):
        for kind in ("text", "toolTip", "accessibleName", "accessibleDescription", "placeholderText"):
            if callable(told := getattr(widget, kind, None)):
                yield str(told())
        if isinstance(widget, (QPlainTextEdit, QTextEdit)):
            yield widget.toPlainText()
        if isinstance(widget, QLineEdit) and widget.completer() is not None:
            yield from cells(widget.completer().model())
        if isinstance(widget, (QAbstractItemView, QComboBox)) and widget.model() is not None:
            yield from cells(widget.model())
        face = QAccessible.queryAccessibleInterface(widget)
        if face is not None:
            yield face.text(QAccessible.Text.Name)


def cells(model) -> Iterator[str]:
    for row in range(model.rowCount()):
        for column in range(model.columnCount() if isinstance(model, QAbstractTableModel) else 1):
            for role in SHOWN:
                yield str(model.data(model.index(row, column), role) or "")


@pytest.fixture
def hidden(demo_path, passphrase):
    """(records that a programme officer has no key to, records that point to them); Dara has joined as one."""
    full = Vault.open(demo_path, passphrase)
    request = read_request(make_request(full.path, DARA, kdf=FLOOR))
    assert membership.join(full, request, ("PRG",), Newcomer("Dara"))
    found = [
        record
        for kind in GUARDED
        for cls in record_types()
        for page in full.stores[kind].iterate(cls.meta.name)
        for record in page
    ]
    ids = {record.id for record in found}
    pointing = [
        record
        for cls in record_types()
        for record in full.iterate(cls.meta.name)
        if record.id not in ids and any(end in ids for _field, _type, end in links_of(record))
    ]
    full.close()
    return found, pointing


def words_of(found) -> set[str]:
    """What must stand nowhere: references, and titles that are no ordinary word."""
    return {word for one in found for word in (one.ref, one.heading) if len(word) > 4}


def test_no_page_form_link_history_or_search_tells_a_programme_officer_of_hidden_records(
    qtbot, desk, demo_path, hidden, settle
):
    found, pointing = hidden
    assert len(found) > 20
    assert pointing
    secret = words_of(found)
    desk.take(Vault.open(demo_path, DARA))
    settle()
    window = desk.front
    assert set(desk.session.vault.compartments) == {"programme"}
    assert not {"case", "protected_person", "risk", "incident"} & set(window.navigation.types)

    restricted = 0
    for one in {record.meta.name: record for record in pointing}.values():
        window.open_record(one.meta.name, one.id)
        settle()
        form = window.page.form
        assert form is not None
        for tab in range(form.tabs.count()):
            form.tabs.setCurrentIndex(tab)
            settle()
            said = "\n".join(texts(window)).replace("\u200b", "")
            restricted += "Restricted record" in said
            assert not [word for word in secret if word in said], (one.meta.name, tab)
    assert restricted

    page = window.page_at(Place("search"))
    assert isinstance(page, SearchPage)
    for one in found[:12]:
        window.go(Place("search"))
        page.look_for(one.ref)
        qtbot.waitUntil(lambda one=one: page.model.words == one.ref, timeout=10_000)
        assert page.model.hits == []
    for name in ("journal", "people", "reports"):
        window.go(Place(name))
        settle()
        said = "\n".join(texts(window.page)).replace("\u200b", "")
        assert not [word for word in secret if word in said], name
    assert desk.bugs == 0


def test_a_restricted_link_leads_nowhere(desk, demo_path, hidden, settle):
    """Neither to a form nor to the empty list of a part that is closed: that would tell its type and a count."""
    _found, pointing = hidden
    desk.take(Vault.open(demo_path, DARA))
    settle()
    window = desk.front
    names = set(window.navigation.types)
    for one in {record.meta.name: record for record in pointing}.values():
        window.open_record(one.meta.name, one.id)
        settle()
        form = window.page.form
        form.tabs.setCurrentIndex(form.tabs.count() - 1)
        settle()
        for link in form.linked.buttons:
            assert "Restricted record" not in link.text()
        window.open_record("incident", "0" * 8)
        settle()
        assert window.trail.here.type_name in names
        assert "Restricted record" in window.banner.text
    assert desk.bugs == 0
