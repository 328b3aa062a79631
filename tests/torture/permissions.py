"""T-PERM: every file and folder that the program ever makes is for its owner alone, whatever the umask says."""

from __future__ import annotations

import re

from tests.torture.outcome import Outcome
from tests.torture.traced import FILES, Toured, can_trace, toured

NAME, CI, RELEASE = "T-PERM", 2, 2
UMASKS = (0o000, 0o022)
_MADE = re.compile(rb'(?:open|openat|creat|mkdir|mkdirat|mknod)\(.*?"([^"]*)".*?,\s*0([0-7]{3,4})\) = (\d+)')


def run(count: int) -> Outcome:
    """A tour under each umask; `tried` are the files and folders that were made."""
    if not can_trace():
        return Outcome(NAME, 0, note="left out: there is no strace here", counts=("wrong",))
    tried, found = 0, []
    for umask in UMASKS[:count]:
        with toured(FILES, umask=umask) as tour:
            looked, hits = looked_at(tour)
            tried, found = tried + looked, found + [f"umask {umask:03o}: {hit}" for hit in hits]
    return Outcome(NAME, tried, wrong=len(found), note="; ".join(found[:5]), counts=("wrong",))


def looked_at(tour: Toured) -> tuple[int, list[str]]:
    """What was made and is still there, by its mode; and what a call asked for, by the mode it asked for."""
    if tour.trouble:
        return 0, [tour.trouble]
    left = [path for path in tour.place.rglob("*") if path != tour.calls]
    hits = [
        f"{path.relative_to(tour.place)} {path.stat().st_mode & 0o777:o}"
        for path in left
        if path.stat().st_mode & 0o077 and not _is_of_a_library(str(path))
    ]
    made = [found for line in tour.lines() if (found := _MADE.search(line)) is not None]
    for call in made:
        path, mode = call[1].decode(errors="replace"), int(call[2], 8)
        if mode & 0o077 and str(tour.place) in path and not _is_of_a_library(path) and "/db/" not in path:
            hits.append(f"{path} asked for {mode:o}")
    return len(left) + len(made), hits


def _is_of_a_library(path: str) -> bool:
    """The font cache of the system, made by its own library before our first line: it holds no record."""
    return "/fontconfig" in path or path.endswith("/cache")
