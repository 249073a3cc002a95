"""Acts through the local Telegram, over real HTTP: what people then see, and what the channel says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channel import (
    AckAct,
    DeleteAct,
    EditAct,
    Failure,
    NameTopicAct,
    OpenTopicAct,
    ReactAct,
    SendAct,
    SendFailed,
    Sent,
)
from bot.simulator import ADMIN_RIGHTS
from bot.telegram.calls import call
from bot.telegram.channel import TelegramChannel
from bot.telegram.read import read
from core.messages import Attachment, Button, Content, Media, Message, paper
from core.texts import Rich, Span
from tests.bot.telegram.conftest import World
from tests.bot.telegram.updates import RECEIVED

WORDS = Content(Rich("Marc · tuteur\nÀ demain", (Span("bold", 0, 4),)))
YES_NO = (
    (Button("Oui", "a:1:oui", style="success"), Button("Non", "a:1:non")),
    (Button("Aide", url="https://e.org/"),),
)


async def fails(channel: TelegramChannel, act: SendAct | EditAct | DeleteAct | ReactAct | OpenTopicAct | NameTopicAct):
    with pytest.raises(SendFailed) as caught:
        await channel.perform(act)
    return caught.value


async def sent(channel: TelegramChannel, act: SendAct) -> Sent:
    done = await channel.perform(act)
    assert done is not None
    return done


# --- sending ----------------------------------------------------------------------------------------------------------


async def test_a_text_arrives_with_its_formatting_and_without_preview(world: World, channel: TelegramChannel):
    done = await sent(channel, SendAct(world.home, WORDS))

    seen = world.lina.last(world.account)
    assert Sent(world.home, str(seen.id)) == done
    assert (WORDS.text.text, [{"type": "bold", "offset": 0, "length": 4}]) == (seen.text, seen.entities)
    assert {"is_disabled": True} == seen.link_preview


async def test_what_looks_like_markup_stays_what_was_written(world: World, channel: TelegramChannel):
    await channel.perform(SendAct(world.home, Content(Rich("<b>1 & 2</b> *x* _y_ [z](http://e.org)"))))

    seen = world.lina.last(world.account)
    assert "<b>1 & 2</b> *x* _y_ [z](http://e.org)" == seen.text
    assert [] == [e for e in seen.entities if e["type"] == "bold"]


async def test_formatting_behind_emoji_stands_where_it_should(world: World, channel: TelegramChannel):
    await channel.perform(SendAct(world.home, Content(Rich("👍🇫🇷 oui", (Span("italic", 4, 7),)))))

    assert [{"type": "italic", "offset": 7, "length": 3}] == world.lina.last(world.account).entities


async def test_buttons_carry_their_data_their_page_and_their_look(world: World, channel: TelegramChannel):
    await channel.perform(SendAct(world.home, Content(Rich("Tu valides ?"), YES_NO)))

    assert [
        [
            {"text": "Oui", "callback_data": "a:1:oui", "style": "success"},
            {"text": "Non", "callback_data": "a:1:non"},
        ],
        [{"text": "Aide", "url": "https://e.org/"}],
    ] == world.lina.last(world.account).keyboard


async def test_a_message_goes_to_its_topic(world: World, channel: TelegramChannel):
    topic = world.forum.create_topic("Lina")

    done = await sent(channel, SendAct(world.room(topic.id), WORDS))

    assert world.room(topic.id) == done.place
    assert WORDS.text.text == world.nadia.last(world.forum, topic).text


async def test_a_message_goes_to_general(world: World, channel: TelegramChannel):
    await channel.perform(SendAct(world.room(), WORDS))

    assert None is world.nadia.last(world.forum).topic


async def test_a_silent_message_makes_no_sound(world: World, channel: TelegramChannel):
    await channel.perform(SendAct(world.home, WORDS, silent=True))
    assert world.lina.last(world.account).silent

    await channel.perform(SendAct(world.home, WORDS))
    assert not world.lina.last(world.account).silent


@pytest.mark.parametrize("media", Media)
async def test_a_file_goes_on_by_its_reference(world: World, channel: TelegramChannel, media: Media):
    ref = await a_file(world, media)
    words = Rich("") if media in (Media.STICKER, Media.VIDEO_NOTE) else Rich("Ma photo", (Span("bold", 0, 2),))

    await channel.perform(SendAct(world.home, Content(words, attachment=Attachment(media, ref))))

    seen = world.lina.last(world.account)
    assert (media.value, words.text) == (seen.kind, seen.text)
    assert ([{"type": "bold", "offset": 0, "length": 2}] if words else []) == seen.entities


@pytest.mark.parametrize("media", [Media.STICKER, Media.VIDEO_NOTE])
async def test_words_are_not_lost_under_what_carries_none(world: World, channel: TelegramChannel, media: Media):
    content = Content(Rich("x"), attachment=Attachment(media, await a_file(world, media)))

    assert Failure.REJECTED is (await fails(channel, SendAct(world.home, content))).kind


async def a_file(world: World, media: Media) -> str:
    """A file Nadia shows the bot in General, as the bot knows it."""
    world.nadia.send_media(world.forum, media.value)
    newest = (await call(world.bot, "getUpdates", offset=-1))[0]
    message = read(newest, world.account.id, RECEIVED)
    assert isinstance(message, Message)
    return message.attachments[0].ref


# --- answers ----------------------------------------------------------------------------------------------------------


async def test_an_answer_stands_under_the_words_it_quotes(world: World, channel: TelegramChannel):
    asked = world.lina.send_text(world.account, "Je viens à 9 h ou à 10 h ?")

    await channel.perform(SendAct(world.home, WORDS, reply_to=str(asked.id), quote="à 10 h"))

    seen = world.lina.last(world.account)
    assert (asked, "à 10 h") == (seen.reply_to, (seen.quote or {}).get("text"))


async def test_an_answer_to_what_is_gone_arrives_without(world: World, channel: TelegramChannel):
    asked = world.lina.send_text(world.account, "?")
    world.lina.delete(asked)

    await channel.perform(SendAct(world.home, WORDS, reply_to=str(asked.id)))

    assert (WORDS.text.text, None) == (world.lina.last(world.account).text, world.lina.last(world.account).reply_to)


async def test_a_quote_that_is_not_there_is_left_out_and_the_answer_stays(world: World, channel: TelegramChannel):
    asked = world.lina.send_text(world.account, "Je viens à 9 h ?")

    await channel.perform(SendAct(world.home, WORDS, reply_to=str(asked.id), quote="à midi"))

    seen = world.lina.last(world.account)
    assert (WORDS.text.text, asked, None) == (seen.text, seen.reply_to, seen.quote)


@pytest.mark.parametrize(
    "refusal",
    [
        "Bad Request: message to be replied not found",
        "Bad Request: QUOTE_TEXT_INVALID",
        "Bad Request: ENTITY_BOUNDS_INVALID",
        "Bad Request: can't parse entities: entity 3 begins nowhere",
    ],
)
async def test_the_words_arrive_even_if_something_around_them_is_refused(
    world: World, channel: TelegramChannel, refusal: str
):
    asked = world.lina.send_text(world.account, "?")
    world.fails("sendMessage", code=400, description=refusal)

    await channel.perform(SendAct(world.home, WORDS, reply_to=str(asked.id), quote="?"))

    assert WORDS.text.text == world.lina.last(world.account).text


async def test_the_same_refusal_is_not_fought_for_ever(world: World, channel: TelegramChannel):
    for _ in range(3):
        world.fails("sendMessage", code=400, description="Bad Request: QUOTE_TEXT_INVALID")

    assert Failure.REJECTED is (await fails(channel, SendAct(world.home, WORDS, reply_to="1", quote="?"))).kind


# --- refusals of a send -----------------------------------------------------------------------------------------------


async def test_a_person_who_stopped_the_bot_is_blocked(world: World, channel: TelegramChannel):
    world.lina.block(world.account)

    assert Failure.BLOCKED is (await fails(channel, SendAct(world.home, WORDS))).kind


async def test_a_person_who_never_started_the_bot_is_blocked(world: World, channel: TelegramChannel):
    stranger = world.tg.user("Marc")
    stranger.open(world.account)

    failure = await fails(channel, SendAct(replace(world.home, chat=str(stranger.id)), WORDS))

    assert failure.kind in (Failure.BLOCKED, Failure.GONE)


async def test_a_deleted_account_is_gone(world: World, channel: TelegramChannel):
    world.lina.deactivate()

    assert Failure.GONE is (await fails(channel, SendAct(world.home, WORDS))).kind


async def test_a_group_that_put_the_bot_out_is_gone(world: World, channel: TelegramChannel):
    world.forum.remove(world.account)

    assert Failure.GONE is (await fails(channel, SendAct(world.room(), WORDS))).kind


async def test_a_deleted_topic_is_gone(world: World, channel: TelegramChannel):
    topic = world.forum.create_topic("Lina")
    world.forum.delete_topic(topic)

    assert Failure.TOPIC_GONE is (await fails(channel, SendAct(world.room(topic.id), WORDS))).kind


async def test_a_message_that_lands_in_another_room_is_taken_back(world: World, channel: TelegramChannel):
    """A group that is no forum ignores the topic in silence; some servers did so with deleted topics."""
    world.forum.enable_topics(False)

    failure = await fails(channel, SendAct(world.room(4), WORDS))

    assert Failure.TOPIC_GONE is failure.kind
    assert [] == [message for message in world.nadia.screen(world.forum) if message.text == WORDS.text.text]


async def test_a_closed_topic_is_closed_for_a_bot_without_the_right(world: World, channel: TelegramChannel):
    topic = world.forum.create_topic("Lina")
    world.forum.close_topic(topic)
    world.forum.promote(world.account, ["can_delete_messages"])

    assert Failure.TOPIC_CLOSED is (await fails(channel, SendAct(world.room(topic.id), WORDS))).kind


async def test_a_group_that_moved_says_where(world: World, channel: TelegramChannel):
    old = world.tg.group("Equipe", world.nadia)
    old.add(world.account)
    new = old.migrate()

    failure = await fails(channel, SendAct(replace(world.room(), chat=str(old.id)), WORDS))

    assert (Failure.MOVED, str(new.id)) == (failure.kind, failure.to_chat)


async def test_too_many_messages_say_how_long_to_wait(world: World, channel: TelegramChannel):
    world.fails("sendMessage", code=429, retry_after=17)

    failure = await fails(channel, SendAct(world.home, WORDS))

    assert (Failure.TOO_FAST, 17) == (failure.kind, failure.retry_after)


@pytest.mark.parametrize("text", ["", "x" * 4097])
async def test_a_text_of_the_wrong_length_is_rejected(world: World, channel: TelegramChannel, text: str):
    assert Failure.REJECTED is (await fails(channel, SendAct(world.home, Content(Rich(text))))).kind


async def test_a_send_whose_answer_is_lost_is_ambiguous_and_not_repeated(world: World, channel: TelegramChannel):
    world.fails("sendMessage", kind="reset", after=True)

    failure = await fails(channel, SendAct(world.home, WORDS))

    assert Failure.AMBIGUOUS is failure.kind
    assert 1 == [message.text for message in world.lina.screen(world.account)].count(WORDS.text.text)


# --- changing ---------------------------------------------------------------------------------------------------------


async def test_an_edit_replaces_words_and_buttons(world: World, channel: TelegramChannel):
    done = await sent(channel, SendAct(world.home, Content(Rich("Tu valides ?"), YES_NO)))

    await channel.perform(EditAct(world.home, done.message_id, WORDS))

    seen = world.lina.last(world.account)
    assert (WORDS.text.text, []) == (seen.text, seen.keyboard)


async def test_the_same_edit_twice_is_a_success(world: World, channel: TelegramChannel):
    done = await sent(channel, SendAct(world.home, WORDS))

    assert None is await channel.perform(EditAct(world.home, done.message_id, WORDS))


async def with_photo(world: World, channel: TelegramChannel) -> Sent:
    photo = Attachment(Media.PHOTO, await a_file(world, Media.PHOTO))
    return await sent(channel, SendAct(world.home, Content(Rich("Avant"), attachment=photo)))


async def test_the_words_under_a_file_are_edited(world: World, channel: TelegramChannel):
    done = await with_photo(world, channel)

    await channel.perform(EditAct(world.home, done.message_id, WORDS, had_attachment=True))

    assert ("photo", WORDS.text.text) == (world.lina.last(world.account).kind, world.lina.last(world.account).text)


async def test_the_words_under_a_file_are_taken_away(world: World, channel: TelegramChannel):
    done = await with_photo(world, channel)

    await channel.perform(EditAct(world.home, done.message_id, Content(), had_attachment=True))

    assert ("photo", "") == (world.lina.last(world.account).kind, world.lina.last(world.account).text)


async def test_another_file_takes_the_place_of_the_first(world: World, channel: TelegramChannel):
    done = await with_photo(world, channel)
    video = Attachment(Media.VIDEO, await a_file(world, Media.VIDEO))

    content = Content(Rich("Après"), attachment=video)
    await channel.perform(EditAct(world.home, done.message_id, content, had_attachment=True, new_attachment=True))

    assert ("video", "Après") == (world.lina.last(world.account).kind, world.lina.last(world.account).text)


async def test_only_the_buttons_change_under_what_has_no_words(world: World, channel: TelegramChannel):
    sticker = Attachment(Media.STICKER, await a_file(world, Media.STICKER))
    done = await sent(channel, SendAct(world.home, Content(attachment=sticker, buttons=YES_NO)))

    content = Content(attachment=sticker, buttons=YES_NO[:1])
    await channel.perform(EditAct(world.home, done.message_id, content, had_attachment=True))

    assert ["Oui", "Non"] == world.lina.last(world.account).buttons


@pytest.mark.parametrize("had_attachment", [True, False])
async def test_an_edit_that_is_told_wrongly_what_it_edits_finds_the_way(
    world: World, channel: TelegramChannel, had_attachment: bool
):
    done = await (sent(channel, SendAct(world.home, WORDS)) if had_attachment else with_photo(world, channel))

    after = Content(Rich("Après"))
    await channel.perform(EditAct(world.home, done.message_id, after, had_attachment=had_attachment))

    assert "Après" == world.lina.last(world.account).text


async def test_what_a_person_deleted_cannot_be_edited_any_more(world: World, channel: TelegramChannel):
    done = await sent(channel, SendAct(world.home, WORDS))
    world.lina.delete(world.lina.last(world.account))

    assert Failure.TARGET_GONE is (await fails(channel, EditAct(world.home, done.message_id, Content(Rich("x"))))).kind


async def test_the_message_of_a_person_cannot_be_edited(world: World, channel: TelegramChannel):
    hers = world.lina.send_text(world.account, "x")

    assert Failure.TOO_LATE is (await fails(channel, EditAct(world.home, str(hers.id), WORDS))).kind


async def test_a_message_disappears(world: World, channel: TelegramChannel):
    done = await sent(channel, SendAct(world.home, WORDS))

    await channel.perform(DeleteAct(world.home, done.message_id))

    assert WORDS.text.text not in [message.text for message in world.lina.screen(world.account)]
    assert Failure.TARGET_GONE is (await fails(channel, DeleteAct(world.home, done.message_id))).kind


async def test_after_two_days_a_message_stays(world: World, channel: TelegramChannel):
    done = await sent(channel, SendAct(world.home, WORDS))
    world.clock.now += 49 * 3600

    assert Failure.TOO_LATE is (await fails(channel, DeleteAct(world.home, done.message_id))).kind


# --- presses, reactions, topics ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "alert"), [("", False), ("C'est noté", False), ("Déjà validée", True), ("x" * 300, False)]
)
async def test_a_press_gets_its_little_answer(world: World, channel: TelegramChannel, text: str, alert: bool):
    await channel.perform(SendAct(world.home, Content(Rich("Tu valides ?"), YES_NO)))
    press = world.lina.press(world.lina.last(world.account), "Oui")

    await channel.perform(AckAct(world.home, press.query.id, text, alert))

    assert (True, text[:200], alert) == (press.answered, press.answer, press.alert)


async def test_an_answer_that_comes_too_late_counts_as_given(world: World, channel: TelegramChannel):
    await channel.perform(SendAct(world.home, Content(Rich("Tu valides ?"), YES_NO)))
    press = world.lina.press(world.lina.last(world.account), "Oui")
    world.clock.now += 60

    assert None is await channel.perform(AckAct(world.home, press.query.id))


async def test_a_reaction_stands_and_goes(world: World, channel: TelegramChannel):
    hers = world.lina.send_text(world.account, "Fini !")

    await channel.perform(ReactAct(world.home, str(hers.id), "👍"))
    assert [{"type": "emoji", "emoji": "👍"}] == hers.reactions[world.account.id]

    await channel.perform(ReactAct(world.home, str(hers.id), ""))
    assert not hers.reactions.get(world.account.id)


async def test_a_reaction_on_what_is_gone_finds_nothing(world: World, channel: TelegramChannel):
    assert Failure.TARGET_GONE is (await fails(channel, ReactAct(world.home, "999", "👍"))).kind


async def test_a_topic_is_opened_and_named(world: World, channel: TelegramChannel):
    done = await channel.perform(OpenTopicAct(world.room(), "Lina · " + "x" * 200))
    assert done is not None
    topic = world.forum.topics[int(done.place.topic)]
    assert ("Lina · " + "x" * 121, topic.id) == (topic.name, int(done.message_id))

    for _ in range(2):  # the second time nothing changes, which is a success
        await channel.perform(NameTopicAct(done.place, "Lina et Marc"))
    assert "Lina et Marc" == topic.name


async def test_a_topic_needs_the_right_to_manage_topics(world: World, channel: TelegramChannel):
    world.forum.promote(world.account, [right for right in ADMIN_RIGHTS if right != "can_manage_topics"])

    assert Failure.NO_RIGHT is (await fails(channel, OpenTopicAct(world.room(), "Lina"))).kind


async def test_a_topic_needs_a_forum(world: World, channel: TelegramChannel):
    world.forum.enable_topics(False)

    assert Failure.NO_RIGHT is (await fails(channel, OpenTopicAct(world.room(), "Lina"))).kind


async def test_a_topic_that_was_deleted_cannot_be_named(world: World, channel: TelegramChannel):
    topic = world.forum.create_topic("Lina")
    world.forum.delete_topic(topic)

    assert Failure.TOPIC_GONE is (await fails(channel, NameTopicAct(world.room(topic.id), "Lina B."))).kind


# --- files of ours ---------------------------------------------------------------------------------------------------


async def test_a_file_that_we_made_travels_with_its_message(world: World, channel: TelegramChannel):
    made = replace(paper("recap", "Récapitulatif.pdf", {}), bytes=b"%PDF-1.7 ...")
    await channel.perform(SendAct(world.home, Content(Rich("Ton récap"), YES_NO, made)))

    seen = world.lina.last(world.account)
    assert seen.media
    assert ("document", "Récapitulatif.pdf", "Ton récap") == (seen.kind, seen.media.file.name, seen.text)
    assert "Oui" in seen.buttons
