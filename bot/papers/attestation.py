"""The attestation on one page, as core/lessons/attestation.py wrote it, with a QR code when there is a page to open."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import segno

from bot.papers._typst import pdf


def make(data: Mapping[str, Any]) -> bytes:
    return pdf("attestation.typ", {**data, "qr": qr(data["address"])}, made=data["made"])


def qr(address: str) -> str:
    """The code as a picture (SVG) that opens this address; "" without one."""
    if not address:
        return ""
    drawn = io.BytesIO()
    # Quartile: a stain or a fold on the paper does not matter.
    segno.make(address, error="q", micro=False).save(drawn, kind="svg", border=2, xmldecl=False)
    return drawn.getvalue().decode()
