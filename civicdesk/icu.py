"""Khmer word breaks from an ICU library that is already on the computer, reached through ctypes.

Looked for in this order: the copy inside the Qt wheel (the file is found without importing Qt), the copy of a
frozen program, the operating system's own. Without any, `line_breaks` answers None and callers use clusters.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.util
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

LINE = 2  # UBRK_LINE
Breaker = Callable[[str], tuple[int, ...]]


def line_breaks(khmer: str) -> tuple[int, ...] | None:
    """Offsets inside a run of Khmer where a line may end, or None where the computer has no ICU."""
    breaker = _breaker()
    return None if breaker is None else breaker(khmer)


@cache
def _breaker() -> Breaker | None:
    """The first ICU library that loads and breaks a known phrase rightly."""
    for path in _candidates():
        try:
            found = _open(path)
            if found is not None and found("សូមស្វាគមន៍មកកាន់") == (11,):
                return found
        except (OSError, AttributeError):
            continue
    return None


def _candidates() -> Iterator[str]:
    """Names of libraries to try."""
    folders = [Path(sys.prefix)]
    if bundled := getattr(sys, "_MEIPASS", None):
        folders = [Path(bundled), Path(bundled, "PySide6", "Qt", "lib")]
    if (spec := importlib.util.find_spec("PySide6")) and spec.submodule_search_locations:
        folders.append(Path(spec.submodule_search_locations[0], "Qt", "lib"))
    for folder in folders:
        yield from (str(path) for path in sorted(folder.glob("libicuuc.so.*")))
    if sys.platform == "win32":
        yield from ("icu.dll", "icuuc.dll")
    elif sys.platform == "darwin":
        yield "/usr/lib/libicucore.dylib"
    elif system := ctypes.util.find_library("icuuc"):
        yield system


def _open(path: str) -> Breaker | None:
    """A breaker over one library; the functions carry the version in their names, except in system copies."""
    library = ctypes.CDLL(path)
    version = re.search(r"\.so\.(\d+)", path)
    suffix = f"_{version.group(1)}" if version else ""
    start, following, stop = (library[name + suffix] for name in ("ubrk_open", "ubrk_next", "ubrk_close"))
    start.restype = ctypes.c_void_p
    start.argtypes = [
        ctypes.c_int,
        ctypes.c_char_p,
        ctypes.c_char_p,
        ctypes.c_int32,
        ctypes.POINTER(ctypes.c_int),
    ]
    following.restype, following.argtypes = ctypes.c_int32, [ctypes.c_void_p]
    stop.restype, stop.argtypes = None, [ctypes.c_void_p]

    def breaks(khmer: str) -> tuple[int, ...]:
        utf16 = khmer.encode("utf-16-le" if sys.byteorder == "little" else "utf-16-be") + b"\0\0"
        status = ctypes.c_int(0)
        handle = start(LINE, b"km", utf16, len(khmer), ctypes.byref(status))
        if not handle or status.value > 0:
            return ()
        try:
            return tuple(offset for offset in iter(lambda: following(handle), -1) if 0 < offset < len(khmer))
        finally:
            stop(handle)

    return breaks
