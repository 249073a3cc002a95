"""What stands on the screens of an event: the invitation, the board of the team, the calendar file, the list."""

from __future__ import annotations

from core.files import Attachment, paper
from core.gatherings.gathering import KINDS, LENGTH, SEATED, STATES, Gathering, Guest, State
from core.meetings import slots
from core.messages import Button, Rows
from core.missions.cards import stack
from core.people import Person
from core.scene import Scene
from core.texts import Text, say

#: the first word of its buttons' data
KIND = "ga"
#: names on the board: more are in the list
NAMED = 40


def data(one: Gathering, *what: object) -> str:
    return ":".join((KIND, str(one.id), *map(str, what)))


def when(scene: Scene, one: Gathering) -> str:
    return slots.name(one.starts, scene.hours.zone)


def about(scene: Scene, one: Gathering) -> Text:
    return say("📣 <b>{title}</b> · {kind}\n🗓 {when}\n📍 {place}", title=one.title, kind=say(KINDS[one.kind]),
               when=when(scene, one), place=one.place)  # fmt: skip


def invitation(scene: Scene, one: Gathering, guest: Guest, person: Person) -> tuple[Text, Rows]:
    """The invitation as its guest sees it now."""
    state = guest.state
    if one.state != "open":
        return stack(about(scene, one), say("🚫 Annulé.")), ()
    if state is State.OFFERED and guest.until is not None:
        stands = say("🎟 Une place s'est libérée ! Elle est gardée jusqu'au {until}.",
                     until=slots.name(guest.until, scene.hours.zone))  # fmt: skip
    elif state is State.WAITING:
        stands = say("⏳ C'est complet. Rang {n} sur la liste d'attente : un message part dès qu'une place se libère.",
                     n=one.rank(person.id))  # fmt: skip
    else:
        stands = say(STATES[state]) if state is not State.INVITED else say("Un bouton suffit pour répondre.")
    said = {"yes": (State.YES, State.WAITING, State.PRESENT), "maybe": (State.MAYBE,), "no": (State.NO,)}
    labels = {"yes": "✅ Je viens", "maybe": "🤔 Peut-être", "no": "❌ Non"}
    if state in (State.PRESENT, State.ABSENT):
        return stack(about(scene, one), stands), ()
    left = [verb for verb, is_ in said.items() if state not in is_]
    row = tuple(Button(scene.words(labels[verb], person).text, data(one, verb)) for verb in left)
    return stack(about(scene, one), stands), (row,)


def calendar(scene: Scene, one: Gathering) -> Attachment:
    """The file that calendars open; the same event has the same UID for ever."""
    structure = scene.structure
    return paper(
        "calendar",
        "evenement.ics",
        {
            "uid": f"evenement-{one.id}@triade.invalid",
            "sequence": 0,
            "cancelled": False,
            "starts": one.starts.isoformat(),
            "minutes": int(LENGTH.total_seconds() // 60),
            "zone": scene.hours.zone,
            "title": one.title,
            "place": one.place,
            "stamp": scene.now.isoformat(),
            "organiser": "evenement@triade.invalid",
            "name": structure.name if structure is not None else "",
        },
    )


def board(scene: Scene, one: Gathering) -> tuple[Text, Rows]:
    """The event as the team leads it."""
    counts = [
        say("{state} : {n}{names}", state=say(STATES[state]), n=len(among),
            names=say(" ({who})", who=", ".join(guest.name or "?" for guest in among[:NAMED])))
        for state in STATES
        if (among := one.among(state))
    ]  # fmt: skip
    places = (
        say("🎟 Places prises : {taken} sur {room}", taken=len(one.among(*SEATED)), room=one.room) if one.room else None
    )
    cancelled = say("🚫 Annulé.") if one.state != "open" else None

    def button(label: str, what: str) -> Button:
        return Button(scene.words(label).text, data(one, what))

    rows: list[tuple[Button, ...]] = [(button("🔄 Où en est-on", "board"), button("📋 La liste", "list"))]
    if one.state == "open" and scene.now < one.ends:
        rows.append((button("🚪 Ouvrir la porte", "door"), button("✋ Qui est là", "who")))
        rows.append((button("🚫 Annuler l'événement", "cancel"),))
    return stack(about(scene, one), cancelled, places, *counts), tuple(rows)


def roll(scene: Scene, one: Gathering) -> Rows:
    """A button for each who has a place: present, or not."""
    names = [
        Button(
            f"{'✋' if guest.state is State.PRESENT else '…'} {guest.name or '?'}", data(one, "here", guest.person_id)
        )
        for guest in one.among(*SEATED, State.MAYBE)[:NAMED]
    ]
    back = Button(scene.words("◀️ Où en est-on").text, data(one, "board"))
    return (*(tuple(names[n : n + 3]) for n in range(0, len(names), 3)), (back,))


def table(scene: Scene, one: Gathering) -> Attachment:
    """Who was invited and where each stands."""
    head = ["Événement", "Quand", "Où", "Prénom", "Réponse", "Depuis"]
    rows = [
        [one.title, when(scene, one), one.place, guest.name, STATES[guest.state].split(" ", 1)[1],
         f"{scene.hours.local(guest.since):%d/%m/%Y %H:%M}"]
        for guest in one.guests
    ]  # fmt: skip
    return paper("table", f"evenement-{scene.hours.local(one.starts):%Y-%m-%d}.csv", {"rows": [head, *rows]})
