"""The twin of the results table for other programs: CSV with a row of HXL hashtags below the header.

One line for each period of each indicator. It passes the same gate as the paper: places by province outside,
no person, nothing worked out from other parts; an empty cell is "not recorded", never zero.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from civicdesk.i18n import N_, _
from civicdesk.records.choices import Audience
from civicdesk.records.indicator import Indicator
from civicdesk.records.indicator_rules import PEOPLE
from civicdesk.records.project import Project
from civicdesk.records.redaction import ReaderRights, Released, release
from civicdesk.services.as_of import AsOf
from civicdesk.services.period import by
from civicdesk.services.project_results import projects_of
from civicdesk.vault.vault import Vault

COLUMNS = (
    (N_("Project"), "#activity+name"),
    (N_("Indicator"), "#indicator+name"),
    (N_("Province"), "#adm1+name"),
    (N_("From"), "#date+start"),
    (N_("To"), "#date+end"),
    (N_("Target"), "#targeted"),
    (N_("People reached (attendances)"), "#reached"),
    (N_("Women"), "#reached+f"),
    (N_("Men"), "#reached+m"),
    (N_("Value"), "#value"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would run as a formula."""


def results_csv(vault: Vault, audience: Audience, as_of: date) -> bytes:
    """The results of all projects that this audience may read, as CSV in UTF-8 with a byte order mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_(label) for label, _tag in COLUMNS)
    writer.writerow(tag for _label, tag in COLUMNS)
    writer.writerows(_lines(vault, audience, as_of))
    return out.getvalue().encode("utf-8-sig")


def _lines(vault: Vault, audience: Audience, as_of: date) -> Iterator[list[str]]:
    look, rights = AsOf(vault.look(), as_of), ReaderRights(frozenset(vault.compartments))

    def admitted(record: Project | Indicator) -> Released | None:
        return release(record, audience, reader_rights=rights, reviewed_fields=frozenset(), look=look)

    for project in projects_of(vault):
        if (shown := admitted(project)) is None:
            continue
        for indicator in look.find("indicator", project=project.id):
            if not isinstance(indicator, Indicator) or indicator.state == "draft":
                continue
            if found := admitted(indicator):
                head = [_name(shown, audience), found["name"], shown["places"]]
                yield from _periods(head, found, indicator.unit == PEOPLE, as_of)


def _name(project: Released, audience: Audience) -> str:
    """The name used outside, where there is one."""
    return project["name"] if audience is Audience.INTERNAL else project["public_name"] or project["name"]


def _periods(head: list[str], found: Released, people: bool, as_of: date) -> Iterator[list[str]]:
    """The periods that have begun; what is counted in people stands under reached, the rest under value."""
    for row in found.rows.get("values", ()):
        start, actual = row.raw.get("period_start"), row.raw.get("actual")
        if isinstance(start, date) and not by(as_of, start):
            continue
        counts = [actual if people else None, row.raw.get("women"), row.raw.get("men")]
        cells = [start, row.raw.get("period_end"), row.raw.get("target"), *counts, None if people else actual]
        yield [*map(_harmless, head), *map(_cell, cells)]


def _cell(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def _harmless(text: str) -> str:
    """A text that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
