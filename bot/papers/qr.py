"""The QR code of an address, to be scanned from a screen or from paper."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import segno


def make(data: Mapping[str, Any]) -> bytes:
    picture = BytesIO()
    segno.make(data["address"], error="m", micro=False).save(picture, kind="png", scale=10, border=4)
    return picture.getvalue()
