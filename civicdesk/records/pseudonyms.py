"""Pseudonyms: a word and three digits, drawn at random, so that nothing in them comes from the person."""

from __future__ import annotations

import secrets
from collections.abc import Callable

_WORD_LIST = """
    Lotus River Mango Heron Palm Rice Bamboo Banyan Basil Breeze Canoe Cloud Coconut Coral Crane Dawn Delta
    Dolphin Egret Field Forest Garden Ginger Harbour Hill Ibis Island Jasmine Kapok Lake Lantern Lemon Maple
    Meadow Moon Morning Orchid Otter Papaya Pepper Pond Rain Reed Robin Sand Sparrow Spring Star Stone Sugar
    Sunrise Swallow Tamarind Teak Turtle Valley Water Wave Wind Willow
"""
WORDS = tuple(_WORD_LIST.split())


def new_pseudonym(taken: Callable[[str], bool]) -> str:
    """A pseudonym such as "Lotus-214" for which `taken` says no."""
    while True:
        candidate = f"{secrets.choice(WORDS)}-{secrets.randbelow(900) + 100}"
        if not taken(candidate):
            return candidate


def points_to(pseudonym: str, name: str, places: tuple[str, ...]) -> bool:
    """Whether a pseudonym gives a person away: it holds part of the name, or the initials and the place."""
    plain = pseudonym.casefold()
    parts = [part.casefold() for part in name.split()]
    if any(len(part) > 1 and part in plain for part in parts):
        return True
    initials = "".join(part[0] for part in parts)
    letters = "".join(char for char in plain if char.isalpha())
    placed = any(place and place.casefold() in plain for place in places)
    return len(initials) > 1 and letters.startswith(initials) and placed
