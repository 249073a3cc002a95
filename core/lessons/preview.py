"""`/apercu`: a counsellor plays a lesson exactly as its readers see it; nothing of it counts as read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from core.lessons import learning, player
from core.lessons.authoring import DraftOf, today
from core.lessons.lesson import Module, Progress
from core.lessons.pages import OPEN, RECAP, blocks
from core.lessons.publishing import slugs
from core.messages import Button, Change, Content, Message, Press, Rows, ToPlace
from core.people import Person, Refused, Role
from core.records import Asked
from core.scene import Scene
from core.texts import say

KIND = "apercu"
#: a button that would do something for a young person
INERT = f"{KIND}:-"
GONE = "Cette leçon n'est plus là : la liste montre les autres."


@dataclass(frozen=True)
class Preview:
    """How far somebody is in the one lesson that she looks at."""

    person: int
    progress: Progress


@dataclass(frozen=True)
class PreviewOf(Asked[Preview | None]):
    person: int


def command(incoming: Message, scene: Scene) -> None:
    """`/apercu NOM`, in the forum."""
    begin(scene, incoming.argument)


def begin(scene: Scene, slug: str) -> None:
    """The first page, anew; the draft goes ahead of what is published."""
    if not slug or _module(scene, slug) is None:
        scene.answer(say("Quelle leçon ? /apercu suivi de son nom :\n{names}", names=slugs(scene)))
        return
    content = opened(scene, slug)
    scene.answer(content.text, content.buttons)


def opened(scene: Scene, slug: str) -> Content:
    """The first page of this lesson, anew. Raises Refused."""
    team(scene)
    found = _module(scene, slug)
    if found is None:
        raise Refused(GONE)
    module, drafted = found
    return _turn(scene, module, drafted, None, f"l:{slug}:{module.version}:0:{OPEN}")


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """A tap in a preview: the same message shows what comes next."""
    team(scene)
    if rest == "-":
        return scene.words("Aperçu : chez le jeune, ce bouton fait ce qu'il dit.").text
    if ":" not in rest:
        begin(scene, rest)
        return ""
    content = turned(scene, rest)
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))
    return ""


def team(scene: Scene) -> Person:
    """Who looks, of the team."""
    if scene.person is None or scene.person.role is not Role.COUNSELLOR:
        raise Refused("L'aperçu est pour l'équipe.")
    return scene.person


def turned(scene: Scene, rest: str) -> Content:
    """What a tap in a preview leads to: `rest` is what follows its kind in the data of the button."""
    person = team(scene)
    found = _module(scene, rest.partition(":")[0])
    if found is None or player.read_press(f"l:{rest}") is None:
        raise Refused(GONE)
    module, drafted = found
    kept = scene.find(PreviewOf(person.id))
    progress = kept.progress if kept and kept.progress.module == module.slug else None
    if progress is not None and progress.version != module.version:
        progress = None  # another draft: from its first page
    return _turn(scene, module, drafted, progress, f"l:{rest}")


def _turn(scene: Scene, module: Module, drafted: bool, progress: Progress | None, data: str) -> Content:
    """What the reader would see, with what her tap would do."""
    assert scene.person is not None
    modules = (module,)
    now = scene.now.astimezone(ZoneInfo(scene.hours.zone))
    known = {module.slug: progress} if progress else {}
    turned = player.handle(modules, known, data, scene.library.figures, now, scene.translations(scene.person.language))
    assert turned is not None
    scene.keep(Preview(scene.person.id, turned.progress))
    content = learning.with_last_page(scene, modules, turned.progress, turned.content)
    head = say(
        "👁 <i>Aperçu, version {n}{draft}</i>",
        n=module.version,
        draft=say(" – brouillon, rien n'est publié") if drafted else None,
    )
    return replace(content, text=blocks(scene.words(head), content.text), buttons=_harmless(content.buttons))


def _harmless(rows: Rows) -> Rows:
    """The buttons of the lesson turn its pages; what would lead out of it does nothing."""
    return tuple(tuple(_changed(button) for button in row) for row in rows)


def _changed(button: Button) -> Button:
    if button.url:
        return button
    leads_on = button.data.startswith("l:") and not button.data.endswith(f":{RECAP}")
    return replace(button, data=f"{KIND}:{button.data[2:]}" if leads_on else INERT)


def _module(scene: Scene, slug: str) -> tuple[Module, bool] | None:
    """The draft of this slug, else what is read today; and whether it is a draft."""
    draft = scene.find(DraftOf(slug))
    if draft is not None:
        return draft.module, True
    found = next((module for module in today(scene) if module.slug == slug), None)
    return (found, False) if found is not None else None
