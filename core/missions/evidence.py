"""The evidence pack: missions agreed with the company and meetings of the three, with a print of the data.

What an auditor asks a training centre for (Qualiopi, indicator 13: the missions of an apprentice are made with the
company and followed). Nothing of notes, messages or the words of a look stands in it: who did what, when.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from core.files import paper
from core.messages import Content, Message, Send, ToTopic
from core.missions.mission import STATES, State
from core.people import BADGES, Role
from core.records import Asked
from core.scene import Scene
from core.texts import say

HEAD = ("Fil", "Mission", "Titre", "Version", "Quoi", "État ensuite", "Rôle", "Prénom", "Canal", "Le")
DEEDS = {
    "propose": "proposée",
    "amend": "ajustée par l'entreprise",
    "repropose": "proposée autrement",
    "validate": "acceptée par l'entreprise",
    "accept": "accord sur la version ajustée",
    "withdraw": "retirée",
    "start": "commencée",
    "finish": "faite",
    "assess": "regard donné",
    "expire": "sans suite",
    "question": "question posée",
    "answer": "réponse donnée",
    "refuse": "refusée",
}
#: a meeting, in the columns of a mission
MEETING, HELD = "Rendez-vous à trois", "tenu, compte rendu accepté par tous"


@dataclass(frozen=True)
class Fact:
    """One thing that happened to a mission that was agreed with the company."""

    thread: str
    number: int
    title: str
    version: int
    act: str
    state: State
    role: Role
    name: str
    channel: str
    at: datetime


@dataclass(frozen=True)
class FactsOf(Asked[tuple[Fact, ...]]):
    """What happened in one triad, or in all those of the structure (0): by thread, mission and time."""

    triad: int = 0


@dataclass(frozen=True)
class Met:
    """A meeting of the three whose report all of them agreed to."""

    thread: str
    number: int
    at: datetime


@dataclass(frozen=True)
class MetOf(Asked[tuple[Met, ...]]):
    """Such meetings of one triad, or of all those of the structure (0): by thread and time."""

    triad: int = 0


def meeting_rows(met: tuple[Met, ...], zone: str) -> list[list[str]]:
    """The meetings in the same columns; nothing of what was said there."""
    return [[one.thread, str(one.number), MEETING, "–", HELD, *["–"] * 4, _local(one.at, zone)] for one in met]


def rows(facts: tuple[Fact, ...], zone: str) -> list[list[str]]:
    """The facts as people read them; the order is that of the facts."""
    return [
        [
            fact.thread,
            str(fact.number),
            fact.title,
            str(fact.version),
            DEEDS.get(fact.act, fact.act),
            STATES[fact.state].split(" ", 1)[1],
            BADGES[fact.role],
            fact.name,
            fact.channel,
            _local(fact.at, zone),
        ]
        for fact in facts
    ]


def _local(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%d/%m/%Y %H:%M}"


def fingerprint(lines: Sequence[Sequence[str]]) -> str:
    """The sha-256 of the data alone, in one canonical form: no date of making in it, so the same data always agree."""
    canonical = json.dumps([list(HEAD), *map(list, lines)], ensure_ascii=False, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def pack(structure: str, thread: str, lines: list[list[str]], made: date) -> tuple[dict[str, Any], dict[str, Any]]:
    """The data of both files, the PDF's and the table's."""
    seal, day = fingerprint(lines), f"{made:%d/%m/%Y}"
    pdf = {"structure": structure, "thread": thread, "head": list(HEAD), "rows": lines, "seal": seal, "day": day,
           "made": made.isoformat()}  # fmt: skip
    table = {"rows": [list(HEAD), *lines, [], ["Empreinte des données (sha-256)", seal], ["Fait le", day]]}
    return pdf, table


def send(_: Message, scene: Scene) -> None:
    """`/preuves` in the topic of a triad: both files, for the counsellors alone."""
    triad, structure = scene.topic_triad, scene.structure
    assert triad is not None
    assert structure is not None
    met = meeting_rows(scene.find(MetOf(triad.id)), structure.timezone)
    lines = [*rows(scene.find(FactsOf(triad.id)), structure.timezone), *met]
    if not lines:
        scene.answer("Pas encore de mission acceptée ni de rendez-vous tenu dans ce fil : il n'y a rien à prouver.")
        return
    pdf, table = pack(structure.name, triad.title, lines, scene.today)
    words = say("📁 Preuves du fil : {n} lignes. Empreinte des données : {seal}", n=len(lines), seal=pdf["seal"])
    for kind, data, ending, caption in (("evidence", pdf, "pdf", words), ("table", table, "csv", say(""))):
        name = f"preuves-fil-{triad.id}-{scene.today:%Y-%m-%d}.{ending}"
        content = Content(scene.words(caption), attachment=paper(kind, name, data))
        scene.reply.outgoing.append(Send(to=ToTopic(triad.id), content=content))
    scene.record("evidence-made", triad=triad.id, lines=len(lines), seal=pdf["seal"])
