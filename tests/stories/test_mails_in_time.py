"""When messages of the thread reach a mailbox: a burst as one mail, and never at night."""

from __future__ import annotations

import pytest

from bot.demo.stage import Where
from bot.simulator import Message
from tests.servers.smtp import words
from tests.stories.conftest import Expected
from tests.stories.test_answering_by_mail import answer, more_settings, posts
from tests.stories.test_by_mail import Browser, Desk, desk, office

__all__ = ["desk", "more_settings", "office"]


async def test_a_mail_that_the_server_took_too_late_waits_for_the_morning(desk: Desk, browser: Browser) -> None:
    stage = desk.stage
    await desk.settles(browser)
    await stage.pass_time(hours=9, minutes=58)  # 19:58
    desk.office.answer = "451 4.3.0 Try again later"
    before = len(desk.office.mails)
    await stage.says(desk.young, "Je pars à 20 h")
    await stage.pass_time(minutes=4)
    await stage.says(desk.young, "Je suis parti")
    desk.office.answer = ""
    await stage.pass_time(minutes=10)
    assert before == len(desk.office.mails)

    await stage.next_morning()

    late = "\n".join(words(mail) for mail in desk.office.mails[before:])
    assert late.index("Je pars à 20 h") < late.index("Je suis parti")


def marks(desk: Desk, message: Message) -> list[str]:
    return [one["emoji"] for one in message.reactions.get(desk.stage.bot.id, [])]


@pytest.mark.grown
async def test_a_burst_is_one_mail_with_authors_times_corrections_and_files(desk: Desk, browser: Browser) -> None:
    stage, general = desk.stage, Where(desk.house.counsellor, desk.house.forum, None)
    await desk.settles(browser)
    await stage.says(general, "/horaires mails 45")
    await stage.shows(general, "Entre 0 et 30 minutes")
    await stage.says(general, "/horaires e-mails 3 min")
    before = len(desk.office.mails)
    first = await stage.says(desk.young, "J'arrive à 9 h")
    await stage.says(desk.young, "Le bus <b>est</b> annulé & il pleut")
    taken_back = await stage.says(desk.young, "Oubliez ce mot")
    await stage.pass_time(minutes=1)
    await stage.sends(desk.young, "photo", caption="Le quai")
    await stage.says(desk.topic, "Merci de prévenir")
    await stage.edits(desk.young, first, "J'arrive à 9 h 30")
    await stage.says(desk.young, "/retirer", reply_to=taken_back)
    await stage.taps(desk.young, "Retirer")
    assert before == len(desk.office.mails)
    assert [] == marks(desk, first)

    await stage.pass_time(minutes=2)

    (mail,) = desk.office.mails[before:]
    assert """23/11, 10:00 – Léa · alternance (modifié)
J'arrive à 9 h 30

23/11, 10:00 – Léa · alternance
Le bus <b>est</b> annulé & il pleut

23/11, 10:00 – 🗑 Léa · alternance a retiré ce message.

23/11, 10:01 – Léa · alternance
Le quai

23/11, 10:01 – Nadia · conseil
Merci de prévenir
""" == words(mail)[: words(mail).index("\nOuvrir ma page")]
    assert "<strong>Léa · alternance</strong><br>Le bus &lt;b&gt;est&lt;/b&gt;" in words(mail, "html")
    assert ["photo.jpg"] == [part.get_filename() for part in mail.iter_attachments()]
    assert ["👌"] == marks(desk, first)
    assert 200 == await posts(desk, browser(), answer(mail, "Bien reçu"))
    await stage.shows(desk.young, "Marc · entreprise", "Bien reçu")


async def test_a_mail_that_is_refused_for_ever_is_told_and_cards_wait_for_none(
    desk: Desk, browser: Browser, expected: Expected
) -> None:
    stage = desk.stage
    await desk.settles(browser)
    await stage.says(Where(desk.house.counsellor, desk.house.forum, None), "/horaires mails 3")
    before = len(desk.office.mails)
    one = await stage.says(desk.young, "Un mot")
    await stage.says(desk.young, "Un autre")
    await desk.proposes()
    assert ["en attente" in words(mail) for mail in desk.office.mails[before:]] == [True]

    desk.office.answer = "554 5.6.0 Not this one"
    expected.alerts |= {"send-dead"}
    expected.sends |= {"dead"}
    await stage.pass_time(minutes=3)

    assert "n'est pas arrivé chez Marc" in "".join(m.text for m in stage.screen(desk.young) if m.reply_to is one)
