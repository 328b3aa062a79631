"""Everything a person building CivicDesk does: set up, show, run, test, measure, pack.

Usage: python3 dev.py setup|demo|run|test|lint|bench|torture|package|lock [arguments]

Only the standard library is used, so this file runs before anything is installed. After `setup` no
command needs a network.
"""

from __future__ import annotations

import ctypes.util
import gzip
import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "civicdesk-stamp"
DIST = ROOT / "dist"
MARK = ".made"
WINDOWS = sys.platform == "win32"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
OLDEST, NEWEST = (3, 11), (3, 13)

Command = Sequence[str | Path]

# What the wheels expect to find on a Linux system: library -> Debian package.
ALWAYS = {
    "GL": "libgl1",
    "EGL": "libegl1",
    "xkbcommon": "libxkbcommon0",
    "dbus-1": "libdbus-1-3",
    "fontconfig": "libfontconfig1",
    "glib-2.0": "libglib2.0-0",
}
FOR_A_WINDOW = {
    "xcb-cursor": "libxcb-cursor0",
    "xcb-icccm": "libxcb-icccm4",
    "xcb-keysyms": "libxcb-keysyms1",
    "xcb-shape": "libxcb-shape0",
    "xcb-xkb": "libxcb-xkb1",
    "xkbcommon-x11": "libxkbcommon-x11-0",
}

# Tried before every command: a package that was half installed shows here, not in the middle of work.
# What is compiled is imported, the rest is looked for: that takes a fraction of a second.
PROBE = """
import importlib, importlib.util
compiled = ("PySide6.QtWidgets", "sqlcipher3", "cryptography.hazmat.bindings._rust", "pikepdf._core",
            "pypdfium2_raw", "uharfbuzz")
plain = ("pip", "alembic", "hypothesis", "importlinter", "keyring", "mypy", "pytest", "pytestqt", "reportlab",
         "ruff", "sqlalchemy", "xdist")
for name in compiled:
    importlib.import_module(name)
assert all(importlib.util.find_spec(name) for name in plain)
"""


class Stop(Exception):
    """Work cannot go on; the text says why and what to do."""


# --- asking the machine ------------------------------------------------------------------------------


def has_display() -> bool:
    """Is there a screen to open a window on?"""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def check_python() -> None:
    """Refuse a Python that the pinned libraries were not tested with."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        found = ".".join(map(str, sys.version_info[:3]))
        raise Stop(f"CivicDesk needs Python 3.{OLDEST[1]} to 3.{NEWEST[1]}; this is {found}.")


def missing_packages() -> list[str]:
    """The Debian packages that this system lacks, by name; empty elsewhere than on Linux."""
    wanted = ALWAYS | (FOR_A_WINDOW if has_display() else {})
    missing = []
    if sys.platform.startswith("linux"):
        missing = [package for library, package in wanted.items() if not ctypes.util.find_library(library)]
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        missing.append("python3-venv")
    return missing


def ensure_system() -> None:
    """Install missing system packages as root; otherwise stop with the exact line to type."""
    check_python()
    missing = missing_packages()
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if shutil.which("apt-get") is None:
        raise Stop("Please install these with your system's own tool (Debian names): " + " ".join(missing))
    if getattr(os, "geteuid", lambda: -1)() != 0:
        raise Stop("Some system packages are missing. Please type:\n    sudo " + shlex.join(install))
    print("Installing system packages:", *missing, flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    call(["apt-get", "update", "-q"], env=quiet)
    call(install, env=quiet)
    if still := missing_packages():
        raise Stop("These system packages were installed, yet cannot be found: " + " ".join(still))


# --- starting programs -------------------------------------------------------------------------------


def clean_environment(*, offscreen: bool = False) -> dict[str, str]:
    """The environment for our programs: nothing of another Python, and no window where there is no screen.

    What Python has compiled is kept beside the packages, never in the source tree; to compile everything again
    would cost each process a second.
    """
    others = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE"}
    env = {k: v for k, v in os.environ.items() if k not in others}
    env["PYTHONPYCACHEPREFIX"] = str(VENV / "compiled")
    if offscreen or not has_display():
        env["QT_QPA_PLATFORM"] = "offscreen"
    return env


def run(command: Command, *, env: dict[str, str] | None = None, cwd: Path = ROOT) -> int:
    """Run a program, in the project's folder unless told otherwise, and answer its exit code."""
    arguments = [str(part) for part in command]
    return subprocess.run(arguments, cwd=cwd, env=env or clean_environment(), check=False).returncode


def call(command: Command, *, env: dict[str, str] | None = None) -> None:
    """Run a program that must succeed."""
    if code := run(command, env=env):
        raise Stop(f"This ended with code {code}: {shlex.join(map(str, command))}")


# --- the environment ---------------------------------------------------------------------------------


