"""What a tutor gives is seen: guides of one minute, a line once a month, a paper for the employer."""

from __future__ import annotations

import io

from pypdf import PdfReader

from tests.stories.cast import Cast, forge, raise_curtain


async def test_the_month_is_thanked_for_once_and_can_be_silent(cast: Cast) -> None:
    stage = cast.stage
    await cast.finishes()
    await cast.looks(cast.adult, "Autonome")
    await cast.proposes("Tenir la caisse")
    await stage.pass_time(hours=5)
    await stage.taps(cast.adult, "Valider")
    for _ in range(9):  # to Wednesday 2 December
        await stage.pass_time(days=1)

    line = await stage.shows(cast.adult, "Le mois dernier, grâce à vous")
    assert "missions qui ont eu votre réponse : 2 (dont oui : 2)" in line.text
    assert "le plus souvent en 2 h" in line.text  # at once, and five hours later
    assert "regards donnés : 1" in line.text
    assert "Léa" not in line.text
    assert 1 == cast.count(cast.adult, "grâce à vous")

    await stage.taps(cast.adult, "Mon attestation")
    await stage.shows(cast.adult, "Votre attestation de tutorat")
    assert "plus de bilan du mois" in (await forge(stage, cast.tutor, line, "tu:off")).answer
    await cast.proposes("Ranger")
    await stage.taps(cast.adult, "Valider")
    for _ in range(35):
        await stage.pass_time(days=1)
    assert 1 == cast.count(cast.adult, "grâce à vous")


async def test_an_attestation_of_tutoring_counts_and_names_nobody_else(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.adult, "/attestation")
    await stage.shows(cast.adult, "L'attestation vient après un module")
    await cast.agrees()

    await stage.says(cast.adult, "/attestation")

    message = await stage.shows(cast.adult, "Votre attestation de tutorat")
    assert message.media is not None
    page = PdfReader(io.BytesIO(message.media.file.data)).pages[0].extract_text()
    for words in ("Attestation de tutorat", "Marc, Atelier Lumen", "Missions validées", "Mission locale des Tilleuls"):
        assert words in page
    assert "Léa" not in page


async def test_guides_turn_in_one_message(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.adult, "/menu")
    await stage.taps(cast.adult, "Des guides d'une minute")
    before = len(stage.texts(cast.adult))
    await stage.taps(cast.adult, "Dire non sans décourager")

    await stage.shows(cast.adult, "Proposer demande du courage")
    assert before == len(stage.texts(cast.adult))
    await stage.says(cast.young, "/guides")
    await stage.shows(cast.young, "Je ne connais pas cette commande")


async def test_figures_stay_within_their_structure(cast: Cast) -> None:
    other = await raise_curtain(cast.stage, "Mission locale du Port", "Bob", "Tom", "Anne", "Garage")
    await cast.agrees()

    await cast.stage.says(other.adult, "/attestation")

    await cast.stage.shows(other.adult, "L'attestation vient après un module")
