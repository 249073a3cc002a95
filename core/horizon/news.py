"""Who learns what of a horizon: what was just announced, what meets in one week, what a mission was born from."""

from __future__ import annotations

from collections.abc import Sequence

from core.horizon.horizon import Horizon, HorizonOf, Item, Origin, Side, stems
from core.horizon.screens import date_of, named
from core.lessons.lesson import Module, shelf, texts
from core.messages import Attachment, Button, Content, Media, Rows, Send, ToPerson, ToTopic, Urgency
from core.missions.cards import stack
from core.missions.mission import Mission, State
from core.people import Person, Role
from core.scene import Scene
from core.texts import Text, render, say
from core.triad import Triad
from core.week import weeks

# How to prepare any mission at all, where nothing nearer is known.
PREPARES = "proposer-une-mission"


def announced(scene: Scene, triad: Triad, items: Sequence[Item], known: Horizon) -> None:
    """What somebody has just said about the company: the apprentice, the trainer and the counsellors read it."""
    person = scene.person
    assert person is not None
    lines = [say("{item} – {week}", item=named(item), week=date_of(item, scene.today)) for item in items]
    for reader in (triad.apprentice, triad.member(Role.TRAINER)):
        if reader is not None and reader.id != person.id:
            head = (
                say("🔭 {who} te dit ce qui arrive dans l'entreprise.", who=person.first_name)
                if reader.role is Role.APPRENTICE
                else say("🔭 Ce qui se passera en entreprise pour {name} :", name=_name(triad))
            )
            scene.tell(reader, stack(head, *lines, meeting(scene, known)), _see(scene, reader, triad), triad=triad.id)
    scene.post_in_topic(
        triad, stack(say("🔭 {who} dit ce qui arrive.", who=person.signature), *lines, meeting(scene, known))
    )
    for item in items:
        _send_file(scene, triad, item)


def meeting(scene: Scene, known: Horizon) -> Text | None:
    """The weeks in which the company and the course both have something, side by side."""
    blocks = []
    for week in known.both(scene.today):
        both = (*known.week(Side.WORK, week)[:3], *known.week(Side.COURSE, week)[:3])
        blocks.append(stack(say("<b>{week}, les deux</b>", week=weeks.name(week, scene.today)), *map(named, both)))
    return stack(*blocks) if blocks else None


def met(scene: Scene, triad: Triad, known: Horizon) -> None:
    """The course is dated: where it meets what the company announced, the two others and the topic read it."""
    both = meeting(scene, known)
    if both is None:
        return
    for reader in (triad.apprentice, triad.tutor):
        if reader is not None and reader.settled:
            head = (
                say("🔭 Ton cours et l'entreprise se rejoignent.")
                if reader.role is Role.APPRENTICE
                else say("🔭 Le cours de {name} rejoint ce que vous avez annoncé.", name=_name(triad))
            )
            scene.tell(reader, stack(head, both), _see(scene, reader, triad), triad=triad.id)
    scene.post_in_topic(triad, stack(say("🔭 Le cours et l'entreprise se rejoignent."), both))


def born(scene: Scene, triad: Triad, mission: Mission) -> None:
    """A mission was proposed: when its draft came from the horizon, it keeps its links and the others read them."""
    links = scene.run.facts.links if scene.run is not None else {}
    origin = Origin(triad.id, mission.number, int(links.get("work", 0)), int(links.get("course", 0)))
    if not (origin.work or origin.course):
        return
    scene.keep(origin)
    linked = _linked(scene.find(HorizonOf(triad.id)), origin)
    if not linked:
        return
    for reader in (triad.tutor, triad.member(Role.TRAINER)):
        if reader is not None and reader.settled:
            scene.tell(reader, stack(say("🔗 La mission n° {n} vient de :", n=mission.number), *linked), triad=triad.id)
    scene.post_in_topic(triad, stack(say("🔗 La mission n° {n} vient de :", n=mission.number), *linked))


def prepare(scene: Scene, triad: Triad, mission: Mission) -> None:
    """The yes is there: before doing it, the apprentice reads what to look at again."""
    apprentice = triad.apprentice
    if mission.state is not State.VALIDATED or apprentice is None:
        return
    known = scene.find(HorizonOf(triad.id))
    origin = known.origin(mission.number)
    if origin is None:
        return
    topic = known.item(origin.course)
    module = lesson_for(scene, mission, _linked(known, origin), needed=topic is None)
    if topic is None and module is None:
        return
    lines = [named(topic)] if topic is not None else []
    if module is not None:
        lines.append(say("📚 {title}", title=module.title))
    buttons: Rows = ()
    if module is not None:
        label = scene.words("📖 Ouvrir la leçon", apprentice).text
        buttons = ((Button(label, f"l:{module.slug}:{module.version}:0:o"),),)
    words = say("📖 Avant de faire « {title} », revois :", title=mission.card.title)
    scene.tell(apprentice, stack(words, *lines), buttons, triad=triad.id)


def lesson_for(scene: Scene, mission: Mission, linked: Sequence[Text], *, needed: bool) -> Module | None:
    """The lesson that speaks of the same things; when one is `needed`, at least the one that prepares any mission."""
    about = stems(" ".join((mission.card.title, *(render(text).text for text in linked))))
    modules = shelf(scene.library.modules, Role.APPRENTICE)

    def shared(module: Module) -> int:
        titles = " ".join((module.title, *(texts(page)[0] for page in module.pages)))
        return len(about & stems(titles))

    best = max(modules, key=shared, default=None)
    if best is not None and shared(best) > 1:
        return best
    return scene.library.module(PREPARES) if needed else None


def _linked(known: Horizon, origin: Origin) -> tuple[Text, ...]:
    items = (known.item(number) for number in (origin.work, origin.course) if number)
    return tuple(named(item) for item in items if item is not None)


def _see(scene: Scene, reader: Person, triad: Triad) -> Rows:
    return ((Button(scene.words("🔭 Voir l'horizon", reader).text, f"hz:{triad.id}:see"),),)


def _name(triad: Triad) -> str:
    return triad.apprentice.first_name if triad.apprentice else "?"


def _send_file(scene: Scene, triad: Triad, item: Item) -> None:
    """A task that was spoken or shown is heard or seen by the others too."""
    if not item.file:
        return
    file = item.file
    attachment = Attachment(Media(str(file["media"])), str(file["ref"]), seconds=int(str(file.get("seconds", 0))))
    readers = [triad.apprentice, triad.member(Role.TRAINER)]
    to: list[ToPerson | ToTopic] = [ToPerson(r.id, triad.id) for r in readers if r is not None and r.settled]
    for recipient in (*to, ToTopic(triad.id)):
        content = Content(render(say("🏢 Ce qui arrive")), attachment=attachment)
        subject = f"horizon:{triad.id}:{item.number}"
        scene.reply.outgoing.append(Send(to=recipient, content=content, subject=subject, urgency=Urgency.THREAD))
