"""A counsellor invites a group to something: what, when, where, how many, whom; then exactly what leaves."""

from __future__ import annotations

from datetime import datetime

from core.gatherings.gathering import KINDS, Kind
from core.gatherings.team import MOST_PLACES, NAME, PLACE, MakeGathering
from core.meetings import slots
from core.talk import Facts, Say, Script, Unclear, choice, confirm, text, text_or
from core.texts import say

TITLE = "un événement"


def make_gathering(facts: Facts) -> Script[MakeGathering | None]:
    kind = Kind((yield from choice("kind", "Quel événement ?", {k.value: v for k, v in KINDS.items()}, label="Type")))
    title = yield from text("title", "Son titre, pour les invités ?", at_most=NAME, label="Titre", spoken=False)
    moment = yield from slots.moment("when", "Quand ? Par exemple : mardi 24/11 à 14 h 30.", {}, facts)
    place = yield from text("place", "Où ?", at_most=PLACE, label="Où", spoken=False)
    room = yield from text_or(
        "room", "Combien de places ?", {"0": "Autant qu'on veut"}, at_most=10, label="Places", spoken=False, check=_room
    )
    offered = {group: say("{label}", label=label) for group, label in facts.choices.items()}
    group = yield from choice("group", "Qui est invité ?", offered, label="Invités")
    starts = slots.name(datetime.fromisoformat(moment), slots.hours_of(facts.calendar).zone)
    yield Say(
        say("📣 <b>{title}</b> · {kind}\n🗓 {when}\n📍 {place}\nPlaces : {room}. Invités : {group}.", title=title,
            kind=say(KINDS[kind]), when=starts, place=place, room=room if room != "0" else say("autant qu'on veut"),
            group=facts.choices[group])
    )  # fmt: skip
    if not (yield from confirm("send", "Les invitations partent ?", yes="📣 Inviter", no="🗑 Laisser")):
        yield Say(say("D'accord, rien n'est parti."))
        return None
    yield Say(say("📣 Les invitations partent. Où en sont les réponses : /evenements"))
    return MakeGathering(kind, title, place, moment, int(room), group)


def _room(words: str) -> None:
    # 0 is the button: as many as one likes
    if not words.isdecimal() or not 0 <= int(words) <= MOST_PLACES:
        raise Unclear("Il me faut un nombre de places, de 1 à {most}, en chiffres.", most=MOST_PLACES)
