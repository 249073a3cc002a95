"""Cards in « À traiter »: what needs a counsellor, once per subject. Other rooms call `raise_card`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2s

from core.forum.strangers import held
from core.forum.team import Team, absent, there, triad_by
from core.messages import Button, Change, Content, Rows, Send, ToDesk, ToPerson, Urgency
from core.people import Person, Role
from core.records import Asked
from core.scene import Scene
from core.texts import Rich, Text, lines, render, say
from core.triad import Triad

# What happened to a card, as a line under it. {who} did it, at {at}; {what} are words of a colleague or of ours.
LOG: Mapping[str, str] = {
    "note": "🔒 {who} : {what}",
    "replied": "💬 {who} a répondu ({at})",
    "paused": "⏸ Rappels en pause jusqu'au {what} ({who})",
    "handed": "➡️ {who} l'a confié à {what} ({at})",
    "stood-in": "🌴 En l'absence de {who} : à {what} ({at})",
    "escalated": "⬆️ Transmis à {what} ({who}, {at})",
    "late": "⏰ Sans réponse : transmis à {what} ({at})",
    "phoned": "📞 {who} a appelé ({at})",
    "decided": "{what} ({who}, {at})",
    "heard": "✉️ Un message est arrivé de l'adresse de {who} ({at}) : rien ne prouve encore de qui il vient",
}


@dataclass(frozen=True)
class Line:
    """Something that happened to a card."""

    kind: str
    who: str
    at: datetime
    what: str = ""


@dataclass(frozen=True)
class DeskCard:
    """One thing that needs a counsellor."""

    #: what it is about ("unreachable:7"): one card for it, for ever
    subject: str
    #: names the reason, for figures and for what its buttons do
    kind: str
    words: Rich
    triad_id: int | None = None
    person_id: int | None = None
    #: nobody waits for office hours with it, and every counsellor there has it in private as well
    urgent: bool = False
    #: open, taken, done
    state: str = "open"
    holder_id: int | None = None
    holder: str = ""
    changed_at: datetime | None = None
    log: tuple[Line, ...] = ()
    #: buttons of its own, above the usual ones
    buttons: Rows = ()

    @property
    def key(self) -> str:
        return key_of(self.subject)

    @property
    def screen(self) -> str:
        """The subject of its messages."""
        return f"card:{self.subject}"


@dataclass(frozen=True)
class CardBy(Asked[DeskCard | None]):
    """The card of this key; locked until the end of the transaction."""

    key: str


@dataclass(frozen=True)
class CardsOf(Asked[tuple[DeskCard, ...]]):
    """The cards of a triad that are not done."""

    triad: int


def key_of(subject: str) -> str:
    """What stands for a subject in the data of buttons, which may hold 64 bytes."""
    return blake2s(subject.encode(), digest_size=8).hexdigest()


def raise_card(
    scene: Scene,
    kind: str,
    subject: str,
    words: Text | Rich | str,
    *,
    triad: Triad | None = None,
    person: Person | None = None,
    urgent: bool = False,
    buttons: Rows = (),
) -> DeskCard:
    """A card in « À traiter ». As long as it is not done, raising it again only changes what it says."""
    known = card_by(scene, key_of(subject))
    if known is not None and known.state != "done":
        changed = replace(known, words=render(words), urgent=known.urgent or urgent, buttons=buttons or known.buttons)
        if changed != known:
            change_card(scene, changed)
        return changed
    card = DeskCard(
        subject, kind, render(words), triad.id if triad else None, person.id if person else None, urgent,
        changed_at=scene.now, log=known.log if known else (), buttons=buttons,
    )  # fmt: skip
    # Nobody waits for office hours with what is urgent: whoever is there takes it.
    stand_in = _stand_in(scene, triad) if triad is not None and not urgent else None
    if stand_in is not None:
        away, other = stand_in
        line = Line("stood-in", away.first_name, scene.now, other.first_name)
        card = replace(card, state="taken", holder_id=other.id, holder=other.first_name, log=(*card.log, line))
        words = say(
            "🌴 En l'absence de {who}, cette carte est pour vous.\n{card}", who=away.first_name, card=card.words
        )
        scene.tell(other, words, urgency=Urgency.NUDGE)
    scene.keep(card)
    _send(scene, card, ToDesk())
    if held(scene):  # nobody sees the desk then
        for one in scene.find(Team()):
            if one.role is Role.COUNSELLOR:
                _send(scene, card, ToPerson(one.id))
    name_topic(scene, card)
    scene.record("card-raised", subject=subject, triad=card.triad_id, card=kind)
    return card


def _stand_in(scene: Scene, triad: Triad) -> tuple[Person, Person] | None:
    """Who follows the triad and is away today, and who does her work meanwhile."""
    follows = [one for one in triad.members if one.role is Role.COUNSELLOR]
    away = next((one for one in follows if absent(one, scene.today)), None)
    if away is None or any(not absent(one, scene.today) for one in follows):
        return None
    other = there(scene, away)
    return (away, other) if other is not None and other.id == away.settings["absent"].get("by") else None


def send_card(scene: Scene, card: DeskCard, to: Person) -> None:
    """The card also stands in somebody's private chat, where it changes with the others."""
    _send(scene, card, ToPerson(to.id))


