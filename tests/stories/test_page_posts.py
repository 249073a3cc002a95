"""One message on a page: answered, acknowledged; a file added to one's own."""

from __future__ import annotations

import re
from io import BytesIO

import httpx
from PIL import Image
from sqlalchemy import select

from core.page.upload import REF
from storage.tables import outbox
from tests.stories.test_by_mail import Browser, Desk, desk, more_settings, office
from tests.stories.test_own_page import HERE, words as shown
from tests.stories.test_page_acts import home

__all__ = ["desk", "more_settings", "office"]
PLACE = 0x8825  # the tag of EXIF under which a camera writes where it was
SIDE = 0x0112  # which side is up


def forms(page: httpx.Response, action: str) -> list[dict[str, str]]:
    """The hidden fields of each form with this action."""
    found = [part.split("</form>")[0] for part in page.text.split("<form")[1:] if f'action="/ma-page/{action}"' in part]
    return [dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) for form in found]


async def test_a_message_is_answered_and_acknowledged_from_the_page(desk: Desk, browser: Browser) -> None:
    stage, page = desk.stage, await desk.settles(browser)
    first = await stage.says(desk.young, "Je commence à 8 h ?")
    await stage.says(desk.young, "Et je porte quoi ?")

    seen = next(form for form in forms(await home(page), "about-post") if form["verb"] == "seen")
    assert 303 == (await page.post("/ma-page/about-post", data=seen, headers=HERE)).status_code
    answer = next(form for form in forms(await home(page), "reply") if form["reply"] == seen["number"])
    await page.post("/ma-page/reply", data=answer | {"text": "Oui, 8 h"}, headers=HERE)
    await stage.follow()

    assert ["👍"] == [one["emoji"] for one in first.reactions[stage.bot.id]]
    assert (await stage.shows(desk.young, "Marc · entreprise", "Oui, 8 h")).reply_to is first
    now = await home(page)
    assert ("Reçu ✓" in shown(now), shown(now).count("Bien reçu")) == (True, 1)
    forged = {"number": "99", "verb": "seen"}
    assert (
        409
        == (await page.post("/ma-page/about-post", data=forms(now, "about-post")[0] | forged, headers=HERE)).status_code
    )
    again = next(
        form for form in forms(now, "about-post") if form["number"] == seen["number"] and form["verb"] == "seen"
    )
    await page.post("/ma-page/about-post", data=again, headers=HERE)
    await stage.follow()
    assert ["👍"] != [one["emoji"] for one in first.reactions[stage.bot.id]]  # taken back: « delivered » again


async def test_a_file_goes_from_the_page_into_the_thread_once_and_without_its_place(
    desk: Desk, browser: Browser
) -> None:
    stage, page = desk.stage, await desk.settles(browser)
    photo, exif = BytesIO(), Image.Exif()
    exif[PLACE] = {1: "N", 2: (48.0, 51.0, 29.0)}
    exif[SIDE] = 6
    Image.new("RGB", (640, 480), "teal").save(photo, "JPEG", exif=exif)

    async def sends(name: str, raw: bytes, text: str = "") -> httpx.Response:
        (form,) = forms(await home(page), "post")
        form.pop("line", None)
        answer = await page.post("/ma-page/post", data=form | {"text": text}, files={"file": (name, raw)}, headers=HERE)
        await stage.follow()
        return answer

    assert 303 == (await sends("../../poste.jpg", photo.getvalue(), "Ton poste")).status_code
    got = await stage.shows(desk.young, "Marc · entreprise", "Ton poste", kind="photo")
    await stage.shows(desk.topic, "Ton poste", kind="photo")
    assert 303 == (await sends("planning.pdf", b"%PDF-1.7 ...")).status_code
    await stage.shows(desk.topic, "Marc · entreprise", kind="document")
    for name, raw, why in (
        ("virus.exe", b"MZ", "Ce genre de fichier"),
        ("faux.jpg", b"<script>", "Ce genre de fichier"),
        ("gros.pdf", b"%PDF-" + b"0" * 1_600_000, "trop lourd"),
        ("vide.txt", b"", "vide"),
    ):
        refused = await sends(name, raw, "Gardé ?")
        assert (409, True, True) == (refused.status_code, why in shown(refused), "Gardé ?" in shown(refused))
    left = [payload for (payload,) in await desk.rows(select(outbox.c.payload).where(outbox.c.attached == REF))]
    assert (4, False) == (len(left), any("p" in one["c"]["a"] for one in left))  # two files, two readers; kept nowhere
    now = await home(page)
    assert "📷 Une photo" in shown(now)
    assert "📎 planning.pdf" in shown(now)
    assert len(now.content) < 50_000
    assert got.media is not None
    assert {SIDE: 6} == dict(Image.open(BytesIO(got.media.file.data)).getexif())
