"""Telegram as a channel. Who needs aiogram's bot takes it from here, where its models are kept unbuilt."""

from bot.telegram.lean import unbuilt

with unbuilt():
    from aiogram import Bot as Bot
