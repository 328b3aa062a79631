"""What CivicDesk protects from and what it does not: the words on the first page, on the lock screen and in the help.

The page of limits is kept in two languages side by side (`resources/honesty`), for it can be read in either, whatever
the window speaks. It is at most one page, and follows the table in `docs/threat-model.md`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from civicdesk import paths
from civicdesk.i18n import _

LANGUAGES = ("en", "km")


@dataclass(frozen=True)
class Honesty:
    """The page in one language; `limits` are (situation, what CivicDesk does not do then)."""

    title: str
    promise: str
    limit: str
    limits: tuple[tuple[str, str], ...]


def honesty(language: str) -> Honesty:
    """The page in this language, in English where there is none."""
    code = language if language in LANGUAGES else LANGUAGES[0]
    kept = json.loads(paths.resource("honesty", f"{code}.json").read_text("utf-8"))
    limits = tuple((situation, words) for situation, words in kept["limits"])
    return Honesty(kept["title"], kept["promise"], kept["limit"], limits)


def promise() -> str:
    """The first half of the honest sentence: what is protected."""
    return _("CivicDesk protects your records if this computer is taken while it is locked or off.")


def limit() -> str:
    """The second half: what is not."""
    return _(
        "It cannot protect you from software that watches your screen or keys, from someone who makes you "
        "open it, or from files you save outside."
    )


def no_way_back() -> str:
    """What a lost passphrase means."""
    return _(
        "Nobody can open the vault without a passphrase or recovery key: not even the people who made CivicDesk. "
        "If all of them are lost, the records are lost."
    )
