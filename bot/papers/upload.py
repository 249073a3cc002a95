"""A file that somebody added to a message on her page (core/page/upload.py): its own bytes."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from typing import Any


def make(data: Mapping[str, Any]) -> bytes:
    """`{"b": the bytes in base64}`."""
    return b64decode(data["b"])
