"""What an evaluation has promised beforehand: a cohort, its questions, dates, indicators and groups, frozen by a print.

A study is what people read as « cohorte ». Its protocol is frozen when it opens; a change is a new version beside the
old one, which stays, and the report shows both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from core.records import Asked

#: how long one may answer; later it would be another moment
ANSWERED_WITHIN = timedelta(days=30)


class Moment(StrEnum):
    """When it is asked: at entry, after some weeks, at the end. The value is also the word of buttons."""

    T0 = "t0"
    T1 = "t1"
    T2 = "t2"


@dataclass(frozen=True)
class Question:
    id: str
    text: str


@dataclass(frozen=True)
class Questionnaire:
    """What the house asks today. `levels`: the answers, from 1, the lowest first."""

    version: str = ""
    questions: tuple[Question, ...] = ()
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Protocol:
    """One version. `body` is JSON-able; `seal` its print, taken when it was frozen."""

    number: int
    since: date
    body: Mapping[str, Any]
    seal: str

    @property
    def whole(self) -> bool:
        """Nobody has changed it since."""
        return self.seal == seal(self.body)

    @property
    def questions(self) -> Mapping[str, str]:
        """id -> sentence."""
        return dict(self.body["questions"])

    @property
    def weeks(self) -> int:
        """Between entry and the second time."""
        return int(self.body["weeks"])


def seal(body: Mapping[str, Any]) -> str:
    """The print of a protocol: SHA-256 of its JSON, keys in order."""
    return sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Study:
    """A cohort of young people. `everybody`: those who were there before it opened belong to it as well."""

    name: str
    opened: date
    everybody: bool
    protocols: tuple[Protocol, ...]
    closed: date | None = None
    #: 0 until it is kept
    id: int = 0

    @property
    def protocol(self) -> Protocol:
        return self.protocols[-1]


@dataclass(frozen=True)
class Survey:
    """One questionnaire of one person. `answers`: id of a question -> 1 to 5; what was passed is not there."""

    study_id: int
    person_id: int
    moment: Moment
    #: the version of the protocol that it was asked under
    version: int
    asked_at: datetime
    #: asked, answered, refused
    state: str = "asked"
    answers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class StudiesHere(Asked[tuple[Study, ...]]):
    """The cohorts of the structure, oldest first."""


@dataclass(frozen=True)
class SurveysOf(Asked[tuple[Survey, ...]]):
    """The questionnaires of a person."""

    person: int


@dataclass(frozen=True)
class SurveysDue(Asked[tuple[tuple[int, int, Moment], ...]]):
    """Who is to be asked now: (person, study, moment); nobody who is not counted, has left or was asked before."""

    now: datetime


@dataclass(frozen=True)
class Participation(Asked[Mapping[Moment, tuple[int, int]]]):
    """How many were asked and how many answered, of one study."""

    study: int
