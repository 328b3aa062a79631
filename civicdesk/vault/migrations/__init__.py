"""Schema revisions. `HEAD` is what this program writes; a database at another revision is brought up or refused.

Alembic is imported only when there is something to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civicdesk.errors import VaultTooNew
from civicdesk.vault.schema import statements

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

HEAD = "0001"


def bring_up(db: Connection) -> bool:
    """Bring a database to `HEAD` in one transaction; True if anything was done. VaultTooNew if it is ahead."""
    if current(db) is None:
        _found(db)
        return True
    if not is_behind(db):
        return False
    upgrade(db)
    return True


def is_behind(db: Connection) -> bool:
    """Whether a database with records in it must be brought up; VaultTooNew if it is ahead."""
    revision = current(db)
    if revision in (None, HEAD):
        return False
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()}
    if revision not in known:
        raise VaultTooNew
    return True


def current(db: Connection) -> str | None:
    """The revision a database is at; None for a new one."""
    exists = db.exec_driver_sql("SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'").first()
    row = db.exec_driver_sql("SELECT version_num FROM alembic_version").first() if exists else None
    return str(row[0]) if row else None


def _found(db: Connection) -> None:
    """Make a new database at `HEAD` straight from the declarations: the same as every revision in turn."""
    with writing(db) as raw:
        for statement in statements():
            raw.execute(statement)
        raw.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        raw.execute("INSERT INTO alembic_version VALUES (?)", (HEAD,))


@contextmanager
def writing(db: Connection) -> Iterator[Any]:
    """One transaction on the connection below SQLAlchemy; all of it or nothing."""
    raw: Any = db.connection.driver_connection
    raw.execute("BEGIN IMMEDIATE")
    try:
        yield raw
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raise


def configuration() -> Config:
    """Where Alembic finds the revisions; nothing is read from a file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def upgrade(db: Connection) -> None:
    """Run every revision that a database has not seen, in one transaction."""
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = configuration()
    script = ScriptDirectory.from_config(config)
    steps = script._upgrade_revs  # noqa: SLF001  (what alembic.command does)
    db.rollback()  # ends what SQLAlchemy began when the revision was read; on the database that is nothing
    with db.begin():  # says nothing to the database here, but commits or rolls back what follows as one
        db.exec_driver_sql("BEGIN IMMEDIATE")
        with EnvironmentContext(config, script, fn=lambda rev, _context: steps(HEAD, rev)) as environment:
            environment.configure(connection=db, transactional_ddl=True)
            environment.run_migrations()
        if db.exec_driver_sql("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").first():
            db.exec_driver_sql("UPDATE meta SET value = value + 1 WHERE key = 'commits'")
