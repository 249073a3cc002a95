"""A bot of a few lines, on python-telegram-bot, for the page to have somebody to talk with."""

from __future__ import annotations

import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.simulator.samples import png
from tests.bot.simulator.conftest import Judge

CARD = "<b>Refaire la vitrine</b>\nDu 26 au 28 novembre, <i>avec Léa</i>.\n<blockquote>Accès à la réserve</blockquote>"
BUTTONS = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("Valider", callback_data="yes", api_kwargs={"style": "success"}),
            InlineKeyboardButton("Refuser", callback_data="no", api_kwargs={"style": "danger"}),
        ],
        [InlineKeyboardButton("Plus tard", callback_data="later")],
    ]
)


async def run(bot: Judge) -> None:
    """Answer everything, until cancelled."""
    offset = 0
    while True:
        for update in await bot.get_updates(offset=offset, timeout=20):
            offset = update.update_id + 1
            await answer(bot, update)


async def answer(bot: Judge, update: telegram.Update) -> None:
    """One update: a word that means something here, else an echo."""
    if query := update.callback_query:
        await press(query)
    elif message := update.edited_message:
        await message.reply_text(f"Corrigé : {message.text}")
    elif (message := update.message) and message.chat.type == "private":
        await read(bot, message)


async def press(query: telegram.CallbackQuery) -> None:
    if query.data == "later":
        await query.answer("On en reparle demain.", show_alert=True)
        return
    await query.edit_message_text("Mission validée ✅" if query.data == "yes" else "Mission refusée")
    await query.answer("C’est noté.")


async def read(bot: Judge, message: telegram.Message) -> None:
    if message.photo or message.voice:
        kind = "photo" if message.photo else "voix"
        await message.reply_text(f"Reçu : {kind} {message.caption or ''}".strip())
    elif message.text == "carte":
        await message.reply_html(CARD, reply_markup=BUTTONS)
    elif message.text == "photo":
        await message.reply_photo(png(), caption="La vitrine")
    elif message.text == "lien":
        await message.reply_text(f"Ton lien : https://t.me/{(await bot.get_me()).username}?start=inv_42")
    else:
        await message.reply_text(f"Reçu : {message.text}", do_quote=True)
