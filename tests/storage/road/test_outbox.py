"""What is put into the outbox, to whom, and in which order it leaves."""

import pytest
from sqlalchemy.exc import IntegrityError

from core.messages import (
    Acknowledge,
    Attachment,
    Change,
    Content,
    Doubt,
    Media,
    NameTopic,
    Place,
    React,
    Remove,
    Send,
    ToDesk,
    ToPerson,
    ToPlace,
    ToTopic,
    Urgency,
)
from core.texts import Rich
from storage.road.outbox import copies, next_due, origin, put, release, waiting
from storage.road.recipients import WrongStructure
from storage.tables import addresses, members, people, structures, triads
from tests.storage.house import (
    ANA,
    FORUM,
    LEA,
    MARC,
    MONDAY,
    OTHER_FORUM,
    OTHER_TRIAD,
    TRIAD,
    House,
    chat,
    texts,
    to,
    words,
)


async def test_a_message_to_a_person_leaves_for_her_chat(house: House):
    await house.put(to(LEA, "Bonjour", subject="hello", silent=True, quote="mot"))

    letter = await house.only()

    assert Place("telegram", chat(LEA)) == letter.place
    assert (words("Bonjour"), "hello", True, "mot") == (letter.content, letter.subject, letter.silent, letter.quote)


async def test_messages_of_one_chat_leave_one_after_the_other(house: House):
    await house.put(to(LEA, "un"), to(LEA, "deux"))
    await house.put(to(LEA, "trois"), to(MARC, "à part"))

    first = await house.claim()
    nothing = await house.claim()

    assert ["un", "à part"] == texts(first)
    assert [] == nothing
    await house.settle(*map(house.left, first))
    assert ["deux", "trois"] == texts(await house.deliver())


async def test_the_more_urgent_chat_goes_first(house: House):
    await house.put(to(LEA, "relance", urgency=Urgency.NUDGE))
    await house.put(to(MARC, "réponse", urgency=Urgency.ANSWER))

    assert ["réponse"] == texts(await house.claim(limit=1))


async def test_topics_of_one_forum_take_turns_and_one_topic_keeps_its_order(house: House):
    await house.change(triads, TRIAD, topic="7")
    await house.change(triads, OTHER_TRIAD, topic="8", structure_id=1)
    for number in "1234":
        await house.put(Send(to=ToTopic(TRIAD), content=words(number), urgency=Urgency.THREAD))
    house.later(seconds=5)
    await house.put(*(Send(to=ToTopic(OTHER_TRIAD), content=words(n), urgency=Urgency.THREAD) for n in "ab"))
    await house.put(to(LEA, "urgent"))

    left = []
    while letters := await house.claim(limit=1):
        await house.settle(*map(house.left, letters))
        left += texts(letters)

    assert ["urgent", "1", "a", "2", "b", "3", "4"] == left


async def test_an_answer_does_not_wait_behind_a_broadcast_in_the_same_chat(house: House):
    await house.put(to(LEA, "à tous", urgency=Urgency.BROADCAST))
    await house.put(to(LEA, "réponse"))

    assert ["réponse", "à tous"] == texts(await house.deliver())


async def test_the_same_cause_never_has_an_effect_twice(house: House):
    await house.put(to(LEA), cause="telegram:1:5")

    with pytest.raises(IntegrityError):
        await house.put(to(LEA), cause="telegram:1:5")

    assert 1 == len(await house.rows())


async def test_a_cause_may_go_on_within_its_transaction(house: House):
    def twice(c):
        for text in ("un", "deux"):
            put(c, [to(LEA, text)], structure=1, cause="one", now=MONDAY)

    await house.run(twice)

    assert [0, 1] == [row.rank for row in await house.rows()]


async def test_a_message_for_later_does_not_leave_before_its_time_nor_hold_anybody_up(house: House):
    await house.put(to(LEA, "demain"), not_before=house.now.replace(day=6))
    await house.put(to(LEA, "maintenant"))

    assert ["maintenant"] == texts(await house.deliver())
    assert house.now.replace(day=6) == await house.run(next_due)
    house.later(days=1)
    assert ["demain"] == texts(await house.deliver())


