"""Every form of every page, from another site: with the session of the victim, nothing happens."""

from __future__ import annotations

import re
import statistics
import time

from sqlalchemy import Connection, func, select

from storage.tables import metadata
from tests.stories.cast import Cast
from tests.stories.conftest import Theatre
from tests.stories.test_room import Browser, enters
from tests.stories.test_routes import FORM, RULES, addresses

#: reading and being known is not an act: these tables may change
SIGNS = {"sessions", "links"}


def everything(c: Connection) -> dict[str, int]:
    """How many rows each table has."""
    tables = (table for table in metadata.sorted_tables if table.name not in SIGNS)
    return {table.name: c.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


async def test_no_form_of_another_site_acts_in_the_name_of_the_team(
    theatre: Theatre, cast: Cast, browser: Browser
) -> None:
    routes = sorted({r.path for one in theatre.app.pages() for r in one.routes if "POST" in r.methods})
    acting = [path for path in routes if RULES[f"/{path.split('/')[1]}"] in ("team", "session")]
    assert len(acting) > 5
    victim = await enters(cast, browser)
    stamp = re.findall(r'name="stamp" value="(\w+)"', (await victim.get("/bureau/reglages")).text)[0]
    before = await theatre.app.database.run(everything)
    vectors: dict[str, tuple[dict[str, str], dict[str, str]]] = {
        "no stamp": ({"stamp": ""}, {}),
        "another stamp": ({"stamp": "0" * 32}, {}),
        "another site": ({"stamp": stamp}, {"Origin": "https://evil.example"}),
        # browsers say `Origin: null` of our own forms too: our pages leave no referrer
        "no site": ({"stamp": stamp}, {"Origin": "null", "Sec-Fetch-Site": "cross-site"}),
        "beside": ({"stamp": stamp}, {"Sec-Fetch-Site": "same-site"}),
        "no site, and no stamp": ({"stamp": "0" * 32}, {"Origin": "null"}),
    }
    for path in acting:
        for address in addresses(path):
            for name, (fields, headers) in vectors.items():
                answer = await victim.post(address, data=FORM | fields, headers=headers)
                assert answer.status_code in (401, 403, 404, 405, 422), f"{name}: {address} {answer.status_code}"
    assert before == await theatre.app.database.run(everything)


async def test_every_answer_bears_the_headers_also_when_it_is_none(cast: Cast, browser: Browser) -> None:
    room = await enters(cast, browser)
    for path in ("/bureau", "/nowhere", "/entrer/x", "/static/style.css", "/static/none", "/health", "/bureau/jeune/x"):
        answer = await room.get(path)
        assert "default-src 'none'" in answer.headers["content-security-policy"], path
        assert "unsafe" not in answer.headers["content-security-policy"], path
        assert "nosniff" == answer.headers["x-content-type-options"], path
        assert "no-referrer" == answer.headers["referrer-policy"], path
        assert "access-control-allow-origin" not in answer.headers, path


async def test_an_unknown_code_and_one_of_another_purpose_look_and_take_alike(cast: Cast, browser: Browser) -> None:
    await cast.stage.says(cast.adult, "/page")
    card = await cast.stage.shows(cast.adult, "Votre page")
    code = str(card.keyboard[0][0]["url"]).rpartition("/")[2]
    client = browser()
    kinds = {"unknown": f"/ouvrir/{'A' * 22}", "of another purpose": f"/ouvrir/{code}", "short": "/ouvrir/x"}
    texts: dict[str, set[tuple[int, str]]] = {kind: set() for kind in kinds}
    taken: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(60):
        for kind, path in kinds.items():
            begun = time.process_time()
            answer = await client.get(path)
            taken[kind].append(time.process_time() - begun)
            texts[kind].add((answer.status_code, answer.text))
    assert 1 == len(set.union(*texts.values()))
    ratio = statistics.median(taken["of another purpose"]) / statistics.median(taken["unknown"])
    assert 0.5 < ratio < 2
