"""A good mission of one triad becomes an idea for others of the structure: without names, and only after her yes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from core.conversation import facts_for, start
from core.library.ideas import ANY_JOB, Idea
from core.messages import Button, Change, Content, Message, Press, Rows, ToPlace
from core.missions.acts import find
from core.missions.cards import stack
from core.missions.mission import State
from core.people import Person, Refused
from core.records import Asked
from core.scene import Scene
from core.texts import Text, say
from core.triad import Triad

# What the apprentice may do with it, by button: the state it leads to, and the states it may come from.
ASKED, LENT, KEPT, TAKEN_BACK = "asked", "lent", "refused", "withdrawn"
ANSWERS = {"oui": (LENT, (ASKED,)), "non": (KEPT, (ASKED,)), "retirer": (TAKEN_BACK, (LENT,))}
EVERY_JOB = "Tous les métiers"
# Shorter words than these would be found in any sentence.
NAME_LENGTH = 3
OLD = "C'est déjà réglé : rien n'a changé."


@dataclass(frozen=True)
class Loan:
    """An idea of this structure, where it comes from and how far it is. `person_id`: the one who lends it."""

    triad_id: int
    number: int
    person_id: int
    idea: Idea
    state: str = ASKED

    @property
    def subject(self) -> str:
        return f"idea:{self.triad_id}:{self.number}"


@dataclass(frozen=True)
class LoanOf(Asked[Loan | None]):
    """What became of a mission as an idea; None when nobody asked yet."""

    triad: int
    number: int


@dataclass(frozen=True)
class LentHere(Asked[tuple[Idea, ...]]):
    """The ideas that people of the structure lend, newest first, without those of one triad."""

    but: int = 0
    most: int = 60


@dataclass(frozen=True)
class LendIdea:
    """A counsellor has rewritten a mission as an idea: its apprentice is asked."""

    triad: int
    number: int
    idea: Idea

    def apply(self, scene: Scene) -> None:
        triad, mission = find(scene, self.triad, self.number)
        young = _lender(scene, triad, self.number)
        if mission.state is not State.ASSESSED:
            raise Refused("Cette mission a changé entre-temps : rien n'est parti.")
        loan = Loan(triad.id, self.number, young.id, self.idea)
        scene.reply.kept.append(loan)
        scene.tell(young, asking(scene, loan), _buttons(scene, young, loan, "oui", "non"), triad=triad.id,
                   subject=loan.subject)  # fmt: skip
        scene.record("idea-asked", subject=loan.subject, triad=triad.id)


def begin(message: Message, scene: Scene) -> None:
    """`/idee N` in a triad's topic: the mission is rewritten as an idea."""
    triad = scene.topic_triad
    assert triad is not None
    try:
        if not message.argument.strip().isdecimal() or len(message.argument.strip()) > 6:
            raise Refused("Dites laquelle : /idee suivi du numéro de la mission, par exemple /idee 2.")
        number = int(message.argument)
        mission = scene.missions.get((triad.id, number))
        if mission is None:
            raise Refused("Ce fil n'a pas de mission de ce numéro : /missions les montre.")
        if mission.state is not State.ASSESSED:
            raise Refused("On ne partage qu'une mission faite et regardée à deux. Celle-ci ne l'est pas encore.")
        _lender(scene, triad, number)
    except Refused as refused:
        scene.answer(refused.text, reply_to=message.message_id)
        return
    families = {family.id: family.name for family in scene.library.interests.families} | {ANY_JOB: EVERY_JOB}
    more: dict[str, Any] = {"choices": families, "skills": scene.library.skills, "unsaid": names_of(triad)}
    start(scene, "lend_idea", facts_for(scene, triad, mission, **more))


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """The apprentice says yes or no, or takes her idea back."""
    try:
        triad_id, number, what = rest.split(":")
        state, before = ANSWERS[what]
        triad, loan = scene.triad_of(int(triad_id)), scene.find(LoanOf(int(triad_id), int(number)))
    except (ValueError, KeyError):
        raise Refused(OLD) from None
    person = scene.person
    if triad is None or loan is None or person is None or person.id != loan.person_id:
        raise Refused("Ce bouton est pour une autre personne du fil : rien n'a changé.")
    if loan.state not in before:
        raise Refused(OLD)
    answered = replace(loan, state=state)
    scene.reply.kept.append(answered)
    scene.record(f"idea-{state}", subject=loan.subject, triad=triad.id)
    again = _buttons(scene, person, loan, "retirer") if state == LENT else ()
    content = Content(scene.words(stack(told(loan.idea), say(HERS[state]))), again)
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))
    _tell_the_others(scene, triad, answered)
    return ""


