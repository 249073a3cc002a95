"""Codes of invitations and pages, and the links that bear them."""

from __future__ import annotations

import secrets

from core.messages import Place


def new_code() -> str:
    """A secret of 128 bits, in 22 characters that a deep link may carry."""
    return secrets.token_urlsafe(16)


def link(username: str, code: str) -> str:
    """The deep link of the bot: opening it sends `/start CODE`."""
    return f"https://t.me/{username}?start={code}"


def message_address(place: Place, message: str = "") -> str:
    """The link to a message of a supergroup, or to a topic of it; "" for other rooms, which have none."""
    chat = place.chat.removeprefix("-100")
    parts = [part for part in (place.topic, message) if part]
    return f"https://t.me/c/{chat}/{'/'.join(parts)}" if parts and chat != place.chat else ""


def page_address(public_url: str, purpose: str, code: str) -> str:
    """The address of a page of ours; "" when this bot has no public address."""
    return f"{public_url}/{purpose}/{code}" if public_url else ""
