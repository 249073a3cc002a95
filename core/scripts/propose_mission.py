"""A young person proposes a mission; the tutor will be asked to validate it before anything is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from core.dates import dated, day_and_month, to_come
from core.library.ideas import AT_ONCE
from core.missions.acts import Propose
from core.missions.cards import fields_of, stack
from core.missions.caution import warn
from core.missions.mission import Card
from core.missions.safety import ADULT, MINOR, spotted_packed
from core.people import Role
from core.talk import SPOKEN, Facts, Say, Script, choice, confirm, skippable, text_or, yes
from core.texts import Text, render, say

TITLE = "ta mission"
MENU = {Role.APPRENTICE: "🧩 Proposer une mission"}
COMMAND, SAYS = "mission", "Proposer une mission"

IDEAS, OTHERS, NONE = "?", "autres", "-"
# An idea as the script reads it: `core.ideas.Idea.pack`.
Packed = Mapping[str, Any]


def propose_mission(facts: Facts) -> Script[Propose | None]:
    yield Say(say("On prépare une mission à proposer à {tutor}. Rien ne part sans ton accord.", tutor=facts.tutor))
    title = yield from text_or(
        "title",
        "Quelle mission as-tu en tête ?",
        {IDEAS: "💡 Je ne sais pas quoi proposer"} if facts.ideas else {},
        at_most=120,
        label="La mission",
    )
    idea: Packed = {}
    if title == IDEAS:
        idea = yield from _pick(facts.ideas)
        title = idea["title"]
        yield from _show(idea)
    elif title == SPOKEN:
        title = yield from _name(facts)
    why = yield from text_or(
        "why",
        "En quoi aide-t-elle l'entreprise ?",
        # Her words, once she keeps them: an answer like any other, that another idea does not change.
        {idea["why"]: say("👍 {why}", why=idea["why"])} if idea else {},
        label="Pourquoi",
    )
    when = yield from text_or(
        "when",
        "Quand voudrais-tu la faire ?",
        {"Cette semaine": "Cette semaine", "La semaine prochaine": "La semaine prochaine"},
        at_most=120,
        label="Quand",
        check=to_come(facts.today),
    )
    skill = yield from choice("skill", "Elle montre surtout quoi ?", _skills(facts, idea), label="Ce qu'elle montre")
    help_ = yield from skippable(
        "help", "De quelle aide as-tu besoin ?", skip="D'aucune", at_most=500, label="L'aide demandée"
    )
    lesson = yield from _lesson(facts, idea)

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


def _name(facts: Facts) -> Script[str]:
    """What tells it from the others in lists, when it was spoken or shown."""
    today = date.fromisoformat(facts.today) if facts.today else None
    usual = say("Mission proposée le {day}", day=day_and_month(today)) if today else say("Mission")
    name = yield from text_or(
        "name",
        "C'est noté. Quel titre court lui donner, pour la retrouver ?",
        {render(usual).text: usual},
        at_most=120,
        spoken=False,
        completes="title",
    )
    return name


def _pick(ideas: tuple[Packed, ...]) -> Script[Packed]:
    """One of the ideas, a handful at a time."""
    numbered = {str(n): idea for n, idea in enumerate(ideas, start=1)}
    picked = yield from _handful("idea", dict(list(numbered.items())[:AT_ONCE]), more=len(ideas) > AT_ONCE)
    if picked == OTHERS:
        picked = yield from _handful("idea-2", dict(list(numbered.items())[AT_ONCE:]), more=False)
    return numbered[picked]


def _handful(key: str, shown: Mapping[str, Packed], *, more: bool) -> Script[str]:
    """The number of the one she takes, or `OTHERS`."""
    for number, idea in shown.items():
        yield Say(stack(say("{n}. <b>{title}</b>", n=number, title=idea["title"]), *_about(idea)))
    labels: dict[str, Text | str] = {n: say("{n}. {title}", n=n, title=idea["title"]) for n, idea in shown.items()}
    if more:
        labels[OTHERS] = "🔄 D'autres idées"
    answer = yield from choice(key, "Laquelle te plaît ? Tu pourras tout changer.", labels, completes="title")
    return answer


def _about(idea: Packed) -> Iterator[Text]:
    yield say("{why}", why=idea["why"])
    if idea.get("here"):
        yield say("<i>💛 Quelqu'un ici l'a déjà faite.</i>")


def _show(idea: Packed) -> Iterator[Say]:
    """How to go about it, and what to mind."""
    steps = (say("{n}. {step}", n=n, step=step) for n, step in enumerate(idea.get("steps", ()), start=1))
    care = say("⚠️ {care}", care=idea["care"]) if idea.get("care") else None
    yield Say(stack(say("🧩 <b>{title}</b>", title=idea["title"]), *steps, care))


def _skills(facts: Facts, idea: Packed) -> Mapping[str, Text | str]:
    return _first(next(iter(idea.get("skills", ())), ""), facts.skills)


def _first(named: str, labels: Mapping[str, str]) -> Mapping[str, Text | str]:
    """What can be chosen from, what the idea names ahead of the rest."""
    marked: dict[str, Text | str] = {named: say("👍 {label}", label=say(labels[named]))} if named in labels else {}
    return {**marked, **{value: label for value, label in labels.items() if value not in marked}}


def _lesson(facts: Facts, idea: Packed) -> Script[str]:
    """The lesson it puts into practice, by id, or a subject of the training centre in her words; "" for none.

    Not asked when it comes from the course already: the link says it.
    """
    if facts.links.get("course"):
        return ""
    answer = yield from text_or(
        "lesson",
        "Elle met en pratique une leçon, ou un cours ? Tu peux aussi l'écrire.",
        {**_first(idea.get("lesson", ""), facts.lessons), NONE: "Aucune en particulier"},
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
