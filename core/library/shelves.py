"""The library in the chat: what a search finds, one entry in full, and what helps to act after a lesson."""

from __future__ import annotations

from collections.abc import Sequence

from core.law.facts import link
from core.lessons.pages import Reading, blocks
from core.library.resources import MARKS, Resource, find, search
from core.messages import Button, Rows
from core.people import Refused
from core.scene import Scene
from core.texts import lines, say

# What each kind of entry is called on its shelf; a button names a shelf by its kind.
SHELVES = {"modele": "Les modèles", "guide": "Les guides", "site": "Les sites", "numero": "Les numéros d'urgence"}


def look_up(scene: Scene, words: str) -> None:
    """What the words are about, best first."""
    found, reading = search(scene.library.resources, words), scene.reading()
    entries = [
        lines(reading.say("<b>{label}</b>", label=one.label), reading.fill(one.summary), reading.origins(one.templates))
        for one in found
    ] or [reading.say("Je n'ai rien trouvé. Essaie d'autres mots, ou demande à ton conseiller.")]
    head = reading.say("🔎 « {words} »", words=words[:80])
    scene.answer(blocks(head, *entries), doors(found) if found else shelves(reading))
    scene.record("library-searched", found=len(found))


def show(scene: Scene, what: str) -> None:
    """A shelf, by its kind, or one entry, by its id."""
    if what in SHELVES:
        _shelf(scene, what)
    else:
        _open(scene, what)


def doors(resources: Sequence[Resource]) -> Rows:
    """A button for each entry."""
    return tuple((Button(one.label, f"w:{one.id}"),) for one in resources)


def shelves(reading: Reading) -> Rows:
    """A button for each shelf."""
    return tuple((Button(f"{MARKS[kind]} {reading.say(name).text}", f"w:{kind}"),) for kind, name in SHELVES.items())


def _shelf(scene: Scene, kind: str) -> None:
    """Everything that stands on it."""
    reading = scene.reading()
    head = reading.say("{mark} <b>{name}</b>", mark=MARKS[kind], name=say(SHELVES[kind]))
    scene.answer(head, doors([one for one in scene.library.resources if one.kind == kind]))


def _open(scene: Scene, what: str) -> None:
    """One entry in full: a text to use, or a page to visit."""
    one, reading = find(scene.library.resources, what), scene.reading()
    if one is None:
        raise Refused("Cette page n'est plus dans la bibliothèque. La suite : /chercher.")
    page = reading.say("📎 {page}", page=link(one.source))
    head = reading.say("<b>{label}</b>", label=one.label)
    body = blocks(head, reading.fill(one.summary), reading.fill(one.text), lines(reading.origins(one.templates), page))
    visit = () if one.text else (Button(reading.say("Ouvrir le site").text, url=one.source.address),)
    again = (Button(reading.say("🔎 Chercher encore").text, "s:search_library"),)
    scene.answer(body, (visit, again) if visit else (again,))
    scene.record("resource-opened", subject=f"resource:{one.id}")
