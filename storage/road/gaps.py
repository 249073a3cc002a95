"""Who was in the middle of something when the bot stopped, and which cards the team has open."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from core.forum.cards import DeskCard
from core.nudges.gap import Interrupted, OpenCards
from core.nudges.nudge import LADDERS
from storage.deskcards import first_open
from storage.tables import runs, timers
from storage.tables.road import WAITING

_r, _t = runs.c, timers.c


def interrupted(c: Connection, structure_id: int, asked: Interrupted) -> Mapping[int, str]:
    reminded = select(_t.person_id).where(WAITING, _t.structure_id == structure_id, _t.kind.in_(LADDERS))
    people = c.execute(reminded.where(_t.person_id.is_not(None)).distinct()).scalars()
    found = dict.fromkeys(people, "")
    talking = (_r.structure_id == structure_id) & (_r.state == "open") & (_r.updated_at >= asked.since)
    found.update((row.person_id, row.mark) for row in c.execute(select(_r.person_id, _r.mark).where(talking)))
    return found


def open_cards(c: Connection, structure_id: int, asked: OpenCards) -> tuple[DeskCard, ...]:
    return first_open(c, structure_id, asked.most)
