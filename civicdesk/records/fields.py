"""field(): one declaration from which column, editor, cell, importer and paragraph are derived."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from civicdesk.i18n import _
from civicdesk.records.tags import Tag
from civicdesk.records.values import Choice

if TYPE_CHECKING:
    from civicdesk.records.record import Child


class Kind(Enum):
    """The closed set of value kinds; every deriver handles each of them."""

    TEXT = "text"
    LONG = "long"
    INT = "int"
    DECIMAL = "decimal"
    SCORE = "score"
    MONEY = "money"
    BOOL = "bool"
    DATE = "date"
    PARTIAL_DATE = "partial_date"
    DATETIME = "datetime"
    CHOICE = "choice"
    TERM = "term"
    PLACE = "place"
    REF = "ref"
    LINK = "link"
    ATTACHMENT = "attachment"
    CHILD = "child"


NUMBERS = frozenset({Kind.INT, Kind.DECIMAL, Kind.SCORE})
"""Kinds that are plain numbers, right-aligned in lists and on paper."""


@dataclass(frozen=True)
class Field:
    """All that is known about one field of a record or of a child row."""

    key: str = ""
    label_text: str = ""
    kind: Kind = Kind.TEXT
    many: bool = False
    required: bool = False
    needed_at: str = ""
    choices: type[Choice] | None = None
    vocab: str = ""
    targets: tuple[str, ...] = ()
    child: type[Child] | None = None
    max: int = 0
    digits: int = 0
    low: int | None = None
    high: int | None = None
    tag: Tag | None = None
    computed: bool = False
    needs_look: bool = False
    automatic: bool = False
    sealed: bool = False
    kept_in: str = ""
    forgotten_at: str = ""
    help: str = ""
    missing: tuple[str, str] | None = None
    max_rows: int = 0
    envelope: bool = False
    target_classes: tuple[str, ...] = dataclasses.field(default=(), repr=False)

    @property
    def label(self) -> str:
        """The field's name in the reader's language."""
        return _(self.label_text)

    @property
    def default(self) -> object:
        """The empty value: () for lists, None otherwise."""
        return () if self.many or self.kind is Kind.CHILD else None


def field(
    label: str,
    *,
    default: object = dataclasses.MISSING,
    max: int = 0,  # noqa: A002  (reads as the field's own bound where fields are declared)
    digits: int = 0,
    low: int | None = None,
    high: int | None = None,
    vocab: str = "",
    to: tuple[str, ...] = (),
    tag: Tag | None = None,
    needed_at: str = "",
    help: str = "",  # noqa: A002
    missing: tuple[str, str] | None = None,
    max_rows: int = 0,
    automatic: bool = False,
    sealed: bool = False,
    kept_in: str = "",
    forgotten_at: str = "",
) -> Any:
    """Declare a field of a record or child row.

    label: words on the form. default: given when nothing was typed; no default and no `| None` means
    required to save. max: longest text. digits: decimals. low/high: bounds of a number. vocab: which
    vocabulary a Term comes from. to: types a Link may point to. tag: sensitivity (`domain.md` 0.7).
    needed_at: the state before which it must be filled. missing: rule id and message when a required value
    is empty. automatic: filled by the program. sealed: opened only with a reason, never listed, searched or
    exported. kept_in: another compartment that holds it. forgotten_at: the state that destroys the value.
    """
    spec = Field(
        label_text=label,
        max=max,
        digits=digits,
        low=low,
        high=high,
        vocab=vocab,
        targets=to,
        tag=tag,
        needed_at=needed_at,
        help=help,
        missing=missing,
        max_rows=max_rows,
        automatic=automatic,
        sealed=sealed,
        kept_in=kept_in,
        forgotten_at=forgotten_at,
    )
    if default is dataclasses.MISSING:
        return dataclasses.field(metadata={"spec": spec})
    return dataclasses.field(default=default, metadata={"spec": spec})


_PLAIN = {
    "int": Kind.INT,
    "bool": Kind.BOOL,
    "date": Kind.DATE,
    "Day": Kind.DATE,
    "datetime": Kind.DATETIME,
    "Decimal": Kind.DECIMAL,
    "Money": Kind.MONEY,
    "PartialDate": Kind.PARTIAL_DATE,
    "Term": Kind.TERM,
    "Place": Kind.PLACE,
    "Score": Kind.SCORE,
    "Link": Kind.LINK,
    "Attachment": Kind.ATTACHMENT,
}


@dataclass
class _Shape:
    """What an annotation says: a name, whether it may be empty, whether it repeats, and Ref's argument."""

    name: str = ""
    optional: bool = False
    many: bool = False
    argument: str = ""


