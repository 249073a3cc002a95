"""The counsellors' forum: linking it, losing it, moving it, and who is listened to there."""

from __future__ import annotations

import pytest

from bot import operator
from bot.codes import new_code
from bot.demo.stage import Stage, Where
from bot.simulator import Group, Person
from storage.tables import alerts, structures
from tests.stories.cast import Cast, must_not_show
from tests.stories.conftest import Expected


async def _founded(stage: Stage) -> tuple[Person, str]:
    """A structure just added: its counsellor-to-be, and the code that links its forum."""
    code = new_code()
    await operator.add_structure(
        stage.database, "Mission locale du Lac", hours="", timezone="Europe/Paris", code=code, now=stage.now
    )
    return stage.tg.user("Nadia"), code


async def _in(stage: Stage, forum: Group, person: Person, *rights: str) -> Where:
    forum.add(stage.bot, person)
    forum.promote(stage.bot, rights or ("can_manage_topics", "can_delete_messages"), by=person)
    await stage.follow()
    return Where(person, forum)


async def _linked(stage: Stage) -> list[str]:
    return await stage.database.run(
        lambda c: [row.forum_chat for row in c.execute(structures.select()) if row.forum_chat]
    )


@pytest.mark.grown
async def test_a_group_without_topics_is_told_what_to_do_until_it_works(stage: Stage) -> None:
    nadia, code = await _founded(stage)
    group = stage.tg.supergroup("Équipe", nadia, forum=False)
    here = await _in(stage, group, nadia)

    await stage.says(here, f"/lier {code}")
    await stage.shows(here, "n'a pas de sujets", "activez")
    group.enable_topics()
    await stage.says(here, f"/lier {code}")

    await stage.shows(here, "C'est fait", "Mission locale du Lac")


async def test_a_missing_right_is_named_until_it_is_given(stage: Stage) -> None:
    nadia, code = await _founded(stage)
    here = await _in(stage, stage.tg.supergroup("Équipe", nadia), nadia, "can_delete_messages")

    await stage.says(here, f"/lier {code}")
    await stage.shows(here, "droit de gérer les sujets")
    assert [] == await _linked(stage)
    here.forum.promote(stage.bot, ("can_manage_topics",), by=nadia)  # type: ignore[union-attr]
    await stage.says(here, f"/lier {code}")

    await stage.shows(here, "C'est fait")


async def test_a_wrong_an_old_and_a_used_code_link_nothing(stage: Stage) -> None:
    nadia, code = await _founded(stage)
    first = await _in(stage, stage.tg.supergroup("Équipe", nadia), nadia)
    other = await _in(stage, stage.tg.supergroup("Ailleurs", nadia), nadia)

    for words in ("/lier", "/lier 1234", f"/lier {code[:-1]}x"):
        await stage.says(first, words)
    assert 3 == sum("n'est pas reconnu" in text for text in stage.texts(first))
    await stage.says(first, f"/lier {code}")
    await stage.says(other, f"/lier {code}")

    await stage.shows(other, "déjà servi")
    assert [str(first.forum.id)] == await _linked(stage)  # type: ignore[union-attr]


async def test_an_old_code_links_nothing(stage: Stage) -> None:
    nadia, code = await _founded(stage)
    here = await _in(stage, stage.tg.supergroup("Équipe", nadia), nadia)
    await stage.pass_time(days=31)

    await stage.says(here, f"/lier {code}")

    await stage.shows(here, "trop ancien")
    assert [] == await _linked(stage)


async def test_an_anonymous_admin_links_nothing(stage: Stage) -> None:
    nadia, code = await _founded(stage)
    here = await _in(stage, stage.tg.supergroup("Équipe", nadia), nadia)
    here.forum.anonymous(nadia)  # type: ignore[union-attr]

    await stage.says(here, f"/lier {code}")

    await stage.shows(here, "je ne sais pas qui agit")
    assert [] == await _linked(stage)
    here.forum.anonymous(nadia, on=False)  # type: ignore[union-attr]
    await stage.says(here, f"/lier {code}")
    await stage.shows(here, "C'est fait")


async def test_the_forum_of_one_structure_cannot_become_that_of_another(cast: Cast) -> None:
    stage = cast.stage
    code = new_code()
    await operator.add_structure(
        stage.database, "Mission locale du Lac", hours="", timezone="Europe/Paris", code=code, now=stage.now
    )

    await stage.says(cast.general, f"/lier {code}")

    await stage.shows(cast.general, "déjà le forum")
    await stage.says(cast.young, "Toujours là ?")
    await stage.shows(cast.topic, "Toujours là ?")


async def test_a_code_in_the_hands_of_a_stranger_takes_no_forum(cast: Cast) -> None:
    stage, code = cast.stage, new_code()
    await operator.forum_code(stage.database, cast.house.id, code, stage.now)
    for one in (stage.tg.user("Eve"), cast.tutor):
        theirs = await _in(stage, stage.tg.supergroup("Ailleurs", one), one)
        await stage.says(theirs, f"/lier {code}")
        await stage.shows(theirs, "Ce code est pour un conseiller ou une conseillère de la structure")
    assert [str(cast.house.forum.id)] == await _linked(stage)
    await stage.says(cast.young, "Toujours là ?")
    await stage.shows(cast.topic, "Toujours là ?")


