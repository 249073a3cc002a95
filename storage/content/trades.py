"""The jobs that offers may be searched by, read from their file."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from core.opportunities.search import Trade
from storage.content.house import CONTENT
from storage.content.tomlfile import TomlFile


@cache
def load_trades(folder: Path = CONTENT) -> tuple[Trade, ...]:
    """ContentError when the file is wrong."""
    file = TomlFile(folder / "trades.toml")
    entries = file.entries("trade", ("code", "name", "words"))
    trades = [Trade(one["code"], one["name"], one["words"], tuple(one.get("also", "").split())) for one in entries]
    known: set[str] = set()
    for rank, trade in enumerate(trades):
        for code in trade.codes:
            if not re.fullmatch(r"[A-N][1-9]\d{3}", code) or code in known:
                raise file.wrong("[[trade]]", f"« {code} » n'est pas un code ROME, ou y est deux fois", rank)
            known.add(code)
    return tuple(trades)
