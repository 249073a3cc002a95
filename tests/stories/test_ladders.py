"""Ladders that other stories do not play: missions on both sides, conventions and their reviews, a meeting's lines."""

from __future__ import annotations

from tests.stories.cast import Cast
from tests.stories.test_meetings import fixes
from tests.stories.test_waiting import bells, days


async def test_what_missions_wait_for_is_asked_for_on_both_sides_then_handed_over(cast: Cast) -> None:
    stage = cast.stage
    await cast.finishes("Faite")
    await cast.agrees("Validée")
    await cast.proposes("Questionnée")
    await stage.taps(cast.adult, "Question")
    await stage.says(cast.adult, "Avec qui ?")
    await cast.proposes("Ajustée")
    await stage.taps(cast.adult, "Ajuster")
    await stage.taps(cast.adult, "Quand")
    await stage.says(cast.adult, "Vendredi")
    await stage.taps(cast.adult, "C'est tout")
    await stage.taps(cast.adult, "Envoyer")

    await days(stage, 1)
    await stage.shows(cast.young, "🔔 4 choses attendent ta réponse")
    assert ["🔔 Une mission est faite. Votre regard prend une minute."] == bells(cast, cast.adult)
    for _ in range(11):
        await days(stage, 1)
        await stage.says(cast.young, "Je suis là")  # heard, and yet nothing is answered
        await stage.says(cast.adult, "Moi aussi")
    assert len(bells(cast, cast.young)) <= 6
    assert 3 == len(bells(cast, cast.adult))
    for what in ("réponse à la question sur « Questionnée »", "aux changements de « Ajustée »",
                 "pas commencé la mission « Validée »"):  # fmt: skip
        await stage.shows(cast.desk, what.removeprefix("réponse à "), "Relancé : ", "📱 ", "Proposition : ")
    looks = [text for text in stage.texts(cast.desk) if "son regard sur « Faite »" in text]
    assert [1, 1] == [sum(who in text for text in looks) for who in ("Marc · entreprise", "Léa · alternance")]


async def test_a_convention_is_asked_for_until_it_is_signed_then_its_review(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.young, "/immersion")
    await stage.taps(cast.young, "Je n'ai pas de numéro")
    for words in ("21/12", "23/12", "Atelier Lumen", "Accueil, rangement"):
        await stage.says(cast.young, words)
    await stage.taps(cast.young, "Non")
    await stage.taps(cast.young, "Pas encore")
    for _ in range(11):
        await days(stage, 1)
        await stage.says(cast.young, "Toujours pas")
    asked = [text for text in bells(cast, cast.young) if "convention" in text]
    assert 2 == len(asked)
    await stage.shows(cast.desk, "Convention d'immersion toujours pas signée", "Relancé : ", "qui doit encore signer")

    await stage.taps(cast.young, "Tout le monde a signé")
    for _ in range(17):
        await stage.pass_time(days=2)
        await stage.says(cast.adult, "Bonjour")
    assert 2 == len([text for text in bells(cast, cast.adult) if "bilan" in text])
    assert asked == [text for text in bells(cast, cast.young) if "convention" in text]
    await stage.shows(cast.desk, "le bilan de l'immersion n'est pas fait", "Relancé : ", "Trois questions, à deux")


async def test_a_meeting_without_its_three_lines_is_a_card(cast: Cast) -> None:
    stage = cast.stage
    await fixes(cast)  # Wednesday
    for _ in range(5):
        await days(stage, 1)
        await stage.says(cast.adult, "Bonjour")
    await stage.shows(cast.desk, "n'a pas de compte rendu", "📱 ", "J'écris.")
