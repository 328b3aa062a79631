"""The CSV twin of the results table: HXL hashtags, the same figures, the same gate."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from civicdesk.exchange.hxl import results_csv
from civicdesk.records.choices import Audience
from civicdesk.vault.vault import Vault

AS_OF = date(2024, 3, 31)
TAGS = (
    "#activity+name #indicator+name #adm1+name #date+start #date+end #targeted #reached #reached+f #reached+m #value"
).split()


@pytest.fixture(scope="module")
def rows(demo: Vault) -> list[dict[str, str]]:
    read = list(csv.reader(io.StringIO(results_csv(demo, Audience.DONOR, AS_OF).decode("utf-8-sig"))))
    assert read[1] == TAGS
    return [dict(zip(TAGS, line, strict=True)) for line in read[2:]]


def test_the_figures_are_those_of_the_sources(rows: list[dict[str, str]]) -> None:
    assert len(rows) == 12
    assert sum(int(row["#reached"] or 0) for row in rows) == 2064
    assert sum(int(row["#reached+f"] or 0) for row in rows) == 945
    assert sorted(int(row["#value"]) for row in rows if row["#value"]) == [1, 1, 2, 4, 8, 8]


def test_what_was_not_recorded_is_empty(rows: list[dict[str, str]]) -> None:
    assert not any(row["#reached+m"] or row["#targeted"] for row in rows)
    young = next(row for row in rows if row["#indicator+name"].startswith("Young people"))
    assert (young["#reached"], young["#reached+f"]) == ("30", "")


def test_places_are_provinces(rows: list[dict[str, str]]) -> None:
    for row in rows:
        assert all(place.endswith("province") for place in row["#adm1+name"].split("; "))


def test_periods_that_have_not_begun_are_not_in_it(demo: Vault) -> None:
    early = results_csv(demo, Audience.DONOR, date(2023, 6, 30)).decode("utf-8-sig")
    assert "dissemination workshop" not in early
    assert "NASLA" in early


def test_no_text_runs_as_a_formula(vault: Vault, demo: Vault) -> None:
    project = next(one for one in demo.iterate("project") if "Building" in one.name)
    with vault.transaction(accept="test") as tx:
        saved = tx.save(project.replaced(
            id="", ref="", version=0, name="=HYPERLINK()", owner=vault.staff_id, donors=(), partners=(),
            registered_with=(), created_by=None, updated_by=None,
        ))  # fmt: skip
        indicator = next(iter(demo.find("indicator", project=project.id)))
        tx.save(indicator.replaced(
            id="", ref="", version=0, project=saved.id, owner=vault.staff_id, created_by=None, updated_by=None,
            values=tuple(row.replaced(auto_from=(), source=None) for row in indicator.values),
        ))  # fmt: skip
    assert "'=HYPERLINK()" in results_csv(vault, Audience.DONOR, AS_OF).decode("utf-8-sig")
