"""A sheet of invitations to print and cut: eight on a page, each with its QR code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.papers._typst import pdf
from bot.papers.attestation import qr


def make(data: Mapping[str, Any]) -> bytes:
    cards = [{**one, "qr": qr(one["link"])} for one in data["cards"]]
    return pdf("invitations.typ", {**data, "cards": cards}, made=data["made"])
