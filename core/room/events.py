"""Events in the room: the list with places and who waits, one event with its guests, making one; as `/evenement`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.announcements.announcement import groups
from core.files import Paper
from core.gatherings import cards, team
from core.gatherings.gathering import (
    SEATED,
    STATES,
    Counted,
    Gathering,
    GatheringsCounted,
    Guest,
    Kind,
    State,
)
from core.meetings import slots
from core.messages import Deed
from core.people import Refused
from core.room import door
from core.scene import Scene
from core.texts import say

#: so long an event stays in the list, and guests on one page
SHOWN, PAGE = timedelta(days=180), 50
OLD = "Cette page est ancienne : rien n'a changé. Rechargez-la, puis recommencez."


@dataclass(frozen=True)
class EventsSeen:
    """Those to come, the soonest first; those that are over, the latest first; each with its moment in words."""

    coming: tuple[tuple[Counted, str], ...]
    over: tuple[tuple[Counted, str], ...]


@dataclass(frozen=True)
class EventSeen:
    """One event, with the guests of one answer."""

    event: Gathering
    when: str
    counts: Mapping[State, int]
    taken: int
    chosen: State
    guests: tuple[Guest, ...]
    page: int
    pages: int
    #: it can still be led: cancelled, its door opened, who came ticked
    open: bool


@dataclass(frozen=True)
class FormSeen:
    """What a new one may be."""

    groups: Mapping[str, str]
    today: date
    name_limit: int = team.NAME
    place_limit: int = team.PLACE
    most: int = team.MOST_PLACES


def look(scene: Scene) -> EventsSeen:
    door.author(scene)
    known = [(one, cards.when(scene, one.gathering)) for one in scene.find(GatheringsCounted(scene.now - SHOWN))]
    coming = [one for one in reversed(known) if _leads(scene, one[0].gathering)]
    return EventsSeen(tuple(coming), tuple(one for one in known if one not in coming))


def _leads(scene: Scene, one: Gathering) -> bool:
    return one.state == "open" and scene.now < one.ends + team.DOOR


def one(scene: Scene, number: str, chosen: str, page: int) -> EventSeen:
    """Refused when there is no such event here."""
    door.author(scene)
    found = team.by(scene, number)
    counts = {state: len(found.among(state)) for state in STATES}
    first = next((state for state in STATES if counts[state]), State.INVITED)
    state = State(chosen) if chosen in set(State) else first
    guests = sorted(found.among(state), key=lambda guest: (guest.since, guest.person_id))
    pages = max(1, -(-len(guests) // PAGE))
    page = min(max(page, 1), pages)
    shown = tuple(guests[(page - 1) * PAGE : page * PAGE])
    return EventSeen(found, cards.when(scene, found), counts, len(found.among(*SEATED)), state, shown, page, pages,
                     _leads(scene, found))  # fmt: skip


def form(scene: Scene) -> FormSeen:
    door.author(scene)
    return FormSeen(groups(scene), scene.today)


def table(scene: Scene, number: str) -> tuple[str, Paper]:
    """The file of who was invited and where each stands: its name, and what it is made from."""
    door.author(scene)
    made = cards.table(scene, team.by(scene, number))
    assert made.paper is not None
    return made.name, made.paper


# --- forms -----------------------------------------------------------------------------------------------------------


def deed(deed: Deed, scene: Scene) -> None:
    """One form of these pages."""
    door.author(scene)
    act = ACTS.get(deed.fields.get("verb", ""))
    if act is None:
        raise Refused(OLD)
    act(scene, {name: " ".join(words.split()) for name, words in deed.fields.items()})


def _make(scene: Scene, fields: Mapping[str, str]) -> None:
    title, place = fields.get("title", ""), fields.get("place", "")
    if fields.get("kind") not in set(Kind) or not title or not place:
        raise Refused("Il manque quelque chose : le type, le titre et le lieu sont nécessaires.")
    if len(title) > team.NAME or len(place) > team.PLACE:
        raise Refused(say("C'est trop long : {a} signes pour le titre, {b} pour le lieu.", a=team.NAME, b=team.PLACE))
    room = fields.get("room", "") or "0"
    if not room.isdecimal() or len(room) > 3 or int(room) > team.MOST_PLACES:
        raise Refused(
            say("Il me faut un nombre de places, de 1 à {most}, ou rien pour autant qu'on veut.", most=team.MOST_PLACES)
        )
    starts = _moment(scene, fields)
    kind, group = Kind(fields["kind"]), fields.get("group", "")
    team.MakeGathering(kind, title, place, starts.isoformat(), int(room), group).apply(scene)


def _moment(scene: Scene, fields: Mapping[str, str]) -> datetime:
    """When it begins, within the hours in which an event may; UTC."""
    hours = slots.hours_of(team.times(scene))
    try:
        day, clock = date.fromisoformat(fields.get("day", "")), time.fromisoformat(fields.get("at", ""))
    except ValueError:
        raise Refused("Ce jour ou cette heure n'existe pas : vérifiez, puis recommencez.") from None
    starts = datetime.combine(day, clock.replace(tzinfo=None), ZoneInfo(hours.zone)).astimezone(UTC)
    why = slots.trouble(starts, scene.now, hours)
    if why is not None:
        raise Refused(why)
    return starts


def _tick(scene: Scene, fields: Mapping[str, str]) -> None:
    person = fields.get("person", "")
    number = int(person) if person.isdecimal() and len(person) < 16 else 0
    known = team.by(scene, fields.get("event", ""))
    guest = known.guest(number)
    if guest is not None and guest.state.value != fields.get("seen"):
        raise Refused("Entre-temps, cette réponse a changé : regardez-la à nouveau.")
    team.tick(scene, known, number)


def _cancel(scene: Scene, fields: Mapping[str, str]) -> None:
    team.call_off(scene, team.by(scene, fields.get("event", "")))


def _door(scene: Scene, fields: Mapping[str, str]) -> None:
    team.open_door(scene, team.by(scene, fields.get("event", "")))


ACTS: Mapping[str, Callable[[Scene, Mapping[str, str]], None]] = {
    "make": _make,
    "tick": _tick,
    "cancel": _cancel,
    "door": _door,
}
