"""A tutor with several apprentices: every message reaches the right one, or the bot asks; it never guesses."""

from __future__ import annotations

import pytest

from bot.demo.stage import Where
from bot.simulator import Person
from tests.stories.cast import Cast, forge, must_not_show


@pytest.fixture
async def tom(cast: Cast) -> Person:
    """Tom, whom Marc follows too."""
    stage = cast.stage
    person = await stage.welcome_apprentice(cast.house, "Tom")
    await stage.opens(cast.tutor, await stage.invites(cast.house, "La personne de l'entreprise", "Marc", "Tom"))
    await stage.shows(Where(person), "Marc · entreprise", "a rejoint")
    return person


@pytest.mark.grown
async def test_a_message_that_could_go_to_two_is_asked_about_and_goes_to_one(cast: Cast, tom: Person) -> None:
    stage = cast.stage

    await stage.says(cast.adult, "Rendez-vous à 8 h demain")
    await stage.shows(cast.adult, "À qui va ce message")
    must_not_show(stage, cast.young, "Rendez-vous")
    must_not_show(stage, Where(tom), "Rendez-vous")
    await stage.taps(cast.adult, "Tom")

    await stage.shows(Where(tom), "Marc · entreprise", "Rendez-vous à 8 h")
    await stage.shows(Where(cast.counsellor, cast.house.forum, "Tom – Marc (Atelier Lumen)"), "Rendez-vous")
    must_not_show(stage, cast.young, "Rendez-vous")
    must_not_show(stage, cast.topic, "Rendez-vous")


async def test_a_file_that_waits_for_its_reader_arrives_whole(cast: Cast, tom: Person) -> None:
    stage = cast.stage

    await stage.sends(cast.adult, "photo", caption="Le plan de l'atelier")
    await stage.taps(cast.adult, "Léa")

    await stage.shows(cast.young, "Le plan de l'atelier", kind="photo")
    assert not any(m.kind == "photo" for m in stage.screen(Where(tom)))


async def test_a_burst_that_could_go_to_two_is_asked_about_once_and_stays_whole(cast: Cast, tom: Person) -> None:
    stage = cast.stage

    for words in ("Un", "Deux", "Trois"):
        cast.tutor.send_text(stage.bot, f"{words} mot")
    await stage.follow()
    await stage.taps(cast.adult, "Tom")

    lines = [text for text in stage.texts(Where(tom)) if "mot" in text and "Marc" in text]
    assert ["Un mot", "Deux mot", "Trois mot"] == [line.splitlines()[-1] for line in lines]
    must_not_show(stage, cast.young, "mot")


async def test_a_reply_goes_where_it_answers(cast: Cast, tom: Person) -> None:
    stage = cast.stage
    await stage.says(cast.young, "C'est Léa")
    await stage.says(Where(tom), "C'est Tom")

    for name, where, other in (("Léa", cast.young, Where(tom)), ("Tom", Where(tom), cast.young)):
        copy = await stage.shows(cast.adult, f"C'est {name}")
        await stage.says(cast.adult, f"Bonjour {name}", reply_to=copy)
        await stage.shows(where, f"Bonjour {name}")
        must_not_show(stage, other, f"Bonjour {name}")
    assert 0 == cast.count(cast.adult, "À qui va ce message")


async def test_each_copy_says_which_thread_it_is_from(cast: Cast, tom: Person) -> None:
    stage = cast.stage

    await stage.says(Where(cast.counsellor, cast.house.forum, "Tom – Marc (Atelier Lumen)"), "Visite vendredi")

    await stage.shows(cast.adult, "Nadia · conseil", "Tom", "Visite vendredi")


async def test_a_mission_of_one_is_not_a_mission_of_the_other(cast: Cast, tom: Person) -> None:
    stage = cast.stage
    card = await cast.proposes()

    press = await forge(stage, tom, stage.screen(Where(tom))[-1], "m:1:1:1:withdraw")
    await forge(stage, tom, stage.screen(Where(tom))[-1], "v:1:1")
    await stage.taps(cast.adult, "Valider")

    assert "dans tes fils" in press.answer or "fil" in press.answer
    must_not_show(stage, Where(tom), "Ranger le coin")
    assert "validée" in card.text
    await stage.shows(cast.young, "dit oui")


