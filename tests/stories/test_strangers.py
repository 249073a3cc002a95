"""Somebody unknown in the forum: nothing is written there until the team says who it is; nothing is lost meanwhile."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.demo.stage import Where
from core.forum.strangers import MOST
from tests.stories.cast import Cast, colleague, forge
from tests.stories.conftest import Expected


@pytest.fixture(autouse=True)
def _alerted(expected: Expected) -> None:
    expected.alerts |= {"forum-stranger"}


@pytest.mark.grown
async def test_nothing_is_written_in_front_of_a_stranger_and_all_of_it_arrives_later(cast: Cast) -> None:
    stage, me = cast.stage, Where(cast.counsellor)
    igor = stage.tg.user("Igor")
    cast.house.forum.add(igor)
    await stage.follow()
    await stage.shows(me, "Je ne connais pas une personne du forum : Igor", "Retirez-la")

    first = await stage.says(cast.young, "Je suis malade aujourd'hui")
    await stage.says(cast.young, "Le médecin vient à 15 h")
    await stage.edits(cast.young, first, "Je suis malade depuis hier")
    await stage.says(cast.young, "/sos")
    await stage.taps(cast.young, "aide aujourd'hui")
    await stage.shows(cast.adult, "malade depuis hier")  # the thread itself goes on
    for words in ("malade", "médecin", "ne va pas"):
        assert 0 == cast.count(Where(igor, cast.house.forum), words)
    await stage.shows(me, "Léa", "ne va pas")  # the call reaches the team in private
    await stage.says(cast.topic, "On vous rappelle")
    await stage.shows(cast.young, "On vous rappelle")

    cast.house.forum.remove(igor)
    await stage.follow()

    await stage.shows(me, "J'écris de nouveau dans le forum")
    texts = "\n".join(stage.texts(cast.topic))
    assert texts.index("malade depuis hier") < texts.index("médecin")
    assert 1 == texts.count("médecin")


async def test_a_counsellor_says_who_it_is_and_nobody_else_can(cast: Cast) -> None:
    stage, me = cast.stage, Where(cast.counsellor)
    ines = stage.tg.user("Inès")
    cast.house.forum.add(ines)
    await stage.follow()
    alert = await stage.shows(me, "Je ne connais pas")
    data = (await stage.taps(me, "C'est bon, c'est Inès")).query.data
    forged = await forge(stage, cast.apprentice, stage.screen(cast.young)[-1], data)
    assert "Seule l'équipe" in forged.answer
    await stage.says(cast.young, "Bonjour")

    await stage.shows(cast.topic, "Bonjour")
    await stage.says(Where(ines, cast.house.forum), "Je regarde")  # a guest raises nothing more
    again = await forge(stage, cast.counsellor, alert, data)
    assert "déjà réglé" in again.answer
    assert 1 == cast.count(me, "Je ne connais pas")


async def test_who_writes_without_having_been_seen_to_come_is_found_too(cast: Cast) -> None:
    stage, me = cast.stage, Where(cast.counsellor)
    cast.house.forum.members.setdefault(cast.tutor.id, type(cast.house.forum.member(cast.tutor))(cast.tutor, "member"))

    await stage.says(Where(cast.tutor, cast.house.forum, cast.topic.topic), "Tiens, un groupe")

    await stage.shows(me, "Je ne connais pas", "Marc")
    await stage.shows(cast.topic, "n'est pas transmis")
    await stage.pass_time(minutes=31)
    assert 2 == cast.count(me, "Je ne connais pas")  # nobody has decided: told again


async def test_a_colleague_who_comes_before_accepting_is_known_once_she_has(cast: Cast) -> None:
    stage = cast.stage
    paul = await colleague(cast)
    assert 0 == cast.count(Where(cast.counsellor), "Je ne connais pas")  # had accepted before he came
    link = await stage.invites(cast.house, "Un ou une collègue", "Nour")
    nour = stage.tg.user("Nour")
    cast.house.forum.add(nour)
    await stage.follow()
    await stage.shows(Where(paul), "Je ne connais pas", "Nour")

    await stage.opens(nour, link)
    await stage.taps(Where(nour), "D'accord")
    await stage.taps(Where(nour), "Nour")

    await stage.shows(Where(paul), "J'écris de nouveau dans le forum")
    await stage.says(cast.young, "Bonjour")
    await stage.shows(cast.topic, "Bonjour")


async def test_who_comes_and_goes_without_end_is_told_of_once_in_a_while(cast: Cast) -> None:
    stage, me, forum = cast.stage, Where(cast.counsellor), cast.house.forum
    igor, lou = stage.tg.user("Igor"), stage.tg.user("Lou")
    for n in range(10):
        forum.add(igor)
        await stage.follow()
        await stage.says(cast.young, f"Je suis malade {n}")
        assert 0 == cast.count(Where(igor, forum), f"malade {n}")
        forum.remove(igor)
        await stage.follow()
    assert 1 == cast.count(me, "Je ne connais pas") == cast.count(me, "J'écris de nouveau")
    assert 10 == cast.count(cast.topic, "Je suis malade")

    forum.add(igor)
    forum.add(lou)
    await stage.pass_time(minutes=3)
    await stage.shows(me, "Je ne connais pas ces personnes", "Igor, Lou")  # of somebody else it is told soon
    forum.remove(igor)
    forum.remove(lou)
    await stage.follow()
    assert 2 == cast.count(me, "Je ne connais pas") == cast.count(me, "J'écris de nouveau")

    forum.add(igor)
    await stage.pass_time(minutes=5)
    assert 2 == cast.count(me, "Je ne connais pas")
    await stage.pass_time(minutes=6)
    assert 3 == cast.count(me, "Je ne connais pas")  # who stays is told of
    forum.remove(igor)
    await stage.follow()
    assert 3 == cast.count(me, "J'écris de nouveau")


async def test_a_crowd_is_some_names_and_one_question_and_holds_the_forum_to_its_last(cast: Cast) -> None:
    stage, me = cast.stage, Where(cast.counsellor)
    crowd = [stage.tg.user(f"Inconnu {n}") for n in range(60)]
    for one in crowd:
        cast.house.forum.add(one)
    await stage.follow()
    for one in crowd[:20]:
        for _ in range(2):
            await stage.says(Where(one, cast.house.forum, cast.topic.topic), "Bonjour")
    await stage.pass_time(minutes=3)

    assert 2 == cast.count(me, "Je ne connais pas")
    assert MOST == cast.count(cast.topic, "n'est pas transmis")
    shown = await stage.shows(me, "ces personnes", "Inconnu 0, Inconnu 1", "Inconnu 9, …", "Retirez-les")
    assert MOST + 1 == len(shown.buttons)
    timers = "SELECT count(*) FROM timers WHERE kind = 'forum-held'"
    assert 3 == await stage.database.run(lambda c: c.execute(text(timers)).scalar())

    for one in crowd[:MOST]:
        cast.house.forum.remove(one)
    await stage.follow()
    await stage.says(cast.young, "Bonjour à l'équipe")
    assert 0 == cast.count(cast.topic, "Bonjour à l'équipe")  # fifty are there still
    for one in crowd[MOST:]:
        cast.house.forum.remove(one)
    await stage.follow()
    await stage.taps(me, "plus d'inconnus")
    await stage.shows(cast.topic, "Bonjour à l'équipe")
