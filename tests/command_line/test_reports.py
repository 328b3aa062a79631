"""Reports from the command line: files, refusals in one sentence, and the demo."""

from __future__ import annotations

import subprocess
import sys

import pytest

from civicdesk.documents.export import text_of

DISTRICT = "MTG-2024-004"
AS_OF = ("--as-of", "2024-03-31")


def run(*words):
    command = [sys.executable, "-m", "civicdesk", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=240)


@pytest.fixture
def report(demo_path, passphrase_file, tmp_path):
    """Asks for a report of a demo vault; answers what the program said and the file."""

    def call(kind, audience, *words, out=tmp_path / "out.pdf"):
        done = run("report", kind, demo_path, "--passphrase-file", passphrase_file, "--audience", audience,
                   *AS_OF, "--out", out, *words)  # fmt: skip
        return done, out

    return call


def refused(done, out, *words):
    assert done.returncode == 1 and done.stdout == ""
    assert "Traceback" not in done.stderr and len(done.stderr.strip().splitlines()) == 1
    for word in words:
        assert word in done.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    "kind, audience, ref, label, words",
    [
        ("board", "board", "", "TLP:AMBER+STRICT", "46.5"),
        ("results", "donor", "", "TLP:AMBER", "787"),
        ("meeting", "internal", DISTRICT, "TLP:AMBER+STRICT", "Do not raise"),
        ("leave-behind", "authority", DISTRICT, "TLP:CLEAR", "How to reach us"),
        ("sheet", "internal", DISTRICT, "TLP:AMBER+STRICT", "Talking points"),
    ],
)
def test_every_report_is_written_with_its_label(report, kind, audience, ref, label, words):
    done, out = report(kind, audience, *(("--ref", ref) if ref else ()))
    assert done.returncode == 0, done.stderr
    assert label in done.stdout and "page" in done.stdout
    assert words in text_of(out.read_bytes()) and out.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "kind, audience, words, sentence",
    [
        ("meeting", "public", ("--ref", DISTRICT), "is not made for"),
        ("meeting", "internal", (), "give its reference"),
        ("sheet", "internal", ("--ref", "MTG-1999-001"), "no record with the reference"),
        ("sheet", "public", ("--ref", DISTRICT), "Nothing of this record"),
    ],
)
def test_what_may_not_be_made_is_refused_in_a_sentence(report, kind, audience, words, sentence):
    done, out = report(kind, audience, *words)
    refused(done, out, sentence)


def test_a_folder_that_is_not_there_gets_a_sentence(report, tmp_path):
    done, out = report("board", "board", out=tmp_path / "gone" / "out.pdf")
    refused(done, out, "does not exist")


def test_a_synchronised_folder_asks_for_a_purpose(report, tmp_path):
    (tmp_path / "Dropbox").mkdir()
    out = tmp_path / "Dropbox" / "out.pdf"
    done, _out = report("board", "board", out=out)
    refused(done, out, "may copy the file to the internet")
    done, _out = report("board", "board", "--purpose", "the chair reads it there", out=out)
    assert done.returncode == 0 and out.is_file()


def test_an_unknown_report_or_audience_is_wrong_usage(report):
    assert report("horoscope", "board")[0].returncode == 2
    assert report("board", "everybody")[0].returncode == 2


def test_the_demo_says_where_everything_is_and_refuses_a_second_time(tmp_path):
    folder = tmp_path / "demo"
    done = run("demo", folder)
    assert done.returncode == 0, done.stderr
    for name in (
        "Demo.civicdesk",
        "board-report.pdf",
        "results.pdf",
        "meeting-brief.pdf",
        "leave-behind.pdf",
    ):
        assert str(folder / name) in done.stdout and (folder / name).exists()
    assert (folder / "passphrase.txt").read_text().strip() in done.stdout
    before = sorted((path.name, path.stat().st_mtime_ns) for path in folder.iterdir())
    again = run("demo", folder)
    assert again.returncode == 1 and "already something called Demo.civicdesk" in again.stderr
    assert sorted((path.name, path.stat().st_mtime_ns) for path in folder.iterdir()) == before
