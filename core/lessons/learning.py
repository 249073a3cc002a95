"""Lessons in the chat: the list of modules, and the pages that turn in one message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from core.lessons import attestation, player, returning, voices
from core.lessons.editions import as_read, shelf_for as shelf_for
from core.lessons.lesson import Module, Progress
from core.lessons.pages import LISTEN, RECAP
from core.lessons.recap import recap
from core.library import shelves
from core.library.resources import suggest
from core.messages import Button, Change, Content, Press, Send, ToPerson, ToPlace
from core.missions.mission import STATES
from core.people import Person, Role
from core.scene import Event, Scene
from core.texts import render, say


def lessons(scene: Scene) -> None:
    """The modules, each with what is done and what is left."""
    person = scene.person
    assert person is not None
    content = player.menu(as_read(scene, person, scene.progress), scene.progress, scene.reading().translate)
    scene.reply.outgoing.append(Send(to=ToPerson(person.id), content=content, subject=f"lessons:{person.id}"))


def press(scene: Scene, incoming: Press) -> str:
    """A tap in a lesson: the same message shows what comes next. Returns the little answer on the button."""
    person = scene.person
    assert person is not None
    modules = as_read(scene, person, scene.progress)
    tap = player.read_press(incoming.data)
    if tap is not None and tap.what == RECAP:
        return _recap(scene, modules, tap.module)
    if tap is not None and tap.what == LISTEN:
        return voices.listen(scene, modules, tap)
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
    content = with_last_page(scene, modules, turned.progress, turned.content)
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))
    scene.reply.progress.append(turned.progress)
    scene.reply.events.extend(_event(person, name, dict(data)) for name, data in turned.events)
    if any(name == "lesson-finished" for name, _ in turned.events):
        _finished(scene, next(module for module in modules if module.slug == turned.progress.module))
    return turned.said


def _finished(scene: Scene, module: Module) -> None:
    """For the first time: its questions may come back, and an adult counts as trained."""
    assert scene.person is not None
    role = scene.person.role
    if role is not Role.APPRENTICE and not any(one.finished_at for one in scene.progress.values()):
        scene.record("adult-trained", subject=f"lesson:{module.slug}", module=module.slug, role=role.value)
    returning.offer(scene, module)


def with_last_page(scene: Scene, modules: Sequence[Module], progress: Progress, content: Content) -> Content:
    """Under the last page stand the models and the sites that help to do what the lesson ends in, and its recap."""
    module = next(module for module in modules if module.slug == progress.module)
    if progress.page < len(module.pages):
        sound = voices.button(scene, module, progress.page)
        return replace(content, buttons=(sound, *content.buttons)) if sound else content
    assert scene.person is not None
    role = scene.person.role
    doors = shelves.doors(suggest(scene.library.resources, module.slug))
    keep = Button(scene.words("📄 Le récap").text, f"l:{module.slug}:{module.version}:{progress.page}:{RECAP}")
    keepsakes: tuple[Button, ...] = (keep,)
    if not attestation.missing(role, modules, {**scene.progress, progress.module: progress}):
        keepsakes = (keep, Button(scene.words("🎓 Attestation").text, "n:attestation"))
    *rows, road = content.buttons
    return replace(content, buttons=(*doors, *rows, keepsakes, road))


def _recap(scene: Scene, modules: Sequence[Module], slug: str) -> str:
    """The lesson on one page, as a file, with what the person has already done of it."""
    assert scene.person is not None
    module = next((module for module in modules if module.slug == slug), None)
    progress = scene.progress.get(slug)
    if module is None or progress is None or progress.finished_at is None:
        return scene.words("Le récap arrive à la fin de la leçon.").text
    reading, structure = scene.reading(), scene.structure.name if scene.structure else ""
    mine = [
        reading.say("Mission : {title} – {state}", title=mission.card.title, state=say(STATES[mission.state])).text
        for mission in scene.missions.values()
        if mission.card.lesson == slug and scene.person.role is Role.APPRENTICE
    ]
    words = reading.say("📄 {title} : l'essentiel sur une page.", title=module.title)
    file = recap(module, progress, reading, structure, mine)
    scene.reply.outgoing.append(
        Send(to=ToPerson(scene.person.id), content=Content(words, attachment=file), subject=f"recap:{slug}")
    )
    scene.record("recap-asked", subject=f"lesson:{slug}", module=slug, version=module.version)
    return ""


def _event(person: Person, name: str, data: dict[str, object]) -> Event:
    return Event(name, subject=f"lesson:{data.get('module', '')}", person_id=person.id, data=data)
