"""From a method's name and parameters to an answer: token, faults, the method, its refusals."""

from __future__ import annotations

import asyncio
import inspect
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.simulator.call import Call, Upload
from bot.simulator.errors import ApiError
from bot.simulator.methods import METHODS

if TYPE_CHECKING:
    from bot.simulator.faults import Rule
    from bot.simulator.telegram import LocalTelegram

TOKEN = re.compile(r"\d{1,18}:[A-Za-z0-9_-]{30,}")


@dataclass(slots=True)
class Answer:
    """Status and JSON body; `lost` says that the client gets none: reset, or hang."""

    status: int
    body: dict[str, Any]
    lost: str = ""

    @property
    def retry_after(self) -> int:
        return int(self.body.get("parameters", {}).get("retry_after", 0))


async def answer(
    tg: LocalTelegram, token: str, method: str, params: dict[str, Any], files: dict[str, Upload]
) -> Answer:
    """Call a method as the holder of a token."""
    bot = tg.bots.get(token)
    if bot is None:
        return _refusal(ApiError(401, "Unauthorized") if TOKEN.fullmatch(token) else ApiError(404, "Not Found"))
    known = METHODS.get(method.lower())
    if known is None:
        return _refusal(ApiError(404, "Not Found: method not found"))
    name, function = known
    rule = tg.faults.strike(name, _chat_of(params)) if tg.faults.rules else None
    if rule and rule.kind == "delay":
        await asyncio.sleep(rule.seconds)
        rule = None
    if rule and not rule.after:
        return _faulty(rule)
    try:
        result = function(Call(tg, bot, name, params, files, heard=rule is None))
        if inspect.isawaitable(result):
            result = await result
    except ApiError as refused:
        return _faulty(rule) if rule else _refusal(refused)
    return _faulty(rule) if rule else Answer(200, {"ok": True, "result": result})


def _refusal(error: ApiError) -> Answer:
    return Answer(error.code, error.body())


def _faulty(rule: Rule) -> Answer:
    if rule.kind == "status":
        return Answer(rule.code, rule.body())
    return Answer(0, {}, lost=rule.kind)


def _chat_of(params: dict[str, Any]) -> int | None:
    try:
        return int(params["chat_id"])
    except (KeyError, TypeError, ValueError):
        return None
