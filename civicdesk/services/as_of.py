"""Looking at the vault as on another day: reports are made for a day, which is seldom today."""

from __future__ import annotations

from datetime import date, datetime, time

from civicdesk.clock import PHNOM_PENH
from civicdesk.records.problems import Lookup


class AsOf:
    """A Lookup whose `today` is the day of the report; everything else is that of the vault.

    Records are read as they stand now: what was changed since the day shows its change.
    """

    def __init__(self, look: Lookup, day: date) -> None:
        self._look = look
        self.today = day
        self.now = datetime.combine(day, time(23, 59, 59), PHNOM_PENH)
        self.actor, self.roles = look.actor, look.roles
        self.get, self.find, self.linking, self.title = look.get, look.find, look.linking, look.title
        self.place_name, self.setting = look.place_name, look.setting
        self.term_label, self.term_codes = look.term_label, look.term_codes
