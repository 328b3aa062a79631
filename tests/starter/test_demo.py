"""The demo vault: complete, sourced, fictional where it must be, and harmless."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from civicdesk import clock
from civicdesk.clock import Clock
from civicdesk.records.choices import Audience, Quadrant, Reliability
from civicdesk.records.fields import Kind
from civicdesk.records.framing import FramingTerm, check
from civicdesk.records.places import gazetteer
from civicdesk.records.record import Child, Record, fields_of, record_type, record_types
from civicdesk.records.rules import problems_of
from civicdesk.records.values import Link
from civicdesk.starter.content import starter
from civicdesk.starter.demo import AS_OF, demo_rows
from civicdesk.starter.reading import read_record
from civicdesk.vault.vault import Vault

HOW_MANY = {
    "project": 6, "activity": 6, "indicator": 12, "subgrant": 8, "outcome": 8, "commitment": 15, "coalition": 8,
    "authorisation": 5, "campaign": 5, "meeting": 9, "publication": 2, "balance_review": 1, "case": 6,
    "protected_person": 6, "risk": 8, "protocol": 10, "movement": 3, "incident": 4, "support_request": 2,
    "staff_member": 9,
}  # fmt: skip


def everything(demo: Vault) -> Iterator[Record]:
    for cls in record_types():
        yield from demo.iterate(cls.meta.name)


def texts(owner: Record | Child, prefix: str = "") -> Iterator[tuple[str, str]]:
    for spec in fields_of(type(owner)):
        value = getattr(owner, spec.key)
        if spec.kind is Kind.CHILD:
            for row in value:
                yield from texts(row, f"{prefix}{spec.key}.")
        elif spec.kind in (Kind.TEXT, Kind.LONG) and isinstance(value, str):
            yield prefix + spec.key, value


def named(demo: Vault, type_name: str, start: str) -> Record:
    (found,) = [one for one in demo.iterate(type_name) if one.heading.startswith(start)]
    return found


def test_every_row_of_the_plan_is_there(demo: Vault) -> None:
    counts = Counter(record.meta.name for record in everything(demo))
    assert {name: counts[name] for name in HOW_MANY} == HOW_MANY
    assert all(record.is_demo for record in everything(demo))


def test_references_are_those_of_the_demo_year(demo: Vault) -> None:
    assert named(demo, "meeting", "Technical working session").ref == "MTG-2024-004"


def test_every_historical_record_names_its_source_or_says_it_is_fictional(demo: Vault) -> None:
    for record in everything(demo):
        lines = (record.notes or "").splitlines()
        sourced = any(re.fullmatch(r"Source: S\d:L\d.*", line) for line in lines)
        assert sourced or (record.notes or "").startswith("Fictional demo record."), record.heading


def test_no_record_breaks_a_rule(demo: Vault) -> None:
    with clock.use(Clock.at(AS_OF)):
        look = demo.look()
        broken = [
            (record.ref, problem.id, problem.field)
            for record in everything(demo)
            for problem in problems_of(record, look)
            if problem.severity == "E"
        ]
    assert not broken


def test_every_link_leads_to_a_record_of_the_demo(demo: Vault) -> None:
    labels = {row["id"]: row["id"] for _name, row in demo_rows()}
    kinds = {row["id"]: name for name, row in demo_rows()}
    for name, row in demo_rows():
        for target, wanted in links(read_record(record_type(name), row, labels)):
            assert kinds[target] in wanted, (row["id"], target)


def links(owner: Record | Child) -> Iterator[tuple[str, tuple[str, ...]]]:
    for spec in fields_of(type(owner)):
        value = getattr(owner, spec.key)
        for one in value if isinstance(value, tuple) else (value,) if value is not None else ():
            if spec.kind is Kind.REF:
                yield str(one), tuple(record_type(target).meta.name for target in spec.target_classes)
            elif isinstance(one, Link):
                yield one.id, spec.targets
            elif isinstance(one, Child):
                yield from links(one)


def test_every_place_and_term_exists(demo: Vault) -> None:
    for record in everything(demo):
        for spec, value in values(record):
            if spec.kind is Kind.PLACE:
                assert gazetteer().place(value), (record.ref, value)
            if spec.kind is Kind.TERM:
                assert value in {row.code for row in demo.terms(spec.vocab)}, (record.ref, spec.key, value)


def values(owner: Record | Child) -> Iterator[tuple[object, object]]:
    for spec in fields_of(type(owner)):
        value = getattr(owner, spec.key)
        for one in value if isinstance(value, tuple) else (value,) if value is not None else ():
            if isinstance(one, Child):
                yield from values(one)
            else:
                yield spec, one


def test_what_goes_outside_needs_no_other_words(demo: Vault) -> None:
    terms = [FramingTerm.read(row) for row in starter("framing")["terms"]]
    for name in ("campaign", "meeting", "publication"):
        for record in demo.iterate(name):
            for key, text in texts(record):
                for audience in (Audience.AUTHORITY, Audience.PUBLIC):
                    assert not check(text, audience, terms), (record.ref, key)


def test_fictional_records_count_no_participants(demo: Vault) -> None:
    assert not any(meeting.attendance for meeting in demo.iterate("meeting"))  # type: ignore[attr-defined]
    assert all(activity.is_historical for activity in demo.iterate("activity"))


def test_nobody_is_identified(demo: Vault) -> None:
    for person in demo.iterate("protected_person"):
        assert not person.identity and person.consent_identity.value == "no"  # type: ignore[attr-defined]
    for contact in demo.iterate("contact"):
        assert not contact.person_name  # type: ignore[attr-defined]
    for staff in demo.iterate("staff_member"):
        assert re.fullmatch("Demo Officer [A-I]", staff.heading) and not staff.safety_card  # type: ignore[attr-defined]


def test_only_fictional_institutions_are_scored(demo: Vault) -> None:
    for one in demo.iterate("stakeholder"):
        if not (one.notes or "").startswith("Fictional"):
            assert one.position_score is None and one.stance is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "quadrant, names",
    [
        (Quadrant.MANAGE_CLOSELY, {"Ministry A technical department", "Provincial administration P"}),
        (Quadrant.KEEP_SATISFIED, {"Ministry A cabinet", "State control body", "District D", "Bank F1"}),
        (
            Quadrant.KEEP_INFORMED,
            {"Line department P1", "Commune council C1", "Village authority V1", "Business association F",
             "NGO network F"},
        ),
        (Quadrant.MONITOR, {"Media house F"}),
    ],
)  # fmt: skip
def test_the_grid_of_stakeholders(demo: Vault, quadrant: Quadrant, names: set[str]) -> None:
    look = demo.look()
    found = {one.heading for one in demo.iterate("stakeholder") if one.quadrant(look) is quadrant}  # type: ignore[attr-defined]
    assert found == names


def test_one_meeting_makes_a_full_brief(demo: Vault) -> None:
    meeting = named(demo, "meeting", "Technical working session on safe migration")
    left = [point for point in meeting.talking_points if point.leave_behind]  # type: ignore[attr-defined]
    assert (len(meeting.talking_points), len(meeting.likely_questions), len(left)) == (5, 5, 3)  # type: ignore[attr-defined]
    good = (Reliability.HIGHLY_RELIABLE, Reliability.LIKELY_RELIABLE)
    for point in left:
        for evidence in (demo.get("evidence", str(one)) for one in point.evidence):
            assert evidence is not None and evidence.public_source and evidence.reliability in good  # type: ignore[attr-defined]
    assert meeting.asks and meeting.avoid and meeting.authorisations and meeting.movement and meeting.risks  # type: ignore[attr-defined]
    movement = demo.get("movement", str(meeting.movement))  # type: ignore[attr-defined]
    assert movement is not None and len(movement.checkins) == 5  # type: ignore[attr-defined]


@pytest.mark.parametrize("words", ["សហគមន៍កសិកម្ម", "រដ្ឋបាលខេត្ត", "ព្រះស្ដេច", "cooperative"])
def test_records_are_found_in_khmer_and_english(demo: Vault, words: str) -> None:
    assert demo.search(words)


def test_the_demo_vault_verifies(demo: Vault) -> None:
    report = demo.verify()
    assert report.ok, report.lines


def test_the_risks_have_the_levels_of_the_plan(demo: Vault) -> None:
    scores = {one.heading[:14]: (str(one.score), one.level.value) for one in demo.iterate("risk")}  # type: ignore[attr-defined]
    assert sorted(scores.values()) == sorted(
        [("6.0", "high"), ("4.0", "medium"), ("6.0", "high"), ("4.0", "medium"), ("4.5", "high"),
         ("3.0", "medium"), ("4.0", "medium"), ("1.3", "low")]
    )  # fmt: skip
