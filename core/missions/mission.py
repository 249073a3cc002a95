"""A mission: what its card says, every step it took, and what may be done with it now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime

from core.missions.transitions import (
    OVER as OVER,
    REPLY_TIME,
    RULES as RULES,
    STATES as STATES,
    TOO_LATE,
    TREATED,
    UNDO_TIME,
    UNDONE,
    YES,
    Act as Act,
    Rule,
    State as State,
)
from core.people import Person, Refused, Role
from core.texts import Text, say


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
class Step:
    """One change in the life of a mission: who, when, on which channel, from which version. Nobody: the clock."""

    act: Act
    state: State
    version: int
    person_id: int | None
    name: str
    role: Role | None
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

    @property
    def agreed(self) -> Step | None:
        """The yes under which it stands or was done; None when this version has none."""
        return next((step for step in reversed(self.steps) if step.act in YES and step.version == self.version), None)

    def undoable(self, now: datetime) -> bool:
        """Whether the tutor may still take back the answer."""
        return self.state in RULES[Act.UNDO].sources and not self._why_not_undo(now)

    def answerable(self, now: datetime) -> bool:
        """Whether the apprentice may still add a word to the two looks."""
        return self.state is State.ASSESSED and not self._why_not_reply(now)

    def check(
        self,
        act: Act,
        by: Person,
        *,
        version: int,
        now: datetime,
        note: str = "",
        when: str = "",
        seen: str = "",
    ) -> Rule:
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
        if reason := self._why_not(act, by, now):
            raise Refused(reason)
        return rule

    def after(
        self, act: Act, by: Person | None, channel: str, at: datetime, *, card: Card | None = None, note: str = ""
    ) -> Mission:
        """This mission once `act` is done by somebody, or by the clock; `check` has allowed it."""
        rule = RULES[act]
        version = self.version + 1 if rule.new_version or act is Act.PROPOSE else self.version
        card = card or self.card
        seen = self.assessed_by | ({by.role} if by is not None and act is Act.ASSESS else set())
        target = State.ASSESSED if {Role.APPRENTICE, Role.TUTOR} <= seen and act is Act.ASSESS else rule.target
        if by is not None:
            step = Step(act, target, version, by.id, by.first_name, by.role, channel, at, card, note)
        else:
            step = Step(act, target, version, None, "", None, channel, at, card, note)
        return replace(self, version=version, state=target, card=card, steps=(*self.steps, step), assessed_by=seen)

    # --- why not -----------------------------------------------------------------------------------------------------

    def _why_not(self, act: Act, by: Person, now: datetime) -> str:
        """What the table does not say: once only, or in time only."""
        if act is Act.ASSESS and by.role in self.assessed_by:
            return "Ce regard est déjà enregistré : il ne change plus, pour que les deux restent sincères."
        if act is Act.UNDO:
            return self._why_not_undo(now)
        return self._why_not_reply(now) if act is Act.REPLY else ""

    def _why_not_undo(self, now: datetime) -> str:
        last = self.steps[-1]
        if last.act not in UNDONE:
            return "Cette réponse n'est pas la vôtre. Écrivez ici pour en parler ensemble."
        if last.act is not Act.PHONE and now - last.at > UNDO_TIME:
            return "Les dix minutes pour annuler sont passées. Écrivez ici : une nouvelle version peut être proposée."
        return ""

    def _why_not_reply(self, now: datetime) -> str:
        if self.last(Act.REPLY) is not None:
            return "Ta réponse est déjà avec les deux regards : il y en a une seule, pour que chacun garde la sienne."
        both = self.last(Act.ASSESS)
        if both is not None and now - both.at > REPLY_TIME:
            return "Les sept jours pour répondre sont passés. Tu peux en parler dans ton fil, en écrivant ici."
        return ""

    def _refusal(self, words: str, when: str) -> Text:
        step = self.steps[-1] if self.steps else None
        if words is TREATED and step is not None and step.person_id is None:
            words = TOO_LATE
        return say(words, state=say(STATES[self.state]), by=step.name if step else "", at=when)
