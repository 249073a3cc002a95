"""A page of one's own: the link opens it once, the same buttons do the same as in the chat, and nobody else can."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import httpx
import pytest
from sqlalchemy import select

from storage.tables import links, posts, sessions
from tests.stories.cast import TITLE, Cast

Browser = Callable[[], httpx.AsyncClient]
HERE = {"origin": "https://triade.example"}


async def link_of(cast: Cast) -> str:
    """The address of the tutor's own page, as the bot just sent it (without the host)."""
    await cast.stage.says(cast.adult, "/page")
    card = await cast.stage.shows(cast.adult, "Votre page")
    return str(card.keyboard[0][0]["url"]).removeprefix("https://triade.example")


async def enters(cast: Cast, browser: Browser) -> httpx.AsyncClient:
    client = browser()
    answer = await client.post(await link_of(cast))
    assert (303, "/ma-page") == (answer.status_code, answer.headers["location"])
    return client


async def sends(client: httpx.AsyncClient, where: str, after: str, **filled: str) -> httpx.Response:
    """Fill in the form of the page `where` that posts to `after`, and send it."""
    shown = (await client.get(where)).text
    form = next(part for part in shown.split("<form")[1:] if f'action="{after}"' in part and chosen(part, filled))
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.split("</form>")[0]))
    return await client.post(after, data={**hidden, **filled}, headers=HERE)


def chosen(form: str, filled: dict[str, str]) -> bool:
    return "act" not in filled or f'name="act" value="{filled["act"]}"' in form


def words(answer: httpx.Response) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", answer.text)).replace("\u00a0", " ")


@pytest.mark.grown
async def test_looking_at_a_link_opens_nothing(cast: Cast, browser: Browser) -> None:
    where = await link_of(cast)
    for _ in range(3):
        looked = await browser().get(where)
        assert 200 == looked.status_code
        assert "Marc" not in looked.text

    assert [] == await cast.stage.database.run(lambda c: list(c.execute(select(sessions))))


async def test_a_mission_is_validated_on_the_page_and_everywhere(cast: Cast, browser: Browser) -> None:
    await cast.proposes()
    page = await enters(cast, browser)
    assert TITLE in words(await page.get("/ma-page"))

    answer = await sends(page, "/ma-page", "/ma-page/mission", act="validate")
    await cast.stage.follow()

    assert 303 == answer.status_code
    assert "validée – vous" in words(await page.get("/ma-page"))
    await cast.stage.shows(cast.young, "dit oui", TITLE)
    await cast.stage.shows(cast.adult, "validée", TITLE)


async def test_what_was_answered_in_the_chat_is_no_form_any_more(cast: Cast, browser: Browser) -> None:
    await cast.proposes()
    page = await enters(cast, browser)
    before = re.findall(r'name="(\w+)" value="([^"]*)"', (await page.get("/ma-page")).text.split("/ma-page/mission")[1])
    await cast.stage.taps(cast.adult, "Valider")

    late = await page.post("/ma-page/mission", data=dict(before), headers=HERE)

    assert 409 == late.status_code
    assert "Déjà traité" in words(late)
    assert "Valider" not in words(await page.get("/ma-page"))


async def test_a_refusal_without_a_reason_keeps_the_form(cast: Cast, browser: Browser) -> None:
    await cast.proposes()
    page = await enters(cast, browser)
    form = "/ma-page/mission/1/1/refuse"

    empty = await sends(page, form, "/ma-page/mission", note="  ")
    assert 409 == empty.status_code
    assert "Donnez une raison" in words(empty)

    assert 303 == (await sends(page, form, "/ma-page/mission", note="Le coin est loué.")).status_code
    await cast.stage.follow()
    await cast.stage.shows(cast.young, "Le coin est loué.", "réussite")


async def test_an_adjustment_shows_old_and_new(cast: Cast, browser: Browser) -> None:
    await cast.proposes()
    page = await enters(cast, browser)

    await sends(page, "/ma-page/mission/1/1/amend", "/ma-page/mission", title=TITLE, why="…", when="Vendredi", help="")
    await cast.stage.follow()

    await cast.stage.shows(cast.young, "avant : Cette semaine", "proposé : Vendredi")


