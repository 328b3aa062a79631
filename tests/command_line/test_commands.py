"""The command line as scripts use it: answers, refusals in one sentence, and no traceback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

HEADER = "title,activity_type,project,starts_on,ends_on,sessions_count,places,mode,participants_total,participants_women,state,is_historical\n"


def run(*words, fd=None):
    command = [sys.executable, "-m", "civicdesk", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, pass_fds=(fd,) if fd else ())


@pytest.fixture
def desk(vault_path, passphrase_file):
    """Runs a command on a vault of the test's own."""

    def call(name, *words):
        return run(name, vault_path, *words, "--passphrase-file", passphrase_file)

    return call


@pytest.fixture
def demo_desk(demo_path, passphrase_file):
    def call(name, *words):
        return run(name, demo_path, *words, "--passphrase-file", passphrase_file)

    return call


def refused(done, *words):
    """Refused with one sentence on stderr, nothing else."""
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def test_every_figure_of_the_catalogue_is_right(demo_desk):
    done = demo_desk("figures", "--as-of", "2024-03-31", "--json")
    flat = json.loads(done.stdout)
    expected = {
        "activities.to_date": 6, "activities.quarter": 1, "participants.to_date": 2064,
        "participants.sex_recorded": 2034, "participants.sex_not_recorded": 30, "women.to_date": 945,
        "women.share": 46.5, "participants.quarter": 170, "women.quarter": 45, "women.share_quarter": 26.5,
        "subgrants": 8, "outcomes.harvested": 8, "outcomes.substantiated": 0, "commitments.total": 15,
        "commitments.done": 9, "commitments.open": 6, "commitments.overdue": 2, "balance.citizens_youth": 2,
        "balance.cso": 2, "balance.private_sector": 1, "balance.media": 1, "balance.public_sector": 5,
        "balance.index": 88, "balance.finding": "watch", "risks.critical": 0, "risks.high": 3, "risks.medium": 4,
        "risks.low": 1, "incidents.total": 4, "incidents.near_misses": 2, "protocols.acknowledged": 81,
        "protocols.assigned": 90, "cases.total": 6,
    }  # fmt: skip
    assert flat == expected


def test_what_is_not_known_is_null_and_never_zero(desk):
    flat = json.loads(desk("figures", "--as-of", "2024-03-31", "--json").stdout)
    assert flat["women.share"] is None
    assert flat["balance.index"] is None


@pytest.mark.parametrize("words", ["កំពង់ចាម", "Kompong Cham", "kampong cham"])
def test_records_are_found_in_both_languages(demo_desk, words):
    titles = {row["ref"][:3] for row in json.loads(demo_desk("search", words, "--json").stdout)}
    assert "COA" in titles


def test_the_real_name_of_a_protected_person_is_never_found(demo_desk):
    assert json.loads(demo_desk("search", "Lotus-214", "--json").stdout)
    shown = demo_desk("list", "protected_person", "--json").stdout
    assert "full_name" not in shown


def test_types_name_every_record_type_and_its_fields():
    rows = json.loads(run("types", "--json").stdout)
    assert len(rows) == 24
    activity = next(row for row in rows if row["name"] == "activity")
    total = next(f for f in activity["fields"] if f["key"] == "participants_total")
    assert {"key", "type", "required", "choices", "tag"} <= total.keys()


def test_a_record_is_shown_by_its_reference(demo_desk):
    row = json.loads(demo_desk("list", "meeting", "--json").stdout)[0]
    assert json.loads(demo_desk("show", row["ref"], "--json").stdout) == row
    refused(demo_desk("show", "MTG-1999-001"), "There is no record with the reference “MTG-1999-001”.")


def test_a_new_vault_is_made_opened_and_verified(tmp_path, passphrase_file):
    vault = tmp_path / "New.civicdesk"
    assert run("new", vault, "--passphrase-file", passphrase_file).returncode == 0
    done = run("verify", vault, "--json", "--passphrase-file", passphrase_file)
    assert json.loads(done.stdout)["ok"]
    refused(run("new", vault, "--passphrase-file", passphrase_file), "never overwrites")


def test_the_passphrase_may_come_from_a_file_descriptor(vault_path, vault_passphrase):
    reading, writing = os.pipe()
    os.write(writing, vault_passphrase.encode() + b"\n")
    os.close(writing)
    assert run("list", vault_path, "meeting", "--passphrase-fd", reading, fd=reading).returncode == 0
    os.close(reading)


