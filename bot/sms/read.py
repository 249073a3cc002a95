"""What a gateway told us, as an inbox row and as something that happened. Pure."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from bot.channel import Row
from bot.sms.channel import NAME
from bot.sms.gateway import News, What
from bot.sms.numbers import number
from bot.words import clean
from core.messages import Address, Bond, BondChanged, Incoming, Message, Place, Undelivered, Unknown
from core.texts import Rich

#: the door's name in the inbox
DOOR = f"{NAME}:in"
# What people write to stop, and to be written to again; gateways know the first one everywhere.
_STOP = ("stop", "arret", "arrêt", "stopsms", "unsubscribe")
_AGAIN = ("start", "reprendre", "reprise")


def row(news: News) -> Row:
    """One thing told, as an inbox row: told twice, it is the same row."""
    name = clean(f"{news.what}:{news.number}:{news.name}")
    digest = int.from_bytes(sha256(name.encode()).digest()[:7], "big")
    return digest, f"{NAME}:{number(news.number)}", clean(json.dumps(news.raw(), ensure_ascii=False))


def read(raw: dict[str, Any], received: datetime) -> Incoming:
    """What happened."""
    news = News(raw["name"], What(raw["what"]), raw["number"], raw["text"], raw["message"])
    cause, whose = f"{DOOR}:{row(news)[0]}", number(news.number)
    who, place = Address(NAME, whose), Place(NAME, whose)
    if not whose:
        return Unknown(cause=cause, at=received, sender=who, place=place, what="an SMS from no mobile number")
    if news.what is What.FAILED:
        return Undelivered(cause=cause, at=received, sender=who, place=place, message_id=news.message)
    said = news.text.strip().strip(".!").lower()
    if news.what is What.STOP or said in _STOP:
        return BondChanged(cause=cause, at=received, sender=who, place=place, bond=Bond.GONE)
    if said in _AGAIN:
        return BondChanged(cause=cause, at=received, sender=who, place=place, bond=Bond.MEMBER)
    return Message(cause=cause, at=received, sender=who, place=place, message_id=cause, text=Rich(clean(news.text)))
