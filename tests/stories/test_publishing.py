"""A counsellor writes a lesson: sent, checked, looked at, published, taken back; and everything that may be wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.demo.stage import Where
from bot.simulator import Message
from storage.content.house import CONTENT
from tests.stories.cast import Cast, everything, forge, must_not_show, raise_curtain
from tests.stories.reader import Reader
from tests.stories.test_lessons import STATUS, journal

HOUSE = (CONTENT / "1-definir-l-alternance.md").read_text("utf-8")
FIRST = HOUSE.split("## ")[1].splitlines()[0]
OURS = HOUSE.replace(f"## {FIRST}", "## À Saint-Tilleul", 1)
SLUG = STATUS.slug
NEW = """---
title: Le bus pour l'atelier
minutes: 2
act: {text: Note ton trajet.}
---

## Deux lignes

La ligne 4 passe devant l'atelier.

Sources : lba-decouvrir

## Quelle ligne ? {#ligne}

- [x] La 4
  > Oui, elle s'arrête devant.
- [ ] La 9
  > Non, elle va au lac.

Sources : lba-decouvrir
"""


async def sends(
    cast: Cast, text: str | bytes, name: str = f"1-{SLUG}.md", caption: str = "/publier", where: Where | None = None
) -> Message:
    data = text.encode() if isinstance(text, str) else text
    return await cast.stage.sends(where or cast.general, "document", data=data, name=name, caption=caption)


async def publishes(cast: Cast, text: str, name: str = f"1-{SLUG}.md") -> None:
    await sends(cast, text, name)
    await cast.stage.taps(cast.general, "📗 Publier")
    await cast.stage.shows(cast.general, "est publiée, pour votre structure")


@pytest.mark.grown
async def test_a_lesson_is_checked_looked_at_and_published_for_one_structure(cast: Cast) -> None:
    stage, away = cast.stage, await raise_curtain(cast.stage, "Autre maison", "Bob", "Tim", "Anne")
    begun = await Reader(stage, cast.young, STATUS).opens()
    await begun.turns()

    await sends(cast, OURS)
    await stage.shows(cast.general, "rien à corriger", f"version {STATUS.version + 1}")
    await stage.taps(cast.general, "👁 Aperçu")
    await stage.shows(cast.general, "brouillon, rien n'est publié", "À Saint-Tilleul")
    must_not_show(stage, cast.young, "À Saint-Tilleul")
    await stage.taps(cast.general, "Suite ▸")
    cast.counsellor.press(await stage.shows(cast.general, "rien à corriger"), "📗 Publier")
    await stage.follow()
    await stage.shows(cast.general, f"la version {STATUS.version + 1} est publiée")

    assert [{"version": STATUS.version + 1}] == await journal(cast, "module-published")
    await begun.taps("b")
    assert FIRST in begun.text  # she finishes what she began
    tom = Where(await stage.welcome_apprentice(cast.house, "Tom"))
    assert "À Saint-Tilleul" in (await Reader(stage, tom, STATUS).opens()).text
    assert FIRST in (await Reader(stage, away.young, STATUS).opens()).text
    assert "À Saint-Tilleul" not in everything(stage, away.young)


async def test_going_back_is_one_tap_and_a_new_version(cast: Cast) -> None:
    stage, house = cast.stage, STATUS.version
    await publishes(cast, OURS)

    await stage.says(cast.general, f"/versions {SLUG}")
    board = await stage.shows(cast.general, "🗂", f"version {house} – la maison", f"version {house + 1} – Nadia, 10:00")
    await stage.taps(cast.general, f"↩ Revenir à la version {house}")

    await stage.shows(cast.general, f"retour au texte de la version {house}, sous le numéro {house + 2}")
    assert FIRST in (await Reader(stage, cast.young, STATUS).opens()).text
    again = await forge(stage, cast.counsellor, board, f"publier:back:{SLUG}:{house}:{house + 1}")
    assert "entre-temps" in again.answer
    assert [{"version": house + 2, "to": house}] == await journal(cast, "module-rolled-back")


async def test_a_lesson_of_ones_own(cast: Cast) -> None:
    stage = cast.stage
    file = await sends(cast, NEW, "le-bus.md", caption="")
    await stage.says(cast.general, "/publier", reply_to=file)
    await stage.taps(cast.general, "📗 Publier")

    await stage.says(cast.young, "/lecons")
    await stage.taps(cast.young, "Le bus pour l'atelier")
    await stage.shows(cast.young, "La ligne 4 passe")
    await stage.says(Where(cast.counsellor), "/apercu le-bus")
    for label in ("Suite ▸", "La 9", "La 4", "Suite ▸"):
        await stage.taps(Where(cast.counsellor), label)
    await stage.shows(Where(cast.counsellor), "Aperçu, version 1", "Note ton trajet")
    assert [] == await journal(cast, "lesson-finished")


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        (NEW.replace("[x]", "[ ]"), "le-bus.md", ("À corriger (1)", "ligne 15 : il manque la bonne réponse")),
        (NEW.replace("lba-decouvrir", "nulle-part"), "le-bus.md", ("À corriger (2)", "ligne 11", "ligne 20")),
        (NEW.replace("ligne 4 passe", "ligne 4 coûte 2 € et passe"), "le-bus.md", ("chiffre sans source",)),
        (
            NEW.replace("Note ton", "'Note {smic_inconnu}'").replace(" trajet.}", "}"),
            "le-bus.md",
            ("ligne 1 : le chiffre « smic_inconnu »",),
        ),
        (NEW.replace("trajet.}", "trajet., label: Va, script: nothing}"), "le-bus.md", ("aucune conversation",)),
        (NEW, "Le bus.md", ("le nom du fichier",)),
        (NEW, "le-bus.pdf", ("finit par .md",)),
        (b"\xff\xfe\x00oups", "le-bus.md", ("pas du texte en UTF-8",)),
        (NEW + "é" * 100_001, "le-bus.md", ("trop gros",)),
        ("", "le-bus.md", ("À corriger",)),
    ],
)
async def test_what_is_wrong_is_told_and_nothing_is_published(
    cast: Cast, text: str | bytes, name: str, words: tuple[str, ...]
) -> None:
    await sends(cast, text or " ", name)

    await cast.stage.shows(cast.general, *words)
    assert [] == await journal(cast, "module-drafted")


async def test_a_file_that_telegram_does_not_give_is_asked_for_again(cast: Cast) -> None:
    stage = cast.stage
    stage.tg.limits = replace(stage.tg.limits, download_bytes=10)

    await sends(cast, NEW, "le-bus.md")

    await stage.shows(cast.general, "trop gros")
    await stage.says(cast.general, "/publier")
    await stage.shows(cast.general, "Pour publier une leçon")
    await stage.says(cast.general, "/versions rien")
    await stage.shows(cast.general, "Quelle leçon ?", SLUG)
    await stage.says(cast.general, "/apercu rien")
    await stage.shows(cast.general, "Quelle leçon ? /apercu")


async def test_only_those_whom_the_structure_names_publish(cast: Cast) -> None:
    stage, link = cast.stage, await cast.stage.invites(cast.house, "Un ou une collègue", "Paul")
    paul = stage.tg.user("Paul")
    await stage.opens(paul, link)
    await stage.taps(Where(paul), "D'accord")
    await stage.taps(Where(paul), "Paul")
    cast.house.forum.add(paul, cast.counsellor)
    his = Where(paul, cast.house.forum)

    await stage.says(cast.general, "/auteurs Zoé")
    await stage.shows(cast.general, "s'appelle « Zoé »")
    await stage.says(cast.general, "/auteurs Nadia")
    await stage.shows(cast.general, "Peuvent publier des leçons : Nadia.")
    await sends(cast, NEW, "le-bus.md", where=his)
    await stage.shows(cast.general, "Publier est réservé")
    await sends(cast, NEW, "le-bus.md")
    board = await stage.shows(cast.general, "rien à corriger")
    go = next(b["callback_data"] for row in board.keyboard for b in row if "Publier" in b["text"])

    assert "réservé" in (await forge(stage, paul, board, go)).answer
    await stage.says(his, "/auteurs tous")
    assert "réservé" in (await forge(stage, paul, board, go)).answer
    await stage.says(cast.general, "/auteurs tous")
    await stage.taps(cast.general, "📗 Publier")
    assert "déjà publié" in (await forge(stage, paul, board, go)).answer
    young = await forge(stage, cast.apprentice, stage.screen(cast.young)[-1], go)
    assert "réservé" in young.answer
    look = await forge(stage, cast.apprentice, stage.screen(cast.young)[-1], "apercu:le-bus:1:0:o")
    assert "pour l'équipe" in look.answer
