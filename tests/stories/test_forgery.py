"""Everything that can be sent to our pages, from another site: with the session of the victim, nothing happens."""

from __future__ import annotations

import re

from sqlalchemy import Connection, Engine, event, func, select

from storage.tables import metadata
from tests.stories.cast import Cast
from tests.stories.conftest import Theatre
from tests.stories.test_room import Browser, enters, link_of
from tests.stories.test_routes import FORM, RULES, addresses

#: reading and being known is not an act: these tables may change
SIGNS = {"sessions", "links"}


def everything(c: Connection) -> dict[str, int]:
    """How many rows each table has."""
    tables = (table for table in metadata.sorted_tables if table.name not in SIGNS)
    return {table.name: c.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


#: what browsers say of a form that another page sent: other sites, sites beside ours, frames without an origin
ELSEWHERE: dict[str, dict[str, str]] = {
    "another site": {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    "another site, of an old browser": {"Origin": "https://evil.example"},
    "our name in theirs": {"Origin": "https://triade.example.evil.example"},
    "a site beside": {"Origin": "https://autre.triade.example", "Sec-Fetch-Site": "same-site"},
    "a site beside, without its name": {"Sec-Fetch-Site": "same-site"},
    "a frame without an origin": {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    "a frame without an origin, of an old browser": {"Origin": "null"},
    "nothing": {"Origin": ""},
}


async def test_no_form_of_another_site_acts_in_the_name_of_anybody(
    theatre: Theatre, cast: Cast, browser: Browser
) -> None:
    """Every route that is not only read, from the table of routes, with a session, its stamp, and codes that open."""
    routes = {(r.path, method) for one in theatre.app.pages() for r in one.routes for method in r.methods}
    acting = sorted((path, method) for path, method in routes if method not in ("GET", "HEAD"))
    assert len(acting) > 15
    victim = await enters(cast, browser)
    stamp = re.findall(r'name="stamp" value="(\w+)"', (await victim.get("/bureau/reglages")).text)[0]
    await cast.stage.says(cast.adult, "/page")
    card = await cast.stage.shows(cast.adult, "Votre page")
    own = str(card.keyboard[0][0]["url"]).removeprefix("https://triade.example")
    places = [(address, method) for path, method in acting for address in addresses(path)]
    places += [(own, "POST"), (await link_of(cast), "POST")]
    before = await theatre.app.database.run(everything)
    for address, method in places:
        for name, headers in ELSEWHERE.items():
            answer = await victim.request(method, address, data=FORM | {"stamp": stamp}, headers=headers)
            assert 403 == answer.status_code, f"{name}: {method} {address} {answer.status_code}"
            assert "set-cookie" not in answer.headers
    guarded = [(path, method) for path, method in acting if RULES[f"/{path.split('/')[1]}"] in ("team", "session")]
    for path, method in guarded:
        for address in addresses(path):
            for wrong in ("", "0" * 32, "é"):
                answer = await victim.request(method, address, data=FORM | {"stamp": wrong})
                assert answer.status_code in (401, 403, 404, 405, 422), f"{wrong}: {address} {answer.status_code}"
    assert before == await theatre.app.database.run(everything)
    assert 200 == (await victim.get("/bureau")).status_code


async def test_a_nul_in_a_form_or_an_address_reaches_no_table(theatre: Theatre, cast: Cast, browser: Browser) -> None:
    """PostgreSQL refuses one, and the page would fail."""
    victim = await enters(cast, browser)
    found: list[object] = []

    def look(_c: object, _cursor: object, _s: str, parameters: object, *_: object) -> None:
        found.extend([parameters] if "\\x00" in repr(parameters) or "\\u0000" in repr(parameters) else [])

    event.listen(Engine, "before_cursor_execute", look)
    for path in ("/bureau?q=a%00b", "/bureau/jeune/1?k=%00", "/ouvrir/%00", "/bureau/lecons/%00"):
        assert 404 == (await victim.get(path)).status_code
    form = (await victim.get("/bureau/jeune/1")).text.split('action="/bureau/faire/note"')[1].split("</form>")[0]
    hidden = dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', form))
    (words,) = re.findall(r'<textarea[^>]* name="(\w+)"', form)
    typed = hidden | {words: "Vu\0 lundi", "nonce": "\0" * 5000}
    answer = await victim.post("/bureau/faire/note", data=typed)
    event.remove(Engine, "before_cursor_execute", look)

    assert 303 == answer.status_code
    assert [] == found
    assert "Vu\ufffd lundi" in (await victim.get("/bureau/jeune/1")).text


BACKS = ["//evil.example", "https://evil.example", "/bureau//evil.example", "/bureau/../entrer/x",
         "/bureau\r\nX: y", "/bureau?f=\r\nX: y", "/bureau\n", "javascript:alert(1)", "/bureau@evil.example",
         "\\\\evil.example"]  # fmt: skip


async def test_a_form_leads_back_to_the_room_and_nowhere_else(cast: Cast, browser: Browser) -> None:
    room = await enters(cast, browser)
    form = (await room.get("/bureau/jeune/1")).text.split('action="/bureau/faire/note"')[1].split("</form>")[0]
    hidden = dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', form))
    (words,) = re.findall(r'<textarea[^>]* name="(\w+)"', form)
    for number, back in enumerate(BACKS):
        typed = hidden | {words: "Vu", "nonce": f"back-{number}", "back": back}
        answer = await room.post("/bureau/faire/note", data=typed)
        assert (303, "/bureau") == (answer.status_code, answer.headers["location"]), back
        assert "x" not in answer.headers


async def test_every_answer_bears_the_headers_also_when_it_is_none(cast: Cast, browser: Browser) -> None:
    room = await enters(cast, browser)
    for path in ("/bureau", "/nowhere", "/entrer/x", "/static/style.css", "/static/none", "/health", "/bureau/jeune/x"):
        answer = await room.get(path)
        assert "default-src 'none'" in answer.headers["content-security-policy"], path
        assert "unsafe" not in answer.headers["content-security-policy"], path
        assert "nosniff" == answer.headers["x-content-type-options"], path
        assert "same-origin" == answer.headers["referrer-policy"], path
        assert "access-control-allow-origin" not in answer.headers, path
