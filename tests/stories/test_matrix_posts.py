"""Every form and every download that a form asks for, sent by whom it is not for, with a stamp of her own session.

From the table of routes and of forms (core/page/deeds.py), by each role of the same structure and by people of another
one. What names another's thread changes nothing of it, reads nothing of it, and is answered as what is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import httpx
from sqlalchemy import Connection, or_, select

from bot.simulator import Person
from core.page.deeds import KINDS
from storage.engine.tenancy import tenant_tables
from storage.tables import people
from tests.stories.cast import Cast, raise_curtain
from tests.stories.conftest import Theatre
from tests.stories.test_matrix_pages import HOLES, NAMES, WORDS, Viewer, own_page, shape, viewers as viewers, words
from tests.stories.test_room import HERE, enters

Browser = Callable[[], httpx.AsyncClient]
#: which thread the forms name, and which mission, post, person or guest there: of the second thread, and nobody's
NAMED = (("2", "1"), ("9", "7"))
#: what the forms say besides: a tutor's yes, a message, a button of a chat, a command, an act of the team
WAYS = (
    {"act": "validate", "text": "Et moi ?", "verb": "report", "seen": "open"},
    {"act": "assess", "verb": "withdraw", "name": "missions", "way": "stop"},
    {"act": "amend", "title": "Autre chose", "verb": "take", "data": "v:{0}:1", "note": "x"},
    {"data": "m:{0}:1:ok", "verb": "play", "name": "rdv", "words": "x", "reply": "1"},
    {"cards": "https://triade.example/arrivee/x;2026-12-01;Ysolde", "role": "tutor", "first_name": "Max"},
)
#: the last ones: they end what the others need
LAST = ("leave", "sortir")
#: what shows a code that is drawn by lot, or goes on from what she asked before
DRAWN = ("/telegram", "/command")


@dataclass(frozen=True)
class Sent:
    """What one POST was answered, when it named somebody's and when it named nobody's."""

    told: str
    theirs: httpx.Response
    nobodys: httpx.Response


def addresses(theatre: Theatre) -> list[str]:
    """Where anything can be posted, each form by its name, what ends a session last."""
    paths = {r.path for one in theatre.app.pages() for r in one.routes if "POST" in r.methods}
    forms = {path.replace("{what}", kind) for path in paths for kind in KINDS}
    filled = {re.sub(r"{(\w+)(?::\w+)?}", lambda hole: HOLES[hole[1]][0], path) for path in forms}
    return sorted(filled, key=lambda one: (one.endswith(LAST), one))


async def stamp_of(viewer: Viewer) -> str:
    """What a form of hers bears; without a session, nothing that counts."""
    pages = [(await viewer.client.get(path)).text for path in ("/ma-page", "/bureau/reglages")]
    return next(iter(re.findall(r'name="stamp" value="(\w+)"', " ".join(pages))), "x")


async def sends_all(theatre: Theatre, viewer: Viewer) -> list[Sent]:
    stamp, sent = await stamp_of(viewer), []
    for address, way in product(addresses(theatre), WAYS):
        answers = []
        for thread, number in NAMED:
            fields = dict.fromkeys(("triad", "thread"), thread) | dict.fromkeys(("number", "event", "person"), number)
            fields |= {name: value.format(thread) for name, value in way.items()}
            fields |= {"version": "1", "stamp": stamp, "nonce": f"{len(sent)}-{thread}"}
            answers.append(await viewer.client.post(address, data=fields, headers=HERE))
        told = f"{viewer.name}: POST {address} {way} -> {answers[0].status_code}"
        assert max(answer.status_code for answer in answers) < 500, told
        sent.append(Sent(told, *answers))
    return sent


def of_thread(c: Connection, structure: int, thread: int, names: tuple[str, ...]) -> dict[str, list[object]]:
    """All rows of a thread and of those who are in it alone; `thread` 0: all of the structure."""
    ids = list(c.execute(select(people.c.id).where(people.c.first_name.in_(names))).scalars())
    found = {}
    for table in tenant_tables():
        columns, owner = table.c, {"triads": [thread], "people": ids}.get(table.name, [])
        which = columns.id == structure if table.name == "structures" else columns.structure_id == structure
        if thread:
            hers = [columns[name].in_(ids) for name in ("person_id", "author_id") if name in columns]
            hers += [columns.triad_id == thread] if "triad_id" in columns else []
            which &= or_(False, *hers, *([columns.id.in_(owner)] if owner else []))
        found[table.name] = list(c.execute(select(table).where(which).order_by(*table.primary_key.columns)))
    return found


def changed(before: dict[str, list[object]], after: dict[str, list[object]]) -> Iterator[str]:
    return (name for name, rows in before.items() if rows != after[name])


async def test_no_form_reaches_another_thread_of_the_structure(
    theatre: Theatre, cast: Cast, viewers: list[Viewer], browser: Browser
) -> None:
    run = theatre.app.database.run
    assert {"/bureau/inviter/feuille", "/bureau/faire/note", "/ma-page/erasure"} < set(addresses(theatre))
    await cast.stage.follow()
    for viewer in viewers:
        before = await run(lambda c: of_thread(c, cast.house.id, 2, NAMES))
        sent = await sends_all(theatre, viewer)
        await cast.stage.follow()
        assert [] == list(changed(before, await run(lambda c: of_thread(c, cast.house.id, 2, NAMES)))), viewer.name
        assert [] == leaks(viewer, sent)
        alike = [one for one in sent if not one.told.split(" {")[0].endswith(DRAWN)]
        assert [] == [one.told for one in alike if shape(one.theirs) != shape(one.nobodys)]

    kylian = next(one for one in cast.stage.tg.users.values() if one.first_name == "Kylian")
    assert isinstance(kylian, Person)
    himself = Viewer("himself", await own_page(cast, browser, kylian), ())
    before = await run(lambda c: of_thread(c, cast.house.id, 2, NAMES))
    await sends_all(theatre, himself)
    after = await run(lambda c: of_thread(c, cast.house.id, 2, NAMES))
    assert {"posts", "runs"} <= set(changed(before, after)), "a look that finds nothing anywhere is none"


async def test_no_form_reaches_another_structure(theatre: Theatre, cast: Cast, browser: Browser) -> None:
    run = theatre.app.database.run
    await cast.agrees(WORDS[0])
    away = await raise_curtain(cast.stage, "Mission locale des Saules", "Nour", "Zoé", "Hugo", "Atelier Brise")
    never = ("Léa", "Marc", "Lumen", "Nadia", WORDS[0])
    before = await run(lambda c: of_thread(c, cast.house.id, 0, ()))
    for name, client in (
        ("their team", await enters(away, browser)),
        ("their apprentice", await own_page(away, browser, away.apprentice)),
        ("their tutor", await own_page(away, browser, away.tutor)),
    ):
        viewer = Viewer(name, client, never)
        sent = await sends_all(theatre, viewer)
        assert [] == leaks(viewer, sent)
        assert [] == list(changed(before, await run(lambda c: of_thread(c, cast.house.id, 0, ())))), name


def leaks(viewer: Viewer, sent: list[Sent]) -> list[str]:
    assert not [one.told for one in sent if "ne vient pas d'ici" in one.theirs.text] or viewer.name in (
        "nobody", "a key of figures",
    )  # fmt: skip
    return [f"{one.told} says « {word} »" for one in sent for word in viewer.never if word in words(one.theirs)]
