"""A sheet of any record for any audience: a canary in every field shows only where the table of 0.7 allows."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from strategies import attachment

from civicdesk.clock import PHNOM_PENH
from civicdesk.documents.catalogue import make_report
from civicdesk.documents.export import text_of
from civicdesk.documents.request import Request
from civicdesk.errors import CivicDeskError
from civicdesk.records.choices import Audience, Classification
from civicdesk.records.fields import Field, Kind
from civicdesk.records.record import (
    CASEWORK,
    SECURITY,
    Record,
    fields_of,
    record_type,
    record_types,
    targets_of,
)
from civicdesk.records.releases import RELEASES
from civicdesk.records.tags import Tag
from civicdesk.records.values import Link, Money, PartialDate, Precision

AS_OF = date(2024, 3, 31)
OUTSIDE = (Audience.DONOR, Audience.PARTNER, Audience.AUTHORITY, Audience.PUBLIC)
INSIDE = (Audience.INTERNAL, Audience.SECURITY_FOCAL_POINT)
LEAVES_WHOLE = {
    # domain.md 0.7: audiences that see the very words of a text with this tag, without anybody's review or reason
    Tag.PERSON_STAFF: INSIDE,
    Tag.PERSON_OFFICIAL: INSIDE,
    Tag.PERSON_COMMUNITY: (Audience.INTERNAL,),
    Tag.PLACE_FINE: (*INSIDE, Audience.AUTHORITY),
    Tag.STRATEGY: INSIDE,
    Tag.SECURITY_DETAIL: (Audience.SECURITY_FOCAL_POINT,),
    Tag.SOURCE_IDENTITY: (),
    Tag.MONEY: (Audience.INTERNAL, Audience.BOARD, Audience.DONOR),
    Tag.HEALTH_LEGAL: (Audience.SECURITY_FOCAL_POINT,),
    Tag.FREE_TEXT: INSIDE,
    Tag.INTERNAL_NOTE: (Audience.INTERNAL,),
    None: tuple(Audience),
}
PROTECTED = {"case", "protected_person", "movement", "incident", "risk", "support_request"}
TITLES = {"staff_member": "display_name", "contact": "person_name"}
"""Where the name of a person stands; of all other types the title is asked for."""
NAMES = [cls.meta.name for cls in record_types()]


def squeezed(text: str) -> str:
    return "".join(text.split())


class Canaries:
    """Gives every text its own word, and remembers which field of which table it was put into."""

    def __init__(self) -> None:
        self.placed: dict[str, tuple[Field, Field | None]] = {}

    def word(self, spec: Field, table: Field | None) -> str:
        word = f"QX{len(self.placed):03}Z"
        self.placed[word] = (spec, table)
        return word

    def value(self, spec: Field, targets: dict[str, str], table: Field | None = None):
        if spec.child is not None:
            rows = {inner.key: self.value(inner, targets, spec) for inner in fields_of(spec.child)}
            return (spec.child(**rows),)
        one = self._one(spec, targets, table)
        return (one,) if spec.many else one

    def _one(self, spec: Field, targets: dict[str, str], table: Field | None):
        match spec.kind:
            case Kind.TEXT | Kind.LONG:
                return self.word(spec, table)
            case Kind.INT | Kind.SCORE:
                return min(spec.high or 7, 7)
            case Kind.DECIMAL:
                return Decimal(7)
            case Kind.MONEY:
                return Money(Decimal(987654), "USD")
            case Kind.BOOL:
                return True
            case Kind.DATE:
                return date(2024, 1, 2)
            case Kind.PARTIAL_DATE:
                return PartialDate(date(2024, 1, 2), Precision.DAY, "")
            case Kind.DATETIME:
                return datetime(2024, 1, 2, 8, tzinfo=PHNOM_PENH)
            case Kind.CHOICE:
                return next(iter(spec.choices))
            case Kind.TERM:
                return "a_term"
            case Kind.PLACE:
                return "14090401"
            case Kind.ATTACHMENT:
                return attachment("scan.jpg")
            case Kind.REF:
                return targets[targets_of(spec)[0]]
            case Kind.LINK:
                name = next((one for one in targets_of(spec) if one not in PROTECTED), targets_of(spec)[0])
                return Link(name, targets[name])


def write(vault, record: Record) -> None:
    """Into the store below the rules: no record may be filled this full by the rules."""
    store = vault.home(record)
    store.begin()
    store.write(record, {spec.key for spec in fields_of(type(record))}, new=True)
    for spec in fields_of(type(record)):
        if spec.kept_in:
            vault.stores[spec.kept_in].begin()
            vault.stores[spec.kept_in].write_children(record, spec, new=True)
            vault.stores[spec.kept_in].commit()
    store.commit()


def reference(name: str) -> str:
    return f"{record_type(name).meta.prefix}-{uuid4().hex[:8].upper()}"


@pytest.fixture(scope="module")
def targets(shared_vault) -> dict[str, str]:
    """One record of every type, to be pointed to, whose title tells what it is."""
    made = {}
    for name in NAMES:
        cls = record_type(name)
        key = TITLES.get(name, cls.meta.title)
        values = (
            {key: f"QY{name.replace('_', '').upper()}Z"} if key in {s.key for s in cls.meta.fields} else {}
        )
        if name in TITLES:
            values["post_title"] = "Field post"
        if name == "commitment":
            values["parent"] = Link("meeting", made["meeting"])
        record = cls(id=str(uuid4()), ref=reference(name), state=cls.states.first,
                     classification=Classification.PUBLIC, version=1, **values)  # fmt: skip
        write(shared_vault, record)
        made[name] = record.id
    return made


def full_record(vault, targets: dict[str, str], name: str, **more) -> tuple[Record, Canaries]:
    """A record with something in every field, saved."""
    cls, canaries = record_type(name), Canaries()
    values = {spec.key: canaries.value(spec, targets) for spec in fields_of(cls)}
    notes = canaries.word(cls.meta.field("notes"), None)
    record = cls(id=str(uuid4()), ref=reference(name), owner=targets["staff_member"], notes=notes, version=1,
                 **{"state": cls.states.first, **more, **values})  # fmt: skip
    write(vault, record)
    return record, canaries


def sheet(vault, record: Record, audience: Audience) -> str:
    """The words of the sheet; empty where there may be none."""
    try:
        made = make_report(vault, "sheet", Request(audience, AS_OF, record.ref))
    except CivicDeskError:
        return ""
    return squeezed(text_of(made.pdf))


def tag_of(spec: Field) -> Tag | None:
    return spec.tag or (Tag.FREE_TEXT if spec.kind is Kind.LONG else None)


def may_show(record: Record, spec: Field, table: Field | None, audience: Audience) -> bool:
    """The table of 0.7, read once more and independently of the gate."""
    tags = [tag_of(one) for one in (spec, table) if one is not None]
    released = RELEASES.get(record.meta.name)
    read = released.read if released else frozenset()
    kinds = (
        {record.meta.compartment}
        if record.meta.compartment != "parent"
        else {record_type(record.parent.type).meta.compartment}
    )
    if any(one.sealed or one.kept_in for one in (spec, table) if one is not None):
        return False
    if kinds & {CASEWORK} and audience not in INSIDE:
        return False
    if kinds & {SECURITY} and audience in OUTSIDE and spec.key not in ("lessons_shareable",):
        return False
    return all(audience in LEAVES_WHOLE[tag] or (tag is Tag.FREE_TEXT and spec.key in read) for tag in tags)


def classes_and_states(name: str) -> Iterator[dict[str, object]]:
    """As it is usually kept, and as loosely as it can be; new, and as far as it goes on its main path."""
    cls = record_type(name)
    last = [state for state in cls.states.all if state not in cls.states.side][-1]
    yield {"classification": Classification.PUBLIC}
    yield {"classification": cls.meta.classification}
    yield {"classification": cls.meta.classification, "state": last}


@pytest.mark.parametrize("name", NAMES)
def test_no_word_reaches_an_audience_that_may_not_read_it(shared_vault, targets, name):
    for more in classes_and_states(name):
        record, canaries = full_record(shared_vault, targets, name, **more)
        for audience in Audience:
            text = sheet(shared_vault, record, audience)
            leaked = [
                f"{table.key + '.' if table else ''}{spec.key}"
                for word, (spec, table) in canaries.placed.items()
                if word in text and not may_show(record, spec, table, audience)
            ]
            assert not leaked, (audience, more)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_outside_reads_a_name_or_the_title_of_a_protected_record(shared_vault, targets, name):
    record, _canaries = full_record(shared_vault, targets, name, classification=Classification.PUBLIC)
    hidden = [f"QY{one.replace('_', '').upper()}Z" for one in (*PROTECTED, *TITLES)]
    for audience in (*OUTSIDE, Audience.BOARD):
        text = sheet(shared_vault, record, audience)
        assert not [word for word in hidden if word in text], audience


@pytest.mark.parametrize("name", NAMES)
def test_colleagues_find_every_open_field_on_the_sheet(shared_vault, targets, name):
    record, canaries = full_record(shared_vault, targets, name)
    text = sheet(shared_vault, record, Audience.INTERNAL)
    on_request = (Tag.SECURITY_DETAIL, Tag.SOURCE_IDENTITY, Tag.HEALTH_LEGAL)
    missing = [
        spec.key
        for word, (spec, table) in canaries.placed.items()
        if word not in text
        and not any(one.sealed or one.kept_in or one.tag in on_request for one in (spec, table) if one)
    ]
    assert not missing


@pytest.mark.parametrize("name", ["case", "protected_person"])
@pytest.mark.parametrize("audience", [*OUTSIDE, Audience.BOARD])
def test_there_is_no_sheet_of_a_case_for_anybody_outside(shared_vault, targets, name, audience):
    record, _canaries = full_record(shared_vault, targets, name, classification=Classification.PUBLIC)
    with pytest.raises(CivicDeskError, match="Nothing of this record"):
        make_report(shared_vault, "sheet", Request(audience, AS_OF, record.ref))


def test_what_is_left_out_is_said_inside_and_never_outside(shared_vault, targets):
    record, _canaries = full_record(
        shared_vault, targets, "stakeholder", classification=Classification.PUBLIC
    )
    board = make_report(shared_vault, "sheet", Request(Audience.BOARD, AS_OF, record.ref))
    public = make_report(shared_vault, "sheet", Request(Audience.PUBLIC, AS_OF, record.ref))
    assert board.fields_left_out > 5 and f"{board.fields_left_out} fields" in text_of(board.pdf)
    assert public.fields_left_out > 5 and "Not shown" not in text_of(public.pdf)


def test_a_text_goes_out_once_it_was_read_for_this_audience(shared_vault, targets):
    record, canaries = full_record(shared_vault, targets, "stakeholder", classification=Classification.PUBLIC)
    word = next(word for word, (spec, _table) in canaries.placed.items() if spec.key == "mandate")
    request = Request(Audience.DONOR, AS_OF, record.ref)
    read = dataclasses.replace(request, reviewed=frozenset({f"{record.ref}.mandate"}))
    assert word not in text_of(make_report(shared_vault, "sheet", request).pdf)
    assert word in text_of(make_report(shared_vault, "sheet", read).pdf)


def test_an_almost_empty_record_has_a_sheet_that_says_what_is_missing(shared_vault):
    record = record_type("campaign")(id=str(uuid4()), ref=reference("campaign"), state="draft", version=1)
    write(shared_vault, record)
    made = make_report(shared_vault, "sheet", Request(Audience.INTERNAL, AS_OF, record.ref))
    text = text_of(made.pdf)
    assert "Not filled in" in text and "Engagement ladder" in text
