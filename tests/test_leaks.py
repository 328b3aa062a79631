"""What a run of the program leaves outside the vault: the file that was asked for, and nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from strategies import council, saved

from civicdesk import cli
from civicdesk.documents.export import ExportIntoVault, write_export
from civicdesk.vault.vault import Vault

ROOT = Path(cli.__file__).parents[1]
ENGLISH, KHMER = "Zanzibarcanary", "ក្រពើសម្ងាត់"
TABLE = (
    f"name,goal,start_date,places,donor_visibility\n{ENGLISH} {KHMER},{KHMER},autumn 2023,03,internal;board\n"
)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes and system calls of POSIX")


def canaries():
    """The words as they would lie in a file, in every encoding that the program uses."""
    return [
        word.encode(code) for word in (ENGLISH, ENGLISH.lower(), KHMER) for code in ("utf-8", "utf-16-le")
    ]


def holding(folder):
    """Files below a folder that hold one of the words."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if any(word in path.read_bytes() for word in canaries())]


MEMORY = re.compile(r"\.local/state/civicdesk/[0-9a-f]{32}\.[ab]")
"""What this computer remembers of a vault: encrypted, under a name that nobody can read (`vault/witness.py`)."""


@pytest.fixture
def traced(tmp_path, demo_path, passphrase_file):
    """Runs a command with a home of its own, nothing masked, every system call on files and sockets noted."""
    home, calls = tmp_path / "home", tmp_path / "calls"
    home.mkdir()
    tracer = shutil.which("strace")
    environment = {
        "HOME": str(home),
        "TMPDIR": str(home),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", ""),
    }

    def run(name, *words):
        command = [sys.executable, "-B", "-m", "civicdesk", name, *map(str, words)]
        command += ["--passphrase-file", str(passphrase_file)]
        if tracer:
            command = [
                tracer,
                "-f",
                "-qq",
                "-e",
                "trace=network,creat,open,openat,mkdir",
                "-o",
                str(calls),
                *command,
            ]
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment, timeout=240, check=False, umask=0
        )
        assert done.returncode == 0, done.stderr
        left = [path for path in home.rglob("*") if path.is_file()]
        assert [path for path in left if not MEMORY.fullmatch(str(path.relative_to(home)))] == []
        assert [path for path in home.rglob("*") if path.stat().st_mode & 0o077] == []
        return created(calls.read_text(errors="replace")) if tracer else None

    return run


def created(calls):
    """Paths that were opened for creation; no socket may have been opened."""
    lines = calls.splitlines()
    assert [line for line in lines if "socket(" in line and "AF_UNIX" not in line] == []
    made = [line for line in lines if ("O_CREAT" in line or "mkdir(" in line) and "= -1" not in line]
    return [line.split('"')[1] for line in made]


def test_commands_write_the_vault_and_the_file_asked_for_and_nothing_else(
    traced, demo_path, tmp_path, vault_passphrase
):
    table, paper = tmp_path / "rows.csv", tmp_path / "out" / "paper.pdf"
    paper.parent.mkdir(0o700)
    table.write_text(TABLE, encoding="utf-8")
    made = [
        traced("import", demo_path, "project", table),
        traced("search", demo_path, ENGLISH),
        traced("report", "board", demo_path, "--audience", "board", "--as-of", "2024-03-31", "--out", paper),
    ]
    for paths in made:
        assert [
            path
            for path in paths or ()
            if not path.startswith((str(demo_path), "/dev/null", f"{paper.parent}/.", f"{tmp_path}/home/.local"))
        ] == []
    assert [path.name for path in paper.parent.iterdir()] == ["paper.pdf"]
    assert paper.stat().st_mode & 0o777 == 0o600
    vault = Vault.open(demo_path, vault_passphrase)
    assert vault.search(KHMER)
    vault.close()
    assert holding(tmp_path) == [table]
    assert [path for path in demo_path.rglob("*") if path.stat().st_mode & 0o077] == []


def test_a_paper_says_nothing_about_who_made_it_when_or_with_what(demo, tmp_path):
    from datetime import date

    from civicdesk.documents.catalogue import export_report
    from civicdesk.records.choices import Audience

    paper = tmp_path / "paper.pdf"
    export_report(demo, "board", paper, audience=Audience.BOARD, as_of=date(2024, 3, 31))
    with pikepdf.open(paper) as pdf:
        assert dict(pdf.docinfo) == {}
        assert "/Metadata" not in pdf.Root
        assert pdf.trailer.get("/ID") is None


def test_a_journal_left_by_a_crash_holds_nothing_readable(vault):
    one = saved(vault, council(name=f"{ENGLISH} {KHMER}"))
    with vault.transaction() as tx:
        tx.save(one.replaced(mandate=f"{KHMER} " * 2000))
        assert any(path.stat().st_size for path in vault.path.rglob("*-journal"))
        assert holding(vault.path) == []
    assert holding(vault.path) == []


def test_no_file_is_ever_written_over_the_vaults_own(vault_path):
    before = {path: path.read_bytes() for path in vault_path.rglob("*") if path.is_file()}
    for target in (
        vault_path / "vault.a",
        next(vault_path.glob("db/*.db")),
        vault_path / "att" / "paper.pdf",
    ):
        with pytest.raises(ExportIntoVault):
            write_export(target, b"%PDF")
    assert {path: path.read_bytes() for path in vault_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("place", ["civicdesk.vault.vault.Vault.iterate", "civicdesk.vault.store.Store.close",
                                   "civicdesk.vault.store.from_row", "civicdesk.exchange.speaking.record_json"])  # fmt: skip
def test_a_fault_anywhere_is_told_without_content(
    vault_path, passphrase_file, vault_passphrase, monkeypatch, capsys, place
):
    def fail(*_given, **_named):
        raise ValueError(f"{ENGLISH} {KHMER}")

    monkeypatch.setattr("civicdesk.hardening.harden", lambda: ())
    monkeypatch.setattr(place, fail)
    arguments = ["list", str(vault_path), "staff_member", "--json", "--passphrase-file", str(passphrase_file)]
    assert cli.main(arguments) == 1
    said = "".join(capsys.readouterr())
    assert "fault in the program: ValueError" in said
    assert ENGLISH not in said
    assert KHMER not in said
