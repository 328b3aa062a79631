"""How much memory this computer has, for sizing the key derivation and the page cache."""

from __future__ import annotations

import sys

_UNKNOWN = 4 << 30

if sys.platform == "win32":
    import ctypes

    def physical() -> int:
        """Physical memory in bytes; 4 GiB where the system does not say."""
        kibibytes = ctypes.c_ulonglong()
        found = ctypes.WinDLL("kernel32").GetPhysicallyInstalledSystemMemory(ctypes.byref(kibibytes))
        return kibibytes.value * 1024 if found else _UNKNOWN

else:
    import os

    def physical() -> int:
        """Physical memory in bytes; 4 GiB where the system does not say."""
        try:
            size, pages = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_PHYS_PAGES")
        except (ValueError, OSError):
            return _UNKNOWN
        return size * pages if size > 0 and pages > 0 else _UNKNOWN  # -1: it does not know either
