"""The thread of a triad: who gets a copy, how it is signed, and what an edit or a reply does to the copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from core.messages import (
    APART,
    CAPTION_LIMIT,
    Change,
    Content,
    Edit,
    Line,
    Message,
    Outgoing,
    Recipient,
    Remove,
    Send,
    ToGroup,
    ToPerson,
    ToTopic,
    Urgency,
)
from core.people import Person, Role
from core.safeguarding import moderation
from core.scene import Post, Scene
from core.texts import Rich, length, render, say
from core.thread.group import Group
from core.thread.pieces import SIGNATURE_LIMIT, TOGETHER, WORDLESS, parts
from core.thread.polite import by_mail, leaves, rings, waits
from core.triad import Triad

#: A reader of a post: a member in her private chat, the Telegram group of the triad, or the topic of its line (None).
Reader = Person | Group | None
PROS_KNOWN = (
    "ℹ️ Les adultes qui t'accompagnent ont maintenant aussi un fil entre eux, pour s'organiser : horaires, rendez-vous, "
    "lien entre les cours et l'entreprise. Tu ne le lis pas. Ce qui te concerne, on te le dit ici."
)
PROS_OPENED = (
    "🔒 <b>Fil des professionnels</b> : entreprise, formation et conseil. {name} ne lit rien de ce fil, et sait qu'il "
    "existe.\nPour passer un message dans le fil de la triade : y répondre avec /partager."
)


def write(
    scene: Scene, triad: Triad, author: Person, message: Message, *, note: bool = False, line: Line = Line.TRIAD
) -> Post:
    """Put a message into a line of the thread and on its way to everybody who reads it; a note stays inside."""
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
        line=line,
        in_group=triad.group is not None and triad.group.holds(message.place),
    )
    counted = replace(triad, posts=post.number)
    if line is Line.PROS and not note:
        if not triad.pros_posts:
            _open_pros(scene, triad)
        counted = replace(counted, pros_posts=triad.pros_posts + 1)
    scene.triads[triad.id] = counted
    if not note:
        post = send(scene, triad, author, post, message.quote)
        _tell_late(scene, triad, author, post)
        moderation.hint(scene, triad, author, post)
    scene.reply.posts.append(post)
    scene.record("post-noted" if note else "post-written", subject=post.subject, triad=triad.id, role=author.role.value)
    return post


def send(scene: Scene, triad: Triad, author: Person, post: Post, quote: str = "") -> Post:
    """A copy for everybody who reads the line; the post with how many parts each has."""
    for reader in rooms(triad, author, post):
        _copy(scene, triad, post, author, reader, quote)
    return replace(
        post, parts=len(parts(_signature(triad, author, None, post), post.text, post.attachment, _again(post)))
    )


def _tell_late(scene: Scene, triad: Triad, author: Person, post: Post) -> None:
    """For whom it waits until the morning, as there is no quiet way to reach them now."""
    readers = [one for one in rooms(triad, author, post) if isinstance(one, Person)]
    late = {one.first_name: at for one in readers if (at := waits(scene, one)) is not None}
    if late and not scene.album:
        told = say(
            "🌙 Il est tard : {names} le recevra {at}.", names=", ".join(late), at=scene.when(min(late.values()))
        )
        scene.answer(told, reply_to=post.message_id)


def rewrite(scene: Scene, triad: Triad, author: Person, post: Post, edit: Edit) -> None:
    """The author changed a message: every copy changes, and says so."""
    attachment = edit.attachments[0] if edit.attachments else post.attachment
    if post.withdrawn or (edit.text == post.text and attachment == post.attachment):
        return  # Telegram also sends edits that change nothing we show
    changed = replace(post, text=edit.text, attachment=attachment)
    if not post.note:
        reached = rooms(triad, author, post)
        for reader in all_rooms(triad, author, post):
            _recopy(scene, triad, changed, author, reader, reached)
        signature = _signature(triad, author, None, changed, edited=True)
        count = len(parts(signature, changed.text, attachment, _again(post)))
        changed = replace(changed, parts=max(count, post.parts))
        moderation.hint(scene, triad, author, changed)
    scene.reply.edited_posts.append(changed)
    scene.record("post-edited", subject=post.subject, triad=triad.id)


def withdraw(scene: Scene, triad: Triad, author: Person, post: Post) -> None:
    """The author takes a message back: the others keep a line that says so, the audit keeps the words."""
    gone = Content(render(say("{apart}<i>🗑 {who} a retiré ce message.</i>", apart=_apart(post), who=author.signature)))
    reached = rooms(triad, author, post)
    for reader in all_rooms(triad, author, post):
        to = room_of(triad, post, reader)
        if post.attachment is None:
            shown = [gone] + [Content(render(say("<i>(passage retiré)</i>")))] * (post.parts - 1)
            for part, content in enumerate(shown):
                _out(scene, Change(to=to, subject=post.subject, part=part, content=content, urgency=Urgency.THREAD))
            continue
        _recall(scene, post, to)  # a file cannot be turned into words
        if reader in reached:
            told = Send(to=to, content=gone, subject=f"{post.subject}:gone", urgency=Urgency.THREAD)
            _out(scene, _paced(scene, told, post, reader))
    if triad.group is None or not triad.group.on:
        _recall(scene, post, ToGroup(triad.id))  # nothing is written there now, but taking back harms nobody
    scene.reply.edited_posts.append(replace(post, withdrawn=True))
    scene.record("post-withdrawn", subject=post.subject, triad=triad.id)


def pull_back(scene: Scene, triad: Triad, author: Person, posts: list[Post], line: Line | None) -> None:
    """The beginning of an album whose later item says that it was for another line, or a note (None).

    Its copies still wait for the rest of the album, so they never leave.
    """
    for post in posts:
        for reader in rooms(triad, author, post):
            _recall(scene, post, room_of(triad, post, reader))
        moved = replace(post, note=line is None, line=line or post.line)
        scene.reply.touched_posts.append(send(scene, triad, author, moved) if line is not None else moved)


def rooms(triad: Triad, author: Person, post: Post) -> list[Reader]:
    """Everybody who reads the post somewhere else than where it was written.

    Whoever is in the triad's group reads it there, once; the others in private, as everybody does without a group.
    """
    readers: list[Reader] = [*triad.readers(author, post.line)]
    group = triad.group if post.line is Line.TRIAD else None
    if group is not None and (group.on or group.holds(post.place)):
        there = [one for one in readers if isinstance(one, Person) and one.id in group.present]
        readers = [one for one in readers if one not in there]
        if there and not group.holds(post.place):
            readers.append(group)
    return readers if in_topic(triad, post) else [*readers, None]


def all_rooms(triad: Triad, author: Person, post: Post) -> list[Reader]:
    """Wherever a copy may stand: also in private, from when there was no group."""
    reached = rooms(triad, author, post)
    return reached + [one for one in triad.readers(author, post.line) if one not in reached]


def in_topic(triad: Triad, post: Post) -> bool:
    """Whether the post was written in the topic of its line. The numbers of another group say nothing here."""
    place = post.place
    written = not place.private and not post.in_group and place.topic
    return bool(written) and place.topic == triad.topic_of(post.line)


def room_of(triad: Triad, post: Post, reader: Reader) -> Recipient:
    match reader:
        case Person():
            return ToPerson(reader.id, triad.id)
        case Group():
            return ToGroup(triad.id)
        case None:
            return ToTopic(triad.id, post.line)


def _open_pros(scene: Scene, triad: Triad) -> None:
    """The first words of the professionals' line: its topic says what it is, the apprentice learns that it exists."""
    name = triad.apprentice.first_name if triad.apprentice else "?"
    to = ToTopic(triad.id, Line.PROS)
    _out(scene, Send(to=to, content=Content(render(say(PROS_OPENED, name=name))), urgency=Urgency.THREAD))
    if triad.apprentice is not None and triad.apprentice.settled:
        scene.tell(triad.apprentice, PROS_KNOWN, triad=triad.id, subject=f"pros-known:{triad.id}")