async def test_blocked_rooms_are_left_alone_except_for_presses(house: House):
    place = Place("telegram", chat(LEA))
    await house.put(
        to(LEA, "attend"), Acknowledge(place=place, press_id="77", text="Noté", alert=True), to(MARC, "part")
    )

    letters = await house.claim(blocked={f"telegram:{chat(LEA)}"})

    assert ["acknowledge", "part"] == texts(letters)
    assert ("77", "Noté", True) == (letters[0].press_id, letters[0].text, letters[0].alert)


async def test_letters_that_were_not_tried_are_given_back(house: House):
    await house.put(to(LEA, "un"), to(LEA, "deux"))
    letters = await house.claim()

    await house.run(release, letters, house.now)

    assert [("new", 0), ("new", 0)] == [(row.state, row.attempts) for row in await house.rows()]
    assert ["un", "deux"] == texts(await house.deliver())


async def test_letters_given_back_until_later_hold_up_their_lane(house: House):
    await house.put(to(LEA, "un"), to(LEA, "deux"))

    await house.run(release, await house.claim(), house.now, house.now.replace(minute=1))

    assert [] == await house.claim()
    house.later(minutes=1)
    assert ["un", "deux"] == texts(await house.deliver())


# --- who is reached ---------------------------------------------------------------------------------------------------


async def test_the_newest_address_that_is_not_blocked_is_used(house: House):
    def move_in(c):
        at = {"structure_id": 1, "person_id": LEA, "channel": "telegram", "created_at": MONDAY}
        c.execute(addresses.insert(), [{**at, "value": "7", "blocked_at": None}])
        c.execute(addresses.insert(), [{**at, "value": "8", "blocked_at": MONDAY}])

    await house.run(move_in)
    await house.put(to(LEA))

    assert "7" == (await house.only()).place.chat


@pytest.mark.parametrize(
    ("table", "row", "values", "reason"),
    [
        (addresses, LEA, {"blocked_at": MONDAY}, "no address"),
        (people, LEA, {"left_at": MONDAY}, "left"),
        (members, LEA, {"until": MONDAY}, "not a member"),
        (structures, 1, {"forum_chat": ""}, "no forum"),
    ],
    ids=["blocked", "left", "no member", "no forum"],
)
async def test_who_cannot_be_reached_gets_a_cancelled_row_and_an_event(house: House, table, row, values, reason):
    await house.change(table, row, **values)
    person = ToPerson(LEA, TRIAD)
    await house.put(Send(to=ToDesk() if reason == "no forum" else person, content=words("Bonjour")))

    assert [("cancelled", reason)] == [(row.state, row.reason) for row in await house.rows()]
    assert [reason] == [event.data["reason"] for event in await house.told("send-cancelled")]
    assert [] == await house.claim()


@pytest.mark.parametrize(
    ("table", "row", "values", "reason"),
    [
        (addresses, LEA, {"blocked_at": MONDAY}, "unreachable"),
        (addresses, LEA, {"value": "9"}, "address changed"),
        (people, LEA, {"left_at": MONDAY}, "left"),
        (members, LEA, {"until": MONDAY}, "not a member"),
    ],
    ids=["blocked", "other address", "left", "no member"],
)
async def test_who_stops_being_a_reader_while_it_waits_does_not_get_it(house: House, table, row, values, reason):
    await house.put(Send(to=ToPerson(LEA, TRIAD), content=words("pour la triade")), to(MARC, "autre"))
    await house.change(table, row, **values)

    assert ["autre"] == texts(await house.deliver())
    assert [("cancelled", reason)] == [(row.state, row.reason) for row in await house.rows(person_id=LEA)]
    assert [("person", LEA)] == [("person", event.person_id) for event in await house.told("send-cancelled")]


