"""The cohort of a structure, read from its missions, lessons and exits: no name and no word of anybody leaves here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, insert, select, update

from core.evaluation.acts import OFF, SETTING
from core.evaluation.cases import Case, Cohort, CohortHere, Filled, Proposed, Raised, Reason
from core.evaluation.exits import SILENT, Exit, ExitOf, ExitsHere
from core.evaluation.protocol import Moment, StudiesHere, Study, Survey
from core.merging import origin
from core.missions.mission import Act
from core.missions.transitions import YES
from core.nudges.recontact import LATER
from core.people import Role
from core.watch.acts import AlarmsOf
from storage import surveys, watch
from storage.tables import assessments, events, exits, members, mission_steps, people, progress, structures

_s, _x, _e = mission_steps.c, exits.c, events.c
_ANSWERS = (Act.VALIDATE, Act.PHONE, Act.AMEND, Act.REFUSE)


def cohort(c: Connection, structure_id: int, _: CohortHere) -> Cohort:
    """Every young person who has said yes, once; who has been erased is in no table any more."""
    home = c.execute(select(structures.c.name, structures.c.timezone).where(structures.c.id == structure_id)).one()
    young = c.execute(
        select(people.c.id, people.c.settings, people.c.created_at)
        .where(people.c.structure_id == structure_id, people.c.role == Role.APPRENTICE, people.c.consent_version != "")
        .order_by(people.c.id)
    ).all()
    counted = [row for row in young if row.settings.get(SETTING) != OFF]
    missions, lessons, left = (
        _missions(c, structure_id),
        _lessons(c, structure_id),
        exits_here(c, structure_id, ExitsHere()),
    )
    zone, studies = ZoneInfo(home.timezone), surveys.studies_of(c, structure_id, StudiesHere())
    asked, alarms = surveys.of_structure(c, structure_id), _alarms(c, structure_id)
    losses = _losses(c, structure_id)
    return Cohort(
        tuple(
            replace(
                _case(
                    row,
                    origin(row.settings, home.name),
                    zone,
                    missions[row.id],
                    lessons.get(row.id, 0),
                    left.get(row.id),
                ),
                surveys=_filled(studies, asked.get(row.id, [])),
                alarms=tuple(alarms[row.id]),
                losses=tuple(losses[row.id]),
            )
            for row in counted
        ),
        len(young) - len(counted),
        studies,
    )


def _alarms(c: Connection, structure_id: int) -> dict[int, list[Raised]]:
    """The early alarms, by the apprentice they were about."""
    whose, found = _apprentices(c, structure_id), defaultdict(list)
    for one in watch.alarms(c, structure_id, AlarmsOf()):
        if one.triad in whose:
            found[whose[one.triad]].append(Raised(one.founded, one.contested))
    return found


def _losses(c: Connection, structure_id: int) -> dict[int, list[str]]:
    """How each time « à recontacter » ended, by person; "" as long as it lasts."""
    told = _e.kind.in_(("person-lost", "person-recontacted", "person-back"))
    query = select(_e.person_id, _e.kind, _e.data).where(_e.structure_id == structure_id, told).order_by(_e.id)
    found: dict[int, list[str]] = defaultdict(list)
    for row in c.execute(query):
        mine, outcome = found[row.person_id], row.data.get("outcome", "")
        if row.kind == "person-lost":
            mine.append("")
        elif mine and outcome != LATER:
            mine[-1] = outcome or "back"
    return found


def _filled(studies: tuple[Study, ...], mine: list[Survey]) -> dict[Moment, Filled]:
    """Answers by the sentence that was asked: what was worded otherwise was another question."""
    versions = {(study.id, one.number): one.questions for study in studies for one in study.protocols}
    return {
        one.moment: Filled(
            one.state, {versions[one.study_id, one.version][key]: level for key, level in one.answers.items()}
        )
        for one in mine
    }


def _case(row: Any, site: str, zone: ZoneInfo, missions: list[Proposed], lessons: int, left: Exit | None) -> Case:
    after = left.after if left is not None else {}
    known = {months: "" if said == SILENT else said.partition(":")[0] for months, said in after.items()}
    return Case(
        site,
        row.created_at.astimezone(zone).date(),
        tuple(missions),
        lessons,
        any(mission.answered_at for mission in missions),
        left.reason if left is not None else None,
        known.get(3, ""),
        known.get(6, ""),
    )


def _missions(c: Connection, structure_id: int) -> dict[int, list[Proposed]]:
    """Every mission that was proposed, by its apprentice."""
    looks: dict[tuple[int, int], int] = {
        (row.triad_id, row.number): row.sides
        for row in c.execute(
            select(assessments.c.triad_id, assessments.c.number, func.count().label("sides"))
            .where(assessments.c.structure_id == structure_id)
            .group_by(assessments.c.triad_id, assessments.c.number)
        )
    }
    steps: dict[tuple[int, int], list[Any]] = defaultdict(list)
    query = (
        select(_s.triad_id, _s.number, _s.act, _s.role, _s.at)
        .where(_s.structure_id == structure_id)
        .order_by(_s.triad_id, _s.number, _s.id)
    )
    for row in c.execute(query):
        steps[row.triad_id, row.number].append(row)
    whose = _apprentices(c, structure_id)
    found: dict[int, list[Proposed]] = defaultdict(list)
    for (triad, number), several in steps.items():
        mission = proposed(several, looks.get((triad, number), 0))
        if mission is not None and triad in whose:
            found[whose[triad]].append(mission)
    return found


def _apprentices(c: Connection, structure_id: int) -> dict[int, int]:
    """The apprentice of each triad, also of one she has left."""
    query = (
        select(members.c.triad_id, members.c.person_id)
        .where(members.c.structure_id == structure_id, members.c.role == Role.APPRENTICE)
        .order_by(members.c.id)
    )
    return {row.triad_id: row.person_id for row in c.execute(query)}


def proposed(steps: Iterable[Any], looks: int) -> Proposed | None:
    """A mission from its steps, in order; None for a draft that nobody has sent."""
    steps = list(steps)
    first = next((step for step in steps if step.act == Act.PROPOSE), None)
    if first is None:
        return None
    answers: list[Any] = []
    agreed = False
    for step in steps:
        if step.act == Act.UNDO:  # a yes or a no that was taken back at once was none
            answers, agreed = answers[:-1], False
        elif step.act in _ANSWERS:
            answers.append(step)
        agreed = agreed or step.act in YES
    answer = answers[0] if answers else None
    acts = {step.act for step in steps}
    return Proposed(
        first.at,
        answer.at if answer is not None else None,
        _said(answer.act) if answer is not None else "",
        agreed=agreed,
        done=Act.FINISH in acts,
        looked=looks >= 2,
        expired=Act.EXPIRE in acts,
    )


def _said(act: str) -> str:
    """A yes by telephone is a yes."""
    return Act.VALIDATE.value if act == Act.PHONE else act


def _lessons(c: Connection, structure_id: int) -> dict[int, int]:
    query = (
        select(progress.c.person_id, func.count().label("finished"))
        .where(progress.c.structure_id == structure_id, progress.c.finished_at.is_not(None))
        .group_by(progress.c.person_id)
    )
    return {row.person_id: row.finished for row in c.execute(query)}


# --- exits -----------------------------------------------------------------------------------------------------------


def exits_here(c: Connection, structure_id: int, _: ExitsHere) -> dict[int, Exit]:
    return {row.person_id: _exit(row) for row in c.execute(select(exits).where(_x.structure_id == structure_id))}


def exit_of(c: Connection, structure_id: int, asked: ExitOf) -> Exit | None:
    row = c.execute(select(exits).where(_x.structure_id == structure_id, _x.person_id == asked.person)).first()
    return _exit(row) if row is not None else None


def save_exit(c: Connection, structure_id: int, kept: Exit, now: datetime) -> None:
    values = {
        "triad_id": kept.triad_id, "reason": kept.reason.value, "day": kept.day, "updated_at": now,
        "after": {str(months): stand for months, stand in kept.after.items()},
    }  # fmt: skip
    which = (_x.structure_id == structure_id) & (_x.person_id == kept.person_id)
    if not c.execute(update(exits).where(which).values(values)).rowcount:
        c.execute(insert(exits).values(values | {"structure_id": structure_id, "person_id": kept.person_id}))


def _exit(row: Any) -> Exit:
    return Exit(row.person_id, row.triad_id, Reason(row.reason), row.day, {int(m): s for m, s in row.after.items()})
