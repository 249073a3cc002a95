"""The evaluation as a PDF: each figure with its definition, n and interval, and a page of what cannot be said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.papers._typst import pdf


def make(data: Mapping[str, Any]) -> bytes:
    return pdf("evaluation.typ", data, made=data["made"])
