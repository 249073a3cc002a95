"""The recap of one lesson on one page, as core/lessons/recap.py has written it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.papers._typst import pdf


def make(data: Mapping[str, Any]) -> bytes:
    return pdf("recap.typ", data, made=data["made"])
