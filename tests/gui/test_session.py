"""Work on the vault: in order, on one thread, answered on the UI thread, dropped when nobody wants it."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject

from civicdesk.errors import CivicDeskError, DiskFull
from ui.session import Session
from ui.tasks import Task, TaskBar


class Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []

    def hear(self, answer: object) -> None:
        self.heard.append((answer, threading.current_thread() is threading.main_thread()))


def test_work_is_done_on_one_other_thread_and_answered_on_this_one(qtbot, session: Session):
    listener = Listener()
    for _round in range(3):
        session.run(lambda _vault: threading.current_thread().name, listener.hear)
    qtbot.waitUntil(lambda: len(listener.heard) == 3)
    assert set(listener.heard) == {("vault", True)}


def test_answers_come_in_the_order_of_the_questions(qtbot, session: Session):
    heard: list[int] = []
    for number in range(20):
        session.run(lambda _vault, number=number: number, heard.append)
    qtbot.waitUntil(lambda: len(heard) == 20)
    assert heard == list(range(20))


def test_an_answer_is_dropped_when_its_receiver_is_gone(qtbot, session: Session, settle):
    listener = Listener()
    session.run(lambda _vault: 1, listener.hear)
    listener.deleteLater()
    heard = listener.heard
    del listener
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle()
    assert heard == []


def test_a_cancelled_question_is_not_answered_and_its_query_is_interrupted(qtbot, session: Session, settle):
    heard: list[object] = []
    slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"

    def ask(vault):
        with vault.lock:
            return vault.stores["programme"].raw.execute(slow).fetchone()

    job = session.run(ask, heard.append)
    qtbot.wait(100)
    job.cancel()
    settle()
    assert heard == []


def test_giving_up_a_question_leaves_a_task_beside_it_alone(qtbot, session: Session):
    slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000) SELECT max(i) FROM n"
    vault, gate = session.vault, threading.Event()

    def work(_report):
        with vault.lock:
            gate.set()
            return vault.stores["programme"].raw.execute(slow).fetchone()[0]

    task = Task(session.beside(work))
    answers: list[int] = []
    task.done.connect(answers.append)
    task.start()
    gate.wait(10)
    job = session.run(lambda v: v.search("council"), lambda _hits: None)
    qtbot.wait(50)
    job.cancel()
    qtbot.waitUntil(lambda: answers == [100000], timeout=30_000)


def test_a_failure_goes_to_who_asked_and_otherwise_to_the_window(qtbot, session: Session):
    def fails(_vault):
        raise DiskFull

    told: list[CivicDeskError] = []
    session.run(fails, lambda _answer: None, told.append)
    qtbot.waitUntil(lambda: bool(told))
    with qtbot.waitSignal(session.trouble) as trouble:
        session.run(fails, lambda _answer: None)
    assert isinstance(trouble.args[0], DiskFull)


def test_a_bug_is_not_a_failure(qtbot, session: Session):
    told: list[CivicDeskError] = []
    with qtbot.waitSignal(session.broke) as broke:
        session.run(lambda _vault: 1 / 0, lambda _answer: None, told.append)
    assert isinstance(broke.args[0], ZeroDivisionError)
    assert told == []


def test_a_save_is_announced_with_what_changed(qtbot, session: Session):
    vault = session.vault
    record = vault.find("stakeholder", name="Commune council C1")[0]
    saved: list[object] = []
    with qtbot.waitSignal(session.changed) as changed:
        session.save(record.replaced(name="Commune council C2"), saved.append)
    assert changed.args[0] == {"stakeholder": frozenset({record.id})}
    qtbot.waitUntil(lambda: bool(saved))
    assert vault.get("stakeholder", record.id).name == "Commune council C2"


def test_a_save_is_made_and_announced_though_its_form_is_gone(qtbot, session: Session):
    record = session.vault.find("stakeholder", name="Commune council C1")[0]
    listener = Listener()
    with qtbot.waitSignal(session.changed):
        session.save(record.replaced(name="Commune council C3"), listener.hear).cancel()
    assert listener.heard == []
    assert session.vault.get("stakeholder", record.id).name == "Commune council C3"


def test_the_failure_of_a_save_is_told_though_its_form_is_gone(qtbot, session: Session):
    record = session.vault.find("stakeholder", name="Commune council C1")[0]
    with qtbot.waitSignal(session.trouble):
        session.save(record.replaced(name=None), lambda _saved: None, lambda _error: None).cancel()


def test_a_task_reports_and_answers(qtbot):
    seen: list[tuple[int, int, str]] = []
    task = Task(lambda report: [report(1, 2, "half"), "answer"][1])
    task.progressed.connect(lambda *parts: seen.append(parts))
    with qtbot.waitSignal(task.done) as done:
        task.start()
    assert done.args == ["answer"]
    assert seen == [(1, 2, "half")]


def test_a_cancelled_task_stops_at_its_next_report_and_answers_nothing(qtbot):
    gate = threading.Event()

    def work(report):
        gate.wait(5)
        report(1, 2)
        return "never"

    answers: list[object] = []
    bar = TaskBar()
    qtbot.addWidget(bar)
    task = Task(work)
    task.done.connect(answers.append)
    bar.follow(task, "Working")
    assert bar.is_busy
    bar.cancel()
    with qtbot.waitSignal(task.ended):
        gate.set()
    assert answers == []
    assert not bar.is_busy


@pytest.mark.parametrize("error, signal", [(DiskFull(), "failed"), (KeyError("x"), "broke")])
def test_a_task_tells_failures_from_bugs(qtbot, error, signal):
    def work(_report):
        raise error

    task = Task(work)
    with qtbot.waitSignal(getattr(task, signal)):
        task.start()
