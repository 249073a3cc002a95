"""Answers to pressed buttons."""

from __future__ import annotations

from bot.simulator.call import Call
from bot.simulator.errors import QUERY_TOO_OLD, bad_request


def answer_callback_query(call: Call) -> bool:
    """Once per press, and soon."""
    tg = call.tg
    query = tg.queries.get(call.text("callback_query_id"))
    known = query is not None and query.message.sender is call.bot and query.answer is None
    if query is None or not known or tg.clock() - query.at > tg.limits.callback_answer_seconds:
        raise bad_request(QUERY_TOO_OLD)
    text = call.text("text")
    if len(text) > tg.limits.callback_answer_text:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answer = {"text": text, "show_alert": call.flag("show_alert"), "url": call.text("url")}
    call.note(query.message.chat, query.message, text=text)
    tg.changed()
    return True


TABLE = {"answerCallbackQuery": answer_callback_query}
