"""A guest's side: yes, maybe, no; a freed place goes to the next one at once; a reminder, and a word after."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.forum.team import PersonBy
from core.gatherings import cards, team
from core.gatherings.gathering import Gathering, GatheringBy, Guest, State
from core.messages import Content, Doubt, Place, Press, Send, ToPerson, ToPlace, Urgency
from core.missions.cards import stack
from core.nudges.nudged import Nudged
from core.nudges.rounds import free_at, put_off
from core.people import Person, Refused
from core.scene import Scene, Timer
from core.texts import say
from core.thread.polite import next_ring
from core.workshops.workshop import WorkshopOf

KIND, DUE = cards.KIND, team.DUE
SAID = {"yes": State.YES, "maybe": State.MAYBE, "no": State.NO}
#: a reminder before it starts
BEFORE = timedelta(hours=24)


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """`ga:<event>:<yes, maybe or no>` of a guest; the board's verbs of the team."""
    number, _, what = rest.partition(":")
    verb, _, more = what.partition(":")
    one = team.by(scene, number)
    if verb in team.VERBS:
        return team.press(incoming, scene, one, verb, more)
    assert scene.person is not None
    if verb not in SAID or not incoming.place.private:
        raise Refused("Ce bouton ne sert plus : rien n'a changé.")
    _answer(incoming, scene, one, scene.person, SAID[verb])
    return ""


def _answer(incoming: Press, scene: Scene, one: Gathering, person: Person, said: State) -> None:
    known = one.answers(person.id, said, scene.now)
    mine = known.guest(person.id)
    assert mine is not None
    scene.keep(mine)
    scene.reply.stopped_timers.append(f"{DUE}:{one.id}:{person.id}:")
    scene.record("gathering-answered", subject=f"gathering:{one.id}", says=mine.state.value)
    known = offer(scene, known)
    team.change(incoming, scene, *cards.invitation(scene, known, mine, person))
    if mine.state is State.YES:
        file = Content(scene.words(say("🗓 Pour ton calendrier." if _young(person) else "🗓 Pour votre calendrier.")),
                       attachment=cards.calendar(scene, one))  # fmt: skip
        scene.reply.outgoing.append(Send(to=ToPerson(person.id), content=file))
        at = scene.hours.next_opening(one.starts - BEFORE)
        if scene.now < at < one.starts:
            _later(scene, one, "soon", at, person.id)


def _young(person: Person) -> bool:
    return person.role.value == "apprentice"


def _later(scene: Scene, one: Gathering, what: str, at: object, person: int | None = None) -> None:
    key = f"{DUE}:{one.id}:{person or 'all'}:{what}:{scene.now:%Y%m%d%H%M%S}"
    scene.reply.timers.append(Timer(key, DUE, at, None, person, {"what": what, "event": one.id}))  # type: ignore[arg-type]


def offer(scene: Scene, one: Gathering) -> Gathering:
    """Free places are offered, each at once, with a delay to say yes."""
    known, offered = one.offers(scene.now)
    for guest in offered:
        scene.keep(guest)
        person = scene.find(PersonBy(guest.person_id))
        assert guest.until is not None
        _later(scene, one, "lapse", guest.until, guest.person_id)
        if person is not None and person.settled:
            scene.tell(person, *cards.invitation(scene, known, guest, person))
    return known


# --- what is due -----------------------------------------------------------------------------------------------------


def due(timer: Timer, scene: Scene) -> None:
    """Its invitations, a place that was not taken, a reminder, the account after, a word to who did not come."""
    what = timer.data["what"]
    one = scene.find(GatheringBy(int(timer.data.get("event", 0))))
    if one is None or one.state == "cancelled":
        return
    guest = one.guest(timer.person_id) if timer.person_id else None
    if what == "begin":
        _invite(scene, one)
    elif what == "after":
        _after(scene, one)
    elif guest is not None and scene.whose is not None:
        ({"lapse": _lapse, "soon": _soon, "missed": _missed}[what])(timer, scene, one, guest, scene.whose)


