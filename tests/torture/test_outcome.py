"""The figures are told as they are, and kept row by row."""

from __future__ import annotations

from tests.torture.__main__ import every_test, timed
from tests.torture.evidence import write
from tests.torture.outcome import Outcome


def test_a_line_names_what_the_test_is_about_and_every_fault_that_was_found():
    assert Outcome("T-KILL save", 200).line() == "T-KILL save: tried 200, lost 0, torn 0"
    found = Outcome("T-FLIP header", 9, undetected=1, note="seed 7", counts=("undetected",))
    assert found.line() == "T-FLIP header: tried 9, undetected 1 (seed 7)"
    assert "lost 1" in Outcome("T-FLIP header", 9, lost=1, counts=("undetected",)).line()


def test_one_fault_is_a_failure_and_so_is_having_tried_nothing_without_a_reason():
    assert Outcome("T-KILL save", 1).ok
    assert not any(
        Outcome("T-KILL save", 1, **{fault: 1}).ok for fault in ("lost", "torn", "undetected", "wrong")
    )
    assert not Outcome("T-KILL save", 0).ok
    assert Outcome("T-PWR save", 0, note="no compiler here").ok


def test_every_test_says_how_often_it_is_tried_now_and_before_a_release():
    found = every_test()
    assert all(0 < test.CI <= test.RELEASE and test.NAME.startswith("T-") for test in found)
    assert len({(test.NAME, test.__name__) for test in found}) == len(found)


def test_several_outcomes_come_one_by_one():
    class Two:
        NAME, CI, RELEASE = "T-TWO", 1, 2

        def run(self, count):
            yield from (Outcome(f"T-TWO {n}", count) for n in "ab")

    assert [outcome.name for outcome, _seconds in timed(Two(), 3)] == ["T-TWO a", "T-TWO b"]


def test_a_row_of_the_evidence_is_replaced_by_a_later_run_and_the_rest_stays(tmp_path):
    page = tmp_path / "docs" / "evidence.md"
    write(page, [(Outcome("T-KILL save", 10), 3.2), (Outcome("T-IO save", 20, note="a|b"), 1)])
    page.write_text(page.read_text() + "\n## Not yet shown\n\nWindows.\n")
    write(page, [(Outcome("T-KILL save", 2000), 600)])
    text = page.read_text()
    rows = [line.split(" | ")[:2] for line in text.splitlines() if line.startswith("| T-")]
    assert rows == [["| T-IO save", "20"], ["| T-KILL save", "2000"]]
    assert text.startswith("# Evidence") and text.endswith("## Not yet shown\n\nWindows.\n")
