"""Checking a record: required fields, bounds, its own rules, and the steps between states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from civicdesk.i18n import _
from civicdesk.records.fields import Field, Kind
from civicdesk.records.problems import Lookup, Problem, Severity
from civicdesk.records.record import ENVELOPE, Child, Record, fields_of
from civicdesk.records.states import label_of, labels_of
from civicdesk.records.values import MOST_NUMBER, Money


def problems_of(record: Record, look: Lookup) -> list[Problem]:
    """Everything that stops saving (E) or asks for a reason (W)."""
    return _once([*field_problems(record), *record.problems(look)])


def field_problems(record: Record) -> Iterator[Problem]:
    """What is missing or out of bounds (E), whatever else the vault holds and whoever looks."""
    yield from _field_problems(record, "", fields_of(type(record)))
    yield from _field_problems(record, "", ENVELOPE)


def transition_problems(record: Record, to: str, look: Lookup) -> list[Problem]:
    """Everything that stops (T, E) or questions (W) the step to the state `to`.

    A historical entry may take any state directly: T rules are skipped, E rules hold (`domain.md` 0.3).
    """
    found = [p for p in problems_of(record, look) if p.severity == "E"]
    if record.is_historical:
        return found
    guards = list(record.guards(to, look))
    found += _step_problems(record, to, look, guards)
    found += guards
    answered = {p.field for p in guards if p.severity != "W"}
    found += [p for p in _needed(record, to) if p.field not in answered]
    return _once(found)


def missing_for(record: Record, to: str) -> list[Problem]:
    """Fields that must be filled before the state `to`."""
    return list(_needed(record, to))


def _once(found: Sequence[Problem]) -> list[Problem]:
    return list(dict.fromkeys(found))


def _step_problems(record: Record, to: str, look: Lookup, guards: Sequence[Problem]) -> Iterator[Problem]:
    states = record.states
    if to not in states.after(record.state):
        if not any(p.severity == "T" for p in guards):
            yield Problem(
                "T",
                "V-STATE",
                "state",
                _("From “{state}” the next step can be: {next}.").format(
                    state=label_of(record.state), next=labels_of(states.after(record.state)) or _("none")
                ),
            )
        return
    roles = states.roles_for(record.state, to)
    if roles and look.roles and not roles & look.roles:
        yield Problem(
            "T", "V-ROLE", "state", _("This step is made by: {roles}.").format(roles=role_names(roles))
        )


def role_names(roles: frozenset[str]) -> str:
    """Role codes in words."""
    from civicdesk.records.choices import Role

    return ", ".join(Role(code).label for code in sorted(roles))


def _needed(record: Record, to: str) -> Iterator[Problem]:
    reached = record.passed(to)
    for spec in fields_of(type(record)):
        if spec.needed_at in reached and is_empty(getattr(record, spec.key)):
            general = _("Fill in “{label}” before this becomes “{state}”.")
            yield _gap("T", spec, spec.key, "V-NEEDED", general.format(label=spec.label, state=label_of(to)))


def _gap(severity: Severity, spec: Field, where: str, rule: str, message: str) -> Problem:
    """A field left empty, in its own words if it has any."""
    if spec.missing is not None:
        rule, message = spec.missing[0], _(spec.missing[1])
    return Problem(severity, rule, where, message)


def is_empty(value: object) -> bool:
    """Whether nothing was entered. No and zero are answers."""
    return value is None or value == () or (isinstance(value, str) and not value.strip())


def _field_problems(owner: Record | Child, prefix: str, specs: Sequence[Field]) -> Iterator[Problem]:
    for spec in specs:
        value = getattr(owner, spec.key)
        where = prefix + spec.key
        if is_empty(value):
            if spec.required and not spec.automatic:
                general = _("Fill in “{label}”.")
                yield _gap("E", spec, where, "V-REQUIRED", general.format(label=spec.label))
        elif spec.kind is Kind.CHILD:
            yield from _row_problems(spec, value, where)
        else:
            yield from _bounds(spec, value, where)


def _row_problems(spec: Field, rows: tuple[Child, ...], where: str) -> Iterator[Problem]:
    if spec.max_rows and len(rows) > spec.max_rows:
        yield Problem(
            "E",
            "V-ROWS",
            where,
            _("“{label}” holds at most {n} rows.").format(label=spec.label, n=spec.max_rows),
        )
    for number, row in enumerate(rows):
        yield from _field_problems(row, f"{where}.{number}.", fields_of(type(row)))


def _bounds(spec: Field, value: object, where: str) -> Iterator[Problem]:
    if spec.kind is Kind.TEXT and isinstance(value, str) and spec.max and len(value) > spec.max:
        yield Problem(
            "E",
            "V-LENGTH",
            where,
            _("“{label}” is {n} characters long; the longest is {max}.").format(
                label=spec.label, n=len(value), max=spec.max
            ),
        )
    amount = value.amount if isinstance(value, Money) else value
    if isinstance(amount, (int, Decimal)) and not isinstance(amount, bool):
        yield from _number_bounds(spec, amount, where)


def _number_bounds(spec: Field, value: int | Decimal, where: str) -> Iterator[Problem]:
    low = spec.low if spec.low is not None else (0 if spec.kind is Kind.INT else None)
    if not -MOST_NUMBER < value < MOST_NUMBER:
        yield Problem("E", "V-BOUNDS", where, _("“{label}” is too large a number.").format(label=spec.label))
    if spec.kind is Kind.SCORE and not 1 <= value <= 5:
        yield Problem("E", "V-RSK-01", where, _("Scores go from 1 to 5."))
    elif low is not None and value < low and low == 0:
        yield Problem("E", "V-IND-07", where, _("Use zero or a positive number."))
    elif (low is not None and value < low) or (spec.high is not None and value > spec.high):
        yield Problem(
            "E",
            "V-BOUNDS",
            where,
            _("“{label}” goes from {low} to {high}.").format(label=spec.label, low=low, high=spec.high),
        )
