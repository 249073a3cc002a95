"""An announcement: to whom, what becomes of it, how it is stopped, and the account at the end.

Its messages are rows of the outbox under one subject, written in the transaction of the yes: nothing leaves twice after
a crash, and what has not left can be stopped. Who has left, or has taken back the consent, is read again at the last
moment (storage/announcements.py), and so are polite hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2s

from core.forum.team import counsellors
from core.messages import Button, Change, Content, Doubt, Message, Place, Press, Rows, Send, ToPerson, ToPlace, Urgency
from core.missions.cards import stack
from core.people import Person, Refused, Role
from core.records import Asked
from core.scene import Scene, Timer
from core.texts import Rich, Text, say
from core.thread.polite import next_ring

KIND, DUE = "an", "announcement"
#: names of the account: more would not be read
NAMED = 30
#: between two looks at how far it is
AGAIN = timedelta(minutes=2)

EVERYBODY = {
    "young": "Tous les jeunes",
    "tutors": "Toutes les personnes des entreprises",
    "trainers": "Toutes les personnes des centres de formation",
}
# Why somebody did not get it, as the team reads it.
REASONS = {
    "left": "n'est plus là",
    "no-consent": "a retiré son accord",
    "not-a-member": "n'est plus dans ce fil",
    "no-address": "injoignable ici",
    "unreachable": "injoignable ici",
    "address-changed": "injoignable ici",
}


@dataclass(frozen=True)
class GroupOf(Asked[tuple[Person, ...]]):
    """The people of a group who have said yes and are still there: "young", "tutors", "trainers", "of<counsellor>"
    (the young people whom somebody follows) or "in<code>" (who came to a workshop)."""

    group: str


@dataclass(frozen=True)
class Rooms(Asked[tuple[tuple[str, datetime], ...]]):
    """The last workshops, the newest first: code and when it was opened."""

    most: int = 3


@dataclass(frozen=True)
class Account:
    """What became of an announcement so far."""

    sent: int = 0
    waiting: int = 0
    stopped: int = 0
    #: (first name, reason) of those whom it did not reach
    missed: tuple[tuple[str, str], ...] = ()
    #: those of whom nobody knows: the channel's answer was lost
    doubtful: tuple[str, ...] = ()
    #: when the next one may leave
    next: datetime | None = None


@dataclass(frozen=True)
class AccountOf(Asked[Account]):
    """What became of the announcement of this key."""

    key: str


@dataclass(frozen=True)
class Stopped:
    """What has not left of this announcement will not leave."""

    key: str


def subject_of(key: str) -> str:
    return f"news:{key}"


def signed(words: str, author: str, structure: str) -> Text:
    """The announcement as it is read."""
    return say("📣 <b>{who} · conseil</b> – {structure}\n{words}", who=author, structure=structure, words=words)


def groups(scene: Scene) -> dict[str, str]:
    """Who can be written to, with how many they are; a group of nobody is not offered."""
    offered = {group: scene.words(label).text for group, label in EVERYBODY.items()}
    for one in counsellors(scene):
        offered[f"of{one.id}"] = scene.words(say("Les jeunes suivis par {who}", who=one.first_name)).text
    for code, at in scene.find(Rooms()):
        offered[f"in{code}"] = scene.words(say("L'atelier du {day}", day=f"{scene.hours.local(at):%d/%m}")).text
    counted = {group: (label, len(scene.find(GroupOf(group)))) for group, label in offered.items()}
    return {group: f"{label} ({n})" for group, (label, n) in counted.items() if n}


def send(scene: Scene, group: str, words: str) -> None:
    """It leaves, for those who are in the group now; its account stands where it was asked for."""
    me, people = scene.person, scene.find(GroupOf(group))
    if me is None or me.role is not Role.COUNSELLOR or scene.place.private:
        raise Refused("Seule l'équipe peut faire une annonce : rien n'est parti.")
    if not people:
        raise Refused("Il n'y a plus personne dans ce groupe : rien n'est parti.")
    key = blake2s(scene.cause.encode(), digest_size=8).hexdigest()
    text = signed(words, me.first_name, scene.structure.name if scene.structure else "")
    for person in people:
        scene.reply.outgoing.append(
            Send(
                to=ToPerson(person.id), content=Content(scene.words(text, person)), subject=subject_of(key),
                urgency=Urgency.BROADCAST, doubt=Doubt.HOLD, after=next_ring(scene, person),
            )
        )  # fmt: skip
    late = min((next_ring(scene, person) for person in people), default=scene.now) > scene.now
    wait = say("\n🌙 Il est tard : l'annonce part aux heures polies.") if late else None
    said = say("📣 L'annonce est en route. Destinataires : {n}.{wait}", n=len(people), wait=wait)
    scene.answer(said, _stop(scene, key), subject=f"account:{key}")
    _look_again(scene, key, scene.place, scene.now + AGAIN)
    scene.record("announcement-made", subject=subject_of(key), group=group, people=len(people))


def _stop(scene: Scene, key: str) -> Rows:
    return ((Button(scene.words("✋ Arrêter").text, f"{KIND}:{key}:stop", style="danger"),),)


def press(press: Press, scene: Scene, rest: str) -> str:
    """`an:<key>:stop`, by any counsellor, in the forum."""
    key, _, verb = rest.partition(":")
    person = scene.person
    if person is None or person.role is not Role.COUNSELLOR or press.place.private:
        raise Refused("Seule l'équipe peut arrêter une annonce : rien n'a changé.")
    if verb != "stop" or not scene.find(AccountOf(key)).waiting:
        raise Refused("Il n'y a plus rien à arrêter : tout est déjà parti.")
    scene.keep(Stopped(key))
    scene.reply.stopped_timers.append(f"{DUE}:{key}:")
    _look_again(scene, key, press.place, scene.now)
    scene.record("announcement-stopped", subject=subject_of(key))
    return "Arrêté : le reste ne part pas"


def _look_again(scene: Scene, key: str, place: Place, at: datetime) -> None:
    """When its account is looked at again; `place` is where it stands."""
    where = {"channel": place.channel, "chat": place.chat, "topic": place.topic}
    scene.reply.timers.append(Timer(f"{DUE}:{key}:{scene.cause}", DUE, at, None, None, {"key": key, **where}))


def due(timer: Timer, scene: Scene) -> None:
    """How far it is; once nothing waits any more, the account."""
    key, place = timer.data["key"], Place(timer.data["channel"], timer.data["chat"], timer.data["topic"], private=False)
    account = scene.find(AccountOf(key))
    words = scene.words(_told(account))
    screen, to = f"account:{key}", ToPlace(place)
    if account.waiting:
        _show(scene, to, screen, words, _stop(scene, key))
        _look_again(scene, key, place, max(scene.now, account.next or scene.now) + AGAIN)
        return
    _show(scene, to, screen, scene.words("📣 Annonce terminée : le compte est plus bas."), ())
    scene.reply.outgoing.append(Send(to=to, content=Content(words), urgency=Urgency.THREAD))
    scene.record("announcement-over", subject=subject_of(key), sent=account.sent, missed=len(account.missed))


def _show(scene: Scene, to: ToPlace, screen: str, words: Rich, rows: Rows) -> None:
    scene.reply.outgoing.append(Change(to=to, subject=screen, content=Content(words, rows)))


def _told(account: Account) -> Text:
    missed = [
        say("• {name} : {why}", name=name or say("(sans nom)"), why=say(REASONS.get(why, "pas arrivée")))
        for name, why in account.missed[:NAMED]
    ]
    head = say("📣 Annonce en route") if account.waiting else say("📣 <b>Annonce terminée</b>")
    return stack(
        head,
        say("✓ Remise à Telegram ou au courrier : {n}", n=account.sent),
        say("⏳ Attend encore : {n}", n=account.waiting) if account.waiting else None,
        say("✋ Arrêtée avant de partir : {n}", n=account.stopped) if account.stopped else None,
        say("⚠️ N'est pas arrivée chez {n} :", n=len(account.missed)) if missed else None,
        *missed,
        say("❔ Peut-être reçue, non renvoyée : {names}", names=", ".join(account.doubtful[:NAMED]))
        if account.doubtful
        else None,
    )


def command(_: Message, scene: Scene) -> None:
    """`/annonce`."""
    from core.conversation import facts_for, start  # conversations apply announcements

    offered = groups(scene)
    if not offered:
        scene.answer("Il n'y a encore personne à qui écrire : /inviter d'abord.")
        return
    start(scene, "announce", facts_for(scene, None, choices=offered))
