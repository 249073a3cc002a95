"""A search by job and town in the public services of offers: what is asked, and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from core.horizon.horizon import stems
from core.incoming import Deed
from core.opportunities.offer import Kind, Offer
from core.records import Asked

#: the services that may be asked, by the name that they have in `Library.services`: how people call them, their site
SERVICES: Mapping[str, tuple[str, str]] = {
    "lba": ("La bonne alternance", "labonnealternance.apprentissage.beta.gouv.fr"),
    "immersion": ("Immersion Facilitée", "immersion-facile.beta.gouv.fr"),
}
#: around the town, in kilometres
AROUND = 30


@dataclass(frozen=True)
class Trade:
    """A job that can be searched: its ROME code, its name, and other words that lead to it."""

    code: str
    name: str
    words: str
    #: the codes of its neighbours, which are searched with it
    also: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        return (self.code, *self.also)


@dataclass(frozen=True)
class Search:
    """What somebody looks for. `id` is 0 until it is kept; `town` is a postal code, `place` its name once known."""

    person_id: int
    trade: str
    town: str
    #: when the services are to be asked; None: not any more
    due_at: datetime | None
    weekly: bool = False
    #: she has had the first answer
    told: bool = False
    place: str = ""
    id: int = 0


@dataclass(frozen=True)
class Found:
    """One offer of a service. `ref`: what that service calls it."""

    service: str
    ref: str
    kind: Kind
    title: str
    company: str
    town: str
    #: how to answer
    contact: str
    #: the last day, when the service says it
    until: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundNews(Deed):
    """The services were asked for somebody, who acts: what they found is kept. `troubles`: those that said nothing of
    use, and "town" when there is no such postal code."""

    what: str = "found"
    fields: Mapping[str, str] = field(default_factory=dict)
    search: int
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True)
class SearchBy(Asked[Search | None]):
    """One search, by its number; of somebody's newest for 0."""

    person: int
    number: int = 0


@dataclass(frozen=True)
class FindsOf(Asked[tuple[tuple[Offer, bool], ...]]):
    """What a search has found and may still be answered on that day, the newest first, and whether it was told."""

    search: int
    day: date


@dataclass(frozen=True)
class FindsTold:
    """She has now been told of all that this search has found."""

    search: int


def matching(trades: Iterable[Mapping[str, str]], words: str) -> list[Mapping[str, str]]:
    """The jobs ({"id", "text", "words"}) that these words lead to, those with most words in common first."""
    wanted = stems(words)
    common = [(len(wanted & stems(f"{one['text']} {one.get('words', '')}")), one) for one in trades]
    return [one for n, one in sorted(common, key=lambda pair: -pair[0]) if n]
