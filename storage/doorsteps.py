"""The link that goes with a message on a channel without buttons: kept by its hash at the moment the message leaves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from core.links import NewLink
from core.messages import Address
from core.page import arrival as arrivalpage, mine as mypage
from core.page.mine import Doorstep
from storage import links, people
from storage.letters import Letter


def open_to(c: Connection, letter: Letter, code: str, now: datetime) -> Doorstep | None:
    """Where this code leads the reader of a letter: to a page of her own, or to the invitation that waits for her."""
    if letter.structure is None:
        return None
    if letter.person is not None:
        new = NewLink(code, mypage.PURPOSE, now + mypage.LIFE, person_id=letter.person)
        links.add(c, letter.structure, new, now)
        return mypage.DOORSTEP
    address = Address(letter.place.channel, letter.place.chat)
    waiting = people.invitation_at(c, letter.structure, address, now)
    if waiting is None or not letter.subject.startswith(arrivalpage.INVITED):
        return None
    subject = f"{arrivalpage.INVITATION}{waiting.id}"
    new = NewLink(code, arrivalpage.DOORSTEP.purpose, waiting.expires_at, subject=subject)
    links.add(c, letter.structure, new, now)
    return arrivalpage.DOORSTEP
