"""« À traiter » in the room: the cards that wait, and their acts, which are those of the forum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from core.forum import acts, cards
from core.forum.cards import DeskCard, card_by
from core.forum.team import counsellors, triad_by
from core.messages import Deed
from core.nudges import recontact
from core.people import Person, Refused
from core.records import Asked
from core.room import door
from core.safeguarding import calls
from core.scene import Scene
from core.scripts.note_on_card import NoteOnCard
from core.scripts.reply_to_card import ReplyToCard
from core.texts import Rich, lines, render, say

#: cards on one page
PAGE = 30
QUEUES = {"attend": "À prendre", "moi": "Pris par moi", "autres": "Pris par d'autres", "fait": "Faits"}
#: what is typed on the page; everything else is one press
TYPED = {"note": 500, "reply": 3000}
PRESSED = frozenset({"take", "done", "open", "pause", "up", "to"})
CALL = (
    "🔒 Un appel « Ça ne va pas ». Le prendre l'ouvre dans votre conversation privée avec le bot : "
    "il se lit et se répond là, jamais sur une page."
)


@dataclass(frozen=True)
class Queue(Asked[tuple[DeskCard, ...]]):
    """The cards of one queue: urgent first, then the oldest; of what is done, the newest."""

    name: str
    reader: int
    first: int = 0
    most: int = PAGE


@dataclass(frozen=True)
class QueueSizes(Asked[Mapping[str, int]]):
    """How many cards stand in each queue."""

    reader: int


@dataclass(frozen=True)
class CardSeen:
    """One card, and what the reader may do with it."""

    card: DeskCard
    words: Rich
    log: tuple[Rich, ...]
    call: bool
    #: has a thread one can answer in
    thread: bool
    #: what came of somebody who does not answer can be said here: MOTIVES of recontact.py
    motives: Mapping[str, str] = field(default_factory=dict)
    #: a call that nobody has read or answered: who closes it says that she means it
    unheard: bool = False


@dataclass(frozen=True)
class DeskSeen:
    """One page of a queue."""

    cards: tuple[CardSeen, ...]
    sizes: Mapping[str, int]
    chosen: str
    page: int
    pages: int
    colleagues: tuple[Person, ...]
    when: Callable[[datetime], str]


def look(scene: Scene, chosen: str, page: int) -> DeskSeen:
    """The cards as their reader asks for them; Refused when she is no counsellor."""
    me = door.counsellor(scene)
    sizes: Mapping[str, int] = scene.find(QueueSizes(me.id))
    chosen = chosen if chosen in QUEUES else "attend"
    pages = max(1, -(-sizes.get(chosen, 0) // PAGE))
    page = min(max(page, 1), pages)
    found: tuple[DeskCard, ...] = scene.find(Queue(chosen, me.id, (page - 1) * PAGE))
    others = tuple(one for one in counsellors(scene) if one.id != me.id)
    seen = tuple(card_seen(scene, card) for card in found)
    return DeskSeen(seen, sizes, chosen, page, pages, others, scene.when)


def card_seen(scene: Scene, card: DeskCard) -> CardSeen:
    """A card as a page shows it: of a call who, how urgent and since when, never what was said."""
    if card.kind == calls.KIND:
        # Its first line says who calls, how urgently and since when; what was said stays off the page.
        first = card.words.cut(0, (card.words.text + "\n").index("\n"))
        return CardSeen(card, lines(first, say(CALL)), (), True, False, unheard=calls.unheard(scene, card))
    log = tuple(
        render(say(cards.LOG[line.kind], who=line.who, at=scene.when(line.at), what=line.what)) for line in card.log
    )
    motives = recontact.MOTIVES if acts.asks_outcome(card) else {}
    return CardSeen(card, card.words, log, False, bool(card.triad_id), motives)


def deed(deed: Deed, scene: Scene) -> None:
    """A form about a card: the same acts as its buttons in the forum."""
    me = door.counsellor(scene)
    verb, card = deed.fields.get("verb", ""), card_by(scene, deed.fields.get("key", ""))
    if card is None:
        raise Refused(acts.OLD)
    if deed.fields.get("seen", card.state) != card.state:
        raise Refused(
            say("Entre-temps, cette carte a changé : {who} s'en occupe.", who=card.holder)
            if card.holder
            else "Entre-temps, cette carte a changé. Regardez-la à nouveau."
        )
    if verb == "outcome" and card.person_id is not None:
        _outcome(scene, card.person_id, deed.fields)
        return
    if verb in TYPED:
        _typed(scene, card, verb, deed.fields.get("words", "").strip())
        return
    if verb not in PRESSED:
        raise Refused(acts.OLD)
    if card.state == "done" and verb != "open":
        raise Refused(say("Déjà fait par {who}.", who=card.holder))
    to = deed.fields.get("to", "")
    if verb == "done" and to != acts.SURE and calls.unheard(scene, card):
        raise Refused(calls.UNHEARD)
    acts.ACTS[verb](scene, card, me, to)


def _outcome(scene: Scene, person: int, fields: Mapping[str, str]) -> None:
    """What came of somebody who did not answer any more."""
    what, day, motive = (fields.get(name, "") for name in ("what", "day", "motive"))
    if what not in recontact.ANSWERS or (what == recontact.CLOSED and motive not in recontact.MOTIVES):
        raise Refused(acts.OLD)
    if what == recontact.LATER and not _to_come(scene, day):
        raise Refused("Ce jour n'est pas à venir : choisissez-en un autre.")
    words = " ".join(fields.get("words", "").split())[: TYPED["note"]]
    recontact.Outcome(person, what, day, motive, words).apply(scene)


def _to_come(scene: Scene, day: str) -> bool:
    try:
        return date.fromisoformat(day) > scene.today
    except ValueError:
        return False


def _typed(scene: Scene, card: DeskCard, verb: str, words: str) -> None:
    if not words:
        raise Refused("Il n'y a rien d'écrit : rien n'est parti.")
    if len(words) > TYPED[verb]:
        raise Refused(say("C'est trop long : {n} signes au plus. Raccourcissez un peu.", n=TYPED[verb]))
    if verb == "note":
        NoteOnCard(card.key, words).apply(scene)
        return
    if card.triad_id is None or card.kind == calls.KIND:
        raise Refused("Cette carte n'a pas de fil où répondre : rien n'est parti.")
    _check_thread(scene, card)
    ReplyToCard(card.key, words).apply(scene)


def _check_thread(scene: Scene, card: DeskCard) -> None:
    triad = triad_by(scene, card.triad_id or 0)
    assert scene.person is not None
    if triad is None or triad.state != "open" or not triad.readers(scene.person):
        raise Refused("Personne d'autre n'est dans ce fil, ou il est fermé : rien n'est parti.")