async def test_an_edit_does_not_follow_who_left_but_a_removal_does(house: House):
    reader = ToPerson(LEA, TRIAD)
    await house.put(Send(to=reader, content=words("mot"), subject="post"))
    await house.deliver()
    await house.put(Change(to=reader, subject="post", content=words("autre mot")))
    await house.put(Remove(to=reader, subject="post"))
    await house.change(members, LEA, until=MONDAY)

    assert ["remove"] == texts(await house.deliver())


@pytest.mark.parametrize(
    "recipient",
    [ToPerson(ANA), ToTopic(OTHER_TRIAD), ToPlace(Place("telegram", OTHER_FORUM, "", private=False))],
    ids=["person", "topic", "place"],
)
async def test_nothing_is_written_for_another_structure(house: House, recipient):
    with pytest.raises(WrongStructure):
        await house.put(Send(to=recipient, content=words("secret")))

    assert [] == await house.rows()


async def test_a_stranger_is_answered_where_she_wrote(house: House):
    place = Place("telegram", "555")
    await house.put(Send(to=ToPlace(place), content=words("Bonjour")), structure=None)

    assert place == (await house.only()).place


# --- topics -----------------------------------------------------------------------------------------------------------


async def test_a_topic_is_opened_before_the_first_message_and_never_replaced_by_general(house: House):
    await house.put(NameTopic(triad=TRIAD, name="Léa · Boulangerie"), Send(to=ToTopic(TRIAD), content=words("un")))
    await house.put(Send(to=ToTopic(TRIAD), content=words("deux")))

    letters = await house.deliver()

    assert ["open_topic", "un", "deux"] == texts(letters)
    assert "Léa · Boulangerie" == letters[0].name
    assert ["1", "1"] == [letter.place.topic for letter in letters[1:]]


async def test_a_topic_that_nobody_named_is_opened_all_the_same(house: House):
    await house.put(Send(to=ToTopic(TRIAD), content=words("un")), Send(to=ToDesk(), content=words("deux")))

    letters = await house.deliver()

    assert ["Triade 1", "À traiter"] == [letter.name for letter in letters if letter.act == "open_topic"]
    assert {"1", "2"} == {letter.place.topic for letter in letters if letter.act == "send"}


async def test_a_topic_is_named_anew_only_when_the_name_changes(house: House):
    await house.put(NameTopic(triad=TRIAD, name="Léa"))
    await house.deliver()
    await house.put(NameTopic(triad=TRIAD, name="Léa"))
    await house.put(NameTopic(triad=TRIAD, name="Léa et Marc"))
    await house.put(NameTopic(triad=TRIAD, name="Léa, Marc"))

    letters = await house.deliver()

    assert [("name_topic", "Léa, Marc", "1")] == [(letter.act, letter.name, letter.place.topic) for letter in letters]


async def test_naming_twice_opens_one_topic(house: House):
    await house.put(NameTopic(triad=TRIAD, name="Léa"))
    await house.put(NameTopic(triad=TRIAD, name="Léa, Marc"))

    assert [("open_topic", "Léa, Marc")] == [(letter.act, letter.name) for letter in await house.deliver()]


async def test_a_topic_that_was_opened_meanwhile_is_not_opened_again(house: House):
    await house.put(NameTopic(triad=TRIAD, name="Léa"))
    await house.change(triads, TRIAD, topic="9")

    assert [] == await house.deliver()
    assert ["open already"] == [row.reason for row in await house.rows()]


async def test_a_place_that_is_a_topic_of_ours_is_that_topic(house: House):
    await house.change(triads, TRIAD, topic="9")
    await house.change(structures, 1, desk_topic="8")
    for topic in ("9", "8", ""):
        place = Place("telegram", FORUM, topic, private=False)
        await house.put(Send(to=ToPlace(place), content=words("réponse"), subject="s"))

    recipients = [row.recipient for row in await house.rows()]

    assert ["topic:1", "desk:1", f"place:telegram:{FORUM}:"] == recipients
    assert {"9", "8", ""} == {letter.place.topic for letter in await house.deliver()}


