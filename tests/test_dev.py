"""Set-up: needs nothing but Python, refuses in a sentence, and never touches what is whole."""

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev_under_test", ROOT / "dev.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def command(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-S", ROOT / "dev.py", *arguments], capture_output=True, text=True, check=False
    )


def test_only_the_standard_library_is_imported() -> None:
    tree = ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"))
    names = {
        a.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names
    }
    names |= {str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names <= sys.stdlib_module_names


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("",)])
def test_what_is_not_understood_is_answered_with_the_usage(arguments: tuple[str, ...]) -> None:
    done = command(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("Usage: python3 dev.py setup|demo|run|test")


def test_a_wrong_option_is_refused_in_a_sentence_before_anything_is_done() -> None:
    done = command("demo", "--windows")
    assert done.returncode == 1
    assert done.stderr == "dev.py: demo takes --gui or --no-window, not --windows\n"


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 14, 0), (2, 7, 18)])
def test_another_python_is_refused(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...]
) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(dev.Stop, match=r"needs Python 3\.11 to 3\.13; this is "):
        dev.check_python()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="names Debian packages")
def test_missing_libraries_are_named_with_the_line_that_installs_them(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.ctypes.util, "find_library", lambda name: None if name == "EGL" else name)
    monkeypatch.setattr(dev.shutil, "which", lambda _name: "/usr/bin/apt-get")
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000)
    with pytest.raises(dev.Stop, match="sudo apt-get install -y --no-install-recommends libegl1"):
        dev.ensure_system()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="DISPLAY is of X11")
def test_a_window_asks_for_more_libraries_than_pictures_do(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.ctypes.util, "find_library", lambda _name: None)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    assert "libxcb-cursor0" not in dev.missing_packages()
    assert dev.clean_environment()["QT_QPA_PLATFORM"] == "offscreen"
    monkeypatch.setenv("DISPLAY", ":1")
    assert "libxcb-cursor0" in dev.missing_packages()


def test_programs_see_nothing_of_another_python(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"):
        monkeypatch.setenv(name, "elsewhere")
    assert not {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"} & set(dev.clean_environment())
    assert Path(dev.clean_environment()["PYTHONPYCACHEPREFIX"]).parent == dev.VENV


def test_the_stamp_changes_with_the_lock_and_with_the_folder(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = dev.fingerprint()
    lock = tmp_path / "requirements.lock"
    lock.write_bytes((ROOT / "requirements.lock").read_bytes() + b"\n")
    monkeypatch.setattr(dev, "LOCK", lock)
    changed = dev.fingerprint()
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    assert len({before, changed, dev.fingerprint()}) == 3


def test_a_half_made_environment_is_not_taken_for_whole(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(dev, "STAMP", tmp_path / "stamp")
    assert not dev.is_ready()
    (tmp_path / "stamp").write_text("an older lock\n", encoding="utf-8")
    assert not dev.is_ready()
    assert not dev.answers("import a_module_that_does_not_exist")
    monkeypatch.setattr(dev, "PYTHON", tmp_path / "python")
    assert not dev.answers("pass")


def test_a_second_demonstration_changes_nothing_and_an_older_one_is_kept(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "demo"
    (folder / "Demo.civicdesk").mkdir(parents=True)
    (folder / "passphrase.txt").write_text("words", encoding="utf-8")
    assert dev.made(folder) == []  # half made
    dev.note(folder, "papers")
    assert dev.made(folder) == ["papers"]
    dev.note(folder, "papers", "pictures")
    assert dev.made(folder) == ["papers", "pictures"]
    monkeypatch.setattr(dev, "program", lambda: "another program")
    assert dev.made(folder) == []
    dev.set_aside(folder)
    assert not folder.exists()
    assert (tmp_path / "demo-before" / "passphrase.txt").read_text(encoding="utf-8") == "words"


def test_windows_and_continuous_integration_call_the_same_file() -> None:
    assert "dev.py" in (ROOT / "dev.ps1").read_text(encoding="utf-8")
    assert "$(PYTHON) dev.py $@" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
