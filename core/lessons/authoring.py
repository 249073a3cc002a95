"""A lesson that counsellors write, as acts: its text is checked and kept as a draft, published as the next version, or
an older one comes back. The forum (core/lessons/publishing.py) and the room (core/room/lessons.py) call the same ones.

A structure's own version stands instead of the house's for its people only (core/lessons/editions.py); whoever is in
the middle of another version finishes that one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2s

from core.files import FILE_LIMIT
from core.lessons.editions import ModuleSource, ModulesPublished, ModuleVersion, Published, current, next_version
from core.lessons.lesson import Module
from core.people import Person, Refused, Role
from core.records import Asked
from core.scene import Scene
from core.scripts import scripts

TROUBLES = {
    "too-big": "Ce fichier est trop gros : 60 ko au plus. Une leçon est du texte, sans image.",
    "not-text": "Ce fichier n'est pas du texte en UTF-8 : enregistrez-le dans ce format, puis renvoyez-le.",
    "unavailable": "Telegram ne m'a pas donné ce fichier : renvoyez-le dans quelques minutes.",
}
NOT_YOURS = "Publier est réservé à certaines personnes de l'équipe : /auteurs dit lesquelles."
NO_MARKDOWN = "Il me faut un fichier texte dont le nom finit par .md, par exemple « mon-sujet.md »."


@dataclass(frozen=True)
class LessonRead:
    """What a text is as a lesson; or what is wrong with it: (line, reason), in order."""

    slug: str
    module: Module | None
    errors: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class ReadLesson(Asked[LessonRead]):
    """Reads the text of a file of this name."""

    name: str
    text: str


@dataclass(frozen=True)
class Draft:
    """A lesson that is checked and not published: one for each slug of a structure."""

    module: Module
    name: str
    source: str
    by: int

    @property
    def print(self) -> str:
        """Tells it from another draft of the same lesson."""
        return blake2s(self.source.encode(), digest_size=4).hexdigest()


@dataclass(frozen=True)
class DraftOf(Asked[Draft | None]):
    slug: str


@dataclass(frozen=True)
class DraftsHere(Asked[tuple[Draft, ...]]):
    """Every draft of the structure, by slug."""


@dataclass(frozen=True)
class DraftDropped:
    slug: str


@dataclass(frozen=True)
class Edition:
    """One version that was published: by whom ("" for the house), when."""

    version: int
    by: str
    at: datetime
    own: bool


@dataclass(frozen=True)
class Editions(Asked[tuple[Edition, ...]]):
    """Every version of a lesson that this structure may go back to, oldest first."""

    slug: str


# --- who may ---------------------------------------------------------------------------------------------------------


def may_write(scene: Scene, person: Person | None) -> bool:
    """Every counsellor, unless the structure has named some."""
    if person is None or scene.structure is None or person.role is not Role.COUNSELLOR:
        return False
    named = scene.structure.settings.get("authors")
    return not named or person.id in named


def writers(scene: Scene, people: Sequence[Person]) -> tuple[Person, ...]:
    """Those of the team who may."""
    return tuple(one for one in people if may_write(scene, one))


def name_writers(scene: Scene, chosen: Sequence[int]) -> None:
    """From now on these people may, by number; none: every counsellor."""
    _may(scene)
    assert scene.structure is not None
    scene.structure = replace(scene.structure, settings={**scene.structure.settings, "authors": list(chosen)})
    scene.keep(scene.structure)
    scene.record("authors-named", people=list(chosen))


def _may(scene: Scene) -> Person:
    person = scene.person
    if person is None or not may_write(scene, person):
        raise Refused(NOT_YOURS)
    return person


# --- acts ------------------------------------------------------------------------------------------------------------


def check(scene: Scene, name: str, text: str) -> LessonRead:
    """What this text is as a lesson, with all that is wrong; Refused when it is no such file at all."""
    _may(scene)
    if not name.endswith(".md"):
        raise Refused(NO_MARKDOWN)
    if len(text.encode()) > FILE_LIMIT:
        raise Refused(TROUBLES["too-big"])
    return _with_script(scene.find(ReadLesson(name, text)))


def draft(scene: Scene, name: str, text: str) -> LessonRead | Draft:
    """The draft that is kept from now on, in place of the one before; or what is wrong with the text."""
    me, read = _may(scene), check(scene, name, text)
    if read.module is None:
        scene.record("module-refused", subject=f"module:{read.slug}", mistakes=len(read.errors))
        return read
    made = Draft(replace(read.module, version=upcoming(scene, read.slug)), name, text, me.id)
    scene.keep(made)
    scene.record("module-drafted", subject=f"module:{read.slug}", version=made.module.version)
    return made


def publish(scene: Scene, slug: str, version: int, seen: str) -> Module:
    """The draft whose `print` was seen becomes this version, for the structure; Refused when it is not that one now."""
    me, made, number = _may(scene), scene.find(DraftOf(slug)), upcoming(scene, slug)
    if made is None or made.print != seen or number != version:
        raise Refused("Ce brouillon n'est plus le dernier, ou il est déjà publié. Regardez où en sont les versions.")
    read = _with_script(scene.find(ReadLesson(made.name, made.source)))
    if read.module is None:
        raise Refused("Un chiffre ou une source a changé depuis : envoyez la leçon à nouveau, et je dirai quoi.")
    module = replace(read.module, version=number)
    scene.keep(Published(module, made.source, me.id))
    scene.keep(DraftDropped(slug))
    scene.record("module-published", subject=f"module:{slug}", version=number)
    return module


def roll_back(scene: Scene, slug: str, version: int, seen: str) -> Module:
    """The text of an older version is the next one; Refused when `seen`, the one read then, is not read any more."""
    me, module = _may(scene), scene.find(ModuleVersion(slug, version))
    if module is None or str(read_today(scene, slug)) != seen:
        raise Refused("Une autre version a été publiée entre-temps. Regardez où en sont les versions.")
    again = replace(module, version=upcoming(scene, slug))
    scene.keep(Published(again, scene.find(ModuleSource(slug, version)), me.id))
    scene.record("module-rolled-back", subject=f"module:{slug}", version=again.version, to=version)
    return again


def drop(scene: Scene, slug: str) -> None:
    """The draft is no more; what is published stays."""
    _may(scene)
    if scene.find(DraftOf(slug)) is None:
        raise Refused("Ce brouillon n'est plus là : rien n'a changé.")
    scene.keep(DraftDropped(slug))
    scene.record("module-draft-dropped", subject=f"module:{slug}")


# --- what there is ---------------------------------------------------------------------------------------------------


def today(scene: Scene) -> tuple[Module, ...]:
    """The modules as they are read in this structure."""
    published = scene.find(ModulesPublished())
    return current(scene.library.modules, published)


def read_today(scene: Scene, slug: str) -> int:
    """The version that is read; 0 when there is no such lesson yet."""
    return next((one.version for one in today(scene) if one.slug == slug), 0)


def upcoming(scene: Scene, slug: str) -> int:
    """The number under which the next text will be published."""
    published = scene.find(ModulesPublished())
    return next_version(scene.library.modules, published, slug)


def _with_script(read: LessonRead) -> LessonRead:
    """A button that opens nothing for its reader is a mistake too."""
    module = read.module
    if module is None or not module.deed.script:
        return read
    entry = scripts().get(module.deed.script)
    if entry is not None and module.audience in entry.menu:
        return read
    return LessonRead(read.slug, None, ((1, f"« script » : aucune conversation « {module.deed.script} » pour eux"),))
