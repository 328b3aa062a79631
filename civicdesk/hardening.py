"""What a starting program asks of the operating system: no core dump, no reading of its memory by others.

Called by the entry points, never on import. It is best effort: the protections it asks for do not bind an
administrator (`docs/threat-model.md`, A5 and A6).
"""

from __future__ import annotations

import ctypes
import sys

_PR_SET_DUMPABLE = 4
_SEARCH_DEFAULT_DIRS = 0x1000  # LOAD_LIBRARY_SEARCH_DEFAULT_DIRS: never the current folder of a USB disk


def harden() -> tuple[str, ...]:
    """Harden this process and name what took effect: "no-core", "not-dumpable", "dll-search"."""
    if sys.platform == "win32":
        return _windows()
    done = ("no-core",) if _no_core() else ()
    return (*done, "not-dumpable") if sys.platform == "linux" and _not_dumpable() else done


if sys.platform == "win32":

    def _windows() -> tuple[str, ...]:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        return ("dll-search",) if kernel.SetDefaultDllDirectories(_SEARCH_DEFAULT_DIRS) else ()

else:
    import resource

    def _no_core() -> bool:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        return resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)

    def _not_dumpable() -> bool:
        """PR_SET_DUMPABLE=0 denies ptrace and /proc/PID/mem to other processes of the same user."""
        return int(ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)) == 0
