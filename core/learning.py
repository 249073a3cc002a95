"""Lessons in the chat: the list of modules, and the pages that turn in one message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from core import player, shelves
from core.editions import ModulesPublished, ModuleVersion, current, stays
from core.lessons import Module, Progress, shelf
from core.library import suggest
from core.messages import Change, Content, Press, Send, ToPerson, ToPlace
from core.people import Person
from core.scene import Event, Scene
from core.texts import render


def lessons(scene: Scene) -> None:
    """The modules, each with what is done and what is left."""
    person = scene.person
    assert person is not None
    content = player.menu(_shelf(scene, person), scene.progress, scene.reading().translate)
    scene.reply.outgoing.append(Send(to=ToPerson(person.id), content=content, subject=f"lessons:{person.id}"))


def press(scene: Scene, incoming: Press) -> str:
    """A tap in a lesson: the same message shows what comes next. Returns the little answer on the button."""
    person = scene.person
    assert person is not None
    modules = _shelf(scene, person)
    turned = player.handle(
        modules,
        scene.progress,
        incoming.data,
        scene.library.figures,
        scene.now.astimezone(ZoneInfo(scene.hours.zone)),
        scene.translations(person.language),
    )
    if turned is None:
        return render("Cette leçon n'est plus là. Touche /lecons pour voir les autres.", scene.reading().translate).text
    content = _with_help_to_act(scene, modules, turned.progress, turned.content)
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))
    scene.reply.progress.append(turned.progress)
    scene.reply.events.extend(_event(person, name, dict(data)) for name, data in turned.events)
    return turned.said


def _with_help_to_act(scene: Scene, modules: Sequence[Module], progress: Progress, content: Content) -> Content:
    """Under the last page stand the models and the sites that help to do what the lesson ends in."""
    module = next(module for module in modules if module.slug == progress.module)
    if progress.page < len(module.pages):
        return content
    return replace(content, buttons=(*shelves.doors(suggest(scene.library.resources, module.slug)), *content.buttons))


def _shelf(scene: Scene, person: Person) -> tuple[Module, ...]:
    """The modules as this person reads them: of those she is in the middle of, the version that she began."""
    published = scene.find(ModulesPublished())
    read = shelf(current(scene.library.modules, published), person.role)
    return tuple(_as_begun(scene, module) for module in read)


def _as_begun(scene: Scene, module: Module) -> Module:
    progress = scene.progress.get(module.slug)
    if progress is None or not stays(progress, module):
        return module
    begun = scene.find(ModuleVersion(module.slug, progress.version))
    # What follows it is what follows it today.
    return replace(begun, next=module.next) if begun is not None else module


def _event(person: Person, name: str, data: dict[str, object]) -> Event:
    return Event(name, subject=f"lesson:{data.get('module', '')}", person_id=person.id, data=data)
