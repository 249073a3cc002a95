"""Somebody looks for offers: which job, in words of one's own, and around which town."""

from __future__ import annotations

import re

from core.opportunities.search import AROUND, matching
from core.opportunities.seeking import SearchOffers
from core.people import Role
from core.talk import Facts, Say, Script, Unclear, choice, text
from core.texts import say

TITLE = "une recherche d'offres"
MOST = 6
#: five digits; Corsica and the overseas departments are written so as well
_POSTAL = re.compile(r"\d{5}")


def search_offers(facts: Facts) -> Script[SearchOffers]:
    young = facts.role == Role.APPRENTICE

    def known(words: str) -> None:
        if not matching(facts.statements, words):
            raise Unclear("Je ne connais pas ce mot. Un autre, plus simple ? Par exemple « boulanger » ou « garage ».")

    asked = "Quel métier cherches-tu ? Un mot ou deux." if young else "Quel métier cherchez-vous ? Un mot ou deux."
    words = yield from text("words", asked, at_most=60, label="Métier", spoken=False, check=known)
    near = matching(facts.statements, words)[:MOST]
    trade = near[0]["id"]
    if len(near) > 1:
        trade = yield from choice("trade", "Lequel ?", {one["id"]: say(one["text"]) for one in near}, completes="words")
    town = yield from text(
        "town", "Autour de quelle ville ? Son code postal, par exemple 93290.", at_most=20, label="Code postal",
        spoken=False, check=_postal,
    )  # fmt: skip
    yield Say(
        say("🔎 Je cherche à {n} km autour : la réponse arrive dans une minute. Seuls le métier et la ville partent.",
            n=AROUND)
        if young
        else say("🔎 Je cherche à {n} km autour : la réponse arrive dans votre conversation privée.", n=AROUND)
    )  # fmt: skip
    return SearchOffers(trade, town)


def _postal(words: str) -> None:
    if not _POSTAL.fullmatch(words):
        raise Unclear("Il me faut les cinq chiffres du code postal, par exemple 93290.")
