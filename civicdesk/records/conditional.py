"""Fields that are needed only in some cases, and steps that a second person must make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.problems import Lookup, Problem, Severity
from civicdesk.records.rules import is_empty

if TYPE_CHECKING:
    from civicdesk.records.record import Record


def fill_in(record: Record, severity: Severity, *keys: str) -> Iterator[Problem]:
    """A problem for each of these fields that is empty."""
    for key in keys:
        if is_empty(getattr(record, key)):
            label = record.meta.field(key).label
            yield Problem(severity, rule_id(record, key), key, _("Fill in “{label}”.").format(label=label))


def rule_id(record: Record, key: str) -> str:
    """Id of a rule that the catalogue states as a condition of a field: V-AUT-R-conditions."""
    return f"V-{record.meta.prefix}-R-{key}"


def second_person(look: Lookup, severity: Severity = "T") -> Severity:
    """How strict a four-eyes rule is: in a small office one person may go on with a written reason."""
    return "W" if look.setting("profile") == "small" else severity


def lacks_role(look: Lookup, role: str) -> bool:
    """Whether the person at work is known not to have the role."""
    return bool(look.roles) and role not in look.roles
