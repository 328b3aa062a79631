"""Record, @record and @child: what a record type is. Read one entity (`meeting.py`) beside this."""

from __future__ import annotations

import dataclasses
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar, Self, TypeVar, dataclass_transform

from civicdesk.i18n import _
from civicdesk.records.choices import Classification
from civicdesk.records.fields import Computed, Field, Kind, complete, field
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.states import States
from civicdesk.records.tags import INTERNAL_NOTE
from civicdesk.records.values import Attachment, Ref, Term

PROGRAMME, CASEWORK, SECURITY, BOARD = "programme", "casework", "security", "board"
COMPARTMENTS = (PROGRAMME, CASEWORK, SECURITY, BOARD)
PARENTS = "parent"
"""Compartment of a type whose records live where their parent record lives."""

C = TypeVar("C", bound=type)


@dataclass(frozen=True)
class RecordType:
    """What holds for all records of one type."""

    name: str
    code: str
    label_text: str
    plural_text: str
    about_text: str
    prefix: str
    compartment: str
    classification: Classification
    title: str
    columns: tuple[str, ...]
    sort: str
    random_ref: bool
    retention: str
    fields: tuple[Field, ...]
    computed: tuple[Field, ...]

    @property
    def label(self) -> str:
        """One of them, in the reader's language."""
        return _(self.label_text)

    @property
    def plural(self) -> str:
        """Several of them, in the reader's language."""
        return _(self.plural_text)

    @property
    def about(self) -> str:
        """What it is for, in one or two sentences."""
        return _(self.about_text)

    def field(self, key: str) -> Field:
        """The field with this key, own, computed or of the envelope; KeyError if there is none."""
        return self._by_key[key]

    @cached_property
    def single(self) -> tuple[Field, ...]:
        """The fields that are not rows of their own, the envelope first."""
        return tuple(spec for spec in (*ENVELOPE, *self.fields) if spec.kind is not Kind.CHILD)

    @cached_property
    def tables(self) -> tuple[Field, ...]:
        """The fields that are rows of their own."""
        return tuple(spec for spec in self.fields if spec.kind is Kind.CHILD)

    @cached_property
    def _by_key(self) -> dict[str, Field]:
        return {spec.key: spec for spec in (*ENVELOPE, *self.computed, *self.fields)}


class Child:
    """One row of a table inside a record."""

    specs: ClassVar[tuple[Field, ...]] = ()

    def replaced(self, **changes: Any) -> Self:
        """A copy with other values."""
        return dataclasses.replace(self, **changes)  # type: ignore[type-var]


@dataclass(frozen=True, kw_only=True)
class Record:
    """What every record has, whatever its type (`domain.md` 0.3). Frozen: an edit makes a new one."""

    meta: ClassVar[RecordType]
    states: ClassVar[States]

    id: str = ""
    ref: str = ""
    state: str = ""
    classification: Classification = field("Classification", default=Classification.INTERNAL)
    owner: Ref[StaffMember] | None = field("Responsible", default=None)  # type: ignore[name-defined] # noqa: F821
    is_historical: bool = field("Historical entry", default=False)
    is_demo: bool = field("Demo record", default=False, automatic=True)
    tags: tuple[Term, ...] = field("Tags", default=(), vocab="tag")
    notes: str | None = field("Internal notes", default=None, tag=INTERNAL_NOTE)
    attachments: tuple[Attachment, ...] = field("Attachments", default=())
    created_at: datetime | None = field("Created", default=None, automatic=True)
    created_by: Ref[StaffMember] | None = field("Created by", default=None, automatic=True)  # type: ignore[name-defined] # noqa: F821
    updated_at: datetime | None = field("Changed", default=None, automatic=True)
    updated_by: Ref[StaffMember] | None = field("Changed by", default=None, automatic=True)  # type: ignore[name-defined] # noqa: F821
    version: int = field("Version", default=0, automatic=True)
    retention_rule: str | None = field("Retention rule", default=None, max=20)
    dispose_after: date | None = field("Dispose after", default=None, automatic=True)
    legal_hold: bool = field("Legal hold", default=False)

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this record can tell is wrong with itself; E stops saving, W asks for a reason."""
        yield from ()

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stops (T) or questions (W) entering the state `to`, beyond fields that must be filled."""
        yield from ()

    def passed(self, to: str) -> tuple[str, ...]:
        """States whose needed fields must be filled on entering `to`; fewer where a short path skips some."""
        return self.states.reached_with(to)

    def prepared(self, look: Lookup) -> Self:
        """The record as it should be saved, with automatic rows and defaults filled in."""
        return self

    def replaced(self, **changes: Any) -> Self:
        """A copy with other values."""
        return dataclasses.replace(self, **changes)

    @property
    def heading(self) -> str:
        """The words by which people know this record."""
        return str(getattr(self, self.meta.title, None) or self.ref or self.meta.label)


