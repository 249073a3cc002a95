"""What is taken out says nothing of another structure: files, commands of the operator, counts, errors.

The rules are compared with what the code offers: a new kind of file or command without a rule breaks the tests.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import httpx
from sqlalchemy import Connection

from bot import cli, papers
from bot.web.pages.keys import hashed, new_secret
from core.api.keys import Scope, checked
from core.api.told import NewHook
from core.forum.commands import COMMANDS
from storage import apikeys, hooks
from storage.engine import tenancy
from tests.stories.cast import Cast, raise_curtain
from tests.stories.conftest import Theatre
from tests.stories.rules import PAPERS
from tests.stories.test_room import enters

Browser = Callable[[], httpx.AsyncClient]
#: what is of the first structure alone
HERS = ("Léa", "Marc", "Nadia", "Tilleuls", "Lumen", "pneus")
#: how much a command of the operator may say: "nothing" of people; "house", of one structure, named by its number;
#: "figures" of the whole installation; "all" of it, which its people see, or which only moves it
COMMANDS_OF_THE_OPERATOR = {
    "demo": "nothing", "run": "nothing", "migrate": "nothing", "doctor": "figures", "register": "nothing",
    "structure add": "nothing", "structure list": "all", "structure code": "house", "invite": "house",
    "content check": "nothing", "content figures": "nothing", "badge-key": "nothing",
    "evidence": "house", "export": "house", "evaluation": "house",
    "backup": "all", "restore": "all", "move-database": "all", "merge-structures": "all",
    "dead list": "figures", "dead replay": "figures", "dead drop": "figures",
    "api-key add": "house", "api-key list": "house", "api-key revoke": "house",
    "webhook add": "house", "webhook list": "house", "webhook close": "house", "webhook resume": "house",
}  # fmt: skip


def offered(parser: argparse.ArgumentParser, before: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command there is, by its words."""
    deeper = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for action in deeper:
        for name, inner in action.choices.items():
            yield from offered(inner, (*before, name))
    if not deeper:
        yield " ".join(before)


def test_every_kind_of_file_and_every_command_has_a_rule() -> None:
    assert PAPERS.keys() == set(papers.kinds())
    assert COMMANDS_OF_THE_OPERATOR.keys() == set(offered(cli._parser()))


async def settle_in(cast: Cast) -> tuple[int, int, str]:
    """A key and an endpoint of the structure: their numbers, and the secret of the key."""
    secret, now = new_secret(), cast.stage.now
    new = checked("essai", frozenset(scope.value for scope in Scope), 90, hashed(secret), now)

    def keep(c: Connection) -> tuple[int, int]:
        tenancy.within(c, cast.house.id)
        apikeys.add(c, cast.house.id, new, now)
        hooks.add(c, cast.house.id, NewHook("https://a.example/x", "whsec_x", frozenset({"missions:read"})), now)
        known = apikeys.here(c, cast.house.id, apikeys.KeysHere()), hooks.here(c, cast.house.id, hooks.HooksHere())
        return known[0][0].id, known[1][0].id

    return *await cast.stage.database.run(keep), secret


async def triade(theatre: Theatre, *words: str) -> tuple[int, str]:
    """One command on the same database: its code, and all that it prints and complains."""
    said = StringIO()
    settings = {"TRIADE_BOT_TOKEN": theatre.stage.bot.token, "TRIADE_DATABASE_URL": theatre.app.settings.database_url}
    settings |= {"TRIADE_TELEGRAM_API": theatre.app.settings.telegram_api}
    with (
        patch.dict(os.environ, settings),
        patch.object(sys, "argv", ["triade", *words]),
        redirect_stdout(said),
        redirect_stderr(said),
    ):
        code = await asyncio.to_thread(cli.main)
    return code, said.getvalue()


