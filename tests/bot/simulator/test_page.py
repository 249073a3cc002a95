"""The page in a real browser: what people see and do there reaches a bot, and comes back."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Locator, Page, expect
from telegram.request import HTTPXRequest

from bot.simulator import Bot, Clock, Group, LocalTelegram, Person, Server, Topic, serve
from tests.bot.simulator import tiny_bot
from tests.bot.simulator.conftest import judge_of
from tests.browser import BROWSER, Look, shared

pytestmark = BROWSER

MONDAY = 1_795_438_920.0  # 23 November 2026, 14:02 in Paris
EVIL = "<img src=x onerror=\"document.body.dataset.hurt='yes'\"> & <b>gras</b>"


@dataclass
class Scene:
    """Léa and Marc with their phones, Zoé who has not started, Anne and Samir in the forum with two topics."""

    tg: LocalTelegram
    server: Server
    bot: Bot
    lea: Person
    marc: Person
    zoe: Person
    anne: Person
    forum: Group
    todo: Topic
    thread: Topic


def made(clock: Clock) -> tuple[LocalTelegram, dict[str, Any]]:
    tg = LocalTelegram(clock)
    bot = tg.bot("triade_bot", "Triade")
    bot.profile["description", ""] = "Triade accompagne les jeunes et leurs tuteurs."
    bot.commands["default", ""] = [{"command": "menu", "description": "Ouvrir le menu"}]
    lea, marc = tg.user("Léa", "Martin", caption="Apprentie"), tg.user("Marc", "Dubois", caption="Tuteur")
    zoe, anne, samir = tg.user("Zoé"), tg.user("Anne", "Roy", caption="Conseillère"), tg.user("Samir")
    forum = tg.supergroup("Mission locale", anne)
    for member in (samir, bot):
        forum.add(member)
        forum.promote(member)
    topics = {"todo": forum.create_topic("À traiter"), "thread": forum.create_topic("Léa · Boutique Horizon")}
    lea.start(bot)
    marc.start(bot)
    bot.queue.clear()
    return tg, {"bot": bot, "lea": lea, "marc": marc, "zoe": zoe, "anne": anne, "forum": forum, **topics}


@shared
async def scene() -> AsyncIterator[Scene]:
    tg, people = made(Clock(real=lambda: MONDAY))
    async with serve(tg) as server:
        request = HTTPXRequest(connection_pool_size=8, read_timeout=30)
        async with judge_of(people["bot"], server, request=request) as judge:
            answering = asyncio.create_task(tiny_bot.run(judge))
            yield Scene(tg, server, **people)
            answering.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await answering


@shared
async def shown(scene: Scene, page: Page) -> Page:
    await page.goto(scene.server.url)
    await expect(phone(page, "Léa")).to_be_visible()
    return page


def phone(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=f"Téléphone de {name}")


def forum(page: Page) -> Locator:
    return page.get_by_role("region", name="Forum Mission locale")


def bubble(place: Locator, text: str) -> Locator:
    """The last bubble that holds this text."""
    return place.locator(".bubble", has_text=text).last


async def write(place: Locator, text: str) -> None:
    await place.get_by_role("textbox").fill(text)
    await place.get_by_role("textbox").press("Enter")


async def act(message: Locator, name: str) -> None:
    """Open the menu of a message and choose."""
    await message.hover()
    await message.get_by_label("Actions sur ce message").click()
    await message.page.get_by_role("menuitem", name=name).click()


# -- talking ------------------------------------------------------------------------------------------------------


async def test_what_a_person_types_reaches_the_bot_and_the_answer_comes_back(shown: Page, look: Look) -> None:
    lea = phone(shown, "Léa")
    await write(lea, "Bonjour\nà tous")

    await expect(bubble(lea, "Reçu : Bonjour")).to_be_visible()
    await expect(lea.locator(".day")).to_have_text(["Aujourd’hui"])
    await expect(bubble(lea, "Reçu : Bonjour").locator("time")).to_have_text("14:02")
    await expect(phone(shown, "Marc").locator(".bubble")).to_have_count(1)
    await expect(phone(shown, "Marc").locator(".caption")).to_have_text("Tuteur")
    await look("page-1280")


async def test_a_button_changes_its_message_in_place_and_its_answer_is_shown(shown: Page) -> None:
    marc = phone(shown, "Marc")
    await write(marc, "carte")
    await expect(bubble(marc, "Refaire la vitrine").locator("blockquote")).to_have_text("Accès à la réserve")
    await marc.get_by_role("button", name="Plus tard").click()
    await expect(marc.get_by_role("alertdialog")).to_contain_text("On en reparle demain.")
    await marc.get_by_role("button", name="OK").click()
    await marc.get_by_role("button", name="Valider").press("Enter")

    await expect(bubble(marc, "Mission validée ✅")).to_contain_text("modifié")
    await expect(marc.locator(".toast")).to_have_text("C’est noté.")
    await expect(marc.locator(".bubble", has_text="Refaire")).to_have_count(0)
    # Whoever presses with the keyboard stays where she was.
    assert await marc.evaluate("(window) => window.contains(document.activeElement)")


async def test_a_button_shows_that_it_waits(scene: Scene, shown: Page) -> None:
    silent = scene.tg.bot("silent_bot", "Silence")
    scene.zoe.start(silent)
    scene.tg.post(scene.zoe.chat(silent), silent, "Choisis", keyboard=[[{"text": "Oui", "callback_data": "yes"}]])
    await shown.get_by_role("button", name="Qui montrer").click()
    await shown.get_by_role("checkbox", name="Zoé").check()
    zoe = phone(shown, "Zoé")
    await zoe.get_by_role("button", name="Oui").click()

    await expect(zoe.get_by_role("button", name="Oui")).to_have_attribute("aria-busy", "true")


async def test_photos_and_voices_go_both_ways(shown: Page) -> None:
    lea = phone(shown, "Léa")
    await write(lea, "photo")
    picture = bubble(lea, "La vitrine").locator("img")
    await expect(picture).to_have_js_property("naturalWidth", 320)

    await lea.get_by_role("textbox").fill("Avant travaux")
    await lea.get_by_label("Joindre").click()
    await shown.get_by_role("menuitem", name="Photo d’exemple", exact=True).click()
    await expect(bubble(lea, "Reçu : photo Avant travaux")).to_be_visible()

    await lea.get_by_label("Message vocal", exact=True).click()
    await lea.get_by_label("Envoyer l’enregistrement").click()
    await expect(bubble(lea, "Reçu : voix")).to_be_visible()
    # A short voice may be over before anybody looks: what counts is that it has been heard.
    await shown.evaluate("""() => new MutationObserver(() => {
        if (document.querySelector(".voice.playing")) document.body.dataset.heard = "yes";
    }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["class"] })""")
    await lea.get_by_label("Écouter le message vocal").click()
    await expect(shown.locator("body")).to_have_attribute("data-heard", "yes")


async def test_a_reply_keeps_its_quote(shown: Page) -> None:
    lea = phone(shown, "Léa")
    await write(lea, "Une question")
    await act(bubble(lea, "Reçu : Une question"), "Répondre")
    await write(lea, "Ma réponse")

    answer = lea.locator(".mine .bubble", has_text="Ma réponse")
    await expect(answer.locator(".quote")).to_contain_text("Reçu : Une question")
    await answer.locator(".quote").click()
    await expect(lea.locator(".pointed")).to_contain_text("Reçu : Une question")


async def test_an_edit_and_a_deletion_show_where_they_happened(scene: Scene, shown: Page) -> None:
    lea = phone(shown, "Léa")
    await write(lea, "Bonjuor")
    await act(lea.locator(".mine .bubble", has_text="Bonjuor"), "Modifier")
    await write(lea, "Bonjour")
    await expect(bubble(lea, "Corrigé : Bonjour")).to_be_visible()
    await expect(lea.locator(".mine .bubble", has_text="Bonjour")).to_contain_text("modifié")

    await act(bubble(lea, "Corrigé"), "Supprimer")
    await expect(lea.locator(".bubble", has_text="Corrigé")).to_have_count(0)
    assert "Corrigé : Bonjour" not in [message.text for message in scene.lea.screen(scene.bot)]


async def test_a_reaction_is_put_and_taken_away(scene: Scene, shown: Page) -> None:
    lea = phone(shown, "Léa")
    await write(lea, "Bravo")
    message = bubble(lea, "Reçu : Bravo")
    await message.hover()
    await message.get_by_label("Actions sur ce message").click()
    await shown.get_by_label("Réagir 🎉").click()

    await message.get_by_label("Réaction 🎉, 1").click()
    await expect(message.locator(".reaction")).to_have_count(0)


async def test_commands_are_offered(shown: Page) -> None:
    lea = phone(shown, "Léa")
    await lea.get_by_label("Commandes du bot").click()
    await lea.get_by_role("menuitem", name="/menu").click()

    await expect(bubble(lea, "Reçu : /menu")).to_be_visible()


async def test_what_people_write_is_never_read_as_html(scene: Scene, shown: Page) -> None:
    await write(phone(shown, "Léa"), EVIL)
    scene.anne.send_text(scene.forum, EVIL, topic=scene.thread)
    scene.forum.edit_topic(scene.thread, name="<img src=x onerror=alert(1)>")

    await expect(bubble(phone(shown, "Léa"), "Reçu : <img")).to_contain_text(EVIL)
    await expect(forum(shown).locator(".place", has_text="<img src=x")).to_be_visible()
    assert 0 == await shown.locator("img[src=x]").count()
    assert None is await shown.evaluate("document.body.dataset.hurt ?? null")


async def test_a_file_that_somebody_sent_cannot_act_as_a_page(scene: Scene, page: Page) -> None:
    script = b"<script>opener.document.body.dataset.hurt = 'yes'</script>"
    sent = scene.lea.send_document(scene.bot, script, name="page.html", mime="text/html")
    assert sent.media
    answer = await page.request.get(f"{scene.server.url}/sim/files/{sent.media.file.ref}")

    assert ("sandbox", script) == (answer.headers["content-security-policy"], await answer.body())


# -- links, starting, blocking ------------------------------------------------------------------------------------


async def test_a_deep_link_starts_the_bot_for_whoever_taps_it(shown: Page) -> None:
    lea = phone(shown, "Léa")
    await write(lea, "lien")
    await lea.get_by_role("link", name="t.me/triade_bot").click()

    await expect(bubble(lea, "Reçu : /start inv_42")).to_be_visible()


async def test_a_link_in_the_forum_asks_whose_telephone_opens_it(scene: Scene, shown: Page) -> None:
    scene.anne.send_text(scene.forum, "Pour Zoé : https://t.me/triade_bot?start=inv_7", topic=scene.thread)
    await forum(shown).locator(".place", has_text="Boutique").click()
    await forum(shown).get_by_role("link", name="t.me/triade_bot").click()
    await shown.get_by_role("menuitem", name="Zoé").click()

    await expect(bubble(phone(shown, "Zoé"), "Reçu : /start inv_7")).to_be_visible()


async def test_somebody_new_sees_what_the_bot_does_and_starts_it_with_an_invitation(shown: Page) -> None:
    await shown.get_by_role("button", name="Qui montrer").click()
    await shown.get_by_role("checkbox", name="Zoé").check()
    await shown.keyboard.press("Escape")
    zoe = phone(shown, "Zoé")
    await expect(zoe.locator(".intro")).to_contain_text("Triade accompagne les jeunes")
    await zoe.get_by_text("J’ai reçu un lien d’invitation").click()
    await zoe.get_by_label("Lien d’invitation").fill("https://t.me/triade_bot?start=inv_8")
    await zoe.get_by_role("button", name="Ouvrir").click()

    await expect(bubble(zoe, "Reçu : /start inv_8")).to_be_visible()


async def test_a_blocked_bot_can_be_unblocked(scene: Scene, shown: Page) -> None:
    lea = phone(shown, "Léa")
    await lea.get_by_label("Plus", exact=True).click()
    await shown.get_by_role("menuitem", name="Bloquer le bot").click()
    await lea.get_by_role("button", name="Débloquer").click()

    await write(lea, "De retour")
    await expect(bubble(lea, "Reçu : De retour")).to_be_visible()


# -- the forum ----------------------------------------------------------------------------------------------------


async def test_the_forum_marks_unread_topics_and_writes_as_a_chosen_counsellor(scene: Scene, shown: Page) -> None:
    await forum(shown).locator(".place", has_text="Boutique").click()
    scene.tg.post(scene.forum, scene.bot, "Marc ne répond pas depuis 6 jours.", topic=scene.todo.id)
    todo = forum(shown).locator(".place", has_text="À traiter")
    await expect(todo.locator(".badge")).to_have_text("1")
    await todo.click()
    await expect(todo.locator(".badge")).to_have_count(0)

    await forum(shown).get_by_label("Écrire en tant que").select_option("Samir")
    await write(forum(shown), "Je m’en occupe")
    await expect(forum(shown).locator(".mine .bubble")).to_contain_text("Je m’en occupe")
    last = scene.anne.last(scene.forum, scene.todo)
    assert ("Samir", "Je m’en occupe") == (last.sender.first_name, last.text)


async def test_a_link_into_the_forum_opens_its_topic(scene: Scene, shown: Page) -> None:
    there = scene.anne.send_text(scene.forum, "Le fil de Léa", topic=scene.thread)
    url = f"https://t.me/c/{str(scene.forum.id)[4:]}/{scene.thread.id}/{there.id}"
    scene.tg.post(
        scene.forum, scene.bot, "À voir", topic=scene.todo.id, keyboard=[[{"text": "Voir le fil", "url": url}]]
    )
    await forum(shown).locator(".place", has_text="À traiter").click()
    await forum(shown).get_by_role("link", name="Voir le fil").click()

    await expect(forum(shown).locator(".pointed")).to_contain_text("Le fil de Léa")


# -- staying put --------------------------------------------------------------------------------------------------


async def test_news_leave_drafts_place_and_bubbles_alone(scene: Scene, shown: Page) -> None:
    lea = phone(shown, "Léa")
    chat = scene.lea.chat(scene.bot)
    for number in range(40):
        scene.tg.post(chat, scene.bot, f"Message {number}")
    await expect(bubble(lea, "Message 39")).to_be_in_viewport()
    await lea.get_by_role("textbox").fill("Brouillon")
    scroller = lea.locator(".scroller")
    await bubble(lea, "Message 30").evaluate("(node) => { node.closest('li').kept = true }")
    await scroller.hover()
    await shown.mouse.wheel(0, -1200)
    await expect(bubble(lea, "Message 39")).not_to_be_in_viewport()
    top = await scroller.evaluate("(node) => node.scrollTop")
    scene.tg.post(chat, scene.bot, "Nouvelle")
    await expect(lea.locator(".to-end")).to_have_text("1 nouveau")

    assert top == await scroller.evaluate("(node) => node.scrollTop")
    assert await bubble(lea, "Message 30").evaluate("(node) => node.closest('li').kept === true")
    await expect(lea.get_by_role("textbox")).to_have_value("Brouillon")
    await lea.locator(".to-end").click()
    await expect(bubble(lea, "Nouvelle")).to_be_in_viewport()
    await shown.reload()
    await expect(phone(shown, "Léa").get_by_role("textbox")).to_have_value("Brouillon")


# -- the bar ------------------------------------------------------------------------------------------------------


async def test_the_clock_is_shown_and_moved(shown: Page) -> None:
    now = shown.locator(".now")
    await expect(now).to_contain_text("lundi 23 novembre 2026, 14:02")
    await shown.get_by_role("button", name="Avancer d’une heure").click()
    await expect(now).to_contain_text("15:02")
    await shown.get_by_role("button", name="Avancer d’un jour").click()
    await expect(now).to_contain_text("mardi 24 novembre 2026")
    await shown.get_by_role("button", name="Avancer au prochain matin ouvré").click()
    await expect(now).to_contain_text("mercredi 25 novembre 2026, 09:00")


@dataclass
class Tale:
    """A story of two steps; `at` is the one that is being told."""

    at: int = -1
    people: tuple[int, ...] = ()
    ready: bool = True

    def start(self) -> bool:
        self.at = 0
        return True

    def state(self) -> dict[str, Any]:
        states = ["done" if number < self.at else "now" if number == self.at else "todo" for number in range(2)]
        titles = ["Léa propose une mission", "Marc valide"]
        steps = [{"title": title, "state": state} for title, state in zip(titles, states, strict=True)]
        return {"ready": self.ready, "running": 0 <= self.at < 2, "steps": steps, "error": "", "people": self.people}


async def test_a_story_shows_its_steps_and_opens_where_it_happens(scene: Scene, page: Page, look: Look) -> None:
    tale = scene.server.control.story = Tale(people=(scene.zoe.id,))
    await page.goto(scene.server.url)
    await page.get_by_role("button", name="Raconter l’histoire").click()
    await expect(page.locator(".story-now")).to_have_text("Étape 1 sur 2 Léa propose une mission")
    scene.tg.post(scene.forum, scene.bot, "Léa propose « Refaire la vitrine »", topic=scene.thread.id)
    await expect(bubble(forum(page), "Refaire la vitrine")).to_be_in_viewport()
    await expect(phone(page, "Zoé")).to_be_visible()
    await expect(phone(page, "Léa")).to_have_count(0)
    await page.get_by_text("Toutes les étapes").click()
    await expect(page.locator(".story-steps .todo")).to_contain_text("Marc valide")
    await look("story")
    tale.at = 2

    await expect(page.locator(".story-now")).to_contain_text("L’histoire est finie")
    await expect(page.get_by_role("button", name="Raconter l’histoire")).to_be_enabled()


async def test_a_page_opened_while_the_stage_is_being_set_offers_the_story_as_soon_as_it_can(
    scene: Scene, page: Page
) -> None:
    tale = scene.server.control.story = Tale(ready=False)
    async with page.expect_response("**/sim/story"):
        await page.goto(scene.server.url)
    await expect(page.get_by_role("button", name="Raconter l’histoire")).to_have_count(0)
    tale.ready = True

    await expect(page.get_by_role("button", name="Raconter l’histoire")).to_be_visible()


async def test_on_a_telephone_the_story_leads_to_the_window_where_it_happens(
    scene: Scene, page: Page, look: Look
) -> None:
    scene.server.control.story = Tale(at=0)
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto(scene.server.url)
    await expect(page.locator(".story-now")).to_contain_text("Étape 1 sur 2")
    scene.tg.post(scene.marc.chat(scene.bot), scene.bot, "Léa vous propose une mission")

    await expect(bubble(phone(page, "Marc"), "Léa vous propose")).to_be_in_viewport()
    await expect(page.get_by_role("button", name="Qui montrer")).to_be_in_viewport(ratio=1)
    await look("story-390")


async def test_a_server_without_a_story_offers_none(shown: Page) -> None:
    await expect(shown.get_by_role("button", name="Qui montrer")).to_be_visible()
    await expect(shown.get_by_role("button", name="Raconter l’histoire")).to_have_count(0)


# -- widths and access --------------------------------------------------------------------------------------------


async def test_a_telephone_shows_one_window_at_a_time(scene: Scene, page: Page, look: Look) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto(scene.server.url)
    await write(phone(page, "Léa"), "carte")
    await expect(bubble(phone(page, "Léa"), "Refaire la vitrine")).to_be_in_viewport()
    await look("page-390")
    scene.tg.post(scene.forum, scene.bot, "Bonjour du forum", topic=scene.thread.id)
    tab = page.get_by_role("navigation", name="Téléphones").get_by_role("button", name="Forum")
    await expect(tab.locator(".badge")).to_have_text("1")
    await tab.click()
    await forum(page).locator(".place", has_text="Boutique").click()

    await expect(bubble(forum(page), "Bonjour du forum")).to_be_in_viewport()
    await expect(tab.locator(".badge")).to_have_count(0)
    await expect(bubble(phone(page, "Léa"), "Refaire la vitrine")).not_to_be_in_viewport()
    assert 390 == await page.evaluate("document.documentElement.scrollWidth")
    await look("forum-390")


NAMELESS = """() => [...document.querySelectorAll("button, a, input, select, textarea")]
  .filter((one) => one.checkVisibility() && !(one.ariaLabel || one.textContent.trim() || one.labels?.length))
  .map((one) => one.outerHTML)"""


async def test_everything_that_can_be_pressed_has_a_name(shown: Page) -> None:
    await write(phone(shown, "Léa"), "carte")
    await expect(bubble(phone(shown, "Léa"), "Refaire la vitrine")).to_be_visible()

    assert [] == await shown.evaluate(NAMELESS)


# -- groups -------------------------------------------------------------------------------------------------------


async def test_a_group_is_made_with_the_bot_as_administrator_and_written_in(
    scene: Scene, shown: Page, look: Look
) -> None:
    await shown.get_by_role("button", name="Qui montrer ?").click()
    picker = shown.get_by_role("group", name="Qui montrer ?")
    await picker.get_by_text("Nouveau groupe").click()
    await picker.get_by_label("Nom du groupe").fill(f"Alternance {EVIL}")
    for name in ("Léa", "Marc", "Anne"):
        await picker.get_by_role("group", name="Qui y est ?").get_by_text(name).click()
    await look("new-group")
    await picker.get_by_role("button", name="Créer").click()

    window = shown.get_by_role("region", name="Groupe Alternance")
    await expect(window).to_be_visible()
    group = next(one for one in scene.tg.groups.values() if one.title.startswith("Alternance"))
    assert {scene.lea.id, scene.marc.id, scene.anne.id, scene.bot.id} == set(group.members)
    assert "administrator" == group.members[scene.bot.id].status
    await expect(phone(shown, "Léa")).to_be_visible()
    await write(window, "Bonjour tous les trois")
    await expect(bubble(window, "Bonjour tous les trois")).to_be_visible()
    await look("group")
    assert await shown.evaluate("document.body.dataset.hurt") is None
