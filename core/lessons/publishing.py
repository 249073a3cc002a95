"""Counsellors write lessons: a Markdown file is checked, previewed, published as the next version, or taken back.

A structure's own version stands instead of the house's for its people only (core/lessons/editions.py); whoever is in
the middle of another version finishes that one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2s

from core.files import FILE_LIMIT, Attachment, FileWanted, Media
from core.forum import team
from core.lessons.editions import ModuleSource, ModulesPublished, ModuleVersion, Published, current, next_version
from core.lessons.lesson import Module
from core.messages import Button, Change, Content, Message, Press, ToPlace
from core.people import Person, Refused, Role
from core.records import Asked
from core.scene import Scene
from core.scripts import scripts
from core.texts import Rich, Text, lines, say

KIND = "publier"
#: how many mistakes are shown at once; the others wait for the next sending
SHOWN = 25
HELP = (
    "Pour publier une leçon : envoyez ici son fichier .md avec /publier en légende, "
    "ou répondez /publier au fichier.\n"
    "/apercu NOM la joue, /versions NOM montre les versions."
)
TROUBLES = {
    "too-big": "Ce fichier est trop gros : 200 ko au plus. Une leçon est du texte, sans image.",
    "not-text": "Ce fichier n'est pas du texte en UTF-8 : enregistrez-le dans ce format, puis renvoyez-le.",
    "unavailable": "Telegram ne m'a pas donné ce fichier : renvoyez-le dans quelques minutes.",
}
NOT_YOURS = "Publier est réservé à certaines personnes de l'équipe : /auteurs dit lesquelles."


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


def authors(incoming: Message, scene: Scene) -> None:
    """`/auteurs`: who may publish; `/auteurs Nadia, Paul` names them, `/auteurs tous` gives it back to everybody."""
    assert scene.structure is not None
    people = team.counsellors(scene)
    if not incoming.argument:
        named = [one for one in people if may_write(scene, one)]
        scene.answer(say("Peuvent publier des leçons : {names}.", names=", ".join(one.first_name for one in named)))
        return
    if not may_write(scene, scene.person):
        scene.answer(NOT_YOURS)
        return
    chosen: list[int] = []
    if incoming.argument.casefold() != "tous":
        for name in incoming.argument.split(","):
            found = [one.id for one in people if one.first_name.casefold() == name.strip().casefold()]
            if len(found) != 1:
                wrong = say(
                    "Je ne trouve pas une seule personne de l'équipe qui s'appelle « {name} ».", name=name.strip()
                )
                scene.answer(wrong)
                return
            chosen += found
    changed = {**scene.structure.settings, "authors": chosen}
    scene.structure = replace(scene.structure, settings=changed)
    scene.keep(scene.structure)
    scene.record("authors-named", people=chosen)
    authors(replace(incoming, text=Rich("/auteurs")), scene)


# --- a file comes in -------------------------------------------------------------------------------------------------


def command(incoming: Message, scene: Scene) -> None:
    """`/publier` with a file: every mistake with its line, or a draft to look at and publish."""
    assert scene.person is not None
    try:
        read = _read(incoming, scene)
    except Refused as refused:
        scene.answer(refused.text, reply_to=incoming.message_id)
        return
    if read.module is None:
        scene.answer(_mistakes(read), reply_to=incoming.message_id)
        scene.record("module-refused", subject=f"module:{read.slug}", mistakes=len(read.errors))
        return
    version = _next(scene, read.slug)
    module, text = replace(read.module, version=version), incoming.fetched.text if incoming.fetched else ""
    draft = Draft(module, _file(incoming).name, text, scene.person.id)
    scene.keep(draft)
    scene.record("module-drafted", subject=f"module:{read.slug}", version=version)
    scene.answer(_checked(module), _to_publish(scene, draft), reply_to=incoming.message_id)


def _file(incoming: Message) -> Attachment:
    file = incoming.attachments[0] if incoming.attachments else incoming.answered_file
    if file is None:
        raise Refused(HELP)
    if file.media is not Media.DOCUMENT or not file.name.endswith(".md"):
        raise Refused("Il me faut un fichier texte dont le nom finit par .md, par exemple « mon-sujet.md ».")
    if file.size > FILE_LIMIT:
        raise Refused(TROUBLES["too-big"])
    return file


def _read(incoming: Message, scene: Scene) -> LessonRead:
    if not may_write(scene, scene.person):
        raise Refused(NOT_YOURS)
    file = _file(incoming)
    if incoming.fetched is None:
        raise FileWanted(file)
    if incoming.fetched.trouble:
        raise Refused(TROUBLES[incoming.fetched.trouble])
    return _with_script(scene.find(ReadLesson(file.name, incoming.fetched.text)))


def _with_script(read: LessonRead) -> LessonRead:
    """A button that opens nothing for its reader is a mistake too."""
    module = read.module
    if module is None or not module.deed.script:
        return read
    entry = scripts().get(module.deed.script)
    if entry is not None and module.audience in entry.menu:
        return read
    return LessonRead(read.slug, None, ((1, f"« script » : aucune conversation « {module.deed.script} » pour eux"),))


def _mistakes(read: LessonRead) -> Text:
    known = [say("• ligne {line} : {why}", line=line, why=why[:200]) for line, why in read.errors[:SHOWN]]
    more = len(read.errors) - SHOWN
    return say(
        "❌ <b>Rien n'est publié. À corriger ({n}) :</b>\n{listed}{more}\nPuis renvoyez le fichier avec /publier.",
        n=len(read.errors),
        listed=lines(*known),
        more=say("\n… et {n} autres.", n=more) if more > 0 else None,
    )


def _checked(module: Module) -> Text:
    return say(
        "✅ <b>{title}</b> : rien à corriger.\n"
        "{cards} cartes, {questions} questions. Ce sera la version {version}, pour votre structure seulement. "
        "Qui est en train de lire finit sa version.",
        title=module.title,
        cards=len(module.pages) - len(module.questions),
        questions=len(module.questions),
        version=module.version,
    )


def _to_publish(scene: Scene, draft: Draft) -> tuple[tuple[Button, ...], ...]:
    go = f"{KIND}:go:{draft.module.slug}:{draft.module.version}:{draft.print}"
    look = f"apercu:{draft.module.slug}"
    return ((Button(scene.words("👁 Aperçu").text, look), Button(scene.words("📗 Publier").text, go, style="success")),)


# --- versions --------------------------------------------------------------------------------------------------------


def versions(incoming: Message, scene: Scene) -> None:
    """`/versions NOM`: who published what and when; one tap goes back."""
    slug = incoming.argument
    known = scene.find(Editions(slug)) if slug else ()
    if not known:
        scene.answer(say("Quelle leçon ? /versions suivi de son nom :\n{names}", names=slugs(scene)))
        return
    now = next((one.version for one in today(scene) if one.slug == slug), 0)
    listed = [
        say(
            "• version {n} – {who}, {at}{now}",
            n=one.version,
            who=one.by if one.own else say("la maison"),
            at=scene.when(one.at),
            now=say(" <b>(lue aujourd'hui)</b>") if one.version == now else None,
        )
        for one in known
    ]
    rows = tuple(
        (
            Button(
                scene.words(say("↩ Revenir à la version {n}", n=one.version)).text,
                f"{KIND}:back:{slug}:{one.version}:{now}",
            ),
        )
        for one in known[-8:]
        if one.version != now and may_write(scene, scene.person)
    )
    scene.answer(lines(say("🗂 <b>{slug}</b>", slug=slug), *listed), rows)


def slugs(scene: Scene) -> Rich:
    return lines(*(say("• {slug} – {title}", slug=one.slug, title=one.title) for one in today(scene)))


def today(scene: Scene) -> tuple[Module, ...]:
    """The modules as they are read in this structure."""
    published = scene.find(ModulesPublished())
    return current(scene.library.modules, published)


def _next(scene: Scene, slug: str) -> int:
    published = scene.find(ModulesPublished())
    return next_version(scene.library.modules, published, slug)


# --- taps ------------------------------------------------------------------------------------------------------------


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """« Publier » and « Revenir », by somebody who may; what has changed meanwhile is said."""
    if incoming.place.private or not may_write(scene, scene.person):
        raise Refused(NOT_YOURS)
    try:
        what, slug, version, seen = rest.split(":")
        act = {"go": _publish, "back": _back}[what]
        number = int(version)
    except (KeyError, ValueError):
        raise Refused("Ce bouton ne sert plus : rien n'a changé.") from None
    module, words = act(scene, slug, number, seen)
    done = Content(scene.words(words))
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=done))
    return scene.words(say("Version {n} publiée.", n=module.version)).text


def _publish(scene: Scene, slug: str, version: int, seen: str) -> tuple[Module, Text]:
    assert scene.person is not None
    draft = scene.find(DraftOf(slug))
    number = _next(scene, slug)
    if draft is None or draft.print != seen or number != version:
        raise Refused("Ce brouillon n'est plus le dernier, ou il est déjà publié : /versions montre où on en est.")
    read = _with_script(scene.find(ReadLesson(draft.name, draft.source)))
    if read.module is None:
        raise Refused("Un chiffre ou une source a changé depuis : renvoyez le fichier avec /publier.")
    module = replace(read.module, version=number)
    scene.keep(Published(module, draft.source, scene.person.id))
    scene.keep(DraftDropped(slug))
    scene.record("module-published", subject=f"module:{slug}", version=number)
    words = "📗 <b>{title}</b> : la version {version} est publiée, pour votre structure."
    return module, say(words, title=module.title, version=number)


def _back(scene: Scene, slug: str, version: int, seen: str) -> tuple[Module, Text]:
    assert scene.person is not None
    module = scene.find(ModuleVersion(slug, version))
    now = next((one.version for one in today(scene) if one.slug == slug), 0)
    if module is None or str(now) != seen:
        raise Refused("Une autre version a été publiée entre-temps : /versions montre où on en est.")
    number = _next(scene, slug)
    source = scene.find(ModuleSource(slug, version))
    scene.keep(Published(replace(module, version=number), source, scene.person.id))
    scene.record("module-rolled-back", subject=f"module:{slug}", version=number, to=version)
    words = "↩ <b>{title}</b> : retour au texte de la version {old}, sous le numéro {version}."
    return replace(module, version=number), say(words, title=module.title, old=version, version=number)
