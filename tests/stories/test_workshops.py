"""A workshop from the first code to the list: rooms, questions asked live, polls, late comers, and what goes wrong."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO

import pytest

from bot.demo.stage import Stage, Where
from bot.simulator import Person
from tests.stories.cast import Cast, everything, forge, must_not_show, raise_curtain

MINUTE = 60


@dataclass
class Room:
    """A workshop that the counsellor of a cast has just opened."""

    cast: Cast
    code: str
    link: str

    @property
    def stage(self) -> Stage:
        return self.cast.stage

    @property
    def forum(self) -> Where:
        return self.cast.general

    async def enters(self, person: Person, *, here: bool = True) -> Where:
        where = Where(person)
        await self.stage.says(where, f"/atelier {self.code}")
        if here:
            await self.stage.taps(where, "Je suis là")
        return where

    async def taps(self, label: str) -> str:
        """Tap what stands in the forum, also a button that was tapped before; the little answer."""
        counsellor = self.cast.counsellor
        message = next(m for m in reversed(self.stage.screen(self.forum)) if any(label in b for b in m.buttons))
        press = counsellor.press(message, next(button for button in message.buttons if label in button))
        await self.stage.follow()
        return press.answer

    async def settles(self) -> None:
        """The board and the counters have caught up."""
        await self.stage.pass_time(seconds=4)


async def opens(cast: Cast, words: str = "/atelier") -> Room:
    await cast.stage.says(cast.general, words)
    board = await cast.stage.shows(cast.general, "Atelier ouvert")
    link = next(word for word in board.text.split() if word.startswith("https://t.me/"))
    return Room(cast, board.text.split("code ")[1].split()[0], link)


@pytest.fixture
async def room(cast: Cast) -> Room:
    return await opens(cast)


async def asks(room: Room, lesson: str = "Définir", question: str = "") -> None:
    await room.taps("📚 Une leçon")
    await room.taps(lesson)
    await room.taps(question or "une par une")


async def tables(cast: Cast) -> dict[str, list[list[str]]]:
    """The files that stand in the forum, by the end of their names."""
    found = {}
    for message in cast.stage.screen(cast.general):
        if message.media is not None and message.media.file.name.endswith(".csv"):
            text = message.media.file.data.decode("utf-8-sig")
            found[message.media.file.name.rsplit("-", 1)[1]] = list(csv.reader(StringIO(text), delimiter=";"))
    return found


@pytest.mark.grown
async def test_a_workshop_from_the_code_to_the_lists(room: Room) -> None:
    stage, cast = room.stage, room.cast
    tom = await stage.welcome_apprentice(cast.house, "Tom")
    lea, other = await room.enters(cast.apprentice), Where(tom)
    await stage.opens(tom, room.link)
    await stage.taps(other, "Je suis là")
    await room.settles()
    await stage.shows(room.forum, "👥 2 sur 12 · ✋ 2 là", "✋ Léa", "✋ Tom")

    await asks(room)
    await stage.shows(room.forum, "Question 1", "🗳 0 sur 2")
    await stage.shows(lea, "Question 1", "jamais qui")
    first = stage.screen(lea)[-1]
    await stage.taps(lea, first.buttons[0])
    await stage.shows(lea, "Réponse gardée. Tu peux la changer")
    await stage.taps(other, stage.screen(other)[-1].buttons[1])
    await room.settles()
    await stage.shows(room.forum, "Question 1", "🗳 2 sur 2 ont répondu")
    must_not_show(stage, lea, "🗳 Réponses")

    await room.taps("Montrer les réponses")
    await stage.shows(lea, "✅", "🗳 Réponses : 2", "Ta réponse :")
    await stage.shows(other, "🗳 Réponses : 2")
    must_not_show(stage, lea, "Tom")
    await room.taps("Question suivante")
    await stage.shows(lea, "Question 2")

    await room.taps("🔚 Terminer")
    await stage.shows(lea, "L'atelier est fini. Merci")
    await stage.shows(room.forum, "Atelier terminé", "Présences confirmées : 2")
    found = await tables(cast)
    assert ["Léa", "Tom"] == [row[0] for row in found["presences.csv"][1:]]
    assert ["oui"] == [row[3] for row in found["reponses.csv"][1:] if row[0] == "1" and row[3] == "oui"]
    assert 2 == sum(int(row[4]) for row in found["reponses.csv"][1:] if row[0] == "1")
    assert not any("Léa" in cell or "Tom" in cell for row in found["reponses.csv"] for cell in row)


async def test_a_poll_of_ones_own_words(room: Room) -> None:
    stage = room.stage
    lea = await room.enters(room.cast.apprentice)

    await room.taps("✍️ Un sondage")
    await stage.says(room.forum, "Êtes-vous {prêts} à <b>chercher</b> ?")
    await stage.says(room.forum, "Oui")
    await stage.shows(room.forum, "Il faut de 2 à 6 réponses")
    await stage.says(room.forum, "=OUI()\nNon")
    await room.taps("📤 Envoyer")

    await stage.shows(lea, "Êtes-vous {prêts} à <b>chercher</b> ?")
    await stage.taps(lea, "=OUI()")
    await stage.taps(lea, "Non")
    assert "" == await room.taps("Montrer les réponses")
    shown = await stage.shows(lea, "Ta réponse : Non", "🗳 Réponses : 1")
    assert "✅" not in shown.text
    must_not_show(stage, room.cast.adult, "prêts")
    await room.taps("📋 La liste")
    assert "'=OUI()" in [row[2] for row in (await tables(room.cast))["reponses.csv"]]


async def test_two_rooms_at_once_never_mix(room: Room) -> None:
    stage, cast = room.stage, room.cast
    second = await opens(cast)
    assert second.code != room.code
    tom = await stage.welcome_apprentice(cast.house, "Tom")
    lea, other = await room.enters(cast.apprentice), await second.enters(tom)
    await second.settles()

    board = next(m for m in stage.screen(room.forum) if f"code {room.code}" in m.text)
    assert "Léa" in board.text
    assert "Tom" not in board.text
    await asks(second)  # the newest board is the second one's

    await stage.shows(other, "Question 1")
    must_not_show(stage, lea, "Question 1")
    await stage.says(lea, f"/atelier {second.code}")  # whoever goes to the other room leaves the first one
    await stage.shows(lea, "Question 1")
    await room.settles()
    await stage.shows(room.forum, f"code {room.code}", "👥 0 sur 12", "🚪 Léa")


async def test_the_code_lets_in_once_and_not_too_late(room: Room) -> None:
    stage, cast = room.stage, room.cast
    lea = await room.enters(cast.apprentice)

    await stage.says(lea, f"/atelier {room.code.lower()}")
    await stage.shows(lea, "Ce code a déjà servi ici")
    await room.settles()
    await stage.shows(room.forum, "👥 1 sur 12")

    tom = await stage.welcome_apprentice(cast.house, "Tom")
    await stage.pass_time(minutes=61)
    await room.enters(tom, here=False)
    await stage.shows(Where(tom), "Ce code ne marche plus")
    await stage.taps(lea, "Quitter")
    await stage.shows(lea, "Sortie notée")
    await room.enters(cast.apprentice, here=False)  # her own seat waits for her, whatever the hour
    await stage.shows(lea, "Présence notée")


async def test_a_full_room_says_so_and_grows(cast: Cast) -> None:
    stage, room = cast.stage, await opens(cast, "/atelier 2")
    for person in (cast.apprentice, cast.tutor):
        await room.enters(person)
    tom = await stage.welcome_apprentice(cast.house, "Tom")

    await room.enters(tom, here=False)
    await stage.shows(Where(tom), "L'atelier est complet (2 places)")
    await room.settles()
    await room.taps("➕ Ajouter des places")

    await room.enters(tom)
    await stage.shows(Where(tom), "Présence notée")
    await stage.shows(cast.adult, "Présence notée")


async def test_nobody_from_outside_comes_in(room: Room) -> None:
    stage = room.stage
    stranger, away = stage.tg.user("Zoé"), await raise_curtain(stage, "Autre maison", "Bob", "Tim", "Anne")

    await stage.opens(stranger, room.link)
    await stage.shows(Where(stranger), "pour les personnes déjà inscrites", "lien d'invitation")
    await stage.opens(away.apprentice, room.link)
    await stage.shows(away.young, "n'est pas reconnu ici")

    await room.settles()
    await stage.shows(room.forum, "👥 0 sur 12")
    await room.enters(room.cast.apprentice)
    await asks(room)
    seen = everything(stage, Where(stranger)) + everything(stage, away.young)
    assert "Question 1" not in seen
    press = await forge(stage, away.apprentice, stage.screen(away.young)[-1], f"atelier:{room.code}:answer:1:a")
    assert "n'existe plus ici" in press.answer


async def test_taps_that_are_forged_or_late_change_nothing(room: Room) -> None:
    stage, cast = room.stage, room.cast
    lea = await room.enters(cast.apprentice)
    await asks(room)
    screen = stage.screen(lea)[-1]

    for data, words in {
        f"atelier:{room.code}:end": "Seule l'équipe",
        f"atelier:{room.code}:show:1": "Seule l'équipe",
        f"atelier:{room.code}:answer:1:z": "n'existe plus",
        f"atelier:{room.code}:answer:x": "n'existe plus",
        f"atelier:{room.code}": "n'existe plus",
        "atelier::": "n'existe plus",
    }.items():
        assert words in (await forge(stage, cast.apprentice, screen, data)).answer
    outsider = await forge(stage, cast.tutor, stage.screen(cast.adult)[-1], f"atelier:{room.code}:answer:1:a")
    assert "il faut être dans l'atelier" in outsider.answer

    await room.taps("Montrer les réponses")
    late = await forge(stage, cast.apprentice, screen, f"atelier:{room.code}:answer:1:a")
    assert "question est fermée" in late.answer
    await stage.shows(room.forum, "🗳 Réponses : 0")


async def test_late_comers_find_the_question_and_a_forgotten_room_closes(room: Room) -> None:
    stage, cast = room.stage, room.cast
    await room.enters(cast.apprentice)
    await asks(room, question="📖 Ouvrir la leçon chez tous")
    await stage.taps(cast.young, "Ouvrir ▸")
    await stage.shows(cast.young, "1/")
    await room.taps("📚 Une leçon")
    await room.taps("Définir")
    await room.taps("❓")
    tom = await stage.welcome_apprentice(cast.house, "Tom")
    await room.enters(tom, here=False)

    await stage.shows(Where(tom), "Question 1")
    await room.settles()
    await stage.shows(room.forum, "… Tom", "(en cours de route)")

    await stage.pass_time(hours=5)

    await stage.shows(Where(tom), "L'atelier est fini")
    assert [["Tom", "oui", ""]] == [
        [row[0], row[3], row[4]] for row in (await tables(cast))["presences.csv"] if row[0] == "Tom"
    ]
    must_not_show(stage, room.forum, "🔚 Terminer", "Question suivante")


async def test_the_counsellor_is_told_what_cannot_be(cast: Cast) -> None:
    stage = cast.stage

    await stage.says(cast.topic, "/atelier")
    await stage.shows(cast.topic, "pas dans le fil d'un jeune")
    await stage.says(cast.general, "/atelier beaucoup")
    await stage.shows(cast.general, "/atelier 15 pour 15 places")
    room = await opens(cast)
    assert "Personne n'est encore entré" in await room.taps("✍️ Un sondage")
    await room.enters(cast.apprentice)
    await asks(room)
    assert "La question 1 attend encore" in await room.taps("✍️ Un sondage")
    await stage.says(Where(cast.counsellor), "/atelier")
    await stage.shows(Where(cast.counsellor), "dans le forum de l'équipe")
    await stage.says(cast.adult, "/atelier")
    await stage.shows(cast.adult, "suivi du code")
