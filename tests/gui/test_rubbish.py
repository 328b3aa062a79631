"""Cyclic garbage that holds widgets goes on the UI thread, between events."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from ui.rubbish import EVERY, Rubbish


class Knot(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.myself = self


def test_a_worker_that_allocates_never_collects(qtbot, qapp: QApplication) -> None:
    rubbish = Rubbish(qapp)
    knot = weakref.ref(Knot())
    worker = threading.Thread(target=lambda: [[] for _n in range(200_000)])
    worker.start()
    worker.join()
    assert not gc.isenabled()
    assert knot() is not None
    rubbish.deleteLater()


def test_the_ui_thread_collects_what_has_gathered(qtbot, qapp: QApplication) -> None:
    rubbish = Rubbish(qapp)
    where: list[threading.Thread] = []
    knot = weakref.ref(Knot(), lambda _gone: where.append(threading.current_thread()))
    heap = [[] for _n in range(2_000)]
    qtbot.waitUntil(lambda: knot() is None, timeout=3 * EVERY)
    assert where == [threading.main_thread()]
    assert heap
    rubbish.deleteLater()
