"""`/dossier`: where one apprentice stands, as short pages in the forum. Calls (« Ça ne va pas ») are never in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.forum.cards import CardsOf
from core.forum.search import Wanted, find
from core.forum.team import triad_by
from core.horizon.horizon import MissionsOf
from core.immersions.immersion import ImmersionsOf
from core.lessons.lesson import ProgressOf
from core.meetings.meeting import MeetingsOf, Stage
from core.messages import Button, Change, Content, Message, Press, Rows, ToPlace
from core.missions.cards import stack
from core.missions.evolution import LooksOf
from core.missions.mission import STATES
from core.nudges.nudge import LADDERS
from core.nudges.rounds import RungsOf
from core.people import BADGES, Refused, Role
from core.records import Asked
from core.safeguarding.calls import KIND as CALL
from core.scene import Scene
from core.texts import Text, say
from core.triad import Triad

KIND = "ds"
GONE = "Ce dossier n'est plus là : /dossier le rouvre."
#: lines of one page: more would not be read
LISTED = 12
MEETINGS: Mapping[Stage, str] = {
    Stage.ASKING: "on cherche un moment",
    Stage.KEPT: "fixé",
    Stage.NONE: "aucun moment n'a convenu",
    Stage.CANCELLED: "annulé",
    Stage.REPORTED: "tenu, compte rendu approuvé",
}


@dataclass(frozen=True)
class Seated:
    """Somebody's time in a thread."""

    person: int
    first_name: str
    role: Role
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Noted:
    """A note of the team."""

    by: str
    at: datetime
    words: str


@dataclass(frozen=True)
class Dossier:
    """What a triad's file holds beside its missions, lessons and meetings."""

    seats: tuple[Seated, ...] = ()
    #: person -> when she last wrote, or acted on a mission
    seen: Mapping[int, datetime] = field(default_factory=dict)
    #: person -> when a nudge last left for her
    nudged: Mapping[int, datetime] = field(default_factory=dict)
    #: the newest first
    notes: tuple[Noted, ...] = ()


@dataclass(frozen=True)
class DossierOf(Asked[Dossier]):
    """The file of a triad."""

    triad: int


def command(incoming: Message, scene: Scene) -> None:
    """`/dossier` in a topic, `/dossier Léa` elsewhere."""
    if scene.topic_triad is not None and not incoming.argument:
        _open(scene, scene.topic_triad)
        return
    wanted = Wanted(incoming.argument)
    if not wanted.words:
        scene.answer("Dans le fil d'un jeune, /dossier suffit ; ailleurs, ajoutez son prénom : /dossier Léa.")
        return
    threads = {hit.triad_id: hit.thread for hit in find(scene, wanted).people}
    if not threads:
        scene.answer(say("Je ne trouve personne de ce nom ici : « {words} ».", words=incoming.argument[:80]))
    elif len(threads) == 1:
        triad = triad_by(scene, next(iter(threads)))
        assert triad is not None
        _open(scene, triad)
    else:
        scene.answer("Quel dossier ?", buttons(threads))


def buttons(threads: Mapping[int, str]) -> Rows:
    """A button for each thread (number -> name)."""
    return tuple((Button(f"🗂 {name}"[:60], f"{KIND}:{number}:who"),) for number, name in list(threads.items())[:10])


def press(press: Press, scene: Scene, rest: str) -> None:
    """`ds:<triad>:<page>`: only for counsellors, only in their forum."""
    number, _, page = rest.partition(":")
    person = scene.person
    if person is None or person.role is not Role.COUNSELLOR or press.place.private:
        raise Refused("Ce dossier se lit dans le forum de l'équipe, par l'équipe.")
    triad = triad_by(scene, int(number)) if number.isdecimal() and len(number) < 10 else None
    if triad is None or triad.structure_id != person.structure_id or page not in PAGES:
        raise Refused(GONE)
    content = Content(scene.words(_page(scene, triad, page)), _doors(scene, triad, page))
    scene.reply.outgoing.append(Change(to=ToPlace(press.place), message=press.message_id, content=content))
    scene.record("file-read", triad=triad.id, page=page)


def _open(scene: Scene, triad: Triad) -> None:
    scene.answer(_page(scene, triad, "who"), _doors(scene, triad, "who"))
    scene.record("file-read", triad=triad.id, page="who")


def _doors(scene: Scene, triad: Triad, here: str) -> Rows:
    doors = [
        Button(("· " if name == here else "") + scene.words(label).text, f"{KIND}:{triad.id}:{name}")
        for name, (label, _) in PAGES.items()
    ]
    return tuple(doors[:3]), tuple(doors[3:])


def _page(scene: Scene, triad: Triad, page: str) -> Text:
    label, lines = PAGES[page]
    name = triad.apprentice.first_name if triad.apprentice else triad.title
    return stack(say("🗂 <b>{name}</b> · {page}", name=name, page=say(label)), *lines(scene, triad))


# --- the pages -------------------------------------------------------------------------------------------------------


