"""Every page and every file that can be taken away, asked within one structure by whom it is not for.

From the table of routes: another young person, another tutor, a manager, and a key that opens figures only. What is
another's has the status, the headers and the bytes of what is nobody's; nobody's words stand in it, nor in its PDF.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import httpx
import pytest
from pypdf import PdfReader
from sqlalchemy import Connection, update

from bot.demo.stage import Where
from bot.simulator import Person
from bot.web.pages.keys import hashed, new_secret
from core.api.keys import Scope, checked
from storage import apikeys
from storage.engine import tenancy
from storage.tables import people
from tests.stories.cast import Cast, colleague
from tests.stories.conftest import PAGES, Theatre
from tests.stories.test_room import enters

Browser = Callable[[], httpx.AsyncClient]
#: of the second thread: who is in it, what they do, what is said there and what the team alone reads
NAMES = ("Ysolde", "Kylian", "Peupliers")
WORDS = ("Balayer la canopée", "Canari-message", "Canari-note", "Canari-appel")
#: what the team alone reads of the first thread
ALONE = ("Canari-silence", "Canari-alarme")
#: how a hole of an address is filled: with what is of the second thread, and with what is nobody's, of one length
HOLES = {"triad": ("2", "9"), "number": ("1", "7"), "thread": ("2", "9"), "act": ("amend",) * 2, "rank": ("1", "7"),
         "section": ("rappels",) * 2, "slug": ("definir-l-alternance",) * 2, "code": ("A" * 22, "B" * 22),
         "rest": ("x",) * 2}  # fmt: skip


@dataclass
class Viewer:
    """Somebody of the structure, and what she must never read."""

    name: str
    client: httpx.AsyncClient
    never: tuple[str, ...]


async def own_page(cast: Cast, browser: Browser, person: Person) -> httpx.AsyncClient:
    """One's own page, by the link that the bot gives in private."""
    await cast.stage.says(Where(person), "/page")
    card = await cast.stage.shows(Where(person), "page")
    client = browser()
    answer = await client.post(str(card.keyboard[0][0]["url"]).removeprefix(PAGES))
    assert 303 == answer.status_code
    return client


@pytest.fixture
async def viewers(theatre: Theatre, cast: Cast, browser: Browser) -> list[Viewer]:
    """Two threads of one house, with words of all kinds; those who are not of the second one."""
    stage, house = cast.stage, cast.house
    other = Cast(stage, house, await stage.welcome_apprentice(house, "Ysolde"), cast.tutor)
    other.tutor = await stage.welcome_tutor(house, "Ysolde", "Kylian", "Garage Peupliers")
    await cast.agrees()
    await other.agrees(WORDS[0])
    await stage.says(other.young, WORDS[1])
    await stage.says(other.topic, f"/note {WORDS[2]}")
    await stage.says(cast.topic, f"/note {ALONE[0]}")
    for one, called in ((other, WORDS[3]), (cast, ALONE[1])):
        await stage.says(one.young, "/sos")
        await stage.taps(one.young, "Je voudrais parler")
        await stage.says(one.young, called)
    manager = await enters(cast, browser, await colleague(cast, "Paul"))
    secret, now = new_secret(), stage.now

    def settle(c: Connection) -> None:
        c.execute(update(people).where(people.c.first_name == "Paul").values(role="manager"))
        tenancy.within(c, house.id)
        apikeys.add(
            c, house.id, checked("financeur", frozenset({Scope.INDICATORS.value}), 90, hashed(secret), now), now
        )

    await theatre.app.database.run(settle)
    funder = browser()
    funder.headers["authorization"] = f"Bearer {secret}"
    return [
        Viewer("another apprentice", await own_page(cast, browser, cast.apprentice), (*NAMES, *WORDS, ALONE[0])),
        Viewer("the tutor of another", await own_page(cast, browser, cast.tutor), (*NAMES, *WORDS, *ALONE)),
        Viewer("a manager", manager, (*WORDS, *ALONE)),
        Viewer("a key of figures", funder, (*NAMES, *WORDS, *ALONE)),
        Viewer("nobody", browser(), (*NAMES, *WORDS, *ALONE)),
    ]


def words(answer: httpx.Response) -> str:
    """All that an answer says, its headers and the pages of a PDF included."""
    said = f"{dict(answer.headers)} {answer.text}"
    if answer.headers.get("content-type") == "application/pdf":
        said += " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    return said


def shape(answer: httpx.Response) -> tuple[int, object, str]:
    """An answer without what is drawn by lot, and without the numbers that were asked for."""
    text = re.sub(r'name="(?:nonce|stamp)" value="[^"]*"', "", answer.text)
    return answer.status_code, sorted(answer.headers.keys()), re.sub(r"\d+", "0", text)


def asked(theatre: Theatre) -> list[tuple[str, str]]:
    """The addresses of everything that can be read: about the second thread, and about nobody's."""
    paths = sorted({r.path for one in theatre.app.pages() for r in one.routes if "GET" in r.methods})
    found = []
    for path in paths:
        holes = re.findall(r"{(\w+)(?::\w+)?}", path)
        both = [re.sub(r"{(\w+)(?::\w+)?}", lambda hole, n=n: HOLES[hole[1]][n], path) for n in (0, 1)]  # type: ignore[misc]
        found += [(both[0], both[1] if holes else both[0])]
        if path.startswith(("/bureau", "/api")):
            queries = ("q=Ysolde", "k=note", "thread=2")
            found += [(f"{both[0]}?{query}",) * 2 for query in queries]
    return found


async def test_nothing_of_a_thread_is_read_by_others_of_its_structure(
    theatre: Theatre, cast: Cast, viewers: list[Viewer], browser: Browser
) -> None:
    addresses = asked(theatre)
    assert {"/ma-page/donnees.pdf", "/ma-page/donnees.json", "/bureau/jeunes.csv", "/ma-page/agenda/2"} < {
        theirs for theirs, _ in addresses
    }
    leaks, differ = [], []
    for viewer, (theirs, nobodys) in product(viewers, addresses):
        answer = await viewer.client.get(theirs)
        told = f"{viewer.name}: {theirs} -> {answer.status_code}"
        assert answer.status_code < 500, told
        leaks += [f"{told} says « {word} »" for word in viewer.never if word in words(answer)]
        if theirs != nobodys and shape(answer) != shape(await viewer.client.get(nobodys)):
            differ.append(told)

    assert [] == leaks
    assert [] == differ

    team = await enters(cast, browser)
    seen = " ".join([words(await team.get(theirs)) for theirs, _ in addresses])
    assert not [word for word in (*NAMES, *WORDS[:3]) if word not in seen], "a look that finds nothing anywhere is none"
    for end in ("json", "pdf"):
        assert ALONE[1] in words(await viewers[0].client.get(f"/ma-page/donnees.{end}"))
