"""An offer that the team has found, and how far a young person is with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.records import Asked


class Kind(StrEnum):
    APPRENTICESHIP = "apprenticeship"
    PROFESSIONAL = "professional"
    IMMERSION = "immersion"
    SPONTANEOUS = "spontaneous"


KINDS: Mapping[Kind, str] = {
    Kind.APPRENTICESHIP: "Contrat d'apprentissage",
    Kind.PROFESSIONAL: "Contrat pro",
    Kind.IMMERSION: "Immersion (PMSMP)",
    Kind.SPONTANEOUS: "Candidature spontanée",
}
#: how long an offer is shown when nobody says until when
SHOWN = timedelta(days=30)


@dataclass(frozen=True)
class Offer:
    """Something to answer. `id` is 0 until it is kept; `until` is the last day on which it is shown."""

    author_id: int
    kind: Kind
    title: str
    company: str
    town: str
    #: how to answer: a number, a mailbox, a link, in the team's words
    contact: str
    until: date
    #: open, withdrawn, found (by a search)
    state: str = "open"
    id: int = 0
    created_at: datetime | None = None

    def open_on(self, day: date) -> bool:
        return self.state != "withdrawn" and day <= self.until


class Stage(StrEnum):
    """How far somebody is with an offer."""

    SAVED = "saved"
    APPLIED = "applied"
    MEETING = "meeting"
    HIRED = "hired"
    REFUSED = "refused"
    DROPPED = "dropped"


STAGES: Mapping[Stage, str] = {
    Stage.SAVED: "⭐ gardée",
    Stage.APPLIED: "📮 réponse envoyée",
    Stage.MEETING: "🗓 entretien",
    Stage.HIRED: "🎉 c'est oui",
    Stage.REFUSED: "❌ c'est non",
    Stage.DROPPED: "🗑 laissée",
}
#: the company has still something to say
WAITING = (Stage.APPLIED, Stage.MEETING)


@dataclass(frozen=True)
class Application:
    """One person and one offer. `shared`: she lets the team see it."""

    person_id: int
    offer_id: int
    stage: Stage
    shared: bool = False
    applied_at: datetime | None = None


@dataclass(frozen=True)
class OffersOn(Asked[tuple[Offer, ...]]):
    """What is shown on a day, the newest first."""

    day: date


@dataclass(frozen=True)
class OfferBy(Asked[Offer | None]):
    """One offer, open or not."""

    number: int


@dataclass(frozen=True)
class ApplicationsOf(Asked[tuple[tuple[Application, Offer], ...]]):
    """What somebody keeps and has answered, the newest first."""

    person: int


@dataclass(frozen=True)
class Interest(Asked[Mapping[int, tuple[int, int]]]):
    """For each open offer: how many have kept it, how many have answered it. Numbers alone, never who."""
