"""The skills passport on one A4 page: what core/passport/passport.py lets it show, and the QR code of its link."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import segno

from bot.papers._typst import pdf

# A word longer than a line may be cut.
_LONG = re.compile(r"(\S{40})")


def make(data: Mapping[str, Any]) -> bytes:
    day = "/".join(reversed(data["made"].split("-")))
    entries = [{name: _LONG.sub("\\1\u200b", words) for name, words in entry.items()} for entry in data["entries"]]
    qr = _qr(data["address"])
    return pdf("passport.typ", {**data, "entries": entries, "day": day, "qr": qr}, made=data["made"])


def _qr(address: str) -> str:
    """The code as a picture in words (SVG); "" without an address."""
    if not address:
        return ""
    picture = BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", scale=4, border=2)
    return picture.getvalue().decode()
