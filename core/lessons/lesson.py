"""What a lesson is: modules of cards and questions, and how far a person is in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from core.law.facts import Figures as Figures, Source, names_in
from core.people import Role
from core.records import Asked


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to understand. `text` is a template: its holes are names of figures."""

    title: str
    text: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be chosen, and the sentence that explains it."""

    id: str
    text: str
    right: bool
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """Same id, same meaning: answers are kept by it, also across versions of the module."""

    id: str
    text: str
    options: tuple[Option, ...]
    sources: tuple[Source, ...] = ()

    @property
    def right(self) -> tuple[str, ...]:
        """The right answer: the ids of its options."""
        return tuple(option.id for option in self.options if option.right)

    @property
    def several(self) -> bool:
        return len(self.right) > 1

    def option(self, option_id: str) -> Option:
        return next(option for option in self.options if option.id == option_id)

    @property
    def asked(self) -> tuple[str, ...]:
        """What must be readable for the question to make sense."""
        return (self.text, *(option.text for option in self.options))


Page = Card | Question


@dataclass(frozen=True, slots=True)
class Deed:
    """What a lesson ends in: something to do. `script` names a conversation that starts with a tap, if there is one."""

    text: str
    label: str = ""
    script: str = ""


@dataclass(frozen=True, slots=True)
class Module:
    """One lesson. `version` grows with each change of its pages; `next` is the slug of the one that follows."""

    slug: str
    version: int
    title: str
    minutes: int
    pages: tuple[Page, ...]
    deed: Deed
    next: str = ""
    #: for whom it is written: APPRENTICE (said with "tu"), TUTOR or COUNSELLOR (said with "vous")
    audience: Role = Role.APPRENTICE

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(page for page in self.pages if isinstance(page, Question))

    @property
    def sources(self) -> tuple[Source, ...]:
        return tuple(dict.fromkeys(source for page in self.pages for source in page.sources))

    @property
    def figures(self) -> tuple[str, ...]:
        """The names of all the figures that its pages use."""
        return names_in(*(text for page in self.pages for text in texts(page)))


def texts(page: Page) -> tuple[str, ...]:
    """Every template of a page."""
    if isinstance(page, Card):
        return (page.title, page.text)
    return (*page.asked, *(option.why for option in page.options))


def written_for(role: Role) -> Role:
    """Whose modules somebody reads: trainers and managers share those of the counsellors."""
    return role if role in (Role.APPRENTICE, Role.TUTOR) else Role.COUNSELLOR


def shelf(modules: Sequence[Module], role: Role) -> tuple[Module, ...]:
    """The modules that somebody in this role is shown."""
    return tuple(module for module in modules if module.audience is written_for(role))


Answer = tuple[str, ...]


@dataclass(frozen=True)
class Progress:
    """How far one person is in one module. `page` is a position in its pages; past the last one, the end page."""

    module: str
    version: int
    page: int = 0
    #: question -> the first answer, kept for evaluation whatever happens later
    first: Mapping[str, Answer] = field(default_factory=dict)
    #: question -> every answer since the last "corriger", the last one is on the screen
    tries: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    #: question -> what is ticked and not sent yet
    ticks: Mapping[str, Answer] = field(default_factory=dict)
    started_at: datetime | None = None
    finished_at: datetime | None = None

    def pack(self) -> dict[str, Any]:
        """JSON-able; read back by `unpack`."""
        return {
            "module": self.module,
            "version": self.version,
            "page": self.page,
            "first": {question: list(answer) for question, answer in self.first.items()},
            "tries": {question: [list(answer) for answer in tried] for question, tried in self.tries.items()},
            "ticks": {question: list(answer) for question, answer in self.ticks.items()},
            "started_at": self.started_at.isoformat() if self.started_at else None,
            "finished_at": self.finished_at.isoformat() if self.finished_at else None,
        }

    @classmethod
    def unpack(cls, packed: Mapping[str, Any]) -> Progress:
        return cls(
            packed["module"],
            packed["version"],
            packed.get("page", 0),
            {question: tuple(answer) for question, answer in packed.get("first", {}).items()},
            {question: tuple(tuple(a) for a in tried) for question, tried in packed.get("tries", {}).items()},
            {question: tuple(answer) for question, answer in packed.get("ticks", {}).items()},
            datetime.fromisoformat(packed["started_at"]) if packed.get("started_at") else None,
            datetime.fromisoformat(packed["finished_at"]) if packed.get("finished_at") else None,
        )

    def answered(self, question: Question, answer: Answer) -> Progress:
        """One more try. The same wrong answer twice in a row is one try."""
        tried = self.tries.get(question.id, ())
        if tried[-1:] == (answer,):
            return self
        return replace(
            self,
            first={question.id: answer, **self.first},
            tries={**self.tries, question.id: (*tried, answer)},
            ticks={**self.ticks, question.id: answer},
        )

    def ticked(self, question: Question, option_id: str) -> Progress:
        """The tick of one option changes sides; ticks stay in the order of the options."""
        before = self.ticks.get(question.id, ())
        after = tuple(o.id for o in question.options if (o.id in before) != (o.id == option_id))
        return replace(self, ticks={**self.ticks, question.id: after})

    def reopened(self, question: Question) -> Progress:
        """Corriger: the question is open again; the first answer stays."""
        return replace(
            self,
            tries={q: tried for q, tried in self.tries.items() if q != question.id},
            ticks={q: ticks for q, ticks in self.ticks.items() if q != question.id},
        )

    def solved(self, question: Question) -> bool:
        return self.tries.get(question.id, ())[-1:] == (question.right,)

    def right_at_once(self, module: Module) -> int:
        return sum(self.first.get(question.id) == question.right for question in module.questions)


@dataclass(frozen=True)
class ProgressOf(Asked[Mapping[str, Progress]]):
    """How far a person is in each module that she has opened, by slug."""

    person: int


def begin(module: Module, now: datetime) -> Progress:
    return Progress(module.slug, module.version, started_at=now)


def settle(module: Module, progress: Progress) -> Progress:
    """The progress on another version: answers to options that are gone are forgotten, what is finished stays so.

    Only for who has finished, or when nobody kept the version that she began (core/lessons/editions.py).
    """
    if progress.version == module.version:
        return progress
    known = {question.id: {option.id for option in question.options} for question in module.questions}
    return replace(
        progress,
        version=module.version,
        page=len(module.pages) if progress.finished_at else min(progress.page, len(module.pages)),
        tries={
            q: kept
            for q, tried in progress.tries.items()
            if (kept := tuple(answer for answer in tried if known.get(q, set()) >= set(answer)))
        },
        ticks={q: ticks for q, ticks in progress.ticks.items() if known.get(q, set()) >= set(ticks)},
    )