def test_a_wrong_passphrase_is_called_that(vault_path, tmp_path):
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("lotus river mango heron palm bread")
    refused(
        run("verify", vault_path, "--passphrase-file", wrong), "This passphrase does not open this vault."
    )


@pytest.mark.parametrize("words", [(), ("fly",), ("list", "x", "unicorn"), ("figures", "x", "--as-of", "soon"),
                                   ("report", "board", "x", "--audience", "everybody", "--out", "y")])  # fmt: skip
def test_wrong_usage_is_exit_code_2(words):
    done = run(*words)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def project(desk, tmp_path):
    file = tmp_path / "projects.csv"
    file.write_text(
        "name,goal,start_date,places,donor_visibility\nClean city,Less waste,autumn 2023,03,internal;board\n"
    )
    assert desk("import", "project", file).stdout.strip() == "1 row went in."
    return json.loads(desk("list", "project", "--json").stdout)[0]["ref"]


def test_past_work_is_typed_in_from_a_file(desk, tmp_path):
    ref = project(desk, tmp_path)
    file = tmp_path / "activities.csv"
    file.write_text(
        "\ufeff" + HEADER
        + f"Training one,training,{ref},2023-11-02,2023-11-03,1,0305;07,in_person,20,11,reported,yes\n"
        + f"សិក្ខាសាលា,workshop,{ref},2024-01,2024-01,1,Kampot,hybrid,១៥,,reported,yes\n",
        encoding="utf-8",
    )  # fmt: skip
    done = desk("import", "activity", file, "--json")
    assert json.loads(done.stdout) == {"imported": 2, "bad": []}, done.stderr
    rows = json.loads(desk("list", "activity", "--json").stdout)
    assert [(r["participants_total"], r["participants_women"], r["state"]) for r in rows] == [
        (20, 11, "reported"), (15, None, "reported")]  # fmt: skip
    assert rows[1]["starts_on"] == {"day": "2024-01-31", "precision": "month", "text": ""}
    flat = json.loads(desk("figures", "--as-of", "2024-03-31", "--json").stdout)
    assert (flat["participants.to_date"], flat["participants.sex_recorded"]) == (35, 20)


BAD = [
    ("Training,training,{ref},2023-11-02,2023-11-03,1,07,in_person,20,25,reported,yes", "participants"),
    ("Training,training,{ref},2023-13-02,2023-11-03,1,07,in_person,20,11,reported,yes", "starts_on"),
    ("Training,training,{ref},2023-11-31,2023-11-30,1,07,in_person,20,11,reported,yes", "starts_on"),
    ("Training,training,{ref},2023-11-02,2023-11-03,1,07,by_drone,20,11,reported,yes", "mode"),
    ("Training,dancing,{ref},2023-11-02,2023-11-03,1,07,in_person,20,11,reported,yes", "activity_type"),
    ("Training,training,PRJ-1999-001,2023-11-02,2023-11-03,1,07,in_person,20,11,reported,yes", "project"),
    ("Training,training,{ref},2023-11-02,2023-11-03,1,Atlantis,in_person,20,11,reported,yes", "places"),
    ("Training,training,{ref},2023-11-02,2023-11-03,1,ភូមិថ្មី,in_person,20,11,reported,yes", "places"),
    ("Training,training,{ref},2023-11-02,2023-11-03,1,Kamp,in_person,20,11,reported,yes", "places"),
    (
        "Training,training,{ref},2023-11-02,2023-11-03,1,07,in_person,many,11,reported,yes",
        "participants_total",
    ),
    ("Training,training,{ref},2023-11-02,2023-11-03,1,07,in_person,20,11,reported,perhaps", "is_historical"),
    ("Training,training,{ref},2023-11-02,2023-11-03,1,07,in_person,20,11,flying,yes", "state"),
    (",training,{ref},2023-11-02,2023-11-03,1,07,in_person,20,11,reported,yes", "title"),
]


def test_a_bad_row_is_named_with_line_column_and_reason_and_nothing_is_kept(desk, tmp_path):
    ref = project(desk, tmp_path)
    file = tmp_path / "activities.csv"
    good = f"Good,training,{ref},2023-11-02,2023-11-03,1,07,in_person,20,11,reported,yes\n"
    file.write_text(HEADER + good + "".join(row.format(ref=ref) + "\n" for row, _column in BAD))
    done = desk("import", "activity", file, "--json")
    refused(done, "Nothing of the file was kept.")
    bad = json.loads(done.stdout)["bad"]
    assert {one["line"] for one in bad} == set(range(3, 3 + len(BAD)))
    reasons = " ".join(one["reason"] for one in bad)
    assert "is the name of several places. Write the code" in reasons
    assert "is not a place of the gazetteer. Alike are: 03 Kampong Cham province" in reasons
    assert "“dancing” is not one of: " in reasons
    for number, (_row, column) in enumerate(BAD):
        assert any(b["line"] == number + 3 and b["column"].startswith(column) for b in bad), column
    assert desk("list", "activity", "--json").stdout.strip() == "[]"
    kept = desk("import", "activity", file, "--keep-good", "--json")
    assert (kept.returncode, json.loads(kept.stdout)["imported"]) == (0, 1)


