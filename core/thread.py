"""The thread of a triad: who gets a copy, how it is signed, and what an edit or a reply does to the copies."""

from __future__ import annotations

from dataclasses import replace

from core import moderation
from core.messages import (
    Change,
    Content,
    Edit,
    Message,
    Recipient,
    Send,
    ToPerson,
    ToTopic,
    Urgency,
)
from core.people import Person, Role
from core.pieces import WORDLESS, parts
from core.scene import Post, Scene
from core.texts import Rich, render, say
from core.triad import Triad


def write(scene: Scene, triad: Triad, author: Person, message: Message, *, note: bool = False) -> Post:
    """Put a message into the thread and on its way to everybody who reads it; a note stays among counsellors."""
    post = Post(
        triad_id=triad.id,
        number=triad.posts + 1,
        author_id=author.id,
        role=author.role,
        place=message.place,
        message_id=message.message_id,
        text=message.text,
        attachment=message.attachments[0] if message.attachments else None,
        note=note,
        name=author.first_name,
        album=message.album,
    )
    scene.triads[triad.id] = replace(triad, posts=post.number)
    if not note:
        for reader in triad.readers(author):
            _copy(scene, triad, post, author, reader, message.quote)
        if message.place.private:
            _copy(scene, triad, post, author, None, message.quote)
        post = replace(post, parts=len(parts(_signature(triad, author, None, post), post.text, post.attachment)))
        moderation.hint(scene, triad, author, post)
    scene.reply.posts.append(post)
    scene.record("post-noted" if note else "post-written", subject=post.subject, triad=triad.id, role=author.role.value)
    return post


def rewrite(scene: Scene, triad: Triad, author: Person, post: Post, edit: Edit) -> None:
    """The author changed a message: every copy changes, and says so."""
    attachment = edit.attachments[0] if edit.attachments else post.attachment
    if edit.text == post.text and attachment == post.attachment:
        return  # Telegram also sends edits that change nothing we show
    changed = replace(post, text=edit.text, attachment=attachment)
    if not post.note:
        readers: list[Person | None] = [*triad.readers(author)]
        if post.place.private:
            readers.append(None)
        for reader in readers:
            _recopy(scene, triad, changed, author, reader)
        count = len(parts(_signature(triad, author, None, changed, edited=True), changed.text, attachment))
        changed = replace(changed, parts=max(count, post.parts))
        moderation.hint(scene, triad, author, changed)
    scene.reply.edited_posts.append(changed)
    scene.record("post-edited", subject=post.subject, triad=triad.id)


def _copy(scene: Scene, triad: Triad, post: Post, author: Person, reader: Person | None, quote: str) -> None:
    signature = _signature(triad, author, reader, post)
    to: Recipient = ToPerson(reader.id, triad.id) if reader else ToTopic(triad.id)
    subject, message = _answered(scene, reader)
    if post.attachment is not None and post.attachment.media in WORDLESS:
        scene.reply.outgoing.append(
            Send(to=to, content=Content(signature), subject=f"{post.subject}:by", urgency=Urgency.THREAD)
        )
        signature = Rich("")
    for number, content in enumerate(parts(signature, post.text, post.attachment)):
        scene.reply.outgoing.append(
            Send(
                to=to,
                content=content,
                subject=post.subject,
                part=number,
                urgency=Urgency.THREAD,
                reply_to=subject if number == 0 else "",
                reply_message=message if number == 0 else "",
                quote=quote if number == 0 and (subject or message) else "",
            )
        )


def _recopy(scene: Scene, triad: Triad, post: Post, author: Person, reader: Person | None) -> None:
    if post.attachment is not None and post.attachment.media in WORDLESS:
        return
    to: Recipient = ToPerson(reader.id, triad.id) if reader else ToTopic(triad.id)
    contents = parts(_signature(triad, author, reader, post, edited=True), post.text, post.attachment)
    for number, content in enumerate(contents):
        if number < post.parts:
            scene.reply.outgoing.append(
                Change(to=to, subject=post.subject, part=number, content=content, urgency=Urgency.THREAD)
            )
        else:
            scene.reply.outgoing.append(
                Send(to=to, subject=post.subject, part=number, content=content, urgency=Urgency.THREAD)
            )
    gone = Content(render(say("<i>(passage retiré)</i>")))
    for number in range(len(contents), post.parts):
        scene.reply.outgoing.append(
            Change(to=to, subject=post.subject, part=number, content=gone, urgency=Urgency.THREAD)
        )


def _signature(triad: Triad, author: Person, reader: Person | None, post: Post, *, edited: bool = False) -> Rich:
    """ "Prénom · rôle", and which thread it is for a reader who follows several apprentices."""
    several = reader is not None and reader.threads > 1 and author.role is not Role.APPRENTICE
    apprentice = triad.apprentice.first_name if triad.apprentice and several else ""
    return render(
        say(
            "<b>{who}</b>{thread}{edited}",
            who=author.signature,
            thread=say(" (fil : {name})", name=apprentice) if apprentice else None,
            edited=say(" <i>(modifié)</i>") if edited else None,
        )
    )


def _answered(scene: Scene, reader: Person | None) -> tuple[str, str]:
    """What the copy answers in the reader's room: (subject of a copy, or "" ; id of the original, or "")."""
    if scene.about is not None:
        return scene.about.subject, ""
    post = scene.post
    if post is None or (post.note and reader is not None):
        return "", ""
    in_topic = not post.place.private
    if (reader is not None and post.author_id == reader.id and not in_topic) or (reader is None and in_topic):
        return "", post.message_id
    return post.subject, ""
