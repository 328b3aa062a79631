"""The one door to write: rules, rights, the journal, the search index and `Changes` all come from here."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeVar, cast
from uuid import uuid4

from civicdesk import clock
from civicdesk.i18n import _
from civicdesk.records.conditional import lacks_role
from civicdesk.records.fields import Field
from civicdesk.records.plain import differences, record_plain
from civicdesk.records.problems import Problem
from civicdesk.records.record import ENVELOPE, Record
from civicdesk.records.rules import problems_of, transition_problems
from civicdesk.records.values import Ref
from civicdesk.vault import contested, letters, recovery_rule
from civicdesk.vault.attachment_care import files_of, settle
from civicdesk.vault.mapping import links_of
from civicdesk.vault.refusals import (
    LinkBroken,
    NotYours,
    OnHold,
    PartlySaved,
    ReasonNeeded,
    RecordChanged,
    RecordRefused,
)
from civicdesk.vault.retention import disposal_day

if TYPE_CHECKING:
    from civicdesk.vault.store import Store
    from civicdesk.vault.vault import Vault

R = TypeVar("R", bound=Record)
Changes = Mapping[str, frozenset[str]]
"""Which records of which types a transaction touched."""

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class Transaction:
    """Changes that are saved together or not at all (within each compartment)."""

    def __init__(
        self, vault: Vault, reason: str = "", *, accept: str = "", later_links: bool = False
    ) -> None:
        """`accept`: a reason for every warning (imports). `later_links`: links may point to what follows."""
        self._vault = vault
        self._look = vault.look()
        self._reason = reason
        self._accept = accept
        self._later_links = later_links
        self._begun: dict[str, Store] = {}
        self._touched: dict[str, set[str]] = defaultdict(set)

    @property
    def changes(self) -> Changes:
        """What has been touched so far."""
        return {name: frozenset(ids) for name, ids in self._touched.items()}

    def save(self, record: R, reasons: Mapping[str, str] | None = None) -> R:
        """Save a new or changed record and answer it as saved.

        Raises RecordRefused (rules), ReasonNeeded (warnings without a reason), RecordChanged (somebody else
        saved it meanwhile), LinkBroken, NotYours. Nothing is written when it raises.
        """
        before = self._vault.stored(record)
        if before is None:
            recovery_rule.may_enter(self._vault)
            if letters.may_file(self._vault, record):
                return self._file(record, reasons)
        self._not_overtaken(record, before)
        record = self._filled(record, before)
        self._check_state(record, before)
        found = [*problems_of(record, self._look), *self._ref_problems(record, before)]
        self._answer([*found, *self._class_problems(record, before)], reasons)
        return self._put(record, before, "change" if before else "create", _joined(self._reason, reasons))

    def _file(self, record: R, reasons: Mapping[str, str] | None) -> R:
        """Seal a new record to a compartment that is closed to this person; it gets its reference there."""
        record = self._filled(record, None, with_ref=False)
        self._check_state(record, None)
        self._answer(problems_of(record, self._look), reasons)
        letters.put(self, self._vault, record)
        return record

    def take_in(self, record: Record) -> Record:
        """Save a record out of a letter; rules and warnings were met where it was written."""
        by, at = record.created_by, record.created_at
        return self._put(
            self._filled(record, None).replaced(created_by=by, created_at=at), None, "take-in", self._accept
        )

    def move(self, record: R, to: str, reason: str = "", reasons: Mapping[str, str] | None = None) -> R:
        """Take a record to its next state; T rules, roles, four eyes and reasons are asked here."""
        before = self._vault.stored(record)
        self._not_overtaken(record, before)
        found = transition_problems(record, to, self._look)
        found += self._four_eyes(record, to, reason)
        if record.states.asks_reason(record.state, to) and not (reason or self._reason):
            found.append(Problem("W", "V-REASON", "state", _("Write why.")))
        given = dict(reasons or {}) | ({"V-REASON": reason, "V-FOUR": reason} if reason else {})
        self._answer(found, given)
        changed = self._filled(record, before).replaced(state=to)
        if to in record.states.ends:
            changed = changed.replaced(dispose_after=disposal_day(changed, self._look))
        gone = [spec for spec in record.meta.fields if spec.forgotten_at == to]
        changed = changed.prepared(self._look).replaced(**{spec.key: spec.default for spec in gone})
        saved = self._put(changed, before, "move", _joined(reason or self._reason, reasons), gone)
        if gone:
            store = self._begin(self._vault.home(saved).kind)
            store.journal.forget(store.db, saved.id, [spec.key for spec in gone])
            contested.forget(store.db, saved.id, [spec.key for spec in gone])
        return saved

    def trash(self, record: Record) -> None:
        """Put a record into the trash; it stays there until it is restored or disposed of."""
        if record.legal_hold:
            raise OnHold
        self._set_trashed(record, clock.now().isoformat(), "trash")

    def restore(self, record: Record) -> None:
        """Take a record out of the trash."""
        self._set_trashed(record, None, "restore")

    def note(self, type_name: str, record_id: str, verb: str, reason: str, *, kind: str = "") -> None:
        """Write a line into the journal that changes nothing: a sealed field opened, a file exported.

        `kind`: the compartment whose readers it is for, where that is not the one the record lies in.
        """
        store = self._begin(kind or self._vault.kind_of(type_name, record_id))
        author, at = self._vault.author, clock.now()
        store.journal.add(store.db, author, at, (type_name, record_id, verb), {}, reason, None)

    def bring(self, record: R, before: Record | None, verb: str, reason: str) -> R:
        """Save a record as it was saved in another vault (a trip): its rules were met there."""
        who, at = (record.created_by, record.created_at) if before is None else (None, None)
        stamped = self._stamped(record if record.ref else record.replaced(ref=self._new_ref(record)), before)
        if before is None:
            stamped = stamped.replaced(created_by=who, created_at=at or stamped.created_at)
        return self._put(stamped, before, verb, reason)

    def put_back(self, record: R, before: Record, reason: str) -> R:
        """Save an earlier version as a new change (undo); the rules were met when it was written."""
        return self._put(self._stamped(record, before), before, "undo", reason)

    # ---------------------------------------------------------------------------------------------

    def _not_overtaken(self, record: Record, before: Record | None) -> None:
        if before is not None and record.version != before.version:
            raise RecordChanged

    def _filled(self, record: R, before: Record | None, *, with_ref: bool = True) -> R:
        """The record with what the store and the record itself fill in."""
        changes: dict[str, object] = {}
        if before is None:
            changes["id"] = record.id or str(uuid4())
            changes["state"] = record.state or record.states.first
            changes["retention_rule"] = record.retention_rule or record.meta.retention or None
        if record.owner is None and self._vault.staff_id:
            changes["owner"] = Ref[Record](self._vault.staff_id)
        record = record.replaced(**changes).prepared(self._look)
        if with_ref and not record.ref:
            record = record.replaced(ref=self._new_ref(record))
        return self._stamped(record, before)

    def _stamped(self, record: R, before: Record | None) -> R:
        me, now = self._vault.staff_id, clock.now()
        who = Ref[Record](me) if me else None
        made = {"created_at": now, "created_by": who} if before is None else {}
        version = (before.version if before else 0) + 1
        return record.replaced(**made, updated_at=now, updated_by=who, version=version)

    def _new_ref(self, record: Record) -> str:
        """PREFIX-YYYY-NNN in sequence; random where neither order nor volume may be read from it."""
        meta, store = record.meta, self._vault.home(record)
        if meta.random_ref or store.kind not in ("programme", "board"):
            return f"{meta.prefix}-" + "".join(secrets.choice(_ALPHABET) for _n in range(6))
        self._begin(store.kind)
        while True:
            key = f"{meta.prefix}-{clock.today().year}"
            ref = f"{key}-{store.next_number(key):03}"
            if not store.has_ref(meta.name, ref):
                return ref

    def _check_state(self, record: Record, before: Record | None) -> None:
        """A state is reached by a step, except where past work is typed in."""
        usual = before.state if before else record.states.first
        if record.state not in record.states.all:
            raise RecordRefused(
                [Problem("E", "V-STATE", "state", _("There is no such state: choose one of the list."))]
            )
        if record.state != usual and not (record.is_historical or record.is_demo):
            raise RecordRefused(
                [
                    Problem(
                        "E",
                        "V-STATE",
                        "state",
                        _(
                            "A new record starts at the beginning. Tick “Historical entry” to type in past work."
                        ),
                    )
                ]
            )

    def _ref_problems(self, record: Record, before: Record | None) -> Iterable[Problem]:
        """A reference belongs to one record for ever; one that lies out of reach is not looked for."""
        if before is not None and before.ref == record.ref:
            return
        name = record.meta.name
        if any(store.has_ref(name, record.ref) for store in self._vault.stores_of(name)):
            sentence = _("Another record has the reference “{ref}” already.")
            yield Problem("E", "V-REF", "ref", sentence.format(ref=record.ref))

    def _class_problems(self, record: Record, before: Record | None) -> Iterable[Problem]:
        """A classification is lowered only by a director, who writes why (`domain.md` 0.3)."""
        usual = before.classification if before else record.meta.classification
        if record.classification.rank >= usual.rank:
            return
        if lacks_role(self._look, "DIR"):
            sentence = _("Only a director may lower the classification.")
            yield Problem("E", "V-CLASS", "classification", sentence)
        else:
            sentence = _("You lower the classification from “{usual}”. Write why.")
            yield Problem("W", "V-CLASS", "classification", sentence.format(usual=usual.label))

    def _answer(self, found: Sequence[Problem], reasons: Mapping[str, str] | None) -> None:
        stopping = [p for p in found if p.severity != "W"]
        if stopping:
            raise RecordRefused(stopping)
        open_questions = [p for p in found if not (self._accept or (reasons or {}).get(p.id, "").strip())]
        if open_questions:
            raise ReasonNeeded(open_questions)

    def _four_eyes(self, record: Record, to: str, reason: str) -> Iterable[Problem]:
        """Another person must take this step; in a small office the same one after a night or with a reason."""
        me = self._vault.staff_id
        if not record.states.is_four_eyes(record.state, to) or me is None or record.is_historical:
            return
        if me not in (record.owner, record.created_by):
            return
        sentence = _("You submitted this, so another person must approve it.")
        if self._vault.profile != "small":
            yield Problem("T", "V-FOUR", "state", sentence)
        elif record.updated_at is not None and record.updated_at.date() >= clock.today() and not reason:
            yield Problem("W", "V-FOUR", "state", sentence)

    def _check_links(self, record: Record, before: Record | None) -> None:
        known = set(links_of(before)) if before else set()
        for field, type_name, record_id in set(links_of(record)) - known:
            if record_id != record.id and not self._vault.may_exist(type_name, record_id):
                raise LinkBroken(record.meta.field(field.split(".")[0]).label)

    def _put(self, record: R, before: Record | None, verb: str, reason: str, gone: Sequence[Field] = ()) -> R:
        """Write the parts of a record into their compartments, each with its own line in the journal.

        Of the fields in `gone` the journal says that they changed, and nothing else.
        """
        if not self._later_links:
            self._check_links(record, before)
        home = self._vault.home(record)
        settle(self._vault, home.kind, files_of(record) - files_of(before))
        written = False
        for kind, specs in _parts(record, home.kind).items():
            store = home if kind == home.kind else self._vault.stores.get(kind)
            fields = differences(before, record, specs)
            if store is None:  # this person cannot read that part, so nothing of it changes
                if fields:
                    raise NotYours
                continue
            fields |= {spec.key: [None, None] for spec in gone if spec.key in fields}
            if fields or (store is home and before is None):
                self._write_part(store, record, (verb, reason), fields, specs, new=before is None)
                written = True
        return record if written or before is None else cast(R, before)

    def _write_part(
        self,
        store: Store,
        record: Record,
        why: tuple[str, str],
        fields: Mapping[str, object],
        specs: Sequence[Field],
        *,
        new: bool,
    ) -> None:
        self._begin(store.kind)
        if store is self._vault.home(record):
            store.write(record, fields, new=new)
        else:
            for spec in specs:
                store.write_children(record, spec)
        verb, reason = why
        what = (record.meta.name, record.id, verb)
        state = record_plain(record, specs)
        store.journal.add(store.db, self._vault.author, clock.now(), what, fields, reason, state)
        self._touched[record.meta.name].add(record.id)

    def _set_trashed(self, record: Record, at: str | None, verb: str) -> None:
        before = self._vault.stored(record)
        if before is None:
            raise RecordChanged
        self._not_overtaken(record, before)
        record = self._stamped(before, before)  # as it was saved: what is typed and not saved has no line
        store = self._begin(self._vault.home(record).kind)
        store.set_trashed(record, at)
        what = (record.meta.name, record.id, verb)
        state = record_plain(record, _parts(record, store.kind)[store.kind])
        store.journal.add(store.db, self._vault.author, clock.now(), what, {}, self._reason, state)
        self._touched[record.meta.name].add(record.id)

    def _begin(self, kind: str) -> Store:
        if kind not in self._begun:
            if kind not in self._vault.stores:
                raise NotYours
            self._vault.stores[kind].begin()
            self._begun[kind] = self._vault.stores[kind]
        return self._begun[kind]

    def store_for_writing(self, kind: str) -> Store:
        """The store of a compartment inside this transaction, for what is not a record (terms, settings)."""
        return self._begin(kind)

    def commit(self) -> None:
        """Make everything durable; PartlySaved where a later compartment refuses after an earlier one."""
        for number, store in enumerate(self._begun.values()):
            try:
                store.commit()
            except Exception as trouble:
                if number:
                    raise PartlySaved from trouble
                raise

    def rollback(self) -> None:
        """Take everything back that is not durable yet, in every compartment."""
        with ExitStack() as every:
            for store in self._begun.values():
                every.callback(store.rollback)
        self._begun.clear()
        self._touched.clear()


def _parts(record: Record, home: str) -> dict[str, tuple[Field, ...]]:
    """Fields by the compartment that holds them: nearly always one part."""
    parts: dict[str, list[Field]] = {home: list(ENVELOPE)}
    for spec in record.meta.fields:
        parts.setdefault(spec.kept_in or home, []).append(spec)
    return {kind: tuple(specs) for kind, specs in parts.items()}


def home_specs(record: Record, home: str) -> tuple[Field, ...]:
    """Fields that lie in the record's own compartment: what its digest covers."""
    return _parts(record, home)[home]


def _joined(reason: str, reasons: Mapping[str, str] | None) -> str:
    given = [
        reason,
        *(f"{rule}: {text}" for rule, text in (reasons or {}).items() if text and text != reason),
    ]
    return "; ".join(part for part in given if part)


__all__ = ["Changes", "Transaction", "home_specs"]
