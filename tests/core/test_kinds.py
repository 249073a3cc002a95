"""The table of kinds: what passes, what is put into words, what is asked about, what is refused with a way out."""

from __future__ import annotations

import pytest

from core.messages import Message, TopicChanged
from core.texts import Rich
from core.thread.kinds import KINDS, OTHERS, UNKNOWN, Way, in_words, kind_of
from tests.core.circle import LEA, MARC, NADIA, TRIAD, Circle, topic

SPOT = {"latitude": "48.856600", "longitude": "2.352200"}
CARD = {"phone": "+33600000000", "name": "Anne {x} <b>"}


def test_a_place_is_relayed_as_a_text_with_a_map() -> None:
    circle = Circle()
    circle.says(LEA, "", other="location", details=SPOT)

    for reader in (MARC, TRIAD):
        assert circle.sees(reader) == (
            "Léa · alternance\n📍 Ma position :\n"
            "https://www.openstreetmap.org/?mlat=48.856600&mlon=2.352200#map=17/48.856600/2.352200"
        )


def test_a_venue_without_an_address_leaves_no_empty_line() -> None:
    circle = Circle()
    circle.says(LEA, "", other="venue", details=SPOT | {"title": "Atelier", "address": ""})

    assert ["Léa · alternance", "📍 Atelier"] == circle.sees(MARC).splitlines()[:2]
    assert 3 == len(circle.sees(MARC).splitlines())


@pytest.mark.parametrize(("who", "at"), [(LEA, None), (NADIA, topic())], ids=["private", "topic"])
def test_a_telephone_number_leaves_only_after_a_yes(who: object, at: object) -> None:
    circle = Circle()
    circle.says(who, "", at=at, other="contact", details=CARD)  # type: ignore[arg-type]

    assert [] == circle.sent(MARC)
    circle.taps(who, "Oui, transmettre", at=at)  # type: ignore[arg-type]

    assert circle.sees(MARC).endswith("👤 Anne {x} <b>\n📞 +33600000000")


def test_a_telephone_number_that_is_not_agreed_to_goes_nowhere() -> None:
    circle = Circle()
    circle.says(LEA, "", other="contact", details=CARD)
    circle.taps(LEA, "Ne pas envoyer")

    assert [] == circle.sent(MARC)
    assert [] == circle.sent(TRIAD)
    assert "rien n'est parti" in circle.sees(LEA)


@pytest.mark.parametrize("other", [*(o for o in OTHERS if KINDS[o].way is Way.REFUSED), "something-new"])
def test_what_is_refused_says_why_in_private_and_in_the_topic(other: str) -> None:
    circle = Circle()

    circle.says(LEA, "", other=other)
    circle.writes(NADIA, "", other=other)

    assert [] == circle.sent(MARC)
    for where in (LEA, TRIAD):
        assert KINDS.get(other, UNKNOWN).words == circle.sees(where)


def test_words_beside_an_unknown_kind_pass() -> None:
    message = Message(**Circle()._from(LEA, None), message_id="1", text=Rich("Voilà"), other="something-new")

    assert Way.RELAYED is kind_of(message).way
    assert message is in_words(message)


def test_a_pin_in_a_thread_is_explained_and_reaches_nobody() -> None:
    circle = Circle()

    circle.play(TopicChanged(**circle._from(NADIA, topic()), what="pinned"))

    assert "Épinglé pour l'équipe seulement" in circle.sees(topic())
    assert [] == circle.sent(MARC)
