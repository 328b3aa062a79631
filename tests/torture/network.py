"""T-NET: a tour of the whole window opens no socket but local ones, and works where there is no network at all."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

from tests.torture.outcome import Outcome
from tests.torture.traced import Toured, can_trace, toured

NAME, CI, RELEASE = "T-NET", 1, 3
_SOCKETS = "socket,socketpair,connect,bind,listen,accept,accept4,execve"


def run(count: int) -> Outcome:
    """So many tours of each kind; `tried` are calls that were looked at, and tours without a network."""
    if not can_trace():
        return Outcome(NAME, 0, note="left out: there is no strace here", counts=("wrong",))
    tried, found = 0, []
    for _round in range(count):
        with toured(_SOCKETS) as tour:
            looked, hits = looked_at(tour)
            tried, found = tried + looked, found + hits
        alone = no_network()
        if alone:
            with toured("", before=alone) as tour:
                tried += 1
                found += [tour.trouble] if tour.trouble else []
    note = "; ".join(found[:5]) or ("" if no_network() else "no empty network could be made here")
    return Outcome(NAME, tried, wrong=len(found), note=note, counts=("wrong",))


def looked_at(tour: Toured) -> tuple[int, list[str]]:
    """Every call on a socket; one that is not local is a hit."""
    if tour.trouble:
        return 0, [tour.trouble]
    lines = list(tour.lines())
    hits = [
        line[:160].decode(errors="replace")
        for line in lines
        if b"execve(" not in line and b"AF_UNIX" not in line and b"socketpair(AF_UNIX" not in line
        and any(call in line for call in (b"socket(", b"connect(", b"bind(", b"listen("))
    ]  # fmt: skip
    return len(lines), hits


def no_network() -> Sequence[str]:
    """The words that put a program where there is no network, not even a loopback; () where that is not allowed."""
    unshare = shutil.which("unshare")
    for words in ([unshare, "-n"], [unshare, "-r", "-n"]) if unshare else ():
        if subprocess.run([*words, "true"], capture_output=True, env=os.environ, check=False).returncode == 0:
            return words
    return ()
