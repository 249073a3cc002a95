"""The holder of a passport changes words that she quotes: her tutor will be asked again."""

from __future__ import annotations

from core.passport.acts import Reword
from core.passport.passport import QUOTE_LIMIT
from core.talk import Facts, Say, Script, choice, confirm, text
from core.texts import say

TITLE = "une parole de ton passeport"


def reword_quote(facts: Facts) -> Script[Reword | None]:
    titles = {key: say("{title}", title=title) for key, title in facts.choices.items()}
    key = yield from choice("which", "Pour quelle mission veux-tu changer la parole citée ?", titles)
    words = yield from text("words", "Écris les mots à montrer. Ils doivent rester fidèles.", at_most=QUOTE_LIMIT,
                            label="Les mots", spoken=False)  # fmt: skip
    yield Say(say("« {words} »", words=words))
    if not (yield from confirm("send", "Je redemande l'accord ? D'ici là, rien n'est cité.", yes="✅ Oui", no="Non")):
        yield Say(say("D'accord, rien n'a changé."))
        return None
    triad, _, number = key.partition("x")
    yield Say(say("C'est noté. La personne de l'entreprise devra redire oui."))
    return Reword(int(triad), int(number or 0), words)
