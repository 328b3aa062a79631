"""Schema revisions. `HEAD` is what this program writes; a database at another revision is brought up or refused.

Alembic is imported only when there is something to do.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from civicdesk.errors import VaultTooNew

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

HEAD = "0001"


def bring_up(db: Connection) -> bool:
    """Bring a database to `HEAD` in one transaction; True if anything was done. VaultTooNew if it is ahead."""
    revision = current(db)
    if revision == HEAD:
        return False
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()}
    if revision is not None and revision not in known:
        raise VaultTooNew
    _upgrade(db)
    return True


def current(db: Connection) -> str | None:
    """The revision a database is at; None for a new one."""
    exists = db.exec_driver_sql("SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'").first()
    row = db.exec_driver_sql("SELECT version_num FROM alembic_version").first() if exists else None
    return str(row[0]) if row else None


def configuration() -> Config:
    """Where Alembic finds the revisions; nothing is read from a file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def _upgrade(db: Connection) -> None:
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = configuration()
    script = ScriptDirectory.from_config(config)
    raw = db.connection.driver_connection
    assert raw is not None
    raw.execute("BEGIN IMMEDIATE")
    try:
        steps = script._upgrade_revs  # noqa: SLF001  (what alembic.command does)
        with EnvironmentContext(config, script, fn=lambda rev, _context: steps(HEAD, rev)) as environment:
            environment.configure(connection=db, transactional_ddl=False)
            environment.run_migrations()
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raise
