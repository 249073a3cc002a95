"""The thread of a triad: a message put into it, corrected, taken back."""

from __future__ import annotations

from dataclasses import replace

from core.messages import Content, Edit, Line, Message, Send, ToGroup, ToTopic, Urgency
from core.people import Person
from core.safeguarding import moderation
from core.scene import Post, Scene
from core.texts import render, say
from core.thread.borrowed import marked
from core.thread.copies import again, copy, efface, gone, out, paced, recall, recopy, signature
from core.thread.overdue import owe
from core.thread.pieces import parts
from core.thread.polite import waits
from core.thread.readers import all_rooms, room_of, rooms
from core.triad import Triad

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
        text=marked(message.text, author),
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
        copy(scene, triad, post, author, reader, quote)
    return replace(
        post, parts=len(parts(signature(triad, author, None, post), post.text, post.attachment, again(post)))
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
    text, attachment = marked(edit.text, author), edit.attachments[0] if edit.attachments else post.attachment
    if post.withdrawn or (text == post.text and attachment == post.attachment):
        return  # Telegram also sends edits that change nothing we show
    changed = replace(post, text=text, attachment=attachment)
    if not post.note:
        reached = rooms(triad, author, post)
        for reader in all_rooms(triad, author, post):
            recopy(scene, triad, changed, author, reader, reached)
        signed = signature(triad, author, None, changed, edited=True)
        count = len(parts(signed, changed.text, attachment, again(post)))
        changed = replace(changed, parts=max(count, post.parts))
        moderation.hint(scene, triad, author, changed)
        owe(scene, triad, post)
    scene.reply.edited_posts.append(changed)
    scene.record("post-edited", subject=post.subject, triad=triad.id)


def withdraw(scene: Scene, triad: Triad, author: Person, post: Post) -> None:
    """The author takes a message back: the others keep a line that says so, the audit keeps the words."""
    reached = rooms(triad, author, post)
    for reader in all_rooms(triad, author, post):
        to = room_of(triad, post, reader)
        efface(scene, post, author, to)
        if post.attachment is not None and reader in reached:
            told = Send(to=to, content=gone(post, author), subject=f"{post.subject}:gone", urgency=Urgency.THREAD)
            out(scene, paced(scene, told, post, reader))
    if triad.group is None or not triad.group.on:
        recall(scene, post, ToGroup(triad.id))  # nothing is written there now, but taking back harms nobody
        owe(scene, triad, post)
    scene.reply.edited_posts.append(replace(post, withdrawn=True))
    scene.record("post-withdrawn", subject=post.subject, triad=triad.id)


def pull_back(scene: Scene, triad: Triad, author: Person, posts: list[Post], line: Line | None) -> None:
    """The beginning of an album whose later item says that it was for another line, or a note (None).

    Its copies still wait for the rest of the album, so they never leave.
    """
    for post in posts:
        for reader in rooms(triad, author, post):
            recall(scene, post, room_of(triad, post, reader))
        moved = replace(post, note=line is None, line=line or post.line)
        scene.reply.touched_posts.append(send(scene, triad, author, moved) if line is not None else moved)


def _open_pros(scene: Scene, triad: Triad) -> None:
    """The first words of the professionals' line: its topic says what it is, the apprentice learns that it exists."""
    name = triad.apprentice.first_name if triad.apprentice else "?"
    to = ToTopic(triad.id, Line.PROS)
    out(scene, Send(to=to, content=Content(render(say(PROS_OPENED, name=name))), urgency=Urgency.THREAD))
    if triad.apprentice is not None and triad.apprentice.settled:
        scene.tell(triad.apprentice, PROS_KNOWN, triad=triad.id, subject=f"pros-known:{triad.id}")
