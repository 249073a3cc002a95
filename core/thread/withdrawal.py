"""Taking a message back: `/retirer`, and a button under the words that it is about."""

from __future__ import annotations

from core.messages import Button, Message, Press
from core.people import Refused
from core.scene import Post, Scene
from core.texts import say
from core.thread.thread import withdraw

COMMAND, KIND = "retirer", "t"
NOTHING = "Rien à retirer ici. On retire un message en y répondant avec /retirer."
LONGEST = 60


def offer(message: Message, scene: Scene) -> None:
    """The message that is answered, with a button to take it back."""
    person, post = scene.person, scene.post
    if person is None or post is None or post.author_id != person.id or post.withdrawn or post.note:
        scene.answer(NOTHING, reply_to=message.message_id)
        return
    words = " ".join(post.text.text.split()) or "…"
    short = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
    button = Button(scene.words("🗑 Retirer").text, f"{KIND}:{named(post)}", style="danger")
    scene.answer(
        say("Retirer ce message pour les autres ?\n« {words} »", words=short), ((button,),), reply_to=message.message_id
    )


def press(_: Press, scene: Scene, rest: str) -> str:
    """The author takes it back; for anybody else, or a second time, nothing changes."""
    post, person = scene.post, scene.person
    triad = scene.triad_of(post.triad_id) if post is not None else None
    if post is None or person is None or triad is None or post.author_id != person.id or named(post) != rest:
        raise Refused("Ce message n'est pas à retirer ici : rien n'a changé.")
    if post.withdrawn:
        raise Refused("Ce message est déjà retiré.")
    withdraw(scene, triad, person, post)
    if scene.group is not None:
        return scene.words("Retiré partout ailleurs. Dans le groupe, cela se fait à la main.").text
    return scene.words("Retiré pour les autres.").text


def named(post: Post) -> str:
    """The post in the data of its button."""
    return f"{post.triad_id}:{post.number}"
