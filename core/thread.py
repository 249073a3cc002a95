"""The thread of a triad: who gets a copy, how it is signed, and what an edit or a reply does to the copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from unicodedata import combining

from core.messages import (
    CAPTION_LIMIT,
    TEXT_LIMIT,
    Address,
    Attachment,
    Change,
    Content,
    Edit,
    Media,
    Message,
    Place,
    Recipient,
    Send,
    ToPerson,
    ToTopic,
    Urgency,
    Written,
)
from core.people import Person, Role
from core.scene import Post, Scene
from core.texts import Rich, Span, length, render, say
from core.triad import Triad

# What a signature may need at most, so that all copies of a post have the same parts whoever reads them.
SIGNATURE_LIMIT = 256
# These cannot carry words: the signature goes ahead in a message of its own.
ZWJ = "\u200d"
MODIFIERS = {"\ufe0f", "\u20e3", *map(chr, range(0x1F3FB, 0x1F400)), *map(chr, range(0xE0020, 0xE0080))}
FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
# No emoji is longer; what goes on beyond is no sign to spare.
LONGEST_SIGN = 40
WORDLESS = {Media.STICKER, Media.VIDEO_NOTE}

# What cannot be passed on, and what to do instead.
NOT_RELAYED = {
    "location": "Je ne transmets pas les positions. L'adresse passe très bien en toutes lettres.",
    "contact": "Je ne transmets pas les fiches de contact. Avec l'accord de la personne, son numéro peut s'écrire.",
    "poll": "Je ne transmets pas les sondages. La question passe très bien en toutes lettres.",
}
NOT_RELAYED_OTHERWISE = "Je ne sais pas transmettre ce genre de message. Un texte, une photo ou un vocal passera."


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
        post = replace(post, parts=len(_parts(_signature(triad, author, None, post), post.text, post.attachment)))
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
        parts = len(_parts(_signature(triad, author, None, changed, edited=True), changed.text, attachment))
        changed = replace(changed, parts=max(parts, post.parts))
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
    for number, content in enumerate(_parts(signature, post.text, post.attachment)):
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
    contents = _parts(_signature(triad, author, reader, post, edited=True), post.text, post.attachment)
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


def _parts(signature: Rich, text: Rich, attachment: Attachment | None) -> list[Content]:
    """The contents that carry it all: a file first, then words in pieces that fit."""
    contents: list[Content] = []
    if attachment is not None:
        fits = attachment.media not in WORDLESS and length(text.text) <= CAPTION_LIMIT - SIGNATURE_LIMIT
        caption = _signed(signature, text) if fits else signature
        contents.append(Content(caption if attachment.media not in WORDLESS else Rich(""), attachment=attachment))
        if fits or not text:
            return contents
    first = _fitting(text, TEXT_LIMIT - SIGNATURE_LIMIT)
    contents.append(Content(_signed(signature, text.cut(0, first))))
    rest = text.cut(first)
    while rest.strip():
        piece = _fitting(rest, TEXT_LIMIT)
        contents.append(Content(rest.cut(0, piece)))
        rest = rest.cut(piece)
    return contents


def _signed(signature: Rich, text: Rich) -> Rich:
    return signature + "\n" + text if text and signature else signature + text


def _fitting(text: Rich, limit: int) -> int:
    """How many code points from the start fit, cut at a space or a line's end where there is one."""
    if length(text.text) <= limit:
        return len(text.text)
    end = used = 0
    while (used := used + length(text.text[end])) <= limit:
        end += 1
    for mark in ("\n", " "):
        at = text.text.rfind(mark, end // 2, end)
        if at > 0:
            return at + 1
    return next((at for at in range(end, max(end - LONGEST_SIGN, 0), -1) if not _inside(text.text, at)), end)


def _inside(text: str, at: int) -> bool:
    """Whether a cut at `at` would tear apart what is read as one sign: a joined emoji, a flag, an accent."""
    if text[at - 1] == ZWJ or text[at] == ZWJ or combining(text[at]) or text[at] in MODIFIERS:
        return True
    flags = len(text[:at]) - len(text[:at].rstrip(FLAG_LETTERS))
    return text[at] in FLAG_LETTERS and flags % 2 == 1


def pack(message: Written) -> dict[str, Any]:
    """A message as a parcel that can wait in the facts of a script."""
    file = message.attachments[0] if message.attachments else None
    return {
        "cause": message.cause,
        "at": message.at.isoformat(),
        "place": [message.place.channel, message.place.chat, message.place.topic, message.place.private],
        "message": message.message_id,
        "text": message.text.text,
        "spans": [[s.kind, s.start, s.end, s.value] for s in message.text.spans],
        "file": [file.media.value, file.ref, file.name, file.mime, file.size, file.seconds] if file else None,
    }


def unpack(parcel: Mapping[str, Any]) -> Message:
    """The message as it was written."""
    channel, chat, topic, private = parcel["place"]
    file = parcel["file"]
    return Message(
        cause=parcel["cause"],
        at=datetime.fromisoformat(parcel["at"]),
        sender=Address(channel, chat),
        place=Place(channel, chat, topic, private),
        message_id=parcel["message"],
        text=Rich(parcel["text"], tuple(Span(*span) for span in parcel["spans"])),
        attachments=(Attachment(Media(file[0]), *file[1:]),) if file else (),
    )
