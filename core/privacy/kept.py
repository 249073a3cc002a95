"""What is kept of somebody, who has seen it, and all of it as data: the questions and their answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.people import Role
from core.records import Asked

#: table -> its rows, JSON-able
Export = Mapping[str, list[dict[str, Any]]]


#: What a program cannot give by itself: these speak of other people too, whose words are theirs (RGPD, art. 15.4). She
#: has a right to what is about her in them: somebody of the structure reads it again and gives it, in a month (12.3).
LEFT_OUT = {
    "notes": "notes de travail de l'équipe : elles parlent aussi d'autres personnes. « Demander les notes » dans "
    "/mesdonnees : l'équipe les relit, et donne ce qui parle de qui demande, sous un mois.",
    "professionals": "messages entre l'équipe et les adultes du fil : ce sont aussi leurs mots. Même demande.",
}


@dataclass(frozen=True)
class Kept:
    """In figures: nothing of what was said."""

    #: (channel, address)
    addresses: tuple[tuple[str, str], ...] = ()
    since: datetime | None = None
    consent_at: datetime | None = None
    #: how many rows, by table
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class KeptOf(Asked[Kept]):
    person: int


@dataclass(frozen=True)
class Seen:
    """Somebody who could read, or has read."""

    name: str
    #: None: not a person of the structure
    role: Role | None
    #: thread (sat in it), team, call (read a call), link (opened a page that she shared), one of READINGS; BY_KEY
    #: (`name` is what the key is for), BY_OPERATOR (`name` is one of PURPOSES), TOLD (`name` is where)
    what: str
    since: datetime
    until: datetime | None = None
    #: how often, of a reading
    times: int = 1


@dataclass(frozen=True)
class SeenBy(Asked[tuple[Seen, ...]]):
    """The newest readings first, after those who sit in the threads."""

    person: int


@dataclass(frozen=True)
class ExportOf(Asked[Export]):
    """Everything of hers that she may read: never the notes of the team, nor a look that waits for hers."""

    person: int
