"""What holds for every file: size, names, no loose ends, nothing about the computer it was written on."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "manager", "controller"}
# Written in pieces, so that this file does not find itself.
LOOSE_ENDS = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "X" * 3 + r"\b", "NotImplemented" + "Error")))
MACHINE = re.compile("|".join(("/" + "root/", "/" + "work/", r"C:\\Us" + "ers", "/opt/" + "pypi")))
INDEX_HOSTS = re.compile(
    "|".join((r"pypi\.(?:org|python)", "python" + "hosted", "index" + "-url", "find" + "-links"))
)


NOT_OURS = {
    *(".git", ".venv", "dist", "build", "__pycache__", ".hypothesis"),
    *(".mypy_cache", ".ruff_cache", ".import_linter_cache", ".pytest_cache"),
}


def tracked() -> list[Path]:
    """Every file of the repository, also those that are about to be added; works without git as well."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        paths = (path for path in ROOT.rglob("*") if not NOT_OURS.intersection(path.relative_to(ROOT).parts))
    else:
        paths = (ROOT / name for name in listed.split("\0") if name)
    return sorted(path for path in paths if path.is_file())


def text_of(path: Path) -> str:
    """The text of a file; empty for one that is not text."""
    raw = path.read_bytes()
    return "" if b"\0" in raw[:8000] or raw[:2] == b"\x1f\x8b" else raw.decode("utf-8", "replace")


FILES = tracked()
CODE = [path for path in FILES if path.suffix == ".py"]
OURS = [path for path in CODE if "migrations/versions" not in path.as_posix()]


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in OURS}
    assert {name: lines for name, lines in lengths.items() if lines > 400} == {}


def test_no_function_is_longer_than_50_lines() -> None:
    lengths = {
        f"{short(path)}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in OURS
        for node in functions(path)
    }
    assert {name: lines for name, lines in lengths.items() if lines > 50} == {}


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [short(path) for path in CODE if path.stem in FORBIDDEN_NAMES] == []


def test_no_loose_ends() -> None:
    found = [short(path) for path in FILES if path.suffix != ".svg" and LOOSE_ENDS.search(text_of(path))]
    assert [name for name in found if not name.startswith("LICENSE")] == []


def test_no_test_judges_how_long_something_took() -> None:
    clock = re.compile("perf_" + "counter|process_" + r"time|time\.time\(\)")
    tests = [path for path in CODE if short(path).startswith("tests/") and "/bench/" not in path.as_posix()]
    assert [short(path) for path in tests if clock.search(text_of(path))] == []


def test_nothing_is_said_about_the_computer_it_was_written_on() -> None:
    assert [short(path) for path in FILES if MACHINE.search(text_of(path))] == []


def test_no_package_index_is_named() -> None:
    allowed = {"dev.py"}  # the option that keeps them out of the lock
    assert [
        short(path) for path in FILES if INDEX_HOSTS.search(text_of(path)) and short(path) not in allowed
    ] == []


def test_every_locked_package_is_pinned_and_hashed() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    blocks = re.split(r"\n(?=\S)", text.strip())
    for block in blocks:
        assert re.match(r"[\w.\-]+==\S+", block), block[:60]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block[:60]


def test_the_lock_holds_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    locked = {line.split(" ")[0].lower() for line in lines}
    asked = {*project["dependencies"], *project["optional-dependencies"]["dev"]}
    assert {need.split(";")[0].lower().replace("r.s", "r-s") for need in asked} - locked == set()


def test_the_version_is_said_once_more_and_the_same() -> None:
    from civicdesk import __version__

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    assert f"[{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_core_has_no_file_that_mentions_qt() -> None:
    core = [path for path in CODE if short(path).startswith("civicdesk/")]
    imports = re.compile(r"^\s*(?:from|import) (?:PySide6|shiboken6|ui)\b", re.MULTILINE)
    assert [short(path) for path in core if imports.search(path.read_text(encoding="utf-8"))] == []


def test_documents_only_refer_to_files_that_exist() -> None:
    links = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)")
    for page in (path for path in FILES if path.suffix == ".md"):
        for target in links.findall(page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{short(page)} refers to {target}"


def test_the_licence_is_the_whole_gpl() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in text and "Version 3, 29 June 2007" in text
    assert len(text.splitlines()) == 674
