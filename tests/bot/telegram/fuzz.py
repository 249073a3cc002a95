"""Updates that nobody has ever sent, drawn from the Bot API's own types: every field may be there, odd or missing."""

from __future__ import annotations

import random
import types
import typing
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, Literal

from aiogram.types import Chat, Update, User
from pydantic import BaseModel

from tests.core.hostile import TEXTS

#: how deep objects stand in objects
DEEPEST = 4
#: how often what is not needed is there, where it makes an update more like one
_OFTEN = {
    "from": 0.9,
    "text": 0.5,
    "data": 0.9,
    "message": 0.9,
    "reply_to_message": 0.2,
    "entities": 0.2,
    "caption": 0.2,
}
#: kinds of chats, as Telegram names them
KINDS = ("private", "group", "supergroup", "channel", "sender")
_WORDS = (
    "",
    "/start",
    "/note",
    "/lier x",
    "/retirer",
    "/inviter",
    "m:1:1:1:validate",
    "l:x:0:0",
    "private",
    "text_link",
)


class Fuzz:
    """Draws updates; the same seed draws the same. `people` and `chats` are ids that the bot may know."""

    def __init__(self, seed: int, people: Sequence[int] = (7, 9), chats: Sequence[int] = (7, -1001234567890)) -> None:
        self._dice = random.Random(seed)
        self._people = (*people, 1087968824, 136817688, 777000, 4242, 0, -1, 2**52)
        self._chats = (*chats, *people, 0, -5, 2**52)

    def update(self, number: int) -> dict[str, Any]:
        """One update of any kind; the usual kinds are drawn more often."""
        dice = self._dice
        kind = dice.choice((*_fields(Update)[1:], *_USUAL))
        raw: dict[str, Any] = {"update_id": number, kind[0]: self._value(kind[1], 0, kind[0])}
        if dice.random() < 0.05:
            raw = {**raw, dice.choice(("message", "callback_query", "odd")): dice.choice((None, 1, "x", [], {}, True))}
        return raw

    def _object(self, model: type[BaseModel], depth: int) -> dict[str, Any]:
        dice, made = self._dice, {}
        if issubclass(model, User):
            made["id"] = dice.choice(self._people)
        if issubclass(model, Chat):
            made["id"] = dice.choice(self._chats)
            made["type"] = dice.choice(KINDS)
        for name, annotation, needed in _fields(model):
            often = 0.99 if needed else _OFTEN.get(name, 0.04)
            if name not in made and dice.random() < often:
                made[name] = self._value(annotation, depth + 1, name)
        return made

    def _value(self, annotation: Any, depth: int, name: str) -> Any:
        dice = self._dice
        if dice.random() < 0.002:
            return dice.choice((None, "", 0, -1, 2**70, [], {}, "x" * 70, True, 1.5))
        origin, inside = typing.get_origin(annotation), typing.get_args(annotation)
        if origin in (typing.Union, types.UnionType):
            return self._value(dice.choice([one for one in inside if one is not type(None)]), depth, name)
        if origin is typing.Annotated:
            return self._value(inside[0], depth, name)
        if origin is list:
            return [self._value(inside[0], depth + 1, name) for _ in range(dice.choice((0, 1, 1, 2)))]
        if origin is Literal:
            chosen = dice.choice(inside)
            return chosen.value if isinstance(chosen, Enum) else chosen
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return self._object(annotation, depth) if depth < DEEPEST else {}
        return self._plain(annotation, name)

    def _plain(self, annotation: Any, name: str) -> Any:
        dice = self._dice
        if isinstance(annotation, type) and issubclass(annotation, Enum):
            return dice.choice([one.value for one in annotation])
        if annotation is bool or name.startswith(("is_", "can_", "has_")):
            return dice.random() < (0.05 if name == "is_bot" else 0.5)
        if annotation in (int, datetime, timedelta) or "date" in name:
            return dice.choice((0, 1, 2, 31, 1_780_000_000, -1, 2**31))
        if annotation is float:
            return dice.choice((0.0, 48.85, -181.0, 1e308))
        return dice.choice(TEXTS) if dice.random() < 0.6 else dice.choice(_WORDS)


@cache
def _fields(model: type[BaseModel]) -> tuple[tuple[str, Any, bool], ...]:
    """(name, type, needed) of each field of a type; what says its kind is needed."""
    model.model_rebuild()  # before its first use its types are names only (bot/telegram/lean.py)
    return tuple(
        (one.alias or name, one.annotation, one.is_required() or typing.get_origin(one.annotation) is Literal)
        for name, one in model.model_fields.items()
    )


_USUAL = [
    field
    for field in _fields(Update)
    if field[0] in ("message", "edited_message", "callback_query", "message_reaction", "my_chat_member")
] * 8
