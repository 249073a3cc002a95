"""What became of an answer: asked for twice, after 7 and 15 days, with what to say on the phone; then never again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.dates import spoken_day
from core.messages import Button, Doubt, Rows, Urgency
from core.missions.cards import stack
from core.nudges.nudged import Nudged, free_from
from core.opportunities.offer import WAITING, Application, ApplicationsOf, Offer, Stage
from core.people import Person, Refused
from core.scene import Scene, Timer
from core.texts import Text, say

DUE = "offer-news"
#: days after the answer
STEPS = (7, 15)
ANSWERS = {
    "meeting": Stage.MEETING,
    "hired": Stage.HIRED,
    "refused": Stage.REFUSED,
    "nothing": None,
}
HEARD = {
    Stage.MEETING: "🗓 Super, un entretien ! Pour t'y préparer : /lecons, et ton conseil peut t'entraîner.",
    Stage.HIRED: "🎉 Bravo, c'est un oui ! Dis-le à ton conseil : la suite se prépare ensemble.",
    Stage.REFUSED: "C'est un non cette fois. Chaque réponse t'entraîne pour la suivante : /offres.",
    None: "D'accord, on attend encore. Un appel fait souvent avancer les choses.",
}
TOLD = {
    Stage.APPLIED: "📮 {who} a répondu à une offre : {title} – {company}.",
    Stage.MEETING: "🗓 {who} a un entretien : {title} – {company}.",
    Stage.HIRED: "🎉 {who} : c'est oui pour {title} – {company}.",
    Stage.REFUSED: "❌ {who} : c'est non pour {title} – {company}.",
}


def later(scene: Scene, one: Application) -> None:
    """Ask for news after some days, in opening hours."""
    for step, days in enumerate(STEPS, start=1):
        at = scene.hours.next_opening(scene.now + timedelta(days=days))
        data = {"offer": one.offer_id, "step": step}
        key = f"{_prefix(one)}{scene.now:%Y%m%d%H%M%S}:{step}"
        scene.reply.timers.append(Timer(key, DUE, at, person_id=one.person_id, data=data))


def stop(scene: Scene, one: Application) -> None:
    """Nothing more is asked about it."""
    scene.reply.stopped_timers.append(_prefix(one))


def _prefix(one: Application) -> str:
    return f"offer-news:{one.person_id}:{one.offer_id}:"


def due(timer: Timer, scene: Scene) -> None:
    """Read again what it is about: whoever has given news, or has left, is asked nothing."""
    person = scene.whose
    if person is None or person.left or not person.settled or not person.reachable:
        return
    number, last = int(timer.data["offer"]), int(timer.data["step"]) == len(STEPS)
    found = next((pair for pair in scene.find(ApplicationsOf(person.id)) if pair[1].id == number), None)
    if found is None or found[0].stage not in WAITING:
        return
    one, offer = found
    free = free_from(scene, person)
    if free > scene.now:  # she was nudged a moment ago, whatever about
        scene.reply.timers.append(replace(timer, key=f"{timer.key}+", due_at=free))
        return
    scene.keep(Nudged(person.id))
    scene.tell(
        person, _asking(scene, person, one, offer, last), _buttons(scene, person, offer), subject=timer.key,
        urgency=Urgency.NUDGE, doubt=Doubt.HOLD,
    )  # fmt: skip
    scene.record("offer-news-asked", subject=f"offer:{number}", step=timer.data["step"])


def _asking(scene: Scene, person: Person, one: Application, offer: Offer, last: bool) -> Text:
    day = spoken_day(scene.hours.local(one.applied_at).date()) if one.applied_at is not None else ""
    return stack(
        say("📮 Des nouvelles de « {title} » ({company}) ?", title=offer.title, company=offer.company),
        say("Rien encore ? Relance l'entreprise : {contact}", contact=offer.contact),
        say(
            "Tu peux dire ou écrire : « Bonjour, je m'appelle {who}. J'ai répondu le {day} à votre offre « {title} ». "
            "Avez-vous pu la regarder ? »",
            who=person.first_name, day=day, title=offer.title,
        ),
        say("Je ne redemanderai plus.") if last else None,
    )  # fmt: skip


def _buttons(scene: Scene, person: Person, offer: Offer) -> Rows:
    def button(label: str, what: str) -> Button:
        return Button(scene.words(label, person).text, f"of:news:{offer.id}:{what}")

    return (
        (button("🗓 Un entretien", "meeting"), button("🎉 C'est oui", "hired")),
        (button("❌ C'est non", "refused"), button("⏳ Rien encore", "nothing")),
    )


def heard(scene: Scene, person: Person, offer: Offer, one: Application, what: str) -> Text:
    """She says what became of it; the team reads it if she shares it. Returns what stands instead of the question."""
    if what not in ANSWERS:
        raise Refused("Ce bouton ne sert plus : rien n'a changé.")
    stage = ANSWERS[what]
    if stage is not None and stage is not one.stage:
        scene.keep(replace(one, stage=stage))
        if stage not in WAITING:
            stop(scene, one)
        if one.shared:
            tell_team(scene, person, offer, stage)
        scene.record(f"offer-{stage.value}", subject=f"offer:{offer.id}")
    return say(HEARD[stage])


def tell_team(scene: Scene, person: Person, offer: Offer, stage: Stage) -> None:
    """A line in her topic, for the counsellors alone."""
    triad = next((triad for triad in scene.triads.values() if triad.apprentice == person), None)
    if triad is not None:
        words = say(TOLD[stage], who=person.first_name, title=offer.title, company=offer.company)
        scene.post_in_topic(triad, words, subject=f"offer:{offer.id}:{person.id}:{stage.value}")
