"""What is kept of one person, to be read, as core/privacy/portable.py has written it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.papers._typst import pdf


def make(data: Mapping[str, Any]) -> bytes:
    return pdf("mine.typ", data, made=data["made"])
