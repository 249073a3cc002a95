"""What waits besides missions, on screens: reminded gently, ended by the act itself, handed to the team at the end."""

from __future__ import annotations

from bot.demo.stage import Stage, Where
from tests.stories.cast import Cast, colleague


async def days(stage: Stage, count: int) -> None:
    for _ in range(count):
        await stage.pass_time(days=1)


def bells(cast: Cast, where: Where) -> list[str]:
    """The first line of every reminder on that screen."""
    return [text.splitlines()[0] for text in cast.stage.texts(where) if text.startswith("🔔")]


async def test_an_invitation_that_nobody_opens_is_made_anew_in_one_tap(cast: Cast) -> None:
    stage = cast.stage
    old = await stage.invites(cast.house, "Un ou une jeune", "Inès")
    await days(stage, 4)
    assert not await stage.sees(cast.desk, "L'invitation d'Inès")
    await days(stage, 3)
    await stage.shows(cast.desk, "L'invitation d'Inès n'a pas été ouverte", "remis en main propre", "Proposition : ")

    await stage.taps(cast.desk, "Nouveau lien")
    message = await stage.shows(cast.desk, "le lien pour Inès")
    await stage.shows(cast.desk, "n'a pas été ouverte", "✅ Fait par Nadia")
    new = next(word for word in message.text.split() if word.startswith("https://t.me/"))
    ines = stage.tg.user("Inès")
    await stage.opens(ines, old)
    await stage.shows(Where(ines), "Ce lien est trop ancien")
    await stage.opens(ines, new)
    await stage.taps(Where(ines), "D'accord")

    await days(stage, 5)
    assert 1 == cast.count(cast.desk, "L'invitation d'Inès")


async def test_a_first_question_left_open_is_asked_again_and_then_the_team_calls(cast: Cast) -> None:
    stage = cast.stage
    tom = stage.tg.user("Tom")
    await stage.opens(tom, await stage.invites(cast.house, "Un ou une jeune", "Tom"))
    await days(stage, 4)
    assert 2 == len(bells(cast, Where(tom)))

    await days(stage, 3)
    await stage.shows(cast.desk, "À appeler : Tom · alternance", "Relancé : le 24/11", "la première question")
    await stage.says(Where(tom), "/menu")
    await stage.taps(Where(tom), "D'accord")
    await stage.taps(Where(tom), "Tom")
    await days(stage, 7)
    assert 2 == len(bells(cast, Where(tom)))


async def test_a_lesson_left_in_the_middle_waits_at_its_page(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.young, "/semaine")
    await stage.taps(cast.young, "Ne plus recevoir")
    await stage.says(cast.young, "/lecons")
    await stage.taps(cast.young, "l'alternance")
    await stage.taps(cast.young, "Suite")
    await days(stage, 7)
    assert ["🔔 Une leçon t'attend là où tu l'as laissée. Deux minutes, et c'est reparti."] == bells(cast, cast.young)

    await stage.taps(cast.young, "Voir les leçons")
    await stage.taps(cast.young, "l'alternance")
    await stage.taps(cast.young, "Suite")
    await days(stage, 3)
    assert 1 == len(bells(cast, cast.young))  # she went on: the count begins anew
    await days(stage, 16)
    await stage.shows(cast.desk, "📵 À recontacter : Léa")  # two reminders, and nothing of her since
    await stage.taps(cast.desk, "Recontacté")
    await days(stage, 4)
    await stage.shows(cast.desk, "À encourager : Léa", "Relancé : ", "📱 Pas de numéro ici")
    assert 3 == len(bells(cast, cast.young))


async def test_a_card_that_nobody_takes_reaches_the_substitute_and_never_twice_a_day(cast: Cast) -> None:
    stage, nadia = cast.stage, Where(cast.counsellor)
    paul = Where(await colleague(cast))
    await stage.says(cast.general, "/absent 24/11 27/11")
    await stage.taps(cast.general, "Paul")
    cast.apprentice.block(stage.bot)
    await stage.follow()
    await stage.shows(cast.desk, "ne peut plus être joint")
    await days(stage, 4)
    assert [] == bells(cast, nadia)
    assert 2 == len(bells(cast, paul))

    await stage.taps(paul, "Voir la carte")
    await stage.taps(paul, "C'est fait")
    await days(stage, 10)
    assert 2 == len(bells(cast, paul))


async def test_moments_and_the_week_that_nobody_answers_are_asked_for_once_more(cast: Cast) -> None:
    stage = cast.stage
    await cast.finishes()  # there is something to look back on
    await cast.looks(cast.young, "Autonome")
    await cast.looks(cast.adult, "Autonome")
    for label in ("/rdv", "Ces trois-là", "Par téléphone", "Envoyer"):
        await (stage.says(cast.young, label) if label[0] == "/" else stage.taps(cast.young, label))
    await days(stage, 2)  # on Tuesday he is asked what comes: never two in a day
    (asked,) = bells(cast, cast.adult)
    assert "Des moments sont proposés" in asked
    await stage.taps(cast.adult, "📅 Répondre")
    await stage.shows(cast.adult, "Touchez tous ceux qui vous vont", "Rendez-vous")

    await days(stage, 1)
    await stage.shows(cast.young, "Ta semaine en trois gestes ?")
    await days(stage, 1)
    assert "🔔 Ta semaine en trois gestes : il reste un moment pour la faire." == bells(cast, cast.young)[-1]
    await days(stage, 3)
    assert 1 == sum("trois gestes" in words for words in bells(cast, cast.young))


async def test_counsellors_see_them_all_and_pause_one(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.general, "/relances")
    await stage.shows(
        cast.general,
        "7. une invitation pas ouverte, à la personne : J+1, J+3, puis l'équipe à J+5",
        "12. un rendez-vous à trois à choisir, à la personne : J+1, J+3, puis l'équipe à J+5",
        "16. une carte à traiter, à l'équipe : J+1, J+3, puis le responsable à J+5",
    )
    await stage.says(cast.general, "/relances 7 pause")
    await stage.says(cast.general, "/relances 12 : 2, 4")
    await stage.shows(cast.general, "7. une invitation pas ouverte : en pause", "J+2, puis l'équipe à J+4")

    await stage.invites(cast.house, "Un ou une jeune", "Inès")
    await days(stage, 8)
    assert not await stage.sees(cast.desk, "L'invitation d'Inès")


async def test_what_waits_in_a_paused_thread_goes_on_when_it_opens(cast: Cast) -> None:
    stage = cast.stage
    await cast.proposes()
    await stage.says(cast.topic, "/pause")
    await stage.taps(cast.topic, "Mettre en pause")
    await days(stage, 8)
    assert [] == bells(cast, cast.adult)

    await stage.says(cast.topic, "/rouvrir")
    await days(stage, 1)
    assert 1 == len(bells(cast, cast.adult))
    await days(stage, 7)
    await stage.shows(cast.desk, "À relancer par téléphone : Marc")
