"""Arriving: every way in, every door that stays shut, and what is said at each."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.demo.stage import DESK, House, Stage, Where
from bot.simulator import Person
from storage.tables import people
from tests.stories.cast import Cast, raise_curtain
from tests.stories.conftest import Expected

STRANGER = "on entre sur invitation"


async def _invited(stage: Stage, name: str = "Léa") -> tuple[House, str, Person]:
    """A structure, the link for an apprentice, and somebody who holds it."""
    house = await stage.open_house()
    link = await stage.invites(house, "Un ou une jeune", name)
    return house, link, stage.tg.user(name)


def _code(link: str) -> str:
    return link.partition("start=")[2]


@pytest.mark.grown
async def test_a_stranger_is_told_how_to_come_in(stage: Stage) -> None:
    person = stage.tg.user("Zoé")

    for words in ("/start", "Bonjour", "/menu", "/start x", "x" * 22):
        await stage.says(Where(person), words)

    assert 4 == sum(STRANGER in text for text in stage.texts(Where(person)))
    await stage.shows(Where(person), "Ce code n'est pas reconnu", "nouveau lien")


async def test_a_stranger_is_answered_five_times_a_day_and_a_link_always(stage: Stage) -> None:
    _, link, lea = await _invited(stage)
    here = Where(lea)
    for words in ("/start", "Bonjour", "/atelier abc", "/start x", "x" * 22):
        assert 0 == sum("dernière réponse" in text for text in stage.texts(here))
        await stage.says(here, words)
    await stage.shows(here, STRANGER, "dernière réponse", "lien d'invitation")
    for words in ("Allô ?", "/start y", "/atelier abc"):
        await stage.says(here, words)
    assert 5 == len([m for m in stage.screen(here) if m.sender is stage.bot])

    await stage.pass_time(days=1, minutes=1)
    await stage.says(here, "Bonjour")
    assert 6 == len([m for m in stage.screen(here) if m.sender is stage.bot])
    for _ in range(5):
        await stage.says(here, "Bonjour")
    await stage.opens(lea, link)
    await stage.shows(here, "Bienvenue")


async def test_a_link_opens_once(stage: Stage) -> None:
    house, link, lea = await _invited(stage)
    other = stage.tg.user("Zoé")
    await stage.opens(lea, link)

    await stage.opens(other, link)
    await stage.opens(lea, link)

    await stage.shows(Where(other), "a déjà servi")
    assert 1 == sum("Bienvenue" in text for text in stage.texts(Where(other)) + stage.texts(Where(lea)))
    await stage.taps(Where(lea), "D'accord")
    await stage.taps(Where(lea), "Léa")
    await stage.shows(Where(house.counsellor, house.forum, "Léa"), "Léa · alternance", "a rejoint")


async def test_of_two_who_open_a_link_at_once_one_comes_in(stage: Stage) -> None:
    _, link, lea = await _invited(stage)
    other = stage.tg.user("Zoé")

    other.follow(link)
    lea.follow(link)
    await stage.follow()

    both = stage.texts(Where(lea)) + stage.texts(Where(other))
    assert 1 == sum("Bienvenue" in text for text in both)
    assert 1 == sum("a déjà servi" in text for text in both)


async def test_an_old_link_says_so(stage: Stage) -> None:
    _, link, lea = await _invited(stage)
    await stage.pass_time(days=31)

    await stage.opens(lea, link)

    await stage.shows(Where(lea), "trop ancien")
    await stage.says(Where(lea), "Bonjour ?")
    await stage.shows(Where(lea), STRANGER)


async def test_a_code_can_be_typed(stage: Stage) -> None:
    _, link, lea = await _invited(stage)

    await stage.says(Where(lea), f"  {_code(link)} ")

    await stage.shows(Where(lea), "Bienvenue", "Tilleuls")


async def test_a_code_typed_by_somebody_who_is_in_already_is_no_message_for_the_thread(cast: Cast) -> None:
    stage = cast.stage
    link = await stage.invites(cast.house, "Un ou une jeune", "Tom")

    await stage.says(cast.adult, _code(link))

    await stage.shows(cast.adult, "autre rôle")
    for where in (cast.young, cast.topic):
        assert 0 == cast.count(where, _code(link))
    tom = stage.tg.user("Tom")
    await stage.opens(tom, link)
    await stage.shows(Where(tom), "Bienvenue")


async def test_the_tutors_link_does_not_make_the_apprentice_a_tutor(cast: Cast) -> None:
    stage = cast.stage
    link = await stage.invites(cast.house, "La personne de l'entreprise", "Sofia", cast.topic.topic)

    await stage.opens(cast.apprentice, link)

    await stage.shows(cast.young, "autre rôle", "alternance")
    await stage.says(cast.young, "/menu")
    await stage.shows(cast.young, "Que veux-tu faire")
    sofia = stage.tg.user("Sofia")
    await stage.opens(sofia, link)
    await stage.shows(Where(sofia), "Tilleuls", "Léa")


async def test_a_second_link_to_the_same_thread_changes_nothing(cast: Cast) -> None:
    stage = cast.stage
    link = await stage.invites(cast.house, "La personne de l'entreprise", "Marc", cast.topic.topic)

    await stage.opens(cast.tutor, link)

    await stage.shows(cast.adult, "rien n'a changé")
    await stage.says(cast.young, "Une seule fois, s'il te plaît")
    assert 1 == cast.count(cast.adult, "Une seule fois")


async def test_starting_again_shows_the_menu(cast: Cast) -> None:
    stage = cast.stage
    start = next(m.text for m in stage.screen(cast.young) if m.text.startswith("/start"))

    await stage.says(cast.young, "/start")
    await stage.shows(cast.young, "Que veux-tu faire")
    await stage.says(cast.young, start)

    await stage.shows(cast.young, "déjà ouvert la porte")
    assert 0 == cast.count(cast.adult, start)


@pytest.mark.grown
async def test_no_means_no_and_the_same_link_opens_again(stage: Stage) -> None:
    house, link, lea = await _invited(stage)
    desk = Where(house.counsellor, house.forum, DESK)
    await stage.opens(lea, link)

    await stage.taps(Where(lea), "Non merci")
    await stage.shows(Where(lea), "C'est ton choix", "le même lien marche encore")
    await stage.says(Where(lea), "Allô ?")
    await stage.shows(Where(lea), STRANGER)
    card = await stage.shows(desk, "Léa a répondu « Non merci »", "reste valable")
    await stage.opens(lea, link)
    await stage.taps(Where(lea), "D'accord")
    await stage.taps(Where(lea), "Léa")

    await stage.shows(Where(lea), "Que veux-tu faire")
    assert "Fait par Léa" in card.text
    await stage.says(Where(lea), "Bonjour, me voilà")
    await stage.shows(Where(house.counsellor, house.forum, "Léa"), "Bonjour, me voilà")
    await stage.opens(stage.tg.user("Zoé"), link)
    assert 1 == sum("a rejoint le fil" in text for text in stage.texts(Where(house.counsellor, house.forum, "Léa")))


async def test_a_no_is_not_an_invitation_that_nobody_has_opened(stage: Stage) -> None:
    house, link, lea = await _invited(stage)
    await stage.opens(lea, link)
    await stage.taps(Where(lea), "Non merci")

    for _ in range(10):
        await stage.next_morning()

    desk = stage.texts(Where(house.counsellor, house.forum, DESK))
    assert 1 == sum("Léa" in text for text in desk)
    assert not any("pas été ouverte" in text for text in desk)
    await stage.pass_time(days=20)
    await stage.opens(lea, link)
    await stage.shows(Where(lea), "trop ancien")


async def test_a_tutor_who_said_no_by_mistake_comes_in_by_the_same_link(cast: Cast) -> None:
    stage, adult = cast.stage, cast.stage.tg.user("Sofia")
    link = await stage.invites(cast.house, "La personne de l'entreprise", "Sofia", cast.topic.topic)
    await stage.opens(adult, link)

    await stage.taps(Where(adult), "Non merci")

    await stage.shows(cast.desk, "Sofia a répondu « Non merci » à l'invitation dans le fil de Léa")
    assert not any("Sofia" in text for text in stage.texts(cast.young))
    await stage.opens(adult, link)
    await stage.taps(Where(adult), "D'accord")
    await stage.taps(Where(adult), "Sofia")
    await stage.says(Where(adult), "Atelier Lumen")
    await stage.shows(cast.topic, "Sofia · entreprise a rejoint le fil")


async def test_an_arrival_goes_on_days_later_where_it_stopped(stage: Stage) -> None:
    house, link, lea = await _invited(stage)
    await stage.opens(lea, link)
    await stage.says(Where(lea), "C'est quoi ce truc ?")
    await stage.shows(Where(lea), "choisir une des réponses")
    await stage.pass_time(days=9)

    await stage.says(Where(lea), "/menu")
    await stage.shows(Where(lea), "Es-tu d'accord")
    await stage.taps(Where(lea), "D'accord")
    await stage.pass_time(days=2)
    await stage.opens(lea, link)
    await stage.shows(Where(lea), "déjà ouvert la porte")
    await stage.says(Where(lea), "/start")
    await stage.shows(Where(lea), "Comment veux-tu qu'on t'appelle")
    await stage.says(Where(lea), "Léa-Marie")

    await stage.shows(Where(lea), "Léa-Marie", "Que veux-tu faire")
    assert not any("En pause" in text for text in stage.texts(Where(lea)))
    await stage.shows(Where(house.counsellor, house.forum, "Léa-Marie"), "a rejoint")
    must_be_quiet = stage.texts(Where(house.counsellor, house.forum))
    assert not any("C'est quoi ce truc" in text for text in must_be_quiet)


async def test_nothing_is_passed_on_before_consent(cast: Cast) -> None:
    stage = cast.stage
    link = await stage.invites(cast.house, "La personne de l'entreprise", "Sofia", cast.topic.topic)
    sofia = stage.tg.user("Sofia")
    await stage.opens(sofia, link)

    await stage.says(cast.young, "Qui est là ?")
    await stage.says(Where(sofia), "Je regarde d'abord.")
    await stage.sends(Where(sofia), "photo")

    assert not any("Qui est là" in text for text in stage.texts(Where(sofia)))
    for where in (cast.young, cast.adult, cast.topic):
        assert 0 == cast.count(where, "Je regarde")
        assert not any(message.kind == "photo" for message in stage.screen(where))


async def test_a_link_of_another_structure_makes_another_person_of_the_same_human(stage: Stage) -> None:
    here = await raise_curtain(stage)
    there = await stage.open_house("Mission locale du Port", "Odile")
    link = await stage.invites(there, "Un ou une jeune", "Léa")

    await stage.opens(here.apprentice, link)

    await stage.shows(here.young, "Bienvenue", "Mission locale du Port")
    await stage.taps(here.young, "D'accord")
    await stage.taps(here.young, "Léa")
    await stage.shows(Where(there.counsellor, there.forum, "Léa"), "Léa · alternance")
    assert 1 == here.count(here.topic, "Léa · alternance a rejoint")


async def test_only_the_one_who_invites_answers_the_questions_of_an_invitation(cast: Cast) -> None:
    stage = cast.stage
    link = await stage.invites(cast.house, "Un ou une collègue", "Paul")
    paul = stage.tg.user("Paul")
    await stage.opens(paul, link)
    await stage.taps(Where(paul), "D'accord")
    await stage.taps(Where(paul), "Paul")
    cast.house.forum.add(paul)
    his = Where(paul, cast.house.forum)

    await stage.says(cast.general, "/inviter")
    press = paul.press(await stage.shows(his, "Qui invitez-vous"), "Un ou une jeune")
    await stage.follow()
    await stage.says(his, "Kévin")

    assert "autre personne" in press.answer
    assert not any("Kévin" in m.text for m in stage.screen(his) if m.sender is stage.bot)
    await stage.taps(cast.general, "Un ou une jeune")
    await stage.says(cast.general, "Nour")
    await stage.shows(cast.general, "le lien pour Nour")


async def test_a_manager_is_invited_from_the_forum_and_gets_what_the_team_passes_on(cast: Cast) -> None:
    stage = cast.stage
    link = await stage.invites(cast.house, "Un ou une responsable", "Inès")
    ines = stage.tg.user("Inès")
    await stage.opens(ines, link)

    await stage.shows(Where(ines), "Vous ne lisez pas les fils")
    await stage.taps(Where(ines), "D'accord")
    await stage.taps(Where(ines), "Inès")
    await stage.shows(Where(ines), "Ce que l'équipe vous transmet arrive ici")
    await stage.says(Where(ines), "/aide")
    await stage.shows(Where(ines), "Vous ne lisez pas les fils", "boutons")
    await stage.says(cast.young, "Un message du fil")
    assert 0 == cast.count(Where(ines), "Un message du fil")


async def test_who_is_no_counsellor_any_more_invites_nobody(cast: Cast, expected: Expected) -> None:
    expected.alerts |= {"forum-stranger"}
    stage = cast.stage
    await stage.says(cast.general, "/inviter")
    await stage.taps(cast.general, "Un ou une responsable")
    lowered = update(people).where(people.c.first_name == "Nadia").values(role="manager")
    await stage.database.run(lambda c: c.execute(lowered))

    await stage.says(cast.general, "Inès")

    assert 0 == cast.count(cast.general, "le lien pour Inès")
