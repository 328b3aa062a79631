"""RecordFormPage: one record on screen: heading, states, the form, its history and what it is linked with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from civicdesk.records.problems import Problem
from civicdesk.records.record import ENVELOPE, Record, record_type
from civicdesk.records.states import label_of
from civicdesk.vault.reads import note_opening
from civicdesk.vault.refusals import ReasonNeeded, RecordChanged, RecordRefused
from ui import theme
from ui.pieces import Banner, Sentence, button, row
from ui.read_only import guard
from ui.records.checks import Checker, Findings
from ui.records.compare import ComparePanel, compared
from ui.records.desk import Desk
from ui.records.drafts import Draft
from ui.records.figures import Figures
from ui.records.form import FormPlace, RecordForm
from ui.records.history import HistoryTab
from ui.records.keep_in import KeepIn
from ui.records.linked import LinkedTab
from ui.records.opening import Opened, read_record
from ui.records.reasons import ReasonsPanel
from ui.records.sections import next_state
from ui.records.states_bar import StatesBar, verb_of

if TYPE_CHECKING:
    from ui.session import Session
    from ui.worker import Job


class RecordFormPage(QWidget):
    """A new record (`record_id` None) or an existing one."""

    open_record = Signal(str, str)
    saved = Signal(str, str, str)
    """Type, id and title of what was saved."""
    closed = Signal()
    titled = Signal(str)
    """The words for the window's title and the way back."""
    ready = Signal()

    def __init__(
        self,
        session: Session,
        type_name: str,
        record_id: str | None = None,
        values: Mapping[str, Any] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.cls = record_type(type_name)
        self.record_id = record_id
        self._values = dict(values or {})
        self._reasons: dict[str, str] = {}
        self._then = ""
        self.is_saving = False
        self._saving: Job | None = None
        """The save of exactly what stands in the form."""
        self.refused: Sequence[Problem] = ()
        self.form: RecordForm | None = None
        self.compare: ComparePanel | None = None
        self.findings = Findings()
        self.checker = Checker(session, self)
        self.checker.found.connect(self._show_findings)
        self._build()
        session.changed.connect(self._hear)
        self.load()

    def _build(self) -> None:
        self.heading = Sentence("", "title")
        self.under = Sentence("", "muted", wrap=False)
        self.save_button = button(_("&Save"), self.save, "primary")
        self.save_button.setToolTip("Ctrl+S")
        self.revert_button = button(_("Discard changes"), self.load, "quiet")
        self.trash_button = button(_("Put into the trash"), self.trash, "quiet", "trash")
        self.banner = Banner()
        self.states = StatesBar()
        self.reasons = ReasonsPanel()
        self.figures = Figures()
        self.keep_in = KeepIn(self.session)
        self.tabs = QTabWidget()
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setTabBarAutoHide(True)
        head = QVBoxLayout()
        head.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.GAP)
        head.setSpacing(theme.GAP)
        line = row(self.heading, self.trash_button, self.revert_button, self.save_button)
        line.setStretch(0, 1)
        head.addLayout(line)
        for part in (self.under, self.keep_in, self.states, self.figures, self.banner, self.reasons):
            head.addWidget(part)
        self._head = head
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.tabs, 1)
        self.states.move_wanted.connect(self.move_to)
        self.states.state_chosen.connect(self._choose_state)
        self.states.jump.connect(self.jump)
        self.reasons.given.connect(self._answered)
        self.reasons.dropped.connect(lambda: self._forget_step())
        self.tabs.currentChanged.connect(self._open_tab)
        QWidget.setTabOrder(self.tabs, self.trash_button)
        guard(self.session, self.save_button, self.trash_button, self.states)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.save)

    # --- loading ---------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the record (anew); what was typed is given up."""
        self._read(self._loaded)

    def _read(self, done: Callable[[Opened], None]) -> None:
        session, cls, record_id, values = self.session, self.cls, self.record_id, self._values
        session.run(lambda vault: read_record(vault, session, cls, record_id, values), done, owner=self)

    def _loaded(self, found: Opened) -> None:
        if found is None:
            self.banner.say(_("This record is no longer here."), "warning")
            self.save_button.setEnabled(False)
            return
        record, desk = found
        self.session.act(lambda vault: note_opening(vault, record), lambda _noted: None)
        place = self.form.place() if self.form is not None else FormPlace()
        self._show(record, desk)
        for key, value in self._values.items() if not self.record_id else ():
            if self.form is not None:
                self.form.put(key, value)
        if self.form is None or not self.form.return_to(place):
            self._settle_focus()
        self.ready.emit()

    def _show(self, record: Record, desk: Desk) -> None:
        """Make the tabs for this record."""
        self._reasons = {}
        self.banner.hide()
        self.reasons.hide()
        place = max(self.tabs.currentIndex(), 0)
        while self.tabs.count():
            old = self.tabs.widget(0)
            self.tabs.removeTab(0)
            if old is not None:
                old.deleteLater()
        self.form = RecordForm(desk, record)
        guard(self.session, self.form.widget())
        self.form.edited.connect(self._edited)
        self.form.open_record.connect(self.open_record)
        self.tabs.addTab(self.form, _("Record"))
        self.keep_in.show_record(record, desk)
        if record.id:
            self.history = HistoryTab(self.session, self.cls.meta.name, record.id)
            self.linked = LinkedTab(self.session, record)
            self.linked.open_record.connect(self.open_record)
            self.tabs.addTab(self.history, _("History"))
            self.tabs.addTab(self.linked, _("Linked"))
        self.tabs.setCurrentIndex(min(place, self.tabs.count() - 1))
        self._open_tab(self.tabs.currentIndex())
        self._edited(now=True)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the form, never on a button that changes something."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._settle_focus)

    def _settle_focus(self) -> None:
        inside = self.focusWidget()
        if inside is not None and inside not in (self.trash_button, self.save_button):
            return
        if self.form is not None and not self.record_id:
            self.form.focus_first()
        else:
            self.tabs.tabBar().setFocus()

    def _open_tab(self, place: int) -> None:
        tab = self.tabs.widget(place)
        if isinstance(tab, (HistoryTab, LinkedTab)):
            tab.load()

    # --- what stands in the form -----------------------------------------------------------------

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that is not saved, or is still on its way into the form."""
        return self.form is not None and (self.form.is_dirty or bool(self.form.first_busy()))

    def current_record(self) -> Record | None:
        """The record as it stands in the form; None until it is loaded."""
        return self.form.current_record() if self.form is not None else None

    def drafts(self) -> list[Draft]:
        """What would be lost if the window locked now."""
        is_kept = self._saving is not None and self._saving.succeeded
        if self.form is None or not self.form.is_dirty or is_kept:
            return []
        return [Draft(self.cls.meta.name, self.form.current_record(), self.form.unread())]

    def restore(self, draft: Draft) -> None:
        """Put a draft back into the form, on top of what is saved."""
        if self.form is None:
            return
        base, typed = self.form.base, draft.record
        specs = (*self.cls.meta.fields, *(spec for spec in ENVELOPE if not spec.automatic))
        values = {spec.key: getattr(typed, spec.key) for spec in specs}
        changed = {key: value for key, value in values.items() if value != getattr(base, key)}
        if typed.state != base.state:
            changed["state"] = typed.state
        self.form.retype(changed, draft.unread)

    def _edited(self, *, now: bool = False) -> None:
        self._saving = None
        record = self.current_record()
        if record is None:
            return
        dirty, meta = self.is_dirty, self.cls.meta
        self.heading.say(
            record.heading if record.id or dirty else _("New {kind}").format(kind=meta.label.lower())
        )
        self.under.say(" · ".join(filter(None, (meta.label, record.ref or _("not saved yet")))))
        if dirty and self.banner.tone == "good":  # "Saved." is no longer so
            self.banner.hide()
        self.save_button.setEnabled(dirty or not record.id)
        self.revert_button.setVisible(dirty)
        self.trash_button.setVisible(bool(record.id) and not dirty)
        self.states.show_record(record)
        self.titled.emit(f"{self.heading.text()}{' *' if dirty else ''}")
        self.checker.check(record, now=now)

    def _show_findings(self, findings: Findings) -> None:
        self.findings = findings
        if self.form is not None:
            step = findings.steps.get(next_state(self.form.current_record()), ())
            self.form.show_problems([*findings.problems, *(p for p in step if p.severity == "T")])
        self.states.show_missing(findings.steps)
        self.figures.show_values(findings.computed)

    def jump(self, path: str) -> None:
        """Go to a field of the form."""
        self.tabs.setCurrentIndex(0)
        if self.form is not None:
            self.form.reveal(path)

    # --- saving and moving -----------------------------------------------------------------------

    def save(self) -> None:
        """Save what stands in the form; what is wrong is shown, and nothing typed is lost."""
        self._then = ""
        self._save()

    def move_to(self, to: str) -> None:
        """Take the next step: save first, then move; what stops it is listed."""
        self._then = to
        if self.states.missing_for(to) and not self.is_dirty:
            self.states.open_list(to)
            return
        if self.is_dirty or not self.record_id:
            self._save()
        elif self.form is not None:
            self._move(self.form.base)

    def _save(self) -> None:
        if self.form is None or self.is_saving:
            return
        if key := self.form.first_complaint():
            self.banner.say(
                _("Something that was typed cannot be read yet. It is marked beside its field."), "danger"
            )
            self.form.reveal(key)
            return
        if key := self.form.first_busy():
            self.banner.say(
                _("Not saved yet: a file is still being added."), "warning", _("Save again when it is in the list.")
            )
            self.form.reveal(key)
            return
        self.is_saving = True
        record = self.form.current_record()
        self._saving = self.keep_in.save(record, self._saved, self._refused, self._reasons, self)

    def _saved(self, record: Record) -> None:
        self.is_saving = False
        self.record_id, self._values = record.id, {}
        self.saved.emit(self.cls.meta.name, record.id, record.heading)
        if self._then:
            self._move(record)
        else:
            self._reload(_("Saved."))

    def _move(self, record: Record) -> None:
        self.is_saving = True
        reason = self._reasons.get("V-REASON", "")
        self.session.move(
            record, self._then, self._moved, self._refused, reason=reason, reasons=self._reasons, owner=self
        )

    def _moved(self, record: Record) -> None:
        self.is_saving = False
        to, self._then = self._then, ""
        self.saved.emit(self.cls.meta.name, record.id, record.heading)
        self._reload(_("Now “{state}”.").format(state=label_of(to)))

    def _reload(self, words: str) -> None:
        """Show what is saved now, and say so; what was typed or added after it was saved stays, not saved yet."""

        def shown(found: Opened) -> None:
            if found is not None and self.form is not None and self._saving is None and self.is_dirty:
                self.form.rebase(found[0])
                self._edited()
            else:
                self._loaded(found)
            if found is not None:
                self.banner.say(words, "good")

        self._read(shown)

    def _refused(self, error: CivicDeskError) -> None:
        """Show why it was not saved or moved; the form keeps everything."""
        self.is_saving = False
        self.refused = getattr(error, "problems", ())
        if isinstance(error, ReasonNeeded):
            self.reasons.ask(
                error.problems, verb_of(self._then) if self._then else _("Save with this reason")
            )
        elif isinstance(error, RecordRefused):
            self._show_refusal(error)
        elif isinstance(error, RecordChanged):
            self.banner.show_error(error)
            self._compare()
        else:
            self.banner.show_error(error)

    def _show_refusal(self, error: RecordRefused) -> None:
        if self._then:
            if self.form is not None and self.record_id != (self.form.base.id or None):
                self._reload(_("Saved. The next step still needs something."))
            self.states.open_list(self._then, error.problems)
        else:
            self.banner.say(_("Not saved yet."), "danger", " ".join(p.message for p in error.problems[:4]))
        if self.form is not None:
            self.form.show_problems(list(error.problems), insist=True)
            self.form.reveal(error.problems[0].field)

    def _answered(self, answers: dict[str, str]) -> None:
        self._reasons |= answers
        if self._then and not self.is_dirty and self.form is not None and self.record_id:
            self._move(self.form.base)
        else:
            self._save()

    def _forget_step(self) -> None:
        self._then, self._reasons = "", {}

    def _choose_state(self, state: str) -> None:
        """Past work may be in any state; it is saved with the rest."""
        if self.form is not None:
            self.form.choose_state(state)
            self._edited()

    def trash(self) -> None:
        """Put the record into the trash, from where it can be taken back."""
        if self.form is not None and self.form.base.id:
            self.session.trash(self.form.base, lambda _nothing: self.closed.emit(), self._refused, owner=self)

    # --- other people's changes ------------------------------------------------------------------

    def _hear(self, changes: Mapping[str, frozenset[str]]) -> None:
        if self.is_saving or self.record_id not in changes.get(self.cls.meta.name, ()):
            return
        if not self.is_dirty:
            self.load()

    def _compare(self) -> None:
        """Show what is saved beside what was typed."""
        name, record_id = self.cls.meta.name, self.record_id or ""
        self.session.run(lambda vault: vault.get(name, record_id), self._show_clashes, owner=self)

    def _show_clashes(self, theirs: Record | None) -> None:
        if theirs is None or self.form is None:
            return
        self.compare = compared(self.form, theirs, self._compared)
        if self.compare is not None:
            self._head.addWidget(self.compare)

    def _compared(self) -> None:
        if self.compare is not None:
            self.banner.hide()
        self.compare = None
        self._edited()
