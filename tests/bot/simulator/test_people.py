"""People with their phones, and groups with their owners."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulator import NoSuchButton, NotThere, Person
from tests.bot.simulator.conftest import World


def last_update(world: World) -> tuple[str, dict[str, Any]]:
    update = list(world.bot.queue)[-1]
    return update.kind, update.body


def bot_says(world: World, person: Person, text: str, **more: Any) -> Any:
    return world.tg.post(world.tg.private(world.bot, person), world.bot, text, **more)


def test_start_carries_the_payload(world: World) -> None:
    world.zoe.start(world.bot, "inv-Ab_9")

    kind, body = last_update(world)
    assert ("message", "/start inv-Ab_9", world.zoe.id) == (kind, body["text"], body["from"]["id"])


def test_a_link_is_followed(world: World) -> None:
    world.zoe.follow("https://t.me/Triade_Bot?start=inv-1")

    assert "/start inv-1" == last_update(world)[1]["text"]


@pytest.mark.parametrize("payload", ["a" * 65, "é", "a b", "a.b"])
def test_a_payload_has_at_most_64_plain_characters(world: World, payload: str) -> None:
    with pytest.raises(ValueError, match="payload"):
        world.zoe.start(world.bot, payload)


def test_the_screen_shows_texts_after_edits(world: World) -> None:
    message = bot_says(world, world.lea, "1/2")
    message.text = "2/2"

    assert ["/start", "2/2"] == [one.text for one in world.lea.screen(world.bot)]


def test_a_person_sees_only_her_own_chats(world: World) -> None:
    with pytest.raises(NotThere):
        world.lea.screen(world.forum)
    with pytest.raises(NotThere):
        world.marc.screen(world.tg.private(world.bot, world.lea))
    assert ["Triade Léa"] == [topic.name for topic in world.anne.topics(world.forum)]


def test_a_chat_can_be_named_in_many_ways(world: World) -> None:
    private = world.lea.open(world.bot)

    named = [world.lea.chat(name) for name in (world.bot, world.bot.id, "triade_bot", "@triade_bot", "Triade", private)]
    assert [private] * 6 == named
    assert world.forum is world.anne.chat("Mission locale")


def test_only_buttons_that_are_there_can_be_pressed(world: World) -> None:
    message = bot_says(world, world.lea, "?", keyboard=[[{"text": "Oui", "callback_data": "y"}]])

    with pytest.raises(NoSuchButton, match="Non"):
        world.lea.press(message, "Non")
    world.lea.press(message, "y")
    assert "y" == last_update(world)[1]["data"]


@pytest.mark.parametrize("more", [{"url": "https://example.org/"}, {"callback_data": "y", "disabled": {}}])
def test_a_button_that_does_not_call_the_bot_cannot_be_pressed(world: World, more: dict[str, Any]) -> None:
    message = bot_says(world, world.lea, "?", keyboard=[[{"text": "Oui", **more}]])

    with pytest.raises(NoSuchButton):
        world.lea.press(message, "Oui")


def test_a_button_of_a_deleted_message_cannot_be_pressed(world: World) -> None:
    message = bot_says(world, world.lea, "?", keyboard=[[{"text": "Oui", "callback_data": "y"}]])
    world.tg.erase(message)

    with pytest.raises(NotThere):
        world.lea.press(message, "Oui")


def test_an_edit_is_told(world: World) -> None:
    message = world.lea.send_text(world.bot, "bonjuor")
    world.lea.edit(message, "bonjour")

    kind, body = last_update(world)
    assert ("edited_message", "bonjour", message.id) == (kind, body["text"], body["message_id"])


def test_an_edit_that_changes_nothing_is_not_told(world: World) -> None:
    world.lea.edit(world.lea.send_text(world.bot, "bonjour"), "bonjour")

    assert 1 == len(world.bot.queue)


def test_only_her_own_messages_can_be_edited_and_not_for_ever(world: World) -> None:
    with pytest.raises(NotThere):
        world.lea.edit(bot_says(world, world.lea, "a"), "b")
    message = world.lea.send_text(world.bot, "a")
    world.time.now += 49 * 3600
    with pytest.raises(NotThere):
        world.lea.edit(message, "b")


def test_a_deletion_is_not_told(world: World) -> None:
    message = world.lea.send_text(world.bot, "oups")
    world.bot.queue.clear()
    world.lea.delete(message)

    assert (0, True) == (len(world.bot.queue), message not in world.lea.screen(world.bot))


def test_a_reaction_is_told_to_those_who_asked(world: World) -> None:
    world.bot.queue.subscribe(["message_reaction"])
    message = bot_says(world, world.lea, "Bravo")
    world.lea.react(message, "🎉")
    world.lea.react(message)

    changes = [(one.body["old_reaction"], one.body["new_reaction"]) for one in world.bot.queue]
    party = [{"type": "emoji", "emoji": "🎉"}]
    assert [([], party), (party, [])] == changes


def test_blocking_and_coming_back_are_told(world: World) -> None:
    world.lea.block(world.bot)
    assert ("my_chat_member", "kicked") == (last_update(world)[0], last_update(world)[1]["new_chat_member"]["status"])
    with pytest.raises(NotThere):
        world.lea.send_text(world.bot, "?")

    world.lea.start(world.bot)
    assert ["my_chat_member", "my_chat_member", "message"] == [update.kind for update in world.bot.queue]


def test_a_reply_carries_message_and_quote(world: World) -> None:
    first = bot_says(world, world.lea, "👋 Demain à neuf heures ?")
    world.lea.send_text(world.bot, "Oui", reply_to=first, quote="neuf heures")

    _, body = last_update(world)
    assert first.id == body["reply_to_message"]["message_id"]
    assert {"text": "neuf heures", "position": 12, "is_manual": True} == body["quote"]


def test_an_album_arrives_as_single_messages_of_one_group(world: World) -> None:
    world.lea.send_album(world.bot, ["photo", "video"], "Deux vues")

    one, other = (update.body for update in world.bot.queue)
    assert one["media_group_id"] == other["media_group_id"]
    assert ("Deux vues", None) == (one.get("caption"), other.get("caption"))


@pytest.mark.parametrize("kind", ["photo", "voice", "audio", "video", "document", "sticker", "video_note", "animation"])
def test_every_kind_of_file_can_be_sent(world: World, kind: str) -> None:
    message = world.lea.send_media(world.bot, kind)

    assert kind == message.kind
    assert kind in last_update(world)[1]


def test_contact_and_place_can_be_shared(world: World) -> None:
    world.lea.send_contact(world.bot)
    world.lea.send_location(world.bot)

    one, other = (update.body for update in world.bot.queue)
    assert world.lea.id == one["contact"]["user_id"]
    assert 48.8566 == other["location"]["latitude"]


# -- groups -----------------------------------------------------------------------------------------------------------


def test_joining_is_told_with_my_chat_member_and_a_service_message(world: World) -> None:
    group = world.tg.supergroup("Autre", world.anne)
    group.add(world.bot)

    first, second = world.bot.queue
    assert ("my_chat_member", "left", "member") == (
        first.kind,
        first.body["old_chat_member"]["status"],
        first.body["new_chat_member"]["status"],
    )
    assert [world.bot.id] == [user["id"] for user in second.body["new_chat_members"]]


def test_promotion_and_demotion_are_told(world: World) -> None:
    world.forum.demote(world.bot)
    world.forum.promote(world.bot, ["can_manage_topics"])

    new = [update.body["new_chat_member"] for update in world.bot.queue]
    assert ["member", "administrator"] == [one["status"] for one in new]
    assert (True, False) == (new[1]["can_manage_topics"], new[1]["can_delete_messages"])


def test_a_right_that_does_not_exist_is_a_mistake(world: World) -> None:
    with pytest.raises(ValueError, match="can_fly"):
        world.forum.promote(world.bot, ["can_fly"])


def test_messages_in_a_topic_name_it_and_point_at_its_root(world: World) -> None:
    world.anne.send_text(world.forum, "ici", topic="Triade Léa")

    _, body = last_update(world)
    assert (world.topic.id, True) == (body["message_thread_id"], body["is_topic_message"])
    assert "forum_topic_created" in body["reply_to_message"]


def test_messages_in_general_have_no_thread(world: World) -> None:
    world.anne.send_text(world.forum, "à tous", topic=1)

    assert "message_thread_id" not in last_update(world)[1]
    assert ["à tous"] == [message.text for message in world.anne.screen(world.forum, 1) if not message.service]


def test_people_close_rename_and_delete_topics(world: World) -> None:
    world.forum.add(world.marc)
    world.bot.queue.clear()
    world.forum.edit_topic(world.topic, name="Autre nom")
    world.forum.close_topic(world.topic)

    assert ["forum_topic_edited", "forum_topic_closed"] == [
        key for update in world.bot.queue for key in update.body if key.startswith("forum_topic_")
    ]
    with pytest.raises(NotThere, match="closed"):
        world.marc.send_text(world.forum, "?", topic=world.topic)
    world.forum.delete_topic(world.topic)
    with pytest.raises(NotThere, match="no such topic"):
        world.anne.send_text(world.forum, "?", topic=world.topic)


def test_privacy_mode_hides_what_is_not_for_the_bot(world: World) -> None:
    world.forum.demote(world.bot)
    said = bot_in_forum = world.tg.post(world.forum, world.bot, "Question")
    world.bot.queue.clear()
    for text in ("bavardage", "/aide", "/aide@triade_bot", "/aide@autre_bot"):
        world.anne.send_text(world.forum, text)
    world.anne.send_text(world.forum, "réponse", reply_to=said)

    assert bot_in_forum is said
    assert ["/aide", "/aide@triade_bot", "réponse"] == [update.body["text"] for update in world.bot.queue]


def test_an_admin_bot_hears_everything_but_other_bots(world: World) -> None:
    other = world.tg.bot("autre_bot")
    world.forum.add(other)
    world.bot.queue.clear()
    world.tg.post(world.forum, other, "bip")
    world.anne.send_text(world.forum, "bavardage")

    assert ["bavardage"] == [update.body["text"] for update in world.bot.queue]


def test_an_anonymous_admin_hides_behind_the_group(world: World) -> None:
    world.forum.anonymous(world.anne)
    world.anne.send_text(world.forum, "Note")

    _, body = last_update(world)
    assert ("GroupAnonymousBot", world.forum.id) == (body["from"]["username"], body["sender_chat"]["id"])


def test_a_removed_person_sees_nothing_any_more(world: World) -> None:
    world.forum.add(world.marc)
    world.forum.remove(world.marc)

    with pytest.raises(NotThere):
        world.marc.screen(world.forum)


def test_topics_make_a_basic_group_a_supergroup(world: World) -> None:
    group = world.tg.group("Triade", world.anne)
    group.add(world.bot)
    new = group.enable_topics()

    told = [key for update in world.bot.queue for key in update.body if key.startswith("migrate_")]
    assert ["migrate_to_chat_id", "migrate_from_chat_id"] == told
    assert (True, "supergroup") == (new.forum, new.kind)
    assert [new] == [chat for chat in world.anne.chats() if chat.title == "Triade"]


def test_a_bot_with_topics_in_private(world: World) -> None:
    world.bot.topics_in_private = True
    topic = world.lea.create_topic(world.bot, "Mission 1")
    world.lea.send_text(world.bot, "ici", topic=topic)

    assert topic.id == last_update(world)[1]["message_thread_id"]
    with pytest.raises(NotThere):
        world.marc.send_text(world.bot, "là", topic=topic)


def test_a_bot_added_by_link_hears_the_payload(world: World) -> None:
    group = world.tg.group("Triade", world.anne)
    world.anne.start_in_group(world.bot, group, "lien-1")

    assert "/start@triade_bot lien-1" == last_update(world)[1]["text"]


async def test_waiting_ends_with_the_change_that_was_awaited(world: World) -> None:
    import asyncio

    waiting = asyncio.ensure_future(world.tg.until(lambda: world.lea.last(world.bot).text == "voilà"))
    await asyncio.sleep(0)
    bot_says(world, world.lea, "pas encore")
    await asyncio.sleep(0)
    assert not waiting.done()
    bot_says(world, world.lea, "voilà")

    assert await waiting


async def test_waiting_in_vain_ends_too(world: World) -> None:
    with pytest.raises(TimeoutError):
        await world.tg.until(lambda: False, timeout=0.01)
