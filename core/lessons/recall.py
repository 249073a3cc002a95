"""Questions that come back after a finished lesson: three after 3 days, three after 10, those that were hard first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from core.lessons.lesson import Module, Progress, Question
from core.lessons.pages import NEXT, Place, Reading, blocks, draw_question
from core.lessons.player import answer
from core.messages import Button, Content, Rows
from core.records import Asked
from core.texts import Text, say

#: how long after the end of the lesson, round by round
ROUNDS = (timedelta(days=3), timedelta(days=10))
QUESTIONS = 3
# What its buttons do, beside those of a page of a lesson.
SKIP, STOP, YES, NO = "k", "x", "yes", "no"


@dataclass(frozen=True)
class Recall:
    """One round for one person: which questions of which version, and how far she is in them."""

    person: int
    module: str
    round: int
    version: int
    questions: tuple[str, ...]
    #: `page` counts the questions; `first` are the answers for evaluation
    progress: Progress

    @property
    def over(self) -> bool:
        return self.progress.page >= len(self.questions)

    def pack(self) -> dict[str, Any]:
        """JSON-able; read back by `unpack`."""
        return {"version": self.version, "questions": list(self.questions), "progress": self.progress.pack()}

    @classmethod
    def unpack(cls, person: int, module: str, round_: int, packed: Mapping[str, Any]) -> Recall:
        progress = Progress.unpack(packed["progress"])
        return cls(person, module, round_, packed["version"], tuple(packed["questions"]), progress)


@dataclass(frozen=True)
class RecallsOf(Asked[tuple[Recall, ...]]):
    """The rounds of a person for one module, in order."""

    person: int
    module: str


def chosen(module: Module, answers: Sequence[Mapping[str, Sequence[str]]], reading: Reading) -> tuple[Question, ...]:
    """Which questions come back. `answers`: the first answers of the lesson, then of each round; what went wrong last
    goes first. A question about a figure out of date is not asked."""
    known = [question for question in module.questions if not reading.withdrawn(question)]

    def hard(question: Question) -> tuple[bool, ...]:
        return tuple(tuple(given.get(question.id, question.right)) == question.right for given in reversed(answers))

    return tuple(sorted(known, key=hard)[:QUESTIONS])


@dataclass(frozen=True, slots=True)
class Return(Place):
    """Where in a round: its buttons say `q:<slug>:<round>:<question>:<what>`."""

    round: int = 1

    def data(self, what: str) -> str:
        return f"q:{self.module.slug}:{self.round}:{self.progress.page}:{what}"


def place(recall: Recall, module: Module, reading: Reading) -> Return:
    """The round as pages that turn; a question that the module no longer has is passed over."""
    known = {question.id: question for question in module.questions}
    pages = tuple(known[name] for name in recall.questions if name in known)
    return Return(replace(module, pages=pages), recall.progress, reading, recall.round)


def draw(at: Return) -> Content:
    """The question where the person is, or how it went."""
    if at.progress.page >= len(at.module.pages):
        return _end(at)
    question = at.module.pages[at.progress.page]
    assert isinstance(question, Question)
    body, rows, onward = draw_question(at, question)
    head = at.reading.say("🔁 <i>{title}</i>\n{bar}", title=say(at.module.title), bar=at.bar)
    on = at.button(say("Suite ▸"), NEXT, "primary") if onward else at.button(say("Passer ▸"), SKIP)
    return Content(blocks(head, body), (*rows, (at.button(say("🔕 Plus jamais"), STOP), on)))


def turn(at: Return, page: int, what: str) -> tuple[Progress, Text | None]:
    """One tap, and the little answer to it. A late one changes nothing."""
    progress, pages = at.progress, at.module.pages
    if page != progress.page or page >= len(pages):
        return progress, say("Cette page est déjà tournée. Voici où tu en es.")
    question = pages[page]
    assert isinstance(question, Question)
    open_ = not at.reading.withdrawn(question)
    if what == SKIP or (what == NEXT and (progress.solved(question) or not open_)):
        return replace(progress, page=page + 1), None
    return answer(progress, question, what) if open_ else (progress, None)


def _end(at: Return) -> Content:
    right, asked = at.progress.right_at_once(at.module), len(at.progress.first)
    score = say("🔁 C'est fini : {right} sur {all} du premier coup.", right=right, all=asked)
    later = say("Trois questions reviendront encore une fois, dans une semaine.") if at.round < len(ROUNDS) else say("")
    rows: Rows = ((Button(at.reading.say("📚 Relire la leçon").text, f"l:{at.module.slug}:0:0:o"),),)
    if at.round < len(ROUNDS):
        rows = (*rows, (at.button(say("🔕 Plus jamais"), STOP),))
    return Content(blocks(at.reading.words(score if asked else say("🔁 C'est fini.")), at.reading.words(later)), rows)
