"""Cohorts, their protocols and questionnaires: load, save, and who is to be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, insert, select, update

from core.evaluation.acts import OFF, SETTING
from core.evaluation.protocol import (
    Moment,
    Participation,
    Protocol,
    StudiesHere,
    Study,
    Survey,
    SurveysDue,
    SurveysOf,
)
from core.merging import came_on
from core.people import Role
from storage.engine.dialect import insert_new
from storage.tables import exits, people, structures, studies, surveys as table

_s, _t, _p = table.c, studies.c, people.c


def studies_of(c: Connection, structure_id: int, _: StudiesHere) -> tuple[Study, ...]:
    rows = c.execute(select(studies).where(_t.structure_id == structure_id).order_by(_t.id))
    return tuple(
        Study(row.name, row.opened, row.everybody, tuple(map(_protocol, row.protocols)), row.closed, row.id)
        for row in rows
    )


def _protocol(kept: Mapping[str, Any]) -> Protocol:
    return Protocol(kept["number"], date.fromisoformat(kept["since"]), kept["body"], kept["seal"])


def save_study(c: Connection, structure_id: int, kept: Study, now: datetime) -> None:
    protocols = [
        {"number": one.number, "since": one.since.isoformat(), "body": dict(one.body), "seal": one.seal}
        for one in kept.protocols
    ]
    values = {
        "name": kept.name, "opened": kept.opened, "closed": kept.closed, "everybody": kept.everybody,
        "protocols": protocols,
    }  # fmt: skip
    if kept.id:
        c.execute(update(studies).where(_t.structure_id == structure_id, _t.id == kept.id).values(values))
    else:
        c.execute(insert(studies).values(values | {"structure_id": structure_id}))


def of_person(c: Connection, structure_id: int, asked: SurveysOf) -> tuple[Survey, ...]:
    rows = c.execute(select(table).where(_s.structure_id == structure_id, _s.person_id == asked.person))
    return tuple(map(_survey, rows))


def of_structure(c: Connection, structure_id: int) -> dict[int, list[Survey]]:
    """Every questionnaire, by its person."""
    found: dict[int, list[Survey]] = defaultdict(list)
    for row in c.execute(select(table).where(_s.structure_id == structure_id).order_by(_s.study_id, _s.moment)):
        found[row.person_id].append(_survey(row))
    return found


def _survey(row: Any) -> Survey:
    return Survey(
        row.study_id, row.person_id, Moment(row.moment), row.version, row.asked_at, row.state, row.answers
    )  # fmt: skip


def save_survey(c: Connection, structure_id: int, kept: Survey, now: datetime) -> None:
    key = {"study_id": kept.study_id, "person_id": kept.person_id, "moment": kept.moment.value}
    values = {"state": kept.state, "answers": dict(kept.answers), "updated_at": now}
    row = key | values | {"structure_id": structure_id, "version": kept.version, "asked_at": kept.asked_at}
    if not c.execute(insert_new(c, table, *key), row).rowcount:
        which = (_s.structure_id == structure_id) & (_s.study_id == kept.study_id)
        which &= (_s.person_id == kept.person_id) & (_s.moment == kept.moment.value)
        c.execute(update(table).where(which).values(values))


def participation(c: Connection, structure_id: int, asked: Participation) -> Mapping[Moment, tuple[int, int]]:
    which = (_s.structure_id == structure_id) & (_s.study_id == asked.study)
    answered = func.count().filter(_s.state == "answered")
    rows = c.execute(select(_s.moment, func.count(), answered).where(which).group_by(_s.moment))
    return {Moment(moment): (every, said) for moment, every, said in rows}


def due(c: Connection, structure_id: int, asked: SurveysDue) -> tuple[tuple[int, int, Moment], ...]:
    """Entry while the cohort is open; the middle some weeks after that; the end when she leaves, or when it closes."""
    here = {one.id: one for one in studies_of(c, structure_id, StudiesHere())}
    if not here:
        return ()
    zone = ZoneInfo(c.execute(select(structures.c.timezone).where(structures.c.id == structure_id)).scalar_one())
    young = c.execute(
        select(_p.id, _p.settings, _p.created_at).where(
            _p.structure_id == structure_id, _p.role == Role.APPRENTICE, _p.consent_version != "", _p.left_at.is_(None)
        )
    )
    left = set(c.execute(select(exits.c.person_id).where(exits.c.structure_id == structure_id)).scalars())
    known, running = of_structure(c, structure_id), next((one for one in here.values() if one.closed is None), None)
    found = []
    for row in young:
        if row.settings.get(SETTING) == OFF:
            continue
        mine = {one.moment: one for one in known.get(row.id, ())}
        first = mine.get(Moment.T0)
        if first is None:
            if running is not None and row.id not in left and _belongs(row, running, zone):
                found.append((row.id, running.id, Moment.T0))
            continue
        study = here[first.study_id]
        middle = first.asked_at + timedelta(weeks=study.protocol.weeks)
        if Moment.T2 not in mine and (study.closed is not None or row.id in left):
            found.append((row.id, study.id, Moment.T2))
        elif Moment.T1 not in mine and Moment.T2 not in mine and asked.now >= middle and study.closed is None:
            found.append((row.id, study.id, Moment.T1))
    return tuple(found)


def _belongs(row: Any, running: Study, zone: ZoneInfo) -> bool:
    """Whether a young person is one of the open cohort: who came by a merge is none of one that was there before it."""
    joined = came_on(row.settings)
    if joined is not None and joined > running.opened:
        return False
    return running.everybody or row.created_at.astimezone(zone).date() >= running.opened


READERS: Mapping[Any, Callable[[Connection, int, Any], Any]] = {
    Participation: participation,
    StudiesHere: studies_of,
    SurveysDue: due,
    SurveysOf: of_person,
}
KEEPERS: Mapping[Any, Callable[[Connection, int, Any, datetime], None]] = {Study: save_study, Survey: save_survey}
