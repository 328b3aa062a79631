"""Section 9: safety and care in numbers. No routes, names, devices or threat actors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from civicdesk.documents import blocks as b
from civicdesk.documents.board.source import Source
from civicdesk.documents.numbers import count
from civicdesk.documents.telling import counted, part_of
from civicdesk.i18n import _
from civicdesk.records.choices import Level4
from civicdesk.records.printing import day_text


def safety(source: Source) -> b.Section:
    """Risk levels now and a quarter ago, incidents, protocols, drills and wellbeing checks."""
    return b.Section(_("9  Safety and care"), tuple(_blocks(source)))


def _blocks(source: Source) -> Iterator[b.Block]:
    numbers, known_by = source.numbers, source.numbers.main.protocols
    acknowledged = part_of(known_by.acknowledged, known_by.assigned, known_by.share)
    yield b.Facts(
        (
            (_("Protocols acknowledged"), acknowledged if known_by.assigned else b.nothing()),
            (_("Drills held"), _("{n} this quarter").format(n=count(numbers.drills))),
            (_("Wellbeing checks done"), _("{n} this quarter").format(n=count(numbers.wellbeing_checks))),
        )
    )
    yield from _risks(source)
    yield from _incidents(source)


def _risks(source: Source) -> Iterator[b.Block]:
    now, before = source.numbers.main.risks, source.numbers.risks_before
    if now is None or before is None:
        yield b.Facts(((_("Risks"), _("not known")),))
        return
    levels = (Level4.CRITICAL, Level4.HIGH, Level4.MEDIUM, Level4.LOW)
    then = day_text(source.quarter.first - timedelta(days=1))
    rows = [(day_text(source.as_of), tuple(now[level] for level in levels))]
    if any(before.values()):
        rows.append((then, tuple(before[level] for level in levels)))
    if any(now.values()) and not any(before.values()):
        yield b.Paragraph(_("No risk had been scored by {day}.").format(day=then), muted=True)
    yield b.StackedBars(
        _("Risks in the register by level"), _("On"), tuple(level.label for level in levels),
        tuple(rows) if any(now.values()) or any(before.values()) else (),
    )  # fmt: skip


def _incidents(source: Source) -> Iterator[b.Block]:
    ever, now = source.numbers.main.incidents, source.numbers.main.incidents_this_quarter
    if ever is None or now is None:
        yield b.Facts(((_("Incidents"), _("not known")),))
        return
    near = _("{n} this quarter, of which {near} near misses; {total} to date, of which {all} near misses.")
    yield b.Heading(_("Incidents"))
    yield b.Paragraph(
        near.format(
            n=count(now.total),
            near=count(now.near_misses),
            total=count(ever.total),
            all=count(ever.near_misses),
        )
    )
    name = source.gate.look.term_label
    categories = sorted((name("incident_category", code), n) for code, n in now.by_category.items())
    severities = [(severity.label, n) for severity, n in now.by_severity.items()] if now.total else []
    yield b.Abreast(
        (
            (counted(_("Category, this quarter"), categories),),
            (counted(_("Severity, this quarter"), severities),),
        )
    )
