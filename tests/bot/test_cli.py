"""The `triade` command, run as an operator runs it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest

from bot import simulator
from bot.cli import main
from storage.content.house import CONTENT
from storage.engine.unit import Database
from storage.road import doors


@dataclass
class Terminal:
    """A shell with the settings of one bot."""

    tg: simulator.LocalTelegram
    bot: simulator.Bot
    settings: dict[str, str]

    async def triade(self, *words: str, **changed: str) -> tuple[int, str, str]:
        """Exit code, what was printed, what was complained: the command in this process, which starts faster."""
        out, err = StringIO(), StringIO()
        with (
            patch.dict(os.environ, self.settings | changed),
            patch.object(sys, "argv", ["triade", *words]),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            code = await asyncio.to_thread(main)
        return code, out.getvalue(), err.getvalue()

    async def alone(self, *words: str, out: int = asyncio.subprocess.PIPE, **changed: str) -> tuple[int, str, str]:
        """The same as a process."""
        others = {name: value for name, value in os.environ.items() if not name.startswith("TRIADE_")}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.cli", *words, env=others | self.settings | changed,
            stdout=out, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        said, err = await process.communicate()
        assert process.returncode is not None
        return process.returncode, (said or b"").decode(), err.decode()


@pytest.fixture
async def terminal(tmp_path: Path) -> AsyncIterator[Terminal]:
    tg = simulator.LocalTelegram()
    bot = tg.bot()
    async with simulator.serve(tg) as server:
        yield Terminal(
            tg,
            bot,
            {
                "TRIADE_BOT_TOKEN": bot.token,
                "TRIADE_TELEGRAM_API": server.url,
                "TRIADE_DATABASE_URL": f"sqlite:///{tmp_path / 'triade.sqlite3'}",
            },
        )


async def test_a_missing_token_stops_the_start_with_one_sentence(terminal: Terminal) -> None:
    code, out, err = await terminal.alone("run", TRIADE_BOT_TOKEN="")

    assert 2 == code
    assert "" == out
    assert err.startswith("triade : TRIADE_BOT_TOKEN manque")
    assert 1 == len(err.splitlines())


async def test_a_token_that_telegram_refuses_stops_the_start_with_one_sentence(terminal: Terminal) -> None:
    code, _, err = await terminal.alone("run", TRIADE_BOT_TOKEN="123456789:AAHwrong_wrong_wrong_wrong_wrong")

    assert 2 == code
    assert "TRIADE_BOT_TOKEN" in err
    assert 1 == len(err.splitlines())


async def test_a_token_revoked_while_we_start_is_one_sentence_too(terminal: Terminal) -> None:
    terminal.tg.faults = simulator.FaultScript(simulator.Rule("deleteWebhook", code=401, description="Unauthorized"))

    code, _, err = await terminal.alone("run")

    assert 2 == code
    assert "Traceback" not in err
    assert "TRIADE_BOT_TOKEN" in err.splitlines()[-1]


@pytest.mark.parametrize("buffered", ["", "1"])
async def test_a_reader_who_goes_before_the_end_is_one_sentence(terminal: Terminal, buffered: str) -> None:
    reads, writes = os.pipe()
    os.close(reads)

    code, _, err = await terminal.alone("doctor", out=writes, PYTHONUNBUFFERED=buffered)

    os.close(writes)
    assert (2, "triade : la suite n'a pas pu s'afficher, plus personne ne la lit.\n") == (code, err)


async def test_a_database_that_cannot_be_had_is_one_sentence(terminal: Terminal, tmp_path: Path) -> None:
    nowhere = f"sqlite:///{tmp_path / 'nowhere' / 'triade.sqlite3'}"

    run = await terminal.alone("run", TRIADE_DATABASE_URL=nowhere)
    add = await terminal.triade("structure", "add", "Tilleuls", TRIADE_DATABASE_URL=nowhere)
    down = await terminal.triade("structure", "list", TRIADE_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    text = tmp_path / "notes.txt"
    text.write_text("Ceci n'est pas une base. " * 100)
    other = await terminal.triade("structure", "list", TRIADE_DATABASE_URL=f"sqlite:///{text}")
    empty = await terminal.triade("structure", "add", " ")
    zone = await terminal.triade("structure", "add", "Tilleuls", "--timezone", "Paris")

    for code, out, err in (run, add, down, other):
        assert (2, "", 1) == (code, out, len(err.splitlines()))
        assert "TRIADE_DATABASE_URL" in err
    assert "n'existe pas" in run[2]
    assert "ne répond pas" in down[2]
    assert "notes.txt ne s'ouvre pas comme une base" in other[2]
    for url in (nowhere, f"sqlite:///{text}", "postgresql://nobody@127.0.0.1:1/none"):
        said = (await terminal.triade("doctor", TRIADE_DATABASE_URL=url))[1].splitlines()[0]
        assert (True, "TRIADE_DATABASE_URL") == ("Error" not in said, said.rstrip(".")[-19:]), said
    await terminal.triade("structure", "add", "Tilleuls")
    closed = await terminal.triade("export", "1", str(tmp_path / "nowhere" / "all.json"))
    assert (2, 1, True) == (closed[0], len(closed[2].splitlines()), "all.json ne s'ouvre pas" in closed[2])
    assert "triade : Le nom est vide" in empty[2]
    assert "mettez par exemple Europe/Paris" in zone[2]


async def test_an_operator_adds_a_structure_invites_and_exports(terminal: Terminal, tmp_path: Path) -> None:
    added = await terminal.triade("structure", "add", "Mission locale des Tilleuls")
    twice = await terminal.triade("structure", "add", "Mission locale des Tilleuls")
    invited = await terminal.triade("invite", "conseiller", "Nadia", "--structure", "1")
    nowhere = await terminal.triade("invite", "tuteur", "Marc", "--structure", "1")
    listed = await terminal.triade("structure", "list")
    exported = await terminal.triade("export", "1", str(tmp_path / "all.json"))

    assert (0, 2) == (added[0], twice[0])
    assert "/lier " in added[1]
    assert f"https://t.me/{terminal.bot.username}?start=" in invited[1]
    assert "--triad" in nowhere[2]
    assert "1. Mission locale des Tilleuls – forum à lier" in listed[1]
    assert 0 == exported[0]
    written = json.loads((tmp_path / "all.json").read_text())
    assert "Mission locale des Tilleuls" == written["structures"][0]["name"]
    assert ["structure-added", "invitation-made"] == [event["kind"] for event in written["events"]]


async def _alive(terminal: Terminal, when: datetime) -> None:
    """The bot has shown life then."""
    database = Database.open(terminal.settings["TRIADE_DATABASE_URL"])
    await database.run(lambda c: doors.show_life(c, "telegram:1", 1, when))
    await database.close()


async def test_an_operator_reads_what_a_merge_would_do_then_does_it(terminal: Terminal) -> None:
    for name in ("Mission locale des Tilleuls", "Mission locale du Port"):
        await terminal.triade("structure", "add", name)
    await terminal.triade("invite", "jeune", "Léa", "--structure", "2")

    told = await terminal.triade("merge-structures", "2", "1")
    listed = await terminal.triade("structure", "list")
    refused = await terminal.triade("merge-structures", "2", "1", "--forum", "2", "--do")
    nobody = await terminal.triade("merge-structures", "2", "2", "--do")
    await _alive(terminal, datetime.now(UTC))
    running = await terminal.triade("merge-structures", "2", "1", "--do")
    await _alive(terminal, datetime.now(UTC) - timedelta(minutes=2))
    done = await terminal.triade("merge-structures", "2", "1", "--do")
    left = await terminal.triade("structure", "list")

    assert [0, 1, 2, 2, 0] == [one[0] for one in (told, refused, nobody, running, done)]
    assert "Le bot est en marche : arrêtez-le" in running[2]
    assert "Rien n'a changé : ceci est un rapport." in told[1]
    assert "1 invitation en attente" in told[1]
    assert "triade merge-structures 2 1 --do" in told[1]
    assert "2. Mission locale du Port" in listed[1]
    assert "✗ À décider d'abord" in refused[1]
    assert "Il faut deux structures différentes" in nobody[2]
    assert "« Mission locale du Port » n'existe plus" in done[1]
    assert "1. Mission locale des Tilleuls – forum à lier\n" == left[1]


async def test_the_doctor_names_what_is_missing(terminal: Terminal) -> None:
    before = await terminal.triade("doctor")
    await terminal.triade("structure", "add", "Mission locale des Tilleuls")
    after = await terminal.triade("doctor")
    alone = await terminal.triade("doctor", TRIADE_REDIS_URL="redis://127.0.0.1:1/0")

    assert 1 == before[0]
    assert "triade migrate" in before[1]
    assert "n'a pas de forum" in after[1]
    assert "triade invite responsable PRÉNOM --structure 1" in after[1]
    assert f"✓ Telegram connaît @{terminal.bot.username}." in after[1]
    assert "✗ Redis ne répond pas" in alone[1]


async def test_an_author_checks_a_lesson_and_reads_what_to_mend_with_its_line(
    terminal: Terminal, tmp_path: Path
) -> None:
    good = CONTENT / "1-definir-l-alternance.md"
    words = good.read_text("utf-8")
    wrong, latin = tmp_path / "1-definir.md", tmp_path / "2-ancien.md"
    wrong.write_text(words.replace("- [x]", "- [ ]", 1), "utf-8")
    latin.write_bytes("---\ntitle: Été".encode("latin-1"))
    line = next(n for n, text in enumerate(words.splitlines(), start=1) if "- [x]" in text)

    fine, bad, gone, old = [
        await terminal.triade("content", "check", str(file)) for file in (good, wrong, tmp_path / "no.md", latin)
    ]

    assert 0 == fine[0]
    assert "rien à corriger" in fine[1]
    assert 1 == bad[0]
    assert bad[2].startswith("1-definir.md, ligne ")
    assert abs(int(bad[2].split("ligne ")[1].split()[0]) - line) < 6
    assert [2, 2] == [gone[0], old[0]]
    assert "ne se lit pas" in gone[2]
    assert "UTF-8" in old[2]


async def test_the_figures_are_printed_with_what_is_certain_and_the_days_left(terminal: Terminal) -> None:
    code, out, err = await terminal.triade("content", "figures")

    assert (0, "") == (code, err)
    smic = next(line for line in out.splitlines() if line.startswith("smic_mensuel"))
    assert all(part in smic for part in ("€", "22/08/2026", "31/12/2026", "à vérifier", "sp-smic"))
