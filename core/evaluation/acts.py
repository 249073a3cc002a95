"""`/evaluation`: for the team, the report and its tables; for a young person, whether she is counted."""

from __future__ import annotations

from dataclasses import replace

from core.evaluation import studies
from core.evaluation.cases import CohortHere
from core.evaluation.report import dictionary, report, table
from core.files import paper
from core.messages import Button, Change, Content, Message, Press, Send, ToPlace
from core.people import Person, Refused, Role
from core.scene import Scene
from core.texts import Text, say

#: the first word of its buttons' data
KIND = "ev"
#: the setting of somebody who is not counted
SETTING, OFF = "evaluation", "off"


def in_forum(_: Message, scene: Scene) -> None:
    """The report as a PDF, its figures and what they mean as tables; for the counsellors alone."""
    structure = scene.structure
    assert structure is not None
    cohort = scene.find(CohortHere())
    if not cohort.cases:
        scene.answer("Personne n'est encore suivi ici : il n'y a rien à évaluer.")
        studies.show(scene)
        return
    made = report(cohort, structure.name, scene.today)
    words = say("📊 L'évaluation, au {day}. Sous 5 jeunes, rien n'est montré.", day=made["day"])
    stem = f"evaluation-{scene.today:%Y-%m-%d}"
    files = (
        ("evaluation", f"{stem}.pdf", made, words),
        ("table", f"{stem}.csv", {"rows": table(cohort, structure.name, scene.today)}, say("")),
        ("table", f"{stem}-dictionnaire.csv", {"rows": dictionary()}, say("")),
    )
    for kind, name, data, caption in files:
        content = Content(scene.words(caption), attachment=paper(kind, name, data))
        scene.reply.outgoing.append(Send(to=ToPlace(scene.place), content=content))
    studies.show(scene)
    scene.record("evaluation-made", people=len(cohort.cases))


def mine(scene: Scene, _: str = "") -> None:
    """`/evaluation` of a young person."""
    assert scene.person is not None
    words, button = _choice(scene, scene.person)
    scene.answer(words, ((button,),))


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """She is counted, or no more: from the next report on."""
    person = scene.person
    if person is None or person.role is not Role.APPRENTICE or rest not in ("on", OFF):
        raise Refused("Ce bouton ne sert plus : rien n'a changé.")
    settings = (
        {**person.settings, SETTING: OFF} if rest == OFF else {k: v for k, v in person.settings.items() if k != SETTING}
    )
    chosen = replace(person, settings=settings)
    scene.reply.people.append(chosen)
    scene.record("evaluation-refused" if rest == OFF else "evaluation-accepted")
    words, button = _choice(scene, chosen)
    content = Content(scene.words(words), ((button,),))
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))
    return ""


def _choice(scene: Scene, person: Person) -> tuple[Text, Button]:
    if person.settings.get(SETTING) == OFF:
        words = say("📊 Tu n'es pas dans l'évaluation. Rien d'autre ne change pour toi.")
        return words, Button(scene.words("Me compter").text, f"{KIND}:on")
    words = say(
        "📊 L'évaluation compte les missions, les délais et les sorties : jamais ton nom, jamais tes mots.\n"
        "Tu peux ne pas en être. Rien d'autre ne change pour toi."
    )
    return words, Button(scene.words("Ne pas me compter").text, f"{KIND}:{OFF}")
