"""Versions of a module: who reads which, and how each is kept, so that whoever has begun one finishes that one.

A person stays on the version she began until she has finished; opening a finished lesson again shows the newest one.
Every version that was ever shown is kept in the table `module_versions`:

- the house's own (structure None): the bot keeps those of its folder at every start, so that after the next deploy the
  text before is still there;
- those of a structure: `scene.keep(Published(module, source, by))`, from which `ModulesPublished` takes the newest of
  each slug. It stands instead of the house's. Its version is above every version of that slug which the structure may
  have read (`next_version`); going back to the house's text is publishing that text once more, as the next version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.law.facts import Source
from core.lessons.lesson import Card, Deed, Module, Option, Page, Progress, Question, shelf
from core.people import Person, Role
from core.records import Asked
from core.scene import Scene


@dataclass(frozen=True)
class ModuleVersion(Asked[Module | None]):
    """One version of a module, current or not: the structure's own, else the house's. None when nobody kept it."""

    slug: str
    version: int


@dataclass(frozen=True)
class ModulesPublished(Asked[tuple[Module, ...]]):
    """The newest version of each module that the structure has published itself, by slug."""


@dataclass(frozen=True)
class ModuleSource(Asked[str]):
    """The Markdown of one version: the structure's own, else today's of the house; "" when there is none."""

    slug: str
    version: int


@dataclass(frozen=True)
class Published:
    """A version to keep for ever, as the structure's own. The same version twice changes nothing."""

    module: Module
    #: the Markdown it was read from
    source: str = ""
    by: int | None = None


def current(house: Sequence[Module], published: Sequence[Module]) -> tuple[Module, ...]:
    """The modules as they are read today: the structure's own instead of the house's, new ones at the end."""
    own = {module.slug: module for module in published}
    known = {module.slug for module in house}
    stay = tuple(_instead(module, own.get(module.slug)) for module in house)
    return stay + tuple(module for module in published if module.slug not in known)


def next_version(house: Sequence[Module], published: Sequence[Module], slug: str) -> int:
    """The version under which a structure publishes its next text of this module."""
    return 1 + max((module.version for module in (*house, *published) if module.slug == slug), default=0)


def stays(progress: Progress, module: Module) -> bool:
    """Whether somebody is in the middle of another version than the one that is read today."""
    return progress.finished_at is None and progress.version != module.version


def shelf_for(scene: Scene, role: Role = Role.APPRENTICE) -> tuple[Module, ...]:
    """The modules that people in this role read in this structure today: its own instead of the house's."""
    published = scene.find(ModulesPublished())
    return shelf(current(scene.library.modules, published), role)


def as_read(scene: Scene, person: Person, progresses: Mapping[str, Progress]) -> tuple[Module, ...]:
    """The modules as this person reads them: of those she is in the middle of, the version that she began."""
    read = shelf_for(scene, person.role)
    return tuple(_as_begun(scene, module, progresses.get(module.slug)) for module in read)


def kept(scene: Scene, module: Module, version: int) -> Module:
    """This version of the module; as it is today when nobody kept it."""
    found = scene.find(ModuleVersion(module.slug, version)) if version != module.version else None
    # What follows it is what follows it today.
    return replace(found, next=module.next) if found is not None else module


def _as_begun(scene: Scene, module: Module, progress: Progress | None) -> Module:
    return kept(scene, module, progress.version) if progress is not None and stays(progress, module) else module


def _instead(house: Module, own: Module | None) -> Module:
    """What follows a module is the house's order, whatever a structure wrote."""
    if own is None:
        return house
    return replace(own, next=own.next or house.next)


# --- how a version is kept -------------------------------------------------------------------------------------------


def pack(module: Module) -> dict[str, Any]:
    """JSON-able; read back by `unpack`, by versions of the code to come as well."""
    return {
        "slug": module.slug,
        "version": module.version,
        "title": module.title,
        "minutes": module.minutes,
        "pages": [_pack_page(page) for page in module.pages],
        "deed": {"text": module.deed.text, "label": module.deed.label, "script": module.deed.script},
        "next": module.next,
        "audience": module.audience.value,
    }


def unpack(packed: Mapping[str, Any]) -> Module:
    return Module(
        packed["slug"],
        packed["version"],
        packed["title"],
        packed["minutes"],
        tuple(_unpack_page(page) for page in packed["pages"]),
        Deed(packed["deed"]["text"], packed["deed"]["label"], packed["deed"]["script"]),
        packed["next"],
        Role(packed["audience"]),
    )


def _pack_page(page: Page) -> dict[str, Any]:
    sources = [[source.id, source.name, source.address] for source in page.sources]
    if isinstance(page, Card):
        return {"title": page.title, "text": page.text, "sources": sources}
    options = [[option.id, option.text, option.right, option.why] for option in page.options]
    return {"id": page.id, "text": page.text, "options": options, "sources": sources}


def _unpack_page(packed: Mapping[str, Any]) -> Page:
    sources = tuple(Source(*source) for source in packed["sources"])
    if "options" not in packed:
        return Card(packed["title"], packed["text"], sources)
    return Question(packed["id"], packed["text"], tuple(Option(*option) for option in packed["options"]), sources)
