"""`/relances`: counsellors see, pause and change the reminders of their structure, and close it for a day."""

from datetime import date

import pytest

from core.nudges.nudge import closed_days, ladders
from core.people import Structure
from tests.core.circle import HOME, NADIA, Circle, topic


def settings(room: Circle) -> Structure:
    kept = [thing for thing in room.kept if isinstance(thing, Structure)]
    if kept:
        room.structures[HOME.id] = kept[-1]
    return room.structures[HOME.id]


def asks(room: Circle, words: str) -> str:
    room.writes(NADIA, words)
    settings(room)
    return room.sees(topic())


def test_they_are_shown_with_how_to_change_them():
    shown = asks(Circle(), "/relances")

    assert "1. une mission à valider, à l'entreprise : J+1, J+3, J+6, puis l'équipe à J+7" in shown
    assert "Jours fermés : –" in shown


def test_days_change_and_come_back():
    room = Circle()

    assert "1. une mission à valider, à l'entreprise : J+2, J+5, puis l'équipe à J+8" in asks(
        room, "/relances 1 : 2, 5, 8"
    )
    assert ((2, 5), 8) == (
        ladders(settings(room))["mission-waiting"].days,
        ladders(settings(room))["mission-waiting"].desk_after,
    )
    assert "J+1, J+3, J+6, puis" in asks(room, "/relances 1 défaut").splitlines()[1]


def test_one_is_paused_and_goes_on():
    room = Circle()

    assert "2. une question à répondre : en pause" in asks(room, "/relances 2 pause")
    assert "en pause" not in asks(room, "/relances 2 reprise")


def test_a_day_is_closed_and_opened_again():
    room = Circle()

    assert "24/12/2026" in asks(room, "/relances fermé 24/12/2026").split("Pour changer")[0]
    assert frozenset({date(2026, 12, 24)}) == closed_days(settings(room))
    assert "24/12/2026" not in asks(room, "/relances ouvert 24/12/2026").split("Pour changer")[0]


@pytest.mark.parametrize(
    ("typed", "day"),
    [("25/12", "25/12/2026"), ("le 4/1", "04/01/2027"), ("29/02", "29/02/2028"), ("25/12/26", "25/12/2026")],
)
def test_a_day_without_a_year_is_the_next_one_and_it_is_said(typed, day):
    room = Circle()

    told = asks(room, f"/relances fermé {typed}")

    assert f"Jours fermés : {day}" in told
    assert ("/26" in typed) is (f"Sans année, j'ai compris le {day}." not in told)
    assert f"Jours fermés : {day}" not in asks(room, f"/relances ouvert {typed}")


def test_a_day_that_is_over_closes_nothing():
    room = Circle()

    assert "le 02/01/2026 est déjà passé" in asks(room, "/relances fermé 2/1/2026")
    assert frozenset() == closed_days(settings(room))


@pytest.mark.parametrize("words", ["x", "0 pause", "99 pause", "1 : 3", "1 : 5, 3, 8", "1 : 1, 2, 31", "1:0,1",
                                   "1 : 1, 2, 3, 4, 5, 6, 7", "fermé 31/02/2027", "fermé demain"])  # fmt: skip
def test_what_makes_no_sense_changes_nothing(words: str):
    room = Circle()

    assert "Rien n'a changé" in asks(room, f"/relances {words}")
    assert HOME == settings(room)
