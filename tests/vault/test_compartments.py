"""A sensitive campaign with its own readers: nobody else sees a title, a count or a line of it."""

from __future__ import annotations

from datetime import date

import pytest
from strategies import council, saved

from civicdesk.records.commitment import Commitment
from civicdesk.records.values import Link, Ref
from civicdesk.services.figures import figures_of
from civicdesk.vault import compartments, folder, leaving
from civicdesk.vault.joining import admit, make_request, read_request
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.query import Query
from civicdesk.vault.vault import Vault

DARA = "seven green frogs cross the bridge"
SOKHA = "quiet rivers carry many small boats"


def join(vault: Vault, text: str) -> str:
    """Somebody with every role but that of an administrator; answers who."""
    request = read_request(make_request(vault.path, text, kdf=FLOOR))
    assert admit(vault, request, ("DIR",))
    return next(one.mid for one in leaving.people(vault) if request.slot.sid in one.sids)


@pytest.fixture
def world(vault: Vault) -> tuple[Vault, str, str, str]:
    """(the administrator's vault, a reader, somebody who is none, the new compartment)."""
    reader, other = join(vault, DARA), join(vault, SOKHA)
    made = compartments.add(vault, " A quiet  campaign ", [reader])
    assert made.title == "A quiet campaign"
    assert set(made.readers) == {reader, next(one.mid for one in leaving.people(vault) if one.is_me)}
    return vault, reader, other, made.kind


def put_in(vault: Vault, kind: str) -> str:
    vault.keep_new_in = kind
    hidden = saved(vault, council(name="A hidden council"))
    vault.keep_new_in = ""
    return hidden.id


def test_readers_find_list_count_and_verify_what_lies_apart(world: tuple[Vault, str, str, str]) -> None:
    vault, _reader, _other, kind = world
    open_one = saved(vault, council())
    hidden = put_in(vault, kind)
    vault.close()
    theirs = Vault.open(vault.path, DARA)
    assert theirs.kind_of("stakeholder", hidden) == kind
    assert theirs.count(Query("stakeholder")) == 2
    keys = theirs.keys(Query("stakeholder"))
    assert {row.id for row in theirs.rows("stakeholder", keys)} == {hidden, open_one.id}
    assert [hit.id for hit in theirs.search("hidden")] == [hidden]
    assert not theirs.get("stakeholder", hidden).ref.endswith("-001")
    assert [p.title for p in compartments.parts(theirs)] == ["A quiet campaign"]
    assert theirs.verify().ok
    assert theirs.is_whole
    theirs.close()


def test_everybody_else_sees_a_restricted_record_and_nothing_of_it(world: tuple[Vault, str, str, str]) -> None:
    vault, _reader, _other, kind = world
    hidden = put_in(vault, kind)
    shown = saved(vault, council(name="An open one"))
    vault.close()
    theirs = Vault.open(vault.path, SOKHA)
    assert kind not in theirs.compartments and not theirs.is_whole
    assert theirs.get("stakeholder", hidden) is None
    assert theirs.title("stakeholder", hidden) == "Restricted record"
    assert theirs.title("stakeholder", shown.id) == "An open one"
    assert theirs.search("hidden") == []
    assert theirs.count(Query("stakeholder")) == 1
    assert theirs.may_exist("stakeholder", hidden)
    assert theirs.verify().ok
    assert figures_of(theirs, date(2024, 3, 31)) is not None
    theirs.close()


def test_what_belongs_to_a_hidden_record_goes_beside_it(world: tuple[Vault, str, str, str]) -> None:
    vault, _reader, _other, kind = world
    hidden = put_in(vault, kind)
    child = saved(vault, council(name="Its department", parent=Ref(hidden)))
    assert vault.kind_of("stakeholder", child.id) == kind
    assert vault.verify().ok


def test_a_promise_stays_where_it_was_made_wherever_one_works(world: tuple[Vault, str, str, str]) -> None:
    """The readers of a part need not be those of a case."""
    vault, _reader, _other, kind = world
    hidden, case = put_in(vault, kind), "0" * 8
    vault.keep_new_in = kind
    assert vault.home(Commitment(parent=Link("case", case))).kind == "casework"
    assert vault.home(Commitment(parent=Link("meeting", case))).kind == kind
    vault.keep_new_in = ""
    assert vault.home(Commitment(parent=Link("meeting", case))).kind == "programme"
    assert vault.home(Commitment(parent=Link("stakeholder", hidden))).kind == kind


def test_a_reader_is_added_and_taken_off_and_the_key_is_renewed(world: tuple[Vault, str, str, str]) -> None:
    vault, reader, other, kind = world
    hidden = put_in(vault, kind)
    compartments.give(vault, kind, other)
    compartments.take(vault, kind, reader)
    assert vault.opened.keys(kind).epoch == 2
    with pytest.raises(compartments.NotAPart):
        compartments.give(vault, "security", other)
    vault.close()
    assert kind not in folder.open_vault(vault.path, DARA).compartments
    theirs = Vault.open(vault.path, SOKHA)
    assert theirs.get("stakeholder", hidden) is not None
    theirs.close()


def test_a_part_needs_a_name_and_an_administrator(world: tuple[Vault, str, str, str]) -> None:
    vault, *_rest = world
    with pytest.raises(compartments.TitleNeeded):
        compartments.add(vault, "  ", [])
    vault.close()
    theirs = Vault.open(vault.path, DARA)
    with pytest.raises(compartments.administration.NotAdministrator):
        compartments.add(theirs, "Another", [])
    theirs.close()


def test_staff_and_protocols_stay_where_everybody_is(world: tuple[Vault, str, str, str], demo: Vault) -> None:
    vault, _reader, _other, kind = world
    vault.keep_new_in = kind
    person = next(demo.iterate("staff_member")).replaced(id="", ref="", version=0)
    assert vault.home(person).kind == "programme"
