"""Windows: a job object that limits memory and time of a child. Written, and not yet shown on Windows."""

from __future__ import annotations

import ctypes
import subprocess
from ctypes import wintypes
from typing import Any

_PROCESS_TIME, _ACTIVE, _PROCESS_MEMORY, _DIE_ON_CLOSE = 0x02, 0x08, 0x100, 0x2000
_EXTENDED_LIMITS = 9


class _Basic(ctypes.Structure):
    _fields_ = [
        ("process_time", wintypes.LARGE_INTEGER),
        ("job_time", wintypes.LARGE_INTEGER),
        ("flags", wintypes.DWORD),
        ("least_set", ctypes.c_size_t),
        ("most_set", ctypes.c_size_t),
        ("active", wintypes.DWORD),
        ("affinity", ctypes.c_size_t),
        ("priority", wintypes.DWORD),
        ("scheduling", wintypes.DWORD),
    ]


class _Extended(ctypes.Structure):
    _fields_ = [
        ("basic", _Basic),
        ("io", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process", ctypes.c_size_t),
        ("peak_job", ctypes.c_size_t),
    ]


def limited(process: subprocess.Popen[bytes], memory: int, seconds: int) -> object:
    """Put a process into a job of its own; the job ends it when the answer is let go of."""
    kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    job = kernel.CreateJobObjectW(None, None)
    limits = _Extended()
    limits.basic.flags = _PROCESS_TIME | _ACTIVE | _PROCESS_MEMORY | _DIE_ON_CLOSE
    limits.basic.process_time = seconds * 10_000_000
    limits.basic.active = 1
    limits.process_memory = memory
    handle = wintypes.HANDLE(int(process._handle))  # type: ignore[attr-defined,unused-ignore]
    set_to = kernel.SetInformationJobObject(
        wintypes.HANDLE(job), _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
    )
    if not set_to or not kernel.AssignProcessToJobObject(wintypes.HANDLE(job), handle):
        process.kill()
        raise OSError(ctypes.get_last_error(), "job")  # type: ignore[attr-defined,unused-ignore]
    return wintypes.HANDLE(job)
