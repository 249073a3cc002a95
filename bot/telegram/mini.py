"""What a Mini App shows when it opens: data that Telegram signed with the bot's token, and for whom.

https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app: the fields but `hash`, sorted, one a
line, signed with HMAC-SHA-256 under HMAC-SHA-256("WebAppData", token). How old they may be is ours to say.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import parse_qsl

#: seconds that signed data hold, and that clocks may differ
LIFE, SKEW = 15 * 60, 60
LONGEST = 4096


@dataclass(frozen=True)
class Shown:
    """Who opened it; `mark` is the same for the same opening."""

    user: str
    mark: str


def verify(init: str, token: str, now: datetime) -> Shown | None:
    """Who Telegram says has opened the Mini App; None for data that is not Telegram's, altered, or too old."""
    if not init or len(init) > LONGEST:
        return None
    try:
        pairs = parse_qsl(init, keep_blank_values=True, strict_parsing=True)
    except ValueError:
        return None
    fields = dict(pairs)
    given = fields.pop("hash", "")
    if len(pairs) != len(fields) + 1:  # a field twice could be read in two ways
        return None
    if not hmac.compare_digest(given.encode(), sign(fields, token).encode()):
        return None
    try:
        age = now.timestamp() - int(fields.get("auth_date", "0"))
        user = json.loads(fields.get("user", "{}"))
    except ValueError:
        return None
    number = user.get("id") if isinstance(user, dict) else None
    return Shown(str(number), given) if isinstance(number, int) and -SKEW <= age <= LIFE else None


def sign(fields: dict[str, str], token: str) -> str:
    """The signature of these fields."""
    key = hmac.new(b"WebAppData", token.encode(), sha256).digest()
    lines = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    return hmac.new(key, lines.encode(), sha256).hexdigest()
