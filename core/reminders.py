"""A nudge is due: read again whether its subject still waits, remind, and plan the next step or hand over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.cards import stack
from core.deskcards import raise_card
from core.messages import Button, Doubt, Urgency
from core.missions import Mission
from core.nudged import Nudged, free_from
from core.nudges import LADDERS, Ladder
from core.people import Person, Role
from core.scene import Reply, Scene, Timer
from core.texts import Text, say
from core.triad import Triad

# No name, no company, nothing of the mission: these lines show on locked screens.
WORDS: Mapping[tuple[str, int], str] = {
    ("mission-waiting", 1): "🔔 Une mission attend votre oui, votre non ou votre question. Une minute suffit.",
    ("mission-waiting", 2): "🔔 Une mission attend toujours votre réponse. Sans elle, rien ne peut commencer.",
    ("mission-waiting", 3): "🔔 Dernier rappel pour cette mission. Ensuite, l'équipe prendra le relais par téléphone.",
    ("question-waiting", 1): "🔔 On t'a posé une question sur une mission. Ta réponse la fait avancer.",
    ("question-waiting", 2): "🔔 Une question sur une mission attend ta réponse.",
    ("question-waiting", 3): "🔔 Dernier rappel : une question sur une mission attend ta réponse.",
    ("amendment-waiting", 1): "🔔 On t'a proposé des changements pour une mission. À toi de dire si ça te va.",
    ("amendment-waiting", 2): "🔔 Une mission ajustée attend ta réponse.",
    ("amendment-waiting", 3): "🔔 Dernier rappel : une mission ajustée attend ta réponse.",
    ("tutor-look-waiting", 1): "🔔 Une mission est faite. Votre regard prend une minute.",
    ("tutor-look-waiting", 2): "🔔 Votre regard sur une mission est attendu. Cinq boutons, une minute.",
    ("tutor-look-waiting", 3): "🔔 Dernier rappel : votre regard sur une mission est attendu.",
    ("apprentice-look-waiting", 1): "🔔 Une mission est faite, bravo. Il manque ton regard.",
    ("apprentice-look-waiting", 2): "🔔 Ton regard sur une mission est attendu. Une minute suffit.",
    ("apprentice-look-waiting", 3): "🔔 Dernier rappel : il manque ton regard sur une mission.",
}
# What the counsellors read once, when the ladder is over.
DESK = {
    "mission-waiting": "📞 À relancer par téléphone : {who} n'a pas répondu à la mission « {title} » ({triad}).",
    "question-waiting": "📞 À relancer : {who} n'a pas répondu à la question sur « {title} » ({triad}).",
    "amendment-waiting": "📞 À relancer : {who} n'a pas répondu aux changements de « {title} » ({triad}).",
    "tutor-look-waiting": "📞 À relancer par téléphone : {who} n'a pas donné son regard sur « {title} » ({triad}).",
    "apprentice-look-waiting": "📞 À relancer : {who} n'a pas donné son regard sur « {title} » ({triad}).",
}


def due(timer: Timer, scene: Scene) -> Reply:
    """What follows when this timer is due."""
    ladder = LADDERS[timer.kind]
    mission = scene.missions.get((timer.triad_id or 0, int(timer.data["number"])))
    triad = scene.triads.get(timer.triad_id or 0)
    person = triad.member(ladder.to) if triad else None
    if (
        mission is None
        or triad is None
        or triad.state != "open"
        or not ladder.waits(mission, int(timer.data["version"]))
    ):
        scene.record("nudge-stopped", subject=timer.key, triad=timer.triad_id, reason="no longer waiting")
        return scene.reply
    if (until := str(triad.settings.get("nudges_paused_until", ""))) > scene.today.isoformat():
        _wait(scene, timer, date.fromisoformat(until))
        return scene.reply
    step = int(timer.data["step"])
    if person is None or not person.reachable or ladder.last(step):
        _hand_over(scene, ladder, mission, triad, person)
        return scene.reply
    if (free := free_from(scene, person)) > scene.now:
        again = f"{timer.key}:{free:%Y%m%d}"
        scene.reply.timers.append(Timer(again, timer.kind, free, timer.triad_id, None, timer.data))
        return scene.reply
    _remind(scene, ladder, step, mission, triad, person)
    scene.keep(Nudged(person.id))
    _plan_next(scene, timer, ladder, step, mission)
    return scene.reply


def _remind(scene: Scene, ladder: Ladder, step: int, mission: Mission, triad: Triad, person: Person) -> None:
    label = scene.words("👀 Voir la carte", person).text
    button = Button(label, f"v:{mission.triad_id}:{mission.number}", style="primary")
    scene.tell(
        person,
        say(WORDS[ladder.kind, step]),
        ((button,),),
        triad=triad.id,
        subject=f"nudge:{ladder.key(mission, step)}",
        urgency=Urgency.NUDGE,
        doubt=Doubt.HOLD,
    )
    scene.record("nudge-decided", subject=mission.subject, triad=triad.id, ladder=ladder.kind, step=step)
    role = "l'entreprise" if ladder.to is Role.TUTOR else "l'alternance"
    scene.post_in_topic(
        triad, say("<i>🔔 Rappel {step} sur {n} : {role}</i>", step=step, n=len(ladder.days), role=say(role))
    )


def _wait(scene: Scene, timer: Timer, until: date) -> None:
    """The counsellors have paused the nudges of this triad: this one comes after that."""
    after = datetime.combine(until, scene.hours.opens, ZoneInfo(scene.hours.zone))
    key = f"{timer.key}:{until}"
    scene.reply.timers.append(Timer(key, timer.kind, scene.hours.next_opening(after), timer.triad_id, None, timer.data))


def _plan_next(scene: Scene, timer: Timer, ladder: Ladder, step: int, mission: Mission) -> None:
    since = datetime.fromisoformat(timer.data["since"])
    at = ladder.due(since, step + 1, scene.hours)
    if at is None:
        return
    # After a long stop several steps may be overdue: never two in one working day.
    at = max(at, scene.hours.after(scene.now, 1))
    data = {**timer.data, "step": step + 1}
    scene.reply.timers.append(Timer(ladder.key(mission, step + 1), ladder.kind, at, timer.triad_id, None, data))


def _hand_over(scene: Scene, ladder: Ladder, mission: Mission, triad: Triad, person: Person | None) -> None:
    """One card in "À traiter", once; nothing comes after it."""
    words: list[Text] = [
        say(
            DESK[ladder.kind],
            who=person.signature if person else say("l'entreprise"),
            title=mission.card.title,
            triad=triad.title,
        ),
        say("Proposition : « Bonjour, je vous appelle pour {name}. Avez-vous deux minutes pour sa mission ? »",
            name=triad.apprentice.first_name if triad.apprentice else "?"),
    ]  # fmt: skip
    raise_card(scene, ladder.kind, f"desk:{ladder.kind}:{mission.subject}", stack(*words), triad=triad, person=person)
    scene.record("nudge-handed-over", subject=mission.subject, triad=triad.id, ladder=ladder.kind)


def person_unreachable(scene: Scene, person: Person) -> Reply:
    """The channel says that this person can no longer be reached there: the counsellors learn it once."""
    who = say("{who} ne peut plus être joint ici (bot bloqué ou compte fermé).", who=person.signature)
    words = stack(say("⚠️ {who}", who=who), say("À faire : trouver un autre moyen de contact."))
    raise_card(scene, "unreachable", f"unreachable:{person.id}", words, person=person)
    return scene.reply
