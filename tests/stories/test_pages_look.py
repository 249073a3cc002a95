"""Every page that a tutor or a young person can reach, and every mail, in a real browser on a small phone.

axe finds nothing to say, nothing overflows, nothing is too small to tap, each is under 50 kB and has no script. The
screenshots stand in build/screens: look at them.
"""

from __future__ import annotations

import asyncio
import re
from email.message import EmailMessage

import httpx
import pytest

from bot.web.render import HERE as WEB
from tests.browser import NONE, chromium, inspect
from tests.stories.test_by_mail import MARC, Browser, Desk, desk, more_settings, office
from tests.stories.test_own_page import sends
from tests.stories.test_page_acts import home, taps
from tests.stories.test_stopping_by_mail import one_click

__all__ = ["desk", "more_settings", "office"]

pytestmark = pytest.mark.browser
MOST = 50_000  # bytes of a page with its style sheet
HIGH = "Monter à l'échelle pour refaire les enseignes de la vitrine"


class Album:
    """The pages of a story, by name."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}

    def keep(self, name: str, answer: httpx.Response) -> httpx.Response:
        assert answer.headers["content-type"].startswith("text/html"), (name, answer.text[:200])
        self.pages[f"page-{name}"] = answer.text
        return answer


async def invitation(desk: Desk, browser: Browser, album: Album) -> httpx.AsyncClient:
    await desk.invites()
    where = desk.link()
    album.keep("invitation", await browser().get(where))
    album.keep("invitation-incomplete", await browser().post(where, data={"first_name": "", "company": ""}))
    page = browser()
    await page.post(where, data={"first_name": "Marc", "company": "Atelier Lumen"})
    await desk.stage.follow()
    album.keep("invitation-used", await browser().get(where))
    album.keep("unknown", await browser().get("/entrer/" + "a" * 22))
    return page


async def propose(desk: Desk, title: str) -> None:
    stage, young = desk.stage, desk.young
    for words in ("/mission", title, "On la voit de loin."):
        await stage.says(young, words)
    for label in ("Cette semaine", "Organiser", "D'aucune", "Aucune en particulier"):
        await stage.taps(young, label)
    if title == HIGH:
        await stage.taps(young, "Moins de 18 ans")
    await stage.taps(young, "Envoyer")


async def missions(desk: Desk, page: httpx.AsyncClient, album: Album) -> None:
    stage = desk.stage
    await propose(desk, "Ranger le coin des pneus")
    await sends(page, "/ma-page", "/ma-page/mission", act="validate")
    album.keep("validated", await home(page))
    await stage.follow()
    await stage.taps(desk.young, "Je commence")
    await stage.taps(desk.young, "C'est fait")
    await propose(desk, HIGH)
    await stage.says(desk.young, "Bonjour Marc, on se voit lundi ?")
    await sends(page, "/ma-page", "/ma-page/post", text="Oui, à 8 h.")
    await stage.says(desk.young, "/rdv")
    for label in ("Ces trois-là", "Par téléphone", "Envoyer"):
        await stage.taps(desk.young, label)
    await stage.follow()
    album.keep("mine", await home(page))
    for name, number in (("refuse", 2), ("amend", 2), ("question", 2), ("assess", 1)):
        album.keep(name, await page.get(f"/ma-page/mission/1/{number}/{name}"))
    form = (await page.get("/ma-page/mission/1/1/assess")).text
    marks = dict.fromkeys(re.findall(r'name="(mark-[^"]+)"', form), "autonome")
    await sends(page, "/ma-page/mission/1/1/assess", "/ma-page/mission", **marks, words="Bravo.")
    await stage.follow()
    await stage.taps(desk.young, "Donner mon regard")
    for _ in marks:
        await stage.answers(desk.young, "Autonome")
    await stage.taps(desk.young, "Passer")
    await stage.taps(desk.young, "Enregistrer")
    await stage.follow()
    album.keep("looks", await taps(page, await home(page), "Les deux regards"))


async def gestures(page: httpx.AsyncClient, album: Album) -> None:
    guides = album.keep("guides", await taps(page, await home(page), "guides d'une minute", "command"))
    album.keep("guide", await taps(page, guides, "Donner son regard"))
    family = album.keep("question-asked", await taps(page, await home(page), "Dire ce qui arrive", "command"))
    album.keep("question-free", await taps(page, family, "accueil du public"))
    album.keep("horizon", await taps(page, await home(page), "Ce qui arrive, en entreprise", "command"))
    album.keep("addresses", await taps(page, await home(page), "Où me joindre", "command"))
    album.keep("meeting", await taps(page, await home(page), "25/11"))
    album.keep("data", await page.get("/ma-page/donnees"))
    album.keep("qr", await sends(page, "/ma-page", "/ma-page/telegram"))


async def doors(desk: Desk, page: httpx.AsyncClient, browser: Browser, album: Album) -> None:
    await desk.stage.says(desk.young, "Un dernier mot")
    where = desk.link()
    album.keep("enter", await browser().get(where))
    await browser().post(where)
    album.keep("enter-elsewhere", await browser().post(where))
    album.keep("renewed", await browser().post(f"{where}/nouveau"))
    await desk.stage.says(desk.young, "/page")
    card = await desk.stage.shows(desk.young, "Ta page")
    young = browser()
    await young.post(str(card.keyboard[0][0]["url"]).removeprefix("https://triade.example"))
    album.keep("young", await home(young))
    album.keep("closed", await sends(young, "/ma-page", "/sortir"))
    await desk.stage.pass_time(days=1, hours=1)
    ends = one_click(next(mail for mail in reversed(desk.office.to(MARC)) if mail["List-Unsubscribe"]))
    album.keep("stop", await browser().get(ends))
    album.keep("stopped", await browser().post(ends))
    album.keep("over", await home(page))
    await desk.stage.pass_time(hours=100)
    album.keep("enter-expired", await browser().get(where))


#: what a mail of each kind says
KINDS = {
    "invitation": "vous invite",
    "card": "vous propose",
    "looks": "Deux regards",
    "meeting": "• mercredi 25/11",
    "reminder": "attendent",
}


def mails(sent: list[EmailMessage]) -> dict[str, str]:
    """The HTML of one mail of each kind."""
    bodies = [body for mail in sent if (body := mail.get_body(("html",))) is not None]
    pages = [str(body.get_content()) for body in bodies]
    return {f"mail-{kind}": next(html for html in pages if words in html) for kind, words in KINDS.items()}


async def test_everybody_can_read_every_page_and_every_mail(desk: Desk, browser: Browser) -> None:
    if chromium() is None:
        pytest.skip(f"{NONE}: Chromium is not on this machine")
    album = Album()
    page = await invitation(desk, browser, album)
    await missions(desk, page, album)
    await gestures(page, album)
    await doors(desk, page, browser, album)
    style = (WEB / "static" / "triade.css").read_text("utf-8")
    letters = mails(desk.office.to(MARC))

    found = await asyncio.to_thread(inspect, album.pages, (360,), style)
    found += await asyncio.to_thread(inspect, letters, (360, 600), "")

    assert {} == {(one.name, one.width): one.troubles for one in found if one.troubles}
    sizes = {name: len(html.encode()) + len(style.encode()) for name, html in album.pages.items()}
    assert {} == {name: size for name, size in sizes.items() if size > MOST}
    assert [] == [
        name for name, html in (album.pages | letters).items() if "<script" in html or " on" + "click" in html
    ]