async def test_a_second_code_moves_the_forum_to_another_group(cast: Cast) -> None:
    stage, code = cast.stage, new_code()
    await operator.forum_code(stage.database, cast.house.id, code, stage.now)
    new = await _in(stage, stage.tg.supergroup("Nouvelle équipe", cast.counsellor), cast.counsellor)
    before = len(stage.screen(cast.general))

    await stage.says(new, f"/lier {code}")
    await stage.says(cast.young, "On se voit où ?")

    await stage.shows(Where(cast.counsellor, new.forum, "Léa – Marc (Atelier Lumen)"), "On se voit où ?")
    assert before == len(stage.screen(cast.general))


async def test_a_bot_that_lost_its_right_says_so_and_somebody_is_alerted(cast: Cast, expected: Expected) -> None:
    stage = cast.stage
    expected.alerts |= {"forum-lost", "room-unusable"}

    cast.house.forum.demote(stage.bot, by=cast.counsellor)
    await stage.follow()

    await stage.shows(cast.general, "Il me manque le droit de gérer les sujets")
    assert ["forum-lost"] == await _alerts(stage)


async def test_what_is_written_while_the_bot_is_out_of_the_forum_waits_for_its_return(
    cast: Cast, expected: Expected
) -> None:
    stage = cast.stage
    expected.alerts |= {"forum-lost", "room-unusable"}
    forum = cast.house.forum

    forum.remove(stage.bot, by=cast.counsellor)
    await stage.says(cast.young, "Vous me recevez ?")
    await stage.shows(cast.adult, "Vous me recevez ?")
    assert 0 == cast.count(cast.topic, "Vous me recevez")
    assert "forum-lost" in await _alerts(stage)
    forum.add(stage.bot, cast.counsellor)
    forum.promote(stage.bot, by=cast.counsellor)
    await stage.pass_time(minutes=6)

    await stage.shows(cast.topic, "Vous me recevez ?")


async def test_a_group_that_becomes_a_supergroup_is_followed(stage: Stage) -> None:
    nadia, code = await _founded(stage)
    group = stage.tg.group("Équipe", nadia)
    here = await _in(stage, group, nadia)
    await stage.says(here, f"/lier {code}")
    await stage.shows(here, "n'a pas de sujets")

    forum = group.enable_topics()
    await stage.follow()
    forum.promote(stage.bot, by=nadia)
    await stage.says(Where(nadia, forum), f"/lier {code}")

    await stage.shows(Where(nadia, forum), "C'est fait")
    assert [str(forum.id)] == await _linked(stage)


async def test_a_forum_that_moves_takes_its_threads_along(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.young, "Avant le départ")
    old, name = cast.house.forum, cast.topic.topic

    new = old.migrate()
    new.forum = True
    await stage.follow()
    await stage.says(cast.young, "Après le départ")

    await stage.shows(Where(cast.counsellor, new, name), "Après le départ")
    await stage.says(Where(cast.counsellor, new, name), "Bien reçu ici")
    await stage.shows(cast.young, "Bien reçu ici")
    await stage.shows(cast.adult, "Bien reçu ici")


async def test_strangers_in_the_forum_are_told_and_not_passed_on(cast: Cast, expected: Expected) -> None:
    stage, forum = cast.stage, cast.house.forum
    stranger = stage.tg.user("Igor")
    expected.alerts |= {"forum-stranger"}
    forum.add(stranger)
    forum.add(cast.tutor)
    topic = cast.topic.topic

    for person in (stranger, cast.tutor):
        there = Where(person, forum, topic)
        await stage.says(there, "Je passais par là")
        await stage.shows(there, "n'est pas transmis")
        await stage.says(Where(person, forum), "/inviter")
        await stage.sends(there, "photo")

    must_not_show(stage, cast.young, "Je passais par là")
    must_not_show(stage, cast.adult, "Je passais par là")
    assert not any(m.kind == "photo" for m in stage.screen(cast.young))
    assert not any("Qui invitez-vous ?" in text for text in stage.texts(cast.general)[-8:])


async def test_an_anonymous_admin_is_asked_to_show_up(cast: Cast) -> None:
    stage = cast.stage
    cast.house.forum.anonymous(cast.counsellor)

    await stage.says(cast.topic, "Qui suis-je ?")

    await stage.shows(cast.topic, "je ne sais pas qui agit")
    must_not_show(stage, cast.young, "Qui suis-je")


async def test_counsellors_among_themselves_are_left_alone(cast: Cast) -> None:
    stage = cast.stage
    before = len(stage.screen(cast.general))

    await stage.says(cast.general, "Réunion à 14 h ?")
    await stage.sends(cast.general, "photo")

    assert before + 2 == len(stage.screen(cast.general))
    must_not_show(stage, cast.young, "Réunion")


async def test_an_unknown_command_in_a_thread_goes_nowhere(cast: Cast) -> None:
    stage = cast.stage

    await stage.says(cast.topic, "/nte Elle a des soucis à la maison")

    await stage.shows(cast.topic, "rien n'est parti")
    for where in (cast.young, cast.adult):
        must_not_show(stage, where, "soucis")


async def _alerts(stage: Stage) -> list[str]:
    return await stage.database.run(lambda c: [row.kind for row in c.execute(alerts.select().order_by(alerts.c.id))])
