"""Messages without a file: text, contact, place, poll; typing; deletion; pins; reactions."""

from __future__ import annotations

from typing import Any

from bot.simulator.call import Call
from bot.simulator.errors import bad_request
from bot.simulator.groups import Group
from bot.simulator.methods.sending import markup, post, reply, send
from bot.simulator.model import Chat, Json, Message
from bot.simulator.shapes import message_shape

_ACTIONS = (
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker "
    "find_location record_video_note upload_video_note"
)
ACTIONS = frozenset(_ACTIONS.split())
ACTION_SECONDS = 5
# The emoji that the Bot API lists at ReactionTypeEmoji.
_REACTIONS = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 "
    "🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ "
    "🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"
)
REACTIONS = frozenset(_REACTIONS.split())


def send_message(call: Call) -> Json:
    chat = call.chat(write=True)
    text, entities = call.formatted("text")
    if not text:
        raise bad_request("message text is empty")
    if len(text) > call.tg.limits.text:
        raise bad_request("message is too long")
    preview = call.json("link_preview_options")
    message = post(
        call, chat, "text", markup(call), reply(call, chat), text=text, entities=entities, link_preview=preview
    )
    return message_shape(call.tg.files, call.bot, message)


def send_location(call: Call) -> Json:
    latitude, longitude = call.number("latitude"), call.number("longitude")
    if latitude is None or longitude is None or abs(latitude) > 90:
        raise bad_request("latitude and longitude are required" if latitude is None else "wrong latitude specified")
    return send(call, "location", extra={"location": {"latitude": latitude, "longitude": longitude}})


def send_contact(call: Call) -> Json:
    phone, first = call.text("phone_number").strip(), call.text("first_name").strip()
    if not phone:
        raise bad_request("contact phone number must be non-empty")
    if not first:
        raise bad_request("contact first name must be non-empty")
    contact = {"phone_number": phone, "first_name": first}
    contact |= {key: value for key in ("last_name", "vcard") if (value := call.text(key))}
    return send(call, "contact", extra={"contact": contact})


def send_poll(call: Call) -> Json:
    question, entities = call.formatted("question", "question_parse_mode", "question_entities")
    options = call.json("options") or []
    texts = [option if isinstance(option, str) else str(option.get("text", "")) for option in options]
    if not question:
        raise bad_request("poll question must be non-empty")
    if len(question) > 300:
        raise bad_request("poll question length must not exceed 300")
    if not texts:
        raise bad_request("poll must have at least 1 option")
    if len(texts) > 12:
        raise bad_request("poll can't have more than 12 options")
    if any(not 1 <= len(text.strip()) <= 100 for text in texts):
        raise bad_request("poll options length must not exceed 100")
    return send(call, "poll", extra={"poll": _poll(call, question, entities, texts)})


def _poll(call: Call, question: str, entities: list[Json], texts: list[str]) -> Json:
    kind = call.text("type") or "regular"
    anonymous = "is_anonymous" not in call.params or call.flag("is_anonymous")
    options = [{"persistent_id": str(n), "text": text, "voter_count": 0} for n, text in enumerate(texts)]
    poll: Json = {
        "id": str(call.tg.unique()),
        "question": question,
        "options": options,
        "total_voter_count": 0,
        "is_closed": call.flag("is_closed"),
        "is_anonymous": anonymous,
        "type": kind,
        "allows_multiple_answers": call.flag("allows_multiple_answers"),
        "allows_revoting": kind == "regular",
        "members_only": False,
    }
    if entities:
        poll["question_entities"] = entities
    if kind == "quiz":
        right = call.json("correct_option_ids") or [call.integer("correct_option_id", -1)]
        if not all(0 <= number < len(texts) for number in right):
            raise bad_request("wrong correct option ID specified")
        poll["correct_option_ids"] = right
        # Bot API before 9.6 knew one right answer; older clients still read it.
        poll["correct_option_id"] = right[0]
    return poll


