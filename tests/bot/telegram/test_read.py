"""From recorded updates to what core understands."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from bot.telegram.read import read
from core.messages import (
    Address,
    Attachment,
    Bond,
    BondChanged,
    Edit,
    Incoming,
    Media,
    MemberChanged,
    Message,
    Moved,
    Place,
    Press,
    Reaction,
    TopicChanged,
    Unknown,
)
from core.texts import Rich, Span
from tests.bot.telegram.updates import (
    AT,
    BOT,
    CHANNEL,
    DATE,
    FORUM,
    GROUP_ANONYMOUS,
    LINA,
    NADIA,
    OLD_GROUP,
    PHOTO,
    PRIVATE,
    RECEIVED,
    THE_BOT,
    Json,
    administrator,
    bond,
    in_topic,
    member,
    update,
    written,
)

CAUSE = "telegram:4242:731"
HOME = Place("telegram", "7")
TOPIC = Place("telegram", "-1001234567890", "4", private=False)
GENERAL = Place("telegram", "-1001234567890", private=False)
FROM_LINA: Json = {
    "cause": CAUSE,
    "at": AT,
    "sender": Address("telegram", "7"),
    "place": HOME,
    "sender_name": "Lina",
    "language": "fr",
}
FROM_NADIA: Json = {"cause": CAUSE, "at": AT, "sender": Address("telegram", "9"), "sender_name": "Nadia"}
HIDDEN = Address("telegram", "")


def reads(raw: Json) -> Incoming:
    return read(raw, BOT, RECEIVED)


def reads_message(**fields: Any) -> Incoming:
    return reads(update("message", written(**fields)))


# --- messages ---------------------------------------------------------------------------------------------------------


def test_a_text_keeps_who_when_where_and_its_formatting():
    text = {"text": "Bonjour à tous", "entities": [{"type": "bold", "offset": 0, "length": 7}]}

    expected = Message(**FROM_LINA, message_id="31", text=Rich("Bonjour à tous", (Span("bold", 0, 7),)))
    assert expected == reads_message(**text)


def test_a_command_keeps_its_argument():
    command = {"text": "/start abc_DEF-1", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]}

    message = reads_message(**command)

    assert isinstance(message, Message)
    assert ("start", "abc_DEF-1") == (message.command, message.argument)


FILES: list[tuple[Json, Attachment]] = [
    ({"photo": PHOTO}, Attachment(Media.PHOTO, "large", size=91000)),
    (
        {"video": {"file_id": "v", "file_unique_id": "u", "width": 640, "height": 480, "duration": 12, "file_size": 5}},
        Attachment(Media.VIDEO, "v", size=5, seconds=12),
    ),
    (
        {"voice": {"file_id": "o", "file_unique_id": "u", "duration": 3, "mime_type": "audio/ogg", "file_size": 900}},
        Attachment(Media.VOICE, "o", mime="audio/ogg", size=900, seconds=3),
    ),
    (
        {"video_note": {"file_id": "n", "file_unique_id": "u", "length": 240, "duration": 4}},
        Attachment(Media.VIDEO_NOTE, "n", seconds=4),
    ),
    (
        {"audio": {"file_id": "a", "file_unique_id": "u", "duration": 30, "file_name": "son.mp3"}},
        Attachment(Media.AUDIO, "a", name="son.mp3", seconds=30),
    ),
    (
        {
            "document": {
                "file_id": "d",
                "file_unique_id": "u",
                "file_name": "CV Lina.pdf",
                "mime_type": "application/pdf",
                "file_size": 12,
            }
        },
        Attachment(Media.DOCUMENT, "d", name="CV Lina.pdf", mime="application/pdf", size=12),
    ),
    (
        {
            "animation": {"file_id": "g", "file_unique_id": "u", "width": 1, "height": 1, "duration": 2},
            "document": {"file_id": "g", "file_unique_id": "u"},
        },
        Attachment(Media.ANIMATION, "g", seconds=2),
    ),
    (
        {
            "sticker": {
                "file_id": "s",
                "file_unique_id": "u",
                "type": "regular",
                "width": 512,
                "height": 512,
                "is_animated": False,
                "is_video": False,
                "emoji": "👍",
            }
        },
        Attachment(Media.STICKER, "s"),
    ),
]


@pytest.mark.parametrize(("fields", "expected"), FILES, ids=[str(a.media) for _, a in FILES])
def test_a_file_becomes_an_attachment(fields: Json, expected: Attachment):
    assert Message(**FROM_LINA, message_id="31", attachments=(expected,)) == reads_message(**fields)


def test_a_caption_and_its_album_come_with_the_file():
    caption = {"caption": "Ma vitrine", "caption_entities": [{"type": "italic", "offset": 3, "length": 7}]}

    message = reads_message(photo=PHOTO, media_group_id="133", **caption)

    assert isinstance(message, Message)
    assert (Rich("Ma vitrine", (Span("italic", 3, 10),)), "133") == (message.text, message.album)


PLACE = {"latitude": 48.9, "longitude": 2.4}
OTHERS: dict[str, Json] = {
    "location": {"location": PLACE},
    "venue": {"location": PLACE, "venue": {"location": PLACE, "title": "CFA", "address": "1 rue X"}},
    "contact": {"contact": {"phone_number": "+33600000000", "first_name": "Marc"}},
    "dice": {"dice": {"emoji": "🎲", "value": 4}},
    "story": {"story": {"chat": PRIVATE, "id": 5}},
    "poll": {
        "poll": {
            "id": "1",
            "question": "?",
            "options": [{"persistent_id": "a", "text": "a", "voter_count": 0}],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
    "checklist": {"checklist": {"title": "À faire", "tasks": [{"id": 1, "text": "Vitrine"}]}},
    "paid_media": {"paid_media": {"star_count": 1, "paid_media": []}},
}


@pytest.mark.parametrize("other", OTHERS)
def test_what_we_cannot_carry_is_named(other: str):
    read = reads_message(**OTHERS[other])

    assert Message(**FROM_LINA, message_id="31", other=other, details=read.details) == read


def test_a_place_and_a_card_tell_what_can_be_put_into_words():
    assert {"latitude": "48.856600", "longitude": "2.352200"}.items() <= reads_message(**SPOT).details.items()
    venue = SPOT | {"venue": SPOT | {"title": "Atelier Lumen", "address": "1 rue du Port"}}
    assert "Atelier Lumen, 1 rue du Port" == "{title}, {address}".format(**reads_message(**venue).details)
    card = {"contact": {"phone_number": "+33600000000", "first_name": "Anne", "vcard": "BEGIN:VCARD"}}
    assert {"phone": "+33600000000", "name": "Anne"} == reads_message(**card).details


SPOT: Json = {"location": {"latitude": 48.8566, "longitude": 2.3522}}


# --- answers ----------------------------------------------------------------------------------------------------------


def test_an_answer_names_the_message_and_the_words_that_were_chosen():
    answered = written(sender=THE_BOT, text="Marc · tuteur\nÀ demain 9 h") | {"message_id": 30}
    quote = {"text": "demain 9 h", "position": 17, "is_manual": True}

    message = reads_message(text="D'accord", reply_to_message=answered, quote=quote)

    assert isinstance(message, Message)
    assert ("30", "demain 9 h") == (message.reply_to, message.quote)


def test_a_quote_that_telegram_added_by_itself_is_none():
    answered = written(text="À demain") | {"message_id": 30}

    message = reads_message(text="Oui", reply_to_message=answered, quote={"text": "À demain", "position": 0})

    assert isinstance(message, Message)
    assert ("30", "") == (message.reply_to, message.quote)


def test_a_topic_message_that_points_at_the_root_of_its_topic_answers_nothing():
    expected = Message(**FROM_NADIA, place=TOPIC, message_id="31", text=Rich("Bien reçu"), in_forum=True)

    assert expected == reads(update("message", in_topic(text="Bien reçu")))


def test_a_root_without_its_service_part_is_still_the_root():
    root = written(sender=THE_BOT, chat=FORUM, text="?") | {"message_id": 4}

    message = reads(update("message", in_topic(text="Oui", reply_to_message=root)))

    assert isinstance(message, Message)
    assert "" == message.reply_to


def test_a_root_whose_number_is_not_the_topics_is_still_the_root():
    root = written(sender=THE_BOT, chat=FORUM, forum_topic_created={"name": "Lina"}) | {"message_id": 900}

    message = reads(update("message", in_topic(text="Oui", reply_to_message=root)))

    assert isinstance(message, Message)
    assert "" == message.reply_to


def test_an_answer_inside_a_topic_is_one():
    answered = written(sender=LINA, chat=FORUM, text="?") | {"message_id": 12}

    message = reads(update("message", in_topic(text="Oui", reply_to_message=answered)))

    assert isinstance(message, Message)
    assert "12" == message.reply_to


def test_an_answer_to_another_chat_names_no_message_and_quotes_no_word_of_it():
    origin = {"type": "user", "date": DATE, "sender_user": NADIA}
    message = reads_message(
        text="Tu as vu ?",
        external_reply={"origin": origin, "message_id": 3},
        quote={"text": "secret", "position": 0, "is_manual": True},
    )

    assert isinstance(message, Message)
    assert ("", "") == (message.reply_to, message.quote)


# --- places and people ------------------------------------------------------------------------------------------------


def test_general_has_no_topic():
    message = written(sender=NADIA, chat=FORUM, text="Bonjour")

    assert Message(**FROM_NADIA, place=GENERAL, message_id="31", text=Rich("Bonjour"), in_forum=True) == reads(
        update("message", message)
    )


def test_a_chain_of_answers_in_a_plain_group_is_no_topic():
    group = FORUM | {"is_forum": False}

    message = reads(update("message", written(sender=NADIA, chat=group, text="Oui", message_thread_id=12)))

    assert GENERAL == message.place


def test_a_topic_of_a_private_chat_is_one():
    message = reads_message(text="Oui", message_thread_id=8, is_topic_message=True)

    assert Place("telegram", "7", "8") == message.place


@pytest.mark.parametrize(
    "author",
    [
        {"from": GROUP_ANONYMOUS, "sender_chat": FORUM},
        {"from": GROUP_ANONYMOUS},
        {"from": {"id": 777000, "is_bot": False, "first_name": "Telegram"}, "sender_chat": CHANNEL},
        {"from": {"id": 136817688, "is_bot": True, "first_name": "Channel"}, "sender_chat": CHANNEL},
        {"from": NADIA, "sender_chat": FORUM},
    ],
)
def test_who_writes_for_a_whole_chat_is_nobody(author: Json):
    message = reads(update("message", written(sender=None, chat=FORUM, text="/note x", **author)))

    assert (HIDDEN, "") == (message.sender, message.sender_name)


def test_a_message_written_for_the_group_can_still_be_relayed_by_nobody():
    message = reads(update("message", written(sender=GROUP_ANONYMOUS, chat=FORUM, sender_chat=FORUM, text="Bonjour")))

    assert isinstance(message, Message)


@pytest.mark.parametrize("robot", [THE_BOT, {"id": 55, "is_bot": True, "first_name": "Autre"}])
def test_bots_are_not_listened_to(robot: Json):
    message = reads(update("message", written(sender=robot, chat=FORUM, text="Bonjour")))

    assert ("from a bot", Unknown) == (getattr(message, "what", ""), type(message))


# --- edits ------------------------------------------------------------------------------------------------------------


def test_an_edit_is_dated_by_the_edit():
    edited = written(text="Bonsoir", edit_date=DATE + 60)

    expected = Edit(**FROM_LINA | {"at": AT.replace(minute=AT.minute + 1)}, message_id="31", text=Rich("Bonsoir"))
    assert expected == reads(update("edited_message", edited))


def test_a_caption_taken_away_leaves_the_file():
    edit = reads(update("edited_message", written(photo=PHOTO, edit_date=DATE)))

    assert Edit(**FROM_LINA, message_id="31", attachments=(Attachment(Media.PHOTO, "large", size=91000),)) == edit


def test_a_live_location_that_moves_is_nothing_for_us():
    moved = reads(update("edited_message", written(edit_date=DATE, location=PLACE)))

    assert Unknown(**FROM_LINA, what="location") == moved


# --- presses, reactions -----------------------------------------------------------------------------------------------


def press(**more: Any) -> Json:
    shown = written(sender=THE_BOT, text="Tu valides ?") | {"message_id": 30}
    return update("callback_query", {"id": "99", "from": LINA, "chat_instance": "5", "message": shown, **more})


def test_a_press_is_dated_by_its_arrival():
    expected = Press(**FROM_LINA | {"at": RECEIVED}, press_id="99", message_id="30", data="m:7:ok")

    assert expected == reads(press(data="m:7:ok"))


def test_a_press_in_a_topic_knows_it():
    shown = in_topic(sender=THE_BOT, text="À traiter") | {"from": THE_BOT}

    assert TOPIC == reads(press(data="x", message=shown)).place


def test_a_press_under_a_message_too_old_to_be_shown_still_counts():
    shown = {"chat": PRIVATE, "message_id": 3, "date": 0}

    pressed = reads(press(data="m:7:ok", message=shown))

    assert Press(**FROM_LINA | {"at": RECEIVED}, press_id="99", message_id="3", data="m:7:ok") == pressed


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (press(game_short_name="chess"), "press without data"),
        (
            update("callback_query", {"id": "9", "from": LINA, "chat_instance": "5", "data": "x"}),
            "press without message",
        ),
    ],
)
def test_a_press_that_is_not_under_one_of_our_messages_is_nothing_for_us(raw: Json, what: str):
    unknown = reads(raw)

    assert isinstance(unknown, Unknown)
    assert what == unknown.what


def reaction(*new: Json, **who: Json) -> Incoming:
    body = {"chat": FORUM, "message_id": 12, "date": DATE, "old_reaction": [], "new_reaction": list(new)}
    return reads(update("message_reaction", body | (who or {"user": NADIA})))


def test_a_reaction_lists_the_emoji_that_stand_now():
    star = {"type": "custom_emoji", "custom_emoji_id": "5"}

    expected = Reaction(**FROM_NADIA, place=GENERAL, message_id="12", emoji=("👍", "🔥"))
    assert expected == reaction({"type": "emoji", "emoji": "👍"}, star, {"type": "emoji", "emoji": "🔥"})


def test_a_reaction_taken_back_is_empty():
    assert Reaction(**FROM_NADIA, place=GENERAL, message_id="12") == reaction()


def test_a_reaction_of_an_anonymous_admin_is_nobodys():
    assert HIDDEN == reaction({"type": "emoji", "emoji": "👍"}, actor_chat=FORUM).sender


# --- the bot's own standing, the group, its topics --------------------------------------------------------------------

KICKED = member("kicked", until_date=0)
RESTRICTED = member(
    "restricted",
    until_date=0,
    **dict.fromkeys(
        (
            "can_send_messages",
            "can_send_audios",
            "can_send_documents",
            "can_send_photos",
            "can_send_videos",
            "can_send_video_notes",
            "can_send_voice_notes",
            "can_send_polls",
            "can_send_other_messages",
            "can_add_web_page_previews",
            "can_react_to_messages",
            "can_edit_tag",
            "can_change_info",
            "can_invite_users",
            "can_pin_messages",
            "can_manage_topics",
        ),
        False,
    ),
)


@pytest.mark.parametrize(("new", "expected"), [(KICKED, Bond.GONE), (member("member"), Bond.MEMBER)])
def test_a_private_chat_says_when_the_bot_is_blocked_and_when_no_more(new: Json, expected: Bond):
    assert BondChanged(**FROM_LINA, bond=expected) == reads(bond(PRIVATE, new, LINA))


@pytest.mark.parametrize(
    ("new", "expected", "topics"),
    [
        (administrator(can_manage_topics=True), Bond.ADMIN, True),
        (administrator(can_manage_topics=False), Bond.ADMIN, False),
        (administrator(), Bond.ADMIN, False),
        (member("member"), Bond.MEMBER, False),
        (RESTRICTED | {"is_member": True}, Bond.MEMBER, False),
        (RESTRICTED | {"is_member": False}, Bond.GONE, False),
        (member("left"), Bond.GONE, False),
        (KICKED, Bond.GONE, False),
    ],
)
def test_a_group_says_what_the_bot_may_do_there(new: Json, expected: Bond, topics: bool):
    changed = BondChanged(
        **FROM_NADIA,
        place=GENERAL,
        bond=expected,
        can_manage_topics=topics,
        is_forum=True,
        title="Mission locale",
    )
    assert changed == reads(bond(FORUM, new))


@pytest.mark.parametrize(("status", "present"), [("member", True), ("left", False)])
def test_somebody_comes_into_a_group_or_goes(status: str, present: bool):
    changed = reads(update("chat_member", bond(FORUM, member(status, user=LINA))["my_chat_member"]))

    assert changed == MemberChanged(
        **FROM_NADIA, place=GENERAL, who=Address("telegram", str(LINA["id"])), name=LINA["first_name"], present=present
    )


def test_a_group_that_moves_is_told_once_by_its_old_chat():
    old = written(sender=NADIA, chat=OLD_GROUP, migrate_to_chat_id=FORUM["id"])
    new = written(sender=NADIA, chat=FORUM, migrate_from_chat_id=OLD_GROUP["id"])

    assert Moved(**FROM_NADIA, place=Place("telegram", "-55", private=False), to_chat="-1001234567890") == reads(
        update("message", old)
    )
    assert Unknown(**FROM_NADIA, place=GENERAL, what="migrate_from_chat_id") == reads(update("message", new))


@pytest.mark.parametrize(
    ("chat", "to"),
    [(FORUM, -1009999999999), (FORUM, OLD_GROUP["id"]), (OLD_GROUP, -66), (OLD_GROUP, 7), (PRIVATE, -1009)],
)
def test_a_move_that_telegram_never_makes_is_none(chat: dict[str, Any], to: int):
    """A forum is where the team reads everything: nothing but a basic group that grows leads anywhere else."""
    read_ = reads(update("message", written(sender=NADIA, chat=chat, migrate_to_chat_id=to)))

    assert isinstance(read_, Unknown)
    assert read_.what == "a move that cannot be"


@pytest.mark.parametrize(
    ("service", "what"),
    [
        ({"forum_topic_closed": {}}, "closed"),
        ({"forum_topic_reopened": {}}, "reopened"),
        ({"forum_topic_edited": {"name": "Lina B."}}, "edited"),
    ],
)
def test_a_topic_that_people_change_is_told_and_what_the_bot_changes_is_not(service: Json, what: str):
    assert TopicChanged(**FROM_NADIA, place=TOPIC, what=what) == reads(update("message", in_topic(**service)))
    own = reads(update("message", in_topic(**service) | {"from": THE_BOT}))
    assert isinstance(own, Unknown)


@pytest.mark.parametrize(
    ("service", "what"),
    [
        ({"forum_topic_created": {"name": "Lina", "icon_color": 7322096}}, "forum_topic_created"),
        ({"new_chat_members": [LINA]}, "new_chat_members"),
        ({"new_chat_title": "ML"}, "new_chat_title"),
        ({"general_forum_topic_hidden": {}}, "general_forum_topic_hidden"),
        ({"a_service_of_tomorrow": {"x": 1}}, "a_service_of_tomorrow"),
    ],
)
def test_other_service_messages_are_nothing_for_us(service: Json, what: str):
    unknown = reads(update("message", written(sender=NADIA, chat=FORUM, **service)))

    assert Unknown(**FROM_NADIA, place=GENERAL, what=what) == unknown


# --- odd input --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "cause", "what"),
    [
        ({"update_id": 5, "chat_member": {"x": 1}}, "telegram:4242:5", "malformed"),
        ({"update_id": 5, "my_chat_member": {"x": 1}}, "telegram:4242:5", "malformed"),
        ({"update_id": 5, "update_of_tomorrow": {"x": 1}}, "telegram:4242:5", "update_of_tomorrow"),
        ({"update_id": 5}, "telegram:4242:5", "empty"),
        ({"update_id": 5, "message": {"text": "sans date"}}, "telegram:4242:5", "malformed"),
        ({"update_id": "x"}, "telegram:4242:", "malformed"),
        ({}, "telegram:4242:", "malformed"),
    ],
)
def test_what_cannot_be_read_is_unknown_and_dated_by_its_arrival(raw: Json, cause: str, what: str):
    nowhere = Place("telegram", "", private=False)

    assert Unknown(cause=cause, at=RECEIVED, sender=HIDDEN, place=nowhere, what=what) == reads(raw)


def test_a_server_of_another_version_is_understood():
    """Fields that newer versions of the Bot API call required are missing here."""
    admin = {"user": {"id": BOT, "is_bot": True, "first_name": "Triade"}, "status": "administrator"}
    change = {"chat": FORUM, "from": NADIA, "date": DATE, "new_chat_member": admin | {"can_manage_topics": True}}

    assert isinstance(reads(update("my_chat_member", change)), BondChanged)


def test_a_channel_is_nothing_for_us():
    assert isinstance(reads(update("channel_post", written(sender=None, chat=CHANNEL, text="x"))), Unknown)


@pytest.mark.parametrize("odd", ["\x00", "\ud83d"])
def test_a_character_that_nothing_can_store_or_send_is_replaced(odd: str):
    message = reads_message(text=f"a{odd}b")

    assert isinstance(message, Message)
    assert "a\ufffdb" == message.text.text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
MESSAGE_FIELDS = st.sampled_from(["from", "chat", "date", "text", "entities", "photo", "reply_to_message", "quote"])


@given(st.dictionaries(MESSAGE_FIELDS, JSON), JSON)
def test_no_message_however_odd_raises(fields: Json, number: Any):
    raw = {"update_id": number, "message": written(text="x") | fields}

    assert isinstance(reads(raw), Incoming)
