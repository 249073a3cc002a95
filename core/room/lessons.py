"""Lessons in the room: what is read here, in which version; write one, look at it, publish it, go back.

The acts are those of the forum (core/lessons/authoring.py); only those whom the structure names may do them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.forum.team import counsellors
from core.law.facts import Source, figure
from core.lessons import authoring, preview
from core.lessons.authoring import Draft, DraftOf, DraftsHere, Edition, Editions
from core.lessons.editions import ModuleSource, ModulesPublished
from core.lessons.lesson import Module
from core.messages import Content, Deed
from core.people import Person, Refused, Role
from core.room import door
from core.scene import Scene
from core.texts import Rich, say

#: what the preview's buttons of this lesson begin with
PLAYED = f"{preview.KIND}:"
READERS = {Role.APPRENTICE: "les jeunes", Role.TUTOR: "les entreprises", Role.COUNSELLOR: "l'équipe"}
MISTAKES = "Rien n'est gardé : il y a {n} choses à corriger."
OLD = "Cette page est ancienne : rien n'a changé. Rechargez-la, puis recommencez."


@dataclass(frozen=True)
class Listed:
    """One lesson of the list. `version` 0: only a draft so far."""

    slug: str
    title: str
    readers: str
    version: int = 0
    own: bool = False
    drafted: bool = False


@dataclass(frozen=True)
class Citable:
    """What a text may cite by name: sources with what they are, figures of the law with their value today."""

    sources: tuple[Source, ...]
    figures: tuple[tuple[str, Rich], ...]


@dataclass(frozen=True)
class LessonsSeen:
    """The whole list, and who may write. `open_to_all`: the structure has named nobody."""

    lessons: tuple[Listed, ...]
    may: bool
    team: tuple[tuple[Person, bool], ...]
    open_to_all: bool
    citable: Citable


@dataclass(frozen=True)
class LessonSeen:
    """One lesson: its versions, its draft, and the text to go on from."""

    slug: str
    title: str
    readers: str
    now: int
    editions: tuple[Edition, ...]
    draft: Draft | None
    name: str
    source: str
    may: bool
    citable: Citable


@dataclass(frozen=True)
class Written:
    """A text as it was typed, and what is wrong with it: line, why, and what stands on that line."""

    name: str
    text: str
    citable: Citable
    mistakes: tuple[tuple[int, str, str], ...] = ()


def look(scene: Scene) -> LessonsSeen:
    """Refused when the reader is no counsellor."""
    me = door.author(scene)
    drafts = {one.module.slug: one.module for one in scene.find(DraftsHere())}
    own = {one.slug for one in scene.find(ModulesPublished())}
    known = [_listed(one, one.slug in own, one.slug in drafts) for one in authoring.today(scene)]
    known += [
        Listed(slug, one.title, READERS[one.audience], drafted=True)
        for slug, one in drafts.items()
        if slug not in {listed.slug for listed in known}
    ]
    people = counsellors(scene)
    may = {one.id for one in authoring.writers(scene, people)}
    named = scene.structure is not None and scene.structure.settings.get("authors")
    team = tuple((one, one.id in may) for one in people)
    return LessonsSeen(tuple(known), me.id in may, team, not named, citable(scene))


def _listed(one: Module, own: bool, drafted: bool) -> Listed:
    return Listed(one.slug, one.title, READERS[one.audience], one.version, own, drafted)


def one(scene: Scene, slug: str) -> LessonSeen:
    """One lesson; Refused when there is none of this name here."""
    me = door.author(scene)
    draft = scene.find(DraftOf(slug))
    read = next((module for module in authoring.today(scene) if module.slug == slug), None)
    module = draft.module if draft is not None else read
    if module is None:
        raise Refused("Cette leçon n'est plus là. La liste montre les autres.")
    now = read.version if read is not None else 0
    source = draft.source if draft is not None else scene.find(ModuleSource(slug, now))
    name = draft.name if draft is not None else f"{slug}.md"
    editions = scene.find(Editions(slug))
    return LessonSeen(slug, module.title, READERS[module.audience], now, editions[::-1], draft, name, source,
                      authoring.may_write(scene, me), citable(scene))  # fmt: skip


def citable(scene: Scene) -> Citable:
    """Sorted by name."""
    used = [source for module in scene.library.modules for source in module.sources]
    used += [source for some in scene.library.figures.values() for one in some for source in one.sources]
    reading, figures = scene.reading(), scene.library.figures
    values = tuple(
        (name, reading.fill(f"{{{name}}}")) for name in sorted(figures) if figure(figures, name, scene.today)
    )
    return Citable(tuple(sorted({one.id: one for one in used}.values(), key=lambda one: one.id)), values)


def written(scene: Scene, name: str, text: str) -> Written | str:
    """The text with all that is wrong with it; the slug of its lesson when nothing is."""
    door.author(scene)
    read = authoring.check(scene, name, text)
    if read.module is not None:
        return read.slug
    rows = text.split("\n")
    mistakes = tuple((n, why, rows[n - 1].strip() if n <= len(rows) else "") for n, why in read.errors)
    return Written(name, text, citable(scene), mistakes)


def unread(scene: Scene, name: str, text: str) -> Written:
    """The text as it was typed, with what is wrong in it when it can be read at all."""
    try:
        found = written(scene, name, text)
    except Refused:
        found = ""
    return Written(name, text, citable(scene)) if isinstance(found, str) else found


def played(scene: Scene, slug: str, rest: str) -> Content:
    """A page of the preview: the first one, or where a button of it leads."""
    door.author(scene)
    if rest and not rest.startswith(f"{slug}:"):
        raise Refused(OLD)
    return preview.turned(scene, rest) if rest else preview.opened(scene, slug)


# --- forms -----------------------------------------------------------------------------------------------------------


def deed(deed: Deed, scene: Scene) -> None:
    """One form of these pages."""
    door.author(scene)
    act = ACTS.get(deed.fields.get("verb", ""))
    if act is None:
        raise Refused(OLD)
    act(scene, deed.fields)


def _draft(scene: Scene, fields: Mapping[str, str]) -> None:
    made = authoring.draft(scene, fields.get("name", ""), fields.get("words", ""))
    if not isinstance(made, Draft):
        raise Refused(say(MISTAKES, n=len(made.errors)))


def _publish(scene: Scene, fields: Mapping[str, str]) -> None:
    authoring.publish(scene, fields.get("slug", ""), _number(fields), fields.get("seen", ""))


def _back(scene: Scene, fields: Mapping[str, str]) -> None:
    authoring.roll_back(scene, fields.get("slug", ""), _number(fields), fields.get("seen", ""))


def _drop(scene: Scene, fields: Mapping[str, str]) -> None:
    authoring.drop(scene, fields.get("slug", ""))


def _play(scene: Scene, fields: Mapping[str, str]) -> None:
    content = played(scene, fields.get("slug", ""), fields.get("data", "").removeprefix(PLAYED))
    scene.answer(content.text, content.buttons)


def _writers(scene: Scene, fields: Mapping[str, str]) -> None:
    """Those who are ticked; all of them is everybody, also who comes later."""
    people = counsellors(scene)
    chosen = [one.id for one in people if fields.get(f"may-{one.id}")]
    if not chosen:
        raise Refused("Rien n'a changé : il faut au moins une personne qui publie.")
    authoring.name_writers(scene, [] if len(chosen) == len(people) else chosen)


def _number(fields: Mapping[str, str]) -> int:
    words = fields.get("version", "")
    return int(words) if words.isdecimal() and len(words) < 9 else 0


ACTS: Mapping[str, Callable[[Scene, Mapping[str, str]], None]] = {
    "draft": _draft,
    "publish": _publish,
    "back": _back,
    "drop": _drop,
    "play": _play,
    "writers": _writers,
}