def change_card(scene: Scene, card: DeskCard) -> None:
    """The card is like this from now on, everywhere it stands."""
    scene.keep(card)
    content = shown(scene, card)
    scene.reply.outgoing.append(Change(to=ToDesk(), subject=card.screen, content=content))
    for one in scene.find(Team()):
        scene.reply.outgoing.append(Change(to=ToPerson(one.id), subject=card.screen, content=content))
    name_topic(scene, card)


def name_topic(scene: Scene, card: DeskCard) -> None:
    """The topic of the card's triad says how it stands."""
    from core.forum.topics import refresh  # the name of a topic is made of cards

    triad = triad_by(scene, card.triad_id) if card.triad_id else None
    if triad is not None:
        refresh(scene, triad)


def logged(scene: Scene, card: DeskCard, kind: str, what: str = "") -> DeskCard:
    """The card with one more line; who acts did it."""
    who = scene.person.first_name if scene.person else ""
    return replace(card, log=(*card.log, Line(kind, who, scene.now, what)))


def card_by(scene: Scene, key: str) -> DeskCard | None:
    """The card as this turn has it, or as it is kept."""
    mine = (thing for thing in reversed(scene.reply.kept) if isinstance(thing, DeskCard) and thing.key == key)
    return next(mine, None) or scene.find(CardBy(key))


def shown(scene: Scene, card: DeskCard) -> Content:
    """What a card looks like, and what can be done with it."""
    told = (
        say(LOG[line.kind], who=line.who, at=scene.when(line.at), what=line.what) for line in card.log
    )  # fmt: skip
    return Content(lines(card.words, *told, _standing(scene, card)), _buttons(card))


def _standing(scene: Scene, card: DeskCard) -> Text | None:
    at = scene.when(card.changed_at) if card.changed_at else ""
    if card.state == "taken":
        return say("✋ Pris par <b>{who}</b> ({at})", who=card.holder, at=at)
    return say("✅ Fait par <b>{who}</b> ({at})", who=card.holder, at=at) if card.state == "done" else None


def _buttons(card: DeskCard) -> Rows:
    def one(label: str, verb: str, style: str = "") -> Button:
        return Button(label, f"x:{card.key}:{verb}", style=style)

    if card.state == "done":
        return ((one("↩ Rouvrir", "open"),),)
    first = [] if card.state == "taken" else [one("✋ Je prends", "take", "primary")]
    rows = [*card.buttons, (*first, one("✅ C'est fait", "done", "success"))]
    if card.state == "taken":
        words = [one("🔒 Note", "note")]
        if card.triad_id and not card.buttons:
            words[:0] = [one("💬 Répondre", "reply"), one("📋 Modèle", "canned")]
        rows.append(tuple(words))
        rest = [one("➡️ Confier", "hand"), one("⬆️ Responsable", "up")]
        rows.append((one("⏸ Rappels", "pause"), *rest) if card.triad_id else tuple(rest))
    return tuple(rows)


def _send(scene: Scene, card: DeskCard, to: ToDesk | ToPerson) -> None:
    content = shown(scene, card)
    urgency = Urgency.ANSWER if card.urgent else Urgency.THREAD
    scene.reply.outgoing.append(Send(to=to, content=content, subject=card.screen, urgency=urgency))
