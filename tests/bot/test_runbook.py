"""The runbook, followed word by word: its commands are read out of it and run."""

from __future__ import annotations

import re
import shlex
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.cli import _parser
from bot.runtime.clock import system
from bot.runtime.settings import Settings
from storage.engine.unit import Database
from storage.migrate import migrate
from storage.road import alerts, gauges
from tests.bot.runtime.test_app import running
from tests.bot.test_cli import Terminal, terminal as terminal
from tests.bot.test_safekeeping import furnished
from tests.servers.postgres import Postgres

RUNBOOK = (Path(__file__).parents[2] / "deploy" / "RUNBOOK.md").read_text("utf-8")
COMMAND = re.compile(r"`triade ([a-z][^`]*)`")


def chapter(title: str) -> str:
    return RUNBOOK.split(f"## {title}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("command", sorted(set(COMMAND.findall(RUNBOOK))))
def test_every_command_of_the_runbook_is_one_of_ours(command: str) -> None:
    words = shlex.split(command.replace("NUMBER", "1").replace("…", ""))

    _parser().parse_args([*words, "1"] if words == ["dead", "replay"] else words)


async def test_a_machine_that_died_is_restored_by_the_words_of_the_runbook(terminal: Terminal, tmp_path: Path) -> None:
    """Backup on one machine, the chapter « Restore » on an empty one: nothing old leaves, and the bot answers."""
    lost, new = (f"sqlite:///{tmp_path / name}" for name in ("lost.sqlite3", "triade.sqlite3"))
    house = await furnished(lost)
    await house.database.close()
    file = str(tmp_path / "triade.backup")
    assert 0 == (await terminal.triade("backup", file, TRIADE_DATABASE_URL=lost))[0]
    steps = [shlex.split(words.replace("triade.backup", file)) for words in COMMAND.findall(chapter("Restore"))]
    assert [["restore", file], ["dead", "list"], ["dead", "drop", "tout"]] == steps[:3]

    said = {" ".join(words[:2]): await terminal.triade(*words, TRIADE_DATABASE_URL=new) for words in steps[:3]}
    doctor = await terminal.triade("doctor", TRIADE_DATABASE_URL=new)

    assert [0, 0, 0] == [code for code, _, _ in said.values()]
    assert "3 message(s), 1 entrée(s)" in said[f"restore {file}"][1]
    assert "4 en attente d'une décision" in said["dead list"][1]
    assert f"✓ Telegram connaît @{terminal.bot.username}." in doctor[1]
    settings = Settings(  # type: ignore[call-arg]
        bot_token=terminal.bot.token, telegram_api=terminal.settings["TRIADE_TELEGRAM_API"], database_url=new
    )
    async with running(settings):
        person = terminal.tg.user("Sasha")
        person.start(terminal.bot)
        await terminal.tg.until(lambda: "sur invitation" in person.last(terminal.bot).text, 15)
    assert {person.id} == {entry.chat for entry in terminal.tg.ledger.entries}


async def test_a_database_that_cannot_be_had_is_one_sentence_for_each_command(
    terminal: Terminal, postgres: Postgres, tmp_path: Path
) -> None:
    """The server is there and the database is not: what happens first to whoever moves, or restores."""
    file = str(tmp_path / "triade.backup")
    await terminal.triade("migrate")
    assert 0 == (await terminal.triade("backup", file))[0]
    absent = postgres.url("absent").replace("+asyncpg", "")

    for words in (["dead", "list"], ["backup", f"{file}.2"], ["restore", file], ["structure", "list"],
                  ["api-key", "list", "1"], ["merge-structures", "2", "1"]):  # fmt: skip
        code, _, err = await terminal.triade(*words, TRIADE_DATABASE_URL=absent)
        assert (2, True) == (code, "refuse ce compte ou cette base" in err), (words, err)
    assert "✗ PostgreSQL ne répond pas" in (await terminal.triade("doctor", TRIADE_DATABASE_URL=absent))[1]
    assert "faites-les d'abord" in (await terminal.triade("move-database", absent))[2]


async def test_a_database_is_not_put_aside_without_its_last_messages(terminal: Terminal, tmp_path: Path) -> None:
    await terminal.triade("migrate")
    file = str(tmp_path / "triade.backup")
    await terminal.triade("backup", file)
    (tmp_path / "triade.sqlite3").rename(tmp_path / "old.sqlite3")
    (tmp_path / "triade.sqlite3-wal").write_bytes(b"the last messages")

    code, _, err = await terminal.triade("restore", file)

    assert (2, True) == (code, "derniers messages de l'ancienne base" in err)
    assert b"the last messages" == (tmp_path / "triade.sqlite3-wal").read_bytes()


async def test_an_alert_ends_with_what_it_told_or_by_a_decision(terminal: Terminal) -> None:
    """A token or a forum that is mended rings no more a day later; what is told once waits for `dead drop`."""
    url, now = terminal.settings["TRIADE_DATABASE_URL"], system()
    await migrate(url)
    database = Database.open(url)
    for cause, kind, hours in (("a", "channel-unauthorized", 25), ("b", "room-unusable", 2), ("c", "forum-lost", 50)):
        at = now - timedelta(hours=hours)
        told = (cause, kind, kind, at)
        await database.run(lambda c, told=told: alerts.raise_alert(c, *told))  # type: ignore[misc]

    assert {"room-unusable": 1, "forum-lost": 1} == (await database.run(lambda c: gauges.look(c, now))).alerts
    assert "2 en attente d'une décision" in (await terminal.triade("dead", "list"))[1]
    assert "0 remis en route, 2 déjà décidés ou inconnus" in (await terminal.triade("dead", "replay", "tout"))[1]
    assert "2 laissés" in (await terminal.triade("dead", "drop", "tout"))[1]
    assert {} == (await database.run(lambda c: gauges.look(c, now))).alerts
    await database.close()


async def test_a_backup_of_a_newer_version_is_not_cut_down_to_an_older_one(terminal: Terminal, tmp_path: Path) -> None:
    url, file = terminal.settings["TRIADE_DATABASE_URL"], str(tmp_path / "triade.backup")
    await migrate(url)
    database = Database.open(url)
    await database.run(lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    await database.close()

    assert 0 == (await terminal.triade("backup", file))[0]
    code, _, err = await terminal.triade("restore", file, TRIADE_DATABASE_URL=f"sqlite:///{tmp_path / 'new.sqlite3'}")

    assert (2, True) == (code, "viennent d'une version plus récente" in err)
    assert "✗ La base de données est en avance" in (await terminal.triade("doctor"))[1]
