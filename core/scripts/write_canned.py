"""A counsellor writes an answer that the team keeps ready, or changes one."""

from __future__ import annotations

from core.canned.acts import KeepCanned
from core.canned.canned import HOLES, NAME_LIMIT, WORDS_LIMIT, fill, holes, key_of, wrong
from core.talk import Facts, Say, Script, Unclear, confirm, text
from core.texts import say

TITLE = "un modèle à écrire"


def write_canned(facts: Facts) -> Script[KeepCanned | None]:
    name = facts.choices.get("name", "")
    if facts.subject:
        yield Say(say("« {name} » dit maintenant :\n<code>{words}</code>", name=name, words=facts.words))
    else:
        name = yield from text(
            "name", "Quel nom pour ce modèle ? Par exemple « Rappel de rendez-vous ».", label="Nom", spoken=False,
            at_most=NAME_LIMIT, check=lambda words: _new(words, facts),
        )  # fmt: skip
    words = yield from text(
        "words", "Que dit-il ? Je remplis tout seul : {holes}.", label="Texte", spoken=False, at_most=WORDS_LIMIT,
        check=_fits, holes=holes(),
    )  # fmt: skip
    yield Say(say("<b>{name}</b>, pour {who} par exemple :\n<quote>{words}</quote>", name=name, who=HOLES["prenom"],
                  words=fill(words, {**HOLES, "structure": facts.structure})))  # fmt: skip
    if not (yield from confirm("keep", "Je le garde pour toute l'équipe ?", yes="✅ Garder", no="🗑 Laisser")):
        yield Say(say("D'accord, rien n'a changé."))
        return None
    yield Say(say("C'est gardé. Dans un fil, /modeles le propose."))
    return KeepCanned(name, words, facts.subject)


def _new(name: str, facts: Facts) -> None:
    if key_of(name) in facts.unsaid:
        raise Unclear("Il y a déjà un modèle « {name} » : il me faut un autre nom.", name=name)


def _fits(words: str) -> None:
    reason = wrong(words)
    if reason is not None:
        raise Unclear(reason.template, **reason.values)