def fingerprint() -> str:
    """What the environment must have been made from: the lock, this Python, this folder."""
    lock = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    return f"{lock} {'.'.join(map(str, sys.version_info[:3]))} {ROOT}\n"


def answers(program: str) -> bool:
    """Does the environment's Python run this without an error?"""
    if not PYTHON.exists():
        return False
    try:
        done = subprocess.run(
            [str(PYTHON), "-c", program], cwd=ROOT, env=clean_environment(), capture_output=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def is_ready() -> bool:
    """Is the environment whole and made from this lock?"""
    stamped = STAMP.is_file() and STAMP.read_text(encoding="utf-8") == fingerprint()
    return stamped and launcher().is_file() and answers(PROBE)


def make_environment() -> None:
    """An empty virtual environment with pip, in place of whatever was there."""
    print("Making the Python environment in .venv", flush=True)
    call([sys.executable, "-m", "venv", "--clear", VENV])


def install_lock() -> None:
    """Install exactly the locked files: hashes checked, no source builds."""
    print("Installing the locked packages", flush=True)
    # Compiling everything takes as long as the rest; Python compiles what is used when it is used.
    quick = ["--quiet", "--no-compile", "--disable-pip-version-check", "--no-input"]
    safe: list[str | Path] = ["--require-hashes", "--only-binary", ":all:", "-r", LOCK]
    call([PYTHON, "-m", "pip", "install", *quick, *safe])


def launcher() -> Path:
    """Where the command `civicdesk` lies."""
    return BIN / ("civicdesk.cmd" if WINDOWS else "civicdesk")


def install_project() -> None:
    """Put this folder on the environment's path and write the command `civicdesk`; builds nothing."""
    ask = [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip()
    Path(site, "civicdesk-source.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    # -P: a file lying in the folder where somebody types the command must never be run as ours.
    if WINDOWS:
        launcher().write_text('@"%~dp0python.exe" -P -m civicdesk %*\n', encoding="utf-8")
        return
    start = f'#!/bin/sh\nexec {shlex.quote(str(PYTHON))} -P -m civicdesk "$@"\n'
    launcher().write_text(start, encoding="utf-8")
    launcher().chmod(0o755)


def setup(_arguments: Sequence[str] = ()) -> int:
    """Make or repair the environment; does nothing when it is whole."""
    ensure_system()
    if is_ready():
        return 0
    STAMP.unlink(missing_ok=True)
    if not answers(f"import pip, sys; assert sys.version_info[:3] == {sys.version_info[:3]}"):
        make_environment()
    install_lock()
    if not answers(PROBE):
        print("The environment is damaged and is made again", flush=True)
        make_environment()
        install_lock()
        call([PYTHON, "-c", PROBE])
    install_project()
    partial = STAMP.with_suffix(".new")
    partial.write_text(fingerprint(), encoding="utf-8")
    partial.replace(STAMP)
    return 0


# --- commands ----------------------------------------------------------------------------------------


def lint(_arguments: Sequence[str] = ()) -> int:
    """Style, types and who may import whom. Every check runs; one failure is enough to fail."""
    setup()
    checks: tuple[Command, ...] = (
        [PYTHON, "-m", "ruff", "check", "."],
        [PYTHON, "-m", "mypy"],
        [PYTHON, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-logo"],
    )
    return max(run(check) for check in checks)


def test(arguments: Sequence[str]) -> int:
    """All checks and all tests; with arguments, only those tests (as pytest takes them)."""
    setup()
    checked = 0 if arguments else lint()
    tested = run([PYTHON, "-m", "pytest", "-n", "2", *arguments], env=clean_environment(offscreen=True))
    return checked or tested


def torture(arguments: Sequence[str]) -> int:
    """The long tests, counted: kills, power cuts, bit flips; `--release` takes hours."""
    setup()
    return run([PYTHON, "-m", "tests.torture", *arguments], env=clean_environment(offscreen=True))


def bench(arguments: Sequence[str]) -> int:
    """Measure against the goals; arguments go to the benchmark."""
    setup()
    return run([PYTHON, "-m", "tests.bench", *arguments], env=clean_environment(offscreen=True))


def start(arguments: Sequence[str]) -> int:
    """Open CivicDesk; stays until it is closed."""
    setup()
    return run([PYTHON, "-P", "-m", "ui", *arguments], cwd=Path.cwd())


def demo(arguments: Sequence[str]) -> int:
    """Make the demonstration vault and its papers, then show the window or take its pictures.

    What is there already is left as it is; what another version of the program made is set aside.
    `--no-window` takes the pictures even where there is a display; `--gui` stays until the window is closed.
    """
    if unknown := set(arguments) - {"--gui", "--no-window"}:
        raise Stop("demo takes --gui or --no-window, not " + " ".join(sorted(unknown)))
    setup()
    folder = DIST / "demo"
    done = made(folder)
    if not done:
        set_aside(folder)
        call([PYTHON, "-P", "-m", "civicdesk", "demo", folder])
        done = note(folder, "papers")
    vault, secret = folder / "Demo.civicdesk", folder / "passphrase.txt"
    shows = has_display() and "--no-window" not in arguments
    if not shows and "pictures" not in done:
        pictures: Command = [PYTHON, "-m", "ui", "--pictures", folder, vault, "--passphrase-file", secret]
        call(pictures, env=clean_environment(offscreen=True))
        note(folder, *done, "pictures")
    tell(folder, secret.read_text(encoding="utf-8").strip())
    if "--gui" in arguments:
        return run([PYTHON, "-m", "ui", vault])
    if shows:
        open_window(vault)
    return 0


def program() -> str:
    """Changes with everything that the demonstration is made by and from."""
    files = (path for name in ("civicdesk", "ui", "resources") for path in (ROOT / name).rglob("*"))
    kept = sorted(path for path in files if path.is_file() and "__pycache__" not in path.parts)
    parts = b"".join(str(path.relative_to(ROOT)).encode() + path.read_bytes() for path in kept)
    return hashlib.sha256(parts).hexdigest()


def made(folder: Path) -> list[str]:
    """What this program has made of the demonstration already and is still there: papers, pictures."""
    try:
        by, *done = (folder / MARK).read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        return []
    there = (folder / "Demo.civicdesk").is_dir() and (folder / "passphrase.txt").is_file()
    return done if there and by == program() else []


def note(folder: Path, *done: str) -> list[str]:
    """Remember which parts of the demonstration are whole."""
    (folder / MARK).write_text(" ".join((program(), *done)), encoding="utf-8")
    return list(done)


def set_aside(folder: Path) -> None:
    """Somebody may have tried things in an earlier demonstration: it is kept, the one before it is not."""
    folder.parent.mkdir(exist_ok=True)
    if folder.exists():
        before = folder.with_name(f"{folder.name}-before")
        shutil.rmtree(before, ignore_errors=True)
        folder.rename(before)


def tell(folder: Path, passphrase: str) -> None:
    """Say where everything is, and the passphrase of the demonstration."""
    print("\nThe demonstration is ready:")
    for path in sorted(path for path in folder.iterdir() if path.name != MARK):
        print("   ", path.relative_to(ROOT))
    print(f"Passphrase of Demo.civicdesk (also in passphrase.txt): {passphrase}")
    print("Open it again with: python3 dev.py run", (folder / "Demo.civicdesk").relative_to(ROOT), flush=True)


def open_window(vault: Path) -> None:
    """Open the window and leave it open; a window that dies at once is reported, not waited for."""
    command = [str(PYTHON), "-m", "ui", str(vault)]
    # No output of ours: whoever waits for the end of this command's output must not wait for the window.
    silent = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    window = subprocess.Popen(command, cwd=ROOT, env=clean_environment(), start_new_session=True, **silent)
    try:
        code = window.wait(timeout=3)
    except subprocess.TimeoutExpired:
        print("The window is open.")
        return
    if code:
        print(f"The window could not be opened (code {code}); its pictures are in the folder above.")


def package(_arguments: Sequence[str]) -> int:
    """The source of the committed version as dist/civicdesk-VERSION.tar.gz, the same bytes every time."""
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    version = next(line.split('"')[1] for line in declared if line.startswith("version ="))
    DIST.mkdir(exist_ok=True)
    target = DIST / f"civicdesk-{version}.tar.gz"
    git = ["git", "archive", "--format=tar", f"--prefix=civicdesk-{version}/", "HEAD"]
    plain = subprocess.run(git, cwd=ROOT, capture_output=True, check=True).stdout
    target.write_bytes(gzip.compress(plain, 9, mtime=0))
    print(hashlib.sha256(target.read_bytes()).hexdigest(), "", target.relative_to(ROOT))
    return 0


def lock(_arguments: Sequence[str]) -> int:
    """Write requirements.lock anew from pyproject.toml (maintainers; needs the tool `uv` and a network)."""
    if (uv := shutil.which("uv", path=f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}")) is None:
        raise Stop("Locking needs the tool uv; nothing else does.")
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--extra", "dev", "--quiet"]
    plain = ["--no-annotate", "--no-header", "--no-emit-index-url"]
    return run([uv, "pip", "compile", *options, *plain, "pyproject.toml", "-o", LOCK])


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "setup": setup, "demo": demo, "run": start, "test": test, "lint": lint,
    "bench": bench, "torture": torture, "package": package, "lock": lock,
}  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Carry out one command; 2 means it was not understood."""
    if not arguments or arguments[0] not in COMMANDS:
        print("Usage: python3 dev.py", "|".join(COMMANDS), "[arguments]", file=sys.stderr)
        return 0 if set(arguments) & {"-h", "--help"} else 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except Stop as reason:
        print(f"dev.py: {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
