"""`/chercher` in the forum: people, missions, notes and messages of the structure, by name or words. Calls never."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from core.messages import Button, Message, Place, Rows
from core.missions.cards import stack
from core.people import BADGES, Role
from core.privacy import readings
from core.records import Asked
from core.scene import Scene
from core.texts import Rich, Span, Text, say

#: how many of each kind are shown
SHOWN = 5
#: characters of a text around what was found
AROUND = 60
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": "'"})


def folded(words: str) -> str:
    """In small letters, without accents; typographic apostrophes as they are typed."""
    spread = unicodedata.normalize("NFKD", words.casefold().translate(_LIGATURES))
    return "".join(c for c in spread if not unicodedata.combining(c))


class Wanted:
    """What is looked for: every word must be there, whatever its accents and capitals."""

    def __init__(self, words: str) -> None:
        self.words = tuple(dict.fromkeys(folded(words).split()))[:8]

    def fits(self, text: str) -> bool:
        flat = folded(text)
        return bool(self.words) and all(word in flat for word in self.words)

    def around(self, text: str) -> str:
        """The stretch of the text with the first of the words."""
        text = " ".join(text.split())
        # Folding may change lengths: the place is looked for in the text itself, letter by letter.
        at = next((n for n in range(len(text)) if folded(text[n : n + AROUND]).startswith(self.words[0])), 0)
        start, end = max(0, at - AROUND), at + 2 * AROUND
        return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


@dataclass(frozen=True)
class Hit:
    """Something that was found, and where it can be read in the forum."""

    triad_id: int
    #: the name of its thread
    thread: str
    who: str
    words: str = ""
    role: Role | None = None
    at: datetime | None = None
    place: Place | None = None
    message: str = ""
    note: bool = False


@dataclass(frozen=True)
class Found:
    """What the words are found in; of each kind the newest first, one more than is shown when there are more."""

    people: tuple[Hit, ...] = ()
    missions: tuple[Hit, ...] = ()
    posts: tuple[Hit, ...] = ()

    @property
    def count(self) -> int:
        return len(self.people) + len(self.missions) + len(self.posts)


@dataclass(frozen=True)
class Sought(Asked[Found]):
    """What of the structure speaks of these words (folded)."""

    words: str
    most: int = SHOWN + 1


def find(scene: Scene, wanted: Wanted) -> Found:
    return scene.find(Sought(" ".join(wanted.words)))


def command(incoming: Message, scene: Scene) -> None:
    """`/chercher pneus Léa`: each result with a link to where it stands."""
    wanted = Wanted(incoming.argument)
    if not any(len(word) > 1 for word in wanted.words):
        scene.answer("Écrivez un prénom ou quelques mots après /chercher, par exemple : /chercher retard bus.")
        return
    found = find(scene, wanted)
    scene.record("desk-searched", found=found.count)
    shown = (*found.people[:SHOWN], *found.missions[:SHOWN], *found.posts[:SHOWN])
    readings.note(scene, readings.FOUND, [hit.triad_id for hit in shown])
    if not found.count:
        scene.answer(say("Rien ici avec « {words} ». Un seul mot, ou le début d'un mot, trouve davantage.",
                         words=incoming.argument[:80]))  # fmt: skip
        return
    more = any(len(kind) > SHOWN for kind in (found.people, found.missions, found.posts))
    scene.answer(
        stack(
            say("🔎 « {words} »", words=incoming.argument[:80]),
            *(_person(scene, hit) for hit in found.people[:SHOWN]),
            *(_mission(scene, hit) for hit in found.missions[:SHOWN]),
            *(_post(scene, hit) for hit in found.posts[:SHOWN]),
            say("… et d'autres : un mot de plus les sépare.") if more else None,
        ),
        _files(found),
    )


def _person(scene: Scene, hit: Hit) -> Text:
    badge = BADGES[hit.role] if hit.role else ""
    return say("👤 {who} · {badge} – {thread}", who=hit.who, badge=badge, thread=_linked(scene, hit, hit.thread))


def _mission(scene: Scene, hit: Hit) -> Text:
    return say("🧩 {thread} : {words}", thread=_linked(scene, hit, hit.thread), words=hit.words)


def _post(scene: Scene, hit: Hit) -> Text:
    at = scene.when(hit.at) if hit.at else ""
    where = _linked(scene, hit, f"{hit.thread}, {at}")
    words = "{mark} {where} – {who} : {words}"
    return say(words, mark="🔒" if hit.note else "💬", where=where, who=hit.who, words=hit.words)


def _linked(scene: Scene, hit: Hit, label: str) -> Rich:
    """The label, which opens the message where it stands."""
    address = scene.there(hit.place, hit.message) if hit.place is not None else ""
    return Rich(label, (Span("text_link", 0, len(label), address),)) if address else Rich(label)


def _files(found: Found) -> Rows:
    """A door to the file of each thread that was found."""
    threads = {hit.triad_id: hit.thread for hit in (*found.people, *found.missions, *found.posts)}
    # the same data as core/forum/dossier.py reads
    return tuple((Button(f"🗂 {name}"[:60], f"ds:{number}:who"),) for number, name in list(threads.items())[:4])
