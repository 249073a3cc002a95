"""Lessons in the room and in the forum, side by side: written in one, played, published and taken back in the other."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import httpx

from tests.stories.cast import Cast, colleague, must_not_show
from tests.stories.reader import Reader
from tests.stories.test_lessons import STATUS, journal
from tests.stories.test_publishing import HOUSE, NEW, OURS, SLUG, publishes, sends as sends_file
from tests.stories.test_room import HERE, enters, sends, words

Browser = Callable[[], httpx.AsyncClient]
LIST, ACT = "/bureau/lecons", "/bureau/faire/lesson"
ONE, PLAY = f"{LIST}/{SLUG}", f"{LIST}/{SLUG}/apercu"


async def uploads(room: httpx.AsyncClient, name: str, data: bytes) -> httpx.Response:
    shown = (await room.get(LIST)).text
    form = next(part for part in shown.split("<form") if "multipart" in part).split("</form>")[0]
    hidden = dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', form))
    return await room.post(LIST, data=hidden, files={"file": (name, data, "text/markdown")}, headers=HERE)


async def plays(room: httpx.AsyncClient, shown: httpx.Response, label: str) -> httpx.Response:
    """Tap a button of the preview that `shown` shows."""
    forms = [part.split("</form>")[0] for part in shown.text.split("<form")[1:]]
    form = next(one for one in forms if label in unescape(re.sub("<[^>]+>", "", one.partition(">")[2])))
    hidden = {n: unescape(v) for n, v in re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', form)}
    return await room.post(re.findall('action="([^"]+)"', form)[0], data=hidden, headers=HERE)


async def test_a_lesson_is_written_in_the_room_and_published_from_the_forum_and_back(cast: Cast, browser: Browser):
    stage, house, room = cast.stage, STATUS.version, await enters(cast, browser)
    assert f"version {house}, fournie au départ" in words(await room.get(LIST))
    assert HOUSE in unescape((await room.get(ONE)).text)  # one starts from what is read

    broken = OURS.replace("- [x]", "- [ ]")
    wrong = await sends(room, ONE, LIST, words=broken)
    assert 409 == wrong.status_code
    assert re.search(r"ligne \d+ : il manque la bonne réponse", words(wrong))
    assert broken.strip() in unescape(wrong.text).replace("\r\n", "\n")
    assert [] == await journal(cast, "module-drafted")

    drafted = await sends(room, ONE, LIST, words=OURS)
    assert (303, ONE) == (drafted.status_code, drafted.headers["location"])
    first = await sends(room, ONE, PLAY, verb="play")
    assert "Aperçu, version 2 – brouillon, rien n'est publié" in words(first)
    assert "À Saint-Tilleul" in words(first)
    second = await plays(room, first, "Suite ▸")
    assert "2/" in words(second)
    assert "À Saint-Tilleul" in words(await plays(room, second, "◂ Retour"))
    must_not_show(stage, cast.young, "À Saint-Tilleul")

    await stage.says(cast.general, f"/apercu {SLUG}")
    await stage.shows(cast.general, "brouillon", "À Saint-Tilleul")  # the draft of the room
    assert 303 == (await sends(room, ONE, ACT, verb="publish")).status_code
    assert "À Saint-Tilleul" in (await Reader(stage, cast.young, STATUS).opens()).text
    await stage.says(cast.general, f"/versions {SLUG}")
    await stage.shows(cast.general, f"version {house + 1} – Nadia", "(lue aujourd'hui)")

    late = await room.get(ONE)
    await stage.taps(cast.general, f"↩ Revenir à la version {house}")
    assert "entre-temps" in words(await plays(room, late, "Revenir à ce texte"))
    assert 303 == (await sends(room, ONE, ACT, verb="back", version=str(house + 1))).status_code
    assert "À Saint-Tilleul" in (await Reader(stage, cast.young, STATUS).opens()).text
    assert f"Version {house + 3} lue aujourd'hui" in words(await room.get(ONE))
    assert [{"version": house + 2, "to": house}, {"version": house + 3, "to": house + 1}] == await journal(
        cast, "module-rolled-back"
    )


async def test_a_file_of_ones_own_and_all_that_may_be_wrong_with_it(cast: Cast, browser: Browser):
    room = await enters(cast, browser)
    for name, data, said in (
        ("le-bus.pdf", NEW.encode(), "finit par .md"),
        ("Le bus.md", NEW.encode(), "le nom du fichier"),
        ("le-bus.md", b"\xff\xfe\x00oups", "pas du texte en UTF-8"),
        ("le-bus.md", b"a\x00b", "pas du texte en UTF-8"),
        ("le-bus.md", NEW.encode() + b"x" * 200_001, "trop gros"),
        ("le-bus.md", NEW.replace("lba-decouvrir", "nulle-part").encode(), "ligne 11"),
        ("le-bus.md", b"", "ligne 1"),
    ):
        wrong = await uploads(room, name, data)
        assert (409, True) == (wrong.status_code, said in words(wrong)), said
    assert [] == await journal(cast, "module-drafted")

    assert f"{LIST}/le-bus" == (await uploads(room, "le-bus.md", NEW.encode())).headers["location"]
    assert "pas encore publiée brouillon" in words(await room.get(LIST))
    assert f"{LIST}" == (await sends(room, f"{LIST}/le-bus", ACT, verb="drop")).headers["location"]
    assert 403 == (await room.get(f"{LIST}/le-bus")).status_code

    await sends_file(cast, NEW, "le-bus.md")  # in the forum: the same draft stands in the room
    await sends(room, f"{LIST}/le-bus", ACT, verb="publish")
    await cast.stage.says(cast.young, "/lecons")
    await cast.stage.taps(cast.young, "Le bus pour l'atelier")
    await cast.stage.shows(cast.young, "La ligne 4 passe")


async def test_only_those_whom_the_structure_names_publish_there_too(cast: Cast, browser: Browser):
    paul = await colleague(cast)
    nadia, his = await enters(cast, browser), await enters(cast, browser, paul)
    open_page = await his.get(ONE)
    people = dict(re.findall(r'name="(may-\d+)"[^>]*> (\w+)', (await nadia.get(LIST)).text))
    only = {name: "1" for name, who in people.items() if who == "Nadia"}
    await sends(nadia, LIST, ACT, verb="writers", **only)
    await cast.stage.says(cast.general, "/auteurs")
    await cast.stage.shows(cast.general, "Peuvent publier des leçons : Nadia.")

    assert "Publier est réservé à : Nadia" in words(await his.get(LIST))
    stamp = dict(re.findall(r'name="(stamp|nonce)" value="(\w+)"', open_page.text))
    refused = await his.post(LIST, data={**stamp, "name": f"{SLUG}.md", "words": OURS}, headers=HERE)
    assert (409, True) == (refused.status_code, "réservé" in words(refused))
    assert "À Saint-Tilleul" in refused.text  # what he wrote is not lost
    await publishes(cast, OURS)
    assert "À Saint-Tilleul" in words(await sends(his, ONE, PLAY, verb="play"))
    assert "Publier la version" not in words(await his.get(ONE))
