"""An immersion begins to be followed: by the number of its convention, or by what one knows of it."""

from __future__ import annotations

from datetime import date

from core.immersions.companion import Follow
from core.immersions.conventions import TOLD_SIGNED, TOLD_UNSIGNED, Convention
from core.immersions.references import number_in
from core.people import Role
from core.talk import Ask, Facts, Given, Option, Say, Script, Unclear, text, yes
from core.texts import render, say
from core.typed import read_day

TITLE = "l'immersion"

NONE = "-"


def follow_immersion(facts: Facts) -> Script[Follow]:
    young = facts.role == Role.APPRENTICE
    number = facts.choices.get("convention", "")
    if not number:
        number = yield from _number(young)
    if number != NONE and facts.choices.get("service"):
        return Follow(facts.triad, Convention(number, ""))
    starts = yield from _day("starts", "Quel est le premier jour ?", facts, "Premier jour", None)
    ends = yield from _day("ends", "Quel est le dernier jour ?", facts, "Dernier jour", starts)
    company = yield from text("company", "Dans quelle entreprise ?", at_most=80, label="Entreprise", spoken=False)
    activities = yield from text(
        "activities", "Quelles activités sont écrites dans la convention ?", label="Activités", spoken=False
    )
    minor = yield from yes(
        "minor",
        "Auras-tu moins de 18 ans le premier jour ?" if young else "{name} aura moins de 18 ans le premier jour ?",
        name=facts.apprentice,
    )
    signed = yield from yes("signed", "Tout le monde a signé, et la structure a validé ?", no="Pas encore")
    yield Say(say("C'est noté. Je suis les dates et je préviens à temps."))
    return Follow(
        facts.triad,
        Convention(
            id=number if number != NONE else f"dite-{starts:%Y%m%d}",
            status=TOLD_SIGNED if signed else TOLD_UNSIGNED,
            starts=starts,
            ends=ends,
            activities=activities,
            company=company,
            signed={"beneficiary-representative": ""} if minor else {},
            minor=minor,
        ),
    )


def _number(young: bool) -> Script[str]:
    none = Option(NONE, "Je n'ai pas de numéro")

    def read(given: Given) -> str:
        if given.text.strip() in (NONE, render(none.label).text):
            return NONE
        found = number_in(given.text)
        if not found:
            raise Unclear(
                "Je ne trouve pas de numéro là-dedans : il ressemble à 1a2b3c4d-0000-0000-0000-0123456789ab. "
                "Sans numéro, le bouton du dessus permet de continuer."
            )
        return found

    prompt = "Colle ici le numéro ou le lien de ta convention." if young else "Collez ici le numéro de la convention."
    answer: str = yield Ask("convention", say(prompt), read, (none,), label="")
    return answer


def _day(key: str, prompt: str, facts: Facts, label: str, since: date | None) -> Script[date]:
    def read(given: Given) -> date:
        assert facts.now is not None
        found = read_day(given.text, since or facts.now.date())
        if found is None:
            raise Unclear("Il me faut un jour et un mois, écrits comme ceci : 30/11 ou 30 novembre.")
        if since is not None and found < since:
            raise Unclear("Ce jour est avant le premier, le {day}. Il me faut le dernier jour.", day=f"{since:%d/%m}")
        return found

    answer: date = yield Ask(key, say(prompt), read, label=label)
    return answer
