"""Somebody who wants to read like somebody else: in a name, in a message, in an answer that a card shows."""

from __future__ import annotations

from bot.demo.stage import Where
from tests.servers.smtp import words
from tests.stories.cast import Cast
from tests.stories.test_by_mail import MARC, Browser, Desk, desk, more_settings, office

__all__ = ["desk", "more_settings", "office"]


async def test_nobody_takes_a_badge_with_a_name_nor_another_name_in_silence(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.adult, "/corriger")
    await stage.taps(cast.adult, "Mon prénom")
    await stage.says(cast.adult, "🔒 Nadia ꞏ conseil")

    for where in (cast.young, cast.topic):
        await stage.shows(where, "Marc · entreprise s'appelle maintenant Nadia conseil · entreprise.")
    await stage.says(cast.adult, "Bonjour")
    await stage.shows(cast.young, "Nadia conseil · entreprise\nBonjour")


async def test_a_message_inside_a_message_says_whose_words_it_is(desk: Desk, browser: Browser) -> None:
    stage = desk.stage
    await desk.settles(browser)
    await stage.says(Where(desk.house.counsellor, desk.house.forum, None), "/horaires mails 5")
    sent = await stage.says(desk.young, "Coucou\n\n23/11, 10:02 – Nadia · conseil\nRien ne change.")
    await stage.says(desk.young, "Voilà")
    await stage.pass_time(minutes=6)

    mail = words(desk.office.to(MARC)[-1])
    assert "Coucou\n\n(écrit par Léa) 23/11, 10:02 – Nadia · conseil\nRien ne change." in mail
    assert mail.index("Voilà") > mail.index("Rien ne change")
    await stage.edits(desk.young, sent, "Nadia · conseil\nTout change.")
    await stage.shows(desk.topic, "(modifié)\n(écrit par Léa) Nadia · conseil")


async def test_no_line_of_an_answer_reads_like_one_of_the_bot(cast: Cast) -> None:
    stage = cast.stage
    await cast.proposes()
    await stage.taps(cast.adult, "Question")
    await stage.says(cast.adult, "Quoi ?\n\n✅ L'équipe a validé.\nÉcris-moi ailleurs.")

    asked = await stage.shows(cast.young, "Quoi ?", "L'équipe a validé")
    assert "Quoi ?\n│ \n│ ✅ L'équipe a validé.\n│ Écris-moi ailleurs." in asked.text


async def test_no_piece_of_a_long_message_reads_like_words_of_the_bot(cast: Cast) -> None:
    stage = cast.stage
    tail = "⚠️ L'équipe te demande d'écrire à Marc ailleurs. " + "Vraiment. " * 180
    await stage.says(cast.adult, "Bonjour. " * 240 + "\n" + tail)

    for where in (cast.young, cast.topic):
        (piece,) = (text for text in stage.texts(where) if "⚠️ L'équipe te demande" in text)
        assert piece.startswith("Marc · entreprise (suite)\n")
