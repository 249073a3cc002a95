"""What counsellors look up in their forum: the file of a young person, and where words stand."""

from __future__ import annotations

import pytest

from bot.demo.stage import Where
from core.forum.search import Wanted
from tests.stories.cast import TITLE, Cast, colleague, everything, forge, must_not_show, raise_curtain


@pytest.mark.grown
async def test_the_file_of_a_young_person_in_short_pages(cast: Cast) -> None:
    stage = cast.stage
    await cast.agrees()
    await stage.says(cast.topic, "/note Sa mère est à l'hôpital")
    await stage.says(cast.young, "/sos")
    await stage.pass_time(days=3)

    await stage.says(cast.topic, "/dossier")
    page = await stage.shows(
        cast.topic, "🗂 Léa · Qui", "Léa · alternance, depuis le 23/11/2026", "dernier signe : le 23"
    )
    assert "Marc · entreprise" in page.text
    assert "aucun signe encore" in page.text
    await stage.taps(cast.topic, "Leçons")
    assert "pas commencée" in page.text
    await stage.taps(cast.topic, "Missions")
    assert f"1. {TITLE} – ✅ validée" in page.text
    await stage.taps(cast.topic, "Suivi")
    assert "Pas encore de rendez-vous" in page.text
    await stage.taps(cast.topic, "Rappels")
    assert "🔔" in page.text or "Aucun rappel" in page.text
    await stage.taps(cast.topic, "Notes")
    assert "Sa mère" in page.text  # one message, its pages turned
    assert 1 == cast.count(cast.topic, "🗂 Léa")
    must_not_show(stage, cast.young, "🗂", "mère")
    must_not_show(stage, cast.adult, "🗂", "mère")


async def test_a_file_is_found_by_name_and_closed_to_all_others(cast: Cast) -> None:
    stage = cast.stage
    other = await raise_curtain(stage, "Mission locale du Port", "Odile", "Lea", "Yann", "Chantier")

    await stage.says(cast.general, "/dossier lea")  # no accent
    page = await stage.shows(cast.general, "🗂 Léa · Qui")
    assert "Yann" not in page.text
    foreign = await forge(stage, other.counsellor, await stage.shows(other.general, "C'est fait"), "ds:1:notes")
    young = await forge(stage, cast.apprentice, stage.screen(cast.young)[-1], "ds:1:notes")
    await stage.says(cast.general, "/dossier Zoé")

    assert "n'est plus là" in foreign.answer
    assert "forum de l'équipe" in young.answer
    await stage.shows(cast.general, "Je ne trouve personne", "Zoé")


@pytest.mark.grown
async def test_words_are_found_where_they_stand_with_a_link(cast: Cast) -> None:
    stage = cast.stage
    await cast.proposes("Préparer l'Été")
    await stage.says(cast.young, "Mon père m'emmène à la Gare, œuvre d'art")
    await stage.says(cast.topic, "/note Le train de l'ÉTÉ est supprimé")
    await stage.says(cast.topic, "/pros Réunion à la gare")
    taken = await stage.says(cast.young, "Rien sur la gare")
    await stage.says(cast.young, "/retirer", reply_to=taken)
    await stage.taps(cast.young, "Retirer")

    await stage.says(cast.general, "/chercher pere GARE oeuvre")
    found = await stage.shows(cast.general, "🔎", "m'emmène à la Gare")
    copy = await stage.shows(cast.topic, "m'emmène")
    (link,) = [e["url"] for e in found.entities if e["type"] == "text_link"]
    assert link == f"https://t.me/c/{str(cast.house.forum.id).removeprefix('-100')}/{copy.topic}/{copy.id}"
    await stage.says(cast.general, "/chercher ete")
    await stage.shows(cast.general, "🧩 Léa", "Préparer l'Été", "🔒 Léa", "supprimé")
    await stage.says(cast.general, "/chercher gare")
    gare = await stage.shows(cast.general, "Réunion à la gare", "Gare, œuvre")
    assert "Rien sur" not in gare.text
    await stage.says(cast.general, "/chercher marc lumen")
    await stage.shows(cast.general, "👤 Marc · entreprise")
    await stage.taps(cast.general, "🗂 Léa")
    await stage.shows(cast.general, "🗂 Léa · Qui")


async def test_a_search_stays_in_its_structure_and_never_reads_calls(cast: Cast) -> None:
    stage = cast.stage
    other = await raise_curtain(stage, "Mission locale du Port", "Odile", "Tom", "Yann", "Chantier")
    await stage.says(other.young, "Le mot rare est pamplemousse")
    await stage.says(cast.young, "/sos")
    await stage.taps(cast.young, "urgent")
    await stage.says(cast.young, "pamplemousse et peur")
    paul = await colleague(cast)

    await stage.says(Where(paul, cast.house.forum), "/chercher pamplemousse")
    await stage.shows(cast.general, "Rien ici avec « pamplemousse »")
    await stage.says(cast.general, "/chercher")
    await stage.shows(cast.general, "après /chercher")
    await stage.says(cast.young, "/chercher cv")  # in private it searches the library, as before
    assert "🗂" not in everything(stage, cast.young)


def test_what_is_around_the_words() -> None:
    wanted = Wanted("Ecole")

    assert wanted.fits("À l'ÉCOLE")
    assert not wanted.fits("col")
    assert wanted.around("x" * 100 + " École " + "y" * 200).startswith("…" + "x" * 59 + " École")
    assert not Wanted("  ").fits("tout")