async def test_a_command_about_one_structure_says_nothing_of_another(
    theatre: Theatre, cast: Cast, tmp_path: Path
) -> None:
    await cast.agrees()
    away = await raise_curtain(cast.stage, "Mission locale des Saules", "Nour", "Zoé", "Hugo", "Atelier Brise")
    await away.agrees("Balayer")
    key, hook, _ = await settle_in(cast)
    mine, other, folder = str(away.house.id), str(cast.house.id), tmp_path / "out"
    address = "https://93.184.216.34/entree"
    tries = {  # what is its own, then what is another's or nobody's
        "structure code": ((mine,), ("999",)),
        "invite": (("jeune", "Igor", "--structure", mine), ("tuteur", "Igor", "--structure", mine, "--triad", "1")),
        "evidence": ((mine, str(folder)), (mine, str(folder), "--triad", "1")),
        "export": ((mine, str(tmp_path / "export.json")), ("999", str(tmp_path / "none.json"))),
        "evaluation": ((str(folder), "--structure", mine), (str(folder), "--structure", "999")),
        "api-key add": ((mine, "essai", "--scopes", "missions:read"), ("999", "essai", "--scopes", "missions:read")),
        "api-key list": ((mine,), ("999",)),
        "api-key revoke": ((mine, "2"), (mine, str(key))),
        "webhook add": ((mine, address, "--scopes", "missions:read"), ("999", address, "--scopes", "missions:read")),
        "webhook list": ((mine,), ("999",)),
        "webhook resume": ((mine, "2"), (mine, str(hook))),
        "webhook close": ((mine, "2"), (mine, str(hook))),
    }
    assert tries.keys() == {name for name, shows in COMMANDS_OF_THE_OPERATOR.items() if shows == "house"}

    for name, (own, others) in tries.items():
        for words, done in ((own, True), (others, False)):
            code, said = await triade(theatre, *name.split(), *words)
            assert (code == 0) == done, f"{name} {words}: {said}"
            assert not [word for word in HERS if word in said], f"{name} {words}: {said}"
    written = [path for path in (*folder.iterdir(), tmp_path / "export.json") if path.suffix in (".csv", ".json")]
    assert len(written) > 2
    assert not [(path.name, word) for path in written for word in HERS if word in path.read_text("utf-8")]
    assert (await triade(theatre, "api-key", "list", other))[1].count("ouverte") == 1


async def test_what_another_structure_does_changes_no_count_and_no_error(
    theatre: Theatre, cast: Cast, browser: Browser
) -> None:
    """Its pages, its API and its commands show the same, to the letter, whatever happens elsewhere; and what is
    another's is refused in the same words as what is nobody's."""
    stage = cast.stage
    away = await raise_curtain(stage, "Mission locale des Saules", "Nour", "Zoé", "Hugo", "Atelier Brise")
    await away.agrees("Balayer")
    _, _, secret = await settle_in(away)
    team, software = await enters(away, browser), browser()
    software.headers["authorization"] = f"Bearer {secret}"

    async def look() -> dict[str, str]:
        seen = {path: await shown(team, path) for path in ROOM} | {path: await shown(software, path) for path in API}
        for command in sorted(one.names[0] for one in COMMANDS):
            before = len(stage.screen(away.general))
            await stage.says(away.general, f"/{command}")
            answers = stage.screen(away.general)[before + 1 :]
            told = "\n".join(part for message in answers for part in (message.text, *message.buttons))
            seen[f"/{command}"] = re.sub(r"\b[A-Z0-9]{6}\b", "code", told)  # of a workshop that opens
        return seen

    await look()  # what a first time changes
    first = await look()
    await cast.finishes()
    await stage.says(cast.young, "Bonjour à tous")
    await stage.says(cast.topic, "/note Elle est fatiguée.")
    await stage.welcome_apprentice(cast.house, "Inès")
    second = await look()
    differ = [path for path in first if first[path] != second[path]]
    assert [] == differ, "\n".join(f"{path}\n  {first[path]}\n  {second[path]}" for path in differ)

    for path in (
        "/bureau/jeune/{}",
        "/bureau/jeune/{}?k=note",
        "/api/v1/young-people/{}",
        "/api/v1/missions?thread={}",
    ):
        client = software if path.startswith("/api") else team
        others, nobodys = [await shown(client, path.format(number)) for number in (1, 99)]
        assert others.replace("/1", "/99") == nobodys.replace("/1", "/99"), path
    await team.aclose()


ROOM = ("/bureau", "/bureau?q=lea", "/bureau/a-traiter", "/bureau/chiffres", "/bureau/jeunes.csv", "/bureau/prets",
        "/bureau/inviter")  # fmt: skip
API = ("/api/v1", "/api/v1/young-people", "/api/v1/missions", "/api/v1/meetings", "/api/v1/indicators")


async def shown(client: httpx.AsyncClient, path: str) -> str:
    """The status and all of an answer, but for what is drawn by lot."""
    answer = await client.get(path)
    return f"{answer.status_code} " + re.sub(r'value="[A-Za-z0-9_-]{16,}"', "value", answer.text)
