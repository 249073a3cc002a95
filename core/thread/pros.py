"""The professionals' line: tutor, trainer and counsellors without the apprentice, and only by an explicit act."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from core.conversation import again, facts_for, start
from core.messages import Line, Message, Written
from core.page.upload import REF
from core.parcels import joined, pack
from core.people import Person, Role
from core.scene import Scene
from core.texts import say
from core.thread.kinds import in_words
from core.thread.routing import Destination
from core.thread.state import SHUT
from core.thread.thread import pull_back, write
from core.triad import Triad

COMMAND = "pros"
HOW = (
    "🔒 Pour écrire aux autres professionnels sans que {name} le lise : /pros puis votre message, dans le même envoi. "
    "Répondre à un message marqué 🔒 reste aussi entre vous.\nSans /pros, tout le fil lit."
)
NOT_YOURS = "Cette commande est pour les adultes qui t'accompagnent : rien n'est parti. Ton message peut s'écrire sans."

NOT_KEPT = "Le fichier de ce message est venu d'une page, et n'est gardé nulle part : demandez-le à la personne."

W = TypeVar("W", bound=Written)


def without_command(message: W) -> W:
    """The message without the word that chose the line."""
    if message.command != COMMAND:
        return message
    text = message.text.strip()
    return replace(message, text=text.cut(len(text.text.split(maxsplit=1)[0])).strip())


def private(message: Message, scene: Scene, goes: Destination, names: dict[str, str]) -> None:
    """`/pros …` in a private chat: into that line of the thread that is meant, or of the only one; else it is asked."""
    person = scene.person
    assert person is not None
    if person.role not in (Role.TUTOR, Role.TRAINER):
        scene.answer(
            NOT_YOURS if person.role is Role.APPRENTICE else "Cette commande s'écrit dans le forum, dans un fil."
        )
        return
    bare = without_command(message)
    triad = goes.triad
    name = triad.apprentice.first_name if triad is not None and triad.apprentice else "le jeune"
    if not (bare.text or bare.attachments):
        scene.answer(say(HOW, name=name))
    elif triad is not None:
        put(scene, triad, person, bare)
        tell(scene, triad)
    elif not goes.among:
        scene.answer("Le message n'est pas parti : aucun fil n'est ouvert ici en ce moment.")
    else:
        _ask(scene, pack(bare) | {"line": Line.PROS}, names)


def tell(scene: Scene, triad: Triad) -> None:
    """Who writes learns which line it went to."""
    name = triad.apprentice.first_name if triad.apprentice else "le jeune"
    scene.answer(say("🔒 Entre professionnels : {name} ne le lit pas.", name=name))


def _ask(scene: Scene, parcel: dict[str, Any], names: dict[str, str]) -> None:
    """Which thread it is for; an album that waits already is asked about once, and stays whole."""
    run = scene.run
    if run is not None and run.script == "choose_thread" and run.place == scene.place:
        scene.set_run(replace(run, facts=replace(run.facts, parcels=joined(run.facts.parcels, parcel))))
        again(scene)
    else:
        start(scene, "choose_thread", facts_for(scene, None, choices=names, parcels=(parcel,)))


def in_topic(message: Message, scene: Scene) -> None:
    """`/pros …` in a topic of the forum."""
    triad, person = scene.topic_triad, scene.person
    assert triad is not None
    assert person is not None
    bare = without_command(message)
    name = triad.apprentice.first_name if triad.apprentice else "le jeune"
    if not (bare.text or bare.attachments):
        scene.answer(say(HOW, name=name), reply_to=message.message_id)
    elif triad.state != "open":
        scene.answer(SHUT, reply_to=message.message_id)
    elif not triad.readers(person, Line.PROS):
        scene.answer("Personne d'autre n'est encore dans cette ligne : rien n'est parti.", reply_to=message.message_id)
    else:
        put(scene, triad, person, bare)


def put(scene: Scene, triad: Triad, author: Person, message: Message) -> None:
    """Into the professionals' line, with what came of its album before anybody knew; never into the other one."""
    strayed = [post for post in scene.album if post.line is Line.TRIAD and not post.note and post.triad_id == triad.id]
    write(scene, triad, author, in_words(message), line=Line.PROS)
    if strayed:
        pull_back(scene, scene.triads[triad.id], author, strayed[::-1], Line.PROS)


def share(message: Message, scene: Scene) -> None:
    """`/partager`, as an answer in the professionals' topic: after a yes, the team says it in the triad's thread."""
    triad, post = scene.topic_triad, scene.post
    assert triad is not None
    if scene.topic_line is not Line.PROS or post is None or post.line is not Line.PROS or post.withdrawn or post.note:
        scene.answer(
            "/partager s'écrit dans le fil 🔒 des professionnels, en réponse au message à passer dans la triade.",
            reply_to=message.message_id,
        )
        return
    if post.attachment is not None and post.attachment.ref == REF:
        scene.answer(NOT_KEPT, reply_to=message.message_id)
        return
    files = (post.attachment,) if post.attachment else ()
    origin = replace(
        message,
        message_id=f"shared:{message.message_id}",
        text=post.text,
        attachments=files,
        album="",
        reply_to="",
        quote="",
    )
    parcel = pack(origin) | {"who": post.name}
    start(scene, "share_message", facts_for(scene, triad, parcels=(parcel,)))
