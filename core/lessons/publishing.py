"""Lessons in the forum: a Markdown file is sent, checked, previewed, published as the next version, or taken back."""

from __future__ import annotations

from dataclasses import replace

from core.files import FILE_LIMIT, Attachment, FileWanted, Media
from core.forum import team
from core.lessons.authoring import (
    NO_MARKDOWN,
    NOT_YOURS,
    TROUBLES,
    Draft,
    Editions,
    LessonRead,
    draft,
    may_write,
    name_writers,
    publish,
    read_today,
    roll_back,
    today,
    writers,
)
from core.lessons.lesson import Module
from core.messages import Button, Change, Content, Message, Press, ToPlace
from core.people import Refused
from core.scene import Scene
from core.texts import Rich, Text, lines, say

KIND = "publier"
#: how many mistakes are shown at once; the others wait for the next sending
SHOWN = 25
HELP = (
    "Pour publier une leçon : envoyez ici son fichier .md avec /publier en légende, "
    "ou répondez /publier au fichier.\n"
    "/apercu NOM la joue, /versions NOM montre les versions."
)


def authors(incoming: Message, scene: Scene) -> None:
    """`/auteurs`: who may publish; `/auteurs Nadia, Paul` names them, `/auteurs tous` gives it back to everybody."""
    people = team.counsellors(scene)
    if not incoming.argument:
        names = ", ".join(one.first_name for one in writers(scene, people))
        scene.answer(say("Peuvent publier des leçons : {names}.", names=names))
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
    name_writers(scene, chosen)
    authors(replace(incoming, text=Rich("/auteurs")), scene)


# --- a file comes in -------------------------------------------------------------------------------------------------


def command(incoming: Message, scene: Scene) -> None:
    """`/publier` with a file: every mistake with its line, or a draft to look at and publish."""
    try:
        made = _draft(incoming, scene)
    except Refused as refused:
        scene.answer(refused.text, reply_to=incoming.message_id)
        return
    if isinstance(made, Draft):
        scene.answer(_checked(made.module), _to_publish(scene, made), reply_to=incoming.message_id)
    else:
        scene.answer(_mistakes(made), reply_to=incoming.message_id)


def _file(incoming: Message) -> Attachment:
    file = incoming.attachments[0] if incoming.attachments else incoming.answered_file
    if file is None:
        raise Refused(HELP)
    if file.media is not Media.DOCUMENT or not file.name.endswith(".md"):
        raise Refused(NO_MARKDOWN)
    if file.size > FILE_LIMIT:
        raise Refused(TROUBLES["too-big"])
    return file


def _draft(incoming: Message, scene: Scene) -> LessonRead | Draft:
    if not may_write(scene, scene.person):
        raise Refused(NOT_YOURS)
    file = _file(incoming)
    if incoming.fetched is None:
        raise FileWanted(file)
    if incoming.fetched.trouble:
        raise Refused(TROUBLES[incoming.fetched.trouble])
    return draft(scene, file.name, incoming.fetched.text)


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
    now = read_today(scene, slug)
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
    module = publish(scene, slug, version, seen)
    words = "📗 <b>{title}</b> : la version {version} est publiée, pour votre structure."
    return module, say(words, title=module.title, version=version)


def _back(scene: Scene, slug: str, version: int, seen: str) -> tuple[Module, Text]:
    module = roll_back(scene, slug, version, seen)
    words = "↩ <b>{title}</b> : retour au texte de la version {old}, sous le numéro {version}."
    return module, say(words, title=module.title, old=version, version=module.version)
