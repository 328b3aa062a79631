"""Choices that are computed, never typed."""

from __future__ import annotations

from civicdesk.records.values import Choice


class Quadrant(Choice):
    """Position on the grid of influence and interest (Mendelow)."""

    MANAGE_CLOSELY = "manage_closely"
    KEEP_SATISFIED = "keep_satisfied"
    KEEP_INFORMED = "keep_informed"
    MONITOR = "monitor"


class Closeness(Choice):
    """How near we stand to a public institution (`domain.md` WF06)."""

    DISTANT = "distant"
    WORKABLE = "workable"
    CLOSE_WATCH = "close_watch"
    TOO_CLOSE = "too_close"


class Rag(Choice):
    """Colour of a commitment: grey is over, red is more than 30 days late."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"


class Track(Choice):
    """How far an indicator is on its way to the target."""

    ON_TRACK = "on_track"
    WATCH = "watch"
    OFF_TRACK = "off_track"
