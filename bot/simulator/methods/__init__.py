"""The Bot API methods by their lower-case names; one function each, grouped in files by noun."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.simulator.call import Call
from bot.simulator.methods import callbacks, chats, commands, copies, edits, files, media, messages, topics, updates

Method = Callable[[Call], Any]

METHODS: dict[str, tuple[str, Method]] = {
    name.lower(): (name, function)
    for module in (callbacks, chats, commands, copies, edits, files, media, messages, topics, updates)
    for name, function in module.TABLE.items()
}
