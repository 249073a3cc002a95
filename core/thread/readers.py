"""Who reads a post of a thread, and in which room: in private, in the triad's Telegram group, or in its topic."""

from __future__ import annotations

from core.messages import Line, Recipient, ToGroup, ToPerson, ToTopic
from core.people import Person
from core.scene import Post
from core.thread.group import Group
from core.triad import Triad

#: A reader of a post: a member in her private chat, the Telegram group of the triad, or the topic of its line (None).
Reader = Person | Group | None


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


def written_there(triad: Triad, post: Post, reader: Reader) -> bool:
    """Whether the reader has the original itself in her room."""
    match reader:
        case Person():
            return post.place.private and post.author_id == reader.id
        case Group():
            return post.in_group and reader.holds(post.place)
        case None:
            return in_topic(triad, post)