def _copy(scene: Scene, triad: Triad, post: Post, author: Person, reader: Reader, quote: str) -> None:
    signature = _signature(triad, author, reader, post)
    to = room_of(triad, post, reader)
    subject, message = _answered(scene, triad, post, reader)
    if post.attachment is not None and post.attachment.media in WORDLESS:
        by = Send(to=to, content=Content(signature), subject=f"{post.subject}:by", urgency=Urgency.THREAD)
        _out(scene, _paced(scene, by, post, reader))
        signature = Rich("")
    for number, content in enumerate(parts(signature, post.text, post.attachment, _again(post))):
        sent = Send(to=to, content=content, subject=post.subject, part=number, urgency=Urgency.THREAD)
        sent = _paced(scene, sent, post, reader)
        if number == 0:
            quoted = quote if subject or message else ""
            sent = replace(sent, reply_to=subject, reply_message=message, quote=quoted)
            sent = replace(sent, album=_album(post), beside=_beside(post))
        _out(scene, sent)


def _paced(scene: Scene, sent: Send, post: Post, reader: Reader) -> Send:
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
    return _again(post) + (post.text if fits else Rich(""))


def _recopy(scene: Scene, triad: Triad, post: Post, author: Person, reader: Reader, reached: Sequence[Reader]) -> None:
    """What is longer now goes on where the post is read (`reached`); what is there is changed, wherever it stands.

    Whoever has read it in a group where nothing can be changed now gets it anew.
    """
    if post.attachment is not None and post.attachment.media in WORDLESS:
        return
    to = room_of(triad, post, reader)
    signature = _signature(triad, author, reader, post, edited=True)
    contents = parts(signature, post.text, post.attachment, _again(post))
    after = ToGroup(triad.id) if reader in reached and reader is not None else None
    for number, content in enumerate(contents):
        common: dict[str, Any] = {"to": to, "subject": post.subject, "part": number, "content": content}
        if number < post.parts:
            _out(scene, Change(**common, urgency=Urgency.THREAD, else_after=after))
        elif reader in reached:
            _out(scene, _paced(scene, Send(**common, urgency=Urgency.THREAD), post, reader))
    gone = Content(render(say("<i>(passage retiré)</i>")))
    for number in range(len(contents), post.parts):
        _out(scene, Change(to=to, subject=post.subject, part=number, content=gone, urgency=Urgency.THREAD))


