"""The team's side, in the forum: `/evenement` makes one and invites a group, `/evenements` shows those to come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from core.announcements.announcement import GroupOf, groups
from core.conversation import facts_for, start
from core.files import paper
from core.forum.team import PersonBy
from core.gatherings import cards
from core.gatherings.gathering import (
    SEATED,
    Gathering,
    GatheringBy,
    GatheringsFrom,
    Guest,
    Kind,
    State,
    must_be_there,
)
from core.meetings.slots import calendar
from core.messages import Button, Change, Content, Media, Message, Press, Send, ToPlace
from core.missions.cards import stack
from core.people import Person, Refused, Role
from core.scene import PAGE, Scene, Timer
from core.texts import Text, say
from core.workshops import cards as workcards, play as workplay
from core.workshops.workshop import FORGOTTEN, MOST, PAYLOAD, Workshop, code_from

#: the kind of its timers
DUE = "gathering"
#: seats at the door
DOOR = timedelta(hours=3)
#: signs of a name and of a place; places
NAME, PLACE, MOST_PLACES = 80, 120, 500


@dataclass(frozen=True)
class MakeGathering:
    """What `/evenement` ends with: its invitations leave as soon as it has a number."""

    kind: Kind
    title: str
    place: str
    starts: str
    room: int
    group: str

    def apply(self, scene: Scene) -> None:
        me = team(scene)
        people, starts = scene.find(GroupOf(self.group)), datetime.fromisoformat(self.starts)
        if not people:
            raise Refused("Il n'y a plus personne dans ce groupe : rien n'est parti.")
        if starts <= scene.now:
            raise Refused("Ce moment est passé entre-temps : rien n'est parti.")
        guests = tuple(Guest(0, one.id, one.first_name, State.INVITED, scene.now) for one in people)
        topic = scene.place.topic
        scene.keep(Gathering(me.id, self.kind, self.title, self.place, starts, self.room, topic, guests=guests))
        key = f"{DUE}:begin:{scene.cause}"
        scene.reply.timers.append(Timer(key, DUE, scene.now, data={"what": "begin"}))
        scene.record("gathering-made", what=self.kind.value, people=len(people), room=self.room)


def team(scene: Scene) -> Person:
    """Who acts, of the team, in its forum or its room."""
    away = scene.place.private and scene.place.channel != PAGE
    if scene.person is None or scene.person.role is not Role.COUNSELLOR or away:
        raise Refused("Seule l'équipe mène un événement, dans son forum ou son bureau : rien n'a changé.")
    return scene.person


def times(scene: Scene) -> dict[str, Any]:
    """When an event may begin, as a conversation keeps it."""
    return {**calendar(scene.now, scene.hours), "opens": "07:00:00", "closes": "23:00:00"}


def begin(_: Message, scene: Scene) -> None:
    """`/evenement`."""
    offered = groups(scene)
    if not offered:
        scene.answer("Il n'y a encore personne à inviter : /inviter d'abord.")
        return
    start(scene, "make_gathering", facts_for(scene, None, choices=offered, calendar=times(scene)))


def show(_: Message, scene: Scene) -> None:
    """`/evenements`."""
    found = scene.find(GatheringsFrom(scene.now - DOOR))[:10]
    if not found:
        scene.answer("Aucun événement n'est prévu. /evenement en crée un.")
        return
    lines = [
        say("{n}. {title} – {when}", n=n, title=one.title, when=cards.when(scene, one))
        for n, one in enumerate(found, start=1)
    ]
    row = tuple(Button(str(n), cards.data(one, "board")) for n, one in enumerate(found, start=1))
    scene.answer(stack(say("📣 <b>Les événements</b>"), *lines), (row[:5], row[5:]) if row[5:] else (row,))


def press(incoming: Press, scene: Scene, one: Gathering, verb: str, more: str) -> str:
    """A button of the board."""
    team(scene)
    return {"board": _board, "list": _list, "door": _door, "who": _who, "here": _here, "cancel": _cancel}[verb](
        incoming, scene, one, more
    )


VERBS = frozenset({"board", "list", "door", "who", "here", "cancel"})


def _board(incoming: Press, scene: Scene, one: Gathering, _: str) -> str:
    change(incoming, scene, *cards.board(scene, one))
    return ""


def change(incoming: Press, scene: Scene, words: Text, rows: tuple[tuple[Button, ...], ...]) -> None:
    content = Content(scene.words(words), rows)
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))


def _list(_: Press, scene: Scene, one: Gathering, __: str) -> str:
    content = Content(scene.words("📋 La liste"), attachment=cards.table(scene, one))
    scene.reply.outgoing.append(Send(to=ToPlace(scene.place), content=content))
    return ""


def _door(_: Press, scene: Scene, one: Gathering, __: str) -> str:
    open_door(scene, one)
    return "La porte est ouverte"


def open_door(scene: Scene, one: Gathering) -> None:
    """A workshop is opened at the door: its QR code, its link and its « Je suis là » say who came."""
    me = team(scene)
    _still(scene, one)
    if scene.structure is None or scene.structure.forum is None:
        raise Refused("La porte s'ouvre dans le forum de l'équipe : reliez-le d'abord.")
    if one.door:
        raise Refused("La porte est déjà ouverte : son code est plus haut.")
    until = max(scene.now, one.starts) + DOOR
    room = Workshop(code_from(scene.secret()), me, scene.now, until, min(MOST, max(len(one.guests), 5)), one.topic)
    scene.keep(room)
    scene.keep(replace(one, door=room.code))
    workplay.later(scene, room, "end", until + FORGOTTEN)
    forum = workplay.forum(scene, room)
    scene.reply.outgoing.append(Send(to=forum, content=workcards.board(scene, room), subject=room.subject))
    link = scene.link(PAYLOAD + room.code)
    picture = replace(paper("qr", "porte.png", {"address": link}), media=Media.PHOTO)
    words = scene.words(say("📷 À montrer à l'entrée de « {title} » : chacun ouvre, puis touche « Je suis là ».",
                            title=one.title))  # fmt: skip
    scene.reply.outgoing.append(Send(to=forum, content=Content(words, attachment=picture)))
    scene.record("gathering-door", subject=f"gathering:{one.id}")


def _who(incoming: Press, scene: Scene, one: Gathering, _: str) -> str:
    change(incoming, scene, stack(cards.about(scene, one), say("✋ Touchez qui est là.")), cards.roll(scene, one))
    return ""


def _here(incoming: Press, scene: Scene, one: Gathering, more: str) -> str:
    _who(incoming, scene, tick(scene, one, int(more) if more.isdecimal() and len(more) < 16 else 0), "")
    return ""


def tick(scene: Scene, one: Gathering, person: int) -> Gathering:
    """Somebody is there; a second time takes it back."""
    team(scene)
    guest = one.guest(person)
    if guest is None or guest.state not in (*SEATED, State.MAYBE):
        raise Refused("Cette personne n'est pas sur la liste : rien n'a changé.")
    _still(scene, one)
    became = State.YES if guest.state is State.PRESENT else State.PRESENT
    new = replace(guest, state=became, since=scene.now, until=None)
    scene.keep(new)
    return one.with_guest(new)


def _cancel(incoming: Press, scene: Scene, one: Gathering, _: str) -> str:
    change(incoming, scene, *cards.board(scene, call_off(scene, one)))
    return ""


def call_off(scene: Scene, one: Gathering) -> Gathering:
    """It is cancelled: everybody who had not said no is told at once."""
    team(scene)
    _still(scene, one)
    gone = replace(one, state="cancelled")
    scene.keep(gone)
    for guest in one.among(State.INVITED, State.MAYBE, State.WAITING, *SEATED):
        person = scene.find(PersonBy(guest.person_id))
        if person is not None and person.settled:
            scene.tell(person, say("🚫 « {title} », {when} : c'est annulé.", title=one.title,
                                   when=cards.when(scene, one)))  # fmt: skip
    scene.reply.stopped_timers.append(f"{DUE}:{one.id}:")
    scene.record("gathering-cancelled", subject=f"gathering:{one.id}")
    return gone


def _still(scene: Scene, one: Gathering) -> None:
    if one.state != "open" or scene.now >= one.ends + DOOR:
        raise Refused("Cet événement est passé, ou il est annulé : rien n'a changé.")


def by(scene: Scene, number: str) -> Gathering:
    known = number.isdecimal() and 0 < len(number) < 16
    return must_be_there(scene.find(GatheringBy(int(number))) if known else None)
