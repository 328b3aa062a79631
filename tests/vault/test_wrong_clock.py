"""A clock that is wrong changes no order: what happened later stands later, whatever time it says."""

from __future__ import annotations

from datetime import datetime

from strategies import council, saved

from civicdesk import clock
from civicdesk.clock import PHNOM_PENH, Clock


def test_a_history_keeps_its_order_when_the_clock_was_years_behind_or_ahead(vault):
    one = None
    for number, year in enumerate((2026, 2016, 2038, 2026)):
        with clock.use(Clock.at(datetime(year, 2, 28, 9, tzinfo=PHNOM_PENH))):
            before = one.replaced(mandate=f"Visit {number}") if one else council()
            one = saved(vault, before)
    found = vault.history("stakeholder", one.id)
    assert [change.seq for change in found] == sorted((change.seq for change in found), reverse=True)
    assert [change.at.year for change in found] == [2026, 2038, 2016, 2026]
    report = vault.verify()
    assert report.ok and report.notes, "said, and not called a fault"
