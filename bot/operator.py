"""What the operator does from the command line: structures, invitations, where things stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.runtime.checks import is_timezone
from core.files import Paper
from core.missions.evidence import Fact, FactsOf, Met, MetOf, meeting_rows, pack, rows
from core.people import INVITATION_LIFE, Role, Structure
from core.scene import NewInvitation
from storage import archive, events, evidence as stored, people, readings, triads
from storage.engine.unit import Database


class Impossible(Exception):
    """The operator asked for something that cannot be; the text says why. Caught by the command line."""


@dataclass(frozen=True)
class Thread:
    """A triad as the operator sees it."""

    id: int
    title: str


async def add_structure(database: Database, name: str, *, hours: str, timezone: str, code: str, now: datetime) -> int:
    """A new structure; `code` links its forum. Its id."""
    if not name.strip():
        raise Impossible("Le nom est vide : donnez celui que les jeunes liront.")
    try:
        is_timezone(timezone)
    except ValueError as error:
        raise Impossible(f"« {timezone} » {error}.") from None

    def add(c: Connection) -> int:
        if any(known.name == name for known in people.structures_all(c)):
            raise Impossible(f"Une structure s'appelle déjà « {name} ».")
        structure = people.add_structure(c, name, hours, timezone, now)
        people.add_invitation(c, structure, NewInvitation(code, "forum", "", None, now + INVITATION_LIFE), None, now)
        events.record(c, "structure-added", at=now, structure=structure)
        return structure

    return await database.run(add)


async def forum_code(database: Database, structure: int, code: str, now: datetime) -> None:
    """Another code to link the forum of a structure."""
    new = NewInvitation(code, "forum", "", None, now + INVITATION_LIFE)
    await database.run(lambda c: people.add_invitation(c, _known(c, structure), new, None, now))


async def invite(
    database: Database, structure: int, role: str, first_name: str, *, triad: int | None, code: str, now: datetime
) -> None:
    """Keep an invitation for one person."""

    def add(c: Connection) -> None:
        _known(c, structure)
        if role in (Role.TUTOR, Role.TRAINER):
            if triad is None:
                raise Impossible("Dites pour quel fil : --triad N (voir « triade structure list »).")
            if triads.structure_of(c, triad) != structure:
                raise Impossible(f"Le fil n° {triad} n'est pas dans cette structure.")
        people.add_invitation(
            c, structure, NewInvitation(code, role, first_name, triad, now + INVITATION_LIFE), None, now
        )
        events.record(c, "invitation-made", at=now, structure=structure, triad=triad, data={"role": role})

    await database.run(add)


async def structures(database: Database, now: datetime) -> Sequence[tuple[int, str, bool, Sequence[Thread]]]:
    """Each structure: id, name, whether its forum is linked, its threads, whose names its people know were read."""

    def look(c: Connection) -> list[tuple[int, str, bool, Sequence[Thread]]]:
        found: list[tuple[int, str, bool, Sequence[Thread]]] = [
            (s.id, s.name, s.forum is not None, [Thread(t.id, t.title) for t in triads.of_structure(c, s.id)])
            for s in people.structures_all(c)
        ]
        for number, _, _, threads in found:
            if threads:
                readings.by_operator(c, number, "threads", now)
        return found

    return await database.run(look)


async def evidence(database: Database, structure: int, triad: int, folder: Path, now: datetime) -> list[str]:
    """Write the evidence pack of one triad, or of all (0): a PDF and a table; what to say of them."""

    def look(c: Connection) -> tuple[Structure, tuple[Fact, ...], tuple[Met, ...]]:
        found = people.structure(c, _known(c, structure))
        assert found is not None
        facts, met = stored.facts(c, structure, FactsOf(triad)), stored.met(c, structure, MetOf(triad))
        if facts or met:
            readings.by_operator(c, structure, "evidence", now, triad or None)
        return found, facts, met

    known, facts, met = await database.run(look)
    if not (facts or met):
        raise Impossible("Aucune mission acceptée, aucun rendez-vous tenu : il n'y a rien à prouver.")
    made = now.astimezone(ZoneInfo(known.timezone)).date()
    name = (facts[0].thread if facts else met[0].thread) if triad else known.name
    lines = [*rows(facts, known.timezone), *meeting_rows(met, known.timezone)]
    pdf, table = pack(known.name, name, lines, made)
    base = folder / f"preuves-{'fil-' + str(triad) if triad else 'structure-' + str(structure)}-{made}"
    _write(base, Paper("evidence", pdf), Paper("table", table))
    return [f"{len(lines)} lignes dans {base}.pdf et .csv", f"Empreinte des données (sha-256) : {pdf['seal']}"]


async def export(database: Database, structure: int, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Table -> its rows of this structure; its people see that they were read."""

    def look(c: Connection) -> dict[str, list[dict[str, Any]]]:
        data = archive.export(c, _known(c, structure))
        readings.by_operator(c, structure, "export", now)
        return data

    return await database.run(look)


def _write(base: Path, pdf: Paper, table: Paper) -> None:
    from bot.papers import make

    base.parent.mkdir(parents=True, exist_ok=True)
    base.with_name(base.name + ".pdf").write_bytes(make(pdf))
    base.with_name(base.name + ".csv").write_bytes(make(table))


def _known(c: Connection, structure: int) -> int:
    if people.structure(c, structure) is None:
        raise Impossible(f"Aucune structure n'a le numéro {structure} : voir « triade structure list ».")
    return structure
