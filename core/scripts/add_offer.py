"""A counsellor adds an offer that young people will find with /offres."""

from __future__ import annotations

from datetime import date

from core.dates import ImpossibleDay, day_in, spoken_day
from core.opportunities.offer import KINDS, SHOWN, Kind
from core.opportunities.team import AddOffer
from core.talk import Ask, Facts, Given, Option, Say, Script, Unclear, choice, confirm, text
from core.texts import say

TITLE = "une offre"
DEFAULT = "="


def add_offer(facts: Facts) -> Script[AddOffer | None]:
    kind = Kind(
        (yield from choice("kind", "Quelle offre ?", {k.value: words for k, words in KINDS.items()}, label="Type"))
    )
    title = yield from _words("title", "Quel poste ? Par exemple « Vendeur ou vendeuse en boulangerie ».", "Poste", 80)
    company = yield from _words("company", "Dans quelle entreprise ?", "Entreprise", 80)
    town = yield from _words("town", "Dans quelle ville ?", "Ville", 60)
    contact = yield from _words(
        "contact", "Comment le jeune répond-il ? Un numéro, une adresse, un lien.", "Répondre", 200
    )
    until = yield from _until(facts)
    yield Say(
        say("<b>{title}</b>\n{kind} · {company}, {town}\nRépondre : {contact}\nJusqu'au {day}.", title=title,
            kind=say(KINDS[kind]), company=company, town=town, contact=contact, day=spoken_day(until))
    )  # fmt: skip
    if not (yield from confirm("add", "Les jeunes le liront ainsi. J'ajoute ?", yes="✅ Ajouter", no="🗑 Laisser")):
        yield Say(say("D'accord, rien n'est ajouté."))
        return None
    yield Say(say("C'est ajouté : les jeunes la trouvent avec /offres. Ici, /offres dit combien y répondent."))
    return AddOffer(kind, title, company, town, contact, until.isoformat())


def _words(key: str, prompt: str, label: str, at_most: int, /) -> Script[str]:
    return (yield from text(key, prompt, label=label, spoken=False, at_most=at_most))


def _until(facts: Facts) -> Script[date]:
    """A day to come; a month from now when nobody says."""
    today = date.fromisoformat(facts.today)
    month = today + SHOWN

    def read(given: Given) -> date:
        try:
            day = month if given.text == DEFAULT else day_in(given.text, today)
        except ImpossibleDay:
            day = None
        if day is None or day < today:
            raise Unclear("Il me faut un jour à venir, par exemple « 12 mars ».")
        return day

    options = (Option(DEFAULT, say("Un mois, jusqu'au {day}", day=spoken_day(month))),)
    answer: date = yield Ask("until", say("Jusqu'à quel jour ?"), read, options, label="Jusqu'au")
    return answer
