"""Lessons in the chat: the list of modules, and the pages that turn in one message."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from core import player, shelves
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
    turned = player.handle(
        _shelf(scene, person),
        scene.progress,
        incoming.data,
        scene.library.figures,
        scene.now.astimezone(ZoneInfo(scene.hours.zone)),
        scene.translations(person.language),
    )
    if turned is None:
        return render("Cette leçon n'est plus là. Touche /lecons pour voir les autres.", scene.reading().translate).text
    content = _with_help_to_act(scene, turned.progress, turned.content)
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))
    scene.reply.progress.append(turned.progress)
    scene.reply.events.extend(_event(person, name, dict(data)) for name, data in turned.events)
    return turned.said


def _with_help_to_act(scene: Scene, progress: Progress, content: Content) -> Content:
    """Under the last page stand the models and the sites that help to do what the lesson ends in."""
    module = scene.library.module(progress.module)
    if module is None or progress.page < len(module.pages):
        return content
    return replace(content, buttons=(*shelves.doors(suggest(scene.library.resources, module.slug)), *content.buttons))


def _shelf(scene: Scene, person: Person) -> tuple[Module, ...]:
    return shelf(scene.library.modules, person.role)


def _event(person: Person, name: str, data: dict[str, object]) -> Event:
    return Event(name, subject=f"lesson:{data.get('module', '')}", person_id=person.id, data=data)
