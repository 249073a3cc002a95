"""Copies of messages of a thread that leave late: the hour is read again, and none passes another."""

from datetime import UTC, datetime, timedelta
from typing import Any

from core.messages import Send, ToPerson, Urgency
from storage.road.letters import Definite, Kind
from storage.tables import addresses, people
from tests.storage.house import LEA, MARC, TRIAD, House, texts, to, words

EVENING = datetime(2026, 1, 5, 19, 1, tzinfo=UTC)  # 20:01 in Paris
MORNING = datetime(2026, 1, 6, 7, 0, tzinfo=UTC)


def copy(person: int, number: int, **more: Any) -> Send:
    """Message `number` of the thread, for a person."""
    named = {"subject": f"post:{TRIAD}:{number}", "urgency": Urgency.THREAD}
    return Send(to=ToPerson(person, TRIAD), content=words(f"mot {number}"), **named, **more)


async def reads_by_mail(house: House, person: int = MARC) -> None:
    await house.change(addresses, person, channel="mail", value="marc@atelier.example")


async def test_a_copy_that_was_refused_until_the_evening_waits_for_the_morning_and_keeps_its_place(house: House):
    await reads_by_mail(house)
    await house.put(copy(MARC, 1))
    await house.settle(Definite(await house.only(), Kind.DEFINITE_RETRY, "no answer"))
    house.now = EVENING
    await house.put(copy(MARC, 2, after=MORNING))

    assert [] == await house.deliver()
    house.now = MORNING - timedelta(minutes=1)
    assert [] == await house.deliver()
    house.now = MORNING
    assert ["mot 1", "mot 2"] == texts(await house.deliver())


async def test_a_copy_that_left_the_queue_late_arrives_without_a_sound(house: House):
    await house.put(copy(LEA, 1), copy(MARC, 1, silent=True))
    await house.change(people, MARC, settings={"polite": {"always": True}})
    house.now = EVENING

    letters = await house.deliver()

    assert [(LEA, True), (MARC, False)] == [(letter.person, letter.silent) for letter in letters]


async def test_what_may_leave_since_the_hours_changed_lets_earlier_ones_go_first(house: House):
    await reads_by_mail(house)
    house.now = EVENING
    await house.put(copy(MARC, 1, after=MORNING), copy(MARC, 2, after=MORNING))
    await house.change(people, MARC, settings={"polite": {"always": True}})

    await house.put(copy(MARC, 3))

    assert ["mot 1", "mot 2", "mot 3"] == texts(await house.deliver())


async def test_a_call_for_help_and_its_answer_ask_no_hour(house: House):
    await reads_by_mail(house)
    house.now = EVENING
    await house.put(copy(MARC, 1), to(MARC, "appel", subject="call:7", urgency=Urgency.THREAD), to(MARC, "réponse"))

    assert ["appel", "réponse"] == texts(await house.deliver())
