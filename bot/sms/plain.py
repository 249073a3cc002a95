"""Our own contract, for any gateway: a modem behind a small script, a provider behind a proxy.

    POST <address>                           {"to": "+33612345678", "from": "Tilleuls", "text": "…"}
    X-Triade-Timestamp: 1795687200
    X-Triade-Signature: hex(HMAC-SHA256(secret of the address, timestamp + "." + body))

| it answers | means |
|---|---|
| 200, 201, 202 `{"id": "…"}` | accepted; news about it bear this id |
| 422 `{"error": "no-such-number"}` | nobody has this number |
| 422 `{"error": "stopped"}` | she has asked for no more SMS |
| 503 | it was not taken: again later |
| 401, 402, 403; 429; anything else | see gateway.py |

It tells us what happens later by a POST to `/sms/inbound`, signed the same way with TRIADE_SMS_WEBHOOK_SECRET:

    {"id": "unique", "kind": "text",   "number": "+33612345678", "text": "STOP"}
    {"id": "unique", "kind": "failed", "number": "+33612345678", "message": "id of our SMS"}

Other kinds (`delivered`…) are answered 200 and forgotten: we never say that somebody has read.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import SplitResult, unquote

from bot.channel import Failure, SendFailed
from bot.sms.gateway import Call, News, What, base, refused


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of one request, in both directions."""
    return hmac.new(secret.encode(), timestamp.encode("latin-1") + b"." + body, sha256).hexdigest()


class Plain:
    name = "plain"
    signs = True
    adds_stop = False

    def __init__(self, parts: SplitResult) -> None:
        self._url = base(parts) + parts.path
        self._secret = unquote(parts.username or "")

    def call(self, to: str, text: str, sender: str, at: int) -> Call:
        body = json.dumps({"to": to, "from": sender, "text": text}, ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json",
            "X-Triade-Timestamp": str(at),
            "X-Triade-Signature": sign(self._secret, str(at), body),
        }
        return Call(self._url, headers, body)

    def sent(self, status: int, answer: Any) -> str:
        told = answer if isinstance(answer, dict) else {}
        if status in (200, 201, 202) and told.get("id"):
            return str(told["id"])
        if status == 422 and told.get("error") == "no-such-number":
            raise SendFailed(Failure.GONE, "no such number")
        if status == 422 and told.get("error") == "stopped":
            raise SendFailed(Failure.BLOCKED, "stopped")
        raise refused(status)

    def news(self, told: Mapping[str, Any]) -> Sequence[News]:
        what = {"text": What.TEXT, "failed": What.FAILED}.get(str(told.get("kind")))
        if what is None:
            return ()
        name, number, text, message = (str(told.get(key, "")) for key in ("id", "number", "text", "message"))
        return (News(name, what, number, text, message),) if name and number else ()
