"""Files that are broken, too large or made to do harm end in a sentence, soon, and nothing of them is kept."""

from __future__ import annotations

import tracemalloc

import pytest

from civicdesk.exchange.importing import import_file
from civicdesk.exchange.table_file import MAX_BYTES, FileRefused
from civicdesk.vault.query import Query

HEADER = "name,goal,start_date,places,donor_visibility\n"
GOOD = "Clean city,Less waste,autumn 2023,03,internal\n"
KHMER = "សាលារៀន,Less waste,autumn 2023,03,internal\n"


@pytest.fixture
def bring(shared_vault, tmp_path):
    """Imports projects from what a file holds."""

    def run(content, type_name="project", **how):
        file = tmp_path / "rows.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return import_file(shared_vault, type_name, file, **how)

    return run


def names(vault):
    return [one.name for one in vault.iterate("project")]


@pytest.mark.parametrize(
    "content, words",
    [
        (b"a," * (MAX_BYTES // 2), "first line is too long"),
        (b"x" * (MAX_BYTES + 1), "larger than 50 MB"),
        (HEADER.encode() + b"\n" * 1_000_000, "more than 200000 rows"),
        (HEADER.encode() + b"x\n" * 200_001, "more than 200000 rows"),
        (b",".join(b"c%d" % n for n in range(201)) + b"\n", "more than 200 columns"),
        (b",".join(b"c%d" % n for n in range(200)) + (b"\n" + b"1," * 199) * 100_000, "no column “c0”"),
        (HEADER + "x" * 140_000 + ",goal\n", "Line 2 cannot be read"),
        (HEADER + '"never closed\n' + GOOD * 10_000, "Line 2 cannot be read"),
        (bytes(range(256)) * 100, "not text"),
        ((HEADER + KHMER).encode("utf-16-le"), "not text"),
        ((HEADER + GOOD + KHMER).encode()[:-30], None),
        ((HEADER + GOOD + KHMER).encode().replace("រ".encode(), b"\xe1\x9e", 1), "Line 3 of the file is damaged"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_without_filling_the_memory(shared_vault, bring, content, words):
    before = names(shared_vault)
    tracemalloc.start()
    try:
        if words is None:
            assert bring(content).bad
        else:
            with pytest.raises(FileRefused, match=words) as refused:
                bring(content)
            assert len(str(refused.value)) < 500
        assert tracemalloc.get_traced_memory()[1] < 8 * MAX_BYTES
    finally:
        tracemalloc.stop()
    assert names(shared_vault) == before


@pytest.mark.parametrize(
    "content",
    [
        ("\ufeff" + HEADER + KHMER).encode(),
        (HEADER + KHMER).encode("utf-16"),
        (HEADER + KHMER).replace(",", ";").encode(),
        (HEADER + KHMER).replace(",", "\t").encode(),
        (HEADER + KHMER).replace("\n", "\r").encode(),
        (HEADER + KHMER).replace("សាលា", "សា\u202eលា\x00").encode(),
    ],
)
def test_khmer_arrives_as_it_was_written_from_every_usual_kind_of_file(shared_vault, bring, content):
    count = names(shared_vault).count("សាលារៀន")
    assert bring(content).count == 1
    assert names(shared_vault).count("សាលារៀន") == count + 1


def test_windows_1252_and_formulas_arrive_as_text(shared_vault, bring):
    assert bring((HEADER + "Café – “x”,@goal,autumn 2023,03,internal\n").encode("cp1252")).count == 1
    assert bring(HEADER + "=1+1,@goal,autumn 2023,03,internal\n").count == 1
    assert names(shared_vault)[-2:] == ["Café – “x”", "=1+1"]


def test_lines_are_numbered_as_an_editor_shows_them(bring):
    bad = "nonsense".join(GOOD.split("autumn 2023"))
    content = HEADER + '"A\nB\nC"' + GOOD[10:] + bad + "\n" + '"D\r\nE"' + bad[10:]
    assert [one.line for one in bring(content).bad] == [5, 7]
    assert [one.line for one in bring((HEADER + GOOD + bad).replace("\n", "\r")).bad] == [3]


def test_a_reference_that_exists_refuses_its_row_and_overwrites_nothing(shared_vault, bring):
    assert bring("ref," + HEADER + "PRJ-1999-007," + GOOD).count == 1
    row = GOOD.replace("Clean city", "Impostor")
    for ref in ("PRJ-1999-007", "prj-1999-007"):
        found = bring("ref," + HEADER + f"{ref},{row}PRJ-1999-008,{row}")
        assert [(one.line, one.column) for one in found.bad] == [(2, "ref")]
    twice = bring("ref," + HEADER + f"PRJ-1999-009,{row}PRJ-1999-009,{row}")
    assert [(one.line, one.column) for one in twice.bad] == [(3, "ref")]
    for ref in ("CAS-1999-001", "PRJ", "PRJ-1 2", "x" * 500):
        assert bring("ref," + HEADER + f"{ref},{row}").bad[0].column == "ref"
    assert shared_vault.by_ref("PRJ-1999-007").name == "Clean city"
    assert "Impostor" not in names(shared_vault)


@pytest.mark.parametrize(
    "column, cell",
    [
        ("budget", "1e400"),
        ("budget", "NaN"),
        ("budget", "9" * 40),
        ("start_date", "0000-00-00"),
        ("start_date", "99999"),
        ("start_date", "2023-02-31"),
        ("places", "03;" * 2_000),
        ("owner", "PRJ-2024-001"),
        ("tags", "no_such_tag"),
        ("classification", "harmless"),
    ],
)
def test_a_cell_that_no_field_can_hold_is_named_in_a_short_sentence(shared_vault, bring, column, cell):
    before = shared_vault.count(Query("project"))
    plain = dict(zip(HEADER.strip().split(","), GOOD.strip().split(","), strict=True)) | {column: cell}
    found = bring(",".join(plain) + "\n" + ",".join(plain.values()) + "\n")
    assert found.bad[0].column == column
    assert len(found.bad[0].reason) < 300
    assert shared_vault.count(Query("project")) == before
    assert shared_vault.verify().ok


def test_a_number_too_large_for_the_database_is_refused_as_a_row(bring):
    found = bring("title,participants_total\nTraining," + "9" * 20 + "\n", "activity")
    assert [one.column for one in found.bad] == ["participants_total"]
