"""The runbook, followed word by word: its commands are read out of it and run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from bot.cli import _parser
from bot.runtime.settings import Settings
from tests.bot.runtime.test_app import running
from tests.bot.test_cli import Terminal, terminal as terminal
from tests.bot.test_safekeeping import furnished

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
