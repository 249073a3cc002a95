"""A mission and its life: one table of transitions, with who may do what from where, and what is said when not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum

from core.people import Person, Refused, Role
from core.texts import Text, say


class State(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    AMENDED = "amended"
    VALIDATED = "validated"
    REFUSED = "refused"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    ASSESSED = "assessed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


# What people read, with the mark that stands on the card.
STATES = {
    State.DRAFT: "✏️ brouillon",
    State.PROPOSED: "⏳ en attente du oui",
    State.AMENDED: "✏️ ajustée, réponse attendue",
    State.VALIDATED: "✅ validée",
    State.REFUSED: "❌ refusée",
    State.IN_PROGRESS: "▶️ en cours",
    State.DONE: "🏁 faite",
    State.ASSESSED: "🌟 faite et regardée à deux",
    State.CANCELLED: "🚫 retirée",
    State.EXPIRED: "⌛ sans suite",
}

OVER = {State.REFUSED, State.ASSESSED, State.CANCELLED, State.EXPIRED}


class Act(StrEnum):
    PROPOSE = "propose"
    VALIDATE = "validate"
    AMEND = "amend"
    REFUSE = "refuse"
    QUESTION = "question"
    ANSWER = "answer"
    ACCEPT = "accept"
    REPROPOSE = "repropose"
    WITHDRAW = "withdraw"
    START = "start"
    FINISH = "finish"
    ASSESS = "assess"
    EXPIRE = "expire"


@dataclass(frozen=True)
class Card:
    """What the mission says. Words of people; `files` are voice or photo answers, by field."""

    title: str
    why: str = ""
    when: str = ""
    skill: str = ""
    help: str = ""
    #: the lesson it puts into practice
    lesson: str = ""
    files: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    @classmethod
    def of(cls, words: Mapping[str, str]) -> Card:
        """The card that says these words; unknown fields are ignored."""
        get = words.get
        return cls(
            get("title", ""), get("why", ""), get("when", ""), get("skill", ""), get("help", ""), get("lesson", "")
        )

    def saying(self, name: str, words: str) -> Card:
        """This card with one field in other words."""
        return replace(Card.of({**self.words(), name: words}), files=self.files)

    def words(self) -> dict[str, str]:
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "files"}

    def differences(self, newer: Card) -> list[tuple[str, str, str]]:
        """(field, old, new) for each field that reads otherwise in `newer`."""
        old, new = self.words(), newer.words()
        return [(name, old[name], new[name]) for name in old if old[name] != new[name]]


@dataclass(frozen=True)
class Rule:
    """One row of the life of a mission."""

    act: Act
    sources: frozenset[State]
    target: State
    roles: frozenset[Role]
    #: said when the state is not one of `sources`
    refusal: str
    #: the words that must come with it, and what is said when they are missing
    needs_note: str = ""
    #: the card changes: a new version, which the other side has not agreed to yet
    new_version: bool = False


APPRENTICE, TUTOR = frozenset({Role.APPRENTICE}), frozenset({Role.TUTOR})
TREATED = "Déjà traité : cette mission est « {state} » ({by}, {at})."


def _rule(act: Act, sources: set[State], target: State, roles: frozenset[Role], refusal: str, **more: object) -> Rule:
    return Rule(act, frozenset(sources), target, roles, refusal, **more)  # type: ignore[arg-type]


RULES: Mapping[Act, Rule] = {
    rule.act: rule
    for rule in (
        _rule(Act.PROPOSE, {State.DRAFT}, State.PROPOSED, APPRENTICE, TREATED),
        _rule(Act.VALIDATE, {State.PROPOSED}, State.VALIDATED, TUTOR, TREATED),
        _rule(Act.AMEND, {State.PROPOSED}, State.AMENDED, TUTOR, TREATED, new_version=True),
        _rule(
            Act.REFUSE,
            {State.PROPOSED},
            State.REFUSED,
            TUTOR,
            TREATED,
            needs_note="Donnez une raison, même courte : elle aide à proposer mieux la prochaine fois.",
        ),
        _rule(Act.QUESTION, {State.PROPOSED}, State.PROPOSED, TUTOR, TREATED, needs_note="Écrivez votre question."),
        _rule(Act.ANSWER, {State.PROPOSED}, State.PROPOSED, APPRENTICE, TREATED, needs_note="Écris ta réponse."),
        _rule(Act.ACCEPT, {State.AMENDED}, State.VALIDATED, APPRENTICE, TREATED),
        _rule(Act.REPROPOSE, {State.AMENDED}, State.PROPOSED, APPRENTICE, TREATED, new_version=True),
        _rule(
            Act.WITHDRAW,
            {State.PROPOSED, State.AMENDED, State.VALIDATED},
            State.CANCELLED,
            APPRENTICE,
            "Cette mission ne peut plus être retirée : elle est « {state} ».",
        ),
        _rule(
            Act.START,
            {State.VALIDATED},
            State.IN_PROGRESS,
            APPRENTICE,
            "On ne commence pas sans le oui de l'entreprise, et cette mission est « {state} ». "
            "Dès qu'elle est validée, tu pourras la commencer.",
        ),
        _rule(
            Act.FINISH,
            {State.IN_PROGRESS},
            State.DONE,
            APPRENTICE,
            "Cette mission n'est pas en cours : elle est « {state} ».",
        ),
        _rule(
            Act.ASSESS,
            {State.DONE},
            State.DONE,
            APPRENTICE | TUTOR,
            "On regarde une mission quand elle est faite. Celle-ci est « {state} ».",
        ),
        # Nobody's act: the clock's. Never counted as done.
        _rule(Act.EXPIRE, {State.PROPOSED, State.AMENDED, State.VALIDATED}, State.EXPIRED, frozenset(), TREATED),
    )
}


@dataclass(frozen=True)
class Step:
    """One change in the life of a mission: who, when, on which channel, from which version."""

    act: Act
    state: State
    version: int
    person_id: int
    name: str
    role: Role
    channel: str
    at: datetime
    card: Card
    note: str = ""


@dataclass(frozen=True)
class Mission:
    """A task that an apprentice proposes to the company; nothing starts before the tutor's yes."""

    triad_id: int
    number: int
    version: int
    state: State
    card: Card
    steps: tuple[Step, ...] = ()
    #: who has assessed already
    assessed_by: frozenset[Role] = frozenset()

    @classmethod
    def draft(cls, triad_id: int, number: int, card: Card) -> Mission:
        return cls(triad_id, number, 0, State.DRAFT, card)

    @property
    def subject(self) -> str:
        return f"mission:{self.triad_id}:{self.number}"

    def last(self, act: Act) -> Step | None:
        return next((step for step in reversed(self.steps) if step.act is act), None)

    @property
    def questions(self) -> int:
        """How many questions this version has had."""
        return sum(step.act is Act.QUESTION and step.version == self.version for step in self.steps)

    @property
    def asked(self) -> bool:
        """The tutor's question waits for an answer: the ball is with the apprentice."""
        return self.state is State.PROPOSED and bool(self.steps) and self.steps[-1].act is Act.QUESTION

    def check(self, act: Act, by: Person, *, version: int, note: str = "", when: str = "", seen: str = "") -> Rule:
        """The rule that allows this act now, or Refused with the sentence that says why not.

        `when` is the time of the last change in words, for "déjà traité par … à 14:02". `seen` is the state in which
        the one who acts saw the mission: of two who act at once, the second is told even if the act were still allowed.
        """
        rule = RULES[act]
        if by.role not in rule.roles:
            raise Refused("Ce bouton est pour une autre personne du fil : rien n'a changé.")
        if self.state not in rule.sources:
            raise Refused(self._refusal(rule.refusal, when))
        if seen not in ("", self.state):
            raise Refused(self._refusal(TREATED, when))
        if version != self.version and act is not Act.PROPOSE:
            raise Refused("Cette mission a changé depuis. La carte la plus récente fait foi.")
        if rule.needs_note and not note.strip():
            raise Refused(rule.needs_note)
        if act is Act.ASSESS and by.role in self.assessed_by:
            raise Refused("Ce regard est déjà enregistré : il ne change plus, pour que les deux restent sincères.")
        return rule

    def _refusal(self, words: str, when: str) -> Text:
        step = self.steps[-1] if self.steps else None
        return say(words, state=say(STATES[self.state]), by=step.name if step else "", at=when)

    def after(
        self, act: Act, by: Person, channel: str, at: datetime, *, card: Card | None = None, note: str = ""
    ) -> Mission:
        """This mission once `act` is done; `check` has allowed it."""
        rule = RULES[act]
        version = self.version + 1 if rule.new_version or act is Act.PROPOSE else self.version
        card = card or self.card
        seen = self.assessed_by | ({by.role} if act is Act.ASSESS else set())
        target = State.ASSESSED if {Role.APPRENTICE, Role.TUTOR} <= seen and act is Act.ASSESS else rule.target
        step = Step(act, target, version, by.id, by.first_name, by.role, channel, at, card, note)
        return replace(self, version=version, state=target, card=card, steps=(*self.steps, step), assessed_by=seen)