@pytest.mark.parametrize(
    "content,words",
    [
        ("title,unicorn\nA,B\n", "There is no column “unicorn”"),
        ("", "The file is empty."),
        ("title,title\nA,B\n", "stands in the file twice"),
        ("title\nA,B\n", "more cells than there are columns"),
        (b"\xff\xfe\x00\xd8", "The file is not text."),
    ],
)
def test_a_file_that_cannot_be_a_table_is_refused_whole(desk, tmp_path, content, words):
    file = tmp_path / "bad.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    refused(desk("import", "activity", file), words)


def test_a_name_where_only_counts_are_allowed_is_refused(desk, tmp_path):
    ref = project(desk, tmp_path)
    file = tmp_path / "activities.csv"
    header = HEADER.strip() + ",summary\n"
    row = f"Training,training,{ref},2023-11-02,2023-11-03,1,07,in_person,20,11,reported,yes,Call 012 345 678 after lunch\n"
    file.write_text(header + row)
    refused(desk("import", "activity", file), "Participants are counted, not named.")


def test_no_content_reaches_the_terminal_through_a_fault(demo_desk, tmp_path, monkeypatch):
    from civicdesk import cli

    def fail(_asked):
        raise ValueError("Lotus-214 lives here")

    monkeypatch.setattr(cli, "_types", fail)
    assert cli.main(["types"]) == 1


@pytest.mark.parametrize("number", ["-1", "99", "9" * 20])
def test_a_descriptor_that_cannot_be_read_gets_a_sentence(vault_path, number):
    refused(run("list", vault_path, "meeting", "--passphrase-fd", number), "passphrase could not be read")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_no_report_reaches_is_wrong_usage(vault_path, day):
    done = run("figures", vault_path, "--as-of", day)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_an_answer_reaches_a_terminal_without_khmer_and_a_full_disk_is_named(
    demo_path, passphrase_file, monkeypatch
):
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    words = ("search", demo_path, "Kampong Cham", "--json", "--passphrase-file", passphrase_file)
    assert json.loads(run(*words).stdout)
    full = "import sys; from civicdesk.cli import main; sys.stdout = open('/dev/full', 'w'); sys.exit(main(sys.argv[1:]))"
    done = subprocess.run([sys.executable, "-c", full, *map(str, words)], capture_output=True, text=True)
    assert "The disk is full, so the answer could not be written." in done.stderr
    assert "Traceback" not in done.stderr


def test_the_journal_is_told_newest_first_and_can_be_cut_down(demo_desk, demo_path):
    done = demo_desk("log", "--json", "--limit", "5")
    rows = json.loads(done.stdout)
    assert len(rows) == 5
    assert [row["at"] for row in rows] == sorted((row["at"] for row in rows), reverse=True)
    ref = next(row["ref"] for row in rows if row["ref"])
    alone = json.loads(demo_desk("log", "--json", "--record", ref).stdout)
    assert {row["ref"] for row in alone} == {ref}
    assert json.loads(demo_desk("log", "--json", "--since", "2999-01-01").stdout) == []
    assert "entered it" in demo_desk("log", "--record", ref).stdout
    refused(demo_desk("log", "--record", "STK-1999-999"), "no record")


def test_an_old_state_that_was_put_back_can_be_read_and_not_changed(desk, vault_path, tmp_path):
    assert desk("list", "stakeholder").returncode == 0
    old = shutil.copytree(vault_path, tmp_path / "Old.civicdesk")
    table = tmp_path / "rows.csv"
    written = "name,engagement_group,stakeholder_type,authority_level,place\n"
    written += "Council,public_sector,commune_sangkat_council,commune_sangkat,16\n"
    table.write_text(written, encoding="utf-8")
    assert desk("import", "stakeholder", table).returncode == 0
    shutil.rmtree(vault_path)
    shutil.copytree(old, vault_path)
    assert "is older than it was" in desk("list", "stakeholder").stderr
    refused(desk("import", "stakeholder", table), "Nothing can be saved", "restored a backup")
