"""A reaction under a message shows under the original and under all its other copies.

A bot has one reaction for each message, so several people's are merged: each room shows, besides what its own people
put there themselves, the newest reaction of somebody else; taken back, the one before it shows again. A reaction is
also the cheapest way to say "seen", so nothing more is told to anybody.
"""

from __future__ import annotations

from dataclasses import replace

from core.messages import Line, React, Reaction, Recipient, ToPerson, ToPlace
from core.people import Person, Role
from core.scene import Post, Scene
from core.thread.group import Group
from core.thread.readers import Reader, all_rooms, room_of
from core.thread.receipts import DELIVERED
from core.triad import Triad

#: where somebody has reacted
PRIVATELY, IN_FORUM, IN_GROUP = range(3)


def react(reaction: Reaction, scene: Scene) -> None:
    """One person's reactions on a post are now these; of several, the last counts."""
    post, person = scene.post, scene.person
    triad = scene.triad_of(post.triad_id) if post is not None else None
    if post is None or person is None or triad is None or post.note or post.withdrawn or not _reads(person, post):
        scene.reply.ignored = "a reaction on something that is in no thread of hers"
        return
    others = tuple(one for one in post.reactions if one[0] != person.id)
    now = (*others, (person.id, reaction.emoji[-1], _where(reaction, scene))) if reaction.emoji else others
    changed = replace(post, reactions=now)
    scene.reply.touched_posts.append(changed)
    for room, message, before, after in _shown(triad, post, changed):
        if before != after:
            where = {"message": message} if message else {"subject": post.subject}
            scene.reply.outgoing.append(React(to=room, emoji=after, **where))
    scene.record("post-acknowledged" if reaction.emoji else "reaction-taken-back", subject=post.subject, triad=triad.id)


def _where(reaction: Reaction, scene: Scene) -> int:
    if reaction.place.private:
        return PRIVATELY
    return IN_FORUM if scene.group is None else IN_GROUP


def _reads(person: Person, post: Post) -> bool:
    return person.settled and (post.line is Line.TRIAD or person.role is not Role.APPRENTICE)


def _shown(triad: Triad, before: Post, after: Post) -> list[tuple[Recipient, str, str, str]]:
    """For each room: (recipient, the original's id or "" for a copy, emoji before, emoji now)."""
    author = next((m for m in triad.members if m.id == before.author_id), None)
    found: list[tuple[Recipient, str, str, str]] = []
    if before.message_id.isdecimal() and (author is not None or not before.place.private):
        own = author if before.place.private else _group(triad, before)
        seen = [newest(post, own) or DELIVERED for post in (before, after)]
        to = ToPerson(before.author_id, triad.id) if before.place.private else ToPlace(before.place)
        found.append((to, before.message_id, seen[0], seen[1]))
    reader_of = author or Person(before.author_id, triad.structure_id, before.role, before.name)
    for reader in all_rooms(triad, reader_of, before):
        found.append((room_of(triad, before, reader), "", newest(before, reader), newest(after, reader)))
    return found


def _group(triad: Triad, post: Post) -> Group | None:
    """The group that holds the original; None when it stands in the forum."""
    return (triad.group or Group(triad.id, post.place)) if post.in_group else None


def newest(post: Post, room: Reader) -> str:
    """The newest reaction that does not stand in this room already: hers, the group's or, in the forum, the team's."""
    if isinstance(room, Person):
        elsewhere = (emoji for who, emoji, _ in post.reactions if who != room.id)
    else:
        here = IN_FORUM if room is None else IN_GROUP
        elsewhere = (emoji for _, emoji, where in post.reactions if where != here)
    return ([*elsewhere] or [""])[-1]
