"""« Quel contrat pour moi ? », in the chat: reasons, cautions, the next step, and nothing kept about health."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage.tables import events, runs
from tests.stories.cast import Cast, must_not_show


async def test_a_few_taps_bring_a_contract_with_its_reasons_and_the_next_step(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await stage.says(young, "/contrat")
    await stage.says(young, "17")
    for button in ("Je suis sans emploi", "Oui", "Un métier", "Non", "Une entreprise", "Non, passe"):
        await stage.answers(young, button)

    shown = await stage.shows(young, "Contrat de professionnalisation", "L'autre est possible aussi", "👉", "Source : ")
    assert "je ne décide d'aucun droit" in shown.text
    assert "un parent signe" in shown.text
    assert "RQTH" not in shown.text
    must_not_show(stage, cast.adult, "contrat", "Contrat")
    must_not_show(stage, cast.topic, "Contrat de")


async def test_somebody_too_old_and_not_registered_is_told_what_opens_a_contract(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await stage.says(young, "/contrat")
    await stage.says(young, "33 ans")
    for button in ("J'ai un emploi", "Non", "Un diplôme", "Oui", "Peu importe", "Oui, montre"):
        await stage.answers(young, button)

    await stage.shows(young, "Pas encore de contrat", "Inscris-toi à France Travail", "♿", "pas d'âge maximum")


async def test_whether_a_disability_was_spoken_of_is_not_kept(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await stage.says(young, "/contrat")
    await stage.says(young, "20")
    for button in ("À l'école", "Un diplôme", "Oui", "Peu importe", "Oui, montre"):
        await stage.answers(young, button)

    def read(c: Connection) -> tuple[dict[str, object], str]:
        answers = c.execute(select(runs.c.answers).where(runs.c.script == "choose_contract")).scalar_one()
        told = c.execute(select(events.c.data).where(events.c.kind == "contract-checked")).scalar_one()
        return answers, str(told)

    answers, told = await stage.database.run(read)
    assert "goal" in answers
    assert "recognition" not in answers
    assert "{}" == told
    must_not_show(stage, young, "➜ Oui, montre")
