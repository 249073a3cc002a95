"""All that happened in a triad, newest first: one statement a kind, each bounded. Nothing of « Ça ne va pas »."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from heapq import nlargest
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select

from core.immersions.conventions import STATUSES
from core.meetings.meeting import Stage
from core.missions.mission import STATES, State
from core.people import BADGES, Role
from core.room.file import Moment, MomentsOf
from core.week.acts import ABOUT
from storage.tables import (
    assessments,
    desk_cards,
    immersions,
    meetings,
    members,
    mission_steps,
    people,
    posts,
    progress,
    week_reviews,
)

_name = people.c.first_name
_STAGES = {
    Stage.ASKING: "Rendez-vous proposé",
    Stage.KEPT: "Rendez-vous fixé",
    Stage.NONE: "Rendez-vous sans moment commun",
    Stage.CANCELLED: "Rendez-vous annulé",
    Stage.REPORTED: "Rendez-vous tenu, compte rendu accepté",
}
_CARDS = {"open": "Carte à traiter", "taken": "Carte prise", "done": "Carte traitée"}


def of_triad(c: Connection, structure_id: int, asked: MomentsOf) -> tuple[Moment, ...]:
    """The newest moments up to that one."""
    kinds = [asked.kind] if asked.kind else list(_READ)
    found = [moment for kind in kinds for moment in _READ[kind](c, structure_id, asked)]
    return tuple(nlargest(asked.most, found, key=lambda moment: moment.at))


def _rows(
    c: Connection, structure_id: int, asked: MomentsOf, table: Any, at: Any, *more: Any, of: ColumnElement[bool]
) -> Iterator[Any]:
    """The newest rows of a table with who did it, where the table says it."""
    named = table.outerjoin(people, people.c.id == table.c[more[0]]) if more else table
    columns = [table, _name.label("who")] if more else [table]
    query = select(*columns).select_from(named).where(of, table.c.structure_id == structure_id, at.is_not(None))
    if asked.before is not None:
        query = query.where(at <= asked.before)
    yield from c.execute(query.order_by(at.desc()).limit(asked.most))


def _mission(c: Connection, s: int, asked: MomentsOf) -> Iterator[Moment]:
    t = mission_steps.c
    for row in _rows(c, s, asked, mission_steps, t.at, "person_id", of=t.triad_id == asked.triad):
        state = STATES[State(row.state)].split(" ", 1)[1]
        what = f"Mission n° {row.number} « {row.card.get('title', '')} » : {state}"
        yield Moment(row.at, "mission", what, row.who or "", row.note)


def _look(c: Connection, s: int, asked: MomentsOf) -> Iterator[Moment]:
    t = assessments.c
    for row in _rows(c, s, asked, assessments, t.at, "person_id", of=t.triad_id == asked.triad):
        yield Moment(row.at, "look", f"Regard donné sur la mission n° {row.number}", row.who or "", row.words)


def _lesson(c: Connection, s: int, asked: MomentsOf) -> Iterator[Moment]:
    t = progress.c
    for row in _rows(c, s, asked, progress, t.finished_at, "person_id", of=t.person_id == asked.person):
        yield Moment(row.finished_at, "lesson", f"Leçon terminée : {row.module}", row.who or "")


def _post(c: Connection, s: int, asked: MomentsOf, *, note: bool = False) -> Iterator[Moment]:
    t = posts.c
    of = and_(t.triad_id == asked.triad, t.note.is_(note))
    for row in _rows(c, s, asked, posts, t.at, "author_id", of=of):
        words = "message retiré" if row.content.get("w") else row.content.get("t", "") or "pièce jointe"
        line = " (entre professionnels)" if row.content.get("l") else ""
        what = "Note de l'équipe" if note else f"Message{line}"
        yield Moment(row.at, "note" if note else "post", what, f"{row.who} · {BADGES[Role(row.role)]}", words)


def _note(c: Connection, s: int, asked: MomentsOf) -> Iterator[Moment]:
    yield from _post(c, s, asked, note=True)


def _meeting(c: Connection, s: int, asked: MomentsOf) -> Iterator[Moment]:
    t = meetings.c
    for row in _rows(c, s, asked, meetings, t.updated_at, of=t.triad_id == asked.triad):
        report = row.data.get("report") or {}
        agreed = row.stage == Stage.REPORTED
        words = " · ".join(str(one) for one in report.values() if one) if agreed else ""
        yield Moment(row.updated_at, "meeting", _STAGES[Stage(row.stage)], "", words)


def _immersion(c: Connection, s: int, asked: MomentsOf) -> Iterator[Moment]:
    t = immersions.c
    for row in _rows(c, s, asked, immersions, t.created_at, of=t.triad_id == asked.triad):
        days = f", du {row.starts:%d/%m/%Y} au {row.ends:%d/%m/%Y}" if row.starts and row.ends else ""
        yield Moment(row.created_at, "immersion", f"Immersion {STATUSES.get(row.status, row.status)}{days}")


def _week(c: Connection, s: int, asked: MomentsOf) -> Iterator[Moment]:
    t = week_reviews.c
    for row in _rows(c, s, asked, week_reviews, t.at, "person_id", of=t.triad_id == asked.triad):
        said = f"ce qui va : {ABOUT.get(row.well, row.well)} · difficile : {ABOUT.get(row.hard, row.hard)}"
        what = f"Retour sur la semaine du {row.week:%d/%m}" + (" – demande de l'aide" if row.help else "")
        yield Moment(row.at, "week", what, row.who or "", said)


def _card(c: Connection, s: int, asked: MomentsOf) -> Iterator[Moment]:
    t = desk_cards.c
    for row in _rows(c, s, asked, desk_cards, t.changed_at, "holder_id", of=t.triad_id == asked.triad):
        yield Moment(row.changed_at, "card", _CARDS[row.state], row.who or "", row.content.get("t", ""))


def _member(c: Connection, s: int, asked: MomentsOf) -> Iterator[Moment]:
    t = members.c
    of = t.triad_id == asked.triad
    for at, what in ((t.since, "Entre dans le fil"), (t.until, "Quitte le fil")):
        for row in _rows(c, s, asked, members, at, "person_id", of=of):
            moment: datetime = getattr(row, at.name)
            yield Moment(moment, "member", what, f"{row.who} · {BADGES[Role(row.role)]}")


_READ: Mapping[str, Callable[[Connection, int, MomentsOf], Iterator[Moment]]] = {
    "mission": _mission,
    "look": _look,
    "lesson": _lesson,
    "post": _post,
    "note": _note,
    "meeting": _meeting,
    "immersion": _immersion,
    "week": _week,
    "card": _card,
    "member": _member,
}
