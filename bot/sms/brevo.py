"""Brevo's transactional SMS: `POST /v3/transactionalSMS/sms`, the key alone in the header.

    → {"sender": "Tilleuls", "recipient": "33612345678", "content": "…", "type": "transactional"}
    ← 201 {"reference": "ab1cde2fgh3i4jklmno", "messageId": 1511882900176220, "smsCount": 1, …}
    ← 400 {"code": "invalid_parameter", "message": "Invalid telephone number"}, 402 {"code": "not_enough_credits", …}

Its webhook posts what becomes of each SMS to our address with its key:

    {"id": 26570, "to": "33612345678", "messageId": 1511882900176220, "msg_status": "hard_bounce", "date": "…", …}

`hard_bounce` ends the number, `unsubscribe` and `blacklisted` are a STOP, `replied` bears the answer in `reply`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import SplitResult, unquote

from bot.channel import Failure, SendFailed
from bot.sms.gateway import Call, News, What, base, refused

_MEANS = {
    "hard_bounce": What.FAILED,
    "hardbounce": What.FAILED,
    "hardbounces": What.FAILED,
    "unsubscribe": What.STOP,
    "blacklisted": What.STOP,
    "replied": What.TEXT,
}


class Brevo:
    name = "brevo"
    signs = False
    adds_stop = False

    def __init__(self, parts: SplitResult) -> None:
        self._url = f"{base(parts)}/v3/transactionalSMS/sms"
        self._key = unquote(parts.username or "")

    def call(self, to: str, text: str, sender: str, at: int) -> Call:
        asked = {"sender": sender, "recipient": to.removeprefix("+"), "content": text, "type": "transactional"}
        headers = {"api-key": self._key, "Content-Type": "application/json", "Accept": "application/json"}
        return Call(self._url, headers, json.dumps(asked, ensure_ascii=False).encode())

    def sent(self, status: int, answer: Any) -> str:
        told = answer if isinstance(answer, dict) else {}
        if status == 201 and told.get("messageId"):
            return str(told["messageId"])
        words = str(told.get("message", "")).lower()
        if status == 400 and ("telephone" in words or "phone" in words or "recipient" in words):
            raise SendFailed(Failure.GONE, "an invalid number")
        raise refused(status)

    def news(self, told: Mapping[str, Any]) -> Sequence[News]:
        status = str(told.get("msg_status", "")).lower()
        what = _MEANS.get(status)
        number, message = str(told.get("to", "")), str(told.get("messageId", ""))
        if what is None or not number or not message:
            return ()
        number = number if number.startswith("+") else f"+{number}"
        text = str(told.get("reply", "")) if what is What.TEXT else ""
        # `id` is the webhook's own: it names nothing.
        return (News(f"{status}:{message}:{told.get('date', '')}", what, number, text, message),)