async def test_messages_follow_the_forum_that_was_linked_anew(house: House):
    await house.put(Send(to=ToTopic(TRIAD), content=words("un")))
    await house.change(structures, 1, forum_chat="-300")

    letters = await house.deliver()

    assert [("open_topic", "-300"), ("send", "-300")] == [(letter.act, letter.place.chat) for letter in letters]


async def test_a_topic_that_opened_while_another_forum_was_linked_is_not_taken_for_one_of_it(house: House):
    await house.put(Send(to=ToTopic(TRIAD), content=words("un")))
    opening = await house.only()
    await house.change(structures, 1, forum_chat="-300")

    await house.settle(house.left(opening))
    letters = await house.deliver()

    assert [("open_topic", "-300"), ("send", "-300")] == [(letter.act, letter.place.chat) for letter in letters]


# --- copies -----------------------------------------------------------------------------------------------------------


async def send_post(house: House) -> None:
    """Léa, Marc and the topic have a copy of one post: messages 1, 3 and 4, as the topic itself is 2."""
    readers = (ToPerson(LEA), ToPerson(MARC), ToTopic(TRIAD))
    await house.change(triads, TRIAD, topic="9")
    await house.put(*(Send(to=reader, content=words("mot"), subject="post") for reader in readers))
    await house.deliver()


async def test_every_copy_is_known_by_its_subject_and_by_its_message(house: House):
    await send_post(house)

    found = await house.run(copies, "post")
    one = await house.run(origin, "telegram", chat(MARC), "2")

    assert ["person:1", "person:2", "topic:1"] == [copy.recipient for copy in found]
    assert ("post", MARC, "person:2") == (one.subject, one.person, one.recipient)
    assert None is await house.run(origin, "telegram", chat(MARC), "1")


async def test_a_change_reaches_the_copy_of_its_reader_only(house: House):
    await send_post(house)

    await house.put(Change(to=ToPerson(MARC), subject="post", content=words("autre")))

    (letter,) = await house.deliver()
    assert ("change", chat(MARC), "2", "autre") == (letter.act, letter.place.chat, letter.message, *texts([letter]))


async def test_of_several_changes_only_the_newest_leaves(house: House):
    await send_post(house)
    for text in ("a", "b", "c"):
        await house.put(Change(to=ToPerson(LEA), subject="post", content=words(text)))

    assert ["c"] == texts(await house.deliver())
    assert ["superseded"] * 2 == [row.reason for row in await house.rows(state="cancelled")]


async def test_a_copy_that_has_not_left_is_changed_where_it_stands(house: House):
    await house.put(to(LEA, "mot", subject="post", quote="q"), to(LEA, "suite"))
    await house.put(Change(to=ToPerson(LEA), subject="post", content=words("autre")))

    letters = await house.deliver()

    assert ["autre", "suite"] == texts(letters)
    assert "q" == letters[0].quote


async def test_a_copy_on_its_way_is_changed_once_it_is_there(house: House):
    await house.put(to(LEA, "mot", subject="post"))
    (on_its_way,) = await house.claim()
    await house.put(Change(to=ToPerson(LEA), subject="post", content=words("autre")))
    nothing = await house.claim()

    await house.settle(house.left(on_its_way))

    assert [] == nothing
    assert [("autre", "1")] == [(letter.content.text.text, letter.message) for letter in await house.deliver()]


async def test_a_change_of_a_broadcast_waits_for_it(house: House):
    await house.put(to(LEA, "à tous", subject="news", urgency=Urgency.BROADCAST))
    (on_its_way,) = await house.claim()
    await house.put(React(to=ToPerson(LEA), subject="news", emoji="👍"))
    await house.settle(house.left(on_its_way))

    assert [("react", "👍", "1")] == [(letter.act, letter.emoji, letter.message) for letter in await house.deliver()]


async def test_parts_are_changed_one_by_one(house: House):
    await house.put(to(LEA, "un", subject="post", part=0), to(LEA, "deux", subject="post", part=1))
    await house.deliver()

    await house.put(Change(to=ToPerson(LEA), subject="post", part=1, content=words("DEUX")))

    assert [("2", 1)] == [(letter.message, letter.part) for letter in await house.deliver()]


