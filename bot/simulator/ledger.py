"""The ledger: every act of a bot that took effect, in order, as plain data."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO


@dataclass(frozen=True, slots=True)
class Entry:
    """One effect. `ok` is False when a scripted fault kept the bot from learning that it happened."""

    seq: int
    at: float
    bot: int
    method: str
    chat: int
    topic: int | None
    message_id: int | None
    text: str
    ok: bool


class Ledger:
    """Append-only; with a path each entry is also a line of JSON in that file, flushed at once."""

    def __init__(self, path: Path | None = None) -> None:
        self.entries: list[Entry] = []
        self._file: TextIO | None = path.open("a", encoding="utf-8", buffering=1) if path else None

    def __len__(self) -> int:
        return len(self.entries)

    def add(
        self,
        *,
        at: float,
        bot: int,
        method: str,
        chat: int,
        topic: int | None = None,
        message_id: int | None = None,
        text: str = "",
        ok: bool = True,
    ) -> None:
        """Note one effect."""
        entry = Entry(len(self.entries) + 1, at, bot, method, chat, topic, message_id, text, ok)
        self.entries.append(entry)
        if self._file:
            self._file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")

    def texts(self, chat: int, topic: int | None = None) -> list[str]:
        """What was sent to a chat (or one of its topics), oldest first; edits and other acts are left out."""
        return [
            entry.text
            for entry in self.entries
            if entry.chat == chat
            and entry.method.startswith(("send", "copy", "forward"))
            and (topic is None or entry.topic == topic)
        ]

    def counts(self) -> Counter[str]:
        """How often each method took effect."""
        return Counter(entry.method for entry in self.entries)

    def close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None
