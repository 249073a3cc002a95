"""The skills passport: missions looked at by both, chosen by their holder; words of tutors only with their yes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from core.people import Refused
from core.records import Asked

#: what fits on one A4 page, with the longest words that people may give
MOST_SHOWN = 6
#: as long as a look's words may be
QUOTE_LIMIT = 500
#: the page of a passport: the first part of its address, and of its proof
PURPOSE = "passeport"
# How long a link may live, as its holder chooses.
LIVES = {"7": timedelta(days=7), "30": timedelta(days=30), "182": timedelta(days=182)}
LIVES_SHOWN = {"7": "1 semaine", "30": "1 mois", "182": "6 mois"}

Key = tuple[int, int]


@dataclass(frozen=True)
class Passport:
    """What one person shows."""

    person_id: int
    shown: tuple[Key, ...] = ()
    #: until when the link in use opens the page
    until: datetime | None = None

    def toggled(self, key: Key) -> Passport:
        """With this mission shown, or no longer."""
        if key in self.shown:
            return replace(self, shown=tuple(one for one in self.shown if one != key))
        if len(self.shown) >= MOST_SHOWN:
            raise Refused("Une page tient six missions. Retire-en une pour montrer celle-ci.")
        return replace(self, shown=(*self.shown, key))

    def open(self, now: datetime) -> bool:
        return self.until is not None and now < self.until


class Consent(StrEnum):
    """Where the tutor's agreement to be quoted stands."""

    WAITING = "waiting"  # not asked yet
    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"


@dataclass(frozen=True)
class Quote:
    """Words of a tutor about one mission, as they would be shown."""

    triad_id: int
    number: int
    #: whose words they are
    person_id: int
    words: str
    version: int = 1
    state: Consent = Consent.WAITING
    asked_at: datetime | None = None
    answered_at: datetime | None = None

    @property
    def key(self) -> Key:
        return self.triad_id, self.number

    @property
    def subject(self) -> str:
        """What the message that asks is about."""
        return f"quote:{self.triad_id}:{self.number}:{self.version}"

    def asked(self, now: datetime) -> Quote:
        return replace(self, state=Consent.ASKED, asked_at=now)

    def answered(self, person_id: int, version: int, now: datetime, *, agrees: bool) -> Quote:
        """What the tutor says; only hers or his to say, once for each version."""
        if person_id != self.person_id:
            raise Refused("Ces mots sont ceux d'une autre personne : rien n'a changé.")
        if version != self.version or self.state is not Consent.ASKED:
            raise Refused("C'est déjà répondu, ou ces mots ont changé depuis : rien n'a changé.")
        return replace(self, state=Consent.AGREED if agrees else Consent.REFUSED, answered_at=now)

    def reworded(self, words: str) -> Quote:
        """Other words: nobody has agreed to them yet."""
        if words == self.words:
            raise Refused("Ce sont les mêmes mots : rien n'a changé.")
        return replace(self, words=words, version=self.version + 1, state=Consent.WAITING, answered_at=None)


@dataclass(frozen=True)
class Proof:
    """A mission that both have looked at: what may be shown of it."""

    triad_id: int
    number: int
    title: str
    #: in words
    skill: str
    #: the day of the second look
    on: date
    tutor_id: int = 0
    tutor: str = ""
    company: str = ""
    #: the tutor's own words, in the look; never shown from here
    words: str = ""

    @property
    def key(self) -> Key:
        return self.triad_id, self.number


@dataclass(frozen=True)
class Shelf:
    """All that a passport is made of."""

    passport: Passport
    first_name: str = ""
    structure: str = ""
    proofs: tuple[Proof, ...] = ()
    quotes: tuple[Quote, ...] = ()

    def quote(self, key: Key) -> Quote | None:
        return next((one for one in self.quotes if one.key == key), None)

    def proof(self, key: Key) -> Proof | None:
        return next((one for one in self.proofs if one.key == key), None)

    def chosen(self) -> tuple[Proof, ...]:
        """The missions that are shown, newest first."""
        return tuple(proof for proof in self.proofs if proof.key in self.passport.shown)


@dataclass(frozen=True)
class ShelfOf(Asked[Shelf | None]):
    """The passport of a person, with all that could be in it."""

    person: int


@dataclass(frozen=True)
class QuoteOf(Asked[Quote | None]):
    """The words about one mission, as they may be shown or not."""

    triad: int
    number: int


def subject(person: int) -> str:
    """What the links of a person's passport are about."""
    return f"passport:{person}"


def holder(link_subject: str) -> int:
    """Whose passport a link opens."""
    return int(link_subject.partition(":")[2])


def page_of(shelf: Shelf) -> dict[str, Any]:
    """What the page, the PDF and the badges say, JSON-able. No mark, no family name, no birth date, no number.

    A tutor's words, name and company stand here only with the tutor's yes to these very words.
    """
    return {
        "name": shelf.first_name,
        "structure": shelf.structure,
        "entries": [_entry(proof, shelf.quote(proof.key)) for proof in shelf.chosen()],
    }


def _entry(proof: Proof, quote: Quote | None) -> dict[str, Any]:
    agreed = quote is not None and quote.state is Consent.AGREED
    return {
        "title": proof.title,
        "skill": proof.skill,
        "on": proof.on.isoformat(),
        "day": f"{proof.on:%d/%m/%Y}",
        "quote": quote.words if agreed and quote else "",
        "by": " · ".join(part for part in (proof.tutor, proof.company) if part) if agreed else "",
    }


def to_ask(shelf: Shelf) -> Quote | None:
    """The next words that a tutor is to be asked about: one question at a time for each tutor."""
    busy = {one.person_id for one in shelf.quotes if one.state is Consent.ASKED}
    return next((one for one in waiting(shelf) if one.person_id not in busy), None)


def waiting(shelf: Shelf) -> Iterable[Quote]:
    """The words of shown missions that nobody was asked about."""
    for proof in shelf.chosen():
        known = shelf.quote(proof.key)
        if known is None and proof.words and proof.tutor_id:
            yield Quote(proof.triad_id, proof.number, proof.tutor_id, proof.words)
        elif known is not None and known.state is Consent.WAITING:
            yield known
