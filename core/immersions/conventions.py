"""The convention of an immersion as it is known here: its status in words, who signed, who must still act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.texts import Text, say

# Statuses of the service. ACCEPTED_BY_VALIDATOR is the only one with which an immersion may begin.
VALID = "ACCEPTED_BY_VALIDATOR"
TOLD_UNSIGNED, TOLD_SIGNED = "TOLD_UNSIGNED", "TOLD_SIGNED"
STATUSES: Mapping[str, str] = {
    "DRAFT": "à corriger avant de pouvoir être signée",
    "READY_TO_SIGN": "prête, à signer",
    "PARTIALLY_SIGNED": "signée par une partie des personnes",
    "IN_REVIEW": "signée par tous, en relecture à la structure",
    "ACCEPTED_BY_COUNSELLOR": "relue, il manque la validation de la structure",
    VALID: "validée",
    "REJECTED": "refusée par la structure",
    "CANCELLED": "annulée",
    "DEPRECATED": "abandonnée",
    TOLD_UNSIGNED: "pas encore signée par tous",
    TOLD_SIGNED: "signée par tous et validée",
}
DEAD = frozenset({"REJECTED", "CANCELLED", "DEPRECATED"})
# Of two news that speak of the same moment, the further one is the newer.
_ORDER = {status: rank for rank, status in enumerate(STATUSES)}

# Who signs, in the order in which they are named.
BENEFICIARY, REPRESENTATIVE = "beneficiary", "beneficiary-representative"
COMPANY, EMPLOYER = "establishment-representative", "beneficiary-current-employer"
SIGNATORIES: Mapping[str, str] = {
    BENEFICIARY: "{name}",
    REPRESENTATIVE: "le représentant légal de {name} (moins de 18 ans)",
    COMPANY: "l'entreprise d'accueil",
    EMPLOYER: "l'employeur actuel de {name}",
}
TO_HER: Mapping[str, str] = {
    BENEFICIARY: "toi",
    REPRESENTATIVE: "ton représentant légal (moins de 18 ans)",
    COMPANY: "l'entreprise d'accueil",
    EMPLOYER: "ton employeur actuel",
}
STRUCTURE = "la structure qui valide"


@dataclass(frozen=True)
class Convention:
    """What is known of a convention. No family name, no birth date, no address, no number of anybody."""

    id: str
    status: str
    starts: date | None = None
    ends: date | None = None
    objective: str = ""
    activities: str = ""
    company: str = ""
    #: who has to sign -> the day it was done, "" as long as it is not
    signed: Mapping[str, str] = field(default_factory=dict)
    #: the age on the first day, as far as the rules ask
    minor: bool = False
    too_young: bool = False
    #: the days of presence and the longest week, where they are known
    presence: tuple[date, ...] = ()
    weekly_hours: float = 0
    #: goes on from another convention
    renewal: bool = False
    #: the moment these words speak of
    as_of: datetime | None = None

    @property
    def signed_by_all(self) -> bool:
        """Whether everything that must stand before the first day stands."""
        return self.status in (VALID, TOLD_SIGNED)

    @property
    def dead(self) -> bool:
        return self.status in DEAD

    @property
    def words(self) -> Text:
        """The status in words; one that nobody here knows keeps its own word."""
        known = STATUSES.get(self.status)
        return say(known) if known else say("« {status} » (mot du site, que je ne connais pas)", status=self.status)

    def newer_than(self, other: Convention) -> bool:
        """Whether this was said after `other`: news may come late, or twice."""
        if self.as_of is None or other.as_of is None:
            return self.as_of is not None or other.as_of is None
        return (self.as_of, _ORDER.get(self.status, -1)) > (other.as_of, _ORDER.get(other.status, -1))

    def needed(self) -> tuple[str, ...]:
        """Who must sign, whether it is done or not. Source: OFFICIAL; under 18, also the legal representative."""
        roles = {BENEFICIARY, COMPANY, *self.signed} | ({REPRESENTATIVE} if self.minor else set())
        return tuple(role for role in SIGNATORIES if role in roles)

    def must_act(self, name: str) -> tuple[Text, ...]:
        """Who has to do something now for the immersion to begin. `name`: the young person's; "" when she reads."""
        if self.dead or self.signed_by_all or self.status not in STATUSES:
            return ()
        missing = tuple(role for role in self.needed() if not self.signed.get(role))
        if self.status in ("IN_REVIEW", "ACCEPTED_BY_COUNSELLOR") or not missing:
            return (say(STRUCTURE),)
        words = SIGNATORIES if name else TO_HER
        who = tuple(say(words[role], name=name) for role in missing)
        return (*who, say(STRUCTURE)) if self.status == TOLD_UNSIGNED else who

    def pack(self) -> dict[str, Any]:
        """JSON-able; read back by `unpack`."""
        return {
            "id": self.id,
            "status": self.status,
            "starts": self.starts.isoformat() if self.starts else "",
            "ends": self.ends.isoformat() if self.ends else "",
            "objective": self.objective,
            "activities": self.activities,
            "company": self.company,
            "signed": dict(self.signed),
            "minor": self.minor,
            "too_young": self.too_young,
            "presence": [day.isoformat() for day in self.presence],
            "weekly_hours": self.weekly_hours,
            "renewal": self.renewal,
            "as_of": self.as_of.isoformat() if self.as_of else "",
        }

    @classmethod
    def unpack(cls, packed: Mapping[str, Any]) -> Convention:
        """The convention as it was packed; what a later version dropped is ignored."""
        known = {name: value for name, value in packed.items() if name in cls.__dataclass_fields__}
        days = {name: date.fromisoformat(known[name]) if known[name] else None for name in ("starts", "ends")}
        as_of = datetime.fromisoformat(known["as_of"]) if known["as_of"] else None
        return cls(**{**known, **days, "presence": tuple(map(date.fromisoformat, known["presence"])), "as_of": as_of})
