"""Somebody who answers nothing any more: one card, what the team found out, and the day she is back."""

from __future__ import annotations

from sqlalchemy import select

from storage.tables import events
from tests.stories.cast import Cast
from tests.stories.test_evaluation import counted
from tests.stories.test_nudges import kinds
from tests.stories.test_own_page import Browser, words as shown
from tests.stories.test_room import enters, sends
from tests.stories.test_waiting import days


async def test_who_blocks_the_bot_is_called_put_off_closed_and_welcomed_back(cast: Cast, browser: Browser) -> None:
    stage, lea = cast.stage, cast.apprentice
    await cast.agrees()  # a mission to start: reminders on the second and fifth day
    lea.block(stage.bot)
    await stage.follow()
    await stage.shows(cast.desk, "ne peut plus être joint ici", "📱 Pas de numéro ici", "Aucun reproche")
    await days(stage, 8)
    assert not await stage.sees(cast.desk, "À recontacter : Léa")
    await days(stage, 1)
    card = await stage.shows(cast.desk, "📵 À recontacter : Léa · alternance", "depuis le 23/11", "« Bonjour Léa")
    await stage.shows(cast.topic, "Léa · alternance est « à recontacter »")

    press = cast.counsellor.press(card, "✅ C'est fait")
    await stage.follow()
    assert "Dites d'abord ce qu'il en est" in str(press.answer)
    room = await enters(cast, browser)
    late = await sends(room, "/bureau/cartes", "/bureau/faire/card", verb="outcome", what="later", day="2026-11-20")
    assert "Ce jour n'est pas à venir" in shown(late)
    await stage.taps(cast.desk, "À recontacter le…")
    await stage.says(cast.desk, "la semaine des quatre jeudis")
    await stage.says(cast.desk, "lundi")
    await stage.shows(cast.desk, "📵 À recontacter : Léa", "📅 À recontacter le 07/12/2026 (Nadia", "✅ Fait par Nadia")
    await days(stage, 6)
    await stage.shows(cast.desk, "📅 À recontacter aujourd'hui : Léa · alternance", "Aucun reproche")

    await stage.taps(cast.desk, "🗄 Clos")
    await stage.taps(cast.desk, "A déménagé")
    await stage.says(cast.desk, "Sa sœur l'a dit.")
    await stage.shows(cast.desk, "🗄 Clos : A déménagé – Sa sœur l'a dit.")
    cards = len(stage.texts(cast.desk))
    await days(stage, 10)
    assert cards == len(stage.texts(cast.desk))  # nobody asks any more

    lea.unblock(stage.bot)
    await stage.says(cast.young, "Coucou, me revoilà")
    welcome = await stage.shows(cast.young, "Ça fait plaisir de te retrouver, Léa")
    assert "recontact" not in welcome.text
    await stage.shows(cast.topic, "Léa · alternance est de retour")
    await stage.shows(cast.adult, "Coucou, me revoilà")
    assert 1 == cast.count(cast.young, "👋 Ça fait plaisir")
    assert ["person-lost", *["person-recontacted"] * 2, "person-back"] == [
        kind for kind in await kinds(stage, "person-%") if kind not in ("person-unreachable", "person-came-back")
    ]
    query = select(events.c.data).where(events.c.kind == "person-recontacted").order_by(events.c.id)
    told = await stage.database.run(lambda c: list(c.execute(query).scalars()))
    assert [("later", ""), ("closed", "moved")] == [(one["outcome"], one["motive"]) for one in told]
    assert "sœur" not in str(told)
    assert [("back",)] == [case.losses for case in (await counted(cast)).cases]
