"""A program with one schema revision more than this one, for as long as a migration is tried."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from alembic.config import Config

from civicdesk.vault import migrations

STEPS = 12
STOP = "CIVICDESK_STOP"
"""The step before which `stop` is run, in the environment."""
_NAME = "later"
_REVISION = """
revision = "later"
down_revision = {down!r}

def upgrade():
    import os
    from alembic import op
    for step in range({steps}):
        if os.environ.get("CIVICDESK_STOP") == str(step):
            {stop}
        op.execute(f"CREATE TABLE later_{{step}} (id TEXT PRIMARY KEY, words TEXT) STRICT")
        op.execute(f"INSERT INTO later_{{step}} SELECT id, ref FROM staff_member")
        op.execute("UPDATE stakeholder SET updated_at = updated_at")
"""


@contextmanager
def later_program(folder: Path) -> Iterator[Callable[[str], None]]:
    """The revision lies in `folder`; answers what writes it down anew, with a statement that stops it."""
    folder.mkdir()
    own = Path(migrations.__file__).parent / "versions"
    usual, down = migrations.configuration, migrations.HEAD

    def configuration() -> Config:
        config = usual()
        config.set_main_option("path_separator", "os")
        config.set_main_option("version_locations", f"{own}{os.pathsep}{folder}")
        return config

    def write(stop: str = "pass") -> None:
        text = _REVISION.format(down=down, steps=STEPS, stop=stop)
        (folder / "later.py").write_text(text, encoding="utf-8")

    write()
    with patch.multiple(migrations, configuration=configuration, HEAD=_NAME):
        yield write
