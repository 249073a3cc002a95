"""The page does what the chat does: a meeting, what is coming, a guide, an attestation; the same on both at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
from icalendar import Calendar

from tests.stories.cast import TITLE, Cast
from tests.stories.test_meetings import proposes
from tests.stories.test_own_page import HERE, enters, sends, words

HIGH = "Monter à l'échelle pour les enseignes"
Browser = Callable[[], httpx.AsyncClient]


async def taps(client: httpx.AsyncClient, shown: httpx.Response, label: str, after: str = "press") -> httpx.Response:
    """Press the button of this label on the page that is shown."""
    forms = [part.split("</form>")[0] for part in shown.text.split("<form")[1:]]
    form = next(one for one in forms if f'action="/ma-page/{after}"' in one and label in words_of(one))
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    return await client.post(f"/ma-page/{after}", data=hidden, headers=HERE)


def words_of(html: str) -> str:
    return words(httpx.Response(200, text=html))


async def home(client: httpx.AsyncClient) -> httpx.Response:
    return await client.get("/ma-page")


async def test_a_meeting_is_one_on_the_phone_and_on_the_page(cast: Cast, browser: Browser) -> None:
    await proposes(cast)
    page = await enters(cast, browser)
    assert "Touchez tous ceux qui vous vont" in words(await home(page))

    ticked = await taps(page, await home(page), "25/11")
    await cast.stage.follow()
    assert "✅ mercredi 25/11" in words(ticked)
    await cast.stage.shows(cast.adult, "Rendez-vous à trois")
    assert any(
        "✅ mercredi 25/11" in b["text"] for m in cast.stage.screen(cast.adult) for row in m.keyboard for b in row
    )

    sent = await taps(page, ticked, "Envoyer")
    await cast.stage.taps(cast.topic, "25/11")
    await cast.stage.taps(cast.topic, "📨 Envoyer")
    assert "C'est noté" in words(sent)
    await cast.stage.shows(cast.adult, "➜ mercredi 25/11")
    await cast.stage.shows(cast.young, "C'est fixé")
    assert "mercredi 25/11 à 14:00" in words(await home(page))
    (event,) = Calendar.from_ical((await page.get("/ma-page/agenda/1")).content).events
    assert "2026-11-25T14:00:00+01:00" == event.start.isoformat()


async def test_a_tutor_says_what_is_coming_reads_a_guide_and_has_his_attestation(cast: Cast, browser: Browser) -> None:
    page = await enters(cast, browser)

    family = await taps(page, await home(page), "Dire ce qui arrive", "command")
    asked = await taps(page, family, "accueil du public")
    assert "Que va faire Léa" in words(asked)
    assert "Votre réponse" in words(asked)
    assert "Une question attend" in words(await home(page))
    listed = await taps(page, await home(page), "guides d'une minute", "command")
    guide = await taps(page, listed, "Donner son regard")
    assert "Regardez le travail, pas la personne" in words(guide)

    await cast.agrees()
    paper = await taps(page, await home(page), "Mon attestation", "command")
    assert (b"%PDF", "application/pdf") == (paper.content[:4], paper.headers["content-type"])
    stamp = re.findall(r'name="stamp" value="([^"]*)"', listed.text)[0]
    both = await page.post("/ma-page/press", data={"stamp": stamp, "nonce": "n", "data": "my:files"}, headers=HERE)
    assert [".pdf", ".json"] == re.findall(r'download="mes-donnees-[\d-]+(\.\w+)"', both.text)


async def test_a_form_that_begins_a_conversation_and_is_sent_twice_begins_one(cast: Cast, browser: Browser) -> None:
    page = await enters(cast, browser)
    stamp = re.findall(r'name="stamp" value="([^"]*)"', (await home(page)).text)[0]
    form = {"stamp": stamp, "nonce": "n", "name": "rdv"}

    first, again = [await page.post("/ma-page/command", data=form, headers=HERE) for _ in range(2)]

    assert "trois moments" in words(first)
    assert again.status_code < 400
    assert "Une question attend" in words(await home(page))


async def test_a_no_with_a_ready_reason_is_taken_back_on_the_page(cast: Cast, browser: Browser) -> None:
    await cast.drafts(HIGH, asks="as-tu 18 ans ou plus")
    await cast.stage.taps(cast.young, "Moins de 18 ans")
    await cast.stage.taps(cast.young, "Envoyer")
    await cast.stage.shows(cast.adult, HIGH)
    page = await enters(cast, browser)
    shown = words(await home(page))
    assert "Quand : Cette semaine" in shown
    assert "Code du travail" in shown

    await sends(page, "/ma-page/mission/1/1/refuse", "/ma-page/mission", reason="temps", note="La semaine prochaine.")
    await cast.stage.follow()
    await cast.stage.shows(cast.young, "Pas le bon moment : La semaine prochaine.")
    await sends(page, "/ma-page", "/ma-page/mission", act="undo")
    await cast.stage.follow()

    assert "en attente du oui" in words(await home(page))
    await cast.stage.shows(cast.adult, "en attente du oui")


async def test_a_yes_to_work_regulated_before_18_is_asked_about_on_the_page_too(cast: Cast, browser: Browser) -> None:
    await cast.drafts(HIGH, asks="as-tu 18 ans ou plus")
    await cast.stage.taps(cast.young, "Moins de 18 ans")
    await cast.stage.taps(cast.young, "Envoyer")
    page = await enters(cast, browser)
    form = await page.get("/ma-page/mission/1/1/validate")
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.text.split("<form")[1]))

    unasked = {name: value for name, value in hidden.items() if name != "minded"}
    refused = await page.post("/ma-page/mission", data=unasked, headers=HERE)  # an old page, or a forged one
    await cast.stage.follow()
    assert (409, True) == (refused.status_code, "Dites-vous oui à" in words(refused))
    assert "en attente du oui" in words(await home(page))
    for said in ("avant 18 ans", "attendra encore que l'équipe ait vérifié", "Oui, après l'équipe", "Pas maintenant"):
        assert said in words(form)

    done = await page.post("/ma-page/mission", data=hidden | {"nonce": "yes"}, headers=HERE)
    await cast.stage.follow()
    assert "L'équipe vérifie, puis Léa pourra commencer" in words(done)
    await cast.stage.shows(cast.young, "Attends : l'équipe vérifie d'abord")


async def test_own_words_are_taken_back_and_others_reported(cast: Cast, browser: Browser) -> None:
    page = await enters(cast, browser)
    await cast.stage.says(cast.young, "Un mot de Léa")
    await sends(page, "/ma-page", "/ma-page/post", text="Trop vite écrit")
    await sends(page, "/ma-page", "/ma-page/post", text="Pour les pros", line="pros")
    await cast.stage.follow()
    assert 0 == cast.count(cast.young, "Pour les pros")

    reported = await taps(page, await home(page), "Le signaler", "about-post")
    await taps(page, await home(page), "Le retirer", "about-post")
    await cast.stage.follow()

    assert "C'est signalé à l'équipe" in words(reported)
    await cast.stage.shows(cast.desk, "Marc · entreprise signale un message de Léa")
    assert 0 == cast.count(cast.young, "Trop vite écrit")


async def test_an_answer_counts_for_its_own_question_only(cast: Cast, browser: Browser) -> None:
    page = await enters(cast, browser)
    family = await taps(page, await home(page), "Dire ce qui arrive", "command")
    asked = await taps(page, family, "accueil du public")
    form = next(part for part in asked.text.split("<form")[1:] if 'action="/ma-page/answer"' in part)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.split("</form>")[0]))

    first = await page.post("/ma-page/answer", data={**hidden, "text": TITLE}, headers=HERE)
    again = await page.post("/ma-page/answer", data={**hidden, "nonce": "later", "text": TITLE}, headers=HERE)

    assert "C'est pour quand ?" in words(first)
    assert (409, True) == (again.status_code, "Cette question a déjà sa réponse" in words(again))


async def test_the_page_is_in_the_language_of_its_reader(cast: Cast, browser: Browser) -> None:
    await cast.proposes()
    page = await enters(cast, browser)
    await cast.stage.says(cast.adult, "/langue")
    await cast.stage.taps(cast.adult, "English")

    shown = (await home(page)).text
    assert '<html lang="en">' in shown
    for said in ("Hello Marc", "With Léa", "Your message to Léa", "Everything else", "Reminders"):
        assert said in shown
    form = await page.get("/ma-page/mission/1/1/refuse")
    assert "For what reason?" in form.text
    left = re.compile("Votre|Revenir|Envoyer|Retirer|Les rappels|Bonjour")
    assert [] == [found for one in (shown, form.text) for found in left.findall(one)]
    assert "Your data" in (await page.get("/ma-page/donnees")).text
