"""Somebody corrects what is kept of her: at once what only she knows, through the team what could mislead others."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.forum.cards import raise_card
from core.forum.topics import refresh
from core.missions.safety import ADULT, AGE, MINOR
from core.people import Person, Role
from core.scene import Scene
from core.talk import Facts, Say, Script, choice, text
from core.texts import say
from core.typed import check_name

TITLE = "la correction"
NAME, COMPANY, LANGUAGE, REACH, OTHER = "name", "company", "language", "reach", "other"
WHAT = {NAME: "Mon prénom", LANGUAGE: "Ma langue", REACH: "Mon mail ou mon téléphone", OTHER: "Autre chose"}


@dataclass(frozen=True)
class Corrected:
    """One thing about the person herself is different from now on."""

    what: str
    value: str

    def apply(self, scene: Scene) -> None:
        person = scene.person
        assert person is not None
        scene.record("data-corrected", what=self.what)
        match self.what:
            case "name":
                _become(scene, replace(person, first_name=self.value))
            case "company":
                _become(scene, replace(person, company=self.value))
            case "age":
                _become(scene, replace(person, settings={**person.settings, AGE: self.value}))
            case "language":
                scene.answer("Pour changer de langue : /langue")
            case _:
                _ask_team(scene, person, self.what, self.value)


def _become(scene: Scene, person: Person) -> None:
    """Herself, as she reads from now on in every thread; nobody takes another name without the others reading it."""
    before, scene.person = scene.person, person
    assert before is not None
    scene.reply.people.append(person)
    for triad in list(scene.triads.values()):
        if not triad.has(person):
            continue
        members = tuple(person if member.id == person.id else member for member in triad.members)
        scene.triads[triad.id] = changed = replace(triad, members=members)
        refresh(scene, changed)
        if before.first_name != person.first_name:
            words = say("✏️ {old} s'appelle maintenant {new}.", old=before.signature, new=person.signature)
            scene.post_in_topic(changed, words)
            for one in members:
                if one.id != person.id and one.role is not Role.COUNSELLOR and one.settled:
                    scene.tell(one, words, triad=triad.id)


def _ask_team(scene: Scene, person: Person, what: str, value: str) -> None:
    """An address that is wrong by one sign belongs to somebody else: a human checks it."""
    words = (
        say("✏️ {who} donne une autre adresse ou un autre numéro : {value}. À vérifier avec la personne, puis /inviter.",
            who=person.signature, value=value)
        if what == REACH
        else say("✏️ {who} demande une correction : {value}", who=person.signature, value=value)
    )  # fmt: skip
    triad = next((one for one in scene.triads.values() if one.has(person)), None)
    raise_card(scene, "correction", f"correction:{person.id}:{scene.cause}", words, triad=triad, person=person)


def correct_data(facts: Facts) -> Script[Corrected]:
    role = Role(facts.role) if facts.role else Role.APPRENTICE
    young = role is Role.APPRENTICE
    more = {COMPANY: "Mon entreprise"} if role is Role.TUTOR else {"age": "Mon âge"} if young else {}
    what = yield from choice(
        "what", "Que veux-tu corriger ?" if young else "Que voulez-vous corriger ?", {**WHAT, **more}
    )
    if what == LANGUAGE:
        return Corrected(what, "")
    if what == "age":
        value = yield from choice("age", "Quel est ton âge ?", {MINOR: "Moins de 18 ans", ADULT: "18 ans ou plus"})
    elif what == NAME:
        value = yield from text("name", "Quel prénom ?", at_most=40, spoken=False, check=check_name)
    elif what == COMPANY:
        value = yield from text("company", "Quelle entreprise ?", at_most=80, spoken=False)
    elif what == REACH:
        value = yield from text(
            "reach",
            "Quelle adresse, ou quel numéro ? L'équipe vérifie avant de s'en servir.",
            at_most=120,
            spoken=False,
        )
    else:
        value = yield from text("other", "Qu'est-ce qui est faux ? L'équipe le corrige, ou dit pourquoi non.",
                                at_most=500, spoken=False)  # fmt: skip
    if what in (REACH, OTHER):
        yield Say(say("C'est noté, l'équipe s'en occupe."))
    else:
        yield Say(say("C'est corrigé."))
    return Corrected(what, value)