def read_annotation(text: str) -> _Shape:
    """Read `str | None`, `tuple[Ref[X], ...]` and the like without evaluating them."""
    shape = _Shape()
    _walk(ast.parse(text, mode="eval").body, shape)
    return shape


def _walk(node: ast.expr, shape: _Shape) -> None:
    match node:
        case ast.BinOp(left=left, right=ast.Constant(value=None)):
            shape.optional = True
            _walk(left, shape)
        case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=[inner, _])):
            shape.many = True
            _walk(inner, shape)
        case ast.Subscript(value=ast.Name(id="Ref"), slice=ast.Name(id=target)):
            shape.name, shape.argument = "Ref", target
        case ast.Name(id=name):
            shape.name = name
        case _:
            raise TypeError(f"unsupported annotation {ast.unparse(node)}")


def complete(key: str, annotation: str, spec: Field, has_default: bool, names: Mapping[str, object]) -> Field:
    """The finished Field: what `field()` said plus what the annotation says."""
    shape = read_annotation(annotation)
    target = names.get(shape.name)
    facts: dict[str, Any] = {"key": key, "many": shape.many}
    if shape.name == "str":
        facts["kind"] = Kind.TEXT if spec.max else Kind.LONG
    elif shape.name == "Ref":
        facts |= {"kind": Kind.REF, "target_classes": (shape.argument,)}
    elif shape.name in _PLAIN:
        facts["kind"] = _PLAIN[shape.name]
    elif isinstance(target, type) and issubclass(target, Choice):
        facts |= {"kind": Kind.CHOICE, "choices": target}
    elif isinstance(target, type):
        facts |= {"kind": Kind.CHILD, "child": target, "many": False}
    else:
        raise TypeError(f"{key}: unknown type {annotation}")
    facts["required"] = not has_default if shape.many else not shape.optional
    if shape.name == "Score":
        facts |= {"low": 1, "high": 5}
    return replace(spec, **facts)


def computed(label: str, *, tag: Tag | None = None, digits: int = 0) -> Callable[[Callable[..., Any]], Any]:
    """Declare a value that is computed from the record, never typed; used like an attribute."""

    def wrap(function: Callable[..., Any]) -> Any:
        spec = Field(key=function.__name__, label_text=label, tag=tag, digits=digits, computed=True)
        return Computed(function, spec)

    return wrap


def looked_up(label: str, *, tag: Tag | None = None, digits: int = 0) -> Callable[[Callable[..., Any]], Any]:
    """Declare a value computed with the help of other records; called as `record.key(look)`."""

    def wrap(function: Callable[..., Any]) -> Any:
        spec = Field(
            key=function.__name__, label_text=label, tag=tag, digits=digits, computed=True, needs_look=True
        )
        function.__dict__["spec"] = spec
        return function

    return wrap


class Computed:
    """A read-only attribute whose value is computed."""

    def __init__(self, function: Callable[..., Any], spec: Field) -> None:
        self.function = function
        self.spec = spec
        self.__doc__ = function.__doc__

    def __get__(self, owner: object, kind: type | None = None) -> Any:
        return self if owner is None else self.function(owner)
