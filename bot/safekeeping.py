"""Backup, restoration, and the move from SQLite to PostgreSQL: the operator's commands that hold everybody's data."""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from bot.operator import Impossible
from bot.reach import reach
from bot.runtime.settings import Settings, SettingsError, load
from storage import invariants, migrate
from storage.engine import copying
from storage.engine.copying import Changed, NotEmpty, Sum
from storage.engine.sqlite import make_engine
from storage.engine.unit import Database, parse
from storage.road import restored


def register(commands: Any, command: Callable[..., argparse.ArgumentParser]) -> None:
    """The three commands."""
    backup_ = command(commands, "backup", _backup, "sauvegarde toute la base dans un fichier, le bot en marche")
    backup_.add_argument("file", type=Path, help="fichier à écrire ; celui d'avant est remplacé une fois l'autre sûr")
    restore_ = command(commands, "restore", _restore, "remet une sauvegarde dans une base vide, le bot à l'arrêt")
    restore_.add_argument("file", type=Path, help="fichier écrit par « triade backup »")
    move = command(commands, "move-database", _move, "déménage de SQLite vers PostgreSQL, le bot à l'arrêt")
    move.add_argument("address", help="postgresql://… ; le mot de passe peut être dans PGPASSWORD")


async def backup(url: str, file: Path) -> dict[str, Sum]:
    """Write the whole database into a SQLite file, while the bot works; the sums of its tables.

    The file is there whole or not at all: it is checked and on the disk before it takes its name.
    """
    source = parse(url)
    with _beside(file) as new:
        if source.get_backend_name() == "sqlite":
            _copy_file(Path(str(source.database)), new)
        else:
            await migrate.migrate(f"sqlite:///{new}")
            await _dump(url, new)
        with _opened(new) as c:
            sums = copying.sums_of(c)
            if found := list(invariants.damage(c)):
                raise Impossible("La base est abîmée : " + " ; ".join(found))
        _settle_down(new)
        with new.open("rb") as written:
            digest = file_digest(written, "sha256").hexdigest()
            os.fsync(written.fileno())
        new.replace(file)
        file.with_name(f"{file.name}.sha256").write_text(f"{digest}  {file.name}\n", "utf-8")
        _sync_folder(file.parent)
    return sums


@dataclass(frozen=True)
class Restored:
    """What a restoration has brought back, what waits for a human, and which promises were broken in it already."""

    sums: dict[str, Sum]
    held: int
    entries: int
    broken: list[str]


async def restore(file: Path, url: str, now: datetime, *, durable: bool = True) -> Restored:
    """Fill an empty database from a backup; nothing old will leave it by itself."""
    _is_whole(file)
    with tempfile.TemporaryDirectory() as there:
        old = Path(there) / "backup.sqlite3"
        shutil.copyfile(file, old)
        await migrate.migrate(f"sqlite:///{old}")
        sums = await fill(old, url, durable=durable)

    def review(c: Connection) -> Restored:
        held, entries = restored.to_review(c, now)
        return Restored(sums, held, entries, invariants.broken(c))

    database = Database.open(url, durable=durable)
    try:
        return await database.run(review)
    finally:
        await database.close()


async def fill(source: Path, url: str, *, durable: bool = True) -> dict[str, Sum]:
    """Everything of a SQLite file into the empty database of this address, compared row by row."""

    def work(c: Connection) -> dict[str, Sum]:
        with _opened(source) as old:
            if migrate.version(old) != migrate.head():  # its new columns would be lost
                raise Impossible("Ces données viennent d'une version plus récente : mettez d'abord Triade à jour.")
            return copying.copy(old, c)

    with _alone(url):
        await migrate.migrate(url, durable=durable)
        database = Database.open(url, durable=durable)
        try:
            return await database.run(work)
        except NotEmpty:
            raise Impossible("La base à remplir n'est pas vide : donnez-en une neuve, rien n'a été changé.") from None
        except Changed as error:
            raise Impossible(f"Des tables sont arrivées changées ({error}) : rien n'a été gardé.") from None
        finally:
            await database.close()


# --- commands --------------------------------------------------------------------------------------------------------


async def _backup(arguments: argparse.Namespace) -> None:
    settings = load()
    if parse(settings.database_url).get_backend_name() != "sqlite":  # opened, a file that is not there would be made
        await _answers(settings)
    try:
        sums = await backup(settings.database_url, arguments.file)
    except (OSError, sqlite3.Error) as error:
        raise Impossible(f"La sauvegarde n'a pas pu être écrite : {error}") from None
    print(f"{sum(one.rows for one in sums.values())} lignes de {len(sums)} tables dans {arguments.file}, relues.")


