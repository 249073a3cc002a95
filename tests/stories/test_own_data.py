"""Somebody reads, corrects and has erased what is kept of her; the others keep what is theirs."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Connection, select

from bot import operator
from bot.demo.stage import Where
from bot.papers import make
from bot.web.pages.keys import hashed, new_secret
from core.api.keys import checked
from core.api.told import NewHook
from core.messages import Paper
from storage import apikeys, hooks
from storage.engine import tenancy
from storage.tables import outbox, people
from tests.stories.cast import TITLE, Cast, colleague, everything, must_not_show
from tests.stories.conftest import Expected
from tests.stories.test_room import Browser, enters

SECRET = "Je dors mal avant le travail."


async def papers(cast: Cast, kind: str) -> list[Paper]:
    """The files of this kind that were sent."""
    rows = await cast.stage.database.run(lambda c: c.execute(select(outbox.c.payload)).scalars().all())
    found = [row["c"]["a"]["p"] for row in rows if "p" in row.get("c", {}).get("a", {})]
    return [Paper(*one) for one in found if one[0] == kind]


async def test_she_reads_everything_and_receives_it_in_two_files(cast: Cast) -> None:
    stage = cast.stage
    await cast.finishes()
    await cast.looks(cast.adult, "En cours", "Très soigné.")
    await stage.says(cast.young, SECRET)
    await stage.says(cast.topic, "/note Elle est fatiguée.")

    await stage.says(cast.young, "/mesdonnees")
    await stage.shows(cast.young, "Ce que je garde de toi", "Prénom : Léa", "messages écrits : 1", "missions : 1")
    await stage.taps(cast.young, "Tout recevoir")
    await stage.shows(cast.young, "Tes données, à lire", kind="document")
    await stage.shows(cast.young, "pour un autre logiciel", kind="document")

    (page,), (bundle,) = await papers(cast, "mine"), await papers(cast, "bundle")
    assert make(page).startswith(b"%PDF")
    data, told = json.loads(make(bundle)), json.dumps(page.data, ensure_ascii=False)
    assert SECRET in told
    assert TITLE in told
    assert SECRET in json.dumps(data["posts"], ensure_ascii=False)
    # neither the notes of the team, nor a look that waits for hers
    assert "fatiguée" not in str(data) + told
    assert "soigné" not in str(data) + told
    # but it is said that they are kept, why they are not here, and how to have them
    assert "1 notes de travail de l'équipe : elles parlent aussi d'autres personnes. « Demander les notes »" in told
    assert [1] == [one["how_many"] for one in data["left_out"]]
    for told in ("avant le 21/12/2026", "C'est déjà demandé"):
        await stage.says(cast.young, "/mesdonnees")
        await stage.taps(cast.young, "Demander les notes")
        await stage.shows(cast.young, told)
    assert 1 == cast.count(cast.desk, "Léa · alternance demande ce que vos notes disent")
    await stage.shows(cast.desk, "jusqu'au 21/12/2026", "ôtez ce qui parle d'autres personnes")


async def test_she_sees_who_has_seen_her_file(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.young, "/mesdonnees")
    await stage.taps(cast.young, "Qui a vu mon dossier")

    seen = await stage.shows(cast.young, "Qui a vu ton dossier", "Marc · entreprise", "Nadia · conseil")
    assert "du 23/11/2026 au" not in seen.text
    # the team is told the truth about itself: nobody is erased for having been quiet there
    await stage.says(Where(cast.counsellor), "/mesdonnees")
    await stage.shows(Where(cast.counsellor), "tant que vous êtes de l'équipe", "Rien ne s'efface seul")
    await stage.says(cast.young, "/mesdonnees")
    await stage.taps(cast.young, "Mes droits")
    await stage.shows(cast.young, "même avant 18 ans", "CNIL")


async def test_each_reading_by_the_team_is_counted_where_she_can_see_it(cast: Cast, browser: Browser) -> None:
    stage = cast.stage
    room = await enters(cast, browser)
    for path in ("/bureau", "/bureau?q=lea", "/bureau?q=personne", "/bureau/jeune/1", "/bureau/jeune/1?k=note"):
        assert 200 == (await room.get(path)).status_code
    assert 200 == (await room.get("/bureau/jeunes.csv")).status_code
    await stage.says(cast.topic, "/dossier")
    await stage.says(cast.general, "/chercher Léa")

    await stage.says(cast.young, "/mesdonnees")
    await stage.taps(cast.young, "Qui a vu mon dossier")

    seen = await stage.shows(cast.young, "Ont ouvert, cherché ou copié ton dossier", "ne sont pas comptés")
    for told in (
        "dossier ouvert, 3 fois, la dernière le 23/11/2026",
        "trouvé par une recherche, 2 fois",
        "mis dans un tableau, le 23/11/2026",
    ):
        assert f"Nadia · conseil : {told}" in seen.text
    await stage.says(cast.young, "/mesdonnees")
    await stage.taps(cast.young, "Tout recevoir")
    (page,), (bundle,) = await papers(cast, "mine"), await papers(cast, "bundle")
    assert "Nadia : dossier ouvert (3)" in json.dumps(page.data, ensure_ascii=False)
    assert ["Nadia"] * 3 == [one["by"] for one in json.loads(make(bundle))["readings"]]


async def test_other_software_and_the_operator_are_named_too(cast: Cast, browser: Browser) -> None:
    stage, here = cast.stage, cast.house.id
    secret = new_secret()
    new = checked("i-milo", frozenset({"young-people:read", "missions:read"}), 90, hashed(secret), stage.now)
    hook = NewHook("https://logiciel.example/entree", "whsec_x", frozenset({"missions:read"}))

    def keep(c: Connection) -> None:
        tenancy.within(c, here)
        apikeys.add(c, here, new, stage.now)
        hooks.add(c, here, hook, stage.now)

    await stage.database.run(keep)
    for _ in range(2):
        for path in ("young-people", "young-people/1", "missions"):
            answer = await browser().get(f"/api/v1/{path}", headers={"authorization": f"Bearer {secret}"})
            assert 200 == answer.status_code
        assert "Léa" in str(await operator.export(stage.database, here, stage.now))
        assert "Léa" in str(await operator.structures(stage.database, stage.now))
        await stage.pass_time(days=1)

    for where in (cast.young, cast.adult):
        await stage.says(where, "/mesdonnees")
        await stage.taps(where, "Qui a vu mon dossier")
        await stage.shows(where, "Hors de l'équipe", "l'équipe technique, pour remettre ses données à la structure",
                          "pour retrouver un fil : 2 fois, la dernière le 24/11/2026")  # fmt: skip
    await stage.says(cast.young, "/mesdonnees")
    await stage.taps(cast.young, "Mes droits")
    await stage.shows(cast.young, "passent par Telegram", "lit où tu en es, jamais tes mots : « i-milo ».",
                      "prévenu de chaque étape, sans nom ni mot : logiciel.example.")  # fmt: skip
    seen = await stage.shows(cast.young, "un autre logiciel, « i-milo » : lu 2 jours, la dernière fois le 24/11/2026")
    assert "logiciel.example, prévenu de chaque étape, sans nom ni mot : depuis le 23/11/2026" in seen.text
    await stage.says(cast.young, "/mesdonnees")
    await stage.taps(cast.young, "Tout recevoir")
    (page,), (bundle,) = await papers(cast, "mine"), await papers(cast, "bundle")
    assert "un autre logiciel : i-milo (2)" in json.dumps(page.data, ensure_ascii=False)
    by = [one["by"] for one in json.loads(make(bundle))["readings"]]
    assert ["un autre logiciel", "l'équipe technique", "l'équipe technique", "un autre logiciel, prévenu"] == by


async def test_a_name_is_corrected_and_an_address_goes_through_the_team(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.young, "/corriger")
    await stage.taps(cast.young, "Mon prénom")
    await stage.says(cast.young, "Léana")
    await stage.shows(cast.young, "C'est corrigé")
    await stage.says(cast.young, "Bonjour à tous")
    await stage.shows(cast.adult, "Léana · alternance", "Bonjour à tous")

    await stage.says(cast.adult, "/corriger")
    await stage.taps(cast.adult, "Mon mail")
    await stage.says(cast.adult, "marc@lumen.example")
    await stage.shows(cast.desk, "marc@lumen.example", "À vérifier")


async def test_who_agreed_to_older_words_is_asked_again_once_a_day(cast: Cast) -> None:
    stage = cast.stage

    def older(c: object) -> None:
        c.execute(people.update().where(people.c.first_name == "Marc").values(consent_version="2025-01"))  # type: ignore[attr-defined]

    await stage.database.run(older)
    await stage.says(cast.adult, "Bonjour Léa")
    await stage.shows(cast.young, "Bonjour Léa")
    await stage.says(cast.adult, "À demain")
    assert 1 == cast.count(cast.adult, "a changé")
    await stage.taps(cast.adult, "D'accord")
    await stage.shows(cast.adult, "C'est noté")
    await stage.pass_time(days=1)
    await stage.says(cast.adult, "Re")
    assert 1 == cast.count(cast.adult, "a changé")


async def test_who_only_taps_is_asked_again_too(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.young, "/menu")
    await stage.database.run(lambda c: c.execute(people.update().values(consent_version="2025-01")))
    await stage.taps(cast.young, "Les missions")
    await stage.shows(cast.young, "a changé")
    await stage.pass_time(days=1)
    await stage.taps(cast.young, "Non")
    await stage.shows(cast.young, "Pour tout effacer")
    assert 1 == cast.count(cast.young, "a changé")


@pytest.mark.grown
async def test_she_changes_her_mind_then_everything_of_hers_is_erased(cast: Cast) -> None:
    stage = cast.stage
    await cast.proposes()
    await stage.says(cast.young, SECRET)
    topic = cast.topic
    await stage.shows(cast.adult, SECRET)
    await stage.says(cast.young, "/effacer")
    await stage.shows(cast.young, "Part", "Reste", "Telegram")
    await stage.taps(cast.young, "Oui, tout effacer")
    # twelve hours later it would be ten in the evening
    await stage.shows(cast.desk, "Léa · alternance", "demande l'effacement", "le 24/11 à 08:00")
    await stage.taps(cast.young, "Finalement, non")
    await stage.shows(cast.young, "rien n'est effacé")
    await stage.shows(cast.desk, "demande l'effacement", "Demande retirée")
    await stage.pass_time(hours=23)
    await stage.says(cast.young, "Toujours là")
    await stage.shows(cast.adult, "Toujours là")

    await stage.says(cast.young, "/effacer")
    await stage.taps(cast.young, "Oui, tout effacer")
    await stage.pass_time(hours=23)

    await stage.shows(cast.young, "C'est fait", "je ne garde plus rien de toi")
    await stage.shows(cast.adult, "fermé et effacé")
    await stage.shows(cast.desk, "effacement est fait")
    for words in (SECRET, "Toujours là", TITLE):
        must_not_show(stage, cast.adult, words)
        assert words not in "\n".join(m.text for m in stage.screen(cast.young) if m.sender is not cast.apprentice)
    assert topic.topic not in [one.name for one in cast.counsellor.topics(cast.house.forum)]
    assert "Léa" not in everything(stage, cast.desk)
    await stage.says(cast.young, "Bonjour ?")
    await stage.shows(cast.young, "on entre sur invitation")


async def test_who_changes_her_mind_twice_in_an_evening_is_erased_the_next_morning(cast: Cast) -> None:
    """Both times it would be done at eight: what was taken back may not stop what was asked for after it."""
    stage = cast.stage
    for answer in ("Oui, tout effacer", "Finalement, non", "Oui, tout effacer"):
        if answer.startswith("Oui"):
            await stage.says(cast.young, "/effacer")
        await stage.taps(cast.young, answer)
    await stage.shows(cast.young, "tout sera effacé le 24/11 à 08:00")

    await stage.pass_time(hours=23)

    await stage.shows(cast.young, "je ne garde plus rien de toi")


async def test_a_call_for_help_is_answered_before_anything_is_erased(cast: Cast, expected: Expected) -> None:
    stage = cast.stage
    expected.alerts.add("call-unanswered")
    await stage.says(cast.young, "/sos")
    await stage.taps(cast.young, "Je voudrais parler")
    await stage.says(cast.young, "/effacer")
    await stage.taps(cast.young, "Oui, tout effacer")
    await stage.pass_time(hours=22)

    assert not await stage.sees(cast.young, "je ne garde plus rien")


async def test_a_tutor_leaves_her_the_mission_without_his_words(cast: Cast) -> None:
    stage = cast.stage
    await cast.agrees()
    await stage.says(cast.adult, "Bien joué, Léa.")
    await stage.shows(cast.young, "Bien joué")
    await stage.says(cast.adult, "/effacer")
    await stage.taps(cast.adult, "Oui, tout effacer")
    await stage.pass_time(hours=22)

    await stage.shows(cast.young, "ses données sont effacées")
    must_not_show(stage, cast.young, "Bien joué")
    await stage.shows(cast.desk, "Dans le fil de Léa", "/inviter")
    await stage.says(cast.young, "/missions")
    await stage.shows(cast.young, TITLE)


async def test_the_only_counsellor_cannot_leave_the_young_alone(cast: Cast) -> None:
    stage = cast.stage
    where = type(cast.young)(cast.counsellor)
    await stage.says(where, "/effacer")
    press = await stage.taps(where, "Oui, tout effacer")

    assert "confiez d'abord vos fils" in str((press.query.answer or {}).get("text"))
    await colleague(cast)


async def test_two_years_of_silence_erase_unless_somebody_is_heard(cast: Cast) -> None:
    stage = cast.stage
    await stage.pass_time(days=731)
    await stage.next_morning()
    await stage.shows(cast.desk, "Sans nouvelles de Léa")
    await stage.shows(cast.desk, "Sans nouvelles de Marc")
    await stage.says(cast.young, "Me revoilà")

    await stage.pass_time(days=31)

    await stage.shows(cast.adult, "je ne garde plus rien de vous")
    assert not await stage.sees(cast.young, "je ne garde plus rien")
    await stage.says(cast.young, "/mesdonnees")
    await stage.shows(cast.young, "Prénom : Léa")


async def test_a_structure_blocks_copies_and_says_whom_to_ask(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.general, "/confidentialite dpo@tilleuls.example")
    await stage.shows(cast.general, "permis", "dpo@tilleuls.example")
    await stage.taps(cast.general, "Bloquer la copie")
    await stage.shows(cast.general, "bloqués")

    await stage.says(cast.young, "Bonjour Marc")
    copied = await stage.shows(cast.adult, "Bonjour Marc")
    assert copied.protected
    assert not (await stage.shows(cast.topic, "Bonjour Marc")).protected
    await stage.says(cast.young, "/mesdonnees")
    await stage.taps(cast.young, "Mes droits")
    await stage.shows(cast.young, "dpo@tilleuls.example")
