"""OVHcloud's SMS: `POST /1.0/sms/{service}/jobs`, signed as every call of its API.

    → {"receivers": ["+33612345678"], "message": "…", "sender": "Tilleuls", "priority": "high", …}
    ← {"ids": [123456789], "validReceivers": ["+33612345678"], "invalidReceivers": [], "totalCreditsRemoved": 1}

A number that has sent STOP to OVHcloud, or that nobody has, stands in `invalidReceivers`. Answers come by GET
(Control Panel, "response by CGI": our address with its key) with `id`, `senderid` and `message`. Its delivery receipts
bear no number and are left out: the next SMS to a number that is no more is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha1
from typing import Any
from urllib.parse import SplitResult, parse_qs, quote, unquote

from bot.channel import Failure, SendFailed
from bot.sms.gateway import Call, News, What, base, refused


class Ovh:
    name = "ovh"
    signs = False
    adds_stop = True

    def __init__(self, parts: SplitResult) -> None:
        service, consumer = parts.path.strip("/"), parse_qs(parts.query).get("consumer", [""])[0]
        if not service or "/" in service or not parts.password or not consumer:
            raise ValueError("a service, two keys and a secret are needed")
        self._url = f"{base(parts)}/1.0/sms/{quote(service)}/jobs"
        self._key, self._secret, self._consumer = unquote(parts.username or ""), unquote(parts.password), consumer

    def call(self, to: str, text: str, sender: str, at: int) -> Call:
        asked = {
            "receivers": [to],
            "message": text,
            "sender": sender,
            "priority": "high",
            "charset": "UTF-8",
            "coding": "7bit",
            "noStopClause": False,
            # minutes: longer than our links live makes no sense
            "validityPeriod": 2880,
        }
        body = json.dumps(asked, ensure_ascii=False).encode()
        # Its rule: "$1$" + SHA-1 of secret, consumer key, method, address, body and time, joined by "+".
        signed = b"+".join(
            (self._secret.encode(), self._consumer.encode(), b"POST", self._url.encode(), body, str(at).encode())
        )
        headers = {
            "Content-Type": "application/json",
            "X-Ovh-Application": self._key,
            "X-Ovh-Consumer": self._consumer,
            "X-Ovh-Timestamp": str(at),
            "X-Ovh-Signature": "$1$" + sha1(signed, usedforsecurity=False).hexdigest(),
        }
        return Call(self._url, headers, body)

    def sent(self, status: int, answer: Any) -> str:
        told = answer if isinstance(answer, dict) else {}
        if status == 200 and told.get("validReceivers") and told.get("ids"):
            return str(told["ids"][0])
        if status == 200 and told.get("invalidReceivers"):
            raise SendFailed(Failure.GONE, "an invalid receiver")
        raise refused(status)

    def news(self, told: Mapping[str, Any]) -> Sequence[News]:
        name, number, text = (str(told.get(key, "")) for key in ("id", "senderid", "message"))
        return (News(name, What.TEXT, number, text),) if name and number and text else ()
