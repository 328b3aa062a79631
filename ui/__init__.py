"""The window of CivicDesk: PySide6, and nothing that outlives it."""
