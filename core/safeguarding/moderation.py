"""Hints, not censorship: what a message may hold that counsellors should see, what a structure holds, reports."""

from __future__ import annotations

from collections.abc import Mapping

from core.forum.cards import key_of, raise_card
from core.forum.team import managers
from core.messages import Button, Content, Edit, Message, Send, ToTopic, Urgency
from core.parcels import pack
from core.people import Person, Role, Structure
from core.safeguarding import distress
from core.safeguarding.heldpost import Held
from core.scene import Post, Scene
from core.texts import Rich, render, say
from core.triad import Triad

KINDS: Mapping[str, str] = {
    "threat": "une menace",
    "distress": "des mots de détresse",
    "insult": "une insulte",
    "money": "une demande d'argent",
    "alone": "un rendez-vous à deux",
    "phone": "un numéro de téléphone",
    "iban": "un numéro de compte",
    "nir": "un numéro de sécurité sociale",
    "address": "une adresse",
}
NOT_CHANGED = (
    "Cette correction n'est pas transmise : l'équipe veut d'abord voir ce genre de message. "
    "Dans un nouveau message, elle pourra être regardée."
)
#: these become cards; the others are one line in the topic
CARDS = {"threat", "distress", "money", "alone"}
URGENT = {"threat", "distress"}
#: what is held where nobody has chosen: nothing but a young person's words of distress
USUALLY_HELD = (distress.KIND,)


def found(scene: Scene, author: Person, text: Rich) -> tuple[str, ...]:
    """What this text may hold. Counsellors are not watched."""
    return scene.hints(text.text, author.language) if text and author.role is not Role.COUNSELLOR else ()


def kinds_held(structure: Structure | None) -> tuple[str, ...]:
    """The kinds that wait before they leave, as the structure has chosen."""
    chosen = structure.settings.get("held") if structure else None
    return USUALLY_HELD if chosen is None else tuple(chosen)


def _to_hold(scene: Scene, author: Person, text: Rich) -> list[str]:
    """What of this text waits; of distress, a young person's own alone."""
    chosen = kinds_held(scene.structure)
    kinds = [kind for kind in found(scene, author, text) if kind in chosen] if chosen else []
    return [kind for kind in kinds if kind != distress.KIND or author.role is Role.APPRENTICE]


def named(kinds: tuple[str, ...] | list[str]) -> str:
    return ", ".join(KINDS[kind] for kind in kinds)


def hint(scene: Scene, triad: Triad, author: Person, post: Post) -> None:
    """A message has left; counsellors see what it may hold, in the topic or, when it is grave, on a card."""
    kinds = found(scene, author, post.text)
    if not kinds:
        return
    scene.record("message-hinted", subject=post.subject, triad=triad.id, kinds=list(kinds), role=author.role.value)
    if distress.KIND in kinds and author.role is Role.APPRENTICE:
        distress.left(scene, triad, author, post)
        kinds = tuple(kind for kind in kinds if kind != distress.KIND)
    if grave := [kind for kind in kinds if kind in CARDS]:
        words = say("🔎 À regarder : {what}, dans un message de {who} ({triad}).\n<quote>{text}</quote>",
                    what=named(grave), who=author.signature, triad=triad.title, text=post.text.cut(0, 300))  # fmt: skip
        urgent = bool(URGENT.intersection(grave))
        raise_card(scene, "hint", f"hint:{post.subject}", words, triad=triad, person=author, urgent=urgent)
    elif kinds:
        line = Content(render(say("<i>🔎 À regarder : {what}.</i>", what=named(kinds))))
        scene.reply.outgoing.append(Send(to=ToTopic(triad.id, post.line), content=line, subject=f"hint:{post.subject}",
                                         reply_to=post.subject, urgency=Urgency.THREAD, silent=True))  # fmt: skip


def holds(scene: Scene, triad: Triad, author: Person, message: Message, *, but: str = "") -> bool:
    """Whether this message waits before it leaves, and its author is told. `but`: a kind that was decided already."""
    kinds = [kind for kind in _to_hold(scene, author, message.text) if kind != but]
    if not kinds:
        return False
    if distress.KIND in kinds:
        distress.hold(scene, triad, author, message)
        return True
    held = Held(key_of(message.cause + message.message_id), triad.id, author.id, pack(message))
    scene.keep(held)
    what = named(kinds)
    buttons = ((Button("✅ Laisser passer", f"h:{held.key}:ok", style="success"),
                Button("⛔ Ne pas transmettre", f"h:{held.key}:no", style="danger")),)  # fmt: skip
    raise_card(
        scene, "held", f"held:{held.key}",
        say("⏸ Retenu avant envoi ({what}) : un message de {who} ({triad}).\n<quote>{text}</quote>",
            what=what, who=author.signature, triad=triad.title, text=message.text.cut(0, 1000)),
        triad=triad, person=author, buttons=buttons,
    )  # fmt: skip
    scene.tell(author, say("⏸ Ce message n'est pas encore parti : il contient {what}. L'équipe le regarde d'abord, "
                           "et tu sauras ce qu'elle décide." if author.role is Role.APPRENTICE else
                           "⏸ Ce message n'est pas encore parti : il contient {what}. L'équipe le regarde d'abord, "
                           "et vous saurez ce qu'elle décide.", what=what), urgency=Urgency.ANSWER)  # fmt: skip
    scene.record("message-held", subject=f"held:{held.key}", triad=triad.id, kinds=kinds)
    return True


def stops(scene: Scene, author: Person, edit: Edit) -> bool:
    """Whether a correction brings in what is held: it is not passed on, and its author is told."""
    kinds = _to_hold(scene, author, edit.text)
    if distress.KIND in kinds and scene.post is not None and distress.KIND in found(scene, author, scene.post.text):
        kinds.remove(distress.KIND)  # she has chosen already
    if distress.KIND in kinds:
        distress.stop(scene, author, edit)
    elif kinds:
        scene.answer(NOT_CHANGED, reply_to=edit.message_id)
    return bool(kinds)


def report(scene: Scene, _: str = "") -> None:
    """`/signaler`, in answer to a message of the thread: the counsellors get a card, its author learns nothing."""
    me, post = scene.person, scene.post
    assert me is not None
    triad = scene.triad_of(post.triad_id) if post is not None else None
    if post is None or triad is None:
        scene.answer("Pour signaler un message : répondre à ce message en écrivant /signaler.")
        return
    author = next((m for m in triad.members if m.id == post.author_id), None)
    who = author.signature if author else post.name
    words = say("🚩 {me} signale un message de {who} ({triad}).\n<quote>{text}</quote>", me=me.signature, who=who,
                triad=triad.title, text=post.text.cut(0, 500))  # fmt: skip
    raise_card(scene, "report", f"report:{post.subject}:{me.id}", words, triad=triad, person=me, urgent=True)
    if post.role is Role.COUNSELLOR:  # not only to whoever is meant
        for one in managers(scene):
            scene.tell(one, words)
    scene.record("message-reported", subject=post.subject, triad=triad.id, role=me.role.value)
    scene.answer("🚩 C'est signalé à l'équipe. La personne qui a écrit ce message n'en sait rien.")
