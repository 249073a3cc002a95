"""A young person proposes a mission; the tutor will be asked to validate it before anything is done."""

from __future__ import annotations

from core.acts import Propose
from core.cards import fields_of
from core.missions import Card
from core.people import Role
from core.talk import Facts, Say, Script, choice, confirm, skippable, text, text_or
from core.texts import say

TITLE = "ta mission"
MENU = {Role.APPRENTICE: "🧩 Proposer une mission"}
COMMAND, SAYS = "mission", "Proposer une mission"

IDEAS = "?"


def propose_mission(facts: Facts) -> Script[Propose | None]:
    yield Say(say("On prépare une mission à proposer à {tutor}. Rien ne part sans ton accord.", tutor=facts.tutor))
    title = yield from text_or(
        "title",
        "Quelle mission as-tu en tête ?",
        {IDEAS: "💡 Donne-moi des idées"} if facts.ideas else {},
        at_most=120,
        label="La mission",
    )
    if title == IDEAS:
        ideas = {str(n): idea["title"] for n, idea in enumerate(facts.ideas, start=1)}
        titles = {number: say("{title}", title=title) for number, title in ideas.items()}
        picked = yield from choice("idea", "Laquelle te plaît ? Tu pourras la changer.", titles, completes="title")
        title = ideas[picked]
        if care := facts.ideas[int(picked) - 1].get("care"):
            yield Say(say("⚠️ {care}", care=care))
    why = yield from text("why", "En quoi aide-t-elle l'entreprise ?", label="Pourquoi")
    when = yield from text_or(
        "when",
        "Quand voudrais-tu la faire ?",
        {"Cette semaine": "Cette semaine", "La semaine prochaine": "La semaine prochaine"},
        at_most=120,
        label="Quand",
    )
    skill = yield from choice("skill", "Elle montre surtout quoi ?", facts.skills, label="Ce qu'elle montre")
    help_ = yield from skippable(
        "help", "De quelle aide as-tu besoin ?", skip="D'aucune", at_most=500, label="L'aide demandée"
    )

    card = Card(title=title, why=why, when=when, skill=skill, help=help_)
    yield Say(fields_of(card.words(), facts.skills))
    if not (
        yield from confirm("send", "J'envoie à {tutor} ?", yes="✅ Envoyer", no="🗑 Ne pas envoyer", tutor=facts.tutor)
    ):
        yield Say(say("D'accord, rien n'est parti."))
        return None
    yield Say(say("C'est en route vers {tutor}. Sa réponse arrivera ici.", tutor=facts.tutor))
    return Propose(facts.triad, card)
