"""The database that the settings name; when it cannot be had, one sentence that names the setting to mend."""

from __future__ import annotations

import os
from pathlib import Path

from asyncpg import PostgresError
from sqlalchemy.exc import DBAPIError

from bot.runtime.settings import Settings, SettingsError
from storage.engine.unit import Database

SQLITE = "sqlite:///"
#: how a database says that it cannot be had
TROUBLES = (DBAPIError, PostgresError, OSError)


def check_folder(settings: Settings) -> None:
    """Raises SettingsError when an SQLite file cannot be written where it should be."""
    if not settings.database_url.startswith(SQLITE):
        return
    folder = Path(settings.database_url.removeprefix(SQLITE)).absolute().parent
    if not (folder.is_dir() and os.access(folder, os.W_OK)):
        raise SettingsError(
            f"Le dossier {folder} n'existe pas, ou ce compte ne peut pas y écrire : créez-le, ou changez "
            "TRIADE_DATABASE_URL."
        )


def place(settings: Settings) -> str:
    """Where the database is, as the operator would look for it; no password."""
    if settings.database_url.startswith(SQLITE):
        return str(Path(settings.database_url.removeprefix(SQLITE)).absolute())
    return "PostgreSQL"


async def reach(settings: Settings, *, upgrade: bool = True) -> Database:
    """The database, up to date, or as it is. Raises SettingsError."""
    from storage import migrate

    check_folder(settings)
    database = Database.open(settings.database_url)
    try:
        await database.run(migrate.upgrade if upgrade else migrate.version)
    except TROUBLES:
        await database.close()
        raise SettingsError(unreachable(settings)) from None
    return database


def unreachable(settings: Settings) -> str:
    """One sentence for a database that cannot be had."""
    if settings.database_url.startswith(SQLITE):
        return f"{place(settings)} ne s'ouvre pas comme une base SQLite : vérifiez TRIADE_DATABASE_URL."
    return (
        "PostgreSQL ne répond pas, ou refuse ce compte ou cette base : vérifiez qu'il tourne, puis TRIADE_DATABASE_URL."
    )
