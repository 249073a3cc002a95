"""A young person answers a questionnaire of the evaluation: one sentence a screen, each may be passed."""

from __future__ import annotations

from core.evaluation.surveys import Answered, thanks
from core.talk import Facts, Say, Script, choice
from core.texts import Text, say

TITLE = "quelques phrases sur où tu en es"
SKIP = "-"


def answer_survey(facts: Facts) -> Script[Answered]:
    options: dict[str, Text | str] = {**facts.levels, SKIP: "⏭ Passer"}
    answers, of = {}, len(facts.statements)
    for n, one in enumerate(facts.statements, 1):
        given = yield from choice(
            one["id"], "<i>{n} sur {of}</i>\n<b>{sentence}</b>", options, n=n, of=of, sentence=say(one["text"])
        )
        if given != SKIP:
            answers[one["id"]] = given
    yield Say(thanks(answers))
    return Answered(facts.subject, answers)