async def test_a_look_is_given_on_the_page(cast: Cast, browser: Browser) -> None:
    await cast.finishes()
    await cast.looks(cast.young, "Autonome")
    page = await enters(cast, browser)
    form = (await page.get("/ma-page/mission/1/1/assess")).text
    assert "Autonome" in form
    marks = dict.fromkeys(re.findall(r'name="(mark-[^"]+)"', form), "autonome")

    await sends(page, "/ma-page/mission/1/1/assess", "/ma-page/mission", **marks, words="Bravo.")
    await cast.stage.follow()

    await cast.stage.shows(cast.young, "Deux regards", "Bravo.")


async def test_a_message_of_the_page_reaches_the_thread_once(cast: Cast, browser: Browser) -> None:
    page = await enters(cast, browser)
    shown = (await page.get("/ma-page")).text
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown.split("/ma-page/post")[1]))

    for _ in range(2):  # a double tap
        await page.post("/ma-page/post", data={**form, "text": "À lundi <b>8 h</b>"}, headers=HERE)
    await cast.stage.follow()

    await cast.stage.shows(cast.young, "Marc · entreprise", "À lundi <b>8 h</b>")
    assert 1 == cast.count(cast.young, "À lundi")
    assert 1 == len(await cast.stage.database.run(lambda c: list(c.execute(select(posts)))))
    assert "&lt;b&gt;8 h&lt;/b&gt;" in (await page.get("/ma-page")).text


async def test_a_forwarded_link_acts_for_nobody_and_renews_to_the_known_address_only(
    cast: Cast, browser: Browser
) -> None:
    where = await link_of(cast)
    mine, stranger = browser(), browser()
    await mine.post(where)

    other = await stranger.post(where)

    assert 403 == other.status_code
    assert 401 == (await stranger.get("/ma-page")).status_code
    before = cast.count(cast.adult, "Votre page")
    for _ in range(3):
        assert "à l'adresse habituelle" in words(await stranger.post(f"{where}/nouveau")).replace("vers l", "à l")
    await cast.stage.follow()
    assert before + 1 == cast.count(cast.adult, "Votre page")
    assert 0 == cast.count(cast.young, "Votre page")


async def test_an_expired_link_and_a_long_silence_close_the_page(cast: Cast, browser: Browser) -> None:
    where = await link_of(cast)
    page = browser()
    await page.post(where)
    assert 200 == (await page.get("/ma-page")).status_code

    await cast.stage.pass_time(minutes=31)
    assert 401 == (await page.get("/ma-page")).status_code
    assert 303 == (await page.post(where)).status_code  # the same link, on the same device
    await cast.stage.pass_time(hours=80)
    assert 403 == (await page.post(where)).status_code
    assert "nouveau lien" in words(await page.get(where))


async def test_a_form_from_elsewhere_changes_nothing(cast: Cast, browser: Browser) -> None:
    await cast.proposes()
    page = await enters(cast, browser)
    shown = (await page.get("/ma-page")).text
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', shown.split("/ma-page/mission")[1]))

    foreign = await page.post("/ma-page/mission", data=form, headers={"origin": "https://evil.example"})
    unstamped = await page.post("/ma-page/mission", data={**form, "stamp": "0" * 32}, headers=HERE)

    assert [403, 403] == [foreign.status_code, unstamped.status_code]
    await cast.stage.shows(cast.adult, "en attente du oui")


async def test_unknown_altered_and_foreign_links_look_all_the_same(cast: Cast, browser: Browser) -> None:
    where = await link_of(cast)
    known = await browser().get(where)
    pages = [await browser().get(address) for address in (f"{where}x", "/entrer/" + "a" * 22, "/entrer/../etc")]

    assert {404} == {page.status_code for page in pages}
    assert 1 == len({page.text for page in pages})
    assert known.text != pages[0].text
    code = where.rsplit("/", 1)[1]
    assert code not in str(await cast.stage.database.run(lambda c: list(c.execute(select(links)))))


async def test_who_is_tutor_no_more_leaves_from_his_page(cast: Cast, browser: Browser) -> None:
    page, other_link = await enters(cast, browser), await link_of(cast)
    assert "Je n'accompagne plus Léa" in words(await page.get("/ma-page"))

    answer = await sends(page, "/ma-page", "/ma-page/leave")
    await cast.stage.follow()

    assert 200 == answer.status_code
    await cast.stage.shows(cast.young, "Marc · entreprise ne suit plus ton fil")
    await cast.stage.shows(cast.desk, "Marc · entreprise a quitté le fil de Léa")
    await cast.stage.says(cast.young, "Un secret")
    assert "Aucun fil" in words(await page.get("/ma-page"))
    later = browser()
    await later.post(other_link)
    assert "Léa" not in words(await later.get("/ma-page"))
