"""Cohorts: a counsellor opens one, its protocol is frozen; a change is a new version; closing it asks a last time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.conversation import facts_for, start
from core.dates import spoken_day
from core.evaluation.cells import FEWEST
from core.evaluation.changes import METHOD, PRIMARY
from core.evaluation.indicators import INDICATORS, PARTITIONS
from core.evaluation.protocol import (
    ANSWERED_WITHIN,
    Moment,
    Participation,
    Protocol,
    Questionnaire,
    StudiesHere,
    Study,
    seal,
)
from core.messages import Button, Press, Rows
from core.missions.cards import stack
from core.people import Person, Refused, Role
from core.scene import Scene
from core.texts import Text, say

#: the first word of its buttons' data
KIND = "evs"
#: between entry and the second questionnaire
WEEKS = (4, 8, 12)
NAME = 60


def body(asks: Questionnaire, opened: date, weeks: int, *, everybody: bool) -> dict[str, Any]:
    """All that is promised, as data."""
    return {
        "questionnaire": asks.version,
        "questions": [[one.id, one.text] for one in asks.questions],
        "levels": list(asks.levels),
        "opened": opened.isoformat(),
        "everybody": everybody,
        "weeks": weeks,
        "answered_within_days": ANSWERED_WITHIN.days,
        "indicators": [[one.id, one.definition] for one in INDICATORS],
        "groups": list(PARTITIONS),
        "primary": PRIMARY,
        "method": list(METHOD),
        "fewest": FEWEST,
    }


def freeze(number: int, since: date, what: dict[str, Any]) -> Protocol:
    return Protocol(number, since, what, seal(what))


def running(scene: Scene) -> Study | None:
    """The cohort that is open."""
    known = scene.find(StudiesHere())
    return next((one for one in reversed(known) if one.closed is None), None)


@dataclass(frozen=True)
class OpenStudy:
    """What the conversation ends with; `study` is 0 for a new cohort, else the one whose protocol changes."""

    study: int
    name: str
    everybody: bool
    weeks: int

    def apply(self, scene: Scene) -> None:
        _team(scene)
        name, now, asks = " ".join(self.name.split()), running(scene), scene.library.questionnaire
        if self.weeks not in WEEKS or not asks.questions:
            raise Refused("Ce choix n'existe pas : rien n'a changé.")
        if self.study:
            if now is None or now.id != self.study:
                raise Refused("Cette cohorte est fermée : son protocole ne change plus.")
            self._change(scene, now, asks)
            return
        if now is not None:
            raise Refused(say("La cohorte « {name} » est encore ouverte : fermez-la d'abord.", name=now.name))
        if not name or len(name) > NAME:
            raise Refused(say("Donnez un nom à la cohorte, de {n} signes au plus.", n=NAME))
        first = freeze(1, scene.today, body(asks, scene.today, self.weeks, everybody=self.everybody))
        scene.keep(Study(name, scene.today, self.everybody, (first,)))
        scene.record("study-opened", seal=first.seal)

    def _change(self, scene: Scene, now: Study, asks: Questionnaire) -> None:
        what = body(asks, now.opened, self.weeks, everybody=now.everybody)
        if seal(what) == now.protocol.seal:
            raise Refused("Le protocole est déjà celui-là : rien n'a changé.")
        new = freeze(now.protocol.number + 1, scene.today, what)
        scene.keep(replace(now, protocols=(*now.protocols, new)))
        scene.record("study-changed", subject=f"study:{now.id}", version=new.number, seal=new.seal)


def close(scene: Scene, number: int) -> Study:
    """No more young people come in; each of them is asked a last time."""
    _team(scene)
    now = running(scene)
    if now is None or now.id != number:
        raise Refused("Cette cohorte est déjà fermée : rien n'a changé.")
    scene.keep(replace(now, closed=scene.today))
    scene.record("study-closed", subject=f"study:{now.id}")
    return now


def _team(scene: Scene) -> Person:
    if scene.person is None or scene.person.role is not Role.COUNSELLOR:
        raise Refused("Seule l'équipe ouvre et ferme une cohorte : rien n'a changé.")
    return scene.person


# --- in the forum ----------------------------------------------------------------------------------------------------


def show(scene: Scene) -> None:
    """Under the report of `/evaluation`: the cohort that is open, or how to open one."""
    words, rows = panel(scene)
    scene.answer(words, rows)


def panel(scene: Scene) -> tuple[Text, Rows]:
    now = running(scene)
    if now is None:
        words = say(
            "📐 Aucune cohorte n'est ouverte. L'ouvrir gèle le protocole : questions, dates, indicateurs, comparaisons."
        )
        return words, ((Button(scene.words("📐 Ouvrir une cohorte").text, f"{KIND}:open"),),)
    told = scene.find(Participation(now.id))
    lines = [
        say("{moment} : {answered} réponses sur {asked}", moment=moment.value.upper(), answered=told[moment][1],
            asked=told[moment][0])
        for moment in Moment if moment in told
    ]  # fmt: skip
    words = stack(
        say("📐 Cohorte « {name} », ouverte le {day}", name=now.name, day=spoken_day(now.opened)),
        say(
            "Protocole version {n}, empreinte {seal} ; deuxième questionnaire après {weeks} semaines.",
            n=now.protocol.number, seal=now.protocol.seal[:12], weeks=now.protocol.weeks,
        ),
        *(lines or [say("Personne n'a encore été interrogé : cela commence au prochain matin ouvré.")]),
    )  # fmt: skip
    rows = (
        (Button(scene.words("✏️ Changer le protocole").text, f"{KIND}:change"),),
        (Button(scene.words("🏁 Fermer la cohorte").text, f"{KIND}:close:{now.id}"),),
    )
    return words, rows


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """`evs:open`, `evs:change`, `evs:close:<id>`, then `evs:shut:<id>`."""
    _team(scene)
    if incoming.place.private:
        raise Refused("Une cohorte s'ouvre et se ferme dans le forum de l'équipe.")
    verb, _, number = rest.partition(":")
    now = running(scene)
    if verb in ("open", "change"):
        if (verb == "change") != (now is not None):
            raise Refused("Ce bouton ne sert plus : rien n'a changé. Où en est la cohorte : /evaluation.")
        start(scene, "open_study", facts_for(scene, None, subject=str(now.id) if now is not None else ""))
        return ""
    if now is None or number != str(now.id) or verb not in ("close", "shut"):
        raise Refused("Cette cohorte est déjà fermée : rien n'a changé.")
    if verb == "close":
        sure = Button(scene.words("🏁 Oui, fermer").text, f"{KIND}:shut:{now.id}", style="danger")
        scene.answer(
            say("Fermer « {name} » ? Plus personne n'y entre, et le dernier questionnaire part à chaque jeune.",
                name=now.name), ((sure,),)
        )  # fmt: skip
        return ""
    close(scene, now.id)
    scene.answer(say("🏁 La cohorte « {name} » est fermée. Son protocole reste dans le rapport.", name=now.name))
    return ""
