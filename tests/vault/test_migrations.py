"""A database brought up by the revisions is the one that the record classes declare."""

import re
import warnings

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

from civicdesk.errors import VaultTooNew
from civicdesk.vault import migrations
from civicdesk.vault.schema import METADATA, statements


@pytest.fixture
def db() -> Connection:
    raw = dbapi2.connect(":memory:", isolation_level=None)
    engine = create_engine("sqlite+pysqlite://", module=dbapi2, creator=lambda: raw, poolclass=StaticPool,
                           isolation_level="AUTOCOMMIT")  # fmt: skip
    return engine.connect()


def _schema(db: Connection) -> set[frozenset[str]]:
    """Every statement as the set of its columns and constraints, whose order says nothing."""
    rows = db.exec_driver_sql(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name != 'alembic_version'"
    )
    return {
        frozenset(" ".join(part.split()) for part in re.sub('[")]|STRICT', "", row[0]).split(","))
        for row in rows
    }


def test_the_newest_revision_is_what_the_program_writes():
    assert ScriptDirectory.from_config(migrations.configuration()).get_current_head() == migrations.HEAD


def test_migrated_equals_declared(db):
    migrations.upgrade(db)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # campaigns, coalitions and publications point to each other on purpose
        context = MigrationContext.configure(db, opts={"compare_type": True})
        differences = [d for d in compare_metadata(context, METADATA) if not _is_search(d)]
    assert differences == []


def _is_search(difference) -> bool:
    """The tables behind the full-text index are SQLite's own."""
    return difference[0] == "remove_table" and difference[1].name.startswith(("search", "alembic"))


def test_a_new_database_has_the_same_tables_checks_and_indexes_as_a_migrated_one(db):
    migrations.upgrade(db)
    migrated = _schema(db)
    raw = dbapi2.connect(":memory:", isolation_level=None)
    for statement in statements():
        raw.execute(statement)
    engine = create_engine("sqlite+pysqlite://", module=dbapi2, creator=lambda: raw, poolclass=StaticPool)
    assert migrated == _schema(engine.connect())


def test_bringing_up_twice_changes_nothing(db):
    assert migrations.bring_up(db)
    assert not migrations.bring_up(db)


def test_a_database_of_a_later_program_is_refused(db):
    migrations.bring_up(db)
    db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(VaultTooNew):
        migrations.bring_up(db)
