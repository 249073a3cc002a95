"""A triad with a Telegram group whose tutor has nothing but a mailbox: he reads and answers all the same."""

from __future__ import annotations

from bot.demo.stage import Where
from tests.servers.smtp import words
from tests.stories.cast import gather, group_code, must_not_show
from tests.stories.test_answering_by_mail import answer, more_settings, posts
from tests.stories.test_by_mail import MARC, Browser, Desk, desk, office

__all__ = ["desk", "more_settings", "office"]


async def test_a_tutor_by_mail_reads_the_group_and_his_answer_stands_there_once(desk: Desk, browser: Browser) -> None:
    stage = desk.stage
    await desk.settles(browser)
    group = await gather(stage, "Léa et l'atelier", desk.lea, desk.house.counsellor)
    nadia, lea = Where(desk.house.counsellor, group), Where(desk.lea, group)
    await stage.says(nadia, f"/lier {await group_code(stage, desk.topic)}")
    await stage.shows(nadia, "C'est fait")

    await stage.says(lea, "Je viens demain")
    await stage.pass_time(minutes=10)
    mail = desk.office.to(MARC)[-1]
    assert "Je viens demain" in words(mail)
    assert 200 == await posts(desk, browser(), answer(mail, "À 8 h, alors."))

    assert 1 == sum("À 8 h, alors" in text for text in stage.texts(lea))
    await stage.shows(lea, "Marc · entreprise", "À 8 h, alors")
    await stage.shows(desk.topic, "Marc · entreprise", "À 8 h, alors")
    must_not_show(stage, desk.young, "À 8 h, alors")
