"""Words and groups of recovery sheets: read exactly or refused, each trouble with its own sentence and place."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from contextlib import suppress
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shamir_mnemonic import MnemonicError, combine_mnemonics
from vault.second_slip39 import combine

from civicdesk.vault import recovery_groups, recovery_join, recovery_words
from civicdesk.vault.recovery_errors import (
    DifferentSets,
    GroupsDoNotBelong,
    GroupsMissing,
    GroupWrong,
    NothingTyped,
    NotOurShare,
    RecoveryError,
    RecoveryFailed,
    ShareMistyped,
    SharesDoNotFit,
    ShareTwice,
    TooFewShares,
    TooManyWords,
    UnknownWord,
    WordsMissing,
)
from civicdesk.vault.recovery_join import ShareSet, complete_sets, join, split
from civicdesk.vault.recovery_keys import pieces, secrets_in
from civicdesk.vault.recovery_words import WORDS, read_share
from tests.torture.recovery import confusions, one_word_wrong

VECTORS = json.loads((Path(__file__).parent / "slip39_vectors.json").read_text("utf-8"))
SECRET = bytes(range(32))


@pytest.fixture(scope="module")
def shares() -> tuple[str, ...]:
    return split(SECRET, 3, 5, 327)


def test_there_are_45_official_vectors():
    assert len(VECTORS) == 45


@pytest.mark.parametrize("description, mnemonics, secret, _xprv", VECTORS, ids=[v[0][:40] for v in VECTORS])
def test_the_package_and_a_second_decoder_give_what_the_standard_says(description, mnemonics, secret, _xprv):
    if secret:
        assert combine_mnemonics(mnemonics, b"TREZOR").hex() == secret
        assert combine(mnemonics, list(WORDS), b"TREZOR").hex() == secret
    else:
        with pytest.raises(MnemonicError):
            combine_mnemonics(mnemonics, b"TREZOR")
        with pytest.raises(ValueError, match=r"."):
            combine(mnemonics, list(WORDS), b"TREZOR")


def test_what_we_split_the_second_decoder_joins(shares):
    assert combine([shares[4], shares[0], shares[2]], list(WORDS)) == SECRET


def test_every_three_of_five_make_the_secret(shares):
    for chosen in combinations(shares, 3):
        assert secrets_in(chosen) == (SECRET,)


@pytest.mark.parametrize("k, n", [(1, 1), (2, 2), (2, 3), (3, 4)])
def test_every_choice_of_other_boards_makes_the_secret(k, n):
    secret = os.urandom(32)
    made = split(secret, k, n, 9)
    for chosen in combinations(made, k):
        assert secrets_in(chosen) == (secret,)


def test_sixteen_of_sixteen_make_the_secret_and_fifteen_do_not():
    made = split(SECRET, 16, 16, 1)
    assert secrets_in(made) == (SECRET,)
    with pytest.raises(TooFewShares) as refused:
        secrets_in(made[:15])
    assert (refused.value.found, refused.value.needed) == (15, 16)


def test_four_or_five_of_three_are_as_good_as_three(shares):
    assert secrets_in(shares[:4]) == secrets_in(shares) == (SECRET,)


def test_two_of_three_are_too_few(shares):
    for chosen in combinations(shares, 2):
        with pytest.raises(TooFewShares):
            secrets_in(chosen)


def test_the_same_share_twice_is_said(shares):
    with pytest.raises(ShareTwice):
        secrets_in([shares[0], shares[1], shares[1]])


def test_shares_of_different_sets_are_said(shares):
    other = split(os.urandom(32), 3, 5, 328)
    with pytest.raises(DifferentSets):
        secrets_in([shares[0], shares[1], other[2]])


def test_a_share_of_another_set_beside_enough_does_not_hinder(shares):
    other = split(os.urandom(32), 3, 5, 328)
    assert secrets_in([*shares[:3], other[0]]) == (SECRET,)


def test_shares_of_two_secrets_under_one_mark_never_make_a_third(shares):
    other = split(os.urandom(32), 3, 5, 327)
    with pytest.raises(SharesDoNotFit):
        secrets_in([shares[0], shares[1], other[2]])
    assert secrets_in([other[3], *shares[:3]]) == (SECRET,)


def test_two_shares_with_one_number_never_count_as_two(shares):
    other = split(os.urandom(32), 3, 5, 327)
    found = complete_sets([read_share(one) for one in (shares[0], other[0], shares[1])])
    with pytest.raises(SharesDoNotFit):
        join(found[0])


def test_a_printed_key_beside_a_few_shares_is_enough(shares):
    key = " ".join(recovery_groups.groups_of(b"k" * 32))
    assert secrets_in([key, shares[0]]) == (b"k" * 32,)


# words as they are typed -------------------------------------------------------------------------


def test_words_are_read_as_people_type_them(shares):
    words = shares[0].split()
    for typed in (
        shares[0].upper(),
        "\n".join(f"{place}. {word}" for place, word in enumerate(words, 1)),
        "\u200b".join(words),  # the space key of a Khmer keyboard
        " ".join(f"{khmer(place)} {word}" for place, word in enumerate(words, 1)),
        ", ".join(word[:4] for word in words),
        "\ufeff " + "  ".join(words) + " \r\n",
    ):
        assert read_share(typed).text == shares[0]


def khmer(number: int) -> str:
    return "".join(chr(0x17E0 + int(digit)) for digit in str(number))


def test_every_word_is_known_by_its_first_four_letters():
    assert len({word[:4] for word in WORDS}) == len(WORDS) == 1024
    assert all(recovery_words.known(word[:4]) == word for word in WORDS)


def test_completions_are_those_that_begin_so():
    assert recovery_words.completions("acad") == ("academic",)
    assert all(word.startswith("b") for word in recovery_words.completions("b"))
    assert recovery_words.completions("zzz") == recovery_words.completions("") == ()


def test_an_unknown_word_is_told_with_its_place_and_the_nearest(shares):
    words = shares[0].split()
    words[6] = "acadmic"
    with pytest.raises(UnknownWord) as refused:
        read_share(" ".join(words))
    assert refused.value.place == 7 and refused.value.near == "academic"
    assert "7" in str(refused.value) and "academic" in str(refused.value)


@pytest.mark.parametrize("count", [1, 20, 32])
def test_missing_words_are_counted(shares, count):
    with pytest.raises(WordsMissing) as refused:
        read_share(" ".join(shares[0].split()[:count]))
    assert refused.value.found == count


def test_too_many_words_are_counted(shares):
    with pytest.raises(TooManyWords):
        read_share(shares[0] + " academic")


def test_nothing_is_nothing():
    for text in ("", "  \n", "12 13", "។"):
        with pytest.raises(RecoveryError):
            secrets_in([text])
    with pytest.raises(NothingTyped):
        secrets_in([])


def test_one_word_typed_wrong_is_always_found_and_nearly_always_named(shares):
    tried, undetected, named = one_word_wrong(shares, 400, random.Random(5))
    assert tried == 400 and undetected == 0
    assert named > 350


def test_two_words_that_changed_places_are_found(shares):
    words = shares[0].split()
    for at in range(32):
        swapped = [*words[:at], words[at + 1], words[at], *words[at + 2 :]]
        if swapped != words:
            with pytest.raises(ShareMistyped):
                read_share(" ".join(swapped))


def test_a_share_of_another_program_is_said():
    of_groups = next(m for v in VECTORS for m in v[1] if m.startswith("wildlife deal beard"))
    with pytest.raises(NotOurShare):
        secrets_in([of_groups])
    for v in VECTORS:
        if len(v[1]) == 1 and len(v[1][0].split()) == 20 and v[2]:
            with pytest.raises(WordsMissing):
                secrets_in(v[1])


def test_three_sheets_pasted_at_once_are_taken_apart(shares):
    assert pieces(" ".join(shares[:3])) == shares[:3]
    assert secrets_in(["\n\n".join(shares[1:4])]) == (SECRET,)
    assert secrets_in([shares[0], shares[1] + "\n" + shares[4]]) == (SECRET,)


# groups ------------------------------------------------------------------------------------------


@given(st.binary(min_size=32, max_size=32))
def test_groups_give_the_secret_back(secret):
    groups = recovery_groups.groups_of(secret)
    assert len(groups) == 13 and {len(group) for group in groups} == {5}
    assert recovery_groups.secret_of("-".join(groups).lower()) == secret


@given(st.binary(min_size=32, max_size=32), st.integers(0, 64), st.sampled_from(recovery_groups.LETTERS))
def test_every_single_wrong_letter_is_found_in_its_group(secret, at, letter):
    typed = "".join(recovery_groups.groups_of(secret))
    if typed[at] == letter:
        return
    with pytest.raises(GroupWrong) as refused:
        recovery_groups.secret_of(typed[:at] + letter + typed[at + 1 :])
    assert refused.value.place == at // 5 + 1


@given(st.binary(min_size=32, max_size=32), st.integers(0, 63))
def test_two_letters_that_changed_places_are_found(secret, at):
    typed = "".join(recovery_groups.groups_of(secret))
    swapped = typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :]
    if swapped != typed:
        with pytest.raises(RecoveryError):
            recovery_groups.secret_of(swapped)


def test_two_groups_that_changed_places_are_found():
    groups = list(recovery_groups.groups_of(os.urandom(32)))
    for one, other in combinations(range(13), 2):
        changed = list(groups)
        changed[one], changed[other] = groups[other], groups[one]
        if changed != groups:
            with pytest.raises(GroupWrong):
                recovery_groups.secret_of(" ".join(changed))


def test_what_a_scanner_confuses_is_read_right_or_found():
    tried, undetected = confusions(60, random.Random(3))
    assert tried > 1000 and undetected == 0


def test_letters_that_do_not_exist_are_read_as_the_digits_they_look_like():
    secret = bytes(32)
    typed = " ".join(recovery_groups.groups_of(secret)).replace("0", "O").replace("1", "l")
    assert recovery_groups.secret_of(typed) == secret


def test_a_misread_letter_is_guessed_where_there_is_one_guess():
    groups = list(recovery_groups.groups_of(SECRET))
    meant = groups[0]
    found = []
    for at, letter in enumerate(meant):
        for other in {"5": "S", "8": "B", "2": "Z", "0": "D", "B": "8"}.get(letter, ""):
            with pytest.raises(GroupWrong) as refused:
                recovery_groups.secret_of(" ".join([meant[:at] + other + meant[at + 1 :], *groups[1:]]))
            found.append(refused.value.meant)
    assert found and set(found) <= {meant, ""}


@pytest.mark.parametrize("typed", ["academic oil", "1. acadmic", "12 lily 13 idol 14 olympc", "៣ oil"])
def test_words_that_look_like_digits_or_stand_behind_numbers_are_words(typed):
    assert not recovery_groups.looks_like_groups(typed)


@pytest.mark.parametrize("typed", ["SDF5A", "sdf5a-jqqr5", "12345", "HJKMN 0ABCD", "ABCDEFGHJ1"])
def test_groups_are_known_by_a_digit_among_the_letters(typed):
    assert recovery_groups.looks_like_groups(typed)


def test_khmer_digits_are_digits():
    typed = " ".join(recovery_groups.groups_of(SECRET))
    khmer_typed = typed.translate({ord(str(d)): 0x17E0 + d for d in range(10)})
    assert khmer_typed != typed
    assert secrets_in([khmer_typed]) == (SECRET,)


@pytest.mark.parametrize("cut", [1, 5, 30, 64])
def test_missing_letters_are_counted(cut):
    typed = "".join(recovery_groups.groups_of(SECRET))
    with pytest.raises(GroupsMissing) as refused:
        recovery_groups.secret_of(typed[:cut])
    assert refused.value.found == cut


def test_groups_of_two_sheets_that_are_each_right_are_found():
    one, other = recovery_groups.groups_of(b"a" * 32), recovery_groups.groups_of(b"b" * 32)
    refused = 0
    for at in range(1, 13):
        try:
            recovery_groups.secret_of(" ".join(one[:at] + other[at:]))
        except GroupsDoNotBelong:
            refused += 1
    assert refused >= 8  # four bits; what passes is refused by the public key of the vault


# anything at all ----------------------------------------------------------------------------------

_WORDY = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=12)), max_size=80).map(" ".join)


@given(st.lists(st.one_of(st.text(max_size=400), _WORDY, st.binary(max_size=90).map(repr)), max_size=4))
def test_anything_typed_ends_in_a_declared_error(texts):
    with suppress(RecoveryError):
        assert all(len(secret) == 32 for secret in secrets_in(texts))


def test_a_mountain_of_text_is_refused_at_once():
    for text in (
        "academic " * 100_000,
        "x" * 1_000_000,
        "7" * 500_000,
        "\u200b" * 400_000,
        "a\n\n" * 100_000,
    ):
        with pytest.raises(RecoveryError):
            secrets_in([text])


def test_a_share_that_asks_for_minutes_of_work_is_refused_unasked():
    """The standard lets a share ask for 2^15 times the work of ours."""
    from shamir_mnemonic.share import Share

    heavy = Share(5, True, 15, 0, 1, 1, 0, 1, bytes(32)).mnemonic()
    with pytest.raises(NotOurShare):
        secrets_in([heavy])


def test_nothing_planted_in_the_folder_or_the_environment_is_imported(tmp_path, monkeypatch):
    (tmp_path / "shamir_mnemonic.py").write_text("raise SystemExit", "utf-8")
    (tmp_path / "sitecustomize.py").write_text("raise SystemExit", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert secrets_in(split(SECRET, 2, 2, 4)) == (SECRET,)


def test_the_process_that_joins_has_little_memory_and_writes_no_file(tmp_path):
    """Python is asked to do both under the limits of the child, and can do neither."""
    for deed in ("bytearray(1 << 30)", f"open({str(tmp_path / 'x')!r}, 'w').write('word' * 9999)"):
        code = f"from civicdesk.vault.recovery_child import limit; limit(); {deed}; print('done')"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
        assert "done" not in done.stdout and done.returncode != 0


def test_a_child_that_does_not_answer_is_an_error_of_its_own(monkeypatch):
    monkeypatch.setattr(recovery_join, "_command", lambda: [sys.executable, "-c", "print('no answer')"])
    with pytest.raises(RecoveryFailed):
        split(SECRET, 2, 2, 4)
    monkeypatch.setattr(recovery_join, "_command", lambda: [sys.executable, "-c", "while True: pass"])
    monkeypatch.setattr(recovery_join, "MOST_SECONDS", 0.5)
    with pytest.raises(RecoveryFailed):
        split(SECRET, 2, 2, 4)


def test_sets_are_told_apart_by_their_mark():
    assert ShareSet(1, 2, ()).is_complete is False


def test_no_two_troubles_share_a_sentence():
    every = [
        UnknownWord(3, "acid"), WordsMissing(3, 33), TooManyWords(40, 33), ShareMistyped(), NotOurShare(), ShareTwice(),
        TooFewShares(1, 3), DifferentSets(), SharesDoNotFit(), GroupWrong(2), GroupsMissing(3, 65),
        GroupsDoNotBelong(), NothingTyped(),
    ]  # fmt: skip
    assert len({one.sentence for one in every}) == len(every)
    assert all(one.sentence and one.todo for one in every)
