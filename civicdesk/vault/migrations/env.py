"""Asked for by Alembic: runs the revisions on the connection it was given."""

from alembic import context

context.run_migrations()
