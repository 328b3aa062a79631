"""The gazetteer: what is in it, how it is walked, and that people find places the way they write them."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicdesk import khmer
from civicdesk.records import places
from civicdesk.records.choices import AuthorityLevel, PlaceUnit
from civicdesk.records.places import Gazetteer, gazetteer, key, sound


@pytest.fixture(scope="module")
def book() -> Gazetteer:
    return gazetteer()


def codes(book: Gazetteer, text: str, limit: int = 20) -> list[str]:
    return [row.code for row in book.search(text, limit)]


def test_the_whole_country_is_there(book: Gazetteer) -> None:
    assert Counter(row.unit.value for row in book) == {
        "capital": 1,
        "province": 24,
        "municipality": 33,
        "district": 163,
        "khan": 14,
        "commune": 1387,
        "sangkat": 274,
        "village": 14576,
    }


def test_every_code_is_unique_well_formed_and_has_its_parent(book: Gazetteer) -> None:
    seen = [row.code for row in book]
    assert len(set(seen)) == len(seen) == len(book) == 16472
    for row in book:
        assert row.code.isdigit() and len(row.code) in (2, 4, 6, 8)
        assert row.parent_code == row.code[:-2]
        assert not row.parent_code or book.place(row.parent_code)


def test_every_place_has_a_clean_name_in_both_languages(book: Gazetteer) -> None:
    for row in book:
        assert khmer.is_khmer(row.name_km)
        assert row.name_en and not khmer.is_khmer(row.name_en)
        for name in (row.name_en, row.name_km):
            assert name == " ".join(name.split()) and "\u200b" not in name


@pytest.mark.parametrize(
    "code, name_en, name_km, unit",
    [
        ("03", "Kampong Cham", "កំពង់ចាម", PlaceUnit.PROVINCE),
        ("0305", "Kampong Cham", "កំពង់ចាម", PlaceUnit.MUNICIPALITY),
        ("07", "Kampot", "កំពត", PlaceUnit.PROVINCE),
        ("12", "Phnom Penh", "ភ្នំពេញ", PlaceUnit.CAPITAL),
        ("14", "Prey Veng", "ព្រៃវែង", PlaceUnit.PROVINCE),
        ("1409", "Preah Sdach", "ព្រះស្ដេច", PlaceUnit.DISTRICT),
        ("16", "Ratanak Kiri", "រតនគិរី", PlaceUnit.PROVINCE),
    ],
)
def test_the_places_of_the_demonstration(
    book: Gazetteer, code: str, name_en: str, name_km: str, unit: PlaceUnit
) -> None:
    row = book.place(code)
    assert row is not None
    assert (row.name_en, row.name_km, row.unit) == (name_en, name_km, unit)
    assert row.name("en") == name_en and row.name("km") == name_km


def test_preah_sdach_has_its_eleven_communes(book: Gazetteer) -> None:
    assert [row.name_en for row in book.children("1409")] == [
        "Angkor Reach",
        "Banteay Chakrei",
        "Boeng Daol",
        "Chey Kampok",
        "Kampong Soeng",
        "Krang Svay",
        "Lvea",
        "Preah Sdach",
        "Reathor",
        "Rumchek",
        "Sena Reach Otdam",
    ]


def test_each_unit_has_its_level(book: Gazetteer) -> None:
    levels = {row.unit: row.level for row in book}
    assert levels[PlaceUnit.CAPITAL] is levels[PlaceUnit.PROVINCE] is AuthorityLevel.CAPITAL_PROVINCE
    for unit in (PlaceUnit.MUNICIPALITY, PlaceUnit.DISTRICT, PlaceUnit.KHAN):
        assert levels[unit] is AuthorityLevel.MUNICIPALITY_DISTRICT_KHAN
    assert levels[PlaceUnit.COMMUNE] is levels[PlaceUnit.SANGKAT] is AuthorityLevel.COMMUNE_SANGKAT
    assert levels[PlaceUnit.VILLAGE] is AuthorityLevel.VILLAGE


def test_towns_have_sangkats_and_districts_have_communes(book: Gazetteer) -> None:
    for row in book:
        if len(row.code) == 4:
            expected = PlaceUnit.COMMUNE if row.unit is PlaceUnit.DISTRICT else PlaceUnit.SANGKAT
            assert {part.unit for part in book.children(row.code)} == {expected}, row


def test_walking_up_and_down(book: Gazetteer) -> None:
    assert [row.code for row in book.ancestors("14090401")] == ["140904", "1409", "14"]
    assert book.ancestors("14") == () == book.ancestors("nowhere")
    assert len(book.children()) == 25
    assert book.children("14090401") == () == book.children("nowhere")
    province, district = book.province("14090401"), book.district("14090401")
    assert province is not None and province.code == "14"
    assert district is not None and district.code == "1409"
    assert book.district("14") is None
    assert book.place("nowhere") is None and book.province("9") is None and book.district("9999") is None


def test_labels_say_what_a_place_is_and_where(book: Gazetteer) -> None:
    assert book.label("140904") == "Chey Kampok commune, Preah Sdach district, Prey Veng"
    assert book.label("140904", "km") == "ឃុំជៃកំពក ស្រុកព្រះស្ដេច ខេត្តព្រៃវែង"
    assert book.label("03") == "Kampong Cham province"
    assert book.label("0305") == "Kampong Cham municipality, Kampong Cham"
    assert book.label("12") == "Phnom Penh" and book.label("12", "km") == "រាជធានីភ្នំពេញ"
    assert book.label("999999") == "999999"


@pytest.mark.parametrize(
    "text, code",
    [
        ("Ratanakiri", "16"),
        ("Ratanak Kiri", "16"),
        ("ratanak-kiri", "16"),
        ("Rattanakiri", "16"),
        ("RATANAKKIRI", "16"),
        ("រតនគិរី", "16"),
        ("រតនៈគិរី", "16"),
        ("Kampong Cham", "03"),
        ("Kompong Cham", "03"),
        ("kampongcham", "03"),
        ("Kompong Cham municipality", "0305"),
        ("Kampong Cham province", "03"),
        ("ក្រុងកំពង់ចាម", "0305"),
        ("Mondulkiri", "11"),
        ("Siem Reap", "17"),
        ("Sihanoukville", "18"),
        ("Kratié", "10"),
        ("Pursat", "15"),
        ("Takeo", "21"),
        ("Oddar Meanchey", "22"),
        ("Kep", "23"),
        ("Tbong Khmum", "25"),
        ("Phnum Penh", "12"),
        ("រាជធានីភ្នំពេញ", "12"),
        ("Poipet", "0110"),
        ("preah sdech", "1409"),
        ("ព្រះស្ដេច", "1409"),
        ("ព្រះស្តេច", "1409"),
        ("Lvea, Preah Sdach", "140907"),
        ("ល្វា, ព្រះស្ដេច", "140907"),
        ("1409", "1409"),
        ("១៤០៩", "1409"),
    ],
)
def test_a_place_is_found_as_people_write_it(book: Gazetteer, text: str, code: str) -> None:
    assert codes(book, text)[:1] == [code]


@pytest.mark.parametrize("gap", ["\u200b", "\u200c", "\u200d", " ", "\u200b \u200b"])
def test_invisible_signs_do_not_hide_a_place(book: Gazetteer, gap: str) -> None:
    assert codes(book, gap.join(("កំពង់", "ចាម")))[:1] == ["03"]
    assert codes(book, f"{gap}ព្រះ{gap}ស្ដេច{gap}")[:1] == ["1409"]


def test_a_comma_narrows_and_a_limit_limits(book: Gazetteer) -> None:
    assert all(code.startswith("14") for code in codes(book, "Lvea, Prey Veng"))
    assert codes(book, "Preah Sdach, Kampot") == []
    assert len(codes(book, "Thmei", limit=5)) == 5


@pytest.mark.parametrize(
    "text, codes",
    [
        ("Ratanakiri", ["16"]),
        ("Kampong Cham", ["03"]),
        ("Kompong Thom", ["06"]),
        ("ខេត្តកណ្តាល", ["08"]),
        ("Kampong Cham city", ["0305"]),
        ("Preah Sdach", ["1409"]),
        ("Preah Sdach district", ["1409"]),
        ("Chey Kampok", ["140904"]),
        ("Chey Kampok, Prey Veng", ["140904"]),
        ("140904", ["140904"]),
        ("Cambodia", ["00"]),
        ("Kamp", []),
        ("9", []),
        ("", []),
    ],
)
def test_a_name_in_a_file_means_one_place_or_none(book: Gazetteer, text: str, codes: list[str]) -> None:
    assert [row.code for row in book.called(text)] == codes


def test_a_name_that_many_places_have_means_all_of_them(book: Gazetteer) -> None:
    assert len(book.called("ភូមិថ្មី")) > 100


def test_nothing_is_found_for_nothing(book: Gazetteer) -> None:
    for text in ("", " ", "-", "\u200b", ",", "qqqq"):
        assert codes(book, text) == []


def test_every_place_is_found_by_both_its_names(book: Gazetteer) -> None:
    for row in list(book)[::97]:
        assert row in book.search(row.name_en, 20000), row
        assert row in book.search(row.name_km, 20000), row


def test_the_short_way_to_a_khmer_key_gives_the_same_key(book: Gazetteer) -> None:
    for row in book:
        assert places._khmer_key(row.name_km) == key(row.name_km)


def test_aliases_belong_to_places_that_exist(book: Gazetteer) -> None:
    assert book._aliases and all(book.place(code) for code in book._aliases)


@given(st.text(max_size=40))
def test_any_text_may_be_searched_for(text: str) -> None:
    assert len(gazetteer().search(text, 3)) <= 3


@given(st.text(max_size=40))
def test_keys_are_stable(text: str) -> None:
    assert key(key(text)) == key(text)
    assert sound(sound(key(text))) == sound(key(text))


def test_the_whole_country_is_found_and_named_but_is_no_province() -> None:
    book = gazetteer()
    assert book.label("00") == "Cambodia"
    assert book.label("00", "km") == "កម្ពុជា"
    assert [row.code for row in book.search("cambodia")] == ["00"]
    assert book.ancestors("00") == ()
    assert book.label("99") == "Outside Cambodia"
    assert not {"00", "99"} & {row.code for row in book.children()}
