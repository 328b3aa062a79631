"""How a person likes the window, kept inside the vault: nothing about it is written anywhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from civicdesk import i18n, paths
from civicdesk.records.record import PROGRAMME, SECURITY
from ui import theme

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault

LANGUAGES = {"en": "English", "km": "ភាសាខ្មែរ"}
"""Languages of the window by their own names."""


def languages() -> dict[str, str]:
    """The languages that this installation has words for; English needs no catalogue."""
    catalogue = ("LC_MESSAGES", f"{i18n.DOMAIN}.mo")
    return {
        code: name
        for code, name in LANGUAGES.items()
        if code == "en" or paths.resource("locale", code, *catalogue).is_file()
    }


LONGEST_IDLE = 15


def idle_seconds(minutes: int, compartments: Iterable[str]) -> int:
    """When the vault locks itself; who holds the key to security cannot switch it off."""
    if minutes == 0 and SECURITY in compartments:
        minutes = Preferences.idle
    return 60 * minutes


@dataclass(frozen=True)
class Preferences:
    """Language, colours, size of letters, size of the window, when it locks itself, and whether it may be captured."""

    language: str = "en"
    mode: str = "system"
    scale: int = 100
    width: int = 1280
    height: int = 800
    idle: int = 5
    """Minutes without work until the vault locks; 0 is never."""
    shielded: bool = True

    @property
    def look(self) -> theme.Look:
        """What the theme needs of it."""
        return theme.Look(self.mode, self.scale)


def read(vault: Vault, otherwise: Preferences) -> Preferences:
    """What this person chose before in this vault; `otherwise` where nothing usable was kept."""
    kept = vault.setting(_key(vault))
    return checked(kept, otherwise) if isinstance(kept, Mapping) else otherwise


def keep(vault: Vault, chosen: Preferences) -> None:
    """Keep it for the next time; who cannot open the programme has no place to keep it."""
    if PROGRAMME not in vault.compartments:
        return
    vault.set_settings({_key(vault): vars(chosen)})


def checked(kept: Mapping[str, Any], otherwise: Preferences) -> Preferences:
    """Kept values, each replaced where it makes no sense here."""
    return Preferences(
        language=kept["language"] if kept.get("language") in LANGUAGES else otherwise.language,
        mode=kept["mode"] if kept.get("mode") in theme.MODES else otherwise.mode,
        scale=kept["scale"] if kept.get("scale") in theme.SCALES else otherwise.scale,
        width=_between(kept.get("width"), 800, 6000, otherwise.width),
        height=_between(kept.get("height"), 500, 4000, otherwise.height),
        idle=_between(kept.get("idle"), 0, LONGEST_IDLE, otherwise.idle),
        shielded=kept.get("shielded") is not False,
    )


def _between(value: object, least: int, most: int, otherwise: int) -> int:
    return value if isinstance(value, int) and least <= value <= most else otherwise


def _key(vault: Vault) -> str:
    return f"window:{vault.sid}"
