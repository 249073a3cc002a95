"""The evidence pack as a PDF: what happened to the missions agreed with the company, with the print of the data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.papers._typst import pdf


def make(data: Mapping[str, Any]) -> bytes:
    return pdf("evidence.typ", data, made=data["made"])
