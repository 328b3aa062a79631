"""Checking a record while it is typed: in the worker, after a pause, and only the newest version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from civicdesk.records.problems import Problem
from civicdesk.records.record import Record
from civicdesk.records.rules import problems_of, transition_problems
from ui.records.table_model import RowNames
from ui.records.words import computed_words

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault
    from ui.session import Session
    from ui.worker import Job

PAUSE = 350


@dataclass(frozen=True)
class Findings:
    """What the rules say about a record: now, before each next state, and what is computed from it."""

    problems: tuple[Problem, ...] = ()
    steps: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    computed: tuple[tuple[str, str], ...] = ()
    """Label and words of each computed value that is known."""


def examine(vault: Vault, record: Record) -> Findings:
    """Ask every rule. Runs in the worker."""
    look = vault.look()
    steps = () if record.is_historical else record.states.after(record.state)
    return Findings(
        tuple(problems_of(record, look)),
        {to: tuple(transition_problems(record, to, look)) for to in steps},
        tuple(_computed(vault, record)),
    )


def _computed(vault: Vault, record: Record) -> list[tuple[str, str]]:
    look, names, found = vault.look(), RowNames(vault, {}), []
    for spec in type(record).meta.computed:
        if spec.needs_look and not record.id:
            continue
        value = getattr(record, spec.key)(look) if spec.needs_look else getattr(record, spec.key)
        if words := computed_words(value, names):
            found.append((spec.label, words))
    return found


class Checker(QObject):
    """Examines a record some moments after the last edit."""

    found = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._record: Record | None = None
        self._job: Job | None = None
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(self._ask)

    def check(self, record: Record, *, now: bool = False) -> None:
        """Examine this record instead of any earlier one."""
        self._record = record
        if now:
            self._ask()
        else:
            self._pause.start()

    def _ask(self) -> None:
        self._pause.stop()
        if self._job is not None:
            self._job.cancel()
        record = self._record
        if record is not None:
            self._job = self._session.run(lambda vault: examine(vault, record), self._tell, owner=self)

    def _tell(self, findings: Findings) -> None:
        self._job = None
        self.found.emit(findings)
