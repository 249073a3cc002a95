"""How the register says what a table keeps: for what, who reads it, how long, and what an erasure does to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Column, Table


class Fate(StrEnum):
    """What becomes of a row when the person it belongs to is erased. The value is what people read."""

    GOES = "la ligne est supprimée"
    #: the columns in `words` are emptied, the rest stays under the number of somebody without a name
    EMPTIED = "les mots et les noms sont vidés, la ligne reste sans nom"
    STAYS = "reste : plus rien n'y nomme la personne"
    #: by code of its own in storage/erasure.py
    APART = "effacé ou vidé, selon une règle écrite pour cette table"


#: of a row that is only a thread's, when an adult of it is erased
HERS_ALONE = "reste : c'est au jeune"


@dataclass(frozen=True)
class Late:
    """Rows that are `days` older than `since` say are deleted, or lose what stands in `empties`."""

    since: str
    days: int
    states: tuple[str, ...] = ()
    empties: tuple[str, ...] = ()
    #: only those that are of nobody and of no thread: no erasure of somebody takes them
    loose: bool = False
    #: only those of no structure: what strangers were answered
    homeless: bool = False


@dataclass(frozen=True)
class Kept:
    """How long, in words, and what the daily look does about it."""

    words: str
    late: tuple[Late, ...] = ()


#: as long as the person is followed; storage/retention.py ends it
FILE = Kept("le temps du suivi ; au plus tard deux ans et un mois après le dernier signe de vie")
STRUCTURE = Kept("tant que la structure utilise Triade")


def days(number: int, since: str, words: str = "") -> Kept:
    """Deleted so many days after what `since` says."""
    return Kept(words or f"{number} jours, puis supprimé", (Late(since, number),))


@dataclass(frozen=True)
class Entry:
    """One table. Every column stands in `words`, in `facts`, or is one of COMMON."""

    table: Table
    purpose: str
    readers: str
    kept: Kept
    #: texts of people, names and addresses: column -> what it holds
    words: Mapping[str, str] = field(default_factory=dict)
    #: numbers, dates, states and choices
    facts: Mapping[str, str] = field(default_factory=dict)
    #: the columns that say whose row it is
    own: tuple[str, ...] = ()
    #: when an apprentice is erased: her own rows, and those of her triads
    hers: Fate = Fate.GOES
    #: when somebody else is: rows of his own
    theirs: Fate = Fate.GOES
    #: what an erasure cannot or must not take, and why
    stays: str = ""
    #: why the export of a structure leaves it out; "" takes it along
    withheld: str = ""
    #: why the export of a person leaves it out
    unshown: str = ""

    @property
    def of_triad(self) -> bool:
        """Whether its rows belong to the apprentice of a triad."""
        return "triad_id" in self.table.c

    @property
    def fates(self) -> tuple[str, str]:
        """What the erasure of a young person does to it, and that of an adult, as people read it."""
        theirs = self.theirs.value if self.own or not self.of_triad or self.theirs is not Fate.GOES else HERS_ALONE
        return self.hers.value, theirs

    @property
    def personal(self) -> bool:
        return bool(self.own or self.of_triad or self.words)

    def about(self, column: Column[object]) -> str:
        """What a column is for; "" when nobody has said it."""
        return self.words.get(column.name) or self.facts.get(column.name) or COMMON.get(column.name, "")


@dataclass(frozen=True)
class FileKind:
    """Something that is kept outside the tables."""

    name: str
    what: str
    purpose: str
    readers: str
    kept: str
    erased: str


#: columns that mean the same everywhere
COMMON = {
    "id": "numéro de la ligne",
    "structure_id": "la structure à qui la ligne appartient",
    "person_id": "numéro de la personne",
    "triad_id": "numéro du fil",
    "number": "rang dans le fil",
    "at": "date et heure",
    "created_at": "date de création",
    "updated_at": "date du dernier changement",
    "state": "où cela en est",
}
