"""The process that splits and joins: what it answers, what it gives up first, and answers that are none."""

from __future__ import annotations

import ctypes
import faulthandler
import io
import json
import os
import resource
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from civicdesk.vault import recovery_child
from civicdesk.vault.recovery_errors import RecoveryFailed, SharesDoNotFit
from civicdesk.vault.recovery_join import ShareSet, join, split
from civicdesk.vault.recovery_words import read_share

SECRET = bytes(range(32))
_DUMPABLE = 4  # PR_SET_DUMPABLE
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def as_before() -> Iterator[None]:
    """What `main` takes from its process is given back to the one that runs the tests."""
    mask, traces, core = os.umask(0o077), faulthandler.is_enabled(), resource.getrlimit(resource.RLIMIT_CORE)
    os.umask(mask)
    yield
    os.umask(mask)
    if traces:
        faulthandler.enable()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DUMPABLE, 1, 0, 0, 0)
    assert resource.getrlimit(resource.RLIMIT_CORE) == core


def asked(monkeypatch: pytest.MonkeyPatch, question: object) -> tuple[dict[str, object], dict[int, object]]:
    """What the process answers to a question, and the limits that it set before it read anything."""
    limits: dict[int, object] = {}
    given, said = io.BytesIO(json.dumps(question).encode()), io.BytesIO()

    def limited(what: int, how: object) -> None:
        assert given.tell() == 0
        limits[what] = how

    with monkeypatch.context() as patch:
        patch.setattr(resource, "setrlimit", limited)
        patch.setattr(sys, "stdin", SimpleNamespace(buffer=given))
        patch.setattr(sys, "stdout", SimpleNamespace(buffer=said))
        recovery_child.main()
    return json.loads(said.getvalue()), limits


@pytest.mark.usefixtures("as_before")
def test_it_limits_itself_before_it_reads_a_secret_and_any_two_of_three_make_it_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    question = {"do": "split", "secret": SECRET.hex(), "k": 2, "n": 3, "mark": 7}
    answer, limits = asked(monkeypatch, question)
    assert limits[resource.RLIMIT_FSIZE] == (0, 0)
    assert limits[resource.RLIMIT_AS] == (recovery_child.MEMORY, recovery_child.MEMORY)
    assert limits[resource.RLIMIT_CPU] == (recovery_child.SECONDS, recovery_child.SECONDS)
    shares = answer["shares"]
    assert isinstance(shares, list) and len(set(shares)) == 3
    for one, other in ((0, 1), (0, 2), (1, 2)):
        found, _limits = asked(monkeypatch, {"do": "join", "shares": [shares[one], shares[other]]})
        assert found == {"secret": SECRET.hex()}


def test_shares_that_do_not_fit_are_told_and_are_never_a_wrong_secret() -> None:
    mine = recovery_child.answer({"do": "split", "secret": SECRET.hex(), "k": 2, "n": 3, "mark": 7})["shares"]
    other = recovery_child.answer({"do": "split", "secret": SECRET.hex(), "k": 2, "n": 3, "mark": 8})[
        "shares"
    ]
    for shares in ([mine[0]], [mine[0], mine[0]], [mine[0], other[1]], [], ["academic acid"]):
        assert recovery_child.answer({"do": "join", "shares": shares}) == {"trouble": "shares"}


# a packed program, which starts itself --------------------------------------------------------------


@pytest.fixture
def packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """From now on this is a packed program, and this is what it does when it starts itself."""

    def program(does: str) -> None:
        file = tmp_path / "civicdesk"
        file.write_text(f'#!/bin/sh\n[ "$*" = --recovery-child ] || exit 3\n{does}\n')
        file.chmod(stat.S_IRWXU)
        monkeypatch.setattr(sys, "frozen", True, raising=False)
        monkeypatch.setattr(sys, "executable", str(file))

    return program


def test_a_packed_program_starts_itself_with_one_word_and_gets_the_shares(
    packed: Callable[[str], None],
) -> None:
    start = (
        f"import sys; sys.path.append({str(ROOT)!r}); import civicdesk.vault.recovery_child as c; c.main()"
    )
    packed(f"exec {sys.executable} -I -c '{start.replace(chr(39), chr(34))}'")
    shares = tuple(read_share(text) for text in split(SECRET, 2, 3, 4))
    assert join(ShareSet(4, 2, shares[1:])) == SECRET


@pytest.mark.parametrize(
    "said",
    [
        "[]",
        "7",
        "null",
        "{}",
        '{"shares": "abc"}',
        '{"shares": ["academic acid"]}',
        '{"trouble": "else"}',
        "{",
    ],
)
def test_an_answer_that_is_none_is_an_error_and_never_a_share_or_a_secret(
    packed: Callable[[str], None], said: str
) -> None:
    packed("true")
    shares = tuple(
        read_share(text)
        for text in recovery_child.answer({"do": "split", "secret": SECRET.hex(), "k": 2, "n": 3, "mark": 4})[
            "shares"
        ]
    )
    packed(f"echo '{said}'")
    with pytest.raises(RecoveryFailed):
        split(SECRET, 2, 3, 4)
    with pytest.raises(RecoveryFailed):
        join(ShareSet(4, 2, shares))


@pytest.mark.parametrize("said", ['{"secret": "00"}', '{"secret": 7}', '{"secret": null}'])
def test_a_secret_of_another_size_is_none(packed: Callable[[str], None], said: str) -> None:
    packed(f"echo '{said}'")
    shares = recovery_child.answer({"do": "split", "secret": SECRET.hex(), "k": 2, "n": 2, "mark": 4})[
        "shares"
    ]
    with pytest.raises(RecoveryFailed):
        join(ShareSet(4, 2, tuple(read_share(text) for text in shares)))


def test_a_program_that_finds_no_share_good_is_asked_a_few_times_and_then_believed(
    packed: Callable[[str], None], tmp_path: Path
) -> None:
    """Four shares of which two are taken: six choices, no more."""
    packed(f"echo asked >> '{tmp_path}/asked'; echo '{{\"trouble\": \"shares\"}}'")
    shares = recovery_child.answer({"do": "split", "secret": SECRET.hex(), "k": 2, "n": 4, "mark": 4})[
        "shares"
    ]
    with pytest.raises(SharesDoNotFit):
        join(ShareSet(4, 2, tuple(read_share(text) for text in shares)))
    assert (tmp_path / "asked").read_text().split() == ["asked"] * 6
