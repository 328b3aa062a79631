"""The switch of `shim.c`: compiled when it is needed, loaded before everything else in a process of its own."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from enum import IntEnum
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
KINDS = {"w": "write", "o": "open", "s": "sync", "t": "truncate", "n": "rename", "u": "unlink", "m": "mkdir",
         "r": "read"}  # fmt: skip


class Mode(IntEnum):
    """What becomes of the n-th call; the numbers are those of `shim.c`."""

    OFF = 0
    COUNT = 1
    FAIL = 2
    SHORT = 3  # half is written, and the call says so
    CUT = 4  # half is written, and every later call fails
    KILL = 5  # the process dies before the call
    TEAR = 6  # the process dies after half of a write


def compiled(folder: Path) -> Path | None:
    """The library, made in `folder`; None where there is no compiler or another kind of system."""
    compiler = shutil.which("gcc") or shutil.which("cc") or shutil.which("clang")
    if compiler is None or not sys.platform.startswith("linux"):
        return None
    library = folder / "shim.so"
    command = [compiler, "-O2", "-shared", "-fPIC", "-o", str(library), str(SOURCE)]
    done = subprocess.run(command, capture_output=True, check=False)
    return library if done.returncode == 0 else None


def _loaded() -> ctypes.CDLL | None:
    found = ctypes.CDLL(None) if os.name == "posix" else None
    if found is None or not hasattr(found, "shim_arm"):
        return None
    found.shim_calls.restype = ctypes.c_long
    found.shim_arm.argtypes = [ctypes.c_int, ctypes.c_long, ctypes.c_int, ctypes.c_int, ctypes.c_int]
    found.shim_kind.argtypes = [ctypes.c_long]
    return found


_library = _loaded()
WHY_NOT = "skipped: needs Linux and a C compiler"


def is_there() -> bool:
    """Whether this process was started with the library."""
    return _library is not None


def watch(folder: Path) -> None:
    """Only calls that touch what lies below this folder count."""
    _shim().shim_watch(os.fsencode(folder))


def arm(mode: Mode, at: int = 0, error: int = 0, *, sticky: bool = False, reads: bool = False) -> None:
    """Let something happen at the `at`-th call from now, or at each from there on."""
    _shim().shim_arm(int(mode), at, error, int(sticky or mode is Mode.CUT), int(reads))


def off() -> int:
    """Let every call happen again; how many there were since `arm`."""
    calls = int(_shim().shim_calls())
    _shim().shim_arm(int(Mode.OFF), 0, 0, 0, 0)
    return calls


def kinds(calls: int) -> str:
    """A letter for each call since `arm`, as in KINDS."""
    return "".join(chr(_shim().shim_kind(n)) for n in range(1, calls + 1))


def record(log: Path) -> None:
    """Write down from now on what every call does."""
    if not _shim().shim_record(os.fsencode(log)):
        raise OSError("the record cannot be written")


def mark(text: str) -> None:
    """Put a remark into the record."""
    _shim().shim_mark(text.encode())


def _shim() -> ctypes.CDLL:
    if _library is None:
        raise RuntimeError(WHY_NOT)
    return _library
