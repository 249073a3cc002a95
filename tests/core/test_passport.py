"""The skills passport: its holder chooses, its tutor is asked once for each words, nothing is quoted without a yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from core.links import NewLink, RevokedLinks
from core.messages import ToPerson
from core.passport.passport import (
    MOST_SHOWN,
    PURPOSE,
    Consent,
    Passport,
    Proof,
    Quote,
    QuoteOf,
    Shelf,
    ShelfOf,
    page_of,
)
from core.people import Refused
from tests.core.circle import LEA, MARC, TOM, TRIAD, Circle, changed_nothing, text_of, toast

PROOFS = tuple(
    Proof(TRIAD.id, n, f"Mission {n}", "Accueillir", date(2026, 11, n), MARC.id, "Marc", "Atelier Lumen", f"Mots {n}.")
    for n in range(7, 0, -1)
)


class Holder(Circle):
    """Léa with seven missions that both have looked at."""

    def __init__(self, *, pages: bool = True) -> None:
        super().__init__()
        self.pages = pages
        self.answers[ShelfOf] = lambda asked: self.shelf if asked.person == LEA.id else None
        self.answers[QuoteOf] = lambda asked: self.shelf.quote((asked.triad, asked.number))

    @property
    def shelf(self) -> Shelf:
        passport = next((one for one in reversed(self.kept) if isinstance(one, Passport)), Passport(LEA.id))
        quotes = {one.key: one for one in self.kept if isinstance(one, Quote)}
        return Shelf(passport, "Léa", "Mission locale", PROOFS, tuple(quotes.values()))

    def scene(self, incoming: Any) -> Any:
        scene = super().scene(incoming)
        if self.pages:
            scene.page = lambda purpose, code: f"https://triade.example/{purpose}/{code}"
        return scene

    def chooses(self, *numbers: int) -> None:
        for number in numbers:
            self.presses(LEA, f"pp:t:{TRIAD.id}:{number}")

    def asked(self) -> list[str]:
        return [text_of(act) for act in self.sent(MARC) if "êtes-vous d'accord" in text_of(act).lower()]


@pytest.fixture
def circle() -> Holder:
    circle = Holder()
    circle.says(LEA, "/passeport")
    return circle


def shown(circle: Holder) -> dict[str, Any]:
    return page_of(circle.shelf)


def test_nothing_is_shown_that_was_not_chosen(circle: Holder) -> None:
    assert [] == shown(circle)["entries"]

    circle.chooses(3, 5)
    assert ["Mission 5", "Mission 3"] == [entry["title"] for entry in shown(circle)["entries"]]
    circle.chooses(5)
    assert ["Mission 3"] == [entry["title"] for entry in shown(circle)["entries"]]


def test_no_word_nor_name_of_a_tutor_is_shown_before_the_yes(circle: Holder) -> None:
    circle.chooses(3)

    assert ("", "") == (shown(circle)["entries"][0]["quote"], shown(circle)["entries"][0]["by"])
    circle.taps(MARC, "Oui, citez-moi")
    entry = shown(circle)["entries"][0]
    assert ("Mots 3.", "Marc · Atelier Lumen") == (entry["quote"], entry["by"])
    assert "Marc est d'accord" in circle.sees(LEA)


def test_a_no_is_kept_and_a_yes_may_be_taken_back(circle: Holder) -> None:
    circle.chooses(3)
    circle.taps(MARC, "🚫 Non")
    assert "" == shown(circle)["entries"][0]["quote"]
    circle.chooses(4)
    circle.taps(MARC, "Oui, citez-moi")
    circle.taps(MARC, "Retirer mes mots")

    assert ["", ""] == [entry["quote"] for entry in shown(circle)["entries"]]


def test_a_tutor_is_asked_once_for_each_words_and_one_thing_at_a_time(circle: Holder) -> None:
    circle.chooses(3, 4, 3, 3)
    assert 1 == len(circle.asked())

    circle.taps(MARC, "Oui, citez-moi")
    assert 2 == len(circle.asked())
    circle.taps(MARC, "Oui, citez-moi")
    circle.chooses(3, 3, 4, 4)

    assert 2 == len(circle.asked())


def test_other_words_need_the_tutor_again(circle: Holder) -> None:
    circle.chooses(3)
    circle.taps(MARC, "Oui, citez-moi")
    old = circle.button(MARC, "Retirer mes mots").data
    circle.presses(LEA, "pp:edit")
    circle.taps(LEA, "Mission 3")
    circle.says(LEA, "Mots.")
    circle.taps(LEA, "✅ Oui")

    assert "" == shown(circle)["entries"][0]["quote"]
    assert "Mots." in circle.asked()[-1]
    assert "rien n'a changé" in toast(circle.presses(MARC, old))
    circle.taps(MARC, "Oui, citez-moi")
    assert "Mots." == shown(circle)["entries"][0]["quote"]


def test_only_the_one_who_is_quoted_says_yes(circle: Holder) -> None:
    circle.chooses(3)
    data = f"quote:yes:{TRIAD.id}:3:1"

    for who in (LEA, TOM):
        circle.presses(who, data)
    for odd in (f"quote:yes:{TRIAD.id}:3:2", "quote:yes:x:3:1", "quote:no", f"quote:shout:{TRIAD.id}:3:1"):
        assert "rien n'a changé" in toast(circle.presses(MARC, odd))

    assert Consent.ASKED is circle.shelf.quotes[0].state


def test_a_link_closes_the_one_before_and_lives_as_long_as_chosen(circle: Holder) -> None:
    circle.chooses(3)
    circle.taps(LEA, "Créer un lien")
    reply = circle.taps(LEA, "1 mois")

    first, link, passport = reply.kept
    assert RevokedLinks(PURPOSE, "passport:1") == first
    assert isinstance(link, NewLink)
    assert (circle.now + timedelta(days=30), None) == (link.expires_at, link.person_id)
    assert isinstance(passport, Passport)
    assert passport.until == link.expires_at
    assert any("https://triade.example/passeport/" in text_of(act) for act in circle.sent(LEA))
    papers = [act.content.attachment.paper.kind for act in circle.sent(LEA) if act.content.attachment]  # type: ignore[union-attr]
    assert ["qr", "passport"] == papers


def test_a_link_is_closed_by_its_holder(circle: Holder) -> None:
    circle.chooses(3)
    circle.presses(LEA, "pp:life:7")
    circle.says(LEA, "/passeport")
    reply = circle.taps(LEA, "Fermer le lien")

    assert RevokedLinks(PURPOSE, "passport:1") in reply.kept
    assert "retiré par son titulaire" in circle.sees(LEA)


def test_without_pages_the_passport_is_a_file() -> None:
    circle = Holder(pages=False)
    circle.chooses(3)
    circle.presses(LEA, "pp:life:7")

    assert not any(isinstance(kept, NewLink) for kept in circle.kept)
    assert circle.sent(LEA)[-1].content.attachment is not None


def test_a_page_holds_six_missions(circle: Holder) -> None:
    circle.chooses(*range(1, MOST_SHOWN + 1))

    assert "six missions" in toast(circle.presses(LEA, f"pp:t:{TRIAD.id}:7"))
    assert MOST_SHOWN == len(shown(circle)["entries"])


def test_a_forged_or_foreign_button_changes_nothing(circle: Holder) -> None:
    for data in (f"pp:t:{TRIAD.id}:99", "pp:t:8:1", "pp:t:x", "pp:life:9999", "pp:", "pp:link"):
        reply = circle.presses(LEA, data)
        assert changed_nothing(reply)
        assert [] == reply.kept
    assert "côté du jeune" in toast(circle.presses(MARC, f"pp:t:{TRIAD.id}:3"))


def test_what_is_shown_has_no_mark_and_nothing_private(circle: Holder) -> None:
    circle.chooses(3)
    entry = shown(circle)["entries"][0]

    assert {"title", "skill", "on", "day", "quote", "by"} == set(entry)
    assert {"name", "structure", "entries"} == set(shown(circle))


def test_the_same_words_are_no_change() -> None:
    with pytest.raises(Refused):
        Quote(7, 3, MARC.id, "Mots.").reworded("Mots.")


def test_somebody_who_is_gone_is_not_asked(circle: Holder) -> None:
    circle.people[MARC.id] = replace(MARC, left=True)
    circle.chooses(3)

    assert [] == [act for act in circle.replies[-1].outgoing if getattr(act, "to", None) == ToPerson(MARC.id)]
