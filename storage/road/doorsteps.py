"""The link that goes with a message on a channel without buttons: kept by its hash at the moment the message leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from core.links import NewLink
from core.messages import Address, Doubt, Urgency
from core.missions.mission import Mission
from core.page import arrival as arrivalpage, mine as mypage, proposed
from core.page.doorstep import Doorstep
from core.page.subjects import subject_of
from core.people import Role
from storage import links, missions, people, triads
from storage.road.letters import Letter
from storage.tables import outbox, sessions

#: messages of one burst, where each of them would ring a phone for the same link
BURST = timedelta(minutes=10)
_o = outbox.c


def told(c: Connection, letter: Letter, now: datetime) -> bool:
    """Whether the reader of a letter has been sent a link a moment ago, at the same place, and not used it yet.

    What somebody waits for (a fresh link, an answer to what she wrote) is always sent.
    """
    if letter.person is None or letter.doubt is Doubt.HOLD or letter.subject.startswith(mypage.TYPED):
        return False
    there = (_o.channel == letter.place.channel) & (_o.chat == letter.place.chat) & (_o.message != "")
    last = c.execute(
        select(func.max(_o.sent_at)).where(there, _o.sent_at >= now - BURST, _o.person_id == letter.person)
    ).scalar()
    if last is None:
        return False
    opened = select(sessions.c.id).where(sessions.c.person_id == letter.person, sessions.c.opened_at >= last)
    return c.execute(opened.limit(1)).first() is None


@dataclass(frozen=True)
class Opened:
    """Where a link leads, and how its reader is spoken to."""

    step: Doorstep
    young: bool
    language: str = "fr"
    #: what its mailbox shows, "" for the usual line
    subject: str = ""


def open_to(c: Connection, letter: Letter, code: str, now: datetime) -> Opened | None:
    """Where this code leads the reader of a letter: to a page of her own, or to the invitation that waits for her."""
    if letter.structure is None:
        return None
    if letter.person is not None:
        reader = people.load(c, letter.structure, letter.person)
        new = NewLink(code, mypage.PURPOSE, now + mypage.LIFE, person_id=letter.person)
        links.add(c, letter.structure, new, now)
        if reader is None:
            return None
        reminds = letter.urgency is Urgency.NUDGE
        subject = subject_of(letter.subject, _mission(c, letter), reader.role, reminds=reminds)
        return Opened(mypage.doorstep(letter.subject), reader.role is Role.APPRENTICE, reader.language, subject)
    address = Address(letter.place.channel, letter.place.chat)
    if letter.subject.startswith(proposed.CONFIRMS):
        return _confirms(c, letter, letter.structure, code, now)
    waiting = people.invitation_at(c, letter.structure, address, now)
    if waiting is None or not letter.subject.startswith(arrivalpage.INVITED):
        return None
    subject = f"{arrivalpage.INVITATION}{waiting.id}"
    new = NewLink(code, arrivalpage.DOORSTEP.purpose, waiting.expires_at, subject=subject)
    links.add(c, letter.structure, new, now)
    return Opened(arrivalpage.DOORSTEP, waiting.role == Role.APPRENTICE)


def _mission(c: Connection, letter: Letter) -> Mission | None:
    """The mission that a letter is about."""
    kind, *numbers = letter.subject.split(":")
    triad = triads.load(c, letter.triad) if kind in ("mission", "looks") and letter.triad else None
    if triad is None or len(numbers) < 2 or not numbers[1].isdecimal():
        return None
    key = (triad.id, int(numbers[1]))
    return missions.load(c, [triad], {key}).get(key)


def _confirms(c: Connection, letter: Letter, structure: int, code: str, now: datetime) -> Opened | None:
    """The question whether an address is hers: the link does that one thing."""
    reader = people.load(c, structure, int(letter.subject.split(":")[1]))
    if reader is None:
        return None
    links.add(c, structure, NewLink(code, proposed.PURPOSE, now + mypage.LIFE, reader.id, subject=letter.subject), now)
    return Opened(proposed.DOORSTEP, reader.role is Role.APPRENTICE, reader.language)