async def test_a_removed_copy_is_neither_changed_nor_removed_again(house: House):
    await send_post(house)
    await house.put(Change(to=ToPerson(LEA), subject="post", content=words("autre")))
    await house.put(Remove(to=ToPerson(LEA), subject="post", tombstone=words("(retiré)")))
    removed = await house.deliver()

    again = await house.put(
        Change(to=ToPerson(LEA), subject="post", content=words("x")), Remove(to=ToPerson(LEA), subject="post")
    )

    assert [("remove", "1", "(retiré)")] == [(one.act, one.message, one.content.text.text) for one in removed]
    assert 0 == again
    assert ["person:2", "topic:1"] == [copy.recipient for copy in await house.run(copies, "post")]


async def test_a_copy_that_has_not_left_is_withdrawn_before_anybody_sees_it(house: House):
    await house.put(to(LEA, "mot", subject="post"))
    await house.put(Remove(to=ToPerson(LEA), subject="post"))

    assert [] == await house.deliver()
    assert [("cancelled", "removed")] == [(row.state, row.reason) for row in await house.rows()]


async def test_an_answer_points_at_the_copy_in_its_own_room(house: House):
    await send_post(house)
    readers = (ToPerson(LEA), ToPerson(MARC), ToTopic(TRIAD), ToDesk())
    await house.put(*(Send(to=reader, content=words("re"), reply_to="post") for reader in readers))

    letters = [letter for letter in await house.deliver() if letter.act == "send"]

    assert {"person:1": "1", "person:2": "2", "topic:1": "3"} == {
        f"person:{one.person}" if one.person else f"topic:{one.triad}": one.reply_to for one in letters if one.reply_to
    }
    assert 4 == len(letters)


async def test_a_message_named_by_its_number_is_answered_before_a_subject(house: House):
    await send_post(house)
    await house.put(to(LEA, "re", reply_to="post", reply_message="1234"))

    assert "1234" == (await house.only()).reply_to


async def test_an_answer_to_a_post_of_the_same_cause_points_at_it(house: House):
    await house.put(to(LEA, "un", subject="a"), to(LEA, "deux", reply_to="a"))

    assert ["", "1"] == [letter.reply_to for letter in await house.deliver()]


async def test_the_message_under_a_press_is_changed_as_the_copy_it_is(house: House):
    photo = Attachment(Media.PHOTO, "file-1")
    await house.put(Send(to=ToPerson(LEA), content=Content(Rich("carte"), attachment=photo), subject="card"))
    await house.deliver()
    place = ToPlace(Place("telegram", chat(LEA)))
    await house.put(Change(to=place, message="1", content=words("a")))
    await house.put(Change(to=place, message="1", content=words("b")))
    await house.put(Change(to=place, message="999", content=words("inconnu")))

    letters = await house.deliver()

    assert [("1", "b", "file-1"), ("999", "inconnu", "")] == [
        (letter.message, *texts([letter]), letter.attached) for letter in letters
    ]


async def test_a_change_of_file_is_remembered(house: House):
    await house.put(to(LEA, "carte", subject="card"))
    await house.deliver()
    photo = Content(Rich("carte"), attachment=Attachment(Media.PHOTO, "file-2"))
    await house.put(Change(to=ToPerson(LEA), subject="card", content=photo))
    await house.deliver()
    await house.put(Change(to=ToPerson(LEA), subject="card", content=words("fin")))

    assert "file-2" == (await house.only()).attached


async def test_doubt_and_urgency_travel_with_the_letter(house: House):
    await house.put(to(LEA, doubt=Doubt.HOLD, urgency=Urgency.NUDGE))

    letter = await house.only()

    assert (Doubt.HOLD, Urgency.NUDGE, 1, False) == (letter.doubt, letter.urgency, letter.attempts, letter.mark)
    assert 0 == await house.run(waiting)
