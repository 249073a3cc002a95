"""python-telegram-bot judges every method that the local Telegram offers: each is called once and its answer read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from telegram import (
    BotCommand,
    ChatAdministratorRights,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    MenuButtonCommands,
    Message,
    ReactionTypeEmoji,
)

from bot.simulator.methods import METHODS
from bot.simulator.samples import png, wav
from tests.bot.simulator.conftest import Judge, World

Exercise = Callable[[Judge, World], Awaitable[None]]
EXERCISES: dict[str, Exercise] = {}
YES = InlineKeyboardMarkup([[InlineKeyboardButton("Oui", callback_data="yes")]])


def judges(exercise: Exercise) -> Exercise:
    """Register the exercise of the method that the function is named after: send_message = sendMessage."""
    first, *rest = exercise.__name__.split("_")
    EXERCISES[first + "".join(word.capitalize() for word in rest)] = exercise
    return exercise


def test_every_method_has_a_judge() -> None:
    assert {name for name, _ in METHODS.values()} == EXERCISES.keys()


@pytest.mark.parametrize("method", sorted(name for name, _ in METHODS.values()))
async def test_python_telegram_bot_is_content_with(method: str, judge: Judge, world: World) -> None:
    await EXERCISES[method](judge, world)

    assert method in judge.called


# -- messages ---------------------------------------------------------------------------------------------------------


@judges
async def send_message(judge: Judge, world: World) -> None:
    message = await judge.send_message(world.lea.id, "<b>Bonjour</b> Léa", parse_mode="HTML", reply_markup=YES)
    assert ("Bonjour Léa", "bold") == (message.text, message.entities[0].type)
    assert ["Oui"] == world.lea.last(world.bot).buttons


@judges
async def send_location(judge: Judge, world: World) -> None:
    message = await judge.send_location(world.lea.id, 48.85, 2.35)
    assert message.location is not None
    assert (48.85, 2.35) == (message.location.latitude, message.location.longitude)


@judges
async def send_contact(judge: Judge, world: World) -> None:
    message = await judge.send_contact(world.lea.id, "+33612345678", "Marc", "Petit")
    assert message.contact is not None
    assert ("+33612345678", "Petit") == (message.contact.phone_number, message.contact.last_name)


@judges
async def send_poll(judge: Judge, world: World) -> None:
    message = await judge.send_poll(world.forum.id, "Quand ?", ["Lundi", "Mardi"], is_anonymous=False)
    assert message.poll is not None
    assert ["Lundi", "Mardi"] == [option.text for option in message.poll.options]


@judges
async def stop_poll(judge: Judge, world: World) -> None:
    message = await judge.send_poll(world.forum.id, "Quand ?", ["Lundi", "Mardi"])
    poll = await judge.stop_poll(world.forum.id, message.message_id)
    assert poll.is_closed


@judges
async def send_chat_action(judge: Judge, world: World) -> None:
    await judge.send_chat_action(world.lea.id, "typing")
    assert world.lea.sees_action(world.bot) == "typing"


@judges
async def delete_message(judge: Judge, world: World) -> None:
    message = await judge.send_message(world.lea.id, "oups")
    await message.delete()
    assert ["/start"] == [one.text for one in world.lea.screen(world.bot)]


@judges
async def delete_messages(judge: Judge, world: World) -> None:
    sent = [await judge.send_message(world.lea.id, text) for text in ("un", "deux")]
    await judge.delete_messages(world.lea.id, [one.message_id for one in sent] + [9999])
    assert ["/start"] == [one.text for one in world.lea.screen(world.bot)]


@judges
async def pin_chat_message(judge: Judge, world: World) -> None:
    message = await judge.send_message(world.forum.id, "À lire", message_thread_id=world.topic.id)
    await message.pin()
    chat = await judge.get_chat(world.forum.id)
    assert chat.pinned_message is not None
    assert chat.pinned_message.text == "À lire"


@judges
async def unpin_chat_message(judge: Judge, world: World) -> None:
    message = await judge.send_message(world.forum.id, "À lire")
    await message.pin()
    await message.unpin()
    assert (await judge.get_chat(world.forum.id)).pinned_message is None


@judges
async def unpin_all_chat_messages(judge: Judge, world: World) -> None:
    await (await judge.send_message(world.forum.id, "À lire")).pin()
    await judge.unpin_all_chat_messages(world.forum.id)
    assert [] == world.forum.pinned


@judges
async def set_message_reaction(judge: Judge, world: World) -> None:
    message = world.lea.send_text(world.bot, "Fini !")
    await judge.set_message_reaction(world.lea.id, message.id, [ReactionTypeEmoji("🎉")])
    assert [{"type": "emoji", "emoji": "🎉"}] == message.reactions[world.bot.id]


# -- files ------------------------------------------------------------------------------------------------------------


@judges
async def send_photo(judge: Judge, world: World) -> None:
    message = await judge.send_photo(world.lea.id, png(640, 480), caption="L'atelier", has_spoiler=True)
    assert (640, 480) == (message.photo[-1].width, message.photo[-1].height)
    assert ("L'atelier", True) == (message.caption, message.has_media_spoiler)


@judges
async def send_video(judge: Judge, world: World) -> None:
    message = await judge.send_video(world.lea.id, b"mp4", duration=7, width=640, height=360, filename="geste.mp4")
    assert message.video is not None
    assert ("geste.mp4", 640) == (message.video.file_name, message.video.width)


@judges
async def send_voice(judge: Judge, world: World) -> None:
    message = await judge.send_voice(world.lea.id, wav(), duration=4)
    assert message.voice is not None
    assert len(wav()) == message.voice.file_size


@judges
async def send_audio(judge: Judge, world: World) -> None:
    message = await judge.send_audio(world.lea.id, wav(), title="Machine", performer="Atelier", duration=1)
    assert message.audio is not None
    assert ("Machine", "Atelier") == (message.audio.title, message.audio.performer)


@judges
async def send_document(judge: Judge, world: World) -> None:
    message = await judge.send_document(world.lea.id, b"%PDF", filename="convention.pdf")
    assert message.document is not None
    assert ("convention.pdf", "application/pdf") == (message.document.file_name, message.document.mime_type)


@judges
async def send_animation(judge: Judge, world: World) -> None:
    message = await judge.send_animation(world.lea.id, b"gif", filename="bravo.gif")
    assert message.animation is not None
    assert message.effective_attachment == message.animation


@judges
async def send_sticker(judge: Judge, world: World) -> None:
    message = await judge.send_sticker(world.lea.id, png(512, 512), emoji="👍")
    assert message.sticker is not None
    assert message.sticker.emoji == "👍"


@judges
async def send_video_note(judge: Judge, world: World) -> None:
    message = await judge.send_video_note(world.lea.id, b"mp4", length=240, duration=3)
    assert message.video_note is not None
    assert message.video_note.length == 240


@judges
async def send_media_group(judge: Judge, world: World) -> None:
    album = await judge.send_media_group(
        world.lea.id, [InputMediaPhoto(png()), InputMediaPhoto(png())], caption="Deux vues"
    )
    assert ["Deux vues", None] == [message.caption for message in album]
    assert 1 == len({message.media_group_id for message in album})


@judges
async def get_file(judge: Judge, world: World) -> None:
    world.lea.send_voice(world.bot, b"ogg-bytes")
    update = (await judge.get_updates())[-1]
    assert update.message is not None
    assert update.message.voice is not None
    file = await update.message.voice.get_file()
    assert b"ogg-bytes" == bytes(await file.download_as_bytearray())


# -- copies and edits -------------------------------------------------------------------------------------------------


@judges
async def copy_message(judge: Judge, world: World) -> None:
    original = world.lea.send_photo(world.bot, caption="Ma machine")
    copied = await judge.copy_message(world.marc.id, world.lea.id, original.id, caption="Léa · apprentie\nMa machine")
    seen = world.marc.last(world.bot)
    assert (copied.message_id, "Léa · apprentie\nMa machine", "photo") == (seen.id, seen.text, seen.kind)


@judges
async def copy_messages(judge: Judge, world: World) -> None:
    album = world.lea.send_album(world.bot, ["photo", "photo"], "Deux vues")
    copies = await judge.copy_messages(world.marc.id, world.lea.id, [message.id for message in album])
    assert [message.id for message in world.marc.screen(world.bot)[-2:]] == [one.message_id for one in copies]
    assert 1 == len({message.media_group_id for message in world.marc.screen(world.bot)[-2:]})


@judges
async def forward_message(judge: Judge, world: World) -> None:
    original = world.lea.send_text(world.bot, "Bonjour")
    message = await judge.forward_message(world.marc.id, world.lea.id, original.id)
    assert message.forward_origin is not None
    assert message.forward_origin.sender_user.id == world.lea.id  # type: ignore[attr-defined]


@judges
async def forward_messages(judge: Judge, world: World) -> None:
    written = [world.lea.send_text(world.bot, text) for text in ("un", "deux")]
    made = await judge.forward_messages(world.marc.id, world.lea.id, [one.id for one in written])
    assert 2 == len(made)


@judges
async def edit_message_text(judge: Judge, world: World) -> None:
    message = await judge.send_message(world.lea.id, "1/3", reply_markup=YES)
    edited = await message.edit_text("2/3", reply_markup=YES)
    assert isinstance(edited, Message)
    assert "2/3" == edited.text == world.lea.last(world.bot).text


@judges
async def edit_message_caption(judge: Judge, world: World) -> None:
    message = await judge.send_photo(world.lea.id, png(), caption="avant")
    await message.edit_caption("après")
    assert "après" == world.lea.last(world.bot).text


@judges
async def edit_message_reply_markup(judge: Judge, world: World) -> None:
    message = await judge.send_message(world.lea.id, "Prêt ?", reply_markup=YES)
    await message.edit_reply_markup(None)
    assert [] == world.lea.last(world.bot).buttons


@judges
async def edit_message_media(judge: Judge, world: World) -> None:
    message = await judge.send_photo(world.lea.id, png())
    edited = await message.edit_media(InputMediaPhoto(png(800, 600), caption="mieux"))
    assert isinstance(edited, Message)
    assert (800, "mieux") == (edited.photo[-1].width, edited.caption)


@judges
async def answer_callback_query(judge: Judge, world: World) -> None:
    await judge.send_message(world.lea.id, "Prêt ?", reply_markup=YES)
    press = world.lea.press(world.lea.last(world.bot), "Oui")
    query = (await judge.get_updates())[-1].callback_query
    assert query is not None
    assert ("yes", world.lea.id) == (query.data, query.from_user.id)
    await query.answer("Noté", show_alert=True)
    assert ("Noté", True) == (press.answer, press.alert)


# -- topics -----------------------------------------------------------------------------------------------------------


@judges
async def create_forum_topic(judge: Judge, world: World) -> None:
    topic = await judge.create_forum_topic(world.forum.id, "  Triade   Samir ", icon_color=9367192)
    assert ("Triade Samir", 9367192) == (topic.name, topic.icon_color)
    told = (await judge.get_updates())[-1].message
    assert told is not None
    assert told.forum_topic_created is not None
    assert topic.message_thread_id == told.message_thread_id


@judges
async def edit_forum_topic(judge: Judge, world: World) -> None:
    await judge.edit_forum_topic(world.forum.id, world.topic.id, name="Triade Léa B.")
    assert "Triade Léa B." == world.topic.name


@judges
async def close_forum_topic(judge: Judge, world: World) -> None:
    await judge.close_forum_topic(world.forum.id, world.topic.id)
    assert world.topic.closed


@judges
async def reopen_forum_topic(judge: Judge, world: World) -> None:
    world.forum.close_topic(world.topic)
    await judge.reopen_forum_topic(world.forum.id, world.topic.id)
    assert not world.topic.closed


@judges
async def delete_forum_topic(judge: Judge, world: World) -> None:
    await judge.delete_forum_topic(world.forum.id, world.topic.id)
    assert [] == world.anne.topics(world.forum)


@judges
async def unpin_all_forum_topic_messages(judge: Judge, world: World) -> None:
    message = await judge.send_message(world.forum.id, "À lire", message_thread_id=world.topic.id)
    await message.pin()
    await judge.unpin_all_forum_topic_messages(world.forum.id, world.topic.id)
    assert [] == world.forum.pinned


@judges
async def get_forum_topic_icon_stickers(judge: Judge, world: World) -> None:
    icons = await judge.get_forum_topic_icon_stickers()
    await judge.edit_forum_topic(world.forum.id, world.topic.id, icon_custom_emoji_id=icons[0].custom_emoji_id)
    assert world.topic.icon_custom_emoji_id == icons[0].custom_emoji_id


# -- chats ------------------------------------------------------------------------------------------------------------


@judges
async def get_me(judge: Judge, world: World) -> None:
    me = await judge.get_me()
    assert (world.bot.id, "triade_bot", True) == (me.id, me.username, me.is_bot)


@judges
async def get_chat(judge: Judge, world: World) -> None:
    chat = await judge.get_chat(world.forum.id)
    assert ("Mission locale", True) == (chat.title, chat.is_forum)


@judges
async def get_chat_member(judge: Judge, world: World) -> None:
    me = await judge.get_chat_member(world.forum.id, world.bot.id)
    assert ("administrator", True) == (me.status, me.can_manage_topics)  # type: ignore[attr-defined]


@judges
async def get_chat_administrators(judge: Judge, world: World) -> None:
    admins = await judge.get_chat_administrators(world.forum.id)
    assert {world.anne.id, world.bot.id} == {admin.user.id for admin in admins}


@judges
async def get_chat_member_count(judge: Judge, world: World) -> None:
    assert 2 == await judge.get_chat_member_count(world.forum.id)


@judges
async def leave_chat(judge: Judge, world: World) -> None:
    await judge.leave_chat(world.forum.id)
    assert [] == world.forum.bots()


# -- the bot itself ---------------------------------------------------------------------------------------------------


@judges
async def set_my_commands(judge: Judge, world: World) -> None:
    await judge.set_my_commands([BotCommand("menu", "Le menu")], language_code="fr")
    assert [{"command": "menu", "description": "Le menu"}] == world.bot.commands["default", "fr"]


@judges
async def get_my_commands(judge: Judge, world: World) -> None:
    await judge.set_my_commands([("menu", "Le menu"), ("stop", "Arrêter")])
    assert ["menu", "stop"] == [command.command for command in await judge.get_my_commands()]


@judges
async def delete_my_commands(judge: Judge, world: World) -> None:
    await judge.set_my_commands([("menu", "Le menu")])
    await judge.delete_my_commands()
    assert () == await judge.get_my_commands()


@judges
async def set_my_name(judge: Judge, world: World) -> None:
    await judge.set_my_name("Triade 2")
    assert "Triade 2" == (await judge.get_me()).first_name


@judges
async def get_my_name(judge: Judge, world: World) -> None:
    assert "Triade" == (await judge.get_my_name()).name


@judges
async def set_my_description(judge: Judge, world: World) -> None:
    await judge.set_my_description("Trois personnes, un fil.")
    assert "Trois personnes, un fil." == world.bot.profile["description", ""]


@judges
async def get_my_description(judge: Judge, world: World) -> None:
    await judge.set_my_description("Trois personnes, un fil.")
    assert "Trois personnes, un fil." == (await judge.get_my_description()).description


@judges
async def set_my_short_description(judge: Judge, world: World) -> None:
    await judge.set_my_short_description("Un fil.")
    assert "Un fil." == world.bot.profile["short_description", ""]


@judges
async def get_my_short_description(judge: Judge, world: World) -> None:
    assert "" == (await judge.get_my_short_description()).short_description


@judges
async def set_chat_menu_button(judge: Judge, world: World) -> None:
    await judge.set_chat_menu_button(world.lea.id, MenuButtonCommands())
    assert {"type": "commands"} == world.bot.menu_buttons[world.lea.id]


@judges
async def get_chat_menu_button(judge: Judge, world: World) -> None:
    assert MenuButtonCommands() == await judge.get_chat_menu_button(world.lea.id)


@judges
async def set_my_default_administrator_rights(judge: Judge, world: World) -> None:
    rights = ChatAdministratorRights.all_rights()
    assert await judge.set_my_default_administrator_rights(rights)


@judges
async def get_my_default_administrator_rights(judge: Judge, world: World) -> None:
    rights = await judge.get_my_default_administrator_rights()
    assert not rights.can_manage_topics


# -- updates ----------------------------------------------------------------------------------------------------------


@judges
async def get_updates(judge: Judge, world: World) -> None:
    world.lea.send_text(world.bot, "/aide moi")
    (update,) = await judge.get_updates()
    assert update.message is not None
    assert ("/aide moi", "bot_command") == (update.message.text, update.message.entities[0].type)


@judges
async def set_webhook(judge: Judge, world: World) -> None:
    await judge.set_webhook("http://127.0.0.1:9/hook", secret_token="s", max_connections=7)
    assert ("http://127.0.0.1:9/hook", 7) == (world.bot.webhook.url, world.bot.webhook.max_connections)  # type: ignore[union-attr]


@judges
async def delete_webhook(judge: Judge, world: World) -> None:
    await judge.set_webhook("http://127.0.0.1:9/hook")
    await judge.delete_webhook()
    assert world.bot.webhook is None


@judges
async def get_webhook_info(judge: Judge, world: World) -> None:
    world.lea.send_text(world.bot, "j'attends")
    info = await judge.get_webhook_info()
    assert ("", 1) == (info.url, info.pending_update_count)


@judges
async def close(judge: Judge, world: World) -> None:
    assert await judge.close()


@judges
async def log_out(judge: Judge, world: World) -> None:
    assert await judge.log_out()
