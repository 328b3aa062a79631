"""RecordTableModel: a list of any length. It holds 8 bytes a row and the lines on screen, and never waits.

Keys come first (the first 200, then all of them), lines in pages of 64 through the worker; until a line
arrives its cells say "…" (`performance.md`, rule 8). Columns that look at other records come last, a few
rows at a time, so that nobody waits for them.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal

from civicdesk.records.fields import NUMBERS, Field, Kind
from civicdesk.records.record import Record, record_type
from civicdesk.vault.query import Condition, Query
from ui.records.shapes import state_words
from ui.records.words import computed_words, words_of

if TYPE_CHECKING:
    from civicdesk.vault.reading import Row
    from civicdesk.vault.vault import Vault
    from ui.session import Session
    from ui.worker import Job

PAGE = 64
FIRST = 200
FEW = 16
"""How many rows at a time get the columns that look at other records."""
KEPT = 64 * PAGE
"""How many lines are kept; older ones are fetched again when they are looked at."""
WAITING = "…"
_QUEUE = 6
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is shown, and which records its words depend on."""

    id: str
    words: tuple[str, ...]
    numbers: frozenset[int]
    mentions: frozenset[str]
    is_whole: bool = True
    """Whether the columns that look at other records are there as well."""


class RecordTableModel(QAbstractTableModel):
    """The records of a type that meet a query, in its order."""

    counted = Signal(int, bool)
    """How many rows there are, and whether that is all of them."""
    sorted_by = Signal(str)
    """The key that the rows are sorted by, "-" before it for descending."""

    def __init__(self, session: Session, type_name: str, columns: Sequence[str] = ()) -> None:
        super().__init__()
        self.session = session
        self.cls: type[Record] = record_type(type_name)
        self.columns: tuple[Field, ...] = tuple(
            self.cls.meta.field(k) for k in columns or self.cls.meta.columns
        )
        self._places = {spec.key: place for place, spec in enumerate(self.columns)}
        self.query = Query(type_name, self.cls.meta.sort)
        self.is_complete = False
        self._keys: array[int] = array("q")
        self._lines: OrderedDict[int, Line] = OrderedDict()
        self._stale: set[int] = set()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._unfinished: OrderedDict[int, None] = OrderedDict()
        self._plain = tuple(spec for spec in self.columns if not spec.needs_look)
        self._looked_up = tuple(spec for spec in self.columns if spec.needs_look)
        self._asking: list[Job] = []
        self._fetching = False
        self._pause = QTimer(self, interval=0, singleShot=True)
        self._pause.timeout.connect(self._fetch)
        session.changed.connect(self._hear)

    # --- what Qt asks ----------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (as Qt declares it)
        """How many rows are known."""
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell; asking for one that is not here fetches its page."""
        if not index.isValid() or role not in _ROLES:
            return None
        line = self.line(index.row())
        column = index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = self._is_number(column) or (line is not None and column in line.numbers)
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if line is None:
            return WAITING
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.columns[column].label}: {line.words[column]}"
        return line.words[column]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The fields' labels above, row numbers beside."""
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(self.columns):
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].label
        if role == Qt.ItemDataRole.TextAlignmentRole and self._is_number(section):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """A new order is a new query."""
        if 0 <= column < len(self.columns) and self.can_sort(column):
            down = "-" if order == Qt.SortOrder.DescendingOrder else ""
            self.ask(replace(self.query, sort=down + self.columns[column].key))

    # --- what the view asks ----------------------------------------------------------------------

    def can_sort(self, column: int) -> bool:
        """Whether there is an order by this column: by stored single values, not by computed ones."""
        spec = self.columns[column]
        return not spec.computed and not spec.many and spec.kind not in (Kind.CHILD, Kind.LINK, Kind.LONG)

    def line(self, row: int) -> Line | None:
        """The line of a row; None, and a fetch, when it is not here."""
        if not 0 <= row < len(self._keys):
            return None
        key = self._keys[row]
        line = self._lines.get(key)
        if line is None or key in self._stale:
            self._want(self._wanted, row // PAGE)
        elif not line.is_whole:
            self._want(self._unfinished, row // FEW)
        return line

    def id_at(self, row: int) -> str:
        """The record of a row; "" while it is not known."""
        line = self.line(row)
        return line.id if line else ""

    def key_at(self, row: int) -> int:
        """The row's key, by which it is found again after a change; -1 past the end."""
        return self._keys[row] if 0 <= row < len(self._keys) else -1

    def row_of(self, key: int) -> int:
        """Where a key stands now; -1 when it is gone."""
        try:
            return self._keys.index(key)
        except ValueError:
            return -1

    def filter(self, filters: tuple[Condition, ...], text: str = "") -> None:
        """Show only what meets these conditions and contains this text."""
        self.ask(replace(self.query, filters=filters, text=text))

    def ask(self, query: Query) -> None:
        """Show the rows of another query."""
        self.query = query
        self.sorted_by.emit(query.sort)
        self.load()

    # --- keys ------------------------------------------------------------------------------------

    def load(self) -> None:
        """Ask for the keys anew: first the few that fill a screen, then what stands on it, then all keys."""
        self._drop_questions()
        self.is_complete = False
        query = self.query
        self._asking = [
            self.session.run(lambda vault: vault.keys(query, FIRST), self._first_keys, owner=self)
        ]

    def _ask_for_all(self) -> None:
        query = self.query
        self._asking = [self.session.run(lambda vault: vault.keys(query), self._all_keys, owner=self)]

    def _drop_questions(self) -> None:
        for job in self._asking:
            job.cancel()
        self._asking = []

    def _first_keys(self, keys: array[int]) -> None:
        self.beginResetModel()
        self._keys = keys
        self._wanted.clear()
        self._unfinished.clear()
        self.endResetModel()
        self.is_complete = len(keys) < FIRST
        self.counted.emit(len(keys), self.is_complete)
        if keys:
            self._want(self._wanted, 0)
            self._fetch()
        self._asking = []
        if not self.is_complete:
            self._ask_for_all()

    def _all_keys(self, keys: array[int]) -> None:
        self._replace(keys)
        self.is_complete = True
        self._asking = []
        self.counted.emit(len(keys), self.is_complete)

    def _replace(self, keys: array[int]) -> None:
        """Move to other keys with as little disturbance as possible: what is alike at both ends stays."""
        old = self._keys
        start = _alike(old, keys)
        end = _alike(old[start:][::-1], keys[start:][::-1])
        gone, come = len(old) - start - end, len(keys) - start - end
        if gone:
            self.beginRemoveRows(QModelIndex(), start, start + gone - 1)
            self._keys = old[:start] + old[start + gone :]
            self.endRemoveRows()
        if come:
            self.beginInsertRows(QModelIndex(), start, start + come - 1)
            self._keys = keys
            self.endInsertRows()

    # --- pages -----------------------------------------------------------------------------------

    def _want(self, queue: OrderedDict[int, None], page: int) -> None:
        queue[page] = None
        queue.move_to_end(page)
        while len(queue) > _QUEUE:
            queue.popitem(last=False)
        if not self._pause.isActive():
            self._pause.start()

    def _fetch(self) -> None:
        """Ask for what was looked at last; one question at a time, so that scrolling past costs nothing."""
        if self._fetching:
            return
        while self._wanted or self._unfinished:
            queue, size = (self._wanted, PAGE) if self._wanted else (self._unfinished, FEW)
            start = queue.popitem()[0] * size
            whole = size == FEW
            missing = [key for key in self._keys[start : start + size] if self._lacks(key, whole=whole)]
            if missing:
                self._ask_for(start, size, missing, whole=whole)
                return

    def _lacks(self, key: int, *, whole: bool) -> bool:
        line = self._lines.get(key)
        return (line is not None and not line.is_whole) if whole else (line is None or key in self._stale)

    def _ask_for(self, start: int, size: int, keys: list[int], *, whole: bool) -> None:
        self._fetching = True
        columns = self._looked_up if whole else self._plain
        work = _page_reader(self.cls.meta.name, keys, columns)

        def take(found: dict[int, Line]) -> None:
            self._take({key: self._merged(key, line, columns) for key, line in found.items()}, start, size)

        self.session.run(work, take, self._give_up, owner=self)

    def _merged(self, key: int, line: Line, columns: tuple[Field, ...]) -> Line:
        """The line with the columns that were read; the others stay as they are, or wait."""
        before = self._lines.get(key)
        words = list(before.words) if before else [WAITING] * len(self.columns)
        numbers = set(before.numbers) if before else set()
        for place, spec in enumerate(columns):
            column = self._places[spec.key]
            words[column] = line.words[place]
            (numbers.add if place in line.numbers else numbers.discard)(column)
        mentions = line.mentions | (before.mentions if before and columns is self._looked_up else frozenset())
        whole = columns is self._looked_up or not self._looked_up
        return Line(line.id, tuple(words), frozenset(numbers), mentions, whole)

    def _give_up(self, error: Any) -> None:
        self._fetching = False
        self.session.trouble.emit(error)

    def _take(self, lines: Mapping[int, Line], start: int, size: int) -> None:
        self._fetching = False
        for key, line in lines.items():
            self._lines[key] = line
            self._lines.move_to_end(key)
            self._stale.discard(key)
        while len(self._lines) > KEPT:
            self._lines.popitem(last=False)
        last = min(start + size, len(self._keys)) - 1
        if start <= last:
            self.dataChanged.emit(self.index(start, 0), self.index(last, len(self.columns) - 1))
        if self._wanted or self._unfinished:
            self._pause.start()

    # --- changes ---------------------------------------------------------------------------------

    def _hear(self, changes: Mapping[str, frozenset[str]]) -> None:
        """After a change: lines that show a changed record are fetched again, keys only if their type changed."""
        touched = frozenset().union(*changes.values()) if changes else frozenset()
        hit = [key for key, line in self._lines.items() if line.mentions & touched]
        self._stale.update(hit)
        if self.cls.meta.name in changes:
            self._drop_questions()
            self._ask_for_all()
        if hit and self._keys:
            last = self.index(len(self._keys) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _is_number(self, column: int) -> bool:
        spec = self.columns[column]
        return spec.kind in NUMBERS or spec.kind is Kind.MONEY


_ROLES = frozenset(
    (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.TextAlignmentRole,
        Qt.ItemDataRole.AccessibleTextRole,
    )
)


class RowNames:
    """Names for the cells of a page: titles came with the rows, terms are kept in memory by the vault."""

    def __init__(self, vault: Vault, titles: Mapping[str, str]) -> None:
        self._vault = vault
        self._titles = titles

    def term(self, vocab: str, code: str) -> str:
        """The words for a term."""
        return self._vault.term_label(vocab, code)

    def title(self, record_id: str) -> str:
        """The title of a linked record."""
        return self._titles.get(record_id, "")


def _page_reader(
    type_name: str, keys: Sequence[int], columns: tuple[Field, ...]
) -> Callable[[Vault], dict[int, Line]]:
    """Work that reads one page and puts it into words."""

    def read(vault: Vault) -> dict[int, Line]:
        rows = vault.rows(type_name, keys, [spec.key for spec in columns])
        return {row.key: line_of(vault, row, columns) for row in rows}

    return read


def line_of(vault: Vault, row: Row, columns: tuple[Field, ...]) -> Line:
    """A row in words. Runs in the worker."""
    names = RowNames(vault, row.titles)
    words = tuple(_cell(row, spec, names) for spec in columns)
    numbers = frozenset(
        place
        for place, spec in enumerate(columns)
        if isinstance(row.values[spec.key], (int, float, Decimal))
        and not isinstance(row.values[spec.key], bool)
    )
    return Line(row.id, words, numbers, frozenset((row.id, *row.titles)))


def _cell(row: Row, spec: Field, names: RowNames) -> str:
    value = row.values[spec.key]
    if spec.key == "state":
        return state_words(row.cls.states, str(value))
    words = computed_words(value, names) if spec.computed else words_of(spec, value, names)
    return " ".join(words.split())


def _alike(one: array[int], other: array[int]) -> int:
    """How many items two arrays share from the start, found by halving (arrays compare fast)."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
