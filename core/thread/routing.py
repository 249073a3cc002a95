"""Where a message goes: what it answers says it, its topic does, or a single thread; else its author is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.messages import Line
from core.people import Person, Role
from core.reply import Post
from core.triad import Triad

#: who reads the professionals' line
ADULTS = (Role.TUTOR, Role.TRAINER, Role.COUNSELLOR)


@dataclass(frozen=True, slots=True)
class Destination:
    """The line of the thread that is meant; without `triad`, one of `among` is to be chosen, or there is none."""

    triad: Triad | None
    line: Line = Line.TRIAD
    among: tuple[Triad, ...] = ()


def where(
    person: Person,
    threads: Iterable[Triad],
    post: Post | None = None,
    about: int = 0,
    topic: int = 0,
    *,
    elsewhere: bool = False,
    apart: bool = False,
) -> Destination:
    """Decide for one message. `post`: the beginning of its album, or what it answers; `about`: the triad of a card;
    `topic`: the triad of the topic it was written in; `elsewhere`: whoever writes is in a thread of another structure
    too; `apart`: what it answers bears the mark of the professionals' line, which says so even where we do not know
    that message again (the channel never confirmed it).

    What somebody answers, or writes in the topic of, a thread that she is no longer in names nobody else's: she is
    asked, or told.
    """
    among = tuple(t for t in threads if t.state == "open" and t.has(person))
    named = post.triad_id if post is not None else about or topic
    line = Line.PROS if apart and post is None and person.role in ADULTS else Line.TRIAD
    if named:
        meant = next((t for t in among if t.id == named), None)
        return Destination(meant, _line(person, post) if meant and post is not None else line, among)
    return Destination(among[0] if len(among) == 1 and not elsewhere else None, line, among)


def _line(person: Person, post: Post) -> Line:
    """An answer stays in the line of what it answers, for those who read it."""
    return post.line if person.role in ADULTS else Line.TRIAD
