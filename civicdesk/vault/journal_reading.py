"""The journals of every open compartment as one list, newest first: what happened to records.

It is not a stick: it answers what was done to which record, never how long somebody sat or who did more. So there
is no count by person anywhere here. Within a compartment lines keep the order in which they were written,
whatever the clock said; between compartments the clock decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select

from civicdesk.i18n import _
from civicdesk.records.record import COMPARTMENTS, record_type, record_types
from civicdesk.vault.query import table_of
from civicdesk.vault.schema import change

if TYPE_CHECKING:
    from civicdesk.vault.store import Store
    from civicdesk.vault.vault import Vault

PAGE = 100
_MANY = 500


@dataclass(frozen=True)
class Asked:
    """What of the journal is wanted; empty means everything. `words` are looked for in the reasons."""

    person: str = ""
    first: date | None = None
    last: date | None = None
    type: str = ""
    verb: str = ""
    kind: str = ""
    words: str = ""
    record: str = ""


@dataclass(frozen=True)
class Line:
    """One line: compartment and number, when, who (words), what was done to which record, and why.

    `ref` and `title` are empty where it is about no record; `clock_back`: the computer's clock showed an earlier
    time than at the line before.
    """

    kind: str
    seq: int
    at: datetime
    person: str
    by: str
    verb: str
    type: str
    id: str
    ref: str
    title: str
    reason: str
    clock_back: bool

    @property
    def done(self) -> str:
        """What was done, in words."""
        return verb_words(self.verb)

    @property
    def about(self) -> str:
        """To what, in words."""
        label = _type_words(self.type)
        return " ".join(part for part in (label, self.ref, self.title) if part)


@dataclass(frozen=True)
class Page:
    """Some lines; `after` is where the next page begins, None behind the last."""

    lines: tuple[Line, ...]
    after: Mapping[str, int] | None = field(default=None)


def page(
    vault: Vault, asked: Asked | None = None, after: Mapping[str, int] | None = None, size: int = PAGE
) -> Page:
    """The next lines behind `after` (nothing: the newest); as quick at the end of 100,000 lines as at the start."""
    wanted, marks = asked or Asked(), dict(after or {})
    with vault.lock:
        stores = [vault.stores[kind] for kind in _kinds(vault, wanted)]
        parts = {store.kind: _rows(store, wanted, marks.get(store.kind), size + 1) for store in stores}
        chosen: list[tuple[str, Any]] = []
        for kind, row in _merged(parts):
            if len(chosen) == size:
                return Page(_lines(vault, chosen), marks)
            chosen.append((kind, row))
            marks[kind] = row.seq
        return Page(_lines(vault, chosen))


def pages(vault: Vault, asked: Asked | None = None) -> Iterator[Line]:
    """Every line that is wanted, read a page at a time."""
    found = page(vault, asked)
    yield from found.lines
    while found.after is not None:
        found = page(vault, asked, found.after)
        yield from found.lines


def clock_went_back(vault: Vault) -> int:
    """How many lines were written under a clock that showed an earlier time than at the line before."""
    with vault.lock:
        return sum(clock_back_in(store) for store in vault.stores.values())


def clock_back_in(store: Store) -> int:
    """The same for one compartment."""
    count = select(func.count()).select_from(change).where(change.c.at < _time_before())
    return int(store.db.execute(count).scalar() or 0)


def verbs() -> dict[str, str]:
    """Everything that can have been done, in words."""
    return {
        "create": _("entered it"),
        "change": _("changed it"),
        "move": _("moved it on"),
        "trash": _("put it into the trash"),
        "restore": _("took it out of the trash"),
        "undo": _("undid a change"),
        "read": _("opened it"),
        "unseal": _("opened a seal"),
        "export": _("exported it"),
        "copied-out": _("saved a copy of a file outside the vault"),
        "restored": _("said that a backup was restored"),
        "member-joined": _("let in, with keys"),
        "member-proposed": _("proposed to let in, with keys"),
        "proposal approved": _("signed a proposal, so that it counts"),
        "proposal discarded": _("took a proposal away"),
        "keys renewed": _("renewed the keys"),
        "rules changed": _("changed the rules of the vault"),
        "rules proposed": _("proposed other rules for the vault"),
        "member-left": _("took all keys away"),
        "device taken": _("took the keys of a device away"),
        "roles-changed": _("changed roles and keys"),
        "part made": _("made a part with its own readers"),
        "part given": _("gave somebody the key of a part"),
        "part taken": _("took the key of a part from somebody"),
        "placed": _("kept the vault in a synchronised folder"),
        "backup placed": _("put a backup into a synchronised folder"),
        "file": _("filed a sealed report"),
        "take-in": _("took in a sealed report"),
        "travel-out": _("made a travel copy"),
        "travel-back": _("brought a trip home"),
        "recovery-made": _("made a recovery key"),
        "recovery-tested": _("tested a recovery key"),
        "recovery-retired": _("put a recovery key out of use"),
        "recovery-used": _("used a recovery key"),
        "panic allowed": _("allowed arming the panic key"),
        "panic forbidden": _("forbade arming the panic key"),
        "panic armed": _("armed the panic key"),
        "panic disarmed": _("disarmed the panic key"),
    }


def verb_words(verb: str) -> str:
    """What was done."""
    return verbs().get(verb, verb)


def _type_words(name: str) -> str:
    if name in {cls.meta.name for cls in record_types()}:
        return record_type(name).meta.label
    return {"vault": _("Vault"), "report": _("Report"), "letter": _("Sealed report")}.get(name, "")


def _kinds(vault: Vault, asked: Asked) -> Iterable[str]:
    return [kind for kind in vault.stores if asked.kind in ("", kind)]


def _rows(store: Store, asked: Asked, before: int | None, limit: int) -> list[Any]:
    return list(store.db.execute(question(asked, before).limit(limit)))


def question(asked: Asked, before: int | None) -> Select[Any]:
    """Lines of one compartment below a number, newest first; no line above it is looked at."""
    columns = (change.c[name] for name in ("seq", "at", "member", "type", "record", "verb", "reason"))
    found = select(*columns, _time_before().label("previous")).where(*_conditions(asked))
    if before is not None:
        found = found.where(change.c.seq < before)
    return found.order_by(change.c.seq.desc())


def _time_before() -> ScalarSelect[Any]:
    """When the line before was written: found by its number, so that it costs next to nothing."""
    earlier = change.alias()
    return select(earlier.c.at).where(earlier.c.seq == change.c.seq - 1).correlate(change).scalar_subquery()


def _conditions(asked: Asked) -> Iterator[ColumnElement[bool]]:
    exact = {"member": asked.person, "type": asked.type, "verb": asked.verb, "record": asked.record}
    for name, value in exact.items():
        if value:
            yield change.c[name] == value
    if asked.first:
        yield change.c.at >= asked.first.isoformat()
    if asked.last:
        yield change.c.at < (asked.last + timedelta(days=1)).isoformat()
    if asked.words.strip():
        yield change.c.reason.contains(asked.words.strip(), autoescape=True)


def _merged(parts: Mapping[str, list[Any]]) -> Iterator[tuple[str, Any]]:
    """Always the newest of the lines that stand first; each compartment keeps its own order."""
    rest = {kind: iter(rows) for kind, rows in parts.items()}
    heads = {kind: row for kind, rows in rest.items() if (row := next(rows, None)) is not None}
    while heads:
        kind = max(heads, key=lambda one: (heads[one].at, -_place(one)))
        yield kind, heads[kind]
        following = next(rest[kind], None)
        if following is None:
            del heads[kind]
        else:
            heads[kind] = following


def _place(kind: str) -> int:
    return COMPARTMENTS.index(kind) if kind in COMPARTMENTS else len(COMPARTMENTS)


def _lines(vault: Vault, chosen: list[tuple[str, Any]]) -> tuple[Line, ...]:
    people = vault.titles("staff_member", {row.member for _kind, row in chosen})
    named = _named(vault, chosen)
    return tuple(_line(kind, row, people, named) for kind, row in chosen)


def _line(kind: str, row: Any, people: Mapping[str, str], named: Mapping[str, tuple[str, str]]) -> Line:
    ref, title = named.get(row.record, ("", _("Restricted record") if _is_record(row) else ""))
    return Line(
        kind=kind,
        seq=row.seq,
        at=datetime.fromisoformat(row.at),
        person=people.get(row.member) or _person(row.member),
        by=row.member,
        verb=row.verb,
        type=row.type,
        id=row.record,
        ref=ref,
        title=title,
        reason=row.reason or "",
        clock_back=row.previous is not None and row.at < row.previous,
    )


def _person(member: str) -> str:
    """Somebody who is not in the list of staff, or filed something without being named on purpose."""
    return _("Somebody no longer listed") if member else _("Not named")


def _is_record(row: Any) -> bool:
    return bool(row.record) and row.type in {cls.meta.name for cls in record_types()}


def _named(vault: Vault, chosen: Iterable[tuple[str, Any]]) -> dict[str, tuple[str, str]]:
    """Reference and title of every record that can be read here."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for _kind, row in chosen:
        if _is_record(row):
            wanted[row.type].add(row.record)
    found: dict[str, tuple[str, str]] = {}
    for name, ids in wanted.items():
        table, title = table_of(name), record_type(name).meta.title
        names = select(table.c.id, table.c.ref, table.c[title]).where(table.c.id.in_(list(ids)[:_MANY]))
        for store in vault.stores_of(name):
            found |= {row[0]: (row[1], str(row[2] or "")) for row in store.db.execute(names)}
    return found
