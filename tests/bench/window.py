"""One process of G11: `python -m tests.bench.window VAULT encrypted|plain paged|eager` prints times and memory."""

from __future__ import annotations

import ctypes
import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QEventLoop, QModelIndex, Qt, QTimer
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
    start = time.perf_counter()
    view = show()
    first = (time.perf_counter() - start) * 1000
    _rest(view)
    print(json.dumps({"first_ms": first, "mib": _memory() - before}))
    session.close(30.0)
    return 0


def _paged(session: Session, type_name: str) -> RecordTable:
    model = RecordTableModel(session, type_name)
    view = RecordTable(model)
    _open(view)
    model.load()
    _until(model, lambda: bool(model.is_complete and not model._keys) or _is_filled(model))
    view.viewport().repaint()
    return view


def _is_filled(model: RecordTableModel) -> bool:
    """Whether the rows on the screen can be read."""
    keys = model._keys[:VISIBLE]
    return bool(keys) and all(key in model._lines for key in keys)


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
        _until(
            model, lambda: model.is_complete and not (model._fetching or model._wanted or model._unfinished)
        )


def _until(model: RecordTableModel, there: Callable[[], bool]) -> None:
    """Wait in an event loop, as the window does; the worker is not disturbed by somebody asking all the time."""
    loop = QEventLoop()
    slowly = QTimer(interval=50)

    def look() -> None:
        if there():
            loop.quit()

    for signal in (model.dataChanged, model.counted, slowly.timeout):
        signal.connect(look)
    QTimer.singleShot(300_000, lambda: loop.exit(1))
    slowly.start()
    if not there() and loop.exec():
        raise TimeoutError
    for signal in (model.dataChanged, model.counted, slowly.timeout):
        signal.disconnect(look)


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
