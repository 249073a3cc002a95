"""The life of a mission as one table: what may follow what, by whom, and what is said when not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from core.people import Role


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
    #: the tutor said yes by telephone; a counsellor writes it down, in her own name
    PHONE = "phone"
    AMEND = "amend"
    REFUSE = "refuse"
    UNDO = "undo"
    QUESTION = "question"
    ANSWER = "answer"
    ACCEPT = "accept"
    REPROPOSE = "repropose"
    #: once more as it was, after it had expired
    REVIVE = "revive"
    WITHDRAW = "withdraw"
    START = "start"
    FINISH = "finish"
    ASSESS = "assess"
    #: the apprentice's word about the two looks
    REPLY = "reply"
    EXPIRE = "expire"


# The tutor takes back a yes or a no; the apprentice answers the two looks.
UNDO_TIME = timedelta(minutes=10)
REPLY_TIME = timedelta(days=7)
# The answers that the tutor may take back. One that somebody else wrote down may be taken back until the start.
UNDONE = {Act.VALIDATE, Act.REFUSE, Act.PHONE}
# A yes of the company. Nothing starts without one.
YES = {Act.VALIDATE, Act.PHONE, Act.ACCEPT}


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
    #: the other side has not agreed to this version yet
    new_version: bool = False


APPRENTICE, TUTOR, COUNSELLOR = (frozenset({role}) for role in (Role.APPRENTICE, Role.TUTOR, Role.COUNSELLOR))
TREATED = "Déjà traité par {by} {at} : cette mission est « {state} »."
# The same when it was nobody's act.
TOO_LATE = "Trop tard : cette mission est restée « {state} ». Elle peut être proposée à nouveau."


def _rule(act: Act, sources: set[State], target: State, roles: frozenset[Role], refusal: str, **more: object) -> Rule:
    return Rule(act, frozenset(sources), target, roles, refusal, **more)  # type: ignore[arg-type]


RULES: Mapping[Act, Rule] = {
    rule.act: rule
    for rule in (
        _rule(Act.PROPOSE, {State.DRAFT}, State.PROPOSED, APPRENTICE, TREATED),
        _rule(Act.VALIDATE, {State.PROPOSED}, State.VALIDATED, TUTOR, TREATED),
        _rule(Act.PHONE, {State.PROPOSED}, State.VALIDATED, COUNSELLOR, TREATED),
        _rule(Act.AMEND, {State.PROPOSED}, State.AMENDED, TUTOR, TREATED, new_version=True),
        _rule(
            Act.REFUSE,
            {State.PROPOSED},
            State.REFUSED,
            TUTOR,
            TREATED,
            needs_note="Donnez une raison, même courte : elle aide à proposer mieux la prochaine fois.",
        ),
        _rule(
            Act.UNDO,
            {State.VALIDATED, State.REFUSED},
            State.PROPOSED,
            TUTOR,
            "Trop tard pour annuler : cette mission est « {state} » ({by}, {at}). Écrivez ici pour en parler.",
            new_version=True,
        ),
        _rule(Act.QUESTION, {State.PROPOSED}, State.PROPOSED, TUTOR, TREATED, needs_note="Écrivez votre question."),
        _rule(Act.ANSWER, {State.PROPOSED}, State.PROPOSED, APPRENTICE, TREATED, needs_note="Écris ta réponse."),
        _rule(Act.ACCEPT, {State.AMENDED}, State.VALIDATED, APPRENTICE, TREATED),
        _rule(Act.REPROPOSE, {State.AMENDED}, State.PROPOSED, APPRENTICE, TREATED, new_version=True),
        _rule(Act.REVIVE, {State.EXPIRED}, State.PROPOSED, APPRENTICE, TREATED, new_version=True),
        _rule(
            Act.WITHDRAW,
            {State.PROPOSED, State.AMENDED, State.VALIDATED},
            State.CANCELLED,
            APPRENTICE,
            "Cette mission ne peut plus être retirée : elle est « {state} » ({by}, {at}).",
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
        _rule(
            Act.REPLY,
            {State.ASSESSED},
            State.ASSESSED,
            APPRENTICE,
            "On répond quand les deux regards sont là. Cette mission est « {state} ».",
            needs_note="Écris ta réponse.",
        ),
        # Nobody's act: the clock's. Never counted as done.
        _rule(Act.EXPIRE, {State.PROPOSED, State.AMENDED, State.VALIDATED}, State.EXPIRED, frozenset(), TREATED),
    )
}
