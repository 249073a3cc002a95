"""Where alembic starts: the connection is given by storage/migrate.py."""

from alembic import context

from storage.migrate import options

context.configure(connection=context.config.attributes["connection"], **options())
with context.begin_transaction():
    context.run_migrations()
