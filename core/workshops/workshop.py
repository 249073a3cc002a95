"""A workshop: a room that a code opens for an hour, its seats, and the questions that are asked live in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2s
from typing import Any

from core.law.facts import Source
from core.lessons.lesson import Answer, Option, Question
from core.people import Person, Refused
from core.records import Asked
from core.texts import say

# Without what is mistaken for something else on a board: 0 and O, 1, I and L.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6
#: what a deep link carries ahead of the code
PAYLOAD = "atelier-"
ROOM, MINUTES = 12, 60
FEWEST, MOST = 2, 40
#: one more tap makes a full room larger by so many seats
MORE = 4
#: a room that nobody closes closes by itself, so long after its code
FORGOTTEN = timedelta(hours=3)


def code_from(secret: str) -> str:
    """A code that can be read aloud; 29 bits are enough for an hour, among the people of one structure."""
    number = int.from_bytes(blake2s(secret.encode(), digest_size=8).digest(), "big")
    letters = []
    for _ in range(CODE_LENGTH):
        number, rest = divmod(number, len(LETTERS))
        letters.append(LETTERS[rest])
    return "".join(letters)


def read_code(typed: str) -> str:
    """The code as it was made, however it was typed or carried by a link."""
    plain = typed.strip().removeprefix(PAYLOAD)
    return "".join(sign for sign in plain.upper() if sign.isalnum())


@dataclass(frozen=True)
class Seat:
    """One person in the room: when she came, said that she is there, and left."""

    person: Person
    joined_at: datetime
    present_at: datetime | None = None
    left_at: datetime | None = None
    #: how many questions had been asked when she came
    after: int = 0

    @property
    def taken(self) -> bool:
        return self.left_at is None


@dataclass(frozen=True)
class Round:
    """One question, as it was asked: a later version of the lesson changes nothing of it."""

    number: int
    question: Question
    asked_at: datetime
    #: the slug of the lesson it comes from; "" for a poll, whose words are somebody's and no template
    module: str = ""
    shown_at: datetime | None = None
    #: person -> what she chose last
    answers: Mapping[int, Answer] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        return self.shown_at is None

    def count(self, option_id: str) -> int:
        return sum(option_id in answer for answer in self.answers.values())

    def chosen(self, person: int, option_id: str) -> Answer:
        """What her answer becomes with this tap: a choice, or one tick more or less where several are right."""
        before = self.answers.get(person, ())
        if not self.question.several:
            return (option_id,)
        return tuple(o.id for o in self.question.options if (o.id in before) != (o.id == option_id))


@dataclass(frozen=True)
class Workshop:
    """A room of one structure. `code` names it, also long after it has stopped to open anything."""

    code: str
    #: whoever opened it
    by: Person
    opened_at: datetime
    #: the code lets in until then
    until: datetime
    #: how many may sit at the same time
    room: int = ROOM
    #: the topic of the forum in which it is led; "" is General
    topic: str = ""
    closed_at: datetime | None = None
    seats: tuple[Seat, ...] = ()
    rounds: tuple[Round, ...] = ()

    @property
    def subject(self) -> str:
        return f"workshop:{self.code}"

    @property
    def taken(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if seat.taken)

    @property
    def present(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.taken if seat.present_at is not None)

    @property
    def full(self) -> bool:
        return len(self.taken) >= self.room

    @property
    def asking(self) -> Round | None:
        """The question that waits for answers."""
        return next((one for one in self.rounds if one.open), None)

    def seat(self, person: int) -> Seat | None:
        return next((seat for seat in self.seats if seat.person.id == person), None)

    def round(self, number: int) -> Round | None:
        return next((one for one in self.rounds if one.number == number), None)

    def admit(self, person: Person, now: datetime) -> Seat:
        """A seat for this person: a new one by the code, or her own again. Refused when there is none."""
        if self.closed_at is not None:
            raise Refused("Cet atelier est fini. Pour le prochain, la personne qui anime donnera un nouveau code.")
        before = self.seat(person.id)
        if before is None and now >= self.until:
            raise Refused("Ce code ne marche plus : il dure un temps limité. La personne qui anime peut en ouvrir un.")
        if self.full and not (before is not None and before.taken):
            raise Refused(say("L'atelier est complet ({room} places). La personne qui anime peut en ajouter : "
                              "ensuite, le même code marchera.", room=self.room))  # fmt: skip
        if before is not None:
            return replace(before, left_at=None)
        return Seat(person, now, after=len(self.rounds))

    def with_seat(self, seat: Seat) -> Workshop:
        others = tuple(one for one in self.seats if one.person.id != seat.person.id)
        return replace(self, seats=tuple(sorted((*others, seat), key=lambda one: one.joined_at)))

    def with_round(self, one: Round) -> Workshop:
        others = tuple(other for other in self.rounds if other.number != one.number)
        return replace(self, rounds=tuple(sorted((*others, one), key=lambda other: other.number)))


@dataclass(frozen=True)
class Taken:
    """To keep: this seat of the room."""

    code: str
    seat: Seat


@dataclass(frozen=True)
class Played:
    """To keep: this question of the room, without its answers."""

    code: str
    round: Round


@dataclass(frozen=True)
class Answered:
    """To keep: what one person chose."""

    code: str
    number: int
    person: int
    answer: Answer


@dataclass(frozen=True)
class WorkshopOf(Asked[Workshop | None]):
    """The room of a code, open or not; nobody else changes it before this transaction ends."""

    code: str


@dataclass(frozen=True)
class WorkshopWith(Asked[Workshop | None]):
    """The open room in which this person sits now."""

    person: int


def pack_question(question: Question) -> dict[str, Any]:
    """JSON-able; read back by `unpack_question`."""
    return {
        "id": question.id,
        "text": question.text,
        "options": [[one.id, one.text, one.right, one.why] for one in question.options],
        "sources": [[one.id, one.name, one.address] for one in question.sources],
    }


def unpack_question(packed: Mapping[str, Any]) -> Question:
    options = tuple(Option(*one) for one in packed["options"])
    return Question(packed["id"], packed["text"], options, tuple(Source(*one) for one in packed["sources"]))
