"""What became of an answer to « Ça ne va pas »: a reaction under it once it has arrived, a warning when it has not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from core.messages import Content, Outgoing, React, Send, ToPerson, Urgency
from core.thread.receipts import DELIVERED, answer_lost
from storage.engine.tenancy import across
from storage.road.letters import Act, Letter
from storage.road.outbox import put
from storage.tables import calls, outbox, people

_o, _k = outbox.c, calls.c
SETTLED = ("sent", "cancelled", "held", "dead")


def subjects(letters: Iterable[Letter]) -> set[tuple[int | None, str]]:
    """What these letters are copies of: (structure, subject)."""
    return {(one.structure, one.subject) for one in letters if one.act is Act.SEND and one.part == 0}


def tell(c: Connection, about: Iterable[tuple[int | None, str]], translations: Any, now: datetime) -> None:
    """The outcome of these lines (`call:<key>:line:<author>:<message>`), once, to the colleague who wrote each."""
    for structure, subject in sorted(one for one in about if one[0] and ":line:" in one[1]):
        if subject.startswith("call:"):
            with across(c, structure):
                _tell(c, structure or 0, subject, translations, now)


def _tell(c: Connection, structure: int, subject: str, translations: Any, now: datetime) -> None:
    _, key, _, author, message = subject.split(":", 4)
    cause = f"receipt:{subject}"
    which = (_o.structure_id == structure) & (_o.subject == subject) & (_o.act == "send") & (_o.part == 0)
    hers = (_k.key == key) & (_k.structure_id == structure) & (_k.person_id == _o.person_id)
    found = c.execute(
        select(_o.state, people.c.first_name)
        .join_from(outbox, calls, hers)
        .join(people, people.c.id == _k.person_id)
        .where(which, _k.person_id != int(author))
        .order_by(_o.id)
    ).first()
    if found is None or found.state not in SETTLED or not message.isdecimal() or _told(c, cause):
        return
    told: Outgoing = React(to=ToPerson(int(author)), emoji=DELIVERED, message=message)
    if found.state != "sent":
        language = c.execute(select(people.c.language).where(people.c.id == int(author))).scalar_one()
        words = answer_lost(found.first_name, translations(language))
        told = Send(to=ToPerson(int(author)), content=Content(words), reply_message=message, urgency=Urgency.ANSWER)
    put(c, [told], structure=structure, cause=cause, now=now)


def _told(c: Connection, cause: str) -> bool:
    return c.execute(select(_o.id).where(_o.cause == cause).limit(1)).first() is not None
