"""What gives a person away is found; what only looks like it passes."""

import pytest

from civicdesk.records.personal import personal_details, personal_kinds

FOUND = [
    ("Call 012 345 678 after six", "a phone number"),
    ("012345678", "a phone number"),
    ("096 123 4567", "a phone number"),
    ("0961234567", "a phone number"),
    ("(023) 123-456", "a phone number"),
    ("012 34 56 78", "a phone number"),
    ("+855 12 345 678", "a phone number"),
    ("+85512345678", "a phone number"),
    ("00855 96 123 4567", "a phone number"),
    ("+855 (0)12 345 678", "a phone number"),
    ("ទូរស័ព្ទ ០១២ ៣៤៥ ៦៧៨", "a phone number"),
    ("០៩៦១២៣៤៥៦៧", "a phone number"),
    ("+៨៥៥ ១២ ៣៤៥ ៦៧៨", "a phone number"),
    ("Telegram: 12 345 678", "a phone number"),
    ("05-06-2024 09:30, 012-345-678", "a phone number"),
    ("paid 20 USD 012 345 678", "a phone number"),
    ("card 101234567(01)", "an ID number"),
    ("លេខ ១០១២៣៤៥៦៧", "an ID number"),
    ("ID card no. 101 234 567", "an ID number"),
    ("101-234-567", "an ID number"),
    ("passport N00123456", "an ID number"),
    ("write to sokha.kh@gmail.com", "an e-mail address"),
    ("Mr Sok spoke", "a name"),
    ("Mr. Sok Dara", "a name"),
    ("mrs sok", "a name"),
    ("MRS SOK", "a name"),
    ("Ms Dara", "a name"),
    ("Ms. Dara", "a name"),
    ("Miss Sophea came", "a name"),
    ("her name is Sophea", "a name"),
    ("Mr សុខ", "a name"),
    ("បានជួបលោកសុខ នៅភូមិ", "a name"),
    ("លោក សុខ ដារ៉ា", "a name"),
    ("លោក​សុខ", "a name"),
    ("លោកស្រី ចាន់ថា", "a name"),
    ("អ្នកស្រីសុភា", "a name"),
    ("កញ្ញា ស្រីពេជ្រ", "a name"),
    ("លោក តារា", "a name"),
    ("លោក ទេព ណារី", "a name"),
    ("លោក ជា សុផល", "a name"),
    ("លោក Sok Dara", "a name"),
    ("Ms Dara, 012 345 678, d@x.kh", "a name, a phone number, an e-mail address"),
]

PASSES = [
    None,
    "",
    "348 people, of whom 87 women",
    "348 87 1433 787 71 22 12 4",
    "1,433,000,000 KHR",
    "USD 150000000",
    "150 000 000 riel",
    "៤០០០០០០០០ រៀល",
    "៛ 1.250.000.000",
    "$12,500.00 in 2024",
    "in 2021 2022 2023 2024",
    "2019 – autumn 2023",
    "Grant call 2023-2024",
    "01-02-2024 and 26/01/2024 at 09:30, 2024-01-26 14:00",
    "05-06-2024 09",
    "MTG-2024-001, ACT-2024-015, PER-7QX2KD",
    "letter no. 1234/24",
    "11.556373, 104.928207",
    "46.5 % (945 / 2 034)",
    "140904 Chey Kampok",
    "Lotus-214 and River-071",
    "info@office.org.kh",
    "Ministry of Interior, Provincial Administration of Kampot",
    "the Mr Governor of the province",
    "Mr. Deputy Governor",
    "Madam Chair",
    "MS Word and MS Excel",
    "Ms Office course",
    "They miss Sundays",
    "ពិភពលោក ឆ្នាំ២០២៤",
    "សហគមន៍ពិភពលោកគាំទ្រ",
    "លោកអភិបាលខេត្ត",
    "លោក អភិបាល",
    "លោកមេភូមិ",
    "លោកគ្រូ អ្នកគ្រូ",
    "លោកយាយ លោកតា",
    "លោក លោកស្រី និងអ្នកចូលរួម",
    "លោកបាននិយាយថា",
    "លោកជាកសិករ",
    "លោកស្រីប្រធាន",
    "លោកស្រី និង លោក",
    "ថ្ងៃទី១៥ ខែកញ្ញា ឆ្នាំ២០២៤",
    "១៥ កញ្ញា ២០២៤",
    "អ្នកចុះឈ្មោះចូលរួម",
    "H.E. Sok of the ministry opened the day",
    "ឯកឧត្តម សុខ បានអញ្ជើញ",
    "Buddhism for Social Development Action (BSDA)",
    "PREY VENG 1409",
]


@pytest.mark.parametrize("text, kinds", FOUND)
def test_personal_details_are_found(text, kinds):
    assert personal_kinds(text) == kinds


@pytest.mark.parametrize("text", PASSES)
def test_amounts_years_counts_references_and_offices_pass(text):
    assert personal_details(text) == []


@pytest.mark.parametrize("text", ["H.E. Sok", "Dr. Dara", "ឯកឧត្តម សុខ", "លោកជំទាវ សុភា"])
def test_office_holders_are_found_where_nobody_may_be_named(text):
    assert personal_kinds(text, officials=True) == "a name"


@pytest.mark.parametrize(
    "text, found",
    [
        ("met sok dara at noon", True),
        ("Dara came back", True),
        ("the daraline bus", False),
        ("ជួបដារ៉ាម្សិលមិញ", True),
        ("nothing to see", False),
    ],
)
def test_a_known_name_is_found_without_a_form_of_address(text, found):
    assert bool(personal_details(text, names=["Sok Dara", "សុខ ដារ៉ា"])) is found


def test_a_finding_says_where_it_stands():
    (finding,) = personal_details("Call 012 345 678 now")
    assert (finding.start, finding.end) == (5, 16)
