"""The child that looks at files holds them in plain text: other programs of the same account cannot read it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from civicdesk.documents import confined

IS_ADMINISTRATOR = hasattr(os, "geteuid") and os.geteuid() == 0
ORDINARY = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs") if IS_ADMINISTRATOR else ()
"""For an administrator: what makes a program as weak as anybody's."""
READER = "import sys; open(f'/proc/{sys.argv[1]}/mem', 'rb').close()"
CARELESS = [sys.executable, "-I", "-c", "import sys; sys.stdin.buffer.read()"]
MORE_THAN_A_PIPE_HOLDS = b"x" * (4 << 20)

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
    pytest.mark.skipif(IS_ADMINISTRATOR and not shutil.which("setpriv"), reason="an administrator reads all"),
]


def can_be_read(program: list[str]) -> bool:
    """Whether a program of the same account gets hold of the memory of one that is reading a file."""
    with subprocess.Popen(
        [*ORDINARY, *program], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env={}, cwd="/"
    ) as child:
        assert child.stdin is not None
        child.stdin.write(MORE_THAN_A_PIPE_HOLDS)  # so it has begun to read when this returns
        reader = [*ORDINARY, sys.executable, "-I", "-c", READER, str(child.pid)]
        done = subprocess.run(reader, capture_output=True, check=False)
        child.kill()
        child.stdin.close()
    return done.returncode == 0


@pytest.mark.parametrize("request_of", [["show", "0", "100"], ["clean"]])
def test_the_child_that_holds_a_file_cannot_be_read_by_other_programs(request_of: list[str]) -> None:
    if not can_be_read(CARELESS):
        pytest.skip("this system lets nobody read anybody")
    assert not can_be_read([*confined.command(), *request_of])
