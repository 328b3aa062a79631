"""One process of G11: `python -m tests.bench.window VAULT encrypted|plain paged|eager` prints times and memory."""

from __future__ import annotations

import ctypes
import gc
import json
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QTableView

from civicdesk.vault import folder
from civicdesk.vault.query import Query
from civicdesk.vault.vault import Vault
from tests.bench.twins import PASSPHRASE, Keyless
from ui import theme
from ui.records.table import RecordTable
from ui.records.table_model import RecordTableModel
from ui.session import Session

TYPE = "meeting"
VISIBLE = 10
AGAIN = 3


class Eager(QAbstractTableModel):
    """What a list would be that reads every row before it shows one."""

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        store = vault.stores["programme"]
        size = store.count(Query(TYPE))
        self.lines = [tuple(map(str, row.values())) for row in store.page(Query(TYPE), size=size)]

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() or not self.lines else len(self.lines[0])

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self.lines[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


def main() -> int:
    path, side, kind = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    keys = folder.open_vault(path, PASSPHRASE)
    vault = Vault(keys if side == "encrypted" else Keyless.of(keys))
    app = QApplication([])
    theme.apply(app)
    session = Session(vault)
    show = (lambda kind=TYPE: _paged(session, kind)) if kind == "paged" else (lambda: _eager(vault))
    _paged(session, "campaign")  # an empty list first: what every list needs is there before it is measured
    before = _memory()
    times, kept = [], []
    for _turn in range(AGAIN):
        start = time.perf_counter()
        kept.append(show())
        times.append((time.perf_counter() - start) * 1000)
        if len(kept) == 1:
            _rest(kept[0])
            grown = _memory() - before
        kept[-1].hide()
    print(json.dumps({"first_ms": times, "mib": grown}))
    session.close(30.0)
    return 0


def _paged(session: Session, type_name: str) -> RecordTable:
    model = RecordTableModel(session, type_name)
    view = RecordTable(model)
    _open(view)
    model.load()
    if type_name == TYPE:
        _until(
            lambda: len(model._keys) and all(model.line(row) for row in range(min(VISIBLE, len(model._keys))))
        )
        view.viewport().repaint()
    else:
        _until(lambda: model.is_complete)
    return view


def _eager(vault: Vault) -> QTableView:
    view = QTableView()
    view.setModel(Eager(vault))
    view.kept = view.model()
    _open(view)
    view.viewport().repaint()
    return view


def _open(view: QTableView) -> None:
    view.resize(1100, 500)
    view.show()
    QCoreApplication.processEvents()


def _rest(view: QTableView) -> None:
    """Everything that is still coming: the other keys, the slower columns."""
    model = view.model()
    if isinstance(model, RecordTableModel):
        _until(lambda: model.is_complete and not model._fetching)


def _until(there: Any) -> None:
    end = time.monotonic() + 300
    while not there():
        QCoreApplication.processEvents()
        time.sleep(0.0002)
        if time.monotonic() > end:
            raise TimeoutError


def _memory() -> float:
    """Resident memory in MiB, after what was freed has been given back."""
    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * 4096 / (1 << 20)
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)


if __name__ == "__main__":
    sys.exit(main())