def _invite(scene: Scene, one: Gathering) -> None:
    """Each guest, at polite hours; then the board, for the team."""
    one = replace(one, state="open")
    scene.keep(one)
    for guest in one.guests:
        person = scene.find(PersonBy(guest.person_id))
        if person is None or not person.settled:
            continue
        words, rows = cards.invitation(scene, one, guest, person)
        scene.reply.outgoing.append(
            Send(to=ToPerson(person.id), content=Content(scene.words(words, person), rows),
                 subject=f"gathering:{one.id}", urgency=Urgency.BROADCAST, doubt=Doubt.HOLD,
                 after=next_ring(scene, person))
        )  # fmt: skip
    _post(scene, one, *cards.board(scene, one))
    _later(scene, one, "after", scene.hours.next_opening(one.ends + team.DOOR))


def _post(scene: Scene, one: Gathering, words: object, rows: object = (), **more: object) -> None:
    """Something in the forum, where the event was made."""
    home = scene.structure.forum if scene.structure is not None else None
    if home is not None:
        place = Place(home.channel, home.chat, one.topic, private=False)
        content = Content(scene.words(words), rows, **more)  # type: ignore[arg-type]
        scene.reply.outgoing.append(Send(to=ToPlace(place), content=content, urgency=Urgency.THREAD))


def _lapse(_: Timer, scene: Scene, one: Gathering, guest: Guest, person: Person) -> None:
    """The place was not taken in time: it goes to the next one."""
    if guest.state is not State.OFFERED or guest.until is None or guest.until > scene.now:
        return
    gone = replace(guest, state=State.NO, since=scene.now, until=None)
    scene.keep(gone)
    offer(scene, one.with_guest(gone))
    if person.settled:
        scene.tell(person, say("⌛ La place de « {title} » est passée à la personne suivante.", title=one.title))


def _soon(timer: Timer, scene: Scene, one: Gathering, guest: Guest, person: Person) -> None:
    """One reminder, a day before; whoever was reminded of something else is left alone while there is time."""
    if guest.state is not State.YES or not (person.settled and person.reachable) or scene.now >= one.starts:
        return
    if free_at(scene, person) < one.starts and put_off(scene, timer, person):
        return
    if free_at(scene, person) > scene.now:
        return
    scene.keep(Nudged(person.id))
    words = stack(say("🔔 C'est bientôt."), cards.about(scene, one))
    _, rows = cards.invitation(scene, one, guest, person)
    scene.tell(person, words, rows, subject=timer.key, urgency=Urgency.NUDGE, doubt=Doubt.HOLD, until=one.starts)


def _after(scene: Scene, one: Gathering) -> None:
    """Who came, by the door or by hand; whoever had said yes and did not gets a kind word, the team the list."""
    room = scene.find(WorkshopOf(one.door)) if one.door else None
    there = {seat.person.id for seat in room.seats if seat.present_at is not None} if room is not None else set()
    for guest in one.guests:
        became = State.PRESENT if guest.person_id in there else guest.state
        if became in (State.YES, State.OFFERED):
            became = State.ABSENT
        if became is not guest.state:
            new = replace(guest, state=became, since=scene.now, until=None)
            scene.keep(new)
            one = one.with_guest(new)
    for guest in one.among(State.ABSENT):
        _later(scene, one, "missed", scene.now, guest.person_id)
    missed = ", ".join(guest.name for guest in one.among(State.ABSENT)) or "–"
    words = say("📣 « {title} » est passé. Là : {there}. Attendus, pas venus : {missed}.", title=one.title,
                there=len(one.among(State.PRESENT)), missed=missed)  # fmt: skip
    _post(scene, one, words, attachment=cards.table(scene, one))
    scene.record("gathering-over", subject=f"gathering:{one.id}", there=len(one.among(State.PRESENT)))


def _missed(timer: Timer, scene: Scene, one: Gathering, guest: Guest, person: Person) -> None:
    if guest.state is not State.ABSENT or not (person.settled and person.reachable) or put_off(scene, timer, person):
        return
    scene.keep(Nudged(person.id))
    young = "👋 On t'attendait à « {title} ». Un empêchement, ça arrive : dis-le ici si tu veux."
    adult = "👋 Vous étiez attendu·e à « {title} ». Un empêchement, cela arrive : dites-le ici si vous le souhaitez."
    words = say(young if _young(person) else adult, title=one.title)
    scene.tell(person, words, subject=timer.key, urgency=Urgency.NUDGE, doubt=Doubt.HOLD)