def _who(scene: Scene, triad: Triad) -> list[Text]:
    known = scene.find(DossierOf(triad.id))
    here = {one.id: one for one in triad.members}
    told = []
    for seat in known.seats:
        who = say("{name} · {badge}", name=seat.first_name or say("(sans nom)"), badge=BADGES[seat.role])
        if seat.until is not None:
            told.append(say("• {who} : du {a} au {b}", who=who, a=_day(scene, seat.since), b=_day(scene, seat.until)))
            continue
        seen = known.seen.get(seat.person)
        person = here.get(seat.person)
        told.append(
            say(
                "• {who}, depuis le {a} – {seen}{away}",
                who=who, a=_day(scene, seat.since),
                seen=say("dernier signe : {at}", at=scene.when(seen)) if seen else say("aucun signe encore"),
                away=None if person is None or person.reachable else say(" – ⚠️ injoignable ici"),
            )
        )  # fmt: skip
    cards = [card for card in scene.find(CardsOf(triad.id)) if card.kind != CALL]
    told.append(say("📌 À traiter : {n}", n=len(cards)))
    told += [say("   {first}", first=_short(card.words.text.splitlines()[0])) for card in cards[:5]]
    return told


def _lessons(scene: Scene, triad: Triad) -> list[Text]:
    if triad.apprentice is None:
        return [say("Pas encore de jeune dans ce fil.")]
    done = scene.find(ProgressOf(triad.apprentice.id))
    told = []
    for module in scene.library.modules:
        found = done.get(module.slug)
        if found is None:
            state = say("pas commencée")
        elif found.finished_at:
            state = say("finie le {day}", day=_day(scene, found.finished_at))
        else:
            state = say("page {n} sur {all}", n=min(found.page + 1, len(module.pages)), all=len(module.pages))
        mark = "○" if found is None else "✓" if found.finished_at else "▶️"
        told.append(say("{mark} {title} – {state}", mark=mark, title=module.title, state=state))
    return told


def _missions(scene: Scene, triad: Triad) -> list[Text]:
    known = scene.find(MissionsOf(triad.id))[::-1]
    if not known:
        return [say("Pas encore de mission.")]
    both = {look.number for look in scene.find(LooksOf(triad.id))}
    told = [
        say(
            "{n}. {title} – {state}{since}{looks}",
            n=one.number, title=_short(one.card.title), state=say(STATES[one.state]),
            since=say(", {at}", at=scene.when(one.steps[-1].at)) if one.steps else None,
            looks=say(" · les deux regards y sont") if one.number in both else None,
        )
        for one in known[:LISTED]
    ]  # fmt: skip
    return [*told, say("… et avant : {n}", n=len(known) - LISTED)] if len(known) > LISTED else told


def _followed(scene: Scene, triad: Triad) -> list[Text]:
    meetings, stays = scene.find(MeetingsOf(triad.id))[::-1], scene.find(ImmersionsOf(triad.id))
    told = []
    for meeting in meetings[:5]:
        at = scene.when(meeting.starts) if meeting.starts else say("sans date")
        told.append(say("📅 Rendez-vous, {at} – {state}", at=at, state=say(MEETINGS[meeting.stage])))
    for stay in stays[:5]:
        one = stay.convention
        days = say("sans dates")
        if one.starts and one.ends:
            days = say("du {a} au {b}", a=f"{one.starts:%d/%m/%Y}", b=f"{one.ends:%d/%m/%Y}")
        told.append(say("🤝 Immersion {days} – {state}", days=days, state=one.words))
    return told or [say("Pas encore de rendez-vous ni d'immersion.")]


def _nudges(scene: Scene, triad: Triad) -> list[Text]:
    known = scene.find(DossierOf(triad.id))
    told = []
    for one in triad.members:
        coming = [t.due_at for t in scene.find(RungsOf(one.id)) if t.triad_id == triad.id and t.kind in LADDERS]
        if one.id not in known.nudged and not coming:
            continue
        last = known.nudged.get(one.id)
        told.append(
            say(
                "🔔 {who} – dernier : {last} ; prochain : {next}",
                who=one.signature,
                last=scene.when(last) if last else say("aucun"),
                next=scene.when(min(coming)) if coming else say("aucun de prévu"),
            )
        )
    if until := triad.settings.get("nudges_paused_until"):
        told.append(say("⏸ Rappels en pause jusqu'au {day}", day=str(until)))
    return told or [say("Aucun rappel n'est parti, aucun n'est prévu.")]


def _notes(scene: Scene, triad: Triad) -> list[Text]:
    known = scene.find(DossierOf(triad.id)).notes
    return [
        say("🔒 {who}, {at} : {words}", who=one.by, at=scene.when(one.at), words=_short(one.words, 200))
        for one in known
    ] or [say("Aucune note. /note dans le fil en garde une, entre vous.")]


def _day(scene: Scene, moment: datetime) -> str:
    return f"{scene.hours.local(moment):%d/%m/%Y}"


def _short(words: str, most: int = 80) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


#: name of a page -> what its door says, and its lines
PAGES: Mapping[str, tuple[str, Callable[[Scene, Triad], list[Text]]]] = {
    "who": ("Qui", _who),
    "lessons": ("Leçons", _lessons),
    "missions": ("Missions", _missions),
    "followed": ("Suivi", _followed),
    "nudges": ("Rappels", _nudges),
    "notes": ("Notes 🔒", _notes),
}
