"""The answers that the team keeps ready, in the room: read, write, change, remove."""

from __future__ import annotations

from dataclasses import dataclass

from core.canned.acts import KeepCanned, here, put_back, remove
from core.canned.canned import MOST, NAME_LIMIT, REMOVED, WORDS_LIMIT, Canned, CannedHere, holes
from core.canned.desk import signed
from core.messages import Deed
from core.people import Refused
from core.room import door
from core.scene import Scene
from core.texts import Rich, render


@dataclass(frozen=True)
class CannedSeen:
    """The whole page: each answer with who wrote it and when, and those that were removed."""

    known: tuple[tuple[Canned, Rich], ...]
    removed: tuple[Canned, ...]
    holes: str
    name_limit: int = NAME_LIMIT
    words_limit: int = WORDS_LIMIT
    most: int = MOST


def look(scene: Scene) -> CannedSeen:
    """Refused when the reader is no counsellor."""
    door.counsellor(scene)
    known = tuple((one, render(signed(scene, one))) for one in here(scene))
    removed = tuple(one for one in scene.find(CannedHere()) if one.state == REMOVED)
    return CannedSeen(known, removed, holes())


def deed(deed: Deed, scene: Scene) -> None:
    """One form of the page."""
    door.counsellor(scene)
    fields = deed.fields
    verb, key, words = fields.get("verb", ""), fields.get("key", ""), fields.get("words", "").replace("\r\n", "\n")
    if verb == "add":
        KeepCanned(fields.get("name", ""), words).apply(scene)
    elif verb == "change" and key:
        KeepCanned("", words, key).apply(scene)
    elif verb == "drop":
        remove(scene, key)
    elif verb == "back":
        put_back(scene, key)
    else:
        raise Refused("Cette page est ancienne : rien n'a changé. Rechargez-la, puis recommencez.")