def send_chat_action(call: Call) -> bool:
    chat = call.chat(write=True)
    action = call.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    thread = call.thread(chat)
    call.tg.actions[call.bot.id, chat.id, thread] = (action, call.tg.clock() + ACTION_SECONDS)
    call.tg.changed()
    return True


def delete_message(call: Call) -> bool:
    chat = call.chat()
    message = call.message(chat, "message to delete not found")
    _may_delete(call, chat, message)
    _delete(call, chat, message)
    return True


def delete_messages(call: Call) -> bool:
    """Missing messages are skipped; one that may not be deleted fails the whole call."""
    chat = call.chat()
    numbers = call.json("message_ids", "message identifiers")
    if not isinstance(numbers, list) or not numbers:
        raise bad_request("message identifiers are not specified")
    if len(numbers) > 100:
        raise bad_request("too many message identifiers specified")
    found = [message for number in numbers if (message := chat.messages.get(int(number)))]
    for message in found:
        _may_delete(call, chat, message)
    for message in found:
        _delete(call, chat, message)
    return True


def _may_delete(call: Call, chat: Chat, message: Message) -> None:
    own = message.sender is call.bot
    too_old = call.tg.clock() - message.date > call.tg.limits.delete_window
    never = bool({"forum_topic_created", "supergroup_chat_created"} & message.extra.keys())
    allowed = own or not isinstance(chat, Group) or chat.member(call.bot).can("can_delete_messages")
    if never or too_old or not allowed:
        raise bad_request("message can't be deleted" if allowed else "message can't be deleted for everyone")


def _delete(call: Call, chat: Chat, message: Message) -> None:
    call.note(chat, message)
    call.tg.erase(message)


def pin_chat_message(call: Call) -> bool:
    chat = call.chat(write=True)
    message = call.message(chat, "message to pin not found")
    _may_pin(call, chat)
    if message.service:
        raise bad_request("message can't be pinned")
    if message.id in chat.pinned:
        return True
    chat.pinned.append(message.id)
    call.note(chat, message)
    pinned = message_shape(call.tg.files, call.bot, message, nested=True)
    call.tg.post(chat, call.bot, extra={"pinned_message": pinned}, service=True, topic=message.topic)
    return True


def unpin_chat_message(call: Call) -> bool:
    chat = call.chat(write=True)
    _may_pin(call, chat)
    number = call.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    call.note(chat, chat.messages.get(number))
    call.tg.changed()
    return True


def unpin_all_chat_messages(call: Call) -> bool:
    chat = call.chat(write=True)
    _may_pin(call, chat)
    chat.pinned.clear()
    call.note(chat)
    call.tg.changed()
    return True


def _may_pin(call: Call, chat: Chat) -> None:
    if not call.can(chat, "can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")


def set_message_reaction(call: Call) -> bool:
    chat = call.chat(write=True)
    message = call.message(chat, "message to react not found")
    raw: Any = call.json("reaction") or []
    if not isinstance(raw, list):
        raise bad_request("expected an Array of ReactionType")
    if len(raw) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for reaction in raw:
        emoji = str(reaction.get("emoji", "")).replace("\ufe0f", "")
        if reaction.get("type") != "emoji" or emoji not in REACTIONS:
            raise bad_request("REACTION_INVALID")
    if message.service:
        raise bad_request("MESSAGE_ID_INVALID")
    message.reactions[call.bot.id] = [{"type": "emoji", "emoji": one["emoji"]} for one in raw]
    call.note(chat, message, text="".join(one["emoji"] for one in raw))
    call.tg.changed()
    return True


TABLE = {
    "sendMessage": send_message,
    "sendLocation": send_location,
    "sendContact": send_contact,
    "sendPoll": send_poll,
    "sendChatAction": send_chat_action,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
    "setMessageReaction": set_message_reaction,
}
