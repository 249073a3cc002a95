"""A counsellor asks the room of a workshop a question of her own."""

from __future__ import annotations

from dataclasses import dataclass

from core.scene import Scene
from core.talk import Ask, Facts, Given, Say, Script, Unclear, confirm, text
from core.texts import Text, lines, say
from core.workshops import play as workplay

TITLE = "un sondage"
FEWEST, MOST, LONGEST = 2, 6, 80


@dataclass(frozen=True)
class Poll:
    room: str
    question: str
    answers: tuple[str, ...]

    def apply(self, scene: Scene) -> None:
        workplay.ask_poll(scene, self.room, self.question, self.answers)


def poll_workshop(facts: Facts) -> Script[Poll | None]:
    question = yield from text("question", "Quelle est votre question ?", at_most=200, label="Question", spoken=False)
    answers: tuple[str, ...] = yield Ask(
        "answers",
        say("Quelles réponses proposer ? Une par ligne, ou séparées par « / », de {fewest} à {most}.",
            fewest=FEWEST, most=MOST),
        _read,
        label="Réponses",
    )  # fmt: skip
    yield Say(say("❓ <b>{question}</b>\n{answers}", question=question, answers=lines(*map(_item, answers))))
    if not (yield from confirm("send", "J'envoie à toute la salle ?", yes="📤 Envoyer", no="Ne pas envoyer")):
        yield Say(say("D'accord, rien n'est parti."))
        return None
    yield Say(say("📤 Question envoyée."))
    return Poll(facts.room, question, answers)


def _item(answer: str) -> Text:
    return say("• {answer}", answer=answer)


def _read(given: Given) -> tuple[str, ...]:
    """The answers, each on a line of its own or between slashes."""
    parts = given.text.split("\n" if "\n" in given.text.strip() else "/")
    answers = tuple(" ".join(part.split()) for part in parts if part.strip())
    if not FEWEST <= len(answers) <= MOST:
        raise Unclear(
            "Il faut de {fewest} à {most} réponses, une par ligne ou séparées par « / ».", fewest=FEWEST, most=MOST
        )
    if len(set(answers)) < len(answers):
        raise Unclear("Deux réponses sont les mêmes : changez-en une.")
    if max(map(len, answers)) > LONGEST:
        raise Unclear("Une réponse est trop longue : {most} signes au plus.", most=LONGEST)
    return answers
