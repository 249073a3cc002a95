"""A counsellor opens a cohort of the evaluation, or changes its protocol: what is frozen is read before the yes."""

from __future__ import annotations

from core.evaluation.studies import NAME, WEEKS, OpenStudy
from core.talk import Facts, Say, Script, choice, confirm, text
from core.texts import say

TITLE = "une cohorte de l'évaluation"
WHO = {"new": "Les jeunes qui arrivent dès maintenant", "all": "Aussi ceux qui sont déjà suivis"}


def open_study(facts: Facts) -> Script[OpenStudy | None]:
    name, who = "", "new"
    if not facts.subject:
        name = yield from text("name", "Comment s'appelle cette cohorte ?", at_most=NAME, label="Nom", spoken=False)
        who = yield from choice("who", "Qui en fait partie ?", WHO, label="Qui")
    weeks = {str(n): say("{n} semaines", n=n) for n in WEEKS}
    asked = "Le premier questionnaire part à l'entrée, le dernier à la fin. Et le deuxième, après combien de temps ?"
    after = yield from choice("weeks", asked, weeks, label="Deuxième questionnaire")
    yield Say(
        say(
            "Sont gelés avec une empreinte : les questions d'aujourd'hui, les dates, les indicateurs, les comparaisons."
        )
    )
    sure = (
        "Une nouvelle version est datée à côté de l'ancienne, et le rapport le dit. Je l'enregistre ?"
        if facts.subject
        else "Un changement, plus tard, sera une nouvelle version que le rapport montre. J'ouvre la cohorte ?"
    )
    if not (yield from confirm("open", sure, yes="📐 Geler et ouvrir", no="🗑 Laisser")):
        yield Say(say("D'accord, rien n'a changé."))
        return None
    yield Say(say("📐 C'est fait. Où elle en est : /evaluation"))
    return OpenStudy(int(facts.subject or 0), name, who == "all", int(after))
