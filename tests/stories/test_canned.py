"""Answers that a team keeps ready: written in the forum or on the page, used in a thread and from a card."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from tests.stories.cast import Cast, forge, must_not_show, raise_curtain
from tests.stories.test_room import enters, sends, words

Browser = Callable[[], httpx.AsyncClient]


@pytest.mark.grown
async def test_a_team_writes_one_and_uses_it_in_a_thread_and_from_a_card(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.general, "/modeles")
    await stage.shows(cast.general, "Vos modèles", "Bien reçu · fourni au départ")
    await stage.taps(cast.general, "Ajouter")
    await stage.says(cast.general, "Coup de fil")
    await stage.says(cast.general, "{prenom}, {nom} te sonne")
    await stage.shows(cast.general, "Je ne sais pas remplir « {nom} »", "{prenom}, {tuteur}, {structure}")
    await stage.says(cast.general, "{prenom}, {tuteur} te sonne <b>demain</b>.")
    await stage.shows(cast.general, "Coup de fil, pour Léa par exemple", "Léa, Marc te sonne <b>demain</b>.")
    await stage.taps(cast.general, "Garder")
    await stage.says(cast.general, "/modèles")
    await stage.shows(cast.general, "Coup de fil · Nadia, 23/11/2026")

    await stage.says(cast.topic, "/modeles")
    await stage.taps(cast.topic, "Coup de fil")
    await stage.shows(cast.topic, "Ceci part vers Léa, Marc", "Léa, Marc te sonne")
    must_not_show(stage, cast.young, "te sonne")
    await stage.taps(cast.topic, "Envoyer")
    said = "Nadia · conseil\nLéa, Marc te sonne <b>demain</b>."
    assert (1, 1, 1) == tuple(cast.count(where, said) for where in (cast.young, cast.adult, cast.topic))
    copy = await stage.shows(cast.young, said)
    await stage.says(cast.young, "D'accord !", reply_to=copy)
    await stage.shows(cast.topic, "Léa · alternance\nD'accord !")

    await stage.says(cast.young, "/signaler", reply_to=await stage.shows(cast.young, said))
    await stage.taps(cast.desk, "Je prends")
    await stage.taps(cast.desk, "Modèle")
    await stage.taps(cast.desk, "Bien reçu")
    await stage.taps(cast.desk, "Modifier")
    await stage.shows(cast.desk, "Un toucher copie le modèle")
    await stage.says(cast.desk, "Bien reçu Léa, je l'appelle.")
    await stage.taps(cast.desk, "Envoyer")
    await stage.shows(cast.young, "Nadia · conseil\nBien reçu Léa, je l'appelle.")
    await stage.shows(cast.desk, "Nadia a répondu")


async def test_two_structures_never_see_each_others(cast: Cast, browser: Browser) -> None:
    stage = cast.stage
    other = await raise_curtain(stage, "Mission locale du Port", "Odile", "Tom", "Yann", "Chantier")
    client = await enters(cast, browser)
    refused = await sends(client, "/bureau/modeles", "/bureau/faire/canned", verb="add", name="Clé", words="{age} ?")
    assert "Je ne sais pas remplir « {age} »" in words(refused)
    await sends(client, "/bureau/modeles", "/bureau/faire/canned", verb="add", name="Pamplemousse",
                words="<script>{prenom}")  # fmt: skip
    page = await client.get("/bureau/modeles")
    assert "Pamplemousse Nadia, 23/11/2026" in words(page)
    assert "&lt;script&gt;{prenom}" in page.text
    assert "<script>{prenom}" not in page.text
    await sends(client, "/bureau/modeles", "/bureau/faire/canned", verb="drop", key=_key(page.text, "Bravo"))
    assert "Retirés Bravo" in words(await client.get("/bureau/modeles"))
    await client.aclose()

    await stage.says(other.topic, "/modeles")
    listed = await stage.shows(other.topic, "Quel modèle ?")
    assert "Bravo" in listed.buttons
    assert "Pamplemousse" not in listed.buttons
    foreign = await forge(stage, other.counsellor, listed, f"cn:use:{_key(page.text, 'Pamplemousse')}")
    assert "n'est plus là" in foreign.answer
    young = await forge(stage, cast.apprentice, stage.screen(cast.young)[-1], f"cn:use:{_key(page.text, 'Bien reçu')}")
    assert "pour l'équipe" in young.answer
    theirs = await enters(other, browser)
    assert "Pamplemousse" not in words(await theirs.get("/bureau/modeles"))
    await theirs.aclose()


def _key(page: str, name: str) -> str:
    """The key of an answer on the page."""
    return page.split(f'">{name}</h2>')[0].rsplit('id="n-', 1)[1]
