"""The early alarm: looked for each working day, one a week at most, told to the team and to the one it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.forum.cards import CardsOf, card_by, change_card, key_of, logged, raise_card
from core.forum.team import triad_by
from core.messages import Button, Change, Content, Doubt, Message, Press, ToPlace, Urgency
from core.missions.cards import stack
from core.nudges.nudged import Nudged
from core.nudges.rounds import put_off
from core.people import Person, Refused, Role
from core.records import Asked
from core.scene import Scene, Timer
from core.texts import Text, say
from core.triad import Triad
from core.watch.rules import RULES, SignsOf, fulfilled
from core.week.rhythm import OpenTriads

#: the first word of its buttons' data, and the kind of its timers and cards
KIND, DUE, CARD = "al", "watch", "early-alarm"
APART = timedelta(days=7)
#: for how long a rule rests in a thread where the team called it a false alarm
REST = timedelta(days=28)
OLD = "Ce bouton ne sert plus : rien n'a changé."


@dataclass(frozen=True)
class Alarm:
    """One alarm, as the journal has it. `founded`: what a counsellor answered, None as long as nobody has."""

    triad: int
    day: date
    rules: tuple[str, ...]
    contested: bool = False
    founded: bool | None = None


@dataclass(frozen=True)
class AlarmsOf(Asked[tuple[Alarm, ...]]):
    """The alarms of a triad, oldest first; of the whole structure for 0."""

    triad: int = 0


def look(scene: Scene) -> None:
    """Once a working day: each triad gets its own turn."""
    if scene.hours.working(scene.today):
        for triad in scene.find(OpenTriads()):
            scene.reply.timers.append(Timer(f"{DUE}:{triad}:{scene.today}", DUE, scene.now, triad))


def due(timer: Timer, scene: Scene) -> None:
    """One card for the team that cites its rules and facts; the young person reads the same, and may contest it."""
    triad = scene.triads.get(timer.triad_id or 0)
    young = triad.apprentice if triad is not None else None
    if triad is None or triad.state != "open" or young is None or not young.settled:
        return
    found = _new(scene, triad)
    # She learns it together with the team; who was nudged just now is left in peace for a day.
    if not found or (young.reachable and put_off(scene, timer, young)):
        return
    raise_alarm(scene, triad, young, found)
    if young.reachable:
        words = stack(
            say("👋 L'équipe va peut-être prendre de tes nouvelles. Voilà pourquoi :"), *_told(found),
            say("Ce n'est pas un reproche, et l'entreprise ne le voit pas."),
        )  # fmt: skip
        rows = ((contest(scene, triad, young),),)
        scene.tell(young, words, rows, triad=triad.id, urgency=Urgency.NUDGE, doubt=Doubt.HOLD)
        scene.keep(Nudged(young.id))


def raise_alarm(scene: Scene, triad: Triad, young: Person, found: Mapping[str, Text]) -> None:
    """The card of the team: the rules, their facts, and what may be tried."""
    where = f"{KIND}:{triad.id}:{scene.today}"
    raise_card(
        scene, CARD, _subject(triad.id, scene.today),
        stack(say("🔎 {name} : prendre des nouvelles ? Ce qui le fait penser :", name=young.first_name), *_told(found),
              *(say("💡 À essayer : {what}", what=say(RULES[name].try_)) for name in found),
              say("Un signe n'est pas un jugement. {name} lit la même chose et peut dire non.", name=young.first_name)),
        triad=triad, person=young,
        buttons=((Button("👍 Utile", f"{where}:useful"), Button("Fausse alerte", f"{where}:false")),),
    )  # fmt: skip
    scene.record("alarm-raised", triad=triad.id, day=scene.today.isoformat(), rules=list(found))


def contest(scene: Scene, triad: Triad, young: Person) -> Button:
    return Button(scene.words("Non, tout va bien", young).text, f"{KIND}:{triad.id}:{scene.today}:contest")


def _told(found: Mapping[str, Text]) -> list[Text]:
    return [say("• {rule} ({facts})", rule=say(RULES[name].says), facts=facts) for name, facts in found.items()]


def may_raise(scene: Scene, triad: Triad) -> bool:
    """None within a week, nor while a card still waits."""
    past = scene.find(AlarmsOf(triad.id))
    if past and scene.today - past[-1].day < APART:
        return False
    return not any(card.kind == CARD for card in scene.find(CardsOf(triad.id)))


def _new(scene: Scene, triad: Triad) -> dict[str, Text]:
    """The rules fulfilled today that may be told; what she answered once is told once."""
    past, signs = scene.find(AlarmsOf(triad.id)), scene.find(SignsOf(triad.id))
    if signs is None or not may_raise(scene, triad):
        return {}
    resting = {rule for one in past if one.founded is False and scene.today - one.day < REST for rule in one.rules}
    if any("mood" in one.rules and signs.low is not None and one.day >= signs.low for one in past):
        resting.add("mood")
    return {name: facts for name, facts in fulfilled(signs, scene.today).items() if name not in resting}


def _subject(triad: int, day: date) -> str:
    return f"{CARD}:{triad}:{day}"


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """`al:<triad>:<day>:<contest, useful or false>`."""
    number, _, more = rest.partition(":")
    day, _, verb = more.partition(":")
    triad = triad_by(scene, int(number)) if number.isdecimal() else None
    alarms = scene.find(AlarmsOf(triad.id)) if triad is not None else ()
    one = next((alarm for alarm in alarms if alarm.day.isoformat() == day), None)
    if triad is None or one is None or scene.person is None:
        raise Refused(OLD)
    if verb == "contest":
        _contest(incoming, scene, triad, one, scene.person)
        return ""
    if verb not in ("useful", "false") or scene.person.role is not Role.COUNSELLOR:
        raise Refused("Ces cartes sont pour l'équipe : rien n'a changé.")
    return _judge(scene, triad, one, scene.person, founded=verb == "useful")


def _contest(incoming: Press, scene: Scene, triad: Triad, one: Alarm, young: Person) -> None:
    if triad.apprentice is None or triad.apprentice.id != young.id:
        raise Refused("Ce bouton est pour une autre personne : rien n'a changé.")
    card = card_by(scene, key_of(_subject(triad.id, one.day)))
    if not one.contested:
        scene.record("alarm-contested", triad=triad.id, day=one.day.isoformat())
        if card is not None:
            change_card(scene, logged(scene, card, "decided", "🙅 « Non, tout va bien »"))
    words = scene.words(say("👌 C'est dit à l'équipe. Si quelque chose change, écris ici."))
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=Content(words)))


def _judge(scene: Scene, triad: Triad, one: Alarm, me: Person, *, founded: bool) -> str:
    card = card_by(scene, key_of(_subject(triad.id, one.day)))
    if card is None or one.founded is not None or card.state == "done":
        raise Refused("Cette alerte a déjà sa réponse : rien n'a changé.")
    scene.record("alarm-judged", triad=triad.id, day=one.day.isoformat(), founded=founded)
    words = "👍 Alerte utile" if founded else "Fausse alerte"
    done = replace(card, state="done", holder_id=me.id, holder=me.first_name, changed_at=scene.now)
    change_card(scene, logged(scene, done, "decided", words))
    return "Merci, c'est compté"


# --- /alertes --------------------------------------------------------------------------------------------------------


def mine(scene: Scene, _: str = "") -> None:
    """What was told about oneself, by which rule, and what became of it."""
    assert scene.person is not None
    for triad in scene.triads.values():
        if triad.apprentice is None or triad.apprentice.id != scene.person.id:
            continue
        told = [_line(one) for one in scene.find(AlarmsOf(triad.id))[-5:]]
        nothing = say("Rien n'a été signalé à ton sujet.")
        scene.answer(stack(say("🔎 Ce qui peut être signalé à l'équipe :"), *_rules(), *(told or [nothing])))


def in_forum(_: Message, scene: Scene) -> None:
    """The rules, and how often each was right; by hand, for the team."""
    alarms = scene.find(AlarmsOf())
    counts = say(
        "Alertes : {all}. Utiles : {good}. Fausses : {false}. Contestées par le jeune : {no}. Sans réponse : {open}.",
        all=len(alarms), good=sum(one.founded is True for one in alarms),
        false=sum(one.founded is False for one in alarms), no=sum(one.contested for one in alarms),
        open=sum(one.founded is None for one in alarms),
    )  # fmt: skip
    scene.answer(stack(say("🔎 Ce qui peut être signalé, une fois par semaine au plus :"), *_rules(), counts))


def _rules() -> list[Text]:
    return [say("• {rule}", rule=say(rule.says)) for rule in RULES.values()]


def _line(one: Alarm) -> Text:
    known = stack(*(say(RULES[name].says) for name in one.rules if name in RULES))
    if one.founded is False:
        return say("{day} : {rules}. L'équipe a dit : fausse alerte.", day=f"{one.day:%d/%m}", rules=known)
    if one.contested:
        return say("{day} : {rules}. Tu as dit non.", day=f"{one.day:%d/%m}", rules=known)
    return say("{day} : {rules}.", day=f"{one.day:%d/%m}", rules=known)
