"""Hints, not censorship: what a message may hold that counsellors should see, what a structure holds, reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.forum.cards import key_of, raise_card
from core.forum.team import managers
from core.messages import Button, Content, Edit, Message, Send, ToTopic, Urgency
from core.parcels import pack
from core.people import Person, Role
from core.records import Asked
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


@dataclass(frozen=True)
class Held:
    """A message that waits for a counsellor before it goes anywhere."""

    key: str
    triad_id: int
    author_id: int
    parcel: Mapping[str, Any]
    #: held, released, refused
    state: str = "held"
    reason: str = ""


@dataclass(frozen=True)
class HeldBy(Asked[Held | None]):
    """The held message of this key; locked until the end of the transaction."""

    key: str


def found(scene: Scene, author: Person, text: Rich) -> tuple[str, ...]:
    """What this text may hold. Counsellors are not watched."""
    return scene.hints(text.text, author.language) if text and author.role is not Role.COUNSELLOR else ()


def named(kinds: tuple[str, ...] | list[str]) -> str:
    return ", ".join(KINDS[kind] for kind in kinds)


def hint(scene: Scene, triad: Triad, author: Person, post: Post) -> None:
    """A message has left; counsellors see what it may hold, in the topic or, when it is grave, on a card."""
    kinds = found(scene, author, post.text)
    if not kinds:
        return
    scene.record("message-hinted", subject=post.subject, triad=triad.id, kinds=list(kinds), role=author.role.value)
    if grave := [kind for kind in kinds if kind in CARDS]:
        words = say("🔎 À regarder : {what}, dans un message de {who} ({triad}).\n<quote>{text}</quote>",
                    what=named(grave), who=author.signature, triad=triad.title, text=post.text.cut(0, 300))  # fmt: skip
        urgent = bool(URGENT.intersection(grave))
        raise_card(scene, "hint", f"hint:{post.subject}", words, triad=triad, person=author, urgent=urgent)
    else:
        line = Content(render(say("<i>🔎 À regarder : {what}.</i>", what=named(kinds))))
        scene.reply.outgoing.append(Send(to=ToTopic(triad.id, post.line), content=line, subject=f"hint:{post.subject}",
                                         reply_to=post.subject, urgency=Urgency.THREAD, silent=True))  # fmt: skip
    if "distress" in kinds and author.role is Role.APPRENTICE:
        button = Button(scene.words("🆘 Parler à l'équipe seule").text, "s:call_for_help")
        scene.tell(author, say("💛 Si ça ne va pas, l'équipe peut te lire à part, sans ton tuteur."), ((button,),))


def holds(scene: Scene, triad: Triad, author: Person, message: Message) -> bool:
    """Whether the structure wants to see this message first; then it waits, and its author is told."""
    chosen = (scene.structure.settings.get("held") or ()) if scene.structure else ()
    kinds = [kind for kind in found(scene, author, message.text) if kind in chosen] if chosen else []
    if not kinds:
        return False
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
    """Whether a correction brings in what the structure wants to see first: it is not passed on."""
    chosen = (scene.structure.settings.get("held") or ()) if scene.structure else ()
    return bool(chosen) and any(kind in chosen for kind in found(scene, author, edit.text))


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


def decided(held: Held, state: str, reason: str = "") -> Held:
    return replace(held, state=state, reason=reason)
