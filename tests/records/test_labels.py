"""Labels of choices."""

import pytest

from civicdesk.records import catalogue, choices, values
from civicdesk.records.choices import AuthorityLevel, EngagementGroup, Role, Tlp, WeElement


@pytest.mark.parametrize(
    "choice, label",
    [
        (EngagementGroup.CSO, "Civil society organisations"),
        (AuthorityLevel.CAPITAL_PROVINCE, "Capital/province"),
        (WeElement.W1_ECONOMIC_FIRST, "1 Lead with economic strengthening"),
        (Role.PRG, "Programme officer"),
        (Tlp.AMBER_STRICT, "TLP:AMBER+STRICT"),
        (AuthorityLevel.VILLAGE, "Village"),
    ],
)
def test_a_choice_reads_as_people_say_it(choice, label):
    assert catalogue and choice.label == label


def test_every_label_belongs_to_a_code_that_exists():
    known = {(name, str(code)) for name in choices.__all__ for code in getattr(choices, name)}
    assert {key for key in values.LABELS if key[0]} <= known


def test_no_label_of_a_list_stands_for_two_codes():
    for name in choices.__all__:
        labels = [code.label for code in getattr(choices, name)]
        assert len(labels) == len(set(labels)), name
