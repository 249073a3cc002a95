"""The copies of a post: how they are signed, what they answer, how they change and are taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from core.messages import (
    APART,
    CAPTION_LIMIT,
    Change,
    Content,
    Line,
    Outgoing,
    Recipient,
    Remove,
    Send,
    ToGroup,
    Urgency,
)
from core.people import Person, Role
from core.scene import Post, Scene
from core.texts import Rich, length, render, say
from core.thread.pieces import SIGNATURE_LIMIT, TOGETHER, WORDLESS, parts
from core.thread.polite import by_mail, leaves, rings
from core.thread.readers import Reader, room_of, written_there
from core.triad import Triad

PASSAGE_GONE = Content(render(say("<i>(passage retiré)</i>")))


def copy(scene: Scene, triad: Triad, post: Post, author: Person, reader: Reader, quote: str) -> None:
    signed = signature(triad, author, reader, post)
    to = room_of(triad, post, reader)
    subject, message = _answered(scene, triad, post, reader)
    if post.attachment is not None and post.attachment.media in WORDLESS:
        by = Send(to=to, content=Content(signed), subject=f"{post.subject}:by", urgency=Urgency.THREAD)
        out(scene, paced(scene, by, post, reader))
        signed = Rich("")
    for number, content in enumerate(parts(signed, post.text, post.attachment, again(post))):
        sent = Send(to=to, content=content, subject=post.subject, part=number, urgency=Urgency.THREAD)
        sent = paced(scene, sent, post, reader)
        if number == 0:
            quoted = quote if subject or message else ""
            sent = replace(sent, reply_to=subject, reply_message=message, quote=quoted)
            sent = replace(sent, album=_album(post), beside=_beside(post))
        out(scene, sent)


def paced(scene: Scene, sent: Send, post: Post, reader: Reader) -> Send:
    """When it leaves for this reader, whether it is heard, and with what it stands in one mail."""
    person = reader if isinstance(reader, Person) else None
    bundle = f"{post.triad_id}:{post.line}" if person is not None and by_mail(person) else ""
    return replace(sent, silent=not rings(scene, person), after=leaves(scene, person), bundle=bundle)


def _album(post: Post) -> str:
    """What the items of one album of an author have in common, when they can leave together."""
    together = post.attachment is not None and post.attachment.media in TOGETHER
    return f"{post.author_id}:{post.line}:{post.album}" if post.album and together else ""


def _beside(post: Post) -> Rich:
    """The words of an item of an album below its first."""
    fits = post.album and post.text and length(post.text.text) <= CAPTION_LIMIT - SIGNATURE_LIMIT
    return Rich(apart(post)) + (post.text if fits else Rich(""))


def recopy(scene: Scene, triad: Triad, post: Post, author: Person, reader: Reader, reached: Sequence[Reader]) -> None:
    """What is longer now goes on where the post is read (`reached`); what is there is changed, wherever it stands.

    Whoever has read it in a group where nothing can be changed now gets it anew.
    """
    if post.attachment is not None and post.attachment.media in WORDLESS:
        return
    to = room_of(triad, post, reader)
    signed = signature(triad, author, reader, post, edited=True)
    contents = parts(signed, post.text, post.attachment, again(post))
    after = ToGroup(triad.id) if reader in reached and reader is not None else None
    for number, content in enumerate(contents):
        common: dict[str, Any] = {"to": to, "subject": post.subject, "part": number, "content": content}
        if number < post.parts:
            out(scene, Change(**common, urgency=Urgency.THREAD, else_after=after))
        elif reader in reached:
            out(scene, paced(scene, Send(**common, urgency=Urgency.THREAD), post, reader))
    for number in range(len(contents), post.parts):
        shorter = Change(to=to, subject=post.subject, part=number, content=PASSAGE_GONE, urgency=Urgency.THREAD)
        out(scene, shorter)


def efface(scene: Scene, post: Post, author: Person, to: Recipient) -> None:
    """What was taken back, in one room: words turn into a line that says so; a file cannot, so it goes."""
    if post.attachment is not None:
        recall(scene, post, to)
        return
    for part, content in enumerate([gone(post, author)] + [PASSAGE_GONE] * (post.parts - 1)):
        out(scene, Change(to=to, subject=post.subject, part=part, content=content, urgency=Urgency.THREAD))


def gone(post: Post, author: Person) -> Content:
    """The line that stands for what its author took back."""
    return Content(render(say("{apart}<i>🗑 {who} a retiré ce message.</i>", apart=apart(post), who=author.signature)))


def recall(scene: Scene, post: Post, to: Recipient) -> None:
    for subject in (f"{post.subject}:by", post.subject):
        out(scene, Remove(to=to, subject=subject))


def out(scene: Scene, act: Outgoing) -> None:
    scene.reply.outgoing.append(act)


def apart(post: Post) -> str:
    return APART if post.line is Line.PROS else ""


def again(post: Post) -> Rich:
    """What stands before the later pieces of a post: without its author, one would read like words of ours."""
    author = Person(post.author_id, 0, post.role, post.name)
    return render(say("{apart}<b>{who}</b> (suite)\n", apart=apart(post), who=author.signature))


def signature(triad: Triad, author: Person, reader: Reader, post: Post, *, edited: bool = False) -> Rich:
    """ "Prénom · rôle", and which thread it is for a reader who follows several apprentices."""
    name = triad.apprentice.first_name if triad.apprentice else ""
    pros = post.line is Line.PROS
    several = isinstance(reader, Person) and reader.threads > 1 and author.role is not Role.APPRENTICE
    return render(
        say(
            "{apart}<b>{who}</b>{pros}{thread}{edited}",
            apart=apart(post),
            who=author.signature,
            pros=say(" · entre pros, sans {name}", name=name or "…") if pros else None,
            thread=say(" (fil : {name})", name=name) if name and several and not pros else None,
            edited=say(" <i>(modifié)</i>") if edited else None,
        )
    )


def _answered(scene: Scene, triad: Triad, post: Post, reader: Reader) -> tuple[str, str]:
    """What the copy answers in the reader's room: (subject of a copy, or "" ; id of the original, or "").

    Never something of the other line, nor a note, nor what was taken back.
    """
    if scene.about is not None:
        return (scene.about.subject, "") if post.line is Line.TRIAD else ("", "")
    answered = scene.post
    if answered is None or answered.line is not post.line or answered.withdrawn or answered.triad_id != triad.id:
        return "", ""
    if answered.note and reader is not None:
        return "", ""
    if written_there(triad, answered, reader):
        return "", answered.message_id
    return answered.subject, ""
