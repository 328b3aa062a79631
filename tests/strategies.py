"""Hypothesis strategies: any value a field can hold, and any record of a type."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import uuid4

from hypothesis import Phase, settings
from hypothesis import strategies as st

from civicdesk.records.choices import AuthorityLevel, EngagementGroup
from civicdesk.records.fields import Field, Kind
from civicdesk.records.record import ENVELOPE, Child, Record, fields_of, targets_of
from civicdesk.records.stakeholder import Stakeholder
from civicdesk.records.values import Attachment, Link, Money, PartialDate, Place, Precision, Term


def few(count: int) -> settings:
    """So many whole records: shown as found, since shrinking things of fifty fields takes minutes."""
    return settings(max_examples=count, phases=(Phase.generate,))


PHNOM_PENH = timezone(timedelta(hours=7))
KHMER = "កខគឃងចឆជញដឋឌណតថទធនបផពភមយរលវសហឡអ្ាិីឹឺុូួើឿៀេែៃោៅំះៈ់"
texts = st.text(alphabet=st.one_of(st.sampled_from(KHMER), st.characters(exclude_categories=["Cs", "Cc"])),
                min_size=1, max_size=30).filter(lambda text: text.strip() == text and text)  # fmt: skip
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def attachment(name: str = "scan.jpg", size: int = 1) -> Attachment:
    """What a record says of a file; there is none."""
    return Attachment(uuid4().hex, name, size, uuid4().hex * 2, "image/jpeg")


def values(spec: Field, owner: type[Record] | type[Child], *, links: bool = False) -> st.SearchStrategy[Any]:
    """Any value of a field; links point nowhere, so they are left out unless asked for."""
    if spec.kind is Kind.CHILD:
        assert spec.child is not None
        return st.lists(rows(spec.child, links=links), max_size=2).map(tuple)
    if spec.kind in (Kind.REF, Kind.LINK) and not links:
        return st.just(spec.default)
    if spec.many:
        return st.lists(_one(spec), max_size=3).map(tuple)
    return st.none() | _one(spec) if getattr(owner, spec.key, None) is None else _one(spec)


def _one(spec: Field) -> st.SearchStrategy[Any]:
    match spec.kind:
        case Kind.TEXT | Kind.LONG:
            return texts
        case Kind.INT:
            return st.integers(spec.low or 0, spec.high if spec.high is not None else 10**12)
        case Kind.SCORE:
            return st.integers(1, 5)
        case Kind.DECIMAL:
            return st.integers(-(10**9), 10**9).map(lambda n: Decimal(n).scaleb(-spec.digits))
        case Kind.MONEY:
            cents = st.integers(0, 10**12)
            return st.builds(
                lambda n, c: Money(Decimal(n).scaleb(-2), c), cents, st.sampled_from(["USD", "KHR", "EUR"])
            )
        case Kind.BOOL:
            return st.booleans()
        case Kind.DATE:
            return days
        case Kind.PARTIAL_DATE:
            return st.builds(PartialDate, days, st.sampled_from(list(Precision)), st.just("") | texts)
        case Kind.DATETIME:
            moments = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1))
            return moments.map(lambda m: m.replace(microsecond=0, tzinfo=PHNOM_PENH))
        case Kind.CHOICE:
            assert spec.choices is not None
            return st.sampled_from(list(spec.choices))
        case Kind.TERM:
            return st.sampled_from(["one", "two_words", "three"])
        case Kind.PLACE:
            return st.sampled_from(["03", "0305", "07", "14", "1409", "16", "12"])
        case Kind.REF:
            return st.builds(lambda: str(uuid4()))
        case Kind.ATTACHMENT:
            return st.builds(attachment, st.just("ផែនទី.jpg") | texts, st.integers(1, 10**8))
        case Kind.LINK:
            return st.builds(Link, st.sampled_from(targets_of(spec)), st.builds(lambda: str(uuid4())))
        case Kind.CHILD:
            raise TypeError


def rows(cls: type[Child], *, links: bool = False) -> st.SearchStrategy[Child]:
    """Any row of a child table."""
    return st.builds(cls, **{spec.key: values(spec, cls, links=links) for spec in fields_of(cls)})


def records(cls: type[Record], *, links: bool = False) -> st.SearchStrategy[Record]:
    """Any record of a type, with an envelope; it need not meet the type's rules."""
    skipped = {"id", "ref", "state"}
    specs = [spec for spec in (*ENVELOPE, *fields_of(cls)) if spec.key not in skipped]
    parts = {spec.key: values(spec, cls, links=links) for spec in specs if spec.key != "version"}
    return st.builds(cls, id=st.builds(lambda: str(uuid4())), ref=st.builds(lambda: uuid4().hex[:16]),
                     state=st.sampled_from(cls.states.all), version=st.integers(1, 9), **parts)  # fmt: skip


def council(**more: Any) -> Stakeholder:
    """A good stakeholder of the public sector."""
    values = {
        "name": "Commune council C1", "engagement_group": EngagementGroup.PUBLIC_SECTOR,
        "stakeholder_type": Term("commune_sangkat_council"), "authority_level": AuthorityLevel.COMMUNE_SANGKAT,
        "place": Place("16"),
    }  # fmt: skip
    return Stakeholder(**(values | more))


def saved(vault: Any, record: Record, **how: Any) -> Record:
    """The record, saved in a transaction of its own."""
    with vault.transaction() as tx:
        return tx.save(record, **how)
