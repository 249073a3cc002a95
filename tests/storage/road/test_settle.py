"""What becomes of a letter, one rule per kind of failure."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from core.messages import Change, Doubt, NameTopic, Place, React, Remove, Send, ToDesk, ToPerson, ToPlace, ToTopic
from storage.road.letters import Definite, Doubtful, Kind, Letter, Unreachable
from storage.road.outbox import move_chat, origin
from storage.road.settle import MOST_TRIES
from storage.tables import addresses, alerts, outbox, rooms, structures, triads
from tests.storage.house import ANA, FORUM, HERE, LEA, MARC, MONDAY, TRIAD, House, chat, texts, to, words


async def fail(house: House, kind: Kind, letter: Letter | None = None, **more: Any) -> Any:
    """The one letter that may leave, or this one, fails."""
    return await house.settle(Definite(letter or await house.only(), kind, "as it says", **more))


async def warned(house: House) -> list[str]:
    """The kinds of the alerts."""
    return [row.kind for row in await house.run(lambda c: c.execute(select(alerts)).all())]


async def open_topic(house: House, number: str = "9") -> None:
    await house.change(triads, TRIAD, topic=number)


async def test_what_left_knows_where_it_stands(house: House):
    await house.put(to(LEA, subject="hello"))
    await house.deliver()

    (row,) = await house.rows()

    assert ("sent", "1", house.now, "") == (row.state, row.message, row.sent_at, row.sender)


async def test_an_opened_topic_is_remembered_for_those_who_wait(house: House):
    await house.put(Send(to=ToTopic(TRIAD), content=words("un")), Send(to=ToDesk(), content=words("deux")))
    await house.deliver()

    opened = select(triads.c.topic, structures.c.desk_topic).join_from(triads, structures).order_by(triads.c.id)
    topics = await house.run(lambda c: c.execute(opened).all())

    assert [("1", "2"), ("", "")] == [tuple(row) for row in topics]
    assert 2 == len(await house.told("topic-opened"))


# --- too fast, not now, never -----------------------------------------------------------------------------------------


async def test_too_fast_waits_as_long_as_the_channel_asks_and_counts_as_no_try(house: House):
    await house.put(to(LEA, "un"), to(LEA, "deux"), to(MARC, "à part"))
    letters = await house.claim()
    await fail(house, Kind.TOO_FAST, letters[0], retry_after=30)

    house.later(seconds=29)
    early = await house.claim()
    house.later(seconds=1)
    late = await house.claim()

    assert [] == early
    assert [("un", 1)] == [(letter.content.text.text, letter.attempts) for letter in late]


async def test_what_did_not_leave_is_tried_again_less_and_less_often(house: House):
    await house.put(to(LEA))
    waits = []
    for _ in range(10):
        await fail(house, Kind.DEFINITE_RETRY)
        (row,) = await house.rows()
        waits.append((row.not_before - house.now).total_seconds())
        house.now = row.not_before

    assert [2, 4, 8, 16, 32, 64, 128, 256, 300, 300] == waits


async def test_what_never_leaves_is_given_up_with_an_alert(house: House):
    await house.put(to(LEA))
    (row,) = await house.rows()
    await house.change(outbox, row.id, attempts=MOST_TRIES - 1)

    settled = await fail(house, Kind.DEFINITE_RETRY)

    assert (["dead"], (row.id,)) == (await house.states(), settled.given_up)
    assert ["send-dead"] == await warned(house)


async def test_what_is_wrong_is_given_up_with_an_alert_and_the_chat_goes_on(house: House):
    await house.put(to(LEA, "faux"), to(LEA, "juste"))
    (wrong,) = await house.claim()

    await fail(house, Kind.REJECTED, wrong)

    assert ["juste"] == texts(await house.deliver())
    assert ["send-dead"] == await warned(house)
    assert ["rejected: as it says"] == [event.data["reason"] for event in await house.told("send-dead")]


async def test_without_a_valid_token_messages_wait_and_one_alert_a_day_says_so(house: House):
    await house.put(to(LEA), to(MARC))
    for letter in await house.claim():
        await fail(house, Kind.UNAUTHORIZED, letter)

    assert ["channel-unauthorized"] == await warned(house)
    assert [] == await house.claim()
    house.later(minutes=1)
    assert [1, 1] == [letter.attempts for letter in await house.claim()]


async def test_a_failure_that_was_settled_already_changes_nothing(house: House):
    await house.put(to(LEA))
    letter = await house.only()
    await house.settle(house.left(letter))

    await fail(house, Kind.REJECTED, letter)
    await house.settle(Doubtful(letter, "late"))

    assert ["sent"] == await house.states()


async def test_the_news_that_it_left_is_believed_even_after_a_recovery(house: House):
    await house.put(to(LEA))
    letter = await house.only()
    await house.recover()

    await house.settle(house.left(letter))

    house.later(hours=1)
    assert (["sent"], []) == (await house.states(), await house.claim())


# --- readers who are gone ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Kind.BLOCKED, Kind.GONE])
async def test_a_reader_who_is_gone_is_told_of_once_and_nothing_more_leaves(house: House, kind: Kind):
    await house.put(to(LEA, "un"), to(LEA, "deux"), to(MARC, "à part"))
    await house.put(to(LEA, "demain"), not_before=MONDAY + timedelta(days=1))
    letter = next(letter for letter in await house.claim() if letter.person == LEA)

    settled = await fail(house, kind, letter)
    again = await house.put(to(LEA, "trois"))

    assert (Unreachable(LEA, HERE, "telegram", kind.value),) == settled.unreachable
    assert ["cancelled"] * 4 == await house.states(person_id=LEA)
    assert 1 == again
    assert [LEA] == [event.person_id for event in await house.told("person-unreachable")]
    assert 4 == len(await house.told("send-cancelled"))


async def mailed(house: House, person: int, mail: str) -> None:
    """The person has a mailbox as well, since later."""
    values = {"structure_id": HERE, "person_id": person, "channel": "mail", "value": mail, "created_at": MONDAY}
    await house.run(lambda c: c.execute(insert(addresses).values(values)))


async def test_the_newest_address_counts_and_the_next_one_takes_over(house: House):
    await mailed(house, MARC, "marc@atelier.example")
    await house.put(to(MARC, "un"), to(MARC, "deux"))
    first = await house.only()

    settled = await fail(house, Kind.GONE, first)

    assert ("marc@atelier.example", ()) == (first.place.chat, settled.unreachable)
    assert [("telegram", chat(MARC))] * 2 == [(one.place.channel, one.place.chat) for one in await house.deliver()]
    assert ["mail"] == [event.data["channel"] for event in await house.told("person-unreachable")]
    await house.put(to(MARC, "trois"))
    assert "telegram" == (await house.only()).place.channel


async def test_what_stood_on_the_lost_address_is_not_changed_elsewhere(house: House):
    await mailed(house, MARC, "marc@atelier.example")
    await house.put(Send(to=ToPerson(MARC), content=words("La carte"), subject="mission:1:1"))
    await house.deliver()
    await house.put(Change(to=ToPerson(MARC), content=words("Validée"), subject="mission:1:1"), to(MARC, "un"))
    letter = await house.only()

    await fail(house, Kind.GONE, letter)

    assert ["un"] == texts(await house.deliver())
    assert ["cancelled"] == await house.states(act="change")


async def test_one_chat_of_two_people_makes_both_unreachable(house: House):
    await house.change(addresses, ANA, value=chat(LEA))
    await house.put(to(LEA))
    await house.put(to(ANA), structure=2)
    letter = await house.only()

    settled = await fail(house, Kind.BLOCKED, letter)

    assert {LEA, ANA} == {one.person for one in settled.unreachable}
    assert ["cancelled", "cancelled"] == await house.states()


async def test_a_second_letter_to_somebody_gone_tells_nobody_again(house: House):
    await house.put(to(LEA), React(to=ToPlace(Place("telegram", chat(LEA))), message="5", emoji="👍"))
    letter = (await house.claim())[0]
    await fail(house, Kind.BLOCKED, letter)
    await house.change(outbox, letter.row, state="sending")

    settled = await fail(house, Kind.BLOCKED, letter)

    assert () == settled.unreachable


async def test_a_stranger_who_is_gone_is_forgotten(house: House):
    await house.put(Send(to=ToPlace(Place("telegram", "555")), content=words("Bonjour")), structure=None)

    settled = await fail(house, Kind.BLOCKED)

    assert ((), ["cancelled"]) == (settled.unreachable, await house.states())


# --- rooms ------------------------------------------------------------------------------------------------------------


async def test_a_deleted_topic_is_opened_again_and_the_order_is_kept(house: House):
    await open_topic(house)
    await house.put(*(Send(to=ToTopic(TRIAD), content=words(text)) for text in ("un", "deux", "trois")))
    await fail(house, Kind.TOPIC_GONE)

    letters = await house.deliver()

    assert ["open_topic", "un", "deux", "trois"] == texts(letters)
    assert ["1", "1", "1"] == [letter.place.topic for letter in letters[1:]]


async def test_a_deleted_desk_is_opened_again(house: House):
    await house.change(structures, HERE, desk_topic="8")
    await house.put(Send(to=ToDesk(), content=words("un")))
    await fail(house, Kind.TOPIC_GONE)

    assert [("À traiter", "open_topic"), ("À traiter", "send")] == [
        (letter.name, letter.act) for letter in await house.deliver()
    ]


async def test_a_topic_that_vanishes_again_and_again_is_opened_without_haste(house: House):
    await house.put(Send(to=ToTopic(TRIAD), content=words("un")))
    for _ in range(3):
        opening = await house.only()
        await house.settle(house.left(opening))
        await fail(house, Kind.TOPIC_GONE)

    assert [] == await house.claim()
    house.later(minutes=1)
    assert ["open_topic", "un"] == texts(await house.deliver())


async def test_a_new_topic_is_not_forgotten_for_news_of_the_old_one(house: House):
    await open_topic(house, "9")
    await house.put(Send(to=ToTopic(TRIAD), content=words("un")))
    letter = await house.only()
    await open_topic(house, "10")

    await fail(house, Kind.TOPIC_GONE, letter)

    assert ["10"] == [letter.place.topic for letter in await house.deliver()]


async def test_what_stood_in_a_deleted_topic_needs_no_edit(house: House):
    await open_topic(house)
    await house.put(Send(to=ToTopic(TRIAD), content=words("un"), subject="post"))
    await house.deliver()
    await house.put(Change(to=ToTopic(TRIAD), subject="post", content=words("deux")))

    await fail(house, Kind.TOPIC_GONE)

    assert ["removed", "sent"] == await house.states()


async def test_an_answer_in_a_foreign_topic_that_is_gone_goes_nowhere_else(house: House):
    place = Place("telegram", FORUM, "77", private=False)
    await house.put(Send(to=ToPlace(place), content=words("réponse")))

    await fail(house, Kind.TOPIC_GONE)

    assert [("cancelled", "topic gone")] == [(row.state, row.reason) for row in await house.rows()]


@pytest.mark.parametrize("kind", [Kind.NO_RIGHT, Kind.TOPIC_CLOSED, Kind.GONE])
async def test_a_forum_that_cannot_be_written_to_waits_for_a_human(house: House, kind: Kind):
    await open_topic(house)
    await house.put(Send(to=ToTopic(TRIAD), content=words("un")), Send(to=ToTopic(TRIAD), content=words("deux")))
    for _ in range(3):
        await fail(house, kind)
        house.later(minutes=5)

    assert ["room-unusable"] == await warned(house)
    assert ["un", "deux"] == texts(await house.deliver())


async def test_a_topic_that_may_not_be_opened_is_tried_again_and_never_replaced(house: House):
    await house.put(Send(to=ToTopic(TRIAD), content=words("un")))
    for kind in (Kind.NO_RIGHT, Kind.REJECTED):
        await fail(house, kind)
        assert [] == await house.claim()
        house.later(minutes=5)

    assert ["open_topic", "un"] == texts(await house.deliver())


async def test_a_group_that_moves_takes_everything_unsent_with_it(house: House):
    await open_topic(house)
    await house.put(Send(to=ToTopic(TRIAD), content=words("vieux"), subject="post"))
    await house.deliver()
    await house.put(Send(to=ToTopic(TRIAD), content=words("un")), Send(to=ToTopic(TRIAD), content=words("deux")))
    await house.put(Change(to=ToTopic(TRIAD), subject="post", content=words("autre")))
    await fail(house, Kind.MOVED, to_chat="-1001")

    letters = await house.deliver()

    assert ["open_topic", "un", "deux"] == texts(letters)
    assert {"-1001"} == {letter.place.chat for letter in letters}
    assert ["moved"] == [row.reason for row in await house.rows(act="change")]


async def test_a_number_of_the_old_group_is_no_message_of_the_new_one(house: House):
    await open_topic(house)
    await house.put(Send(to=ToTopic(TRIAD), content=words("vieux"), subject="post"))
    await house.deliver()

    assert await house.run(move_chat, "telegram", FORUM, "-1001", MONDAY)

    assert None is await house.run(origin, "telegram", "-1001", "1")


async def test_the_move_of_a_group_that_is_not_ours_changes_nothing(house: House):
    assert not await house.run(move_chat, "telegram", "-666", FORUM + "0", MONDAY)


async def test_a_known_room_moves_with_its_group(house: House):
    def know(c):
        values = {"channel": "telegram", "bond": "admin", "updated_at": MONDAY}
        c.execute(rooms.insert(), [{**values, "chat": "-7"}, {**values, "chat": "-8"}, {**values, "chat": "-9"}])

    await house.run(know)
    for old, new in (("-7", "-70"), ("-8", "-9")):
        assert await house.run(move_chat, "telegram", old, new, MONDAY)

    assert {"-70", "-9"} == set(await house.run(lambda c: c.execute(select(rooms.c.chat)).scalars().all()))


# --- messages that are gone -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["change", "remove", "react"])
async def test_nothing_is_left_to_do_on_a_message_that_is_gone(house: House, act: str):
    await house.put(to(LEA, "mot", subject="post"))
    await house.deliver()
    reader = ToPerson(LEA)
    acts = {
        "change": Change(to=reader, subject="post", content=words("autre")),
        "remove": Remove(to=reader, subject="post"),
        "react": React(to=reader, subject="post", emoji="👍"),
    }
    await house.put(acts[act])

    await fail(house, Kind.TARGET_GONE)

    assert ["removed", "sent"] == await house.states()
    assert [] == await warned(house)


@pytest.mark.parametrize("named", [{"reply_to": "post"}, {"reply_message": "77"}], ids=["subject", "number"])
async def test_an_answer_to_a_message_that_is_gone_leaves_without_it(house: House, named: dict[str, str]):
    await house.put(to(LEA, "mot", subject="post"))
    await house.deliver()
    await house.put(to(LEA, "re", quote="mot", **named))

    await fail(house, Kind.TARGET_GONE)

    (letter,) = await house.deliver()
    assert ("re", "", "") == (letter.content.text.text, letter.reply_to, letter.quote)


async def test_a_message_too_old_to_be_deleted_shows_its_tombstone(house: House):
    await house.put(to(LEA, "mot", subject="post"))
    await house.deliver()
    await house.put(Remove(to=ToPerson(LEA), subject="post", tombstone=words("(retiré)")))

    await fail(house, Kind.TOO_LATE)

    assert [("change", "(retiré)", "1")] == [
        (letter.act, letter.content.text.text, letter.message) for letter in await house.deliver()
    ]


async def test_a_message_too_old_to_be_edited_stays_and_the_journal_says_so(house: House):
    await house.put(to(LEA, "mot", subject="post"))
    await house.deliver()
    await house.put(Change(to=ToPerson(LEA), subject="post", content=words("autre")))

    await fail(house, Kind.TOO_LATE)

    assert ["too late"] == [event.data["reason"] for event in await house.told("send-cancelled")]


async def test_the_change_of_a_message_that_was_given_up_is_given_up_too(house: House):
    await house.put(to(LEA, "mot", subject="post"))
    letter = await house.only()
    await house.put(Change(to=ToPerson(LEA), subject="post", content=words("autre")))

    await fail(house, Kind.REJECTED, letter)

    assert [] == await house.deliver()
    assert [("dead", "rejected: as it says"), ("cancelled", "no copy")] == [
        (row.state, row.reason) for row in await house.rows()
    ]


# --- when nobody can know ---------------------------------------------------------------------------------------------


async def test_a_relayed_message_is_sent_once_more_marked_then_held(house: House):
    await house.put(to(LEA, "un", doubt=Doubt.MARKED), to(LEA, "deux"))
    await house.settle(Doubtful(await house.only(), "timeout"))
    house.later(seconds=2)
    again = await house.only()

    settled = await house.settle(Doubtful(again, "timeout"))

    assert (True, 2) == (again.mark, again.attempts)
    assert ("held", (again.row,)) == ((await house.states())[0], settled.given_up)
    assert [1, 2] == [event.data["doubts"] for event in await house.told("send-doubtful")]
    assert ["send-held"] == await warned(house)
    assert ["deux"] == texts(await house.deliver())


async def test_what_must_not_come_twice_is_held_at_once(house: House):
    await house.put(to(LEA, doubt=Doubt.HOLD))

    await house.settle(Doubtful(await house.only(), "timeout"))

    assert ["held"] == await house.states()
    assert [1] == [event.data["row"] for event in await house.told("send-doubtful")]


async def test_what_may_come_twice_is_simply_sent_again(house: House):
    await house.put(to(LEA, doubt=Doubt.AGAIN), NameTopic(triad=TRIAD, name="Léa"))
    for letter in await house.claim():
        await house.settle(Doubtful(letter, "timeout"))
    house.later(seconds=2)

    letters = await house.deliver()

    assert {"send", "open_topic"} == {letter.act for letter in letters}
    assert [] == await warned(house)


async def test_the_newest_words_stay_when_the_first_ones_were_refused_for_a_while(house: House):
    """The second correction stands in the copy itself: the first one, which waited for that copy, must not follow."""
    await house.put(to(LEA, "mot", subject="post"))
    on_its_way = await house.only()
    await house.put(Change(to=ToPerson(LEA), subject="post", content=words("première correction")))
    await fail(house, Kind.TOO_FAST, on_its_way, retry_after=1)
    await house.put(Change(to=ToPerson(LEA), subject="post", content=words("seconde correction")))
    house.later(seconds=2)

    assert ["seconde correction"] == texts(await house.deliver())
    assert ["superseded"] == [row.reason for row in await house.rows(state="cancelled")]


async def test_a_copy_that_may_be_there_is_not_rewritten(house: House):
    await house.put(to(LEA, "mot", subject="post"))
    await house.settle(Doubtful(await house.only(), "timeout"))
    await house.put(Change(to=ToPerson(LEA), subject="post", content=words("autre")))
    house.later(seconds=2)

    assert ["mot", "autre"] == texts(await house.deliver())


async def test_what_a_dead_process_was_sending_is_doubtful(house: House):
    await house.put(to(LEA, "un"), to(LEA, "deux"), to(MARC, "trois", doubt=Doubt.HOLD))
    await house.claim(sender="dead")

    settled = await house.recover("dead")
    untouched = await house.recover("other")

    assert (1, ()) == (len(settled.given_up), untouched.given_up)
    assert ["retry", "new", "held"] == await house.states()
    assert ["process stopped"] * 2 == [event.data["reason"] for event in await house.told("send-doubtful")]
    house.later(seconds=2)
    assert [("un", True), ("deux", False)] == [
        (letter.content.text.text, letter.mark) for letter in await house.deliver()
    ]
