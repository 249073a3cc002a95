"""The schema, brought up to date by numbered revisions; `python -m storage.migrate "What changed"` drafts one."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Connection, inspect, text

from storage.engine import tenancy
from storage.engine.unit import Database

FOLDER = Path(__file__).parent / "migrations"
VERSIONS = FOLDER / "versions"
#: two processes that start together take turns (PostgreSQL; SQLite locks the whole file)
LOCK = text("SELECT pg_advisory_xact_lock(7412363)")


async def migrate(url: str, *, durable: bool = True) -> None:
    """Bring the database of this address up to date, in one transaction; an empty one gets every table."""
    database = Database.open(url, durable=durable)
    try:
        await database.run(upgrade)
    finally:
        await database.close()


def upgrade(c: Connection) -> None:
    """Run what is missing. Nothing at all, and no import of alembic, when the database is up to date.

    Nor when it is ahead: its schema suits the version before too, which may start again while the newer one comes or
    when one goes back to it. Numbers of one length, so that their order is that of their names.
    """
    server = c.dialect.name == "postgresql"
    if server:
        c.execute(LOCK)
    if version(c) >= head():
        return
    from alembic import command

    if server:
        tenancy.be_owner(c)
    command.upgrade(configuration(c), "head")
    if server:
        tenancy.enclose(c)


def version(c: Connection) -> str:
    """The revision of this database, "" when it has none."""
    if not inspect(c).has_table("alembic_version"):
        return ""
    return str(c.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def head() -> str:
    """The newest revision, which is how its file is called."""
    return max(path.stem.split("_")[0] for path in VERSIONS.glob("[0-9]*.py"))


def options() -> dict[str, Any]:
    """How alembic compares and writes; migrations/env.py asks for it."""
    from storage.tables import metadata

    return {
        "target_metadata": metadata,
        "compare_type": True,
        "compare_server_default": _other_default,
        "render_item": _render,
        "transaction_per_migration": False,
    }


def _other_default(context: Any, _found: Any, column: Any, found: str | None, _: Any, meant: str | None) -> bool | None:
    """Whether a default differs; alembic itself trips over the quotes of SQLite and the JSON of PostgreSQL."""
    if context.dialect.name != "sqlite" and not isinstance(column.type, JSON):
        return None
    return (found or "").removesuffix("::json").strip("()'\"") != (meant or "").strip("()'\"")


def _render(kind: str, item: Any, context: Any) -> str | bool:
    """Types of ours by the names that script.py.mako gives them: a revision stays as it is when the code moves on."""
    from storage.tables.base import Id, Key, Moment

    if kind != "type":
        return False
    if isinstance(item, Moment):
        return "MOMENT"
    return "ID" if item is Id else "KEY" if item is Key else False


def configuration(c: Connection) -> Any:
    """What alembic's commands want, on this connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = c
    return config


def draft(message: str) -> None:
    """Write the next revision: what the tables say and the revisions do not do yet. To be read before it is kept."""
    from alembic import command

    def compare(c: Connection) -> None:
        config = configuration(c)
        if any(VERSIONS.glob("[0-9]*.py")):
            command.upgrade(config, "head")
            number = f"{int(head()) + 1:04}"
        else:
            number = "0001"
        command.revision(config, message, autogenerate=True, rev_id=number)

    async def run(url: str) -> None:
        database = Database.open(url)
        await database.run(compare)
        await database.close()

    with tempfile.TemporaryDirectory() as there:
        asyncio.run(run(f"sqlite:///{there}/draft.sqlite3"))


if __name__ == "__main__":
    draft(" ".join(sys.argv[1:]) or sys.exit("say what changed"))
