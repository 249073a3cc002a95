"""Somebody who answers nothing any more: « à recontacter ». No nudge meanwhile, one card with what to say, three ways
on from it, and a welcome when she is back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.conversation import facts_for, start
from core.forum.cards import card_by, change_card, key_of, logged, raise_card
from core.forum.team import PersonBy
from core.messages import Bond, BondChanged, Button, Deed, Edit, Incoming, Message, Press, Reaction, Rows
from core.missions.cards import stack
from core.nudges.nudged import AWAY, LastNudge, away
from core.nudges.order import NAMES
from core.nudges.phone import number_line
from core.page.addresses import MAIL, SMS
from core.people import Person, Refused, Role
from core.records import Asked
from core.scene import Event, Scene, Timer
from core.texts import Text, say
from core.triad import Triad

KIND, DUE, HEARD = "rc", "recontact", "heard"
#: what stands on the card: an answer at the telephone, a day for the next call, the end
REACHED, LATER, CLOSED = "reached", "later", "closed"
#: she is to be called; the other state is CLOSED
WAITS = "waits"
# What the team may know without having spoken with her.
MOTIVES: Mapping[str, str] = {
    "number": "Aucun moyen de contact ne répond plus",
    "other": "Suit une autre voie, ou un autre accompagnement",
    "moved": "A déménagé",
    "refuses": "Ne souhaite plus d'accompagnement",
    "contract": "Le contrat est terminé",
    "none": "Autre",
}
# What needs words first, and the conversation that asks for them.
ASKS = {LATER: "call_again", CLOSED: "close_contact"}
OLD = "Ce choix ne sert plus : cette personne n'est pas, ou plus, « à recontacter »."
LOST = "<i>📵 {who} est « à recontacter » : plus aucun rappel d'ici là. La carte est dans « À traiter ».</i>"
BACK = "<i>👋 {who} est de retour : plus besoin d'appeler.</i>"
SCRIPT = {
    Role.APPRENTICE: "Proposition : « Bonjour {name}, c'est {house}. Aucun reproche, je prends de tes nouvelles. "
    "Qu'est-ce qui t'aiderait, là, maintenant ? On peut repartir d'où tu en es. »",
    Role.TUTOR: "Proposition : « Bonjour {name}, c'est {house}. Je n'appelle pas pour un retard : par quel moyen "
    "est-ce le plus simple de vous joindre, et y a-t-il un souci dont on peut parler ? »",
}


@dataclass(frozen=True)
class AttemptsOf(Asked[tuple[tuple[datetime, str], ...]]):
    """The reminders that left for a person since a moment: when, and on which channel."""

    person: int
    since: datetime


@dataclass(frozen=True)
class ThreadsOf(Asked[tuple[Triad, ...]]):
    """The open threads that a person is in."""

    person: int


def subject(person: int) -> str:
    """What the card about her is about: the same one that says that an address is closed."""
    return f"unreachable:{person}"


# --- she is lost -----------------------------------------------------------------------------------------------------


def lose(scene: Scene, person: Person, since: datetime) -> None:
    """From now on she is « à recontacter »: nothing nudges her, and the team has one card."""
    fresh = _fresh(scene, person)
    if away(fresh):
        return
    _keep(scene, replace(fresh, settings={**fresh.settings, AWAY: {"since": scene.now.isoformat(), "state": WAITS}}))
    show(scene, fresh, since)
    _tell_threads(scene, fresh, LOST)
    scene.reply.events.append(Event("person-lost", subject(fresh.id), None, fresh.id, {"role": fresh.role.value}))


def show(scene: Scene, person: Person, since: datetime) -> None:
    """The card: who, since when, what was tried, the number and what to say."""
    tried = scene.find(AttemptsOf(person.id, since))
    head = say("📵 À recontacter : {who} ne répond plus depuis le {day}.", who=person.signature,
               day=f"{scene.hours.local(since):%d/%m}")  # fmt: skip
    words = stack(head, _tried(scene, tried) if tried else None, *call(scene, person))
    raise_card(scene, "unreachable", subject(person.id), words, person=person, buttons=choices(person.id))


def call(scene: Scene, person: Person) -> tuple[Text, Text]:
    """The number to call and what may be said."""
    house = scene.structure.name if scene.structure is not None else ""
    script = SCRIPT.get(person.role, SCRIPT[Role.TUTOR])
    return number_line(scene, person), say(script, name=person.first_name, house=house)


def _tried(scene: Scene, tried: Iterable[tuple[datetime, str]]) -> Text:
    each = (f"{scene.when(at)} ({NAMES.get(channel, channel)})" for at, channel in tried)
    return say("Essayé sans réponse : {all}", all=", ".join(each))


def choices(person: int) -> Rows:
    """The ways on, as buttons of the card."""
    return (
        (Button("☎️ Recontacté", f"{KIND}:{person}:{REACHED}", style="primary"),),
        (Button("📅 À recontacter le…", f"{KIND}:{person}:{LATER}"), Button("🗄 Clos", f"{KIND}:{person}:{CLOSED}")),
    )


# --- what the team found out -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What came of it, as a counsellor says it."""

    person: int
    what: str
    #: the day of the next call (ISO)
    day: str = ""
    #: one of MOTIVES, and words of the counsellor that stay on the card
    motive: str = ""
    words: str = ""

    def apply(self, scene: Scene) -> None:
        person = check(scene, self.person)
        said = self._said()
        if self.what == REACHED:
            _keep(scene, _without(person))
        else:
            state = WAITS if self.what == LATER else CLOSED
            _keep(scene, replace(person, settings={**person.settings, AWAY: {**person.settings[AWAY], "state": state}}))
        scene.reply.stopped_timers.append(prefix(person.id))
        if self.what == LATER:
            at = scene.hours.next_opening(_morning(scene, date.fromisoformat(self.day)))
            scene.reply.timers.append(
                Timer(f"{prefix(person.id)}{scene.now.timestamp():.0f}", DUE, at, None, person.id)
            )
        _settle(scene, person, scene.words(said).text)
        data = {"outcome": self.what, "role": person.role.value, "motive": self.motive, "day": self.day}
        # Hers: from here on her silence counts anew.
        scene.reply.events.append(Event("person-recontacted", subject(person.id), None, person.id, data))
        scene.answer(ANSWERS[self.what])

    def _said(self) -> Text:
        if self.what == LATER:
            return say("📅 À recontacter le {day}", day=f"{date.fromisoformat(self.day):%d/%m/%Y}")
        if self.what == CLOSED:
            more = f" – {self.words}" if self.words else ""
            return say("🗄 Clos : {motive}{more}", motive=say(MOTIVES[self.motive]), more=more)
        return say("☎️ Recontacté")


