"""What the API answers, field by field: the OpenAPI document is made from here."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from core.api.shown import IndicatorLine, MeetingLine, MissionLine, YoungLine
from core.missions.transitions import State
from core.room.roster import NAME, NUMBER

T = TypeVar("T")
STEPS = tuple(state.value for state in State if state is not State.DRAFT)


class Page(BaseModel, Generic[T]):
    """One page of a list."""

    items: list[T]
    next: str | None = Field(description="à remettre dans `cursor` pour la suite ; null à la fin")


class About(BaseModel):
    """What the key is."""

    structure: int
    label: str = Field(description="à quoi sert la clé, dans les mots de qui l'a faite")
    scopes: list[str]
    expires_at: datetime


class Counts(BaseModel):
    """How many missions stand where."""

    waiting_for_company: int
    waiting_for_young_person: int
    under_way: int
    looked_at_by_both: int


class YoungPerson(BaseModel):
    """A young person in one thread; only who has said yes to Triade."""

    thread: int = Field(description="numéro du fil : stable")
    person: int = Field(description="numéro de la personne : stable")
    reference: str | None = Field(description="numéro de dossier i-milo, s'il est connu")
    state: Literal["open", "paused", "closed"]
    reachable: bool = Field(description="une adresse au moins répond")
    company_found: bool = Field(description="une personne d'entreprise est dans le fil")
    lessons_finished: int
    missions: Counts
    last_sign_at: datetime | None
    last_sign: Literal["post", "mission", "lesson", "arrival"] = Field(description="ce qu'était le dernier signe")
    first_name: str | None = Field(None, description="avec la portée names:read seulement")
    company: str | None = Field(None, description="avec la portée names:read seulement")

    @classmethod
    def of(cls, line: YoungLine, names: bool) -> YoungPerson:
        one = line.young
        counts = Counts(
            waiting_for_company=one.asked, waiting_for_young_person=one.hers, under_way=one.going,
            looked_at_by_both=one.looked,
        )  # fmt: skip
        return cls(
            thread=one.triad, person=one.person, reference=line.reference or None, state=one.state,  # type: ignore[arg-type]
            reachable=one.reachable, company_found=bool(one.tutor), lessons_finished=one.lessons, missions=counts,
            last_sign_at=one.moved_at, last_sign=one.moved,  # type: ignore[arg-type]
            first_name=one.name if names else None, company=(one.company or None) if names else None,
        )  # fmt: skip


class Mission(BaseModel):
    """A mission that was sent to the company; never its text."""

    id: str = Field(description="fil et rang", examples=["7-2"])
    thread: int
    person: int
    state: str = Field(description=f"l'étape : {', '.join(STEPS)}")
    version: int
    proposed_at: datetime
    answered_at: datetime | None = Field(description="première réponse de l'entreprise")
    updated_at: datetime
    looks: list[str] = Field(description="qui a donné son regard : apprentice, tutor")

    @classmethod
    def of(cls, line: MissionLine) -> Mission:
        return cls(
            id=f"{line.thread}-{line.number}", thread=line.thread, person=line.person, state=line.state,
            version=line.version, proposed_at=line.proposed_at, answered_at=line.answered_at,
            updated_at=line.updated_at, looks=list(line.looks),
        )  # fmt: skip


class Meeting(BaseModel):
    """A meeting of the three; never its report."""

    id: str = Field(description="fil et rang", examples=["7-1"])
    thread: int
    person: int
    state: Literal["asking", "kept", "none", "cancelled", "reported"]
    starts_at: datetime | None
    updated_at: datetime

    @classmethod
    def of(cls, line: MeetingLine) -> Meeting:
        return cls(
            id=f"{line.thread}-{line.number}", thread=line.thread, person=line.person, state=line.stage,  # type: ignore[arg-type]
            starts_at=line.starts_at, updated_at=line.updated_at,
        )  # fmt: skip


class EventData(BaseModel):
    """What it happened to; the details are asked for by their own routes."""

    thread: int
    mission: str | None = Field(default=None, description="fil et rang", examples=["7-2"])
    meeting: str | None = Field(default=None, description="fil et rang", examples=["7-1"])
    state: str | None = None
    version: int | None = None
    role: str | None = Field(default=None, description="qui l'a fait : apprentice, tutor, counsellor")


class Event(BaseModel):
    """Something that happened, in the words in which a webhook tells it."""

    type: str = Field(examples=["mission.proposed"])
    timestamp: datetime
    data: EventData


class Events(BaseModel):
    """What happened, in order."""

    items: list[Event]
    cursor: str = Field(
        description="à remettre dans `cursor`, tout de suite si `more` est vrai, sinon plus tard ; vide : rien encore"
    )
    more: bool


class Indicator(BaseModel):
    """One indicator for one group, with its interval at 95 %."""

    id: str
    title: str
    definition: str
    unit: Literal["missions", "jeunes", "alertes"]
    group: str = Field(description="vide : toute la structure")
    hidden: bool = Field(description="vrai : moins de cinq jeunes, ou un nombre qu'une soustraction donnerait")
    count: int | None
    among: int | None
    low_95: float | None
    high_95: float | None

    @classmethod
    def of(cls, line: IndicatorLine) -> Indicator:
        one = line.indicator
        return cls(
            id=one.id, title=one.title, definition=one.definition, unit=one.unit, group=line.group,  # type: ignore[arg-type]
            hidden=line.hidden, count=line.count, among=line.among, low_95=line.low, high_95=line.high,
        )  # fmt: skip


class Indicators(BaseModel):
    items: list[Indicator]


class NewInvitation(BaseModel):
    """Who is invited."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    first_name: Annotated[str, Field(min_length=1, max_length=NAME, examples=["Léa"])]
    reference: Annotated[str, Field(pattern=f"^(?:{NUMBER.pattern})?$", examples=["IM-2026-0042"])] = ""


class Invitation(BaseModel):
    """An invitation: its link is given to the young person, who opens it once."""

    id: int
    link: str = Field(description="à remettre à la personne et à elle seule ; gardé nulle part chez nous")
    state: Literal["waiting", "used", "cancelled", "expired"]
    expires_at: datetime
