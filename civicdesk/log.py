"""What the program remembers about itself: codes and numbers, in memory only, never content."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

_CODE = re.compile(r"[a-z][a-z0-9]*([.-][a-z0-9]+)*")


@dataclass(frozen=True)
class Note:
    """One thing that happened: a code such as "vault.header.healed" and a number."""

    code: str
    number: int = 0


_notes: deque[Note] = deque(maxlen=500)


def note(code: str, number: int = 0) -> None:
    """Remember that `code` happened; a code with any other character in it is a bug and raises."""
    if not _CODE.fullmatch(code) or len(code) > 60:
        raise ValueError("a log line is a code, never a text")
    _notes.append(Note(code, int(number)))


def recent() -> tuple[Note, ...]:
    """What happened lately, oldest first; nothing of it is on disk."""
    return tuple(_notes)
