"""Lessons on the phone: every module to its end, stops of days, corrections, and figures that change on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Connection, select

from bot.demo.stage import Where
from core.law.facts import NBSP
from core.lessons.lesson import Module, Progress, texts
from core.people import Role
from core.scene import Library
from storage.content.library import library
from storage.tables import events, progress
from tests.stories.cast import Cast
from tests.stories.reader import Reader

MODULES = {module.slug: module for module in library().modules}
ANY = pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
STATUS = MODULES["definir-l-alternance"]
WAGE = MODULES["types-de-contrats"]
WAGE_PAGE = next(n for n, page in enumerate(WAGE.pages) if "Le Smic, c'est quoi ?" in texts(page))
GONE = "En cours de mise à jour, demande à ton conseiller."


def reader(cast: Cast, module: Module) -> Reader:
    """The one for whom it is written."""
    who = {Role.APPRENTICE: cast.apprentice, Role.TUTOR: cast.tutor, Role.COUNSELLOR: cast.counsellor}
    return Reader(cast.stage, Where(who[module.audience]), module)


async def kept(cast: Cast, module: Module) -> Progress:
    """What the database knows of the only person in this module."""

    def look(c: Connection) -> Progress:
        return Progress.unpack(c.execute(select(progress.c.state).where(progress.c.module == module.slug)).scalar_one())

    return await cast.stage.database.run(look)


async def journal(cast: Cast, kind: str) -> list[dict[str, object]]:
    query = select(events.c.data).where(events.c.kind == kind).order_by(events.c.id)
    return await cast.stage.database.run(lambda c: list(c.execute(query).scalars()))


# --- to the end -------------------------------------------------------------------------------------------------------


@ANY
async def test_right_answers_lead_to_the_end(cast: Cast, module: Module) -> None:
    hand = await reader(cast, module).opens()

    await hand.turns(len(module.pages))

    assert "Leçon finie" in hand.text
    assert module.deed.text in hand.text
    state = await kept(cast, module)
    assert state.finished_at == cast.stage.now
    assert {q.id: q.right for q in module.questions} == state.first
    assert [{"questions": len(module.questions)} | {"right_at_once": len(module.questions)}] == [
        {"questions": done["questions"], "right_at_once": done["right_at_once"]}
        for done in await journal(cast, "lesson-finished")
    ]


@ANY
async def test_every_wrong_answer_explains_itself_and_lets_retry(cast: Cast, module: Module) -> None:
    hand = await reader(cast, module).opens()

    for page in module.pages:
        if page in module.questions:
            await hand.errs(hand.asked)
        await hand.taps("n")

    assert "Leçon finie" in hand.text
    assert {(q.id, o.id) for q in module.questions for o in q.options} == hand.tapped
    state = await kept(cast, module)
    assert 0 == state.right_at_once(module)
    assert all(state.solved(question) for question in module.questions)
    told = "\n".join(hand.seen)
    plain = [o.why for q in module.questions for o in q.options if "{" not in o.why and "<" not in o.why]
    assert [] == [why for why in plain if why not in told]


# --- stops and corrections --------------------------------------------------------------------------------------------


@pytest.mark.grown
async def test_nine_days_later_the_same_card_is_there(cast: Cast) -> None:
    hand = await reader(cast, STATUS).opens()
    await hand.turns(2)
    await hand.errs(hand.asked)
    await hand.taps("n")
    before, first = hand.text, (await kept(cast, STATUS)).first

    await cast.stage.pass_time(days=9)
    again = await reader(cast, STATUS).opens()

    assert before == again.text
    assert "4/" in again.text
    assert first == (await kept(cast, STATUS)).first


async def test_nine_days_later_the_old_message_goes_on_too(cast: Cast) -> None:
    hand = await reader(cast, STATUS).opens()
    await hand.turns(3)

    await cast.stage.pass_time(days=9)
    await hand.taps("n")

    assert " 5/" in hand.text


async def test_an_answer_is_corrected_and_the_first_one_is_kept(cast: Cast) -> None:
    hand = await reader(cast, STATUS).opens()
    await hand.turns(2)
    question = hand.asked
    await hand.errs(question)

    await hand.taps("c")
    assert "✅" not in hand.text
    assert "n" not in hand.offered
    await hand.answers(question, question.right)

    assert "✅" in hand.text
    state = await kept(cast, STATUS)
    assert ("a",) == state.first[question.id]
    assert (question.right,) == state.tries[question.id]
    firsts = [told["first"] for told in await journal(cast, "question-answered")]
    assert [True, False, False, False] == firsts


async def test_a_page_turned_elsewhere_is_not_turned_twice(cast: Cast) -> None:
    first = await reader(cast, STATUS).opens()
    old = first.message
    second = await reader(cast, STATUS).opens()
    await second.turns(3)

    late = cast.apprentice.press(old, "Suite ▸")
    await cast.stage.follow()

    assert "déjà tournée" in late.answer
    assert 3 == (await kept(cast, STATUS)).page
    assert " 4/" in old.text


# --- figures that change on the way -----------------------------------------------------------------------------------


async def test_a_figure_that_expires_in_the_middle_of_a_lesson_withdraws_itself(cast: Cast) -> None:
    hand = await reader(cast, WAGE).opens()
    await hand.turns(WAGE_PAGE)
    assert f"1{NBSP}867,02{NBSP}€" in hand.text
    assert "valable jusqu'au 31/12/2026" in hand.text
    assert "⚠️ Chiffre vu le" in hand.text

    await cast.stage.pass_time(days=40)  # the second of January
    again = await reader(cast, WAGE).opens()

    assert GONE in again.text
    assert "867,02" not in again.text
    await again.turns(len(WAGE.pages) - WAGE_PAGE)
    assert "Leçon finie" in again.text
    assert [] == [page for page in again.seen if "867,02" in page]


class TestAnotherFigure:
    """A lesson begun under one value goes on under the next one."""

    @pytest.fixture
    def books(self) -> Library:
        """The minimum wage is known for the next year as well."""
        known = library()
        *before, old = known.figures["smic_mensuel"]
        start = old.valid_to + timedelta(1)
        new = replace(old, value=Decimal(1900), valid_from=start, valid_to=date(2027, 12, 31), confirmed=True)
        return replace(known, figures={**known.figures, "smic_mensuel": (*before, old, new)})

    async def test_the_new_value_stands_on_the_same_page(self, cast: Cast) -> None:
        hand = await reader(cast, WAGE).opens()
        await hand.turns(WAGE_PAGE)
        await cast.stage.pass_time(days=40)

        again = await reader(cast, WAGE).opens()

        assert f"1{NBSP}900{NBSP}€" in again.text
        assert "867,02" not in again.text
        assert GONE not in again.text
