"""The professionals' line: tutor, trainer and counsellor without the apprentice, and nothing slips across."""

from __future__ import annotations

import pytest

from bot.demo.stage import Where
from bot.simulator import Person, Rule
from tests.stories.cast import Cast, must_not_show

SECRET = "SECRET-PRO"


def pros(cast: Cast) -> Where:
    """The topic of the professionals' line."""
    topics = cast.counsellor.topics(cast.house.forum)
    return Where(cast.counsellor, cast.house.forum, next(t.name for t in topics if t.name.startswith("🔒 Pros")))


@pytest.mark.grown
async def test_the_line_has_its_own_topic_name_colour_and_first_words(cast: Cast) -> None:
    stage = cast.stage

    await stage.says(cast.adult, f"/pros {SECRET} : elle arrive en retard")

    first, copy = [m for m in stage.screen(pros(cast)) if not m.service][:2]
    assert "Fil des professionnels" in first.text
    assert f"🔒 Marc · entreprise · entre pros, sans Léa\n{SECRET} : elle arrive en retard" == copy.text
    topics = {t.name: t for t in cast.counsellor.topics(cast.house.forum)}
    assert topics[pros(cast).topic or ""].icon_color != topics[cast.topic.topic or ""].icon_color
    for where in (cast.young, cast.topic):
        must_not_show(stage, where, SECRET)
    await stage.shows(cast.young, "aussi un fil entre eux", "Tu ne le lis pas")
    await stage.says(cast.adult, "/pros Et demain ?")
    assert 1 == cast.count(cast.young, "aussi un fil entre eux")


async def test_answers_edits_reactions_and_albums_stay_in_their_line(cast: Cast) -> None:
    stage = cast.stage
    line = await stage.says(cast.adult, f"/pros {SECRET} un")
    there = pros(cast)
    copy = await stage.shows(there, f"{SECRET} un")

    await stage.says(there, f"{SECRET} deux", reply_to=copy)
    answer = await stage.shows(cast.adult, "🔒", f"{SECRET} deux")
    assert line is answer.reply_to
    await stage.says(cast.adult, f"{SECRET} trois", reply_to=answer)
    await stage.shows(there, f"{SECRET} trois")
    await stage.edits(cast.adult, line, f"{SECRET} un bis")
    assert f"{SECRET} un bis" in copy.text
    await stage.edits(cast.adult, line, f"/pros {SECRET} un ter")
    assert copy.text.endswith(f"{SECRET} un ter")
    cast.tutor.react(answer, "👍")
    cast.tutor.send_album(stage.bot, ("photo",) * 3, caption=f"/pros {SECRET} album")
    await stage.follow()
    await stage.pass_time(seconds=2)

    assert 3 == sum(m.kind == "photo" for m in stage.screen(there))
    assert all("🔒" in m.text for m in stage.screen(there) if m.kind == "photo")
    for where in (cast.young, cast.topic):
        must_not_show(stage, where, SECRET)
        assert not any(m.kind == "photo" for m in stage.screen(where))


@pytest.mark.parametrize("chosen", [1, 2])
async def test_an_album_whose_later_item_chooses_the_line_never_reaches_the_apprentice(cast: Cast, chosen: int) -> None:
    stage, group = cast.stage, str(cast.stage.tg.unique())

    for number in range(3):
        caption = f"/pros {SECRET}" if number == chosen else ""
        cast.tutor.send_photo(stage.bot, caption=caption, media_group_id=group)
    await stage.follow()
    await stage.pass_time(seconds=2)

    for where in (cast.young, cast.topic):
        assert not any(m.kind == "photo" for m in stage.screen(where))
    assert 3 == sum(m.kind == "photo" for m in stage.screen(pros(cast)))


async def test_a_message_moves_to_the_triad_only_by_an_explicit_act(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.adult, "/pros Visite le 12 à 9 h")
    copy = await stage.shows(pros(cast), "Visite le 12")

    await stage.says(pros(cast), "/partager", reply_to=copy)
    must_not_show(stage, cast.young, "Visite le 12")
    await stage.taps(pros(cast), "Oui, partager")

    for where in (cast.young, cast.topic):
        await stage.shows(where, "Nadia · conseil", "De la part de Marc", "Visite le 12 à 9 h")


async def test_the_apprentice_cannot_write_there_and_a_tutor_of_two_is_asked(cast: Cast) -> None:
    stage = cast.stage
    tom: Person = await stage.welcome_apprentice(cast.house, "Tom")
    await stage.opens(cast.tutor, await stage.invites(cast.house, "La personne de l'entreprise", "Marc", "Tom"))

    await stage.says(cast.young, "/pros coucou")
    await stage.shows(cast.young, "rien n'est parti")
    await stage.says(cast.adult, f"/pros {SECRET}")
    await stage.shows(cast.adult, "🔒 Entre professionnels : pour quel fil")
    await stage.taps(cast.adult, "Tom")

    topics = [t.name for t in cast.counsellor.topics(cast.house.forum) if t.name.startswith("🔒")]
    assert ["🔒 Pros – Tom – Marc (Atelier Lumen)"] == topics
    for where in (cast.young, Where(tom), cast.topic, Where(cast.counsellor, cast.house.forum, topics[0][9:])):
        must_not_show(stage, where, SECRET)


async def test_an_answer_to_a_copy_that_telegram_never_confirmed_stays_in_its_line(cast: Cast) -> None:
    stage = cast.stage
    stage.tg.faults.rules.append(Rule("sendMessage", chat=cast.tutor.id, times=1, kind="reset", after=True))
    await stage.says(cast.topic, f"/pros {SECRET} un")
    await stage.pass_time(minutes=5)
    unknown, known = [m for m in stage.screen(cast.adult) if f"{SECRET} un" in m.text]
    assert "peut-être déjà reçu" in known.text

    await stage.says(cast.adult, f"{SECRET} deux", reply_to=unknown)

    await stage.shows(pros(cast), f"{SECRET} deux")
    await stage.shows(cast.adult, "🔒 Entre professionnels", "Léa ne le lit pas")
    for where in (cast.young, cast.topic):
        must_not_show(stage, where, f"{SECRET} deux")
