"""The card that tells a structure which figures end soon: once a figure, on working days."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from core import due
from core.evaluation.protocol import SurveysDue
from core.forum.recount import GroupsHere
from core.law.ends import ANNOUNCED, LISTED, FiguresAnnounced, announce
from core.law.facts import Figure, Source
from core.messages import Place, Send, ToDesk
from core.nudges.matters import Waiting
from core.privacy.quiet import QuietPeople
from core.scene import Scene, Timer
from core.week.rhythm import OpenTriads
from tests.core.circle import HOME, LIBRARY

PAGE = Source("page", "La page", "https://example.org")
MONDAY = datetime(2026, 12, 7, 8, tzinfo=UTC)


def figure(name: str, end: date = date(2026, 12, 31)) -> Figure:
    seen = date(2026, 8, 22)
    return Figure(name, Decimal(1867), "€", (PAGE,), date(2026, 1, 1), end, "Référent", True, seen)


def scene(*figures: Figure, now: datetime = MONDAY, known: frozenset[str] = frozenset()) -> Scene:
    library = replace(LIBRARY, figures={one.name: (one,) for one in figures})
    found = Scene(now=now, cause="timer", place=Place("", ""), library=library, structure=HOME)
    found.find = lambda asked: known if isinstance(asked, FiguresAnnounced) else None  # type: ignore[assignment]
    return found


def cards(of: Scene) -> list[str]:
    announce(of)
    sent = [act for act in of.reply.outgoing if isinstance(act, Send)]
    assert all(act.to == ToDesk() for act in sent)
    return [act.content.text.text for act in sent]


def test_all_that_ends_within_thirty_days_stands_on_one_card_with_page_and_owner() -> None:
    (card,) = cards(scene(figure("smic_mensuel"), figure("aide_employeur"), figure("loin", date(2027, 8, 31))))

    assert "smic mensuel : 1 867 €" in card.replace("\xa0", " ")
    assert "31/12/2026 (La page) – Référent" in card
    assert "aide employeur" in card
    assert "loin" not in card


def test_what_was_announced_is_not_said_again_until_its_end_changes() -> None:
    announced = frozenset({"smic_mensuel:2026-12-31"})

    assert [] == cards(scene(figure("smic_mensuel"), known=announced))
    assert 1 == len(cards(scene(figure("smic_mensuel", date(2027, 1, 4)), known=announced)))


def test_what_is_announced_is_written_down() -> None:
    of = scene(figure("smic_mensuel"))
    announce(of)

    assert [{"figures": ["smic_mensuel:2026-12-31"]}] == [
        event.data for event in of.reply.events if event.kind == ANNOUNCED
    ]


def test_nothing_is_said_on_a_closed_day_nor_without_a_forum() -> None:
    sunday = scene(figure("smic_mensuel"), now=datetime(2026, 12, 6, 8, tzinfo=UTC))
    alone = scene(figure("smic_mensuel"))
    alone.structure = replace(HOME, forum=None)

    assert [] == cards(sunday)
    assert [] == cards(alone)


def test_a_long_list_fits_on_its_card() -> None:
    (card,) = cards(scene(*(figure(f"une_aide_au_nom_assez_long_{n:02}") for n in range(LISTED + 9))))

    assert "et 9 autres" in card
    assert len(card) < 4096


def test_the_day_of_a_structure_looks_at_its_figures() -> None:
    of = scene(figure("smic_mensuel"))
    answer = of.find
    nothing = OpenTriads | Waiting | QuietPeople | SurveysDue | GroupsHere
    of.find = lambda asked: () if isinstance(asked, nothing) else answer(asked)  # type: ignore[assignment]
    due.handle(Timer("day:1:2026-12-07", "day", MONDAY), of)

    assert ANNOUNCED in [event.kind for event in of.reply.events]
