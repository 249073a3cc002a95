"""Somebody in the forum who is not of the team: nothing is written there until a counsellor says who it is.

The bot sees who joins and leaves (it is administrator there), and who writes; it cannot list who was there before it.
Words to the young and to companies go on meanwhile, calls for help and cards reach counsellors in private.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2s
from typing import Any

from core.forum.team import PeopleAt, Team, counsellors
from core.messages import Address, Button, Content, MemberChanged, Press, Send, ToPerson, Urgency
from core.people import Refused, Role
from core.records import Asked
from core.scene import Scene, Timer
from core.texts import Text, say
from core.thread.group import faded

KIND, DUE = "st", "forum-held"
#: the subjects of what may be said in a forum that is held: nothing of anybody stands in it
NOTICE = "notice:"
#: until the team is told again, as long as nobody has decided
AGAIN = timedelta(minutes=30)
#: as long after it was told, it is told of others together; and of somebody who goes and comes back without end
TOGETHER, BACK = timedelta(minutes=2), timedelta(minutes=10)
#: so many are kept by name; the others are a crowd, of which the team says itself when it is gone
MOST, CROWD = 10, "crowd"
ONE = (
    "⚠️ Je ne connais pas une personne du forum : {names}. Je n'y écris plus rien pour le moment.\n"
    "Retirez-la du groupe, ou invitez-la avec /inviter, ou dites que c'est bon. Les cartes arrivent ici."
)
SEVERAL = (
    "⚠️ Je ne connais pas ces personnes du forum : {names}. Je n'y écris plus rien pour le moment.\n"
    "Retirez-les du groupe, ou invitez-les avec /inviter, ou dites que c'est bon. Les cartes arrivent ici."
)
_HERE, _NAMED, _KNOWN, _TOLD = "strangers", "strangers_named", "guests", "strangers_told"
#: when the team was told of each, not long ago; whether it was told since that the forum is written in again
_TOLD_OF, _OVER = "strangers_told_of", "strangers_over"


@dataclass(frozen=True)
class Said(Asked[bool]):
    """Whether something with this subject was said."""

    subject: str


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
    before = settings.get(_HERE, {})
    if key in settings.get(_KNOWN, ()) or key in before or CROWD in before:
        return
    here = {**before, key: name[:60]} if len(before) < MOST else {**before, CROWD: ""}
    _save(scene, {**settings, _HERE: here, _NAMED: {**settings.get(_NAMED, {}), key: scene.today.isoformat()}})
    scene.keep(ForumHeld(True))
    scene.record("forum-held", strangers=len(here))
    told, of_her = _moment(settings.get(_TOLD, 0)), _moment(settings.get(_TOLD_OF, {}).get(key, 0))
    if scene.now - of_her < BACK:
        _remind(scene, "back", told, of_her + BACK)
        return
    if scene.now - told < TOGETHER:
        _remind(scene, "others", told, told + TOGETHER)
        return
    scene.reply.alerts.append(
        ("forum-stranger", f"{len(here)} inconnus dans le forum de la structure n° {scene.structure.id}.")
    )
    _alert(scene, here)


def due(timer: Timer, scene: Scene) -> None:
    """Still nobody has decided, or others have come: the team is told again, unless it was since this was set."""
    settings = scene.structure.settings if scene.structure is not None else {}
    if settings.get(_HERE) and timer.data.get("told") in (None, settings.get(_TOLD)):
        _alert(scene, settings[_HERE])


def look(scene: Scene) -> None:
    """Once a day: a name that is too old goes; who bears it is as unknown as before. So does who came and went."""
    settings = scene.structure.settings if scene.structure is not None else {}
    here = faded(settings.get(_HERE, {}), settings.get(_NAMED, {}), scene.today)
    if here != settings.get(_HERE, {}) or _lately(scene) != settings.get(_TOLD_OF, {}):
        _save(scene, {**settings, _HERE: here, _TOLD_OF: _lately(scene)})


def _remind(scene: Scene, why: str, told: datetime, at: datetime) -> None:
    """Once for each time that the team was told."""
    assert scene.structure is not None
    moment = int(told.timestamp())
    key = f"{DUE}:{scene.structure.id}:{moment}:{why}"
    scene.reply.timers.append(Timer(key, DUE, at, data={"told": moment}))


def press(press: Press, scene: Scene, rest: str) -> str:
    """`st:<key>:ok`: a counsellor says that this person may be there."""
    key, _, verb = rest.partition(":")
    person, structure = scene.person, scene.structure
    if person is None or structure is None or person.role is not Role.COUNSELLOR or verb != "ok":
        raise Refused("Seule l'équipe peut le dire : rien n'a changé.")
    name = structure.settings.get(_HERE, {}).get(key)
    if name is None:
        raise Refused("C'est déjà réglé : rien n'a changé.")
    guests = [*structure.settings.get(_KNOWN, ()), *([key] if key != CROWD else ())]
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
    here, named = (
        {one: what for one, what in settings.get(kept, {}).items() if one != key} for kept in (_HERE, _NAMED)
    )
    over = settings.get(_OVER)
    _save(scene, {**settings, _HERE: here, _NAMED: named, _OVER: over or not here})
    if here:
        return
    scene.keep(ForumHeld(False))
    scene.record("forum-released")
    if over:  # nobody was told that it was held once more
        return
    words = say("▶️ J'écris de nouveau dans le forum : tout ce qui attendait y arrive.")
    for one in counsellors(scene):
        _tell(scene, one.id, scene.words(words, one))


def unread(scene: Scene, address: Address) -> bool:
    """Whether somebody who writes in the forum is to be told that she is not read: once a day, and no crowd."""
    key, settings = _key(address), scene.structure.settings if scene.structure is not None else {}
    tracked = key in settings.get(_HERE, {}) or key in settings.get(_KNOWN, ())
    return tracked and not scene.find(Said(notice(scene, address)))


def notice(scene: Scene, address: Address) -> str:
    return f"{NOTICE}{_key(address)}:{scene.today}"


def _alert(scene: Scene, here: Mapping[str, str]) -> None:
    """In private, to the whole team, managers included: the forum itself is not the place."""
    assert scene.structure is not None
    moment = int(scene.now.timestamp())
    told_of = {**_lately(scene), **dict.fromkeys(here, moment)}
    _save(scene, {**scene.structure.settings, _TOLD: moment, _TOLD_OF: told_of, _OVER: False})
    _remind(scene, "again", scene.now, scene.hours.next_opening(scene.now + AGAIN))
    rows = [(Button(scene.words(_fine(key, name)).text[:60], f"{KIND}:{key}:ok"),) for key, name in here.items()]
    names = ", ".join(name or ("…" if key == CROWD else "?") for key, name in here.items())
    words: Text = say(SEVERAL if len(here) > 1 else ONE, names=names)
    for one in scene.find(Team()):
        buttons = tuple(rows) if one.role is Role.COUNSELLOR else ()
        _tell(scene, one.id, scene.words(words, one), buttons)


def _lately(scene: Scene) -> dict[str, int]:
    """Those of whom the team was told not long ago, and when."""
    told_of = scene.structure.settings.get(_TOLD_OF, {}) if scene.structure is not None else {}
    return {key: moment for key, moment in told_of.items() if scene.now - _moment(moment) < BACK}


def _fine(key: str, name: str) -> Text:
    if key == CROWD:
        return say("✅ Il n'y a plus d'inconnus")
    return say("✅ C'est bon, c'est {name}", name=name or "?")


def _tell(scene: Scene, person: int, words: Any, buttons: Any = ()) -> None:
    scene.reply.outgoing.append(Send(to=ToPerson(person), content=Content(words, buttons), urgency=Urgency.ANSWER))


def _save(scene: Scene, settings: Mapping[str, Any]) -> None:
    assert scene.structure is not None
    scene.structure = replace(scene.structure, settings={name: value for name, value in settings.items() if value})
    scene.keep(scene.structure)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _key(address: Address) -> str:
    """Stands for somebody of whom nothing else is kept."""
    return blake2s(f"{address.channel}:{address.value}".encode(), digest_size=8).hexdigest()
