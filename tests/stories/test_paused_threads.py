"""Threads that rest: their buttons say so, what was due comes after; and who is away, and the urgent going first."""

from __future__ import annotations

from bot.demo.stage import Where
from bot.simulator import Rule
from tests.stories.cast import Cast, forge, must_not_show
from tests.stories.conftest import Expected


async def test_a_button_in_a_paused_thread_says_that_it_is_paused(cast: Cast) -> None:
    stage = cast.stage
    await cast.proposes()
    await stage.says(cast.topic, "/pause")
    await stage.taps(cast.topic, "Mettre en pause")

    press = await stage.taps(cast.adult, "Valider")

    assert "Le fil est en pause" in press.answer
    await stage.says(cast.topic, "/fermer")
    await stage.taps(cast.topic, "Fermer le fil")
    press = await forge(stage, cast.tutor, press.query.message, press.query.data)
    assert "Le fil est fermé" in press.answer


async def test_a_thread_is_paused_or_closed_after_a_yes_only(cast: Cast) -> None:
    stage = cast.stage
    for command in ("/pause", "/fermer"):
        await stage.says(cast.topic, command)
        await stage.shows(cast.topic, "Je l'écris tout de suite à Léa, Marc")
        await stage.taps(cast.topic, "Non, rien")
    await stage.says(cast.young, "Toujours là ?")
    await stage.shows(cast.adult, "Toujours là ?")
    for where in (cast.young, cast.adult):
        must_not_show(stage, where, "en pause", "ferme")

    await stage.says(cast.topic, "/fermer")
    press = await stage.taps(cast.topic, "Fermer le fil")

    await stage.shows(cast.topic, "Fil fermé", "/rouvrir")
    await stage.shows(cast.young, "L'équipe ferme ton fil")
    await forge(stage, cast.counsellor, press.query.message, press.query.data)  # two taps in a row
    assert 1 == cast.count(cast.young, "L'équipe ferme ton fil")
    await stage.says(cast.topic, "/rouvrir")
    await stage.shows(cast.adult, "ouvert à nouveau")


async def test_only_the_team_pauses_a_thread(cast: Cast, expected: Expected) -> None:
    stage = cast.stage
    expected.alerts |= {"forum-stranger"}
    await stage.says(cast.topic, "/pause")
    asked = await stage.shows(cast.topic, "Mettre ce fil en pause ?")
    cast.house.forum.add(cast.tutor)

    press = cast.tutor.press(asked, "⏸ Mettre en pause")
    await stage.follow()

    assert "pour l'équipe" in press.answer
    must_not_show(stage, cast.young, "en pause")


async def test_a_correction_in_a_paused_thread_is_not_believed_to_have_left(cast: Cast) -> None:
    stage = cast.stage
    message = await stage.says(cast.young, "Je serai là à neuf heures")
    await stage.says(cast.topic, "/pause")
    await stage.taps(cast.topic, "Mettre en pause")

    await stage.edits(cast.young, message, "Je serai là à dix heures")

    await stage.shows(cast.young, "La correction n'est pas partie")
    await stage.shows(cast.adult, "neuf heures")
    must_not_show(stage, cast.adult, "dix heures")
    must_not_show(stage, cast.topic, "dix heures")


async def test_a_mission_that_was_due_in_the_pause_expires_once_after_it(cast: Cast) -> None:
    stage = cast.stage
    await cast.proposes()
    await stage.says(cast.topic, "/pause")
    await stage.taps(cast.topic, "Mettre en pause")
    await stage.pass_time(days=40)
    assert not await stage.sees(cast.young, "ne compte pas comme faite")

    await stage.says(cast.topic, "/rouvrir")
    await stage.pass_time(days=6)
    assert not await stage.sees(cast.young, "ne compte pas comme faite")
    await stage.pass_time(days=6)

    await stage.shows(cast.young, "ne compte pas comme faite")
    assert 1 == cast.count(cast.young, "ne compte pas comme faite")


async def test_words_for_somebody_who_left_long_ago_are_not_believed(cast: Cast) -> None:
    stage = cast.stage
    alone = await stage.welcome_apprentice(cast.house, "Zoé")
    topic = Where(cast.counsellor, cast.house.forum, "Zoé")
    alone.block(stage.bot)
    await stage.follow()

    line = await stage.says(topic, "Tu es là ?")

    told = [m.text for m in stage.screen(topic) if m.reply_to is line]
    assert ["⚠️ ✓ 0/1 : ce message n'est pas arrivé chez Zoé."] == [text.splitlines()[0] for text in told]


async def test_an_urgent_card_goes_ahead_of_those_that_wait(cast: Cast) -> None:
    stage = cast.stage
    stage.tg.faults.rules.append(Rule("sendMessage", chat=cast.house.forum.id, code=429, retry_after=60))
    for money in range(3):
        await stage.says(cast.adult, f"J'ai besoin d'argent, {money + 2}00 euros")
    await stage.says(cast.young, "/sos")
    await stage.taps(cast.young, "urgent")
    stage.tg.faults.rules.clear()
    await stage.pass_time(minutes=5)

    cards = [m.text for m in stage.screen(cast.desk) if m.sender is stage.bot and not m.service]
    urgent = next(n for n, text in enumerate(cards) if "🆘" in text)
    assert urgent <= 1, cards
    assert 3 == sum("🔎" in text for text in cards)
