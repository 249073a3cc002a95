"""One young person as the evaluation counts her: no name, no word of hers, only what happened and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from core.evaluation.protocol import Moment, Study
from core.records import Asked


class Reason(StrEnum):
    """Why a young person is no longer followed."""

    APPRENTICESHIP = "apprenticeship"
    PROFESSIONAL = "professional"
    JOB = "job"
    SHORT = "short"
    BUSINESS = "business"
    TRAINING = "training"
    POEI = "poei"
    SERVICE = "service"
    BREAK = "break"
    TERM = "term"
    STOPPED = "stopped"
    LOST = "lost"
    MOVED = "moved"
    AGE = "age"
    ELSEWHERE = "elsewhere"
    OTHER = "other"


REASONS: Mapping[Reason, str] = {
    Reason.APPRENTICESHIP: "Contrat d'apprentissage",
    Reason.PROFESSIONAL: "Contrat pro",
    Reason.JOB: "Emploi de plus de 6 mois (CDI, CDD)",
    Reason.SHORT: "Emploi de moins de 6 mois",
    Reason.BUSINESS: "Création d'entreprise",
    Reason.TRAINING: "Formation",
    Reason.POEI: "POEI (formation avant embauche)",
    Reason.SERVICE: "Service civique",
    Reason.BREAK: "Rupture du contrat",
    Reason.TERM: "Accompagnement arrivé à son terme",
    Reason.STOPPED: "Ne souhaite plus",
    Reason.LOST: "Abandon, sans nouvelles",
    Reason.MOVED: "Déménagement",
    Reason.AGE: "Limite d'âge",
    Reason.ELSEWHERE: "Suivi ailleurs (autre conseil, autre dispositif)",
    Reason.OTHER: "Autre",
}
#: the words that the tables of a Mission locale use for them. The list is the one of the public source of the CEJ's app
#: (`archive-jeune.ts` of SocialGouv/pass-emploi-api, looked at on 26 November 2026): i-milo's own is not public.
IN_TABLES: Mapping[Reason, str] = {
    **dict.fromkeys((Reason.APPRENTICESHIP, Reason.PROFESSIONAL, Reason.JOB), "Emploi durable (plus de 6 mois)"),
    Reason.SHORT: "Emploi court (moins de 6 mois)",
    Reason.BUSINESS: "Création d'entreprise",
    **dict.fromkeys((Reason.TRAINING, Reason.POEI), "Formation"),
    Reason.SERVICE: "Service civique",
    Reason.TERM: "Contrat arrivé à échéance",
    Reason.STOPPED: "Demande du jeune de sortir du dispositif",
    Reason.LOST: "Non respect des engagements ou abandon",
    Reason.MOVED: "Déménagement",
    Reason.AGE: "Limite d'âge atteinte",
    Reason.ELSEWHERE: "Changement de conseiller",
    **dict.fromkeys((Reason.BREAK, Reason.OTHER), "Autre"),
}
#: the exposure that the others are compared with
UNEXPOSED = "0 mission acceptée"
#: how a time « à recontacter » ends well: she came back, or the team reached her
FOUND = ("back", "reached")
#: a way into work or training
POSITIVE = frozenset({
    Reason.APPRENTICESHIP, Reason.PROFESSIONAL, Reason.JOB, Reason.SHORT, Reason.BUSINESS, Reason.TRAINING, Reason.POEI,
    Reason.SERVICE,
})  # fmt: skip


@dataclass(frozen=True)
class Proposed:
    """One mission, by what happened to it."""

    at: datetime
    #: the first answer of the company, and which: validate, amend, refuse
    answered_at: datetime | None = None
    answer: str = ""
    agreed: bool = False
    done: bool = False
    #: both have given their look
    looked: bool = False
    #: it ended without an answer
    expired: bool = False

    @property
    def hours(self) -> float | None:
        """How long the first answer took."""
        return (self.answered_at - self.at).total_seconds() / 3600 if self.answered_at is not None else None


@dataclass(frozen=True)
class Raised:
    """One early alarm about her. `founded`: what the team answered, None as long as it has not."""

    founded: bool | None = None
    contested: bool = False


@dataclass(frozen=True)
class Filled:
    """One questionnaire. `state`: asked, answered, refused; `answers`: the sentence as it was asked -> 1 to 5."""

    state: str
    answers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """One young person of a site. `exit`: None as long as she is followed, or when nobody has said why she left."""

    site: str
    arrived: date
    missions: tuple[Proposed, ...] = ()
    #: how many of the four lessons are finished
    lessons: int = 0
    tutor_acted: bool = False
    exit: Reason | None = None
    #: where she stands 3 and 6 months after: "contract", "training", "search", "other"; "" unknown
    after3: str = ""
    after6: str = ""
    #: the questionnaires of her cohort
    surveys: Mapping[Moment, Filled] = field(default_factory=dict)
    alarms: tuple[Raised, ...] = ()
    #: how each of her times « à recontacter » ended: one of FOUND, "closed", or "" as long as it lasts
    losses: tuple[str, ...] = ()

    def answers(self, moment: Moment) -> Mapping[str, int]:
        """What she answered then; empty when she did not."""
        return self.surveys[moment].answers if moment in self.surveys else {}

    @property
    def wave(self) -> str:
        """The quarter she arrived in."""
        return f"{self.arrived.year} T{(self.arrived.month - 1) // 3 + 1}"

    @property
    def exposure(self) -> str:
        """How many missions the company agreed to: what the approach is about."""
        agreed = sum(mission.agreed for mission in self.missions)
        return UNEXPOSED if not agreed else "1 ou 2 missions" if agreed < 3 else "3 missions ou plus"


@dataclass(frozen=True)
class Cohort:
    """Everybody who is counted, and how many asked not to be."""

    cases: tuple[Case, ...]
    #: they have taken back their yes to the evaluation
    withdrawn: int = 0
    #: what was promised beforehand, oldest first
    studies: tuple[Study, ...] = ()


@dataclass(frozen=True)
class CohortHere(Asked[Cohort]):
    """The cohort of a structure, as it is now."""