def _recall(scene: Scene, post: Post, to: Recipient) -> None:
    for subject in (f"{post.subject}:by", post.subject):
        _out(scene, Remove(to=to, subject=subject))


def _out(scene: Scene, act: Outgoing) -> None:
    scene.reply.outgoing.append(act)


def _apart(post: Post) -> str:
    return APART if post.line is Line.PROS else ""


def _again(post: Post) -> Rich:
    """What stands before the later pieces of a post."""
    return Rich(_apart(post))


def _signature(triad: Triad, author: Person, reader: Reader, post: Post, *, edited: bool = False) -> Rich:
    """ "Prénom · rôle", and which thread it is for a reader who follows several apprentices."""
    name = triad.apprentice.first_name if triad.apprentice else ""
    apart = post.line is Line.PROS
    several = isinstance(reader, Person) and reader.threads > 1 and author.role is not Role.APPRENTICE
    return render(
        say(
            "{apart}<b>{who}</b>{pros}{thread}{edited}",
            apart=_apart(post),
            who=author.signature,
            pros=say(" · entre pros, sans {name}", name=name or "…") if apart else None,
            thread=say(" (fil : {name})", name=name) if name and several and not apart else None,
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
    if _written_there(triad, answered, reader):
        return "", answered.message_id
    return answered.subject, ""


def _written_there(triad: Triad, post: Post, reader: Reader) -> bool:
    """Whether the reader has the original itself in her room."""
    match reader:
        case Person():
            return post.place.private and post.author_id == reader.id
        case Group():
            return post.in_group and reader.holds(post.place)
        case None:
            return in_topic(triad, post)