ANSWERS = {
    REACHED: "C'est noté. Les rappels peuvent reprendre, un par jour au plus.",
    LATER: "C'est noté. La carte revient ce jour-là ; d'ici là, aucun rappel ne part.",
    CLOSED: "C'est noté. Aucun rappel ne part plus ; un mot de cette personne suffit pour tout reprendre.",
}


def check(scene: Scene, number: int) -> Person:
    """The person, locked, as long as she is « à recontacter »; Refused else, or when no counsellor asks."""
    me = scene.person
    if me is None or me.role is not Role.COUNSELLOR:
        raise Refused("Ces cartes sont pour l'équipe : rien n'a changé.")
    found = scene.find(PersonBy(number))
    person = _fresh(scene, found) if found is not None else None
    if person is None or not away(person):
        raise Refused(OLD)
    return person


def prefix(person: int) -> str:
    """What the timers of her next call begin with."""
    return f"{DUE}:{person}:"


def due(timer: Timer, scene: Scene) -> None:
    """The day of the next call: the card is back."""
    person = scene.whose
    if person is None or not away(person) or person.left:
        return
    words = stack(say("📅 À recontacter aujourd'hui : {who}.", who=person.signature), *call(scene, person))
    raise_card(scene, "unreachable", subject(person.id), words, person=person, buttons=choices(person.id))


