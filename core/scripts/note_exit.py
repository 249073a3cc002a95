"""A counsellor says why a young person is no longer followed."""

from __future__ import annotations

from core.evaluation.cases import REASONS, Reason
from core.evaluation.exits import NoteExit
from core.talk import Facts, Say, Script, choice, confirm
from core.texts import say

TITLE = "une sortie"


def note_exit(facts: Facts) -> Script[NoteExit | None]:
    if facts.subject:
        yield Say(say("Une sortie est déjà notée : {reason}. Celle-ci la remplacera.", reason=say(facts.subject)))
    reasons = {reason.value: words for reason, words in REASONS.items()}
    reason = Reason((yield from choice("reason", "Pourquoi {who} n'a plus de suivi ici ?", reasons, label="Raison",
                                       who=facts.apprentice)))  # fmt: skip
    asked = "Je note la sortie de {who} : {reason} ? Je lui demanderai de ses nouvelles à 3 et à 6 mois."
    words = say(REASONS[reason])
    if not (yield from confirm("note", asked, yes="✅ Noter", no="🗑 Laisser", who=facts.apprentice, reason=words)):
        yield Say(say("D'accord, rien n'est noté."))
        return None
    yield Say(say("C'est noté. Le fil reste ouvert : /fermer le ferme quand vous voulez."))
    return NoteExit(facts.triad, reason)
