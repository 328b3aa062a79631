"""What a starting program asks of the operating system: no core dump, no reading of its memory by others.

Called by the entry points, never on import. It is best effort: the protections it asks for do not bind an
administrator (`docs/threat-model.md`, A5 and A6). What is asked of
Windows is written after the manual and not yet shown.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import sys
from pathlib import Path

_PR_SET_DUMPABLE = 4
_SEARCH_DEFAULT_DIRS = 0x1000  # LOAD_LIBRARY_SEARCH_DEFAULT_DIRS: never the current folder of a USB disk


def harden() -> tuple[str, ...]:
    """Harden this process and name what took effect: "no-core", "not-dumpable", "dll-search", and so on."""
    faulthandler.disable()  # a traceback of every thread, written wherever the environment says
    os.umask(0o077)  # files are made private one by one; this is for those that a library makes
    if sys.platform == "win32":
        return _windows()
    done = ("no-core",) if _no_core() else ()
    return (*done, "not-dumpable") if sys.platform == "linux" and _not_dumpable() else done


def leave_vault_folder() -> None:
    """A window that was started inside a vault does not stay there: others may plant files beside its work."""
    try:
        here = Path.cwd()
        if any((place / name).exists() for place in (here, *here.parents) for name in ("vault.a", "vault.b")):
            os.chdir(here.anchor)
    except OSError:
        pass  # a folder that is gone or closed to us holds nothing to be remembered


if sys.platform == "win32":

    def _windows() -> tuple[str, ...]:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        done = {
            "dll-search": bool(kernel.SetDefaultDllDirectories(_SEARCH_DEFAULT_DIRS)),
            "no-report": _no_error_report(),
            "own-access": _own_access_only(kernel),
            "no-jump-list": _no_jump_list(),
        }
        return tuple(name for name, took_effect in done.items() if took_effect)

    def _no_error_report() -> bool:
        """Windows Error Reporting makes no dump of this program, which would hold what was on the screen."""
        name = Path(sys.executable).name
        return int(ctypes.WinDLL("wer").WerAddExcludedApplication(ctypes.c_wchar_p(name), 0)) == 0

    def _own_access_only(kernel: ctypes.WinDLL) -> bool:
        """Other programs of this account may ask us to end and wait for us, and nothing else: no reading of memory.

        An empty list but for the owner, who gets SYNCHRONIZE, PROCESS_QUERY_LIMITED_INFORMATION and PROCESS_TERMINATE.
        """
        security = ctypes.WinDLL("advapi32", use_last_error=True)
        descriptor = ctypes.c_void_p()
        words = "D:P(A;;0x101001;;;OW)(A;;0x101001;;;SY)"
        if not security.ConvertStringSecurityDescriptorToSecurityDescriptorW(
            ctypes.c_wchar_p(words), 1, ctypes.byref(descriptor), None
        ):
            return False
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        return bool(
            security.SetKernelObjectSecurity(ctypes.c_void_p(kernel.GetCurrentProcess()), 4, descriptor)
        )

    def _no_jump_list() -> bool:
        """A name of our own for the task bar; under it nothing is ever added to a list of recent files."""
        ask = ctypes.WinDLL("shell32").SetCurrentProcessExplicitAppUserModelID
        return int(ask(ctypes.c_wchar_p("CivicDesk"))) == 0

else:
    import resource

    def _no_core() -> bool:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        return resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)

    def _not_dumpable() -> bool:
        """PR_SET_DUMPABLE=0 denies ptrace and /proc/PID/mem to other processes of the same user."""
        return int(ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)) == 0
