"""Protected persons: identity only with consent, and a pseudonym that says nothing."""

import re

import pytest

from civicdesk.records.case import Case
from civicdesk.records.choices import PersonKind, Sex, YesNo
from civicdesk.records.protected_person import Identity, ProtectedPerson, opening_problems
from civicdesk.records.pseudonyms import WORDS, new_pseudonym, points_to
from civicdesk.records.rules import problems_of, transition_problems

IDENTITY = Identity(full_name="Sok Dara", safe_contact_rule="Only by visit")
GOOD = ProtectedPerson(
    id="p",
    state="active",
    pseudonym="Lotus-214",
    kind=PersonKind.PERSON,
    sex=Sex.FEMALE,
    age_band="18_30",
    is_minor=False,
    district="1409",
    identity=(IDENTITY,),
    consent_identity=YesNo.YES,
)


def found(record, look):
    return [(p.severity, p.id) for p in problems_of(record, look)]


def test_a_good_person_has_no_problems(world):
    assert found(GOOD, world(GOOD)) == []


@pytest.mark.parametrize(
    "changes, rule",
    [
        ({"pseudonym": "Dara-214"}, ("E", "V-PER-01")),
        ({"pseudonym": "sokdara"}, ("E", "V-PER-01")),
        ({"pseudonym": "SD-1409"}, ("E", "V-PER-01")),
        ({"consent_identity": YesNo.NO}, ("E", "V-PER-02")),
        ({"identity": (IDENTITY.replaced(id_number="101234567"),)}, ("W", "V-PER-03")),
        ({"kind": PersonKind.FAMILY}, ("E", "V-PER-R-group_size")),
        ({"kind": PersonKind.GROUP, "group_size": 5, "group_women": 6}, ("E", "V-PER-R-group_women")),
        ({"is_minor": True}, ("E", "V-PER-R-is_minor")),
        ({"age_band": "15_17"}, ("E", "V-PER-R-is_minor")),
        ({"id": "other"}, ("E", "V-PER-R-pseudonym")),
    ],
)
def test_what_is_wrong_with_a_person(world, changes, rule):
    assert found(GOOD.replaced(**changes), world(GOOD)) == [rule]


@pytest.mark.parametrize(
    "changes",
    [
        {"pseudonym": "SD-214"},
        {"identity": (), "consent_identity": YesNo.NO},
        {"kind": PersonKind.GROUP, "group_size": 5, "group_women": None},
        {"age_band": "not_recorded", "is_minor": True},
        {"age_band": "15_17", "is_minor": True},
    ],
)
def test_what_is_possible_is_saved(world, changes):
    assert found(GOOD.replaced(**changes), world(GOOD)) == []


def test_a_pseudonym_is_a_word_and_three_digits_and_never_taken_twice():
    taken = {new_pseudonym(lambda _: False) for _ in range(200)}
    assert all(re.fullmatch(r"[A-Z][a-z]+-[1-9]\d\d", name) and name.split("-")[0] in WORDS for name in taken)
    assert len(taken) > 150
    assert new_pseudonym(taken.__contains__) not in taken
    assert {"Lotus", "River", "Mango", "Heron", "Palm", "Rice"} <= set(WORDS)


@pytest.mark.parametrize(
    "pseudonym, name, pointing",
    [("Lotus-214", "Sok Lotus", True), ("Lotus-214", "Sok Dara", False), ("ដារ៉ា-1", "សុខ ដារ៉ា", True)],
)
def test_a_pseudonym_with_part_of_the_name_points_to_the_person(pseudonym, name, pointing):
    assert points_to(pseudonym, name, ()) is pointing


def test_a_new_person_gets_a_free_pseudonym_and_a_chosen_one_is_kept(world):
    assert "-" in GOOD.replaced(pseudonym=None).prepared(world(GOOD)).pseudonym
    assert GOOD.prepared(world()).pseudonym == "Lotus-214"


def test_anonymising_leaves_no_identity(world):
    assert GOOD.replaced(state="anonymised").prepared(world()).identity == ()
    assert GOOD.prepared(world()).identity == (IDENTITY,)


def test_a_person_with_open_cases_does_not_become_dormant(world):
    look = world(Case(id="c", subject="p", state="active"), Case(id="d", subject="p", state="closed"))
    assert GOOD.open_cases(look) == 1
    assert [p.id for p in transition_problems(GOOD, "dormant", look)] == ["V-PER-R-state"]
    assert transition_problems(GOOD, "dormant", world()) == []


def test_identity_is_opened_only_with_a_reason():
    assert [p.id for p in opening_problems("  ")] == ["V-PER-04"]
    assert list(opening_problems("Safety call")) == []
