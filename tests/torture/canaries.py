"""T-CAN: words typed into every field are looked for in every byte the program writes, and in every file it leaves.

A tour types them everywhere, saves them, searches them, prints them, copies them, locks. Afterwards no file outside the
export may hold them, and no call may ever have written them anywhere: not into a file that is gone again, not into
a socket. (A pipe to a child of our own is no file: the preview of an attachment is made there.) Forms: UTF-8, UTF-16 and UTF-32, composed and decomposed, small letters, base64, zlib.
"""

from __future__ import annotations

import base64
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from tests.torture.outcome import Outcome
from tests.torture.tour import CANARIES
from tests.torture.traced import FILES, WRITES, Toured, can_trace, toured

NAME, CI, RELEASE = "T-CAN", 1, 3


def run(count: int) -> Outcome:
    """So many tours; `tried` are the files and calls that were searched."""
    if not can_trace():
        return Outcome(NAME, 0, note="left out: there is no strace here", counts=("wrong",))
    tried, found = 0, []
    for _round in range(count):
        with toured(f"{FILES},{WRITES}") as tour:
            if tour.trouble:
                return Outcome(NAME, tried, wrong=1, note=tour.trouble, counts=("wrong",))
            looked, hits = searched(tour)
            tried += looked
            found += hits
    return Outcome(NAME, tried, wrong=len(found), note="; ".join(found[:5]), counts=("wrong",))


def searched(tour: Toured) -> tuple[int, list[str]]:
    """How much was searched, and where a canary was found."""
    looked, hits = 0, []
    for path in (*tour.files(), *(path for path in tour.vault.rglob("*") if path.is_file())):
        looked += 1
        if holds(path.read_bytes()):
            hits.append(f"in {path.relative_to(tour.place)}")
        if any(word in str(path) for word in CANARIES):
            hits.append("in a file name")
    is_seeing = False
    for line in tour.lines():
        looked += 1
        if b"<pipe:[" in line[:80] or _is_export(line, tour):
            is_seeing = is_seeing or (b"write(" in line[:40] and _plainly(line))
        elif holds(line, packed=b"write" in line[:40]):
            hits.append(f"written: {line[:120]!r}")
    if not is_seeing or not any(holds(path.name.encode()) for path in tour.exports.iterdir()):
        hits.append("the search is blind: not even the export is found")
    return looked, hits


def _is_export(line: bytes, tour: Toured) -> bool:
    """A call on the file that the person asked for, under the name they gave it."""
    return str(tour.exports).encode() in line


@lru_cache
def forms() -> tuple[bytes, ...]:
    """The canaries as they may lie in a file."""
    words = {
        unicodedata.normalize(form, spelled)
        for word in CANARIES
        for spelled in (word, word.lower(), word.upper())
        for form in ("NFC", "NFD")
    }
    plain = {word.encode(code) for word in words for code in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")}
    escaped = {word.encode("unicode_escape") for word in words}
    return tuple({*plain, *escaped, *(part for word in plain for part in _as_base64(word))})


def _as_base64(word: bytes) -> Iterator[bytes]:
    """The middle of the word in base64, at each of the three ways it can fall."""
    for shift in range(3):
        yield base64.b64encode(bytes(shift) + word)[4:-4]


def holds(content: bytes, *, packed: bool = True) -> bool:
    """Whether a canary is in there, plainly or in something compressed."""
    if _plainly(content):
        return True
    return packed and any(_plainly(part) for part in _unpacked(content))


def _plainly(content: bytes) -> bool:
    return any(form in content for form in forms())


def _unpacked(content: bytes) -> Iterable[bytes]:
    """Every zlib or gzip stream in it, wherever one seems to begin."""
    for head, bits in (
        (b"\x78\x01", 15),
        (b"\x78\x5e", 15),
        (b"\x78\x9c", 15),
        (b"\x78\xda", 15),
        (b"\x1f\x8b\x08", 31),
    ):
        at = content.find(head)
        while at >= 0:
            try:
                part = zlib.decompressobj(bits).decompress(content[at:], 1 << 24)
            except zlib.error:
                part = b""
            if len(part) > 8:
                yield part
            at = content.find(head, at + 1)


def holds_file(path: Path) -> bool:
    """Whether a canary is in a file."""
    return holds(path.read_bytes())
