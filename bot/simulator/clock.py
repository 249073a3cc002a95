"""The clock of the local Telegram: real time plus an offset that people may move."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
MORNING = 9


class Clock:
    """Seconds since 1970. Call it to read it. With `offset_file`, another process can follow the offset."""

    def __init__(self, offset_file: Path | None = None, *, real: Callable[[], float] = time.time) -> None:
        self.offset = 0.0
        self._real = real
        self._file = offset_file
        self._listeners: list[Callable[[], None]] = []
        if offset_file and offset_file.exists():
            self.offset = float(offset_file.read_text() or 0)

    def __call__(self) -> float:
        return self._real() + self.offset

    def advance(self, seconds: float) -> float:
        """Move forward (never back) and return the new time."""
        if seconds < 0:
            raise ValueError("time does not go back")
        self.offset += seconds
        if self._file:
            # Replaced in one step: a reader never sees half a number.
            draft = self._file.with_suffix(".new")
            draft.write_text(repr(self.offset))
            os.replace(draft, self._file)
        for listener in self._listeners:
            listener()
        return self()

    def to_next_working_morning(self) -> float:
        """Move to the next 09:00, Monday to Friday, in Paris."""
        now = datetime.fromtimestamp(self(), PARIS)
        morning = now.replace(hour=MORNING, minute=0, second=0, microsecond=0)
        while morning <= now or morning.weekday() > 4:
            morning += timedelta(days=1)
        return self.advance(morning.timestamp() - self())

    def on_move(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each move."""
        self._listeners.append(listener)
