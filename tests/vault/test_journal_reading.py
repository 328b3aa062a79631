"""The journal as people read it: every compartment in one list, newest first, page by page, filtered."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from strategies import council

import civicdesk
from civicdesk import clock
from civicdesk.clock import Clock
from civicdesk.records.choices import Classification
from civicdesk.vault import reads
from civicdesk.vault.journal_reading import Asked, clock_went_back, page, pages, question, verbs


def councils(vault, count=3, reason=""):
    with vault.transaction(reason, accept="for the test") as tx:
        return [tx.save(council(name=f"Council {number}")) for number in range(count)]


def test_the_newest_line_comes_first_and_says_who_did_what_to_which_record(vault):
    (record,) = councils(vault, 1, "because the test says so")
    line = page(vault).lines[0]
    assert (line.person, line.verb, line.ref, line.title) == ("Officer A", "create", record.ref, "Council 0")
    assert line.done == "entered it"
    assert line.reason.startswith("because the test says so")
    assert abs(line.at - clock.now()) < timedelta(minutes=5)


def test_pages_follow_each_other_without_a_gap_or_a_line_told_twice(demo):
    together, after, read = [], None, 0
    while True:
        found = page(demo, None, after, 37)
        together += [(line.kind, line.seq) for line in found.lines]
        read += 1
        if found.after is None:
            break
        after = found.after
    expected = sum(store.journal.head(store.db)[0] for store in demo.stores.values())
    assert read > 2
    assert len(together) == len(set(together)) == expected
    for kind in demo.stores:
        seqs = [seq for one, seq in together if one == kind]
        assert seqs == sorted(seqs, reverse=True)


def test_lines_of_all_compartments_stand_in_one_list_by_time(demo):
    lines = list(pages(demo))
    assert {line.kind for line in lines} >= {"programme", "casework", "security"}
    for kind in ("programme", "casework", "security"):
        assert [line.seq for line in lines if line.kind == kind] == [
            line.seq for line in pages(demo, Asked(kind=kind))
        ]


@pytest.mark.parametrize("asked, holds", [
    (Asked(type="meeting"), lambda line: line.type == "meeting"),
    (Asked(verb="move"), lambda line: line.verb == "move"),
    (Asked(kind="security"), lambda line: line.kind == "security"),
    (Asked(first=date(2024, 2, 1), last=date(2024, 2, 29)), lambda line: (line.at.year, line.at.month) == (2024, 2)),
])  # fmt: skip
def test_a_filter_finds_all_that_it_says_and_nothing_else(demo, asked, holds):
    everything = list(pages(demo))
    found = list(pages(demo, asked))
    assert found == [line for line in everything if holds(line)]


def test_a_day_is_wholly_in_and_a_person_and_words_of_the_reason_are_found(vault):
    moment = datetime(
        2025, 4, 30, 16, 59, 59, 999999, tzinfo=UTC
    )  # the last instant of that day in Phnom Penh
    with clock.use(Clock.at(moment)):
        councils(vault, 1, "50% of the seats_changed")
    day = date(2025, 4, 30)
    (line,) = page(vault, Asked(first=day, last=day, person=vault.staff_id)).lines
    assert line.verb == "create"
    assert page(vault, Asked(words="0% of the seats_")).lines == (line,)
    assert page(vault, Asked(words="0x of the seats")).lines == ()
    assert page(vault, Asked(first=day, last=day, person="nobody")).lines == ()


def test_one_record_is_followed_through_its_life(vault):
    record = councils(vault)[1]
    with vault.transaction() as tx:
        tx.trash(record)
    assert [line.verb for line in pages(vault, Asked(record=record.id))] == ["trash", "create"]


def test_what_may_not_be_read_is_a_restricted_record_and_nothing_else(vault):
    with vault.transaction() as tx:
        tx.note("case", "somewhere-else", "read", "")
    line = page(vault).lines[0]
    assert (line.ref, line.title) == ("", "Restricted record")


def test_a_clock_that_went_back_is_noted_and_stops_nothing(vault):
    councils(vault, 1)
    with clock.use(Clock.at(clock.now() - timedelta(days=3650))):
        councils(vault, 1)
    councils(vault, 1)
    told = [line.clock_back for line in page(vault, Asked(kind="programme")).lines[:3]]
    assert told == [False, True, False]
    assert clock_went_back(vault) == 1
    report = vault.verify()
    assert report.ok
    assert "At 1 line of the journal the clock" in report.notes[0]


def test_opening_a_guarded_record_leaves_one_line_in_a_session_and_others_leave_none(vault, demo):
    guarded = next(demo.iterate("incident"))
    open_to_all = next(demo.iterate("stakeholder"))
    assert reads.must_be_noted(guarded)
    assert not reads.must_be_noted(open_to_all)
    assert not reads.must_be_noted(guarded.replaced(classification=Classification.INTERNAL))
    for _again in range(3):
        reads.note_opening(vault, guarded)
    reads.note_opening(vault, open_to_all)
    verbs = [line.verb for line in pages(vault, Asked(record=guarded.id))]
    assert verbs == ["read"]


def test_a_page_far_back_is_reached_by_its_number_without_sorting(vault):
    asked = question(Asked(), 99_000).limit(101).compile(compile_kwargs={"literal_binds": True})
    rows = vault.stores["programme"].raw.execute(f"EXPLAIN QUERY PLAN {asked}").fetchall()
    plan = " ".join(str(row[3]) for row in rows)
    assert "SEARCH change USING INTEGER PRIMARY KEY (rowid<?)" in plan
    assert "TEMP B-TREE" not in plan


def test_a_report_filed_unnamed_is_never_signed_by_its_writer(vault):
    store, nobody = vault.stores["programme"], replace(vault.author, member="", device="")
    with vault.transaction() as tx:
        tx.store_for_writing("programme")
        for _each in range(60):
            store.journal.add(store.db, nobody, clock.now(), ("letter", "", "file"), {}, "", None)
    assert vault.verify().ok
    assert page(vault).lines[0].person == "Not named"


def test_everything_that_the_program_writes_down_has_words():
    """Verbs stand in the code as the last of (type, id, verb), or as constants named for one."""
    written = re.compile(
        r'"(?:vault|staff_member)", [^,()]+, "([a-z -]+)"|\bVERB\w* = "([a-z-]+)"|note\([^()]*, "([a-z-]+)"'
    )
    code = "\n".join(path.read_text("utf-8") for path in Path(civicdesk.__file__).parent.rglob("*.py"))
    code = code.replace(
        'VERB_OUT, VERB_BACK = "travel-out", "travel-back"',
        'VERB_OUT = "travel-out"; VERB_BACK = "travel-back"',
    )
    found = {word for match in written.findall(code) for word in match if word}
    assert len(found) > 8
    assert found - set(verbs()) == set()