ENVELOPE_KEYS = tuple(f.name for f in dataclasses.fields(Record))


def _envelope() -> tuple[Field, ...]:
    names = {"Classification": Classification}
    plain = {"id": "", "ref": "Reference", "state": "Status"}
    specs = []
    for item in dataclasses.fields(Record):
        spec = item.metadata.get("spec") or Field(label_text=plain[item.name], max=40, automatic=True)
        spec = complete(item.name, str(item.type), spec, item.default is not dataclasses.MISSING, names)
        specs.append(dataclasses.replace(spec, envelope=True))
    return tuple(specs)


ENVELOPE = _envelope()

_TYPES: dict[str, type[Record]] = {}


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
def record(
    label: str,
    plural: str,
    *,
    about: str,
    code: str,
    prefix: str,
    compartment: str,
    classification: Classification,
    title: str,
    columns: tuple[str, ...],
    sort: str,
    retention: str = "",
    random_ref: bool = False,
) -> Callable[[C], C]:
    """Make a class a record type: what it is `about`, `code` of the catalogue, `prefix` of its references,
    `title` field, `columns` of its list, `sort` key ("-" for newest first), `retention` rule it starts with.
    """

    def wrap(cls: C) -> C:
        cls.__annotations__["classification"] = "Classification"
        cls.classification = field("Classification", default=classification)  # type: ignore[attr-defined]
        specs = tuple(spec for spec in _finish(cls) if spec.key != "classification")
        name = cls.__module__.rsplit(".", 1)[-1]
        cls.meta = RecordType(  # type: ignore[attr-defined]
            name,
            code,
            label,
            plural,
            about,
            prefix,
            compartment,
            classification,
            title,
            columns,
            sort,
            random_ref,
            retention,
            specs,
            tuple(_computed(cls)),
        )
        _TYPES[name] = cls
        return cls

    return wrap


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
def child(cls: C) -> C:
    """Make a class a row of a child table."""
    cls.specs = _finish(cls)  # type: ignore[attr-defined]
    return cls


def _finish(cls: type) -> tuple[Field, ...]:
    """Read the declarations of a class and turn it into a frozen dataclass that may be built half filled."""
    names = vars(sys.modules[cls.__module__])
    specs = []
    for key, annotation in inspect.get_annotations(cls).items():
        if annotation.startswith("ClassVar"):
            continue
        item = cls.__dict__[key]
        has_default = item.default is not dataclasses.MISSING
        spec = complete(key, annotation, item.metadata["spec"], has_default, names)
        specs.append(spec)
        if not has_default:
            item.default = spec.default
    dataclass(frozen=True, kw_only=True)(cls)
    return tuple(specs)


def _computed(cls: type) -> Iterable[Field]:
    for value in vars(cls).values():
        spec = value.spec if isinstance(value, Computed) else getattr(value, "spec", None)
        if isinstance(spec, Field):
            yield spec


def record_types() -> tuple[type[Record], ...]:
    """All record types, in the order of the catalogue (E01 to E24)."""
    import civicdesk.records.catalogue  # noqa: F401  (registers every type)

    return tuple(sorted(_TYPES.values(), key=lambda cls: cls.meta.code))


def record_type(name: str) -> type[Record]:
    """The type with this name ("meeting"), code ("E08"), prefix ("MTG") or class name; KeyError if none."""
    if name in _TYPES:
        return _TYPES[name]
    for cls in record_types():
        if name in (cls.meta.name, cls.meta.code, cls.meta.prefix, cls.__name__):
            return cls
    raise KeyError(name)


def fields_of(cls: type[Record] | type[Child]) -> tuple[Field, ...]:
    """Declared fields in their order, without the envelope and without computed ones."""
    return cls.meta.fields if issubclass(cls, Record) else cls.specs


def targets_of(spec: Field) -> tuple[str, ...]:
    """Names of the record types that a REF or LINK field may point to."""
    return spec.targets or tuple(record_type(name).meta.name for name in spec.target_classes)