def press(_: Press, scene: Scene, rest: str) -> str:
    """`rc:<person>:<what came of it>`."""
    number, _sep, what = rest.partition(":")
    person = check(scene, int(number) if number.isdecimal() and len(number) < 10 else 0)
    if what not in ANSWERS:
        raise Refused(OLD)
    if what == REACHED:
        Outcome(person.id, REACHED).apply(scene)
    else:
        start(scene, ASKS[what], replace(facts_for(scene, None, subject=number), apprentice=person.first_name))
    return ""


# --- she is back -----------------------------------------------------------------------------------------------------


def returns(incoming: Incoming, scene: Scene) -> bool:
    """Whether somebody who was lost gives a sign of life herself."""
    if scene.person is None or not away(scene.person):
        return False
    if isinstance(incoming, BondChanged):
        return incoming.place.private and incoming.bond is not Bond.GONE
    if _claimed(incoming, scene):
        _heard(scene, scene.person)
        return False
    return isinstance(incoming, Message | Press | Edit | Reaction | Deed)


def _claimed(incoming: Incoming, scene: Scene) -> bool:
    """Whether nothing but its sender says that it is hers, and anybody can write any sender: what answers no mail that
    we sent to her, and every SMS. A tap on her page, of which she gets the link at once, ends it.
    """
    if not isinstance(incoming, Message):
        return False
    return incoming.place.channel == SMS or (incoming.place.channel == MAIL and not scene.answers_us)


def _heard(scene: Scene, person: Person) -> None:
    """The team reads on her card that something came, once until she or the team goes on."""
    card = card_by(scene, key_of(subject(person.id)))
    if card is not None and card.state != "done" and not any(line.kind == HEARD for line in card.log[-1:]):
        change_card(scene, logged(scene, card, HEARD))


def back(scene: Scene) -> None:
    """Whatever she wrote ends it: a welcome, no reproach, and the team knows."""
    assert scene.person is not None
    person = scene.person
    before = person.settings[AWAY]
    days = (scene.now - datetime.fromisoformat(before["since"])).days
    scene.person = _without(person)
    _keep(scene, scene.person)
    scene.reply.stopped_timers.append(prefix(person.id))
    words = "👋 Ça fait plaisir de te retrouver, {name}. Tout est resté là où c'était, et rien ne presse."
    if person.role is not Role.APPRENTICE:
        words = "👋 Ravis de vous retrouver, {name}. Tout est resté là où c'était, et rien ne presse."
    scene.tell(scene.person, say(words, name=person.first_name))
    _settle(scene, person, scene.words(say("👋 De retour")).text)
    _tell_threads(scene, person, BACK)
    scene.record("person-back", subject=subject(person.id), state=before["state"], days=days)


def _settle(scene: Scene, person: Person, said: str) -> None:
    """The card, when it is not done, says what came of it and is done."""
    card = card_by(scene, key_of(subject(person.id)))
    if card is None or card.state == "done":
        return
    who = scene.person or person
    told = logged(scene, card, "decided", said)
    change_card(
        scene,
        replace(told, state="done", holder_id=who.id, holder=who.first_name, changed_at=scene.now, buttons=()),
    )


def _tell_threads(scene: Scene, person: Person, words: str) -> None:
    for triad in scene.find(ThreadsOf(person.id)):
        scene.post_in_topic(triad, say(words, who=person.signature))


def _fresh(scene: Scene, person: Person) -> Person:
    """As she is now, locked until the end of the transaction: what she chooses meanwhile is not lost."""
    scene.find(LastNudge(person.id))
    return scene.find(PersonBy(person.id)) or person


def _keep(scene: Scene, person: Person) -> None:
    scene.reply.people.append(person)


def _without(person: Person) -> Person:
    return replace(person, settings={name: value for name, value in person.settings.items() if name != AWAY})


def _morning(scene: Scene, day: date) -> datetime:
    return datetime.combine(day, scene.hours.opens, ZoneInfo(scene.hours.zone))
