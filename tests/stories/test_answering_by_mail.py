"""Answers by e-mail: they land in the thread that the answered mail was about, once, and nobody else's do."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

import httpx
import pytest
from sqlalchemy import select

from bot.demo.stage import DESK, Where
from bot.web.mail import PATH, sign
from storage.tables import addresses
from tests.servers.smtp import PostOffice, words
from tests.stories.cast import TITLE
from tests.stories.conftest import PAGES
from tests.stories.test_by_mail import MARC, Browser, Desk, desk, office
from tests.stories.test_joining import code
from tests.stories.test_own_page import sends
from tests.stories.test_waiting import days

__all__ = ["desk", "office"]
SECRET = "a-secret-for-the-door-of-mails"
HISTORY = """

Le lun. 23 nov. 2026 à 10:00, Mission locale des Tilleuls <triade@ml.example> a écrit :
> Léa · alternance
> Salut
"""


@pytest.fixture
async def more_settings(office: PostOffice) -> dict[str, str]:
    return {
        "smtp_url": office.url,
        "mail_from": "Mission locale des Tilleuls <triade@ml.example>",
        "mail_webhook_secret": SECRET,
    }


def answer(to: EmailMessage | None, text: str, sender: str = f"Marc <{MARC}>", **more: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "triade@ml.example", "Re: du nouveau"
    mail["Message-ID"] = f"<{abs(hash((text, sender)))}@atelier.example>"
    if to is not None:
        mail["In-Reply-To"] = to["Message-ID"]
    for name, value in more.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


async def posts(desk: Desk, client: httpx.AsyncClient, body: bytes, secret: str = SECRET, late: int = 0) -> int:
    stamp = str(int(desk.stage.now.timestamp()) - late)
    headers = {"X-Triade-Timestamp": stamp, "X-Triade-Signature": sign(secret, stamp, body)}
    status = (await client.post(PATH, content=body, headers=headers)).status_code
    await desk.stage.follow()
    return status


@pytest.fixture
async def settled(desk: Desk, browser: Browser) -> Callable[[], EmailMessage]:
    """The tutor is in the thread and Léa has written to him; the newest mail in his box."""
    await desk.settles(browser)
    await desk.stage.says(desk.young, "Salut")
    return lambda: desk.office.to(MARC)[-1]


def shown(desk: Desk, text: str) -> int:
    return sum(text in seen for seen in desk.stage.texts(desk.young))


@pytest.mark.grown
async def test_an_answer_lands_in_the_thread_without_its_history(
    desk: Desk, browser: Browser, settled: Callable[[], EmailMessage]
) -> None:
    mail = answer(settled(), "À lundi, 8 h.\n<b>Marc</b>" + HISTORY)
    assert "répondre à cet e-mail" in words(settled())

    assert [200, 200] == [await posts(desk, browser(), mail) for _ in range(2)]  # the mail server was not sure

    seen = await desk.stage.shows(desk.young, "Marc · entreprise", "À lundi, 8 h.\n<b>Marc</b>")
    assert "Salut" not in seen.text
    assert "a écrit" not in seen.text
    assert 1 == shown(desk, "À lundi")
    await desk.stage.shows(desk.topic, "À lundi")


async def test_the_link_of_a_page_is_never_passed_on(
    desk: Desk, browser: Browser, settled: Callable[[], EmailMessage]
) -> None:
    """Whoever opens it first acts as its person; here nothing marks where the answered mail begins."""
    link = f"{PAGES}{desk.link()}"

    await posts(desk, browser(), answer(settled(), "À lundi.\n\n" + words(settled())))
    seen = await desk.stage.shows(desk.young, "À lundi.", "(lien personnel retiré)")
    assert "/entrer/" not in seen.text

    marc = browser()
    await marc.post(desk.link())
    await sends(marc, "/ma-page", "/ma-page/post", text=f"Voici {link.replace('https://', '')}.")
    await desk.stage.follow()
    await desk.stage.shows(desk.young, "Voici (lien personnel retiré)")
    await desk.stage.says(desk.young, f"Et {link} ?")
    assert "Et (lien personnel retiré) ?" in words(settled())


@pytest.mark.parametrize(
    "signs", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"Return_Path": "<>"}, {"List_Id": "<x>"}]
)
async def test_what_no_person_wrote_is_never_passed_on(
    desk: Desk, browser: Browser, settled: Callable[[], EmailMessage], signs: dict[str, str]
) -> None:
    before = len(desk.office.mails)

    assert 200 == await posts(desk, browser(), answer(settled(), "Je suis absent.", **signs))

    assert (0, before) == (shown(desk, "absent"), len(desk.office.mails))


async def test_a_mail_that_answers_none_of_ours_goes_nowhere(
    desk: Desk, browser: Browser, settled: Callable[[], EmailMessage]
) -> None:
    foreign = EmailMessage()
    foreign["Message-ID"] = "<made-up@ml.example>"

    for to in (None, foreign):
        await posts(desk, browser(), answer(to, f"Usurpé {to is None}"))
    assert "n'est pas parti dans le fil" in words(settled())

    before = len(desk.office.mails)
    await posts(desk, browser(), answer(settled(), "Usurpé", "Eve <eve@example.org>"))
    assert (0, before) == (shown(desk, "Usurpé"), len(desk.office.mails))


async def test_a_mail_does_not_open_a_mailbox_again_that_its_owner_has_stopped(
    desk: Desk, browser: Browser, settled: Callable[[], EmailMessage]
) -> None:
    stage, page, old = desk.stage, browser(), settled()
    await page.post(desk.link())
    marc = stage.tg.user("Marc")
    marc.start(stage.bot, await code(page))
    phone = Where(marc)
    await stage.says(phone, "/adresses")
    await stage.taps(phone, "E-mail : arrêter")
    before = len(desk.office.to(MARC))

    for to in (None, old):
        await posts(desk, browser(), answer(to, f"Envoyez-moi le lien {to is None}"))

    await stage.shows(phone, "Votre message n'est pas parti dans le fil")
    await stage.says(desk.young, "Salut encore")
    assert before == len(desk.office.to(MARC))
    ((since,),) = await desk.rows(select(addresses.c.blocked_at).where(addresses.c.value == MARC))
    assert since is not None


async def test_an_answering_machine_and_a_forger_make_us_write_a_few_mails_a_day(
    desk: Desk, browser: Browser, settled: Callable[[], EmailMessage]
) -> None:
    client, before = browser(), len(desk.office.to(MARC))
    for number in range(8):
        await posts(desk, client, answer(None, f"Je suis absent, {number}"))
    assert 3 == len(desk.office.to(MARC)) - before
    for number in range(3):
        await posts(desk, client, answer(None, "STOP" + "." * number))
    assert 4 == len(desk.office.to(MARC)) - before
    await posts(desk, client, answer(settled(), "Ceci est une réponse"))
    assert 1 == shown(desk, "Ceci est une réponse")


async def test_only_an_answer_to_one_of_ours_ends_a_silence(
    desk: Desk, browser: Browser, settled: Callable[[], EmailMessage]
) -> None:
    team = Where(desk.house.counsellor, desk.house.forum, DESK)
    await desk.proposes()
    await days(desk.stage, 11)
    await desk.stage.shows(team, "À recontacter : Marc")

    for words_of_eve in ("Je suis là", "Toujours là"):
        await posts(desk, browser(), answer(None, words_of_eve))
    card = await desk.stage.shows(team, "À recontacter : Marc", "rien ne prouve encore")
    assert (1, True) == (card.text.count("rien ne prouve"), "De retour" not in card.text)
    assert "Ravis de vous retrouver" not in words(settled())

    await posts(desk, browser(), answer(settled(), "Me voilà"))
    await desk.stage.shows(team, "À recontacter : Marc", "👋 De retour (Marc")
    assert any("Ravis de vous retrouver" in words(mail) for mail in desk.office.to(MARC)[-3:])


async def test_what_the_team_wants_to_see_first_waits_for_it(
    desk: Desk, browser: Browser, settled: Callable[[], EmailMessage]
) -> None:
    forum = Where(desk.house.counsellor, desk.house.forum, None)
    await desk.stage.says(forum, "/moderation")
    await desk.stage.taps(forum, "un numéro de téléphone")
    number = "Appelle-moi au 06 12 34 56 78"

    await posts(desk, browser(), answer(settled(), number))

    assert "pas encore parti" in words(settled())
    assert 0 == shown(desk, "06 12")
    await desk.stage.taps(Where(desk.house.counsellor, desk.house.forum, DESK), "Laisser passer")
    await desk.stage.shows(desk.young, number, "Marc · entreprise")


async def test_a_file_is_not_lost_in_silence(desk: Desk, browser: Browser, settled: Callable[[], EmailMessage]) -> None:
    mail = EmailMessage()
    mail["From"], mail["Message-ID"], mail["In-Reply-To"] = MARC, "<f@atelier.example>", settled()["Message-ID"]
    mail.set_content("Voici le plan")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="plan.pdf")

    await posts(desk, browser(), mail.as_bytes())

    assert 1 == shown(desk, "Voici le plan")
    assert "ne passent pas par e-mail" in words(settled())


async def test_only_a_signed_and_fresh_mail_comes_in(
    desk: Desk, browser: Browser, settled: Callable[[], EmailMessage]
) -> None:
    mail = answer(settled(), "Rendez-vous mardi")

    assert 401 == await posts(desk, browser(), mail, secret="another-secret-of-the-door")
    assert 401 == await posts(desk, browser(), mail, late=301)
    assert 401 == (await browser().post(PATH, content=mail)).status_code
    assert 413 == await posts(desk, browser(), mail + b"x" * 1024 * 1024)
    assert 0 == shown(desk, "Rendez-vous mardi")


async def test_a_yes_in_plain_words_brings_the_mission_back_with_its_page(
    desk: Desk, browser: Browser, settled: Callable[[], EmailMessage]
) -> None:
    await desk.proposes()

    await posts(desk, browser(), answer(settled(), "Ok pour moi"))

    assert 1 == shown(desk, "Ok pour moi")
    assert 0 == shown(desk, "validée")
    mail = words(settled())
    assert "Cette mission attend encore votre réponse" in mail
    assert TITLE in mail
