"""What somebody likes, one tap a sentence, then families of jobs that look like it: hers alone, unless she shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.lessons.pages import blocks
from core.library.discovery import WEIGHTS, JobFamily, profile, ranked, strongest
from core.library.tastes import Tastes
from core.messages import Button
from core.people import Role
from core.scene import Scene
from core.talk import Facts, Script, choice, yes
from core.texts import Rich, lines, say

TITLE = "ta découverte des métiers"
MENU = {Role.APPRENTICE: "🧭 Quels métiers me ressemblent ?"}
COMMAND, SAYS = "metiers", "Quels métiers me ressemblent ?"
LIKES = dict(zip(WEIGHTS, ("👍 J'aime", "🤷 Un peu", "👎 Pas moi"), strict=True))


@dataclass(frozen=True)
class ShowFamilies:
    """Three families with an ordinary day of each; the same for the counsellors when she said so."""

    answers: Mapping[str, str]
    shared: bool
    triad: int
    statements: tuple[Mapping[str, str], ...]

    def apply(self, scene: Scene) -> None:
        interests = scene.library.interests
        liked = profile(((s["id"], s["trait"]) for s in self.statements), self.answers)
        best = ranked({family.id: family.likes for family in interests.families}, liked)
        families = [family for name in best if (family := interests.family(name)) is not None]
        again = (Button(scene.words("↺ Recommencer").text, "s:discover_jobs"),)
        scene.record("jobs-discovered", shared=self.shared)
        if scene.person is not None:
            scene.reply.kept.append(Tastes(scene.person.id, best, self.shared))
        if not families:
            scene.answer("Rien ne te tente là-dedans, et c'est une réponse. Parles-en avec ton conseiller.", (again,))
            return
        traits = [interests.traits[trait] for trait in strongest(liked) if trait in interests.traits]
        head = scene.words(say("🧭 Tu aimes surtout : {traits}. Voici des métiers qui y ressemblent.",
                               traits=" ; ".join(traits)))  # fmt: skip
        kept = scene.words("Ce résultat choisit aussi tes idées de missions. Il reste à toi.")
        scene.answer(blocks(head, *(_told(scene, family) for family in families), kept), (again,))
        triad = scene.triad_of(self.triad)
        if self.shared and triad is not None and scene.person is not None:
            names = ", ".join(family.name for family in families)
            words = say("🧭 {who} partage ce qui l'attire : {names}.", who=scene.person.first_name, names=names)
            scene.post_in_topic(triad, words)


def _told(scene: Scene, family: JobFamily) -> Rich:
    return lines(
        scene.words(say("<b>{name}</b>", name=say(family.name))),
        *(scene.words(say(text)) for text in (family.jobs, family.day)),
        scene.words(say("⚠️ {know}", know=say(family.know))),
        scene.words(say("<i>À chercher : {words}</i>", words=family.search)),
    )


def discover_jobs(facts: Facts) -> Script[ShowFamilies]:
    answers: dict[str, str] = {}
    for number, one in enumerate(facts.statements, start=1):
        answers[one["id"]] = yield from choice(
            one["id"], "{number}/{of} · {text}", LIKES, column=False,
            number=number, of=len(facts.statements), text=say(one["text"]),
        )  # fmt: skip
    shared = False
    if facts.triad:
        asked = "Je montre aussi le résultat à l'équipe « {structure} » ? Ton entreprise ne le verra pas."
        shared = yield from yes("shared", asked, yes="Oui", no="Non, c'est pour moi", structure=facts.structure)
    return ShowFamilies(answers, shared, facts.triad, facts.statements)
