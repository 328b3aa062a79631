"""The window leaves no trace: no settings file, no list of files, no network library, no native dialog."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import ui

SOURCES = sorted(Path(ui.__file__).parent.rglob("*.py"))
FORBIDDEN = (
    "QSettings",
    "QFileDialog",
    "QtNetwork",
    "QtPdf",
    "QtPrintSupport",
    "QPrinter",
    "QFileSystemModel",
    "tempfile",
)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_no_source_of_the_window_names_what_leaves_traces(source):
    names = {node.id for node in ast.walk(ast.parse(source.read_text("utf-8"))) if isinstance(node, ast.Name)}
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {part for alias in node.names for part in alias.name.split(".")}
            names |= set((getattr(node, "module", "") or "").split("."))
    assert names.isdisjoint(FORBIDDEN)


def test_pictures_are_taken_without_a_screen_and_nothing_else_is_written(filled_path, passphrase, tmp_path):
    home, folder, secret = tmp_path / "home", tmp_path / "pictures", tmp_path / "passphrase.txt"
    home.mkdir()
    secret.write_text(passphrase + "\n")
    root = Path(ui.__file__).parent.parent
    environment = {
        "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "XDG_CACHE_HOME": str(home / "cache"),
        "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(root), "PATH": "/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", ""),
    }  # fmt: skip
    command = [
        sys.executable,
        "-m",
        "ui",
        "--pictures",
        str(folder),
        str(filled_path),
        "--passphrase-file",
        str(secret),
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    taken = {path.name for path in folder.iterdir()}
    assert {"window-01-unlock.png", "window-07-form.png", "window-12-dark.png"} <= taken
    written = [path for path in home.rglob("*") if path.is_file() and "fontconfig" not in path.parts]
    assert [path for path in written if "civicdesk" not in path.parts] == []


def test_pictures_with_a_wrong_passphrase_end_with_a_sentence(filled_path, tmp_path, capsys, qapp):
    from ui.pictures import take_pictures

    secret = tmp_path / "passphrase.txt"
    secret.write_text("this opens nothing at all")
    assert take_pictures(filled_path, secret, tmp_path / "pictures") == 1
    assert "does not open this vault" in capsys.readouterr().err
