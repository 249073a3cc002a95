"""What must hold for every script: found by itself, walked along all its roads, played by the real conversation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from core import conversation
from core.library.ideas import Idea
from core.messages import BUTTON_DATA_BYTES, TEXT_LIMIT, Attachment, Change, Content, Media, Message, Press, Send
from core.parcels import pack
from core.people import Role
from core.scene import Run, Scene
from core.scripts import scripts
from core.talk import Answers, Ask, Facts, Given, Unclear, replay
from core.texts import Rich, length
from tests.core.circle import HOME, LEA, LIBRARY, MONDAY, TRIAD, private

CARD = {"title": "Ranger", "why": "On trouve plus vite.", "when": "Jeudi", "skill": "organiser", "help": ""}
CALENDAR = {"today": "2026-11-23", "zone": "Europe/Paris", "opens": "09:00", "closes": "17:00", "closed": []}
PLAIN = {
    "now": MONDAY, "name": "Léa", "structure": "Mission locale", "counsellor": "Nadia", "hours": "9 h – 17 h",
    "apprentice": "Léa", "tutor": "Marc", "mission": 1, "version": 1, "card": CARD,
    "skills": {"organiser": "Organiser et ranger", "client": "Accueillir"},
    "criteria": {"soin": "J'ai fait avec soin.", "aide": "J'ai demandé de l'aide."},
    "levels": {"decouvre": "Découverte", "en_cours": "En cours", "autonome": "Autonome"},
    "ideas": tuple(
        Idea(f"Idée {n}", "commerce", "On trouve plus vite.", ("Compter", "Noter"), ("client",)).pack()
        for n in range(5)
    ),
    "choices": {"7": "Léa", "8": "Tom"}, "ways": {"telegram": "Telegram", "mail": "E-mail"},
    "tasks": {"": ["Ranger un rayon", "Compter un stock"], "7": ["Ranger un rayon"]},
    "grid": {"version": "e1", "criteria": [["soin", "J'ai fait avec soin.", "Le soin."], ["aide", "A", "B"]],
             "levels": [["decouvre", "Découverte", 1], ["vu", "Vu", 2], ["su", "Su", 3], ["rien", "Pas vu", None]]},
    "today": "2026-11-23", "lessons": {"aides": "Les aides", "recherche-et-profil": "Chercher"},
    "regulated": ({"name": "hauteur", "stems": ["quelques"], "words": [], "reason": "Haut.", "article": "D4153-30"},),
    "unsaid": ("Léa", "Marc", "Atelier Lumen"),
    "calendar": CALENDAR,
    "statements": ({"id": "m1", "trait": "m", "text": "Réparer."}, {"id": "a1", "trait": "a", "text": "Écouter."}),
}  # fmt: skip
# The longest and the oddest that people and counsellors can bring in.
ODD = "{x}<b>_*`[👩‍💻" + "é" * 23
EXTREME = {
    "now": MONDAY, "name": ODD, "structure": ODD * 2, "counsellor": ODD, "hours": ODD * 2, "apprentice": ODD,
    "tutor": ODD, "mission": 10**6, "version": 10**4,
    "card": {"title": "👍" * 60, "why": "👍" * 500, "when": "👍" * 60, "skill": "organiser", "help": "👍" * 250},
    "skills": {"organiser": "Organiser et ranger tout ce qui peut l'être", "s-1_2-34567890": "Un geste"},
    "criteria": {"un-critere-tres-long-1": "é" * 200, "un_autre_critere_2": "é" * 200},
    "levels": {"un_niveau_au_nom_fort_long": "é" * 40, "b": "B"},
    "ideas": tuple(
        Idea(title, "tous", "👍" * 60, ("é" * 80,) * 4, ("s-1_2-34567890",), stage=3, care="👍" * 60, here=True).pack()
        for title in ("é" * 120, "{x} <b>", "👍" * 60, "é", "è" * 120, "e" * 120)
    ),
    "grid": {"version": "e" + "9" * 8, "criteria": [[f"c{n}", "é" * 160, "é" * 160] for n in range(8)],
             "levels": [[f"l{n}", "é" * 40, n] for n in range(1, 5)] + [["rien", "é" * 40, None]]},
    "lessons": {f"une-lecon-au-nom-bien-long-{n}": "é" * 60 for n in range(3)},
    "choices": {str(10**9 + n): f"{ODD} (fil n° {10**9 + n})" for n in range(20)},
    "tasks": {"": ["é" * 120, "{x} <b>"]}, "calendar": CALENDAR,
    "statements": tuple({"id": f"x{n}", "trait": "m", "text": "é" * 90, "words": "réparer"} for n in range(3)),
}  # fmt: skip
# What people type: words, a date, an age; the first that a question takes is the usual answer to it.
TYPED = ("Quelques mots 👍", "marc@atelier.example", "03/2009", "09/2026", "17", "12/03/2027", "Un geste\nUn autre",
         "mardi 24/11 à 14 h 30", "réparer", "93290")  # fmt: skip
LONGEST_WALK = 40  # answers


def facts_of(kind: dict[str, Any], role: Role, triad: int) -> Facts:
    letter = Message(
        cause="c", at=MONDAY, sender=LEA.address, place=private(LEA), message_id="1", text=Rich("é" * 4000)
    )
    return Facts(**{"today": "2026-11-23"} | kind, role=role.value, triad=triad, parcels=(pack(letter),))


@dataclass(frozen=True)
class Road:
    """One way through a script: the questions in order, and what was answered to each."""

    asks: tuple[Ask, ...]
    givens: tuple[Given, ...]

    def answers(self, count: int | None = None) -> dict[str, Any]:
        """The first `count` answers, as they are kept."""
        pairs = list(zip(self.asks, self.givens, strict=True))[:count]
        return {ask.key: given.record() for ask, given in pairs}

    def after(self, ask: Ask, given: Given) -> Road:
        return Road((*self.asks, ask), (*self.givens, given))


def ways(ask: Ask) -> list[Given]:
    """What can be answered: the usual way first."""
    typed = [given for words in TYPED if _fits(ask, given := Given(words))][:1] if ask.free else []
    return typed + [Given(option.value) for option in ask.options]


def _fits(ask: Ask, given: Given) -> bool:
    try:
        ask.read(given)
    except Unclear:
        return False
    return True


def _walk(name: str, facts: Facts, road: Road, turns: int) -> Iterator[Road]:
    """All roads to the end that leave the usual way at most `turns` times."""
    stand = replay(scripts()[name].script, facts, road.answers())
    if stand.ask is None:
        yield road
        return
    assert len(road.asks) < LONGEST_WALK, f"{name} does not end"
    usual, *others = ways(stand.ask)
    yield from _walk(name, facts, road.after(stand.ask, usual), turns)
    for other in others if turns else ():
        yield from _walk(name, facts, road.after(stand.ask, other), turns - 1)


def _cases() -> Iterator[Any]:
    """Every script with every kind of facts; where a role or a place changes no question, once is enough."""
    kinds = (("plain", PLAIN, TRIAD.id), ("plain-outside", PLAIN, 0), ("extreme", EXTREME, 10**9))
    for name in scripts():
        met = set()
        for role in (Role.APPRENTICE, Role.TUTOR, Role.TRAINER, Role.COUNSELLOR):
            for word, kind, triad in kinds:
                facts = facts_of(kind, role, triad)
                usual = list(_walk(name, facts, Road((), ()), turns=0))
                asked = repr([[(ask.key, ask.prompt, ask.options) for ask in road.asks] for road in usual])
                if asked not in met:
                    met.add(asked)
                    yield pytest.param(name, facts, id=f"{name}-{role.value}-{word}")


CASES = list(_cases())
every_script = pytest.mark.parametrize(("name", "facts"), CASES)


def roads(name: str, facts: Facts, turns: int = 2) -> list[Road]:
    return _roads(next(n for n, case in enumerate(CASES) if case.values == (name, facts)), turns)


@cache
def _roads(case: int, turns: int) -> list[Road]:
    name, facts = CASES[case].values
    return list(_walk(name, facts, Road((), ()), turns))


def points(name: str, facts: Facts, turns: int = 1) -> dict[str, tuple[Road, int]]:
    """Every place where one can stand, once: a road and how many of its questions are answered.

    One turn off the usual way meets every question; two turns meet them in every order, which only replay looks at.
    """
    found = {}
    for road in roads(name, facts, turns):
        for count in range(len(road.asks)):
            found[json.dumps(road.answers(count))] = (road, count)
    return found


def scene_at(name: str, facts: Facts, answers: Answers, asked: str) -> Scene:
    """The apprentice in the middle of the conversation; what she does is applied to nobody."""
    scene = Scene(now=MONDAY, cause="c", place=private(LEA), library=LIBRARY, structure=HOME, person=LEA)
    scene.run = Run(name, "abcdef", facts, private(LEA), answers, asked)
    return scene


def tap(scene: Scene, data: str) -> str:
    sender = LEA.address
    assert sender is not None
    press = Press(cause="c", at=MONDAY, sender=sender, place=scene.place, press_id="1", message_id="9", data=data)
    return str(conversation.press(scene, press))


def shown(scene: Scene) -> list[Content]:
    return [act.content for act in scene.reply.outgoing if isinstance(act, Send | Change)]


@every_script
def test_every_script_ends_in_a_decision_or_in_none(name: str, facts: Facts):
    for road in roads(name, facts):
        result = replay(scripts()[name].script, facts, road.answers()).result

        assert result is None or callable(result.apply)


@every_script
def test_each_prefix_replays_to_the_same_question(name: str, facts: Facts):
    kept = Facts.unpack(json.loads(json.dumps(facts.pack())))

    assert facts == kept
    for road, count in points(name, facts, turns=2).values():
        answers = json.loads(json.dumps(road.answers(count)))
        stand = replay(scripts()[name].script, kept, answers)

        assert stand.ask is not None
        assert (road.asks[count].key, road.asks[count].prompt) == (stand.ask.key, stand.ask.prompt)


@every_script
def test_back_from_each_point_lands_on_the_question_before(name: str, facts: Facts):
    for road, count in points(name, facts).values():
        if count:
            asked = road.asks[count].key
            scene = scene_at(name, facts, road.answers(count), asked)
            tap(scene, f"b:abcdef:{asked}")

            assert scene.run is not None
            assert (road.asks[count - 1].key, road.answers(count - 1)) == (scene.run.asked, scene.run.answers)


@every_script
def test_correcting_asks_only_what_is_corrected_and_keeps_the_rest(name: str, facts: Facts):
    for road, count in points(name, facts).values():
        final, before = road.asks[count], road.asks[:count]
        if not final.final:
            continue
        for asked in (ask for ask in before if ask.label):
            scene = scene_at(name, facts, road.answers(count), final.key)
            tap(scene, f"d:abcdef:{asked.key}")

            gone = {asked.key} | {ask.key for ask in before if ask.completes == asked.key}
            rest = {key: given for key, given in road.answers(count).items() if key not in gone}
            assert scene.run is not None
            assert (asked.key, rest) == (scene.run.asked, scene.run.answers)
            for key in [ask.key for ask in before if ask.key in gone]:  # answered as before, and back at the last look
                assert key == scene.run.asked
                conversation.answer(scene, road.givens[[ask.key for ask in road.asks].index(key)])
            assert (final.key, road.answers(count)) == (scene.run.asked, dict(scene.run.answers))


@every_script
def test_the_last_look_offers_to_correct_each_labelled_answer(name: str, facts: Facts):
    for road, count in points(name, facts).values():
        labelled = [ask.key for ask in road.asks[:count] if ask.label]
        if road.asks[count].final and labelled:
            scene = scene_at(name, facts, road.answers(count), road.asks[count].key)
            tap(scene, f"c:abcdef:{road.asks[count].key}")
            buttons = [button for row in shown(scene)[-1].buttons for button in row]

            assert labelled == [b.data.removeprefix("d:abcdef:") for b in buttons if b.data.startswith("d:")]
            assert all(0 < length(b.label) <= 80 and len(b.data.encode()) <= BUTTON_DATA_BYTES for b in buttons)


@every_script
def test_each_question_fits_on_the_screen_with_its_buttons(name: str, facts: Facts):
    for road, count in points(name, facts).values():
        scene = scene_at(name, facts, road.answers(count), "")
        conversation.again(scene)
        (question,) = shown(scene)
        buttons = [button for row in question.buttons for button in row]

        assert 0 < length(question.text.text) <= TEXT_LIMIT
        assert all(0 < len(button.data.encode()) <= BUTTON_DATA_BYTES for button in buttons)
        assert len(buttons) == len({button.data for button in buttons}), "two buttons say the same"
        assert all(button.label.strip() for button in buttons)


@every_script
def test_each_button_gives_the_answer_it_shows(name: str, facts: Facts):
    for road, count in points(name, facts).values():
        scene = scene_at(name, facts, road.answers(count), "")
        conversation.again(scene)
        buttons = [button.data for row in shown(scene)[0].buttons for button in row if button.data.startswith("a:")]

        assert len(road.asks[count].options) == len(buttons)
        for option, data in zip(road.asks[count].options, buttons, strict=True):
            there = scene_at(name, facts, road.answers(count), road.asks[count].key)
            there.person = None  # whatever the end decides, nobody is there to whom it could be applied
            stand = replay(
                scripts()[name].script,
                facts,
                {**road.answers(count), road.asks[count].key: Given(option.value).record()},
            )
            if stand.ask is not None:
                tap(there, data)
                assert there.run is not None
                assert stand.ask.key == there.run.asked


@every_script
def test_an_answer_of_the_wrong_kind_gets_a_sentence_and_changes_nothing(name: str, facts: Facts):
    for road, count in points(name, facts).values():
        ask = road.asks[count]
        wrong = [Given(""), Given("   "), Given(file=Attachment(Media.STICKER, "s")), Given("x" * 5000)]
        wrong += [] if ask.free else [Given("n'importe quoi"), Given(file=Attachment(Media.VOICE, "v"))]
        for given in wrong:
            with pytest.raises(Unclear) as unclear:
                ask.read(given)
            scene = scene_at(name, facts, road.answers(count), ask.key)
            conversation.answer(scene, given)
            (told,) = shown(scene)

            assert [] == scene.reply.runs
            assert told.text.text.startswith(scene.words(unclear.value.text).text)
            assert ask.free or (told.buttons and told.text.text.endswith(scene.words(ask.prompt).text))
            assert len(told.text.text) > 10


@every_script
def test_a_question_is_asked_in_two_short_sentences_at_most(name: str, facts: Facts):
    for road, count in points(name, facts).values():
        prompt = road.asks[count].prompt.template.replace("…", "").replace("!", ".").replace("?", ".")

        assert len([part for part in prompt.split(".") if part.strip()]) <= 2, prompt


@every_script
def test_what_is_not_kept_is_asked_last(name: str, facts: Facts):
    """Until a conversation ends its answers are written down: only the last one never is."""
    assert [] == [ask.key for road in roads(name, facts) for ask in road.asks[:-1] if not ask.kept]


def test_a_script_in_a_menu_says_how_it_is_called_there_and_when_it_waits():
    for entry in scripts().values():
        assert entry.title, entry.name
        assert all(label.strip() for label in entry.menu.values())