async def _restore(arguments: argparse.Namespace) -> None:
    from bot.runtime.clock import system

    settings = load()
    _stands_alone(settings.database_url)
    await _answers(settings)
    done = await restore(arguments.file, settings.database_url, system())
    print(f"{sum(one.rows for one in done.sums.values())} lignes de {len(done.sums)} tables remises et comparées.")
    print(f"À relire avant tout envoi : {done.held} message(s), {done.entries} entrée(s). Voir « triade dead list ».")
    print(*(f"À regarder : {one}" for one in done.broken), sep="\n", end="\n" if done.broken else "")


async def _move(arguments: argparse.Namespace) -> None:
    settings = load()
    source, target = parse(settings.database_url), _target(arguments.address)
    if source.get_backend_name() != "sqlite":
        raise Impossible("TRIADE_DATABASE_URL ne nomme pas SQLite : faites une sauvegarde, et remettez-la ailleurs.")
    _is_there(Path(str(source.database)))
    try:
        await _answers(settings.model_copy(update={"database_url": target}))
    except SettingsError:
        raise Impossible(
            "PostgreSQL ne répond pas à cette adresse, ou refuse ce compte ou cette base : faites-les d'abord."
        ) from None
    with _alone(settings.database_url):
        await migrate.migrate(settings.database_url)
        sums = await fill(Path(str(source.database)), target)
    for name, one in sums.items():
        if one.rows:
            print(f"{name:20} {one.rows:8}  {one.check[:16]}")
    print(
        "Tout est arrivé, compté et comparé. Mettez cette adresse dans TRIADE_DATABASE_URL ; le fichier reste intact."
    )


async def _answers(settings: Settings) -> None:
    """SettingsError when there is nothing to work with at that address."""
    await (await reach(settings, upgrade=False)).close()


def _target(address: str) -> str:
    try:
        if parse(address).get_backend_name() == "postgresql":
            return address
    except ValueError:
        pass
    raise Impossible("L'adresse doit être celle d'une base PostgreSQL, comme postgresql://nom@hôte/base.")


# --- files -----------------------------------------------------------------------------------------------------------


async def _dump(url: str, new: Path) -> None:
    def work(c: Connection) -> None:
        if migrate.version(c) != migrate.head():
            raise Impossible(
                "La base n'est pas de cette version : mettez Triade à jour, « triade migrate », recommencez."
            )
        with _opened(new) as file:
            copying.copy(c, file)

    database = Database.open(url, durable=False)
    try:
        await database.snapshot(work)
    finally:
        await database.close()


def _copy_file(source: Path, new: Path) -> None:
    """SQLite's own online backup: others go on writing meanwhile."""
    _is_there(source)
    with sqlite3.connect(source, timeout=30) as old, sqlite3.connect(new) as copy:
        old.backup(copy, pages=1000)
    old.close()
    copy.close()


@contextmanager
def _opened(file: Path) -> Iterator[Connection]:
    """A transaction on a SQLite file."""
    engine = make_engine(make_url(f"sqlite:///{file}"))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A name for the file until it is whole; nothing of it is left when something fails."""
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}-") as there:
        new = Path(there) / "new.sqlite3"
        new.touch(mode=0o600)
        yield new


def _settle_down(file: Path) -> None:
    """One file that stands alone, without its log."""
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def _is_whole(file: Path) -> None:
    """The backup is as it was written, as far as its seal tells."""
    try:
        with file.open("rb") as written:
            digest = file_digest(written, "sha256").hexdigest()
    except OSError as error:
        raise Impossible(f"{file} ne se lit pas ({error.strerror}).") from None
    seal = file.with_name(f"{file.name}.sha256")
    if seal.exists() and seal.read_text("utf-8").split()[0] != digest:
        raise Impossible(f"{file} n'est plus ce qui a été écrit (voir {seal.name}) : prenez une autre sauvegarde.")
    with file.open("rb") as written:
        if not written.read(16).startswith(b"SQLite format 3"):
            raise Impossible(f"{file} n'est pas une sauvegarde de Triade.")


def _is_there(file: Path) -> None:
    if not file.exists():
        raise Impossible(f"{file} n'existe pas : vérifiez TRIADE_DATABASE_URL.")


def _stands_alone(url: str) -> None:
    """The journal of a database that was put aside without it holds its last messages, and would be thrown away."""
    database = parse(url).database
    journal = Path(f"{database}-wal")
    if parse(url).get_backend_name() == "sqlite" and journal.exists() and not Path(str(database)).exists():
        raise Impossible(f"{journal} tient encore les derniers messages de l'ancienne base : mettez-le à côté d'elle.")


@contextmanager
def _alone(url: str) -> Iterator[None]:
    """No bot works on this SQLite file meanwhile (PostgreSQL: an empty database has no bot)."""
    parsed = parse(url)
    if parsed.get_backend_name() != "sqlite":
        yield
        return
    with Path(f"{parsed.database}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Impossible("Le bot travaille sur cette base : arrêtez-le d'abord.") from None
        yield
