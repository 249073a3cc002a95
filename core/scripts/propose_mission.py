"""A young person proposes a mission; the tutor will be asked to validate it before anything is done."""

from __future__ import annotations

from core.acts import Propose
from core.cards import fields_of
from core.caution import warn
from core.dates import dated, to_come
from core.missions import Card
from core.people import Role
from core.safety import ADULT, MINOR, spotted_packed
from core.talk import Facts, Say, Script, choice, confirm, skippable, text, text_or, yes
from core.texts import say

TITLE = "ta mission"
MENU = {Role.APPRENTICE: "🧩 Proposer une mission"}
COMMAND, SAYS = "mission", "Proposer une mission"

IDEAS, NONE = "?", "-"


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
        check=to_come(facts.today),
    )
    skill = yield from choice("skill", "Elle montre surtout quoi ?", facts.skills, label="Ce qu'elle montre")
    help_ = yield from skippable(
        "help", "De quelle aide as-tu besoin ?", skip="D'aucune", at_most=500, label="L'aide demandée"
    )
    lesson = yield from _lesson(facts)

    card = Card(title=title, why=why, when=dated(when, facts.today), skill=skill, help=help_, lesson=lesson)
    age = yield from _age(facts, card)
    yield Say(fields_of(card.words(), facts.names))
    if not (
        yield from confirm("send", "J'envoie à {tutor} ?", yes="✅ Envoyer", no="🗑 Ne pas envoyer", tutor=facts.tutor)
    ):
        yield Say(say("D'accord, rien n'est parti."))
        return None
    yield Say(say("C'est en route vers {tutor}. Sa réponse arrivera ici.", tutor=facts.tutor))
    return Propose(facts.triad, card, age)


def _lesson(facts: Facts) -> Script[str]:
    """The lesson it puts into practice, by id, or a subject of the training centre in her words; "" for none.

    Not asked when it comes from the course already: the link says it.
    """
    if facts.links.get("course"):
        return ""
    answer = yield from text_or(
        "lesson",
        "Elle met en pratique une leçon, ou un cours ? Tu peux aussi l'écrire.",
        {**facts.lessons, NONE: "Aucune en particulier"},
        at_most=120,
        label="Ce qu'elle met en pratique",
    )
    return "" if answer == NONE else answer


def _age(facts: Facts, card: Card) -> Script[str]:
    """Asked only when a word of the card points at work that is regulated before 18; "" when nothing does."""
    found = spotted_packed(facts.regulated, card.words())
    if not found:
        return ""
    adult = yield from yes(
        "adult",
        "Ta mission parle peut-être de : {names}. Avant 18 ans, c'est encadré par la loi : as-tu 18 ans ou plus ?",
        yes="18 ans ou plus",
        no="Moins de 18 ans",
        label="Ton âge",
        names=", ".join(kind["name"] for kind in found),
    )
    if adult:
        return ADULT
    yield from warn(facts, card, "Ta mission peut partir : ton conseil reçoit aussi la question, pour vérifier.")
    return MINOR
