"""Where a person has been in the window, for Back and Forward; kept in memory only."""

from __future__ import annotations

from ui.navigation import Place

LONGEST = 200


class Trail:
    """A list of places and the spot where one stands in it."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._at = -1

    @property
    def here(self) -> Place | None:
        """Where one stands; None at the beginning."""
        return self._places[self._at] if self._at >= 0 else None

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place before."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether one has gone back from somewhere."""
        return self._at < len(self._places) - 1

    def went(self, place: Place) -> None:
        """Note a new place; what was ahead is forgotten."""
        if place == self.here:
            return
        del self._places[self._at + 1 :]
        self._places.append(place)
        del self._places[:-LONGEST]
        self._at = len(self._places) - 1

    def back(self) -> Place | None:
        """One place back."""
        self._at -= self.can_go_back
        return self.here

    def forward(self) -> Place | None:
        """One place forward."""
        self._at += self.can_go_forward
        return self.here
