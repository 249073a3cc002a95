"""Somebody in the forum who is not of the team: nothing is written there until a counsellor says who it is.

The bot sees who joins and leaves (it is administrator there), and who writes; it cannot list who was there before it.
Words to the young and to companies go on meanwhile, calls for help and cards reach counsellors in private.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import blake2s
from typing import Any

from core.forum.team import PeopleAt, Team, counsellors
from core.messages import Address, Button, Content, MemberChanged, Press, Send, ToPerson, Urgency
from core.people import Refused, Role
from core.scene import Scene, Timer
from core.texts import Text, say

KIND, DUE = "st", "forum-held"
#: the subjects of what may be said in a forum that is held: nothing of anybody stands in it
NOTICE = "notice:"
#: until the team is told again, as long as nobody has decided
AGAIN = timedelta(minutes=30)
_HERE, _KNOWN = "strangers", "guests"


@dataclass(frozen=True)
class ForumHeld:
    """Whether nothing may be written in the structure's forum for now."""

    held: bool


def held(scene: Scene) -> bool:
    """Whether somebody unknown is in the forum."""
    return bool(scene.structure is not None and scene.structure.settings.get(_HERE))


def changed(change: MemberChanged, scene: Scene) -> None:
    """Somebody came into the forum, or is no longer there."""
    if scene.structure is None:
        scene.reply.ignored = "a group that is nobody's forum"
    elif change.present:
        seen(scene, change.who, change.name)
    else:
        _gone(scene, change.who)


def seen(scene: Scene, address: Address, name: str) -> None:
    """Somebody is in the forum: nothing follows from a counsellor, or from a guest whom the team knows."""
    assert scene.structure is not None
    key, settings = _key(address), scene.structure.settings
    ours = scene.find(PeopleAt(address)) if address.value else ()
    if not address.value or any(one.role is Role.COUNSELLOR and one.settled for one in ours):
        return
    if key in settings.get(_KNOWN, ()) or key in settings.get(_HERE, {}):
        return
    here = {**settings.get(_HERE, {}), key: name[:60]}
    _save(scene, {**settings, _HERE: here})
    scene.keep(ForumHeld(True))
    scene.record("forum-held", strangers=len(here))
    scene.reply.alerts.append(
        ("forum-stranger", f"{len(here)} inconnus dans le forum de la structure n° {scene.structure.id}.")
    )
    _alert(scene, here)
    _remind(scene)


def due(_: Timer, scene: Scene) -> None:
    """Still nobody has decided: the team is told again."""
    here = scene.structure.settings.get(_HERE) if scene.structure is not None else None
    if scene.structure is not None and here:
        _alert(scene, here)
        _remind(scene)


def _remind(scene: Scene) -> None:
    assert scene.structure is not None
    at = scene.hours.next_opening(scene.now + AGAIN)
    scene.reply.timers.append(Timer(f"{DUE}:{scene.structure.id}:{at.timestamp():.0f}", DUE, at))


def press(press: Press, scene: Scene, rest: str) -> str:
    """`st:<key>:ok`: a counsellor says that this person may be there."""
    key, _, verb = rest.partition(":")
    person, structure = scene.person, scene.structure
    if person is None or structure is None or person.role is not Role.COUNSELLOR or verb != "ok":
        raise Refused("Seule l'équipe peut le dire : rien n'a changé.")
    name = structure.settings.get(_HERE, {}).get(key)
    if name is None:
        raise Refused("C'est déjà réglé : rien n'a changé.")
    guests = [*structure.settings.get(_KNOWN, ()), key]
    _settled(scene, {**structure.settings, _KNOWN: guests}, key)
    scene.record("forum-guest-accepted", by=person.id)
    return "C'est noté"


def joined(scene: Scene, address: Address) -> None:
    """Somebody has just become a counsellor: perhaps the one whom nobody knew."""
    if scene.structure is not None and _key(address) in scene.structure.settings.get(_HERE, {}):
        _settled(scene, scene.structure.settings, _key(address))


def _gone(scene: Scene, address: Address) -> None:
    """Who comes back later is unknown again."""
    assert scene.structure is not None
    settings, key = scene.structure.settings, _key(address)
    if key in settings.get(_KNOWN, ()):
        settings = {**settings, _KNOWN: [one for one in settings[_KNOWN] if one != key]}
        _save(scene, settings)
    if key in settings.get(_HERE, {}):
        _settled(scene, settings, key)


def _settled(scene: Scene, settings: Mapping[str, Any], key: str) -> None:
    """This one is no question any more; without another one, the forum is written in again."""
    here = {one: name for one, name in settings.get(_HERE, {}).items() if one != key}
    _save(scene, {**settings, _HERE: here})
    if here:
        return
    scene.keep(ForumHeld(False))
    scene.record("forum-released")
    words = say("▶️ J'écris de nouveau dans le forum : tout ce qui attendait y arrive.")
    for one in counsellors(scene):
        _tell(scene, one.id, scene.words(words, one))


def _alert(scene: Scene, here: Mapping[str, str]) -> None:
    """In private, to the whole team, managers included: the forum itself is not the place."""
    rows = [
        (Button(scene.words(say("✅ C'est bon, c'est {name}", name=name or "?")).text[:60], f"{KIND}:{key}:ok"),)
        for key, name in here.items()
    ]
    names = ", ".join(name or "?" for name in here.values())
    words: Text = say(
        "⚠️ Je ne connais pas une personne du forum : {names}. Je n'y écris plus rien pour le moment.\n"
        "Retirez-la du groupe, ou invitez-la avec /inviter, ou dites que c'est bon. Les cartes arrivent ici.",
        names=names,
    )
    for one in scene.find(Team()):
        buttons = tuple(rows) if one.role is Role.COUNSELLOR else ()
        _tell(scene, one.id, scene.words(words, one), buttons)


def _tell(scene: Scene, person: int, words: Any, buttons: Any = ()) -> None:
    scene.reply.outgoing.append(Send(to=ToPerson(person), content=Content(words, buttons), urgency=Urgency.ANSWER))


def _save(scene: Scene, settings: Mapping[str, Any]) -> None:
    assert scene.structure is not None
    scene.structure = replace(scene.structure, settings={name: value for name, value in settings.items() if value})
    scene.keep(scene.structure)


def _key(address: Address) -> str:
    """Stands for somebody of whom nothing else is kept."""
    return blake2s(f"{address.channel}:{address.value}".encode(), digest_size=8).hexdigest()
