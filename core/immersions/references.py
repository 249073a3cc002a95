"""The number of a convention in what people paste: the number itself, or one of the links that the service sends."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from binascii import Error

_NUMBER = re.compile(r"(?<![0-9a-f-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f-])", re.I)
# A link to sign is a key: whoever has it signs in somebody's name. Only the number in it is read, the rest is dropped.
_KEY = re.compile(r"(?<![\w-])[\w-]+\.([\w-]{20,4000})\.[\w-]+")


def number_in(words: str) -> str:
    """The number of the convention, or ""."""
    found = _NUMBER.search(words)
    if found is None and (key := _KEY.search(words)):
        found = _NUMBER.fullmatch(str(_claims(key[1]).get("applicationId", "")))
    return found[0].lower() if found else ""


def holds_key(words: str) -> bool:
    """Whether a link that lets somebody sign was pasted."""
    return "jwt=" in words or _KEY.search(words) is not None


def _claims(part: str) -> dict[str, object]:
    try:
        read = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, Error):
        return {}
    return read if isinstance(read, dict) else {}
