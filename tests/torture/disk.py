"""A disk as it may stand after the power went, built from the record of what a program asked of it.

What was flushed is there. Of what was not, any part may be: each write wholly, not at all, or only some of its
sectors of 512 bytes, and in any order. A name that was made, changed or taken away counts when its folder was
flushed; before that it may be there or not, and one change of a folder may survive without an earlier one.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

SECTOR = 512
_FRAME = struct.Struct("<cQqII")


@dataclass(frozen=True)
class Event:
    """One call, or a remark (`A`): kind, file, where in it, and the data or the names."""

    kind: str
    file: int
    at: int
    data: bytes
    other: str

    @property
    def name(self) -> str:
        """The first name."""
        return self.data.decode()

    @property
    def remark(self) -> Any:
        """What was said at this moment."""
        return json.loads(self.data)


def events(log: Path) -> Iterator[Event]:
    """What `shim.c` wrote down."""
    raw, at = log.read_bytes(), 0
    while at < len(raw):
        kind, file, offset, first, second = _FRAME.unpack_from(raw, at)
        at += _FRAME.size
        data, other = raw[at : at + first], raw[at + first : at + first + second]
        at += first + second
        yield Event(kind.decode(), file, offset, data, other.decode())


@dataclass
class _File:
    """What is certain of a file, and what was asked since it was flushed."""

    data: bytes = b""
    pending: list[Event] = field(default_factory=list)

    def now(self) -> bytes:
        return _applied(self.data, self.pending)

    def after_the_cut(self, chance: Random) -> bytes:
        """Some of what is pending, torn here and there, in some order."""
        left = [part for event in self.pending for part in _torn(event, chance)]
        if chance.random() < 0.5:
            chance.shuffle(left)
        return _applied(self.data, left)


@dataclass
class Disk:
    """Files and names of the folders below one place; folders themselves are certain when they are made."""

    files: dict[int, _File] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, list[Event]] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    _numbers: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, place: Path) -> Disk:
        """The disk before anything was recorded: all of it certain."""
        disk = cls()
        for path in place.rglob("*"):
            if path.is_dir():
                disk.folders.add(str(path))
            else:
                number = path.stat().st_ino
                disk._numbers[number] = number
                disk.files[number] = _File(path.read_bytes())
                disk.names[str(path)] = number
        return disk

    def take(self, event: Event) -> None:
        """One more call has happened."""
        match event.kind:
            case "W" | "Z":
                self.files[self._numbers[event.file]].pending.append(event)
            case "S":
                file = self.files[self._numbers[event.file]]
                file.data, file.pending = file.now(), []
            case "C":
                # The number of a file that is gone is given again: every new file gets one of its own here.
                self._numbers[event.file] = number = len(self.files) + (1 << 40)
                self.files[number] = _File()
                self._wait(Event("C", number, 0, event.data, ""))
            case "R" if event.name in self.folders:
                self._move_folder(event)
            case "R" | "U" | "L":
                self._wait(event)
            case "D":
                for waiting in self.waiting.pop(event.name, []):
                    _rename(self.names, waiting)
            case "M":
                self.folders.add(event.name)
            case "X":
                self.folders.discard(event.name)

    def _move_folder(self, event: Event) -> None:
        """A folder with another name: it is certain at once, and so is what was changed in it before."""
        old, new = event.name, event.other
        for name in [one for one in self.waiting if _below(one, old)]:
            for waiting in self.waiting.pop(name):
                _rename(self.names, waiting)
        self.names = {_moved(name, old, new): number for name, number in self.names.items()}
        self.folders = {_moved(name, old, new) for name in self.folders}

    def _wait(self, event: Event) -> None:
        folder = (event.other or event.name).rpartition("/")[0]
        self.waiting.setdefault(folder, []).append(event)

    def after_the_cut(self, chance: Random) -> dict[str, bytes]:
        """What may be found: the content of every name."""
        names = dict(self.names)
        for waiting in self.waiting.values():
            for event in _survivors(waiting, chance):
                _rename(names, event)
        return {name: self.files[number].after_the_cut(chance) for name, number in names.items()}

    def unharmed(self) -> dict[str, bytes]:
        """What is found when everything came through."""
        names = dict(self.names)
        for waiting in self.waiting.values():
            for event in waiting:
                _rename(names, event)
        return {name: self.files[number].now() for name, number in names.items()}

    @property
    def is_quiet(self) -> bool:
        """Whether a cut now could change nothing."""
        return not any(self.waiting.values()) and not any(file.pending for file in self.files.values())


def _below(name: str, folder: str) -> bool:
    return name == folder or name.startswith(f"{folder}/")


def _moved(name: str, old: str, new: str) -> str:
    return new + name[len(old) :] if _below(name, old) else name


def _survivors(waiting: list[Event], chance: Random) -> list[Event]:
    """Changes of names that reached the disk: the first so many, as journals do, or any of them."""
    if chance.random() < 0.5:
        return waiting[: chance.randint(0, len(waiting))]
    return [event for event in waiting if chance.random() < 0.5]


def _rename(names: dict[str, int], event: Event) -> None:
    if event.kind == "C":
        names[event.name] = event.file
    elif event.kind == "U":
        names.pop(event.name, None)
    elif event.name in names:
        names[event.other] = names[event.name] if event.kind == "L" else names.pop(event.name)


def _torn(event: Event, chance: Random) -> Iterator[Event]:
    """The parts of a call that reached the disk: often all or nothing, else some of its sectors."""
    fate = chance.random()
    if fate < 0.4:
        yield event
    if fate < 0.7 or event.kind == "Z":
        return
    first = event.at - event.at % SECTOR
    for start in range(first, event.at + len(event.data), SECTOR):
        low, high = max(start, event.at), min(start + SECTOR, event.at + len(event.data))
        if chance.random() < 0.5:
            yield Event("W", event.file, low, event.data[low - event.at : high - event.at], "")


def _applied(data: bytes, pending: list[Event]) -> bytes:
    if not pending:
        return data
    now = bytearray(data)
    for event in pending:
        end = event.at if event.kind == "Z" else event.at + len(event.data)
        if len(now) < end:
            now.extend(bytes(end - len(now)))
        if event.kind == "Z":
            del now[event.at :]
        else:
            now[event.at : end] = event.data
    return bytes(now)
