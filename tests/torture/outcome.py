"""What one long test found: how much was tried and how often a promise was broken."""

from __future__ import annotations

from dataclasses import dataclass

FAULTS = ("lost", "torn", "undetected", "wrong")


@dataclass(frozen=True)
class Outcome:
    """The figures of one test.

    `lost`: acknowledged and gone. `torn`: kept by halves, or a vault that does not open or verify.
    `undetected`: damage or a trick that nobody noticed. `wrong`: anything else that broke its promise, as an
    error without its sentence. `counts` are the faults this test is about: they are named also when none was
    found. `note` says what the figures do not: why something was left out, the seed of the run.
    """

    name: str
    tried: int
    lost: int = 0
    torn: int = 0
    undetected: int = 0
    wrong: int = 0
    note: str = ""
    counts: tuple[str, ...] = ("lost", "torn")

    @property
    def ok(self) -> bool:
        """Whether every promise held; a test that tried nothing must say why."""
        return not any(getattr(self, fault) for fault in FAULTS) and bool(self.tried or self.note)

    def line(self) -> str:
        """The figures in one line."""
        told = [fault for fault in FAULTS if fault in self.counts or getattr(self, fault)]
        figures = [f"tried {self.tried}", *(f"{fault} {getattr(self, fault)}" for fault in told)]
        return f"{self.name}: {', '.join(figures)}" + (f" ({self.note})" if self.note else "")