# What she reads under her idea, and what the counsellors and the tutor read.
HERS = {
    LENT: "✅ Merci ! D'autres jeunes d'ici la verront. Tu peux la retirer quand tu veux.",
    KEPT: "👌 D'accord, elle reste dans ton fil. Personne d'autre ne la verra.",
    TAKEN_BACK: "🚫 C'est retiré : on ne la propose plus à personne.",
}
THEIRS = {
    LENT: "💡 {who} est d'accord : l'idée « {title} » est proposée aux jeunes de la structure.",
    KEPT: "💡 {who} préfère garder sa mission. L'idée n'est proposée à personne.",
    TAKEN_BACK: "💡 {who} a retiré l'idée « {title} ». Elle n'est plus proposée.",
}
TUTOR = (
    "💡 La mission de {who} donne une idée à d'autres jeunes de « {structure} » : « {title} ». "
    "Ni son nom, ni le vôtre, ni celui de l'entreprise n'y sont."
)


def asking(scene: Scene, loan: Loan) -> Text:
    """The question to the apprentice, with exactly what others would read."""
    structure = scene.structure.name if scene.structure else ""
    head = say(
        "💡 Ta mission peut donner une idée à d'autres jeunes de « {structure} ». Ils liraient :", structure=structure
    )
    tail = say("Ni ton nom, ni celui de l'entreprise n'y sont. Es-tu d'accord ?")
    return stack(head, told(loan.idea), tail)


def told(idea: Idea) -> Text:
    """An idea as it reads for others."""
    steps = (say("{n}. {step}", n=n, step=step) for n, step in enumerate(idea.steps, start=1))
    care = say("⚠️ {care}", care=idea.care) if idea.care else None
    return stack(say("<b>{title}</b>", title=idea.title), say("{why}", why=idea.why), *steps, care)


def names_of(triad: Triad) -> tuple[str, ...]:
    """What an idea may not say: the first names in the triad, the company, and the word that tells it apart."""
    companies = [member.company for member in triad.members if member.company]
    apart = [company.split()[-1] for company in companies]
    return tuple(dict.fromkeys((*(member.first_name for member in triad.members), *companies, *apart)))


def named(words: str, names: Iterable[str]) -> str:
    """The first of these names that stands in the words, accents and capitals aside; "" when none does."""
    plain = _plain(words)
    for name in names:
        if len(name) >= NAME_LENGTH and re.search(rf"\b{re.escape(_plain(name))}\b", plain):
            return name
    return ""


def _plain(words: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(c))


def _lender(scene: Scene, triad: Triad, number: int) -> Person:
    """The one whose mission it is, if she may still be asked."""
    young, known = triad.apprentice, scene.find(LoanOf(triad.id, number))
    if young is None or not young.settled:
        raise Refused("Le jeune de ce fil n'est plus là : on ne peut pas lui demander son accord.")
    if known is not None:
        raise Refused(
            say(
                {
                    ASKED: "L'accord est déjà demandé. La réponse arrivera dans ce fil.",
                    LENT: "Cette mission est déjà dans les idées de la structure.",
                }.get(known.state, "{who} a dit non pour cette mission : on ne redemande pas."),
                who=young.first_name,
            )
        )
    return young


def _buttons(scene: Scene, reader: Person, loan: Loan, *answers: str) -> Rows:
    labels = {"oui": "✅ D'accord", "non": "Non merci", "retirer": "🚫 Retirer mon idée"}
    row = (
        Button(scene.words(labels[answer], reader).text, f"li:{loan.triad_id}:{loan.number}:{answer}")
        for answer in answers
    )
    return (tuple(row),)


def _tell_the_others(scene: Scene, triad: Triad, loan: Loan) -> None:
    """The counsellors, always; the tutor, when it is lent."""
    young = triad.apprentice
    who = young.first_name if young else ""
    scene.post_in_topic(triad, say(THEIRS[loan.state], who=who, title=loan.idea.title))
    if loan.state == LENT and triad.tutor is not None:
        structure = scene.structure.name if scene.structure else ""
        scene.tell(triad.tutor, say(TUTOR, who=who, structure=structure, title=loan.idea.title), triad=triad.id,
                   subject=f"{loan.subject}:tutor")  # fmt: skip
