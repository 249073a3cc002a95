"""Asking the questionnaires of a cohort: at entry, after some weeks, at the end; each once, each may be refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.conversation import facts_for, start
from core.evaluation.acts import OFF, SETTING
from core.evaluation.protocol import ANSWERED_WITHIN, Moment, StudiesHere, Study, Survey, SurveysDue, SurveysOf
from core.messages import Button, Change, Content, Doubt, Press, ToPlace, Urgency
from core.nudges.nudged import Nudged
from core.nudges.rounds import put_off
from core.people import Person, Refused, Role
from core.scene import Scene, Timer
from core.texts import Text, say

#: the first word of its buttons' data, and the kind of its timers
KIND, DUE = "su", "survey"
OLD = "Ce questionnaire est terminé : rien n'a changé."
HELLO: Mapping[Moment, str] = {
    Moment.T0: "📋 {n} phrases pour dire où tu en es : un geste chacune, deux minutes.\n"
    "Tu peux en passer. Personne ne lit tes réponses avec ton nom.",
    Moment.T1: "📋 Les mêmes {n} phrases qu'au début, pour voir le chemin : deux minutes.\n"
    "Tu peux en passer. Personne ne lit tes réponses avec ton nom.",
    Moment.T2: "📋 Une dernière fois les mêmes {n} phrases : deux minutes, et c'est tout.\n"
    "Tu peux en passer. Personne ne lit tes réponses avec ton nom.",
}


def look(scene: Scene) -> None:
    """Once a working day: each young person whose moment has come gets her own turn."""
    if scene.hours.working(scene.today):
        for person, study, moment in scene.find(SurveysDue(scene.now)):
            key = f"{DUE}:{study}:{moment.value}:{person}:{scene.today}"
            data = {"study": study, "moment": moment.value}
            scene.reply.timers.append(Timer(key, DUE, scene.now, person_id=person, data=data))


def due(timer: Timer, scene: Scene) -> None:
    """Read again: who has left, is not counted or was asked is left in peace; so is who was nudged just now."""
    person, moment = scene.whose, Moment(timer.data["moment"])
    study = _study(scene, int(timer.data["study"]))
    if person is None or study is None or not person.settled or not person.reachable or not _counted(person):
        return
    if any(one.moment is moment for one in scene.find(SurveysOf(person.id))) or put_off(scene, timer, person):
        return
    protocol = study.protocol
    scene.keep(Survey(study.id, person.id, moment, protocol.number, scene.now))
    scene.keep(Nudged(person.id))
    go = Button(scene.words("👍 C'est parti", person).text, f"{KIND}:{study.id}:{moment.value}:go", style="primary")
    no = Button(scene.words("Non merci", person).text, f"{KIND}:{study.id}:{moment.value}:no")
    words = say(HELLO[moment], n=len(protocol.questions))
    scene.tell(person, words, ((go, no),), subject=timer.key, urgency=Urgency.NUDGE, doubt=Doubt.HOLD)
    scene.record("survey-asked", subject=f"study:{study.id}", moment=moment.value)


def _study(scene: Scene, number: int) -> Study | None:
    return next((one for one in scene.find(StudiesHere()) if one.id == number), None)


def _counted(person: Person) -> bool:
    return person.role is Role.APPRENTICE and person.settings.get(SETTING) != OFF


def _open(scene: Scene, study: int, moment: str) -> Survey:
    """The questionnaire that waits for the one who acts, or Refused."""
    person = scene.person
    if person is None or person.role is not Role.APPRENTICE:
        raise Refused("Ce bouton est pour une autre personne : rien n'a changé.")
    mine = scene.find(SurveysOf(person.id))
    found = next((one for one in mine if one.study_id == study and one.moment.value == moment), None)
    if found is None or found.state == "answered":
        raise Refused(OLD)
    if scene.now - found.asked_at > ANSWERED_WITHIN:
        raise Refused("Le moment de répondre est passé : ce n'est pas grave, et rien n'a changé.")
    if not _counted(person):
        raise Refused(
            "Tu as demandé à ne pas être compté·e : il n'y a rien à remplir. Pour changer d'avis : /evaluation."
        )
    return found


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """`su:<study>:<moment>:<go or no>`."""
    number, _, more = rest.partition(":")
    moment, _, verb = more.partition(":")
    if not number.isdecimal() or verb not in ("go", "no"):
        raise Refused(OLD)
    found = _open(scene, int(number), moment)
    if verb == "no":
        scene.keep(replace(found, state="refused"))
        scene.record("survey-refused", subject=f"study:{found.study_id}", moment=moment)
        words = say("👌 D'accord. Rien d'autre ne change pour toi.")
        content = Content(scene.words(words))
        scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))
        return ""
    study = _study(scene, found.study_id)
    assert study is not None
    # the version that she was asked under, whatever has changed since
    protocol = study.protocols[found.version - 1]
    asked = tuple({"id": key, "text": text} for key, text in protocol.questions.items())
    levels = {str(n): label for n, label in enumerate(protocol.body["levels"], 1)}
    start(scene, "answer_survey", facts_for(scene, None, statements=asked, levels=levels, subject=f"{number}:{moment}"))
    return ""


@dataclass(frozen=True)
class Answered:
    """What the questionnaire ends with; `subject` is "study:moment"."""

    subject: str
    #: id of a question -> "1" to "5"
    answers: Mapping[str, str]

    def apply(self, scene: Scene) -> None:
        number, _, moment = self.subject.partition(":")
        found = _open(scene, int(number), moment)
        scene.keep(replace(found, state="answered", answers={key: int(level) for key, level in self.answers.items()}))
        scene.record("survey-answered", subject=f"study:{found.study_id}", moment=moment)


def thanks(answers: Mapping[str, str]) -> Text:
    return say("🙏 Merci, c'est noté.") if answers else say("👌 Tout est passé : c'est noté aussi.")
