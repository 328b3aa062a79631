"""Staff members: the last key holder stays, devices are protected, and leaving leaves nothing open."""

from datetime import date

import pytest

from civicdesk.records.choices import AccountState, Classification, LeavingKind, Role, YesNoUnknown
from civicdesk.records.meeting import Meeting
from civicdesk.records.movement import Movement
from civicdesk.records.protocol import Assignment, Protocol
from civicdesk.records.rules import problems_of, transition_problems
from civicdesk.records.staff_member import Device, LeavingStep, StaffMember

DONE = LeavingStep(step="Keys", done_on=date(2024, 3, 30))
GOOD = StaffMember(
    id="s",
    state="leaving",
    owner="s",
    display_name="Officer I",
    post_title="Field officer",
    roles=(Role.DIR,),
    staff_group="field_staff",
    account_state=AccountState.ACTIVE,
    start_date=date(2022, 3, 1),
    leaving_date=date(2024, 3, 31),
    leaving_kind=LeavingKind.PLANNED,
    leaving_steps=(DONE,),
    handover="t",
)
OTHER = GOOD.replaced(id="t", owner="t", state="active", display_name="Officer T", roles=(Role.DIR, Role.ADM))
LAPTOP = Device(
    label="Laptop 01",
    kind="laptop",
    full_disk_encryption=YesNoUnknown.YES,
    data_level=Classification.RESTRICTED,
)
OPEN = LAPTOP.replaced(full_disk_encryption=YesNoUnknown.UNKNOWN)


def found(record, look):
    return [(p.severity, p.id) for p in problems_of(record, look)]


def steps(record, to, look):
    return [p.id for p in transition_problems(record, to, look)]


def test_a_good_record_has_no_problems_and_leaves(world):
    look = world(GOOD, OTHER)
    assert found(GOOD.replaced(devices=(LAPTOP,)), look) == []
    assert steps(GOOD, "left", look) == []


@pytest.mark.parametrize(
    "changes, rule",
    [
        ({"devices": (OPEN,)}, ("W", "V-STF-04")),
        ({"devices": (LAPTOP.replaced(full_disk_encryption=YesNoUnknown.NO),)}, ("W", "V-STF-04")),
        ({"leaving_date": date(2022, 1, 1)}, ("E", "V-STF-R-leaving_date")),
        ({"handover": "s"}, ("E", "V-STF-R-handover")),
    ],
)
def test_what_is_wrong_with_a_record(world, changes, rule):
    assert found(GOOD.replaced(**changes), world(GOOD, OTHER)) == [rule]


@pytest.mark.parametrize(
    "device", [OPEN.replaced(data_level=Classification.INTERNAL), OPEN.replaced(wiped_on=date(2024, 3, 1))]
)
def test_a_device_without_sensitive_data_passes(world, device):
    assert found(GOOD.replaced(devices=(device,)), world(GOOD, OTHER)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"account_state": AccountState.DISABLED},
        {"account_state": AccountState.LOCKED},
        {"roles": (Role.PRG,)},
        {"state": "left"},
    ],
)
def test_the_last_director_stays_active(world, changes):
    assert found(GOOD.replaced(**changes), world(GOOD)) == [("E", "V-STF-03")]
    assert found(GOOD.replaced(**changes), world(GOOD, OTHER)) == []
    disabled = OTHER.replaced(account_state=AccountState.DISABLED)
    assert found(GOOD.replaced(**changes), world(GOOD, disabled)) == [("E", "V-STF-03")]


@pytest.mark.parametrize(
    "step, open_steps",
    [(DONE, False), (LeavingStep(step="Keys"), True), (LeavingStep(step="Keys", na_reason="No keys"), False)],
)
def test_nobody_has_left_while_a_step_is_open(world, step, open_steps):
    assert steps(GOOD.replaced(leaving_steps=(step,)), "left", world()) == (
        ["V-STF-01"] if open_steps else []
    )


def test_nobody_has_left_while_owning_records(world):
    look = world(GOOD, OTHER, Meeting(id="m", owner="s"), Meeting(id="n", owner="t"))
    (problem,) = transition_problems(GOOD, "left", look)
    assert problem.id == "V-STF-02"
    assert problem.message == "1 records still belong to Officer I. Choose who takes them."


def test_leaving_reminds_of_check_in_duty_and_phrases(world):
    watched = Movement(id="m", ref="MOV-AB12CD", state="under_way", checkin_officer="s", safe_phrase="blue")
    staying = GOOD.replaced(state="active")
    assert steps(staying, "leaving", world(OTHER, watched)) == ["V-STF-05", "V-STF-06"]
    assert steps(staying, "leaving", world(OTHER, watched.replaced(checkin_officer="t"))) == []
    assert found(GOOD, world(GOOD, OTHER, watched)) == [("W", "V-STF-05")]


def test_leaving_makes_the_checklist(world):
    steps_made = GOOD.replaced(leaving_steps=()).prepared(world()).leaving_steps
    assert len(steps_made) == 12
    assert max(row.due for row in steps_made) == date(2024, 4, 30)
    assert GOOD.prepared(world()).leaving_steps == (DONE,)


@pytest.mark.parametrize("kind", LeavingKind)
def test_a_sudden_leave_disables_the_account_at_once(world, kind):
    disabled = kind is not LeavingKind.PLANNED
    account = GOOD.replaced(leaving_kind=kind).prepared(world()).account_state
    assert (account is AccountState.DISABLED) is disabled
    assert (
        GOOD.replaced(leaving_kind=kind, state="left").prepared(world()).account_state
        is AccountState.DISABLED
    )
    assert (
        GOOD.replaced(leaving_kind=kind, state="active").prepared(world()).account_state
        is AccountState.ACTIVE
    )


def test_open_devices_and_protocols_are_counted(world):
    member = GOOD.replaced(devices=(LAPTOP, OPEN, OPEN.replaced(returned_on=date(2024, 1, 1))))
    assert member.devices_not_encrypted == 1
    rows = (Assignment(staff="s", version_no=1), Assignment(staff="t", version_no=1))
    look = world(
        Protocol(id="p", state="published", assignments=rows),
        Protocol(id="q", state="draft", assignments=rows),
    )
    assert member.to_acknowledge(look) == 1
