"""Splitting a secret into shares and joining shares again, each in a short-lived process of our own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any

from civicdesk import paths
from civicdesk.vault.recovery_errors import (
    DifferentSets,
    RecoveryFailed,
    SharesDoNotFit,
    ShareTwice,
    TooFewShares,
)
from civicdesk.vault.recovery_words import ShareWords

MOST_SECONDS = 15.0
MOST_TRIES = 12
"""How many choices of k shares are tried where more were given and one of them is not genuine."""
_KEPT = ("SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP", "LANG", "LC_ALL")


@dataclass(frozen=True)
class ShareSet:
    """Shares of one set, by their number."""

    mark: int
    needed: int
    shares: tuple[ShareWords, ...]
    repeated: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether there are enough."""
        return len(self.shares) >= self.needed


def split(secret: bytes, k: int, n: int, mark: int) -> tuple[str, ...]:
    """`n` shares of which any `k` make the secret again; each bears the mark of their set (15 bits)."""
    answer = _ask({"do": "split", "secret": secret.hex(), "k": k, "n": n, "mark": mark})
    shares = answer.get("shares")
    if not isinstance(shares, list) or len(shares) != n:
        raise RecoveryFailed
    return tuple(str(share) for share in shares)


def sets_of(shares: Iterable[ShareWords]) -> tuple[ShareSet, ...]:
    """The shares sorted into their sets; the same share again counts once."""
    found: dict[tuple[int, int], dict[ShareWords, int]] = {}
    for share in shares:
        counted = found.setdefault((share.mark, share.needed), {})
        counted[share] = counted.get(share, 0) + 1
    return tuple(
        ShareSet(mark, needed, tuple(counted), repeated=max(counted.values()) > 1)
        for (mark, needed), counted in found.items()
    )


def complete_sets(shares: Iterable[ShareWords]) -> tuple[ShareSet, ...]:
    """The sets there are enough shares of; where there is none, the error that says what is missing."""
    sets = sets_of(shares)
    complete = tuple(one for one in sets if one.is_complete)
    if complete or not sets:
        return complete
    best = max(sets, key=lambda one: len(one.shares) / one.needed)
    if any(one.repeated for one in sets):
        raise ShareTwice
    if len(sets) > 1 and sum(len(one.shares) for one in sets) >= best.needed:
        raise DifferentSets
    raise TooFewShares(len(best.shares), best.needed)


def join(found: ShareSet) -> bytes:
    """The secret of a complete set: of more shares than it takes, the first choice that fits."""
    for chosen in islice(_choices(found), MOST_TRIES):
        answer = _ask({"do": "join", "shares": [share.text for share in chosen]})
        secret = answer.get("secret")
        if isinstance(secret, str) and len(secret) == 64:
            return bytes.fromhex(secret)
        if answer.get("trouble") != "shares":
            raise RecoveryFailed
    raise SharesDoNotFit


def _choices(found: ShareSet) -> Iterable[Sequence[ShareWords]]:
    """Exactly as many shares as it takes (one more is refused), never two with the same number."""
    for chosen in combinations(found.shares, found.needed):
        if len({share.number for share in chosen}) == found.needed:
            yield chosen


def _ask(question: dict[str, Any]) -> dict[str, Any]:
    """One question to a process of our own, bounded in time; it dies with its answer."""
    try:
        done = subprocess.run(  # noqa: S603  (ourselves)
            _command(),
            input=json.dumps(question).encode("ascii"),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MOST_SECONDS,
            check=True,
            env={name: os.environ[name] for name in _KEPT if name in os.environ}
            | {"OPENSSL_CONF": os.devnull},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        answer = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError) as trouble:
        raise RecoveryFailed from trouble
    if not isinstance(answer, dict):
        raise RecoveryFailed
    return answer


def _command() -> list[str]:
    """Python without its user's settings, so that nothing planted in a folder or a variable is imported.

    A packed program starts itself, and its entry point hands this one word to `recovery_child.main`.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, "--recovery-child"]
    start = f"import sys; sys.path.append({str(paths.root())!r}); import civicdesk.vault.recovery_child as c; c.main()"
    return [sys.executable, "-I", "-B", "-c", start]