async def test_a_choice_that_nobody_offered_sends_nothing(cast: Cast, tom: Person) -> None:
    stage = cast.stage
    await stage.says(cast.adult, "Pour qui ?")
    question = await stage.shows(cast.adult, "À qui va ce message")
    mark = next(b["callback_data"] for row in question.keyboard for b in row if b["text"] == "Tom").split(":")[1]

    for data in (f"a:{mark}:triad:99", f"a:{mark}:triad:", f"a:{mark}", f"a:ffffff:triad:1"):  # noqa: F541
        await forge(stage, cast.tutor, question, data)

    must_not_show(stage, cast.young, "Pour qui")
    must_not_show(stage, Where(tom), "Pour qui")
    await stage.taps(cast.adult, "Ne pas envoyer")
    await stage.shows(cast.adult, "rien n'est parti")


async def test_a_thread_that_closed_meanwhile_gets_nothing(cast: Cast, tom: Person) -> None:
    stage = cast.stage
    await stage.says(cast.adult, "Trop tard ?")
    await stage.database.run(_leave)

    await stage.taps(cast.adult, "Tom")

    await stage.shows(cast.adult, "n'est pas parti")
    must_not_show(stage, Where(tom), "Trop tard")


def _leave(c: object) -> None:
    from storage.tables import members

    c.execute(members.update().where(members.c.triad_id == 2, members.c.role == "tutor").values(until=members.c.since))  # type: ignore[attr-defined]


async def test_who_is_in_two_structures_is_asked_and_answers_go_where_they_answer(cast: Cast) -> None:
    """One thread in each: which of them is meant is never guessed."""
    stage = cast.stage
    house = await stage.open_house("Mission locale du Port", "Odile")
    tom = await stage.welcome_apprentice(house, "Tom")
    link = await stage.invites(house, "La personne de l'entreprise", "Marc", "Tom")
    await stage.opens(cast.tutor, link)
    await stage.taps(cast.adult, "D'accord")
    await stage.taps(cast.adult, "Marc")
    await stage.says(cast.adult, "Chantier du Port")

    await stage.says(cast.adult, "Rendez-vous à 8 h")
    await stage.shows(cast.adult, "À qui va ce message")
    await stage.shows(cast.adult, "Pour un fil d'une autre structure")
    for where in (cast.young, Where(tom), cast.topic):
        must_not_show(stage, where, "8 h")
    await stage.taps(cast.adult, "Tom")
    await stage.shows(Where(tom), "Marc · entreprise", "Rendez-vous à 8 h")
    await stage.says(cast.adult, "/pros Entre nous", reply_to=None)
    await stage.shows(cast.adult, "🔒 Entre professionnels : pour quel fil ?")
    await stage.taps(cast.adult, "Ne pas envoyer")

    await stage.says(cast.young, "C'est Léa")
    await stage.says(cast.adult, "Bonjour Léa", reply_to=await stage.shows(cast.adult, "C'est Léa"))
    await stage.shows(cast.young, "Bonjour Léa")
    must_not_show(stage, Where(tom), "Bonjour Léa")
    must_not_show(stage, cast.young, "8 h", "Entre nous")


async def test_one_more_message_much_later_is_asked_about_again(cast: Cast, tom: Person) -> None:
    stage = cast.stage
    await stage.says(cast.adult, "Premier mot")
    await stage.pass_time(minutes=5)

    await stage.says(cast.adult, "Second mot")
    await stage.shows(cast.adult, "À qui vont ces messages")
    await stage.taps(cast.adult, "Léa")

    assert ["Premier mot", "Second mot"] == [
        text.splitlines()[-1] for text in stage.texts(cast.young) if " mot" in text
    ]
    must_not_show(stage, Where(tom), "mot")


async def test_a_message_corrected_while_it_waits_leaves_as_it_reads_now(cast: Cast, tom: Person) -> None:
    stage = cast.stage
    line = await stage.says(cast.adult, "Rendez-vous à 8 h")

    await stage.edits(cast.adult, line, "Rendez-vous à 9 h")
    await stage.taps(cast.adult, "Tom")

    await stage.shows(Where(tom), "Rendez-vous à 9 h")
    must_not_show(stage, Where(tom), "8 h")
