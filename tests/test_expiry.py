"""On the day after its last, a figure stands nowhere any more: no card, no search result, no calculator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count, product

import pytest

from core.law.aids import told
from core.law.contracts import DIPLOMA, TRADE, Profile, advise
from core.law.facts import Figure, Figures, fill
from core.law.pay import CONTRACTS, Contract, headline, minimum_pay, outlook, steps
from core.lessons.lesson import Progress
from core.lessons.player import open_page
from core.people import Refused
from core.scene import Library
from core.texts import lines, render
from storage.content.library import library
from tests.core.circle import LEA, Circle

# Ages that somebody is compared with; and those that only others are computed from.
COMPARED = {
    "apprenti_age_min", "apprenti_age_max", "apprenti_age_apres_3e",
    "pro_age_min", "pro_age_max", "pro_age_demandeur", "majorite",
}  # fmt: skip
COMPUTED_FROM = {"seuil_cotisations"}


def marked(figures: Figures) -> Figures:
    """The same figures with values that nothing else is written like, so that each is known where it stands."""
    numbers = count(70_001)
    return {
        name: values if name in COMPARED else tuple(replace(known, value=Decimal(next(numbers))) for known in values)
        for name, values in figures.items()
    }


HOUSE: Library = replace(library(), figures=marked(library().figures))
KNOWN = [known for name, values in HOUSE.figures.items() for known in values if name not in COMPARED]
TODAY = date(2026, 11, 23)
LAST_DAYS = sorted({known.valid_to for known in KNOWN})


def lessons(on: date) -> Iterator[str]:
    for module in HOUSE.modules:
        for page in range(len(module.pages)):
            content = open_page(module, Progress(module.slug, module.version, page), HOUSE.figures, on)
            yield content.text.text
            yield from (button.label for row in content.buttons for button in row)


def searches(on: date) -> Iterator[str]:
    circle = Circle(library=HOUSE)
    circle.now = datetime.combine(on, time(10), UTC)
    for one in HOUSE.resources:
        circle.says(LEA, f"/chercher {one.title}")
        circle.presses(LEA, f"w:{one.id}")
    yield from (act.content.text.text for act in circle.sent(LEA))


def calculators(on: date) -> Iterator[str]:
    for aid in HOUSE.aids:
        yield told(aid, HOUSE.figures, on).text
    ages, years, kinds = (
        (15, 17, 19, 22, 27),
        (1, 2, 3),
        (*((kind, False) for kind in CONTRACTS), ("professionnalisation", True)),
    )
    for age, year, (kind, raised) in product(ages, years, kinds):
        contract = Contract(kind, date(on.year - age, 1, 1), on, year, raised)
        try:
            pay = minimum_pay(HOUSE.scale, HOUSE.figures, contract, on)
        except Refused as refused:
            yield render(refused.text).text
        else:
            yield lines(headline(pay), *steps(pay), outlook(pay, on)).text


def advices(on: date) -> Iterator[str]:
    for age, goal, qualified in product((15, 17, 22, 27, 40), (DIPLOMA, TRADE), (True, False)):
        try:
            found = advise(Profile(age, goal, qualified=qualified), HOUSE.figures, on)
        except Refused:
            continue
        yield from (fill(text, HOUSE.figures, on).text for text in (*found.reasons, *found.cautions, found.next))


def everything(on: date) -> str:
    return "\n".join((*lessons(on), *searches(on), *calculators(on), *advices(on)))


@pytest.fixture(scope="module")
def shown() -> Mapping[date, str]:
    """All that can be read today, and on the day after the last of each figure."""
    return {on: everything(on) for on in (TODAY, *(last + timedelta(1) for last in LAST_DAYS))}


def test_today_every_figure_that_holds_can_be_read_somewhere(shown: Mapping[date, str]) -> None:
    unread = {known.name for known in KNOWN if holds(known, TODAY) and known.shown not in shown[TODAY]}

    assert set() == unread - COMPUTED_FROM


def test_on_the_day_after_its_last_a_figure_can_be_read_nowhere(shown: Mapping[date, str]) -> None:
    gone = [(known, on) for on in shown for known in KNOWN if not holds(known, on)]

    assert [] == [(known.name, on) for known, on in gone if known.shown in shown[on]]


def holds(known: Figure, on: date) -> bool:
    return known.valid_from <= on <= known.valid_to
